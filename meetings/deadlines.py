"""What is late of many meetings at once, asked of the database as `Meeting` tells it of one.

How many days before or after is each group's own habit, so the rows are asked by each number of days that is in use:
arithmetic with days is not the same on the two databases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.models import User
from meetings.models import Meeting, Minutes, Practice
from meetings.models.meeting import MeetingQuerySet


def agenda_late(meetings: MeetingQuerySet, day: dt.date) -> MeetingQuerySet:
    """Those ahead whose agenda should have been sent before `day`. One query before that of the answer."""
    ahead = meetings.planned().filter(date__gte=day, agenda_sent_on__isnull=True)
    return ahead.filter(_by_habit("agenda_days", lambda days: Q(date__lt=day + dt.timedelta(days=days))))


def minutes_late(meetings: MeetingQuerySet, day: dt.date) -> MeetingQuerySet:
    """Those held whose minutes should have been verified before `day`. One query before that of the answer."""

    def ended_before(days: int) -> Q:
        limit = day - dt.timedelta(days=days)
        return Q(date__lt=limit) & (Q(last_date__isnull=True) | Q(last_date__lt=limit))

    return meetings.held().filter(_by_habit("minutes_days", ended_before), minutes=Minutes.DRAFT)


def unsettled(meetings: MeetingQuerySet, day: dt.date) -> MeetingQuerySet:
    """Those that were to be before `day`, and nobody has said whether they took place."""
    # Minutes of a planned meeting are always a draft; saying so lets the index find those that wait.
    planned = meetings.planned().filter(minutes=Minutes.DRAFT, date__lt=day)
    return planned.filter(Q(last_date__isnull=True) | Q(last_date__lt=day))


def _by_habit(field: str, condition: Callable[[int], Q]) -> Q:
    """The condition for each number of days in use, and of the groups that use it. One query."""
    usual = Practice._meta.get_field(field).default
    others = Practice.objects.exclude(**{field: usual}).order_by()
    # The few groups with a habit of their own, as lists: joined, each of all meetings would be asked for its group's.
    at_all = ~Q(group__in=others.values("group")) & condition(usual)
    for days in others.order_by(field).values_list(field, flat=True).distinct():
        at_all |= Q(group__in=others.filter(**{field: days}).values("group")) & condition(days)
    return at_all


@dataclass(frozen=True)
class Lateness:
    """One kind of thing that waits for somebody."""

    key: str
    label: Promise
    hint: Promise
    asked: Callable[[MeetingQuerySet, dt.date], MeetingQuerySet]

    def among(self, meetings: MeetingQuerySet, day: dt.date) -> MeetingQuerySet:
        """Those of `meetings` that wait."""
        return self.asked(meetings, day)


LATE: dict[str, Lateness] = {
    each.key: each
    for each in (
        Lateness(
            "hallet",
            _("där ingen har sagt om det hölls"),
            _("Dagen har passerat. Säg om mötet hölls eller blev inställt."),
            unsettled,
        ),
        Lateness(
            "anteckningar",
            _("med sena minnesanteckningar"),
            _("De skulle ha varit justerade, enligt gruppens vana."),
            minutes_late,
        ),
        Lateness(
            "dagordning",
            _("med sen dagordning"),
            _("Den skulle ha skickats, enligt gruppens vana."),
            agenda_late,
        ),
    )
}
"""Every kind, by the word that stands in addresses (`?sent=…`), the most pressing first."""


def late_for(user: User, day: dt.date) -> list[tuple[Lateness, int]]:
    """What waits for `user` of the meetings that they may edit, with how many; kinds without any are left out.

    Five queries for any number of meetings, and those that tell what the account may edit.
    """
    mine = Meeting.objects.editable_by(user, day)
    counted = [(each, each.among(mine, day).order_by().count()) for each in LATE.values()]
    return [(each, number) for each, number in counted if number]
