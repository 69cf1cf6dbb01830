"""What reading gives: sheets of rows of cells as they stand in the file, or a refusal that says what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
"""What a cell holds; None where it is blank. A date without a time is a date, a whole number an int."""


class Unreadable(Exception):
    """The file is not read, nothing of it: `message` says why and `advice` what to do, in Swedish."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(f"{message} {advice}".strip())
        self.message = message
        self.advice = advice


@dataclass(slots=True)
class FileRow:
    """A row with something in it."""

    number: int
    """Counted from 1 as a spreadsheet program shows it, blank rows too."""
    cells: list[Cell]
    """From column A; blank cells at the end are cut off."""


@dataclass(slots=True)
class FileSheet:
    """A sheet of a workbook, or a CSV file. It may have no rows."""

    title: str
    """The sheet's name; of a CSV file the name of the file without its ending."""
    kind: Literal["csv", "xlsx"]
    rows: list[FileRow] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    """Ranges of merged cells, "A1:C1", that begin where a heading can stand (see `limits.HEADING_WITHIN`)."""
    formulas: set[tuple[int, int]] = field(default_factory=set)
    """(row, column), from 1, of cells with a formula. Each holds what the program last reckoned it to, or None; at
    most `limits.MOST_FORMULAS` are told."""
