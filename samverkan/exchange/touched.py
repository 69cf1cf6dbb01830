"""When the rows that a file changes were last changed in the registry, and by whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import models

from groups import many
from groups.models import Group, GroupMunicipality, Seat, SeatException
from samverkan.exchange.models import Import
from samverkan.exchange.plans import Plan, Row

LONGEST = dt.timedelta(hours=1)
"""No import takes so long: a record that is older is of another one, whose file was called the same."""

PARTS: dict[type[models.Model], tuple[type[models.Model], str]] = {
    Group: (GroupMunicipality, "group"),
    Seat: (SeatException, "seat"),
}
"""Rows of which a cell is gathered, and their field that names the row of the cell."""


@dataclass(frozen=True)
class Touch:
    """A change in the history."""

    at: dt.datetime
    by: str
    """What the account is called; empty for a run on the server."""


@dataclass(frozen=True)
class Touched:
    """The last change of each row that a plan changes."""

    fetched: dt.datetime | None
    """When the file was fetched from the registry, if it says so."""
    by_place: dict[tuple[str, int | None], Touch]

    def of(self, row: Row) -> Touch | None:
        return self.by_place.get((row.sheet.name, row.pk))

    def is_newer(self, row: Row) -> bool:
        """Whether the registry's row was changed after the file was fetched: the file may take that back."""
        touch = self.of(row)
        return bool(touch and self.fetched and touch.at > self.fetched)


def look(plan: Plan, fetched: dt.datetime | None) -> Touched:
    """Ask the history. A query for each part of the rows of a sheet, and one for the parts of their cells.

    What an import wrote is there for others when it is done, however long before that its records are dated.
    """
    finished = _finished_since(fetched) if fetched else {}
    found: dict[tuple[str, int | None], Touch] = {}
    for each in plan.sheets:
        keys = [row.pk for row in each.changed]
        for model, name in ((each.sheet.model, "id"), PARTS.get(each.sheet.model, (None, ""))):
            for part in many.parts(keys if model else ()):
                history = model.history.model._base_manager.order_by("history_id")
                own = history.filter(**{f"{name}__in": part})
                last = own.order_by().values(_column(name)).annotate(last=models.Max("history_id")).values("last")
                who = [f"history_user__{part}" for part in ("first_name", "last_name", "username")]
                told = history.filter(history_id__in=last).values_list(
                    _column(name), "history_date", "history_change_reason", *who
                )
                for pk, written, reason, first_name, last_name, username in told:
                    place = (each.sheet.name, pk)
                    at = max([written, *(done for done in finished.get(reason, []) if done - written < LONGEST)])
                    if place not in found or found[place].at <= at:
                        found[place] = Touch(at, f"{first_name or ''} {last_name or ''}".strip() or username or "")
    return Touched(fetched, found)


def _finished_since(moment: dt.datetime) -> dict[str, list[dt.datetime]]:
    """When imports were done, or taken back, after the moment; by the reason that their records bear."""
    found = defaultdict(list)
    for entry in Import.objects.filter(models.Q(done_at__gt=moment) | models.Q(undone_at__gt=moment)).defer("content"):
        for reason, at in ((entry.reason, entry.done_at), (entry.reason_of_undoing, entry.undone_at)):
            if at:
                found[reason].append(at)
    return found


def _column(name: str) -> str:
    return name if name == "id" else f"{name}_id"
