"""The meetings of one group near a day, at one look: what its page tells of the next, the latest and its rhythm."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from groups.models import Group, User
from meetings import participation, rhythm, rows
from meetings.models import Meeting, NoMeeting, Term
from meetings.models.meeting import LONGEST
from meetings.participation import Lately
from meetings.rhythm import Rhythm

MOST_COMING = 3
AT_FIRST = 30
"""So many meetings are looked at, the latest dates first; all, where these do not tell enough."""

COLUMNS = (
    "title", "status", "date", "last_date", "start", "end", "mode", "place", "cancel_reason",
    "group", "group__name", "group__short_name", "group__is_public",
    "replaced_by", "replaced_by__date", "replaced_by__last_date",
)  # fmt: skip
"""What is told of a meeting in a list of its group's."""


@dataclass(frozen=True)
class Lookout:
    """What is told on `day`, to one reader."""

    day: dt.date
    next: Meeting | None
    """The next planned one."""
    coming: list[Meeting]
    """The next few, cancelled ones too, as `rows.shown` has them."""
    latest: Meeting | None
    """The latest that was held before the day."""
    rhythm: Rhythm
    term_off: NoMeeting | None
    lately: Lately


def of(group: Group, user: User, day: dt.date) -> Lookout:
    """Look at the meetings that the group or a part of it hosts, or that it is invited to.

    Four queries: the meetings, the guests of those to come, terms off, who came lately. One more for a group whose
    latest meetings all lie ahead.
    """
    visible = Group.objects.visible_to(user)
    found = _near(group, user, visible, day)
    shown = [each for each in found if each.is_shown]
    ahead = [each for each in shown if each.ends_on >= day]
    held = [each for each in found if each.status == Meeting.Status.HELD and each.date <= day]
    coming = ahead[:MOST_COMING]
    prefetch_related_objects(coming, rows.guests(visible))
    terms = list(NoMeeting.objects.filter(group=group).order_by())
    is_planned = any(each.status == Meeting.Status.PLANNED and each.ends_on >= day for each in found)
    return Lookout(
        day,
        next((each for each in ahead if each.status == Meeting.Status.PLANNED), None),
        coming,
        next((each for each in reversed(held) if each.is_shown and each.ends_on < day), None),
        rhythm.told(group, day, held[-1].date if held else None, is_planned, terms),
        next((each for each in terms if (each.year, each.term) == (day.year, Term.of_month(day.month))), None),
        participation.lately(group, day, held=[each for each in held if each.group_id == group.pk or each.is_invited]),
    )


def _near(group: Group, user: User, visible: QuerySet[Group], day: dt.date) -> list[Meeting]:
    """Return the meetings nearest the day, in order of time, each with whether it may be told of; all ahead are there.

    Those without hours come last on their day.
    """
    invited = Meeting.guests.through.objects.filter(meeting=OuterRef("pk"), group=group.pk)
    is_shown = Q(Exists(visible.order_by().filter(pk=OuterRef("group"))))
    if user.is_authenticated:
        is_shown |= Q(Exists(Meeting.objects.editable_by(user, day).filter(pk=OuterRef("pk"))))
    asked = (
        Meeting.objects.of_any([group])
        .annotate(is_invited=Exists(invited), is_shown=is_shown)
        .select_related("group", "replaced_by")
        .only(*COLUMNS)
        .order_by("-date", "-pk")
    )
    found = list(asked[:AT_FIRST])
    if len(found) == AT_FIRST and not _is_enough(found, group, day):
        found = list(asked)
    return sorted(found, key=lambda each: (each.date, each.start is None, each.start or dt.time.min, each.pk))


def _is_enough(found: list[Meeting], group: Group, day: dt.date) -> bool:
    """Whether those before the earliest of these tell nothing more."""
    earliest = found[-1].date
    held = [each for each in found if each.status == Meeting.Status.HELD and each.date <= day]
    own = [each for each in held if each.group_id == group.pk or each.is_invited]
    counted = len(own) > participation.WINDOW or earliest < day - participation.LATELY
    return earliest <= day - LONGEST and counted and any(each.is_shown and each.ends_on < day for each in held)
