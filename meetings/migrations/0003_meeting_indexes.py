"""Indexes that give the list of meetings in its own order, for one status and for minutes that wait."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_words_of_verified_minutes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="meeting",
            name="meetings_meeting_waits",
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["status", "date", "start"], name="meetings_meeting_status"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["status", "minutes", "date", "start"], name="meetings_meeting_waits"),
        ),
    ]
