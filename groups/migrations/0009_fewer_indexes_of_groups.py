import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0008_search_index_beside")]

    operations = [
        migrations.AlterField("group", "sort_key", models.CharField(editable=False, max_length=200)),
        migrations.AddIndex("group", models.Index(fields=["sort_key"], name="groups_group_sort_key")),
        migrations.AlterField("group", "tree_id", models.PositiveIntegerField(editable=False)),
        migrations.AlterField(
            "group",
            "region",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="groups",
                to="groups.region",
                verbose_name="delregion",
            ),
        ),
    ]
