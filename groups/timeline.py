"""What has happened to a group in the world, in words and in order: its statuses and its places in the tree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from groups import asking
from groups.models import Group, Placement, Region, StatusChange


@dataclass(frozen=True)
class Happening:
    """One thing that took effect on a day; None is a day that nobody knows, before all others."""

    effective: dt.date | None
    assumed: bool
    words: str
    reason: str


def of(events: Events, named: set[int], then: dt.date | None = None) -> list[Happening]:
    """Return what has happened to a group, up to the day `then` if given, the latest first.

    `named` are the keys of the groups that may be named. Nothing where all that is known is that it stands where it
    stands, on no known day and for no told reason.
    """
    happenings = [
        Happening(change.effective, change.assumed, _status_words(change), change.reason) for change in events.statuses
    ]
    said = {(change.effective, change.reason) for change in events.statuses}
    for placement in events.placements:
        # Registering a group writes both, with one reason: it is told once.
        reason = "" if (placement.effective, placement.reason) in said else placement.reason
        words = place_words(placement, named)
        happenings.append(Happening(placement.effective, placement.assumed, words, reason))
    if then:
        happenings = [each for each in happenings if each.effective is None or each.effective <= then]
    if not any(each.effective or each.reason for each in happenings):
        return []
    return sorted(happenings, key=lambda each: each.effective or dt.date.min, reverse=True)


@dataclass(frozen=True)
class Events:
    """The two logs of a group, each with the latest first."""

    statuses: list[StatusChange]
    placements: list[Placement]

    @property
    def keys(self) -> set[int]:
        """Keys of the groups where it has stood."""
        return {pk for each in self.placements for pk in (each.parent_id, each.old_parent_id) if pk}


def recorded(group: Group) -> Events:
    """Return the group's logs; the groups and regions there have what it takes to name them. One query."""
    rows = [_Row(*row) for row in asking.rows(SQL, group=group.pk)]
    rows.sort(key=lambda row: (asking.day(row.effective) or dt.date.min, row.key), reverse=True)
    return Events(
        [StatusChange(**row.event, status=row.status, old_status=row.old_status) for row in rows if row.is_status],
        [Placement(**row.event, **row.place) for row in rows if not row.is_status],
    )


SQL = """
SELECT false, event.id, event.effective, event.assumed, event.reason, '', '', event.part,
    above.id, above.name, above.short_name, before.id, before.name, before.short_name,
    region.id, region.name, earlier.id, earlier.name
FROM "groups_placement" event
LEFT JOIN "groups_group" above ON above.id = event.parent_id
LEFT JOIN "groups_group" before ON before.id = event.old_parent_id
LEFT JOIN "groups_region" region ON region.id = event.region_id
LEFT JOIN "groups_region" earlier ON earlier.id = event.old_region_id
WHERE event.group_id = %(group)s
UNION ALL SELECT true, event.id, event.effective, event.assumed, event.reason, event.status, event.old_status, false,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM "groups_statuschange" event WHERE event.group_id = %(group)s
"""
"""Both logs of a group, in the columns of `_Row`. Places come first: their columns tell the types of what a status
lacks."""


class _Row(NamedTuple):
    """An event of either log as it is read."""

    is_status: bool
    key: int
    effective: dt.date | str | None
    assumed: bool
    reason: str
    status: str
    old_status: str
    part: bool
    parent: int | None
    parent_name: str | None
    parent_short: str | None
    old_parent: int | None
    old_parent_name: str | None
    old_parent_short: str | None
    region: int | None
    region_name: str | None
    old_region: int | None
    old_region_name: str | None

    @property
    def event(self) -> dict[str, Any]:
        told = {"pk": self.key, "effective": asking.day(self.effective), "reason": self.reason}
        return told | {"assumed": bool(self.assumed)}

    @property
    def place(self) -> dict[str, Any]:
        return {
            "part": bool(self.part),
            "parent": self.parent and Group(pk=self.parent, name=self.parent_name, short_name=self.parent_short),
            "old_parent": self.old_parent
            and Group(pk=self.old_parent, name=self.old_parent_name, short_name=self.old_parent_short),
            "region": self.region and Region(pk=self.region, name=self.region_name),
            "old_region": self.old_region and Region(pk=self.old_region, name=self.old_region_name),
        }


def _status_words(change: StatusChange) -> str:
    status = change.get_status_display().capitalize()
    if not change.old_status:
        return status
    return _("%(status)s (var %(old)s)") % {"status": status, "old": change.get_old_status_display()}


def place_words(placement: Placement, named: set[int]) -> str:
    """Return where the group got its place, and from where; `named` are the keys of the groups that may be named.

    Costs queries unless both parents and both regions are fetched.
    """

    def name(group: Group | None) -> str:
        if group is None:
            return _("toppen av strukturen")
        return group.label if group.pk in named else _("en grupp som inte visas publikt")

    if placement.old_parent is None and placement.old_region is None:
        if placement.parent is None:
            return _("Står överst i strukturen")
        kind = _("Del av %(place)s") if placement.part else _("Ligger under %(place)s")
        return kind % {"place": name(placement.parent)}
    if placement.old_parent_id == placement.parent_id:
        return _("Hör till %(region)s (förut %(old)s)") % {
            "region": placement.region or "–",
            "old": placement.old_region or "–",
        }
    return _("Flyttad till %(place)s från %(old)s") % {
        "place": name(placement.parent),
        "old": name(placement.old_parent),
    }
