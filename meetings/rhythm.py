"""How long since a group met, against what its own words lead one to expect: does it meet no longer?

A group that meets so many times a year can have just under two of its intervals between two meetings, one early in
its interval and the next late in its own. Longer than that, and at least so long that a summer is no reason, is a
question to whoever keeps the group. Terms in which it has said that it does not meet are left out of the count.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.models import Group, Status
from groups.needs import Need
from meetings.models import Meeting, NoMeeting, Term

YEAR = 365
SHORTEST = dt.timedelta(days=122)
"""Four months: a summer without meetings says nothing of a group that meets every month."""

MEETS = (Status.STARTING, Status.ACTIVE)


@dataclass(frozen=True)
class Rhythm:
    """What can be said on `day` of how a group meets."""

    day: dt.date
    last: dt.date | None
    """When it, or a part of it, last met by what is recorded; as a guest of another group too."""
    is_planned: bool
    """Whether a meeting is planned from the day on."""
    yearly: int | None
    """The least number of meetings a year that its words promise, None if they promise none."""
    off: dt.timedelta = dt.timedelta()
    """How much of the time since is terms in which it has said that it does not meet."""
    expected: str = ""
    """What it promises, in words."""
    is_said_to_meet: bool = True
    """Whether its status says that it meets; of one that is paused or dormant everyone knows that it does not."""

    @property
    def months(self) -> int | None:
        """Whole months since it last met, None if no meeting is recorded."""
        if self.last is None:
            return None
        number = (self.day.year - self.last.year) * 12 + self.day.month - self.last.month
        return max(0, number - (self.day.day < self.last.day))

    @property
    def longest(self) -> dt.timedelta | None:
        """The longest time between two meetings that its words still hold for; None if they promise nothing."""
        return max(dt.timedelta(days=2 * YEAR / self.yearly), SHORTEST) if self.yearly else None

    @property
    def is_quiet(self) -> bool:
        """Whether it has met, should have met again by now, and has nothing planned."""
        if self.last is None or self.longest is None or self.is_planned or not self.is_said_to_meet:
            return False
        return self.day - self.last - self.off > self.longest

    @property
    def words(self) -> str:
        """How long since it met against what is expected, in a sentence; "" if no meeting is recorded."""
        if self.months is None:
            return ""
        if self.months == 0:
            since = _("Senaste mötet var för mindre än en månad sedan")
        else:
            told = ngettext(
                "Senaste mötet var för %(number)d månad sedan",
                "Senaste mötet var för %(number)d månader sedan",
                self.months,
            )
            since = told % {"number": self.months}
        return f"{since}; {_('väntat')}: {self.expected}." if self.yearly else f"{since}."


def of(group: Group, day: dt.date) -> Rhythm:
    """How the group meets, as told on `day`. Three queries; a part speaks with the words of its whole, when fetched."""
    _key, last, is_planned, _yearly = _facts(Group.objects.filter(pk=group.pk), day)[0]
    return told(group, day, last, is_planned, NoMeeting.objects.filter(group=group))


def told(group: Group, day: dt.date, last: dt.date | None, is_planned: bool, terms: Iterable[NoMeeting]) -> Rhythm:
    """How the group meets, where it is known when it `last` met, whether a meeting `is_planned` and its terms off."""
    holder = group.inherited("frequency_text")
    off = _off(((group.pk, each.year, each.term) for each in terms), {group.pk: last}, day)
    expected = holder.expected_meetings
    return Rhythm(day, last, is_planned, holder.meetings_min, off[group.pk], expected, group.status in MEETS)


def quiet(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Those of `groups`, of their own and said to meet, that have met and seem to do so no longer on `day`.

    Three queries before that of the answer.
    """
    asked = groups.counted().filter(status__in=MEETS, meetings_min__gte=1)
    rows = _facts(asked, day)
    off = off_since(NoMeeting.objects.filter(group__in=asked.order_by()), {pk: last for pk, last, *_rest in rows}, day)
    return groups.filter(
        pk__in=[pk for pk, last, is_planned, yearly in rows if Rhythm(day, last, is_planned, yearly, off[pk]).is_quiet]
    )


