from django.db import migrations

from groups.search_index import TrigramIndex


def lay_beside(apps, schema_editor):
    """Make PostgreSQL's index a table beside the indexed one, where it was made upon it or is not there."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in ("group", "organisation", "person", "seat"):
        model = apps.get_model("groups", name)
        (index,) = (each for each in model._meta.indexes if isinstance(each, TrigramIndex))
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT relkind::text FROM pg_class WHERE oid = to_regclass(%s)", [index.name])
            there = cursor.fetchone()
        if there == ("i",):
            schema_editor.execute(f"DROP INDEX {index.name}")
        if there in (None, ("i",)):
            schema_editor.add_index(model, index)


class Migration(migrations.Migration):
    dependencies = [("groups", "0007_topics_and_inhabitants_keep_history")]

    operations = [migrations.RunPython(lay_beside, migrations.RunPython.noop)]
