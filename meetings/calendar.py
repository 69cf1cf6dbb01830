"""Meetings as a calendar that Outlook, Google and phones subscribe to (iCalendar, RFC 5545).

What is read without an account carries neither meeting links nor persons' names. The calendar of a member does: it is
read at an address of their own (`meetings.calendar_keys`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from meetings.models import Meeting, Mode

PRODUCT = "-//Samverkan//Möten//SV"
BACK, AHEAD = dt.timedelta(days=366), dt.timedelta(days=2 * 366)
MOST_EVENTS = 1000
REFRESH = dt.timedelta(hours=6)
"""How often programs are asked to fetch a calendar anew."""

STOCKHOLM = Timezone.from_ical("""\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""")
"""By the rule that has held since 1996. icalendar 7.3 would list the days of each year instead, which Outlook reads
badly and which would change what is sent from one day to the next."""


def window(meetings: QuerySet[Meeting], today: dt.date) -> list[Meeting]:
    """Return the meetings from a year back to two ahead, in order of time; at most `MOST_EVENTS`.

    Where there are more, the nearest ahead come first, then the latest behind. Two queries, and what the rows fetch.
    """
    ahead = list(meetings.coming(today).filter(date__lte=today + AHEAD)[:MOST_EVENTS])
    behind = list(meetings.past(today).filter(date__gte=today - BACK)[: MOST_EVENTS - len(ahead)])
    return [*reversed(behind), *ahead]


def written(name: str, meetings: Iterable[Meeting], absolute: Callable[[str], str], *, private: bool = False) -> bytes:
    """Return the calendar as it is sent; the same meetings give the same bytes.

    `absolute` makes an address of the site whole. The meetings are to be fetched by `rows.shown`, and for a `private`
    calendar, which tells links and names, with chair and note taker.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for field in ("name", "x-wr-calname"):
        calendar.add(field, name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add_component(STOCKHOLM)
    for meeting in meetings:
        calendar.add_component(_event(meeting, absolute, private))
    return calendar.to_ical()


def _event(meeting: Meeting, absolute: Callable[[str], str], private: bool) -> Event:
    event = Event()
    event.add("uid", str(meeting.uid))
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if meeting.is_cancelled else "OPAQUE")
    event.add("summary", _summary(meeting))
    for name, moment in _moments(meeting).items():
        event.add(name, moment)
    if where := in_words_where(meeting):
        event.add("location", where)
    page = absolute(meeting.get_absolute_url())
    event.add("url", page)
    event.add("description", "\n".join([*_lines(meeting, private), page]))
    return event


def _summary(meeting: Meeting) -> str:
    """Return what the event is called; many programs show no status, so that a cancelled one says so here too."""
    name = f"{meeting.group.label}: {meeting.title}" if meeting.title else meeting.group.label
    return _("Inställt: %(name)s") % {"name": name} if meeting.is_cancelled else name


def _moments(meeting: Meeting) -> dict[str, dt.date]:
    """Return when it begins and ends: whole days where no hours are known, or where the last day's end is not."""
    if meeting.start is None or (meeting.last_date and meeting.end is None):
        return {"dtstart": meeting.date, "dtend": meeting.ends_on + dt.timedelta(days=1)}
    zone = ZoneInfo(settings.TIME_ZONE)
    moments = {"dtstart": dt.datetime.combine(meeting.date, meeting.start, zone)}
    if meeting.end:
        moments["dtend"] = dt.datetime.combine(meeting.ends_on, meeting.end, zone)
    return moments


def in_words_where(meeting: Meeting) -> str:
    """Return where the meeting is held, "" where that is not known."""
    online = {Mode.ONLINE: _("Digitalt"), Mode.BOTH: _("digitalt")}.get(meeting.mode, "")
    if meeting.place and online:
        return _("%(place)s och %(online)s") % {"place": meeting.place, "online": _("digitalt")}
    return meeting.place or (_("På plats och digitalt") if meeting.mode == Mode.BOTH else online)


def _lines(meeting: Meeting, private: bool) -> list[str]:
    """Return what else there is to tell, a line each."""
    lines = []
    if meeting.is_cancelled:
        lines.append(_("Inställt: %(reason)s") % {"reason": meeting.cancel_reason})
        if meeting.replaced_by:
            lines.append(_("Ersätts av mötet %(day)s") % {"day": _day(meeting.replaced_by.date)})
    if meeting.start and meeting.last_date and not meeting.end:
        lines.append(_("Börjar kl. %(time)s") % {"time": f"{meeting.start:%H.%M}"})
    if meeting.shown_guests:
        names = ", ".join(group.label for group in meeting.shown_guests)
        lines.append(_("Gemensamt med %(groups)s") % {"groups": names})
    if meeting.status == Meeting.Status.PLANNED:
        lines.append(_("Ärenden lämnas senast %(day)s") % {"day": _day(meeting.matters_due)})
    if private:
        lines += _for_members(meeting)
    return lines


def _for_members(meeting: Meeting) -> list[str]:
    told = [
        (_("Möteslänk"), "" if meeting.is_cancelled else meeting.link),
        (_("Ordförande"), meeting.chair),
        (_("För anteckningar"), meeting.note_taker),
    ]
    return [f"{label}: {value}" for label, value in told if value]


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
