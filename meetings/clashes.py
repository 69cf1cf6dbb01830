"""Meetings of related groups at the same time: a parent and its child, guests, or groups that share members that day.

A warning, never a refusal: people know best whether they can be at both.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import Group, Membership
from meetings.models import Meeting
from meetings.models.meeting import MeetingQuerySet

WITHOUT_END = dt.timedelta(hours=2)
"""How long a meeting is taken to last that says when it begins and not when it ends."""

MOST_DAYS = 31
"""No meeting is longer; a slip of the pen in the year is not followed to its end."""


class Tie(IntEnum):
    """Why a clash matters, the closest first."""

    SAME = 1
    JOINT = 2
    ABOVE = 3
    BELOW = 4
    MEMBERS = 5


@dataclass(frozen=True)
class Clash:
    """A meeting at the same time, of a group that is related."""

    meeting: Meeting
    tie: Tie
    shared: int = 0
    """How many persons sit in both, where that is the tie."""

    @property
    def why(self) -> str:
        """How the two groups are related, in words that follow the meeting's name."""
        if self.tie == Tie.MEMBERS:
            told = ngettext("%(number)d gemensam ledamot", "%(number)d gemensamma ledamöter", self.shared)
            return told % {"number": self.shared}
        return {
            Tie.SAME: _("samma grupp"),
            Tie.JOINT: _("en grupp är kallad till båda"),
            Tie.ABOVE: _("överordnad grupp"),
            Tie.BELOW: _("underordnad grupp"),
        }[self.tie]


@dataclass(frozen=True)
class Slot:
    """A meeting that is, or is to be: which groups are to be there, and when."""

    group: Group
    date: dt.date
    start: dt.time | None = None
    end: dt.time | None = None
    last_date: dt.date | None = None
    guests: tuple[int, ...] = ()
    """Keys of the groups invited."""
    meeting: int | None = None
    """The key of the meeting itself, which does not clash with itself."""

    @classmethod
    def of(cls, meeting: Meeting, guests: Iterable[Group] | None = None) -> Slot:
        """The slot of a meeting, with other guests than it has if these are given. One query if they are not."""
        if guests is None:
            keys = tuple(meeting.guests.order_by().values_list("pk", flat=True)) if meeting.pk else ()
        else:
            keys = tuple(each.pk for each in guests)
        return cls(meeting.group, meeting.date, meeting.start, meeting.end, meeting.last_date, keys, meeting.pk)

    @property
    def groups(self) -> set[int]:
        return {self.group.pk, *self.guests}

    @property
    def days(self) -> int:
        """How many days it goes on, as far as is looked at."""
        return max(1, min(((self.last_date or self.date) - self.date).days + 1, MOST_DAYS))


def find(slots: Iterable[Slot], among: MeetingQuerySet) -> list[list[Clash]]:
    """What each of `slots` clashes with of the meetings `among`, in the order given; the closest ties first.

    Cancelled meetings clash with nothing. Five queries for any number of slots, none for no slots; what is read grows
    with the meetings that related groups have on those days.
    """
    slots = list(slots)
    if not slots:
        return []
    ours = set().union(*(slot.groups for slot in slots))
    above, below = _kin(ours)
    shared = _shared_members(ours)
    related = ours | {key for pair in (*above, *below) for key in pair} | {key for pair in shared for key in pair}
    others = _meetings_of(related, slots, among)
    found = []
    for slot in slots:
        clashes = []
        for other, groups in others:
            if other.pk == slot.meeting or not _overlap(_times(slot), _times(other)):
                continue
            if clash := _tie(slot, other, groups, above, below, shared):
                clashes.append(clash)
        found.append(sorted(clashes, key=lambda clash: (clash.tie, clash.meeting.date, clash.meeting.pk)))
    return found


def of_meeting(meeting: Meeting, among: MeetingQuerySet, guests: Iterable[Group] | None = None) -> list[Clash]:
    """What one meeting clashes with. Six queries."""
    return find([Slot.of(meeting, guests)], among)[0]


