"""What the workbook says of itself: a last sheet that explains every column, and lists to choose from in the cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from samverkan import tabular
from samverkan.exchange.cells import Lines, Reference, References
from samverkan.exchange.sheets import BY_NAME, Column, Sheet
from samverkan.tabular import BETWEEN

LONGEST_LIST = 250
"""Characters of words to choose among that a cell of a workbook can hold itself."""


def sheet(sheets: Iterable[Sheet]) -> tabular.Sheet:
    """Return the sheet that explains the others. It is passed over when the workbook comes in again."""
    return _("Förklaring"), header(), _rows(sheets)


def header() -> list[str]:
    """Return its headings, by which it is known again."""
    return [_("Blad"), _("Kolumn"), _("Kolumnens namn för program"), _("Vad som står där"), _("Kan vara"), _("Exempel")]


def is_explanation(headings: Sequence[str]) -> bool:
    """Whether a table with these headings is the sheet that explains the others."""
    return [each for each in headings if each] == header()


def lists(sheet: Sheet, beside: Iterable[Sheet]) -> dict[int, str]:
    """Return what Excel offers to choose from in the sheet's columns, as formulas by the columns' places from 0.

    They are words, or the keys of another sheet of those `beside` it; nothing else is forbidden, such as a name.
    """
    names = {each.name for each in beside}
    found = {place: _formula(column, names) for place, column in enumerate(sheet.columns) if not column.told}
    return {place: formula for place, formula in found.items() if formula}


def _formula(column: Column, names: set[str]) -> str:
    if isinstance(column.kind, Reference) and column.kind.sheet in names:
        other = BY_NAME[column.kind.sheet]
        if other.key == ("slug",):
            letter = get_column_letter([each.name for each in other.columns].index("slug") + 1)
            return f"'{other.title}'!${letter}$2:${letter}${tabular.LAST_XLSX_ROW}"
    words = [word for word, _machine in column.kind.allowed()]
    written = ",".join(words)
    if not words or len(written) > LONGEST_LIST or any(sign in word for word in words for sign in ',"'):
        return ""
    return f'"{written}"'


def _rows(sheets: Iterable[Sheet]) -> Iterator[list[str]]:
    for each in sheets:
        for column in each.columns:
            words = [word for word, _machine in column.kind.allowed()]
            yield [
                str(each.title),
                str(column.title),
                column.name,
                " ".join(filter(None, [str(column.help), _written(column), _limits(each, column)])),
                BETWEEN.join(words),
                column.kind.example,
            ]


def _written(column: Column) -> str:
    """Return how what the column holds is written in a cell."""
    kind, words = column.kind, []
    if isinstance(kind, Reference | References):
        words.append(
            _("Nyckel ur bladet %(sheet)s, eller ett namn som bara en har.") % {"sheet": BY_NAME[kind.sheet].title}
        )
    if isinstance(kind, Lines | References):
        words.append(_("Flera skiljs åt med ett lodrätt streck."))
    return " ".join(words)


def _limits(sheet: Sheet, column: Column) -> str:
    """Return what must be known of the column beside what it means."""
    if column.name in sheet.key and sheet.has_own_keys:
        return _("Säger vilken rad det är. Ändra den inte; lämna tom för en ny rad.")
    return _("Måste fyllas i.") if column.required else ""
