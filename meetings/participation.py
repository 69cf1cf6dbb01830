"""How the places of a group were filled at its latest meetings (”följa upp deltagandet”).

Only the latest held meetings are read: the answer costs the same however long the group has met, and however many
meetings others have had. A place is filled when whoever was called came, or a deputy for them. What nobody has noted
counts neither way, and neither does whoever was invited along.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups import composition
from groups.models import Group, Organisation, Seat
from meetings.models import Attendance, Meeting

WINDOW = 8
"""So many of the latest held meetings are looked at."""

LATELY = dt.timedelta(days=3 * 365)
"""How far back a meeting is still one of the latest: few of those who came before then still sit there."""

FEWEST_MEETINGS, FEWEST_PLACES = 2, 5
"""What a share that everyone may read is worked out from at least: fewer would tell of single persons."""

FEWEST_IN_A_TREND = 4
"""So many meetings at least say whether more or fewer come than before."""

CLEARLY = 10
"""So many per cent units are a difference; less is one person in ten who was ill."""

ABSENT_TOO_OFTEN = 2
"""So many meetings in a row without anybody there is something to follow up."""


@dataclass
class Turnout:
    """How many of the places that somebody was called to were filled, of those where it was noted."""

    filled: int = 0
    noted: int = 0
    meetings: int = 0

    @property
    def share(self) -> int | None:
        """In whole per cent; None when nothing is noted."""
        return round(100 * self.filled / self.noted) if self.noted else None

    @property
    def may_be_told(self) -> bool:
        """Whether it says something of the group, and nothing of one person."""
        return self.meetings >= FEWEST_MEETINGS and self.noted >= FEWEST_PLACES


@dataclass
class Held(Turnout):
    """The turnout at one meeting, and who was there beside those called."""

    meeting: Meeting | None = None
    online: int = 0
    guests: int = 0


class Trend(TextChoices):
    """Whether more come than before, as said after "närvaron"."""

    RISING = "rising", gettext_lazy("ökar")
    FALLING = "falling", gettext_lazy("minskar")
    EVEN = "even", gettext_lazy("är jämn")


@dataclass
class Lately(Turnout):
    """The turnout over the latest held meetings, and at each of them."""

    held: list[Held] = field(default_factory=list)
    """The earliest first."""

    @property
    def each_may_be_told(self) -> bool:
        """Whether the share at each meeting tells of no single person.

        At all of them or at none: with the share of them all told beside it, one left out could be worked out.
        """
        return self.may_be_told and all(each.noted >= FEWEST_PLACES for each in self.held)

    @property
    def trend(self) -> Trend | None:
        """Whether more places are filled than before; None where the meetings do not agree, or are too few.

        Of `FEWEST_IN_A_TREND` meetings or more the earlier half is compared with the later (one in the middle is of
        neither). It rises when the later half's share is `CLEARLY` above the earlier's and each later meeting lies
        above every earlier one: a single crowded or empty meeting makes no trend. It falls the other way round. It is
        even when no two meetings are `CLEARLY` apart.
        """
        if len(self.held) < FEWEST_IN_A_TREND:
            return None
        half = len(self.held) // 2
        before, after = self.held[:half], self.held[-half:]
        shares = [each.share for each in self.held]
        if max(shares) - min(shares) < CLEARLY:
            return Trend.EVEN
        if _rises(before, after):
            return Trend.RISING
        return Trend.FALLING if _rises(after, before) else None


def _rises(lower: list[Held], upper: list[Held]) -> bool:
    """Whether the upper ones are clearly above the lower as a whole, and each of them above every lower one."""
    apart = min(each.share for each in upper) > max(each.share for each in lower)
    return apart and _sum(upper).share - _sum(lower).share >= CLEARLY


@dataclass
class Line(Turnout):
    """The turnout of one organisation, or of one of its places."""

    organisation: Organisation | None = None
    place: str = ""
    absent_in_a_row: int = 0
    """At how many of the latest meetings that it was called to nobody came."""
    last_seen: dt.date | None = None
    persons: set = field(default_factory=set)
    """Those who came, by key or name: many different ones mean little continuity."""

    @property
    def never_seen(self) -> bool:
        return bool(self.noted and not self.filled)

    @property
    def is_absent_too_often(self) -> bool:
        return self.absent_in_a_row >= ABSENT_TOO_OFTEN


@dataclass
class Participation:
    """All that the page shows; meetings with the latest first, organisations and places in Swedish order."""

    lately: Lately
    held: list[Held]
    organisations: list[Line]
    places: list[Line]
    unseen: list[tuple[Organisation, str]]
    """Organisations with a place in the group that have not been there, and why as far as it can be told."""

    @property
    def absent(self) -> list[Line]:
        """Organisations that have been there, but not the last few times."""
        return [line for line in self.organisations if line.is_absent_too_often and not line.never_seen]


def latest_held(group: Group, day: dt.date) -> list[Meeting]:
    """The latest meetings up to `day` that the group hosted or was invited to, the latest first.

    Two queries, three for a group that has been invited.
    """
    first = day - LATELY
    held = Meeting.objects.held().filter(date__range=(first, day)).order_by("-date", "-pk")
    found = {meeting.pk: meeting for meeting in held.filter(group=group)[:WINDOW]}
    # All invitations of the group, few as they are: asked for the latest alone, a database would look for them among
    # the meetings that everyone has held in those years.
    invited = Meeting.guests.through.objects.filter(group=group).order_by()
    days = invited.values_list("meeting__date", "meeting", "meeting__status")
    latest = sorted((on, pk) for on, pk, status in days if status == Meeting.Status.HELD and first <= on <= day)
    if latest:
        found |= Meeting.objects.order_by().in_bulk([pk for _on, pk in latest[-WINDOW:]])
    return _latest(found.values(), day)


def _latest(held: Iterable[Meeting], day: dt.date) -> list[Meeting]:
    """The latest of them, if not too long ago; the latest first."""
    near = (meeting for meeting in held if meeting.date >= day - LATELY)
    return sorted(near, key=lambda meeting: (meeting.date, meeting.pk), reverse=True)[:WINDOW]


def lately(group: Group, day: dt.date, held: list[Meeting] | None = None) -> Lately:
    """The turnout over the latest held meetings where attendance was noted, and at each. At most four queries.

    One where those `held` up to the day, that it hosted or was invited to, are fetched: the latest of them at least.
    """
    meetings = latest_held(group, day) if held is None else _latest(held, day)
    return _sum(_held(meetings, _rows(group, meetings)))


def lately_of(keys: Iterable[int], day: dt.date) -> dict[int, Turnout]:
    """The turnout of many groups, by their keys, as `lately` tells it of one. Three queries, however many."""
    keys = list(keys)
    held = Meeting.objects.held().filter(date__range=(day - LATELY, day)).order_by()
    invited = Meeting.guests.through.objects.filter(group__in=keys, meeting__in=held).order_by()
    found: dict[int, dict[int, dt.date]] = {key: {} for key in keys}
    for group, meeting, date in (
        *held.filter(group__in=keys).values_list("group", "pk", "date"),
        *invited.values_list("group", "meeting", "meeting__date"),
    ):
        found[group][meeting] = date
    latest = {
        group: [pk for _date, pk in sorted(((date, pk) for pk, date in meetings.items()), reverse=True)[:WINDOW]]
        for group, meetings in found.items()
    }
    noted: dict[tuple[int, int], list[tuple]] = defaultdict(list)
    for row in _asked({pk for meetings in latest.values() for pk in meetings}):
        noted[row[-2] or row[-1], row[1]].append(row)
    turnouts = {}
    for group, meetings in latest.items():
        here = [pk for pk in meetings if (group, pk) in noted]
        rows = _told([row for pk in here for row in noted[group, pk]])
        turnouts[group] = _sum(_held([Meeting(pk=pk) for pk in here], rows))
    return turnouts


def of(group: Group, day: dt.date) -> Participation:
    """The turnout by meeting, organisation and place. At most ten queries, whatever the group and its past hold."""
    meetings = latest_held(group, day)
    rows = _rows(group, meetings)
    held = _held(meetings, rows)
    organisations = Organisation.objects.with_lineage().in_bulk({row.organisation for row in rows if row.organisation})
    seats = Seat.objects.select_related("organisation").in_bulk({row.seat for row in rows if row.seat})
    by_organisation, by_place = _Lines(), _Lines()
    for each in held:
        for row in rows:
            if row.meeting != each.meeting.pk or not row.is_called:
                continue
            organisation = organisations.get(row.organisation)
            if organisation:
                by_organisation.at(organisation.pk, organisation, "").append(row)
            seat = seats.get(row.seat)
            place = seat.label if seat else row.title
            if place:
                by_place.at((organisation and organisation.pk, place), organisation, place).append(row)
        by_organisation.close(each.meeting)
        by_place.close(each.meeting)
    lines = by_organisation.in_order()
    unseen = _unseen(composition.of(group, day), lines) if held else []
    return Participation(_sum(held), held, lines, by_place.in_order(), unseen)


@dataclass(frozen=True)
class _Row:
    """What is needed of an attendance."""

    key: int
    meeting: int
    role: str
    state: str
    online: bool
    organisation: int | None
    seat: int | None
    title: str
    who: object
    is_filled: bool

    @property
    def is_called(self) -> bool:
        return self.role == Attendance.Role.MEMBER

    @property
    def is_present(self) -> bool:
        return self.state == Attendance.State.PRESENT

    @property
    def is_noted(self) -> bool:
        return self.is_filled or self.state != Attendance.State.UNKNOWN


def _rows(group: Group, meetings: list[Meeting]) -> list[_Row]:
    """The attendances of the group's own at the meetings: at a joint one not those of the other groups. One query."""
    return _told([row for row in _asked(meetings) if (row[-2] or row[-1]) == group.pk])


