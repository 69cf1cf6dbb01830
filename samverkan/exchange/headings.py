"""Which sheet a table of a file is, and which of its columns is which: by title, machine name, or a mapping kept.

People write titles above their headings, call columns their own names and leave out what is the same for all rows. A
mapping says it once: which heading is which column, which are passed over, and what holds for every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from groups.ordering import fold
from samverkan.exchange import explaining, mapped
from samverkan.exchange.reading import FileRow, FileSheet
from samverkan.exchange.sheets import BY_NAME, SHEETS, Column, Sheet

LOOKED_THROUGH = 20
"""So many rows may stand above the headings."""


@dataclass(frozen=True)
class Mapping:
    """What somebody has said once of files with these headings."""

    sheet: str
    """Name of the sheet; empty for tables that are passed over."""
    columns: dict[str, str]
    """Folded heading → name of the column; empty for one that is passed over."""
    constants: dict[str, str] = field(default_factory=dict)
    """Name of a column → what stands there in every row; it may be put together, see `mapped`."""
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """Name of a column → folded text of the file → what it means, see `mapped`."""


@dataclass
class Table:
    """A sheet of a file with its columns told."""

    title: str
    rows: Sequence[FileRow]
    headings: list[str] = field(default_factory=list)
    sheet: Sheet | None = None
    columns: list[Column | None] = field(default_factory=list)
    """By place in the file; None is passed over."""
    constants: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    """Headings that nothing is known of."""
    problems: list[str] = field(default_factory=list)
    """Why the table cannot be read, in Swedish."""
    is_text: bool = False
    """Whether its cells are texts alone, as those of a CSV file."""
    formulas: set[tuple[int, int]] = field(default_factory=set)
    """(row, column), from 1, of cells with a formula."""

    @property
    def has_rows(self) -> bool:
        return bool(self.rows)


def recognise_all(file: FileSheet, mappings: Iterable[Mapping] = ()) -> list[Table]:
    """The tables that a sheet of a file is: one, or one for each mapping that was made for its headings.

    None, if it is what the registry itself says of the others.
    """
    mappings = list(mappings)
    if file.rows and explaining.is_explanation(file.rows[0].cells):
        return []
    _place, first = _heading_row(file, mappings)
    same = [each for each in mappings if first and set(each.columns) == set(first.columns)]
    if len(same) < 2:
        return [recognise(file, mappings)]
    tables = [recognise(file, [each]) for each in same]
    for table in tables:
        if table.sheet:
            table.title = f"{file.title} – {table.sheet.title}"
    return tables


def recognise(file: FileSheet, mappings: Iterable[Mapping] = ()) -> Table:
    """Tell what the table is; where it cannot be told, `sheet` is None and the headings stand to be mapped."""
    mappings = list(mappings)
    at, mapping = _heading_row(file, mappings)
    headings = [mapped.one_line(cell) for cell in file.rows[at].cells] if file.rows else []
    rows = file.rows[at + 1 :] if file.rows else []
    table = Table(file.title, rows, headings, is_text=file.kind == "csv", formulas=file.formulas)
    if not file.rows:
        return table
    if merged := [each for each in file.merged if _is_above(each, file.rows[at].number)]:
        table.problems.append(
            _("Rubrikraden har sammanfogade celler (%(cells)s). Dela upp dem så att varje kolumn har sin egen rubrik.")
            % {"cells": ", ".join(merged)}
        )
    if mapping and not mapping.sheet:
        return Table(file.title, [], headings)
    table.sheet = BY_NAME.get(mapping.sheet) if mapping else _sheet(file.title, headings)
    if table.sheet:
        _tell_columns(table, mapping)
    if not any(table.columns):  # called as a sheet, but not one: nothing of it would be read in
        table.sheet, table.columns, table.unknown = None, [], []
    return table


def known(sheet: Sheet) -> dict[str, Column]:
    """The columns of a sheet by what a heading may say, folded."""
    found: dict[str, Column] = {}
    for column in sheet.columns:
        found.setdefault(fold(str(column.title)), column)
    for column in sheet.columns:
        found.setdefault(fold(column.name), column)
    return found


def _heading_row(file: FileSheet, mappings: list[Mapping]) -> tuple[int, Mapping | None]:
    """The place of the row with the headings, and the mapping that was made for them."""
    folded = [{fold(mapped.one_line(cell)) for cell in row.cells} - {""} for row in file.rows[:LOOKED_THROUGH]]
    for place, words in enumerate(folded):
        for mapping in mappings:
            if words and words == set(mapping.columns):
                return place, mapping
    every = {heading for sheet in SHEETS for heading in known(sheet)}
    scores = [len(words & every) for words in folded]
    if scores and max(scores) >= 1:
        return scores.index(max(scores)), None
    wide = [len(words) for words in folded]
    most = max(wide, default=0)
    return next((place for place, number in enumerate(wide) if number >= max(2, most - 1)), 0), None


def _sheet(title: str, headings: list[str]) -> Sheet | None:
    """The sheet that the table's title names, else the one whose headings it has."""
    asked = fold(title)
    named = sorted(
        (sheet for sheet in SHEETS for name in (str(sheet.title), sheet.name) if asked == fold(name)),
        key=SHEETS.index,
    )
    if named:
        return named[0]
    words = {fold(heading) for heading in headings} - {""}
    scores = {sheet.name: len(words & set(known(sheet))) for sheet in SHEETS}
    best = max(scores.values())
    likely = [name for name, score in scores.items() if score == best]
    if best >= 2 and len(likely) == 1 and best > len(words) / 2:
        return BY_NAME[likely[0]]
    return None


