"""Fold the names of what there is anew: a bar now tells them apart, and a group's names stand for themselves too."""

from django.db import migrations

from groups.ordering import in_full, searchable

BATCH = 500


def fold_texts(apps, schema_editor):
    model = {
        name: apps.get_model("groups", name)
        for name in ("Group", "GroupType", "Organisation", "Person", "Seat", "Topic")
    }
    _write(model["GroupType"], lambda it: (it.name, it.plural))
    _write(model["Topic"], lambda it: (it.name,))
    _write(model["Organisation"], _organisation)
    _write(model["Person"], lambda it: (it.name, it.title))
    _write(model["Seat"], lambda it: (it.title, str(it.get_kind_display())))
    _write(
        model["Group"],
        lambda it: (*_names(it), it.purpose, it.origin, it.basis, it.coverage_text),
        names=_names,
    )


def _organisation(it):
    written = [in_full(it.name)] if it.kind == "municipality" else []
    return (it.name, it.short_name, *it.aliases.splitlines(), *written)


def _names(group):
    return (group.name, group.short_name, *group.aliases.splitlines())


def _write(model, texts, names=None):
    fields = ["search_text", "name_text"] if names else ["search_text"]
    batch = []
    for row in model._base_manager.order_by("pk").iterator(BATCH):
        row.search_text = searchable(*texts(row))
        if names:
            row.name_text = searchable(*names(row))
        batch.append(row)
        if len(batch) == BATCH:
            model._base_manager.bulk_update(batch, fields)
            batch = []
    model._base_manager.bulk_update(batch, fields)


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_names_of_groups")]

    # Taken back, nothing needs to be undone: the texts serve the search as it was.
    operations = [migrations.RunPython(fold_texts, migrations.RunPython.noop, elidable=True)]
