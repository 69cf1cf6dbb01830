import django.db.models.deletion
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
            models.Index(
                condition=models.Q(("is_public", False)), fields=["id", "is_public"], name="groups_group_hidden"
            ),
        ),
        migrations.AddIndex(
            "group",
            models.Index(
                condition=models.Q(("mistaken", True)), fields=["id", "mistaken"], name="groups_group_mistaken"
            ),
        ),
        migrations.AddIndex("statuschange", models.Index(fields=["effective", "id"], name="groups_status_day")),
        migrations.AlterField(
            "membership",
            "on_behalf_of",
            models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Tomt: platsens organisation.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="groups.organisation",
                verbose_name="företräder",
            ),
        ),
        migrations.AddIndex(
            "membership",
            models.Index(
                condition=models.Q(("on_behalf_of__isnull", False)),
                fields=["on_behalf_of"],
                name="groups_membership_on_behalf",
            ),
        ),
        migrations.AlterField(
            "seat",
            "organisation",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seats",
                to="groups.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddIndex(
            "seat",
            models.Index(
                condition=models.Q(("organisation__isnull", False)),
                fields=["organisation"],
                name="groups_seat_organisation",
            ),
        ),
    ]
