"""What the pages of a municipality, another organisation and a delregion share: their groups, by tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from groups.composition import Composition
from groups.models import Group, Tier
from groups.presence import Presence

MOST_SHOWN = 200
"""So many groups a page names; beyond that it leads to the list, which has pages."""


@dataclass
class Section:
    """The groups of one tier."""

    tier: Tier
    rows: Sequence[Composition | Presence]


def first(groups: QuerySet[Group]) -> list[Group]:
    """Return the first of the groups in tree order, with what a row shows. One query."""
    return list(groups.for_rows().order_by("tree_id", "lft")[:MOST_SHOWN])


def by_tier(rows: Sequence[Composition | Presence], *, nearest_first: bool = True) -> list[Section]:
    """Return the rows parted by tier, the local ones first or last. Empty tiers are left out."""
    sections = [Section(tier, [row for row in rows if row.group.tier == tier]) for tier in Tier]
    return [section for section in (sections[::-1] if nearest_first else sections) if section.rows]