def _asked(meetings: Iterable[Meeting | int]) -> QuerySet:
    """What is read of each attendance at the meetings, last whose seat it was and which group was the host."""
    return Attendance.objects.filter(meeting__in=meetings).order_by().values_list(
        "pk", "meeting", "role", "state", "online", "organisation", "seat", "title", "person", "name", "deputy_for",
        "seat__group", "meeting__group",
    )  # fmt: skip


def _told(asked: list[tuple]) -> list[_Row]:
    """The attendances of one group, with whether somebody sat in each place."""
    sat_for = {row[10] for row in asked if row[3] == Attendance.State.PRESENT and row[10]}
    return [
        _Row(*row[:8], row[8] or row[9], row[3] == Attendance.State.PRESENT or row[0] in sat_for)
        for row in sorted(asked, key=lambda row: row[0])
    ]


def _held(meetings: list[Meeting], rows: list[_Row]) -> list[Held]:
    """The turnout at each meeting where something was noted."""
    found = {meeting.pk: Held(meeting=meeting, meetings=1) for meeting in meetings}
    for row in rows:
        each = found[row.meeting]
        each.online += row.is_present and row.online
        if row.is_called:
            each.filled += row.is_filled
            each.noted += row.is_noted
        else:
            each.guests += row.is_present and row.role == Attendance.Role.GUEST
    return [each for each in found.values() if each.noted]


