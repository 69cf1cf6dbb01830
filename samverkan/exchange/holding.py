"""The rows that an import changes or gives back, held from before it looks at them until it is done.

The registry's lock keeps everybody from groups, not from registers and meetings: those are written by locks of their
own, between what the plan has read and what the import writes.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from groups import many
from samverkan.exchange import stated
from samverkan.exchange.planning import Plan, SheetPlan
from samverkan.exchange.traces import BY_LOCK


def hold(plan: Plan) -> bool:
    """Let nobody else write the rows that the plan changes until the transaction ends. Some queries for each part.

    Returns whether the cells that it changes are as it read them. SQLite has one writer in all.
    """
    return all(_hold(each) for each in plan.sheets if each.sheet.model not in BY_LOCK)


def lock(model: type[models.Model], keys: Iterable[int]) -> None:
    """Let nobody else write the rows with these keys until the transaction ends. A query for each part."""
    for part in many.parts(sorted(keys)):
        rows = model._base_manager.filter(pk__in=part)
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _hold(each: SheetPlan) -> bool:
    lock(each.sheet.model, [row.pk for row in each.changed])
    order = each.sheet.order
    for rows in many.parts(each.changed):
        keys = [row.pk for row in rows]
        now = dict(stated.rows(each.sheet, each.sheet.rows().filter(pk__in=keys)))
        for row in rows:
            if row.pk not in now or any(now[row.pk][order[name]] != old for name, (old, _new) in row.changes.items()):
                return False
    return True
