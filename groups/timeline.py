"""What has happened to a group in the world, in words and in order: its statuses and its places in the tree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.utils.translation import gettext as _

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
    rows = [_Row(*row) for row in _asked(group)]
    rows.sort(key=lambda row: (row.effective or dt.date.min, row.key), reverse=True)
    return Events(
        [StatusChange(**row.event, status=row.status, old_status=row.old_status) for row in rows if row.is_status],
        [Placement(**row.event, **row.place) for row in rows if not row.is_status],
    )


class _Row(NamedTuple):
    """An event of either log as it is read; its columns are `_COLUMNS`."""

    is_status: bool
    key: int
    effective: dt.date | None
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
        return {"pk": self.key, "effective": self.effective, "assumed": self.assumed, "reason": self.reason}

    @property
    def place(self) -> dict[str, Any]:
        return {
            "part": self.part,
            "parent": self.parent and Group(pk=self.parent, name=self.parent_name, short_name=self.parent_short),
            "old_parent": self.old_parent
            and Group(pk=self.old_parent, name=self.old_parent_name, short_name=self.old_parent_short),
            "region": self.region and Region(pk=self.region, name=self.region_name),
            "old_region": self.old_region and Region(pk=self.old_region, name=self.old_region_name),
        }


_PLACES = {
    "parent_key": F("parent"), "parent_name": F("parent__name"), "parent_short": F("parent__short_name"),
    "old_parent_key": F("old_parent"), "old_parent_name": F("old_parent__name"),
    "old_parent_short": F("old_parent__short_name"),
    "region_key": F("region"), "region_name": F("region__name"),
    "old_region_key": F("old_region"), "old_region_name": F("old_region__name"),
}  # fmt: skip
_COLUMNS = ("is_status", "pk", "effective", "assumed", "reason", "to", "was", "as_part", *_PLACES)


def _asked(group: Group) -> QuerySet:
    """Return both logs as one; that of places first, which tells the types of what a status has not."""
    no_place = {
        name: Value(None, output_field=BigIntegerField() if name.endswith("_key") else CharField()) for name in _PLACES
    }
    places = Placement.objects.annotate(
        is_status=Value(False), to=Value(""), was=Value(""), as_part=F("part"), **_PLACES
    )
    statuses = StatusChange.objects.annotate(
        is_status=Value(True), to=F("status"), was=F("old_status"), as_part=Value(False), **no_place
    )
    first, second = (log.filter(group=group.pk).order_by().values_list(*_COLUMNS) for log in (places, statuses))
    return first.union(second, all=True)


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
