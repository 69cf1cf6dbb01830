"""What an import left behind, so that it can be taken back: the records it made in the history, and its events."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Max

from groups.models import GroupMunicipality, Placement, SeatException, StatusChange
from meetings.models import Meeting
from samverkan.exchange.planning import Plan
from samverkan.exchange.sheets import SHEETS

TRACED: tuple[type[models.Model], ...] = (*(sheet.model for sheet in SHEETS), GroupMunicipality, SeatException)
"""Models whose rows an import writes, in the order in which they build on each other."""

EVENTS: tuple[type[models.Model], ...] = (Placement, StatusChange)

Latest = dict[str, int]


def latest() -> Latest:
    """The highest key of every history and log."""
    tables = [*(model.history.model for model in TRACED), *EVENTS]
    return {table._meta.label: table._base_manager.aggregate(most=Max("pk"))["most"] or 0 for table in tables}


def since(before: Latest, plan: Plan) -> dict[str, Any]:
    """What the import has written since: under the registry's lock nobody else writes to these, but for meetings.

    {"records": {"groups.Group": [history ids]}, "events": {"groups.Placement": [keys]}}
    """
    meetings = [row.instance.pk for each in plan.sheets if each.sheet.model is Meeting for row in each.rows]
    records: dict[str, list[int]] = {}
    for model in TRACED:
        history = model.history.model
        own = history._base_manager.filter(pk__gt=before[history._meta.label])
        if model is Meeting:
            own = own.filter(id__in=meetings)
        if found := list(own.order_by("pk").values_list("pk", flat=True)):
            records[model._meta.label] = found
    events = {}
    for model in EVENTS:
        own = model._base_manager.filter(pk__gt=before[model._meta.label]).order_by("pk")
        if found := list(own.values_list("pk", flat=True)):
            events[model._meta.label] = found
    return {"records": records, "events": events}
