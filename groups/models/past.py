"""Groups as they stood on another day: the same questions, asked of the dated logs instead of today's row.

What is answered from the logs: place in the tree, region, part or not, status. Seats, holders, lines and municipalities
carry their own days. Texts (name, purpose, frequency …) are today's; whoever shows them says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db.models import BigIntegerField, BooleanField, Case, CharField, F, Field, When
from django.db.models.query import ModelIterable
from mptt.querysets import TreeQuerySet

if TYPE_CHECKING:
    from groups.models.group import Group


class StoodThen(Exception):
    """A group as it stood on another day is for reading: saving it would write the past over today."""


def above(group: Group) -> list[Group]:
    """Return the groups above it on the day as which it stands, the top one first.

    One query today; on another day one to three for each level, since the tree is not numbered for it.
    """
    if group.as_of is None:
        return list(group.get_ancestors())
    path, seen = [], {group.pk}
    below = group
    # Two moves recorded afterwards can contradict each other on a day between them: a circle ends where it began.
    while below.parent_id and below.parent_id not in seen:
        seen.add(below.parent_id)
        parent = type(group).objects.as_of(group.as_of).filter(pk=below.parent_id).first()
        if parent is None:
            break
        path.insert(0, parent)
        below = parent
    return path


class PastQuerySet(TreeQuerySet):
    """Remembers which day it asks of; None is today, answered from the row itself."""

    day_asked: dt.date | None = None

    def as_of(self, day: dt.date | None) -> Self:
        """The groups that existed on `day`, as they stood then; None: all, as they stand today.

        To be asked first, before the conditions, which then hold for that day. The rows fetched carry the place and the
        status of the day and cannot be saved; where anything has changed since, that costs two queries for them all.
        """
        if day is None:
            return self
        then = self.annotate(
            status_then=_then("status", day, CharField()),
            parent_then=_then("parent", day, BigIntegerField()),
            region_then=_then("region", day, BigIntegerField()),
            is_part_then=_then("is_part", day, BooleanField()),
        )
        then.day_asked = day
        return then.filter(status_then__isnull=False)

    def at(self, field: str) -> str:
        """The name to filter by for `status`, `parent`, `region` or `is_part` on the day asked of.

        On another day than today the parent and the region are bare keys: nothing can be joined to them.
        """
        return f"{field}_then" if self.day_asked and field in _LOGGED else field

    def _clone(self) -> Self:
        clone = super()._clone()
        clone.day_asked = self.day_asked
        return clone

    def _fetch_all(self) -> None:
        if self._result_cache is None and self.day_asked and self._iterable_class is ModelIterable:
            self._result_cache = list(self._iterable_class(self))
            _stand_as_then(self._result_cache, self.day_asked)
        super()._fetch_all()  # what is prefetched is then prefetched for the parents of that day


_LOGGED = {
    "status": ("status_since", "StatusChange", "status"),
    "parent": ("placed_since", "Placement", "parent"),
    "region": ("placed_since", "Placement", "region"),
    "is_part": ("placed_since", "Placement", "part"),
}
"""Field of the row → since when it holds; the log it is an index of, and its field there."""


def _then(field: str, day: dt.date, kind: Field) -> Case:
    """The value of `field` on `day`: the row's own where it held already, else the log's; none before the first."""
    from groups.models import event

    since, log, name = _LOGGED[field]
    logged = getattr(event, log).objects.value_on(day, name)
    return Case(When(**{f"{since}__gt": day}, then=logged), default=F(field), output_field=kind)


def _stand_as_then(groups: Iterable[Group], day: dt.date) -> None:
    """Give each group the place and the status it had on `day`, and the mark that it may not be saved."""
    from groups.models.event import Placement, StatusChange

    for group in groups:
        group.as_of = day
    # The latest comes first, and is to be the one that remains.
    changed = {group.pk: group for group in groups if group.status_since and day < group.status_since}
    if changed:
        for change in reversed(StatusChange.objects.up_to(day).filter(group__in=changed)):
            group = changed[change.group_id]
            group.status, group.status_since, group.status_reason = change.status, change.effective, change.reason
    moved = {group.pk: group for group in groups if group.placed_since and day < group.placed_since}
    if moved:
        places = Placement.objects.up_to(day).filter(group__in=moved)
        for place in reversed(places.select_related("parent__region", "parent__parent__region", "region__parent")):
            group = moved[place.group_id]
            group.parent, group.region, group.is_part = place.parent, place.region, place.part
            group.placed_since = place.effective
