"""What the pages of a municipality, another organisation and a delregion share: their groups, by tier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from groups import escalation, lifting, steps
from groups.composition import Composition
from groups.models import Group, Region, Tier, Topic
from groups.presence import Presence
from groups.steps import ToldLadder

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


FEW_GROUPS = 4
"""With fewer groups than so, their topics are seen at a glance where they stand."""
MOST_LOCAL = 12
"""So many local groups the ladder's first step names."""


def local_groups(sections: Iterable[Section]) -> list[Group]:
    """Return the local groups of their own, as the first step of a ladder names them."""
    rows = [row.group for section in sections if section.is_local for row in section.rows]
    return [group for group in rows if not group.is_part][:MOST_LOCAL]


def are_parts(groups: QuerySet[Group]) -> dict[int, bool | None]:
    """Whether each of the groups, by its key, is a part; None of one that had no place yet that day. One query.

    What follows asks by these keys: who concerns whom is sought in many places, once for each time it is asked.
    """
    return dict(groups.order_by().values_list("pk", groups.at("is_part")))


def first(groups: QuerySet[Group]) -> list[Group]:
    """Return the first of the groups in tree order, with what a row shows. One query; on a past day up to three."""
    return list(groups.for_rows().order_by("tree_id", "lft")[:MOST_SHOWN])


def unstated(groups: QuerySet[Group], region: Region) -> QuerySet[Group]:
    """Return those of the region's groups that do not say which municipalities they cover.

    Parts are left out: they are told of by their whole.
    """
    return groups.unstated().filter(**{groups.at("region"): region.pk})


def by_tier(rows: Sequence[Composition | Presence], *, nearest_first: bool = True) -> list[Section]:
    """Return the rows parted by tier, the local ones first or last. Empty tiers are left out."""
    sections = [Section(tier, [row for row in rows if row.group.tier == tier]) for tier in Tier]
    return [section for section in (sections[::-1] if nearest_first else sections) if section.rows]


def by_topic(groups: Iterable[Group]) -> list[tuple[Topic, list[Group]]]:
    """Return the topics of the groups in Swedish order, each with its groups. No query if the topics are fetched.

    Nothing where that would only say again what stands at each group: few groups, or a single topic.
    """
    groups, found = list(groups), {}
    for group in groups:
        for topic in group.topics.all():
            found.setdefault(topic, []).append(group)
    if len(groups) < FEW_GROUPS or len(found) < 2:
        return []
    return sorted(found.items(), key=lambda item: item[0].sort_key)


@dataclass(frozen=True)
class Officials:
    """The tjänstemannaberedning of a delregion, with the ladders that hold there."""

    group: Group
    ladders: list[ToldLadder]


def officials(region: Region | None, visible: QuerySet[Group], day: dt.date) -> Officials | None:
    """Return who keeps the ladder in the delregion, None where no group that may be seen does. Five queries.

    On a past day one to three more for each level above.
    """
    group = lifting.officials_of(region, visible.current()) if region else None
    return Officials(group, steps.told(escalation.ladders(group, day), group, visible)) if group else None
