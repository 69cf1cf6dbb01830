"""Keep a mapping once by a hash of its headings: the headings themselves may be longer than an index holds."""

import hashlib

from django.db import migrations, models


def fill(apps, schema_editor):
    for kept in apps.get_model("exchange", "ColumnMapping")._base_manager.order_by("pk"):
        kept.headings_hash = hashlib.sha256(kept.headings.encode()).hexdigest()
        kept.save(update_fields=["headings_hash"])


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_imports")]

    operations = [
        migrations.AddField(
            "columnmapping", "headings_hash", models.CharField(default="", editable=False, max_length=64)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "columnmapping", "headings_hash", models.CharField(editable=False, max_length=64, unique=True)
        ),
        migrations.AlterField("columnmapping", "headings", models.TextField(editable=False)),
    ]
