"""What an import left behind, so that it can be taken back: the records it made in the history, its
events, and whom the open reviews began to ask for its sake."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Max

from groups.models import Group, GroupMunicipality, Placement, ReviewItem, SeatException, StatusChange
from samverkan.exchange.planning import Plan
from samverkan.exchange.sheets import SHEETS

TRACED: tuple[type[models.Model], ...] = (*(sheet.model for sheet in SHEETS), GroupMunicipality, SeatException)
"""Models whose rows an import writes, in the order in which they build on each other."""

BY_LOCK = {Group, GroupMunicipality, SeatException}
"""Those of them that nobody writes without the registry's lock, and of which the import writes more than its rows."""

EVENTS: tuple[type[models.Model], ...] = (Placement, StatusChange)

Latest = dict[str, int]


def latest() -> Latest:
    """The highest key of every history and log."""
    tables = [*(model.history.model for model in TRACED), *EVENTS, ReviewItem]
    return {table._meta.label: table._base_manager.aggregate(most=Max("pk"))["most"] or 0 for table in tables}


def since(before: Latest, plan: Plan) -> dict[str, Any]:
    """What the import has written since.

    Of groups and what hangs on them everything is its own, since nobody else has the registry's lock; a move writes to
    groups that the file does not name. Registers and meetings may be written beside it: its rows are told by keys, and
    nobody else writes those meanwhile (`holding`).

    {"records": {"groups.Group": [history ids]}, "events": {"groups.Placement": [keys]}, "asked": [items of reviews]}
    """
    mine = {each.sheet.model: {row.instance.pk for row in each.rows} for each in plan.sheets}
    records: dict[str, list[int]] = {}
    for model in TRACED:
        history = model.history.model
        since = history._base_manager.filter(pk__gt=before[history._meta.label]).order_by("pk")
        keys = None if model in BY_LOCK else mine.get(model, set())
        if found := [pk for pk, row in since.values_list("pk", "id") if keys is None or row in keys]:
            records[model._meta.label] = found
    events = {}
    for model in EVENTS:
        own = model._base_manager.filter(pk__gt=before[model._meta.label]).order_by("pk")
        if found := list(own.values_list("pk", flat=True)):
            events[model._meta.label] = found
    asked = ReviewItem.objects.filter(pk__gt=before[ReviewItem._meta.label]).order_by("pk")
    return {"records": records, "events": events, "asked": list(asked.values_list("pk", flat=True))}
