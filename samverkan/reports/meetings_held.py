"""What meetings add to a snapshot: how often each group has met in a year against what it says, and what it promised.

A group has met when it, or a part of it, hosted a meeting that was held, or was a guest at one (as in
`meetings.rhythm`). The share present is told where it may be told of a group (`meetings.participation`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from groups.frozen_facts import iso
from groups.models import Group
from groups.snapshot import year_before
from meetings import participation, rhythm
from meetings.models import Action, Meeting, NoMeeting

CHUNK = 500
"""So many groups are asked of at a time."""
YEAR = dt.timedelta(days=365)

Entry = dict[str, Any]


def of(groups: dict[str, Entry], day: dt.date) -> dict[str, Entry]:
    """Return what is to be told of each group of a snapshot, by slug, for the year up to `day`.

    Ten queries for each `CHUNK` groups, and their parts, whatever they have met.
    """
    slugs = list(groups)
    parts: dict[str, list[str]] = defaultdict(list)
    for slug, entry in groups.items():
        if entry["part"]:
            parts[entry["codes"]["parent"]].append(slug)
    told = {}
    for start in range(0, len(slugs), CHUNK):
        chunk = slugs[start : start + CHUNK]
        known = _keys({*chunk, *(part for slug in chunk for part in parts[slug])})
        year = _Year([*known.values()], day)
        turnouts = participation.lately_of([known[slug] for slug in chunk if slug in known], day)
        for slug in chunk:
            if slug in known:
                keys = [known[each] for each in (slug, *parts[slug]) if each in known]
                told[slug] = year.of(keys, groups[slug]["codes"], turnouts[known[slug]])
    return told


def _keys(slugs: Iterable[str]) -> dict[str, int]:
    return dict(Group.objects.filter(slug__in=slugs).order_by().values_list("slug", "pk"))


class _Year:
    """What is asked of meetings and actions for a year. Seven queries, for any number of groups."""

    def __init__(self, keys: list[int], day: dt.date) -> None:
        before = year_before(day)
        self.first = before + dt.timedelta(days=1)
        held = Meeting.objects.held().filter(date__lte=day).order_by()
        guests = Meeting.guests.through.objects.filter(group__in=keys, meeting__in=held).order_by()
        self.held: dict[int, set[int]] = defaultdict(set)
        for group, meeting in (
            *held.filter(group__in=keys, date__gt=before).values_list("group", "pk"),
            *guests.filter(meeting__date__gt=before).values_list("group", "meeting"),
        ):
            self.held[group].add(meeting)
        self.last: dict[int, dt.date] = {}
        hosted = held.filter(group__in=keys)
        for group, latest in (*_latest(hosted, "date"), *_latest(guests, "meeting__date")):
            self.last[group] = max(latest, self.last.get(group, dt.date.min))
        self.off = rhythm.off_since(NoMeeting.objects.filter(group__in=keys), dict.fromkeys(keys, self.first), day)
        counted = Action.objects.open_on(day).filter(group__in=keys).order_by().values("group")
        counted = counted.annotate(open=Count("pk"), late=Count("pk", filter=Q(due__lt=day)))
        self.actions = {group: (is_open, late) for group, is_open, late in counted.values_list("group", "open", "late")}

    def of(self, keys: list[int], codes: Entry, turnout: participation.Turnout) -> Entry:
        """Return what is told of a group; `keys` are its own, first, and those of its parts."""
        at_work = 1 - min(self.off[keys[0]] / YEAR, 1)
        least, most = codes["meetings_min"], codes["meetings_max"]
        last = [self.last[key] for key in keys if key in self.last]
        actions = [self.actions.get(key, (0, 0)) for key in keys]
        return {
            "since": iso(self.first),
            "held": len(set().union(*(self.held[key] for key in keys))),
            # Of a term in which it has said that it does not meet, nothing is expected.
            "expected_min": None if least is None else int(least * at_work),
            "expected_max": None if most is None else round(most * at_work),
            "last": iso(max(last)) if last else None,
            "share": turnout.share if turnout.may_be_told else None,
            "open_actions": sum(is_open for is_open, _late in actions),
            "late_actions": sum(late for _open, late in actions),
        }


def _latest(rows: QuerySet, date: str) -> QuerySet:
    return rows.values("group").annotate(latest=Max(date)).values_list("group", "latest")
