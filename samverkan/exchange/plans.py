"""What a plan is: the rows of a file that are not as the registry has them, and what is to be said of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from samverkan.exchange.headings import Table
from samverkan.exchange.sheets import Sheet

NEW = "ny rad"
"""What stands as the key of a row of which somebody says that it is none of those that stand. No key has a blank."""


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken in, or (a remark) what to look at."""

    column: str
    """Name of the column; empty for the row as a whole."""
    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(eq=False)
class Row:
    """A row of a file that is not as the registry has it."""

    sheet: Sheet
    table: str
    number: int
    key: str
    pk: int | None
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    """What is to be written, by the name of the column: of a new row all that is said, of another what changes."""
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Old and new text of each cell that changes."""
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    spoilt: dict[str, Problem] = field(default_factory=dict)
    """Cells of which the file shows that they do not hold what somebody wrote, by the name of the column."""
    is_by_name: bool = False
    """Whether the file says no key, and its name, or somebody who pointed it out, told which row it is. Another of its
    names does not rename it then, and blanks clear nothing: such a list was not written out of the registry."""
    is_answered: bool = False
    """Whether somebody has said that it is new."""
    is_asked: bool = False
    """Whether it has to be said first which row it is: nothing else is judged till then."""
    is_text: bool = False
    """Whether the file has texts alone (CSV)."""
    instance: models.Model | None = None
    left: int | None = None
    """The key of the group that it hung on, where it is to hang on another."""

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def name(self) -> str:
        """What the row is called where it is told of."""
        for column in ("name", "title", "group", "municipality"):
            if self.texts.get(column):
                return self.texts[column]
        return self.key or _("rad %(number)d") % {"number": self.number}

    def refuse(self, column: str, message: str, suggestions: Iterable[str] = ()) -> None:
        self.problems.append(Problem(column if column in self.sheet.by_name else "", message, tuple(suggestions)))

    def refuse_as(self, error: ValidationError, *, day: str = "", cell: str = "") -> None:
        """Note what a rule of the registry says, at the cells that it names.

        `day` is the column of an event's day; `cell` the one that holds all of what was judged.
        """
        if cell:
            self.refuse(cell, " ".join(error.messages))
        elif hasattr(error, "error_dict"):
            for name, errors in error.message_dict.items():
                self.refuse({"effective": day, "reason": "status_reason"}.get(name, name), " ".join(errors))
        else:
            self.refuse("", " ".join(error.messages))


@dataclass
class SheetPlan:
    """What a file says of one sheet."""

    sheet: Sheet
    tables: list[Table]
    rows: list[Row] = field(default_factory=list)
    unchanged: int = 0

    @property
    def table(self) -> Table:
        """The first of its tables."""
        return self.tables[0]

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if not row.is_new]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.problems]


@dataclass
class Plan:
    """What a file says of the whole registry."""

    sheets: list[SheetPlan]
    unread: list[Table] = field(default_factory=list)
    """Tables of which nobody has said yet what they are, or that cannot be read."""
    stood: Any = None
    """What `reach_forms` has read before anything is written."""

    def rows(self) -> Iterator[Row]:
        for sheet in self.sheets:
            yield from sheet.rows

    @property
    def is_sound(self) -> bool:
        """Whether everything can be taken in."""
        return not self.unread and not any(row.problems for row in self.rows())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not any(sheet.rows for sheet in self.sheets)
