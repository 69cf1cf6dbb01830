"""What has happened to a group in the world, in words and in order: its statuses and its places in the tree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from groups.models import Group, Placement, StatusChange


@dataclass(frozen=True)
class Happening:
    """One thing that took effect on a day; None is a day that nobody knows, before all others."""

    effective: dt.date | None
    assumed: bool
    words: str
    reason: str


def of(group: Group, shown: QuerySet[Group], then: dt.date | None = None) -> list[Happening]:
    """Return what has happened to the group, up to the day `then` if given, the latest first; three queries.

    Nothing where all that is known is that it stands where it stands, on no known day and for no told reason.
    Groups not among `shown` are not named.
    """
    placements = group.placements.select_related("old_parent", "parent", "old_region", "region")
    statuses = group.status_changes.all()
    places = {pk for each in placements for pk in (each.parent_id, each.old_parent_id) if pk}
    named = set(shown.filter(pk__in=places).values_list("pk", flat=True))
    happenings = [
        Happening(change.effective, change.assumed, _status_words(change), change.reason) for change in statuses
    ]
    said = {(change.effective, change.reason) for change in statuses}
    for placement in placements:
        # Registering a group writes both, with one reason: it is told once.
        reason = "" if (placement.effective, placement.reason) in said else placement.reason
        words = place_words(placement, named)
        happenings.append(Happening(placement.effective, placement.assumed, words, reason))
    if then:
        happenings = [each for each in happenings if each.effective is None or each.effective <= then]
    if not any(each.effective or each.reason for each in happenings):
        return []
    return sorted(happenings, key=lambda each: each.effective or dt.date.min, reverse=True)


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