NEED = Need(
    "mots-inte",
    gettext_lazy("som kanske inte möts längre"),
    gettext_lazy("Det är mer än dubbelt så länge sedan de möttes som de säger, och inget möte är planerat."),
    quiet,
)
"""Registered with `groups.needs` when the app is ready."""


def _facts(groups: QuerySet[Group], day: dt.date) -> list[tuple[int, dt.date | None, bool, int | None]]:
    """(key, when it last met, whether a meeting is planned, meetings promised a year) of each group. Two queries.

    Each group's own latest meeting is found by the index on group and date, however many there are; what parts and
    guests add is put together here, since SQLite would read all meetings for each group to find it.
    """
    asked = groups.order_by().values("pk")
    met = Meeting.objects.held().filter(group=OuterRef("pk"), date__lte=day).order_by("-date").values("date")[:1]
    ahead = Q(date__gte=day) | Q(last_date__gte=day)
    planned = Exists(Meeting.objects.planned().filter(ahead, group=OuterRef("pk")))
    rows = Group.objects.filter(Q(pk__in=asked) | Q(is_part=True, parent__in=asked)).order_by()
    rows = rows.annotate(
        is_asked=Case(When(pk__in=asked, then=True), default=False),
        last_met=Subquery(met),
        will_meet=Case(When(planned, then=True), default=False),
    )
    last: dict[int, dt.date] = defaultdict(lambda: dt.date.min)
    meets: set[int] = set()
    yearly: dict[int, int | None] = {}

    def tell(group: int, met_on: dt.date | None, will_meet: bool) -> None:
        last[group] = max(last[group], met_on or dt.date.min)
        if will_meet:
            meets.add(group)

    columns = ("pk", "parent", "is_part", "meetings_min", "is_asked", "last_met", "will_meet")
    for pk, whole, is_part, promised, is_asked, met_on, will_meet in rows.values_list(*columns):
        if is_asked:
            yearly[pk] = promised
        for group in (pk, whole) if is_part else (pk,):
            tell(group, met_on, will_meet)
    for group, met_on, will_meet in _as_guests(asked, day):
        tell(group, met_on, will_meet)
    return [
        (pk, None if last[pk] == dt.date.min else last[pk], pk in meets, promised) for pk, promised in yearly.items()
    ]


def _as_guests(groups: QuerySet, day: dt.date) -> QuerySet:
    """(group, when it last met as a guest, whether it is invited to a planned meeting) of those ever invited."""
    held = Q(meeting__status=Meeting.Status.HELD, meeting__date__lte=day)
    ahead = Q(meeting__status=Meeting.Status.PLANNED) & (Q(meeting__date__gte=day) | Q(meeting__last_date__gte=day))
    invited = Meeting.guests.through.objects.filter(group__in=groups).order_by().values("group")
    told = invited.annotate(last_met=Max("meeting__date", filter=held), ahead=Count("pk", filter=ahead))
    return told.values_list("group", "last_met", "ahead")


def off_since(rows: QuerySet[NoMeeting], last: dict[int, dt.date | None], day: dt.date) -> dict[int, dt.timedelta]:
    """How much of the time from a day, as when each group last met, to `day` it has said that it does not meet.

    One query.
    """
    return _off(rows.values_list("group", "year", "term"), last, day)


def _off(
    terms: Iterable[tuple[int, int, str]], last: dict[int, dt.date | None], day: dt.date
) -> dict[int, dt.timedelta]:
    off: dict[int, dt.timedelta] = defaultdict(dt.timedelta)
    for group, year, term in terms:
        if since := last.get(group):
            begins, ends = _term_days(year, term)
            off[group] += max(dt.timedelta(), min(ends, day) - max(begins, since))
    return off


def _term_days(year: int, term: str) -> tuple[dt.date, dt.date]:
    """The first day of a term, and the day after its last."""
    if term == Term.SPRING:
        return dt.date(year, 1, 1), dt.date(year, 7, 1)
    return dt.date(year, 7, 1), dt.date(year + 1, 1, 1)
