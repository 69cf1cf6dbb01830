"""Cells of a workbook that do not hold what somebody wrote: a date where a text belongs, a formula never reckoned."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from samverkan.exchange.cells import Lines, Text
from samverkan.exchange.headings import Table
from samverkan.exchange.plans import Problem
from samverkan.exchange.reading import FileRow
from samverkan.exchange.reading.damage import date_in_text


def spoilt(table: Table, line: FileRow) -> dict[str, Problem]:
    """What is wrong with the cells of a row, by the name of the column. What a text says is looked at elsewhere."""
    if table.is_text:
        return {}
    found = {}
    for place, (column, cell) in enumerate(zip(table.columns, line.cells, strict=False), 1):
        if column is None:
            continue
        if isinstance(cell, dt.date) and isinstance(column.kind, Text | Lines):
            words, meant = date_in_text(cell)
            found[column.name] = Problem(column.name, words, tuple(meant))
        elif cell is None and (line.number, place) in table.formulas:
            words = _(
                "Cellen har en formel som inte är uträknad. Spara filen i Excel och försök igen, eller skriv värdet."
            )
            found[column.name] = Problem(column.name, words)
    return found
