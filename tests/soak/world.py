"""A registry to wear, and what must be true of it whatever has been done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from groups import tree
from groups.models import Group, Placement, StatusChange, Tier

DAY = dt.date(2026, 3, 1)
"""The day on which everything is done."""
LAST_DAY = dt.date.max

GROUPS = 60
PLACE = {"parent_id": "parent", "is_part": "part", "region_id": "region"}
"""Columns of a group, by what its latest placement calls them."""
IN_HISTORY = ("name", "parent_id", "is_part", "region_id", "status", "mistaken")


def build(groups: int = GROUPS) -> None:
    """Make an administrator and a county of three delregions, each with a tree of groups."""
    from tests.factories import AdministratorFactory, CentralGroupFactory, GroupFactory, GroupTypeFactory, RegionFactory

    AdministratorFactory(username="soak")
    kind = GroupTypeFactory(name="Arbetsgrupp")
    top = CentralGroupFactory(name="Centralt samverkansorgan", type=kind, effective=dt.date(2020, 1, 1))
    placed = []
    for name in ("Nordväst", "Mellersta", "Sydost"):
        board = {"type": kind, "tier": Tier.DELREGIONAL, "region": RegionFactory(name=name), "parent": top}
        placed.append([GroupFactory(name=f"Beredning {name}", effective=dt.date(2020, 1, 1), **board)])
    for n in range(groups):
        own = placed[n % len(placed)]
        above = own[n // len(placed) // 3 % len(own)]
        own.append(GroupFactory(name=f"Grupp {n}", type=kind, parent=above, effective=dt.date(2020, 1, 1)))


def faults() -> list[str]:
    """Everything about the registry that does not agree, in words; to be asked when nobody writes."""
    return [each.in_words() for each in tree.check()] + log_faults() + list(_history_faults())


def log_faults() -> list[str]:
    """Groups whose place or status is not what their dated logs end with. One query, so one moment."""
    last = {f"last_{name}": Placement.objects.value_on(LAST_DAY, name) for name in PLACE.values()}
    last["last_status"] = StatusChange.objects.value_on(LAST_DAY, "status")
    columns = PLACE | {"status": "status"}
    found = []
    for row in Group.objects.annotate(**last).values("pk", *columns, *last):
        found += [
            f"group {row['pk']}: {column} is {row[column]}, its log says {row[f'last_{name}']}"
            for column, name in columns.items()
            if row[column] != row[f"last_{name}"]
        ]
    return found


def _history_faults() -> Iterator[str]:
    newest: dict[int, dict[str, Any]] = {}
    for record in Group.history.order_by("history_id").values("id", *IN_HISTORY):
        newest[record["id"]] = record
    for row in Group.objects.values("pk", *IN_HISTORY):
        told = newest.get(row["pk"], {})
        for column in IN_HISTORY:
            if row[column] != told.get(column):
                yield f"group {row['pk']}: {column} is {row[column]}, its history says {told.get(column)}"


def traces() -> dict[str, set[str]]:
    """Which of the three logs hold something for each reason given: `placement`, `status`, `history`."""
    found: dict[str, set[str]] = {}
    for log, reasons in {
        "placement": Placement.objects.values_list("reason", flat=True),
        "status": StatusChange.objects.values_list("reason", flat=True),
        "history": Group.history.values_list("history_change_reason", flat=True),
    }.items():
        for reason in reasons:
            found.setdefault(reason, set()).add(log)
    return found
