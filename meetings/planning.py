"""Which days a group would meet on during a year, from how often it says that it meets. Proposes, and writes nothing.

A year has two terms. Each is cut into as many equal stretches as there are to be meetings in it, and every stretch
that has no meeting yet gets one, as near its middle as the calendar allows: on a weekday, not on a Swedish public
holiday nor on the eves that people have off, not squeezed between a holiday and a weekend.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import holidays
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from meetings.models import Meeting, NoMeeting, Term

DAY = dt.timedelta(days=1)
SATURDAY, SUNDAY = 5, 6

WEEKDAYS = {0: _("måndagar"), 1: _("tisdagar"), 2: _("onsdagar"), 3: _("torsdagar"), 4: _("fredagar")}
USUAL_WEEKDAY = 2
"""Wednesday: the weekday that is seldom a holiday or squeezed between one and a weekend."""

WITHIN = {Term.SPRING: ((1, 8), (6, 18)), Term.AUTUMN: ((8, 15), (12, 18))}
"""First and last day (month, day) that is proposed in a term: together about ten months. Not the days between
Christmas and Epiphany, nor the summer holidays around July."""

MOST_IN_A_TERM = 30
"""More than one a week is no series that one plans by the year."""

HABIT = 12
"""How many of the latest meetings tell which weekday a group is used to."""


@dataclass
class TermPlan:
    """What is proposed for one term."""

    year: int
    term: Term
    wanted: int
    """How many meetings the term is to have in all."""
    standing: list[dt.date] = field(default_factory=list)
    """Days in the term when the group meets, or has met, already."""
    days: list[dt.date] = field(default_factory=list)
    """The days proposed, in order."""
    off: NoMeeting | None = None
    """What the group has said, if it does not meet in the term."""

    @property
    def short(self) -> int:
        """How many meetings of those wanted find no room, since part of the term has passed or is full."""
        return max(0, self.wanted - len(self.standing) - len(self.days)) if self.off is None else 0


def expected_in_terms(group: Group) -> dict[Term, int] | None:
    """How many meetings the group's own words promise in each term; None where they do not say.

    Of "6–8 gånger per år" it is six, of what is said of every month the ten that lie within the terms. Spring has the
    odd one. A part speaks with the words of its whole.
    """
    holder = group.inherited("frequency_text")
    yearly = holder.meetings_min or holder.meetings_max
    if not yearly:
        return None
    autumn = yearly // 2
    wanted = {Term.SPRING: yearly - autumn, Term.AUTUMN: autumn}
    return {term: min(number, MOST_IN_A_TERM) for term, number in wanted.items()}


def usual_weekday(group: Group) -> int:
    """The weekday that the group has met on most often lately, Monday is 0; Wednesday where that cannot be told.

    One query.
    """
    latest = Meeting.objects.filter(group=group).exclude(status=Meeting.Status.CANCELLED).order_by("-date", "-pk")
    counted = Counter(day.weekday() for day in latest.values_list("date", flat=True)[:HABIT])
    return min((day for day in counted if day in WEEKDAYS), key=lambda day: (-counted[day], day), default=USUAL_WEEKDAY)


def plan_year(
    group: Group, year: int, *, wanted: dict[Term, int], weekday: int | None = None, after: dt.date
) -> list[TermPlan]:
    """The terms of `year` with the days proposed after the day `after`, so that each has the meetings wanted.

    What stands already counts, whoever entered it; a term that the group has said it does not meet in gets none.
    At most three queries.
    """
    weekday = usual_weekday(group) if weekday is None else weekday
    off = {row.term: row for row in NoMeeting.objects.filter(group=group, year=year)}
    met = Meeting.objects.of(group).exclude(status=Meeting.Status.CANCELLED).filter(date__year=year)
    standing = sorted(met.values_list("date", flat=True))
    plans = []
    for term in Term:
        there = [day for day in standing if Term.of_month(day.month) == term]
        plan = TermPlan(year, term, min(wanted.get(term, 0), MOST_IN_A_TERM), there, off=off.get(term))
        if plan.off is None:
            plan.days = _days(plan, weekday, after)
        plans.append(plan)
    return plans


def _days(plan: TermPlan, weekday: int, after: dt.date) -> list[dt.date]:
    """The days for the meetings that the term lacks: in the stretches farthest from any that stands already."""
    lacking = plan.wanted - len(plan.standing)
    if lacking <= 0:
        return []
    empty = [each for each in stretches(plan.year, plan.term, plan.wanted) if not _has_any(each, plan.standing)]
    offered = [day for each in empty if (day := _nearest_middle(each, weekday, after))]
    offered.sort(key=lambda day: (-min((abs((day - met).days) for met in plan.standing), default=0), day))
    return sorted(offered[:lacking])


def stretches(year: int, term: Term, number: int) -> list[tuple[dt.date, dt.date]]:
    """The term's own days cut into `number` stretches of nearly equal length, each with its first and last day."""
    (first_month, first_day), (last_month, last_day) = WITHIN[term]
    first, last = dt.date(year, first_month, first_day), dt.date(year, last_month, last_day)
    length = (last - first).days + 1
    ends = [first + DAY * (length * each // number) for each in range(number + 1)]
    return [(begins, ends_before - DAY) for begins, ends_before in pairwise(ends)]


def _has_any(stretch: tuple[dt.date, dt.date], days: Iterable[dt.date]) -> bool:
    return any(stretch[0] <= day <= stretch[1] for day in days)


def _nearest_middle(stretch: tuple[dt.date, dt.date], weekday: int, after: dt.date) -> dt.date | None:
    """The suitable day nearest the middle of the stretch, on the weekday if there is one; None if no day will do."""
    first, last = max(stretch[0], after + DAY), stretch[1]
    middle = stretch[0] + (stretch[1] - stretch[0]) / 2
    days = [day for number in range((last - first).days + 1) if is_suitable(day := first + DAY * number)]
    usual = [day for day in days if day.weekday() == weekday]
    return min(usual or days, key=lambda day: (abs((day - middle).days), day), default=None)


def is_suitable(day: dt.date) -> bool:
    """Whether people are at work on the day: a weekday that is no holiday and not squeezed between such days."""
    if _is_free(day):
        return False
    return not (_is_free(day - DAY) and _is_free(day + DAY))


def _is_free(day: dt.date) -> bool:
    return day.weekday() in (SATURDAY, SUNDAY) or day in _holidays(day.year)


def holiday_name(day: dt.date) -> str:
    """What is celebrated on the day, in Swedish; "" if it is no holiday."""
    return _holidays(day.year).get(day, "")


@lru_cache(maxsize=20)
def _holidays(year: int) -> holidays.HolidayBase:
    """Sweden's public holidays of a year, with the eves that are holidays in fact: Midsummer, Christmas, New Year."""
    return holidays.country_holidays("SE", years=year, categories=("public", "de_facto"), language="sv")
