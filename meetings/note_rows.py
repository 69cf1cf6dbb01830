"""The small forms that the note taker's page is made of: a stored row each, or a blank one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from meetings.models import Attendance
from meetings.problems import Problem


@dataclass
class Row:
    """One small form of the page: a stored row, or a blank one with a key to be stored by."""

    place: str
    address: str
    revision: int | None
    values: dict[str, Any]
    row: Any = None
    problem: Problem | None = None
    item: uuid.UUID | None = None
    """The item that it stands under."""

    @property
    def is_new(self) -> bool:
        return self.row is None

    @property
    def errors(self) -> dict[str, list[str]]:
        return self.problem.errors if self.problem else {}


@dataclass
class ActionRow(Row):
    lines: list[tuple[str, bool]] = field(default_factory=list)
    """Who is to do it, with whether they convene; blank ones last."""


@dataclass
class ItemRow(Row):
    decisions: list[Row] = field(default_factory=list)
    actions: list[ActionRow] = field(default_factory=list)
    new_decision: Row | None = None
    new_action: ActionRow | None = None


@dataclass
class ListRow(Row):
    """A participant: two forms, one for whether they are there and one for what is kept of them."""

    details: Row | None = None


@dataclass
class ParticipantList:
    """Those under one heading of the list of participants."""

    heading: str
    rows: list[ListRow]

    @property
    def called(self) -> int:
        """How many places: a deputy counts for whom they sit for."""
        return sum(each.row.has_place for each in self.rows)

    @property
    def present(self) -> int:
        return sum(is_present(each.row) for each in self.rows)


def is_present(row: Attendance) -> bool:
    return row.role != Attendance.Role.GUEST and row.state == Attendance.State.PRESENT
