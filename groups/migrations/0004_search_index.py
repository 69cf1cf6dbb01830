from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from groups.search_index import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_fold_texts_apart")]

    operations = [
        TrigramExtension(),  # PostgreSQL alone; the owner of the database may add it
        migrations.AddIndex("group", TrigramIndex("search_text", name="groups_group_trigram")),
        migrations.AddIndex("organisation", TrigramIndex("search_text", name="groups_organisation_trigram")),
        migrations.AddIndex("person", TrigramIndex("search_text", name="groups_person_trigram")),
        migrations.AddIndex("seat", TrigramIndex("search_text", name="groups_seat_trigram")),
    ]
