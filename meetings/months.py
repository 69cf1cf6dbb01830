"""A month as weeks of days, Monday first, with the meetings of each day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls.converters import StringConverter

from groups.forms.asked_day import EARLIEST
from meetings.models import Meeting

MOST_A_DAY = 6
"""So many meetings does a day show; the list has them all."""
LATEST = 2100


class MonthConverter(StringConverter):
    """`2026-11` in an address, as the first day of the month; any other text is no page."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        first = dt.date(int(value[:4]), int(value[5:]), 1)  # raises ValueError for what is no month
        if not EARLIEST <= first.year <= LATEST:
            raise ValueError(value)
        return first

    def to_url(self, value: dt.date) -> str:
        return f"{value:%Y-%m}"


@dataclass
class Day:
    date: dt.date
    outside: bool
    """Whether it belongs to the month before or after."""
    meetings: list[Meeting] = field(default_factory=list)
    left_out: int = 0
    """How many more meetings there are that day."""


@dataclass
class Week:
    number: int
    """As in the Swedish (ISO) reckoning."""
    days: list[Day]

    @property
    def is_empty(self) -> bool:
        return not any(day.meetings for day in self.days)


def step(first: dt.date, months: int) -> dt.date:
    """Return the first day of the month so many months later; months may be negative."""
    months += first.year * 12 + first.month - 1
    return dt.date(months // 12, months % 12 + 1, 1)


def last_day(first: dt.date) -> dt.date:
    return step(first, 1) - dt.timedelta(days=1)


def of(first: dt.date, meetings: QuerySet[Meeting]) -> tuple[list[Week], int]:
    """Return the weeks of the month that begins on `first`, and how many of the meetings are held in it.

    Two queries, and those that the rows fetch with them. No day holds more than `MOST_A_DAY` that begin on it.
    """
    last = last_day(first)
    within = meetings.between(first, last)
    nth = Window(RowNumber(), partition_by=F("date"), order_by=["start", "pk"])
    rows = list(within.annotate(nth=nth).filter(nth__lte=MOST_A_DAY).order_by("date", "start", "pk"))
    beginning = Counter(dict(within.order_by().values_list("date").annotate(number=Count("pk", distinct=True))))
    weeks = _weeks(first)
    on = _by_day(rows, first, last)
    shown = Counter(meeting.date for meeting in rows)
    for day in (day for week in weeks for day in week.days if not day.outside):
        day.meetings = on[day.date]
        day.left_out = beginning[day.date] - shown[day.date]
    return weeks, beginning.total()


def _by_day(rows: Iterable[Meeting], first: dt.date, last: dt.date) -> dict[dt.date, list[Meeting]]:
    """Return the meetings of each day; those of several days stand on each of these."""
    on: dict[dt.date, list[Meeting]] = defaultdict(list)
    for meeting in rows:
        day = max(meeting.date, first)
        while day <= min(meeting.ends_on, last):
            on[day].append(meeting)
            day += dt.timedelta(days=1)
    return on


def _weeks(first: dt.date) -> list[Week]:
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    return [Week(days[0].isocalendar().week, [Day(day, day.month != first.month) for day in days]) for days in weeks]
