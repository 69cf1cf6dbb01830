from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0009_fewer_indexes_of_groups")]

    operations = [
        migrations.AlterField(
            "group",
            "slug",
            models.SlugField(db_index=False, editable=False, max_length=80, verbose_name="adress"),
        ),
        migrations.AlterField(
            "historicalgroup",
            "slug",
            models.SlugField(db_index=False, editable=False, max_length=80, verbose_name="adress"),
        ),
        migrations.AddConstraint(
            "group",
            models.UniqueConstraint(
                fields=("slug",),
                name="groups_group_slug_unique",
                violation_error_message="En annan grupp har redan adressen.",
            ),
        ),
        migrations.AddIndex(
            "group",
            models.Index(
                fields=["region", "status", "is_part", "is_public", "mistaken", "parent"], name="groups_group_counted"
            ),
        ),
        migrations.RemoveIndex("group", "groups_group_region_status"),
        migrations.AddIndex(
            "group",
            models.Index(condition=models.Q(("is_public", False)), fields=["id"], name="groups_group_hidden"),
        ),
        migrations.AddIndex(
            "group",
            models.Index(condition=models.Q(("mistaken", True)), fields=["id"], name="groups_group_mistaken"),
        ),
        migrations.AddIndex("statuschange", models.Index(fields=["effective", "id"], name="groups_status_day")),
    ]