def key(found: Iterable[Clash]) -> str:
    """Return a key of just these clashes, "" for none: who sends it back has been told of them, and of no others."""
    told = [
        (each.meeting.pk, each.meeting.date, each.meeting.last_date, each.meeting.start, each.meeting.end, each.why)
        for each in found
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest() if told else ""


def _kin(groups: set[int]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs of (one of ours, the group right above it), and of (one of ours, a group right below it). One query."""
    rows = Group.objects.filter(Q(pk__in=groups) | Q(parent__in=groups), parent__isnull=False).order_by()
    pairs = set(rows.values_list("pk", "parent"))
    return {pair for pair in pairs if pair[0] in groups}, {(up, low) for low, up in pairs if up in groups}


Term = tuple[int, list[dt.date | None], list[dt.date | None]]
"""A person, with the first and the last days of the term and of the seat that they hold."""


def _shared_members(groups: set[int]) -> dict[tuple[int, int], list[tuple[Term, Term]]]:
    """By (one of ours, another group), the terms of those who sit in both, on whatever days. Two queries."""
    columns = ("seat__group", "person", "start_date", "seat__start_date", "end_date", "seat__end_date")
    held = Membership.objects.order_by().values_list(*columns)
    mine: dict[int, list[tuple[int, Term]]] = defaultdict(list)
    for group, person, *days in held.filter(seat__group__in=groups):
        mine[person].append((group, (person, days[:2], days[2:])))
    seated = Membership.objects.filter(seat__group__in=groups).order_by().values("person")
    shared: dict[tuple[int, int], list[tuple[Term, Term]]] = defaultdict(list)
    for other, person, *days in held.filter(person__in=seated):
        for group, term in mine[person]:
            if group != other:
                shared[group, other].append((term, (person, days[:2], days[2:])))
    return shared


def _meetings_of(groups: set[int], slots: list[Slot], among: MeetingQuerySet) -> list[tuple[Meeting, set[int]]]:
    """The meetings of any of `groups` on the days asked about, each with all groups that are to be there.

    Two queries.
    """
    days = {slot.date + dt.timedelta(n) for slot in slots for n in range(slot.days)}
    first, last = min(days), max(days)
    # Those of several days may have begun before; the days between are looked at one by one below.
    on_them = Q(date__in=days) | Q(last_date__gte=first, date__lte=last)
    standing = among.filter(on_them).exclude(status=Meeting.Status.CANCELLED).order_by()
    invited = Meeting.guests.through.objects.filter(group__in=groups).order_by().values("meeting")
    rows = list(standing.filter(Q(group__in=groups) | Q(pk__in=invited)).select_related("group"))
    there = {meeting.pk: {meeting.group_id} for meeting in rows}
    links = Meeting.guests.through.objects.filter(meeting__in=there).order_by().values_list("meeting", "group")
    for meeting, guest in links:
        there[meeting].add(guest)
    return [(meeting, there[meeting.pk]) for meeting in rows]


def _tie(slot: Slot, other: Meeting, groups: set[int], above: set, below: set, shared: dict) -> Clash | None:
    """The closest tie between those who are to be at the one and at the other; None if there is none."""
    if other.group_id == slot.group.pk:
        return Clash(other, Tie.SAME)
    if slot.groups & groups:
        return Clash(other, Tie.JOINT)
    pairs = {(ours, theirs) for ours in slot.groups for theirs in groups}
    if pairs & above:
        return Clash(other, Tie.ABOVE)
    if pairs & below:
        return Clash(other, Tie.BELOW)
    day = max(slot.date, other.date)
    both = {
        mine[0] for pair in pairs for mine, theirs in shared.get(pair, ()) if _holds(mine, day) and _holds(theirs, day)
    }
    return Clash(other, Tie.MEMBERS, len(both)) if both else None


def _holds(term: Term, day: dt.date) -> bool:
    _person, starts, ends = term
    return all(start is None or start <= day for start in starts) and all(end is None or end >= day for end in ends)


def _times(meeting: Slot | Meeting) -> tuple[dt.datetime, dt.datetime]:
    """When it begins and ends; the whole of its days where it does not say."""
    last = meeting.last_date or meeting.date
    begins = dt.datetime.combine(meeting.date, meeting.start or dt.time.min)
    if meeting.end:
        return begins, dt.datetime.combine(last, meeting.end)
    if meeting.start is None or meeting.last_date:
        return begins, dt.datetime.combine(last, dt.time.max)
    return begins, begins + WITHOUT_END


def _overlap(one: tuple[dt.datetime, dt.datetime], other: tuple[dt.datetime, dt.datetime]) -> bool:
    """Whether they have any time in common; one that begins as the other ends has none."""
    return one[0] < other[1] and other[0] < one[1]
