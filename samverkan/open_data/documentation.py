"""What every field means, as rows: the last sheet of the workbook, a file in the zip, and the page about the fields."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samverkan.open_data.tables import TABLES


def header() -> list[str]:
    return [_("Fil"), _("Kolumn"), _("Betydelse"), _("Typ"), _("Exempel"), _("Möjliga värden")]


def rows() -> Iterator[list[object]]:
    """Yield what each column of each table holds."""
    for table in TABLES.values():
        for field in table.fields:
            told = (field.name, field.meaning, field.kind.words, field.example)
            yield [f"{table.key}.csv", *map(str, told), [str(value) for value in field.values]]