def _tell_columns(table: Table, mapping: Mapping | None) -> None:
    """Fill in which column each heading is."""
    words = known(table.sheet)
    taken: dict[str, str] = {}
    for heading in table.headings:
        folded = fold(heading)
        if mapping and folded in mapping.columns:
            column = table.sheet.by_name.get(mapping.columns[folded])
        else:
            column = words.get(folded)
            if column is None and heading:
                table.unknown.append(heading)
        if column and column.name in taken:
            table.problems.append(
                _("Kolumnen ”%(column)s” finns två gånger: ”%(first)s” och ”%(second)s”.")
                % {"column": column.title, "first": taken[column.name], "second": heading}
            )
            column = None
        if column:
            taken[column.name] = heading
        table.columns.append(column)
    if mapping:
        _rework(table, mapping, set(taken))


def _rework(table: Table, mapping: Mapping, taken: set[str]) -> None:
    """Let the mapping's words and what it says of every row stand in the table. No column says what another does."""
    constants = {name: text for name, text in mapping.constants.items() if name not in taken}
    gathered = {name: text for name, text in constants.items() if mapped.is_put_together(text)}
    table.constants = {name: text for name, text in constants.items() if name not in gathered}
    words = {
        place: mapping.values[column.name]
        for place, column in enumerate(table.columns)
        if column and column.name in mapping.values
    }
    if not (gathered or words):
        return
    texts = [(text, mapping.values.get(name, {})) for name, text in gathered.items()]
    try:
        table.rows = mapped.reworked(table.rows, table.title, table.headings, words, texts)
    except mapped.Unknown as error:
        table.problems.append(str(error))
        return
    table.columns += [table.sheet.by_name[name] for name in gathered if name in table.sheet.by_name]


def _is_above(cells: str, number: int) -> bool:
    """Whether a merged range begins in or above the row of the headings, and is wider than one column."""
    first, _colon, last = cells.partition(":")
    top = int("".join(sign for sign in first if sign.isdigit()) or 0)
    letters = ["".join(sign for sign in each if sign.isalpha()) for each in (first, last)]
    bottom = int("".join(sign for sign in last if sign.isdigit()) or 0)
    return top <= number <= max(bottom, top) and (letters[0] != letters[1] or bottom > top)
