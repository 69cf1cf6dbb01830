"""One sheet of a workbook: rows of cells, and which of them are merged or reckoned by a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from samverkan.exchange.reading.limits import (
    HEADING_WITHIN,
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_FORMULAS,
    MOST_MERGED,
    Budget,
    too_long,
    too_wide,
)
from samverkan.exchange.reading.number_formats import Look, value_of
from samverkan.exchange.reading.sheets import Cell, FileSheet
from samverkan.exchange.reading.xml_parts import Parser

_FIGURES = "0123456789"
_RANGE = re.compile(r"[A-Z]{1,3}([1-9]\d{0,6})(?::[A-Z]{1,3}[1-9]\d{0,6})?")
# Signs that XML cannot hold are written so. Only these are taken back: somebody may have written _x0041_.
_WRITTEN_OUT = re.compile("_x00([01][0-9A-Fa-f])_")


@dataclass
class Context:
    """What cells refer to: shared texts by number, looks by style, and from when days are counted."""

    strings: list[str | None]
    looks: dict[str, Look]
    is_1904: bool


def read_into(sheet: FileSheet, chunks: Iterable[bytes], context: Context, budget: Budget) -> None:
    """Fill the sheet from the XML of its part. Raises Unreadable."""
    parser = Parser(budget)
    parser.parse(chunks, _Handler(sheet, parser, context, budget))


def text_of(pieces: list[str]) -> str | None:
    """Return the pieces as the text of a cell, None if it is blank; line breaks are plain ones."""
    text = pieces[0] if len(pieces) == 1 else "".join(pieces)
    if "_x00" in text:
        text = _WRITTEN_OUT.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")
    return text if text and not text.isspace() else None


def column_of(letters: str) -> int:
    """Return 1 for A, 16,384 for XFD. Raises ValueError for what is no column."""
    if not (letters.isascii() and letters.isupper() and len(letters) <= 3):
        raise ValueError(letters)
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column


class _Handler:
    """Follows the part from <sheetData> through rows and cells to <mergeCell>; all else is passed by.

    A cell costs four calls, so these are kept short.
    """

    def __init__(self, sheet: FileSheet, parser: Parser, context: Context, budget: Budget) -> None:
        self.sheet = sheet
        self.expat = parser.expat
        self.context = context
        self.budget = budget
        self.columns: dict[str, int] = {}
        self.texts: list[str] = []
        self.append = self.texts.append
        self.inside = False  # <sheetData>
        self.spoken = False
        self.row = 0
        self.cells: list[Cell] = []
        self.least = 0
        self.column = 0
        self.cell: dict[str, str] = {}
        self.formula = False

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        if not self.inside:
            if name == "sheetData":
                self.inside = True
            elif name == "mergeCell":
                self._merge(attributes.get("ref", ""))
        elif name == "c":
            self.cell = attributes
            self._place(attributes.get("r"))
        elif name in ("v", "t"):
            if not self.spoken:
                self.expat.CharacterDataHandler = self.append
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "rPh":
            self.spoken = True

    def end(self, name: str) -> None:
        if not self.inside:
            return
        if name in ("v", "t"):
            self.expat.CharacterDataHandler = None
        elif name == "c":
            if self.texts or self.formula:
                self._put()
        elif name == "row":
            self.budget.add(self.sheet, self.row, self.cells, self.least)
        elif name == "rPh":
            self.spoken = False
        elif name == "sheetData":
            self.inside = False

    def _begin_row(self, stated: str | None) -> None:
        number = int(stated) if stated else self.row + 1
        if not self.row < number <= LAST_ROW:
            raise ValueError(number)
        self.row, self.cells, self.column, self.least = number, [], 0, 0

    def _place(self, stated: str | None) -> None:
        """Note the column of the cell that begins. Raises ValueError unless it is to the right of the one before."""
        if stated is None:
            column = self.column + 1
        else:
            letters = stated.rstrip(_FIGURES)
            column = self.columns.get(letters) or self.columns.setdefault(letters, column_of(letters))
        if not self.column < column <= LAST_COLUMN:
            raise ValueError(stated)
        self.column = column

    def _put(self) -> None:
        """Put the value of the cell that ends in its place."""
        value = self._value() if self.texts else None
        self.texts.clear()
        if value is None and not self.formula:
            return
        column, cells = self.column, self.cells
        if column > MOST_COLUMNS:
            raise too_wide(self.sheet.title, self.row)
        if self.formula:
            self.formula = False
            self.least = column
            if len(self.sheet.formulas) < MOST_FORMULAS:
                self.sheet.formulas.add((self.row, column))
        if len(cells) < column - 1:
            cells.extend([None] * (column - 1 - len(cells)))
        cells.append(value)

    def _value(self) -> Cell:
        kind = self.cell.get("t", "n")
        if kind == "n":
            return value_of("".join(self.texts), self.context.looks.get(self.cell.get("s", "0")), self.context.is_1904)
        if kind == "s":
            number = int("".join(self.texts))
            if number < 0:
                raise ValueError(number)
            return self.context.strings[number]
        text = text_of(self.texts)
        if kind == "b":
            return text == "1"
        if text is not None and len(text) > LONGEST_TEXT:
            raise too_long(self.sheet.title, self.row)
        return text  # a date that is written out (t="d") and an error (t="e") among them

    def _merge(self, stated: str) -> None:
        found = _RANGE.fullmatch(stated)
        if found and int(found[1]) <= HEADING_WITHIN and len(self.sheet.merged) < MOST_MERGED:
            self.sheet.merged.append(stated)
