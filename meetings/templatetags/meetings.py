"""What is said of meetings in templates, those of the groups' pages too: when, where, the next one, the coming few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from groups.escalation import Way
from groups.forms.asked_day import AskedDay
from groups.models import Group, Organisation, Region
from meetings import calendar, lookout, rows
from meetings.lookout import Lookout
from meetings.models import Meeting

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MOST_COMING = 5
MOST_LOOKED_AT = 60
"""So many planned meetings are looked through for the next one that takes matters."""


def _words(day: dt.date, form: str) -> str:
    return date_format(day, form).replace(" ", NO_BREAK_SPACE)


@register.filter
def weekday(day: dt.date) -> SafeString:
    """Return the day as a `<time>` that reads "fredag 4 december 2026"."""
    return format_html('<time datetime="{}">{} {}</time>', day.isoformat(), date_format(day, "l"), _words(day, "j F Y"))


@register.filter
def days(meeting: Meeting) -> SafeString:
    """Return the day of the meeting, or the first and the last: "måndag 22 november – tisdag 23 november 2026"."""
    if not meeting.last_date:
        return weekday(meeting.date)
    same_year = meeting.date.year == meeting.last_date.year
    first = _words(meeting.date, "j F" if same_year else "j F Y")
    return format_html(
        '<time datetime="{}">{} {}</time> – {}',
        meeting.date.isoformat(), date_format(meeting.date, "l"), first, weekday(meeting.last_date),
    )  # fmt: skip


@register.filter
def hours(meeting: Meeting) -> str:
    """Return "kl. 09.00–12.00", "kl. 09.00" where the end is not known, "" where no hours are."""
    if meeting.start is None:
        return ""
    end = f"–{meeting.end:%H.%M}" if meeting.end else ""
    return f"kl.{NO_BREAK_SPACE}{meeting.start:%H.%M}{end}"


@register.filter
def where(meeting: Meeting) -> str:
    """Return where the meeting is held, "" where that is not known."""
    return calendar.in_words_where(meeting)


@register.filter
def month_name(first: dt.date) -> str:
    """Return "november 2026"."""
    return date_format(first, "F Y")


@register.filter
def is_over(meeting: Meeting, today: dt.date) -> bool:
    return meeting.ends_on < today


def _visible(context: Context, day: dt.date):
    return Meeting.objects.visible_to(context["user"], day)


@register.simple_tag(takes_context=True)
def look_out(context: Context, group: Group, asked: AskedDay) -> Lookout | None:
    """Return what there is to tell of the group's meetings, None on another day: they are told of as known now.

    Four queries; see `lookout.of`.
    """
    return None if asked.then else lookout.of(group, context["user"], asked.today)


@register.simple_tag(takes_context=True)
def next_meeting(context: Context, group: Group, asked: AskedDay, found: Lookout | Literal[""] = "") -> Meeting | None:
    """Return the group's next planned meeting, None where there is none or another day is shown.

    One query, none where its meetings are looked out already.
    """
    if asked.then:
        return None
    if found:
        return found.next
    return _visible(context, asked.today).of_any([group]).planned().coming(asked.today).for_rows().first()


@register.inclusion_tag("meetings/_of_group.html")
def meetings_of(group: Group, found: Lookout | None) -> dict[str, Any]:
    """Show the meetings of a group: the next ones, the latest held, and how long ago against what it says itself.

    Nothing where none are looked out.
    """
    return {"group": group, "found": found, "today": found.day} if found else {}


@register.inclusion_tag("meetings/_coming.html", takes_context=True)
def coming_meetings(context: Context, day: dt.date, place: Region | Organisation | None = None) -> dict[str, Any]:
    """Show the coming few meetings of a delregion, a county, a municipality, or all. Two queries."""
    user = context["user"]
    meetings, query, feed = _visible(context, day), "", ""
    if isinstance(place, Region):
        meetings = meetings.in_region(place)
        query = "" if place.is_county else f"?delregion={place.slug}"
        feed = reverse("meetings:region-feed", args=[place.slug])
    elif place:
        meetings = meetings.concerning(place, day)
        query = f"?kommun={place.slug}"
        feed = reverse("meetings:municipality-feed", args=[place.slug])
    found = rows.shown(meetings, Group.objects.visible_to(user)).coming(day)
    return {
        "meetings": list(found[:MOST_COMING]),
        "today": day,
        "address": reverse("meetings:meeting-list") + query,
        "feed": feed,
    }


@dataclass(frozen=True)
class Receiving:
    """When a group that a question goes to meets next."""

    next: Meeting
    takes: Meeting | None
    """The first meeting that matters can still be handed in to; often the next one."""


@register.simple_tag(takes_context=True)
def receiving(
    context: Context, ways: Iterable[tuple[Way, Any, Any]], local: Iterable[Group], day: dt.date
) -> dict[int, Receiving]:
    """Return when the groups that the ways lead to now, and the local ones told of, meet next, by key. One query."""
    keys = {way.now.to_group_id for way, _sides, _ends in ways if way.now and way.now.to_group_id}
    keys |= {group.pk for group in local}
    if not keys:
        return {}
    found: dict[int, list[Meeting]] = {}
    planned = _visible(context, day).filter(group__in=keys, date__gte=day).planned()
    for meeting in planned.select_related("group__meeting_practice").order_by("date", "start", "pk")[:MOST_LOOKED_AT]:
        found.setdefault(meeting.group_id, []).append(meeting)
    return {
        key: Receiving(meetings[0], next((each for each in meetings if each.matters_due >= day), None))
        for key, meetings in found.items()
    }
