"""Whether a plan is still the one that somebody saw: what it would write, not what is said of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from groups.models import Group
from samverkan.exchange.building import PLACE, STATUS
from samverkan.exchange.plans import Plan, Row


def digest(plan: Plan, day: dt.date) -> str:
    """What tells the plan from another; `day` is the one from which moves and status are valid where no row says any.

    A text alone does not tell: another row may bear the name by now. Nor do the rows, if the day has passed.
    """
    told = hashlib.sha256()
    for row in plan.rows():
        said = sorted(row.texts.items()) if row.is_new else sorted(row.changes.items())
        values = [(name, _resolved(value)) for name, value in sorted(row.values.items())]
        told.update(repr((*_place(row), row.pk, said, values, day if _takes(row) else None)).encode())
    return told.hexdigest()


def _place(row: Row) -> tuple[str, str, int]:
    return row.sheet.name, row.table, row.number


def _resolved(value: Any) -> Any:
    """A value with the new rows of the file that it refers to by their places."""
    if isinstance(value, Row):
        return _place(value)
    return tuple(map(_resolved, value)) if isinstance(value, tuple) else value


def _takes(row: Row) -> bool:
    """Whether the row is an event of which it does not say the day itself."""
    if row.is_new or row.sheet.model is not Group:
        return False
    moves, turns = (any(name in row.changes for name in event) for event in (PLACE, STATUS))
    return (moves and not row.values.get("placed_since")) or (turns and not row.values.get("status_since"))