def _sum(held: list[Held]) -> Lately:
    """The turnout at all of them together; they stand with the latest first."""
    return Lately(sum(each.filled for each in held), sum(each.noted for each in held), len(held), held[::-1])


class _Lines:
    """Lines that grow meeting by meeting, the latest first."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, Line] = {}
        self._now: dict[Hashable, list[_Row]] = {}
        self._present: set[Hashable] = set()

    def at(self, key: Hashable, organisation: Organisation | None, place: str) -> list[_Row]:
        """The rows of the line at this meeting, to be added to."""
        self._lines.setdefault(key, Line(organisation=organisation, place=place))
        return self._now.setdefault(key, [])

    def close(self, meeting: Meeting) -> None:
        """Count what was gathered of the meeting."""
        for key, rows in self._now.items():
            line, filled = self._lines[key], sum(row.is_filled for row in rows)
            noted = sum(row.is_noted for row in rows)
            line.filled, line.noted, line.meetings = (
                line.filled + filled,
                line.noted + noted,
                line.meetings + bool(noted),
            )
            line.persons |= {row.who for row in rows if row.is_present}
            if filled:
                line.last_seen = line.last_seen or meeting.date
                self._present.add(key)
            elif noted and key not in self._present:
                line.absent_in_a_row += 1
        self._now = {}

    def in_order(self) -> list[Line]:
        """Those of whom something was noted, in Swedish order."""
        noted = [line for line in self._lines.values() if line.noted]
        return sorted(noted, key=lambda line: (line.organisation.sort_key if line.organisation else "", line.place))


def _unseen(made: composition.Composition, lines: list[Line]) -> list[tuple[Organisation, str]]:
    """Organisations that have been called or have a place in the group, and that the meetings have not seen."""
    seen = {above.pk for line in lines if line.filled for above in line.organisation.lineage}
    found: dict[int, tuple[Organisation, str]] = {}
    for line in lines:
        if line.never_seen:
            words = ngettext("kallad till ett möte", "kallad till %(n)s möten", line.meetings) % {"n": line.meetings}
            found[line.organisation.pk] = (line.organisation, words)
    for place in made.places:
        if (organisation := place.organisation) and place.counts and organisation.pk not in seen:
            words = _("platsen är vakant") if place.vacant else _("har inte kallats")
            found.setdefault(organisation.pk, (organisation, words))
    for municipality in made.missing:
        if municipality.pk not in seen:
            found.setdefault(municipality.pk, (municipality, _("ingen företräder kommunen")))
    return sorted(found.values(), key=lambda each: each[0].sort_key)
