"""What the pages of a municipality, another organisation and a delregion share: their groups, by tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from groups.composition import Composition
from groups.forms.filter import concerns_nobody_named
from groups.models import Group, Region, Tier
from groups.presence import Presence

MOST_SHOWN = 200
"""So many groups a page names; beyond that it leads to the list, which has pages."""


@dataclass
class Section:
    """The groups of one tier."""

    tier: Tier
    rows: Sequence[Composition | Presence]

    @property
    def is_local(self) -> bool:
        return self.tier == Tier.LOCAL


def first(groups: QuerySet[Group]) -> list[Group]:
    """Return the first of the groups in tree order, with what a row shows. One query."""
    return list(groups.for_rows().order_by("tree_id", "lft")[:MOST_SHOWN])


def unstated(groups: QuerySet[Group], region: Region) -> QuerySet[Group]:
    """Return those of the region's groups that do not say which municipalities they cover.

    Parts are left out: they are told of by their whole.
    """
    return concerns_nobody_named(groups).filter(region=region)


def by_tier(rows: Sequence[Composition | Presence], *, nearest_first: bool = True) -> list[Section]:
    """Return the rows parted by tier, the local ones first or last. Empty tiers are left out."""
    sections = [Section(tier, [row for row in rows if row.group.tier == tier]) for tier in Tier]
    return [section for section in (sections[::-1] if nearest_first else sections) if section.rows]
