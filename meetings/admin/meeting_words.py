"""How the admin tells of a meeting: when it is, whose, what it clashes with, what is late."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from meetings.clashes import Clash
from meetings.models import Meeting


def when(meeting: Meeting) -> str:
    """When a meeting is, as people write it: "fredag 4 december 2026 kl. 09.00–12.00"."""
    words = date_format(meeting.date, "l j F Y")
    if meeting.last_date:
        words += f" – {date_format(meeting.last_date, 'l j F Y')}"
    if meeting.start is None:
        return words
    return _("%(day)s kl. %(hours)s") % {"day": words, "hours": hours(meeting)}


def briefly(meeting: Meeting) -> str:
    """When it is, for a list: "2026-12-04 09.00–12.00"."""
    words = meeting.date.isoformat()
    if meeting.last_date:
        words += f" – {meeting.last_date.isoformat()}"
    return f"{words} {hours(meeting)}".strip()


def hours(meeting: Meeting) -> str:
    """From and to, as far as they are told."""
    end = f"–{meeting.end:%H.%M}" if meeting.end else ""
    return f"{meeting.start:%H.%M}{end}" if meeting.start else ""


def in_words(meeting: Meeting) -> str:
    """Whose meeting it is, and when."""
    title = f"{meeting.group.label}, {meeting.title}" if meeting.title else meeting.group.label
    return f"{title}, {when(meeting)}"


def clash_words(clash: Clash) -> str:
    """The meeting that is at the same time, and why that matters."""
    return f"{in_words(clash.meeting)} ({clash.why})"


def clash_warning(clash: Clash) -> str:
    """The same as a sentence."""
    return _("Krockar med %(clash)s.") % {"clash": clash_words(clash)}


def status_words(meeting: Meeting, today: dt.date) -> SafeString:
    """The status; of a meeting whose day has passed without a word the question that waits."""
    words = str(meeting.get_status_display())
    if meeting.replaced_by:
        words = _("%(status)s, ersätts %(day)s") % {"status": words, "day": meeting.replaced_by.date}
    elif meeting.status == Meeting.Status.PLANNED and meeting.ends_on < today:
        return format_html('<span class="late">{}</span>', _("hölls det?"))
    return format_html('<span class="state-{}">{}</span>', meeting.status, words)


def agenda_words(meeting: Meeting, today: dt.date) -> SafeString | str:
    """Whether the agenda has been sent, or by when it is to be; what is late stands out."""
    if meeting.agenda_sent_on:
        return _("skickad %(day)s") % {"day": meeting.agenda_sent_on}
    if meeting.status != Meeting.Status.PLANNED or meeting.date < today:
        return ""
    if meeting.is_agenda_late(today):
        return format_html('<span class="late">{}</span>', _("sen: senast %(day)s") % {"day": meeting.agenda_due})
    return _("senast %(day)s") % {"day": meeting.agenda_due}


def minutes_words(meeting: Meeting, today: dt.date) -> SafeString | str:
    """How far the minutes have come, or by when they are to be verified; what is late stands out."""
    if meeting.status != Meeting.Status.HELD:
        return ""
    if meeting.is_locked:
        return str(meeting.get_minutes_display())
    if meeting.are_minutes_late(today):
        return format_html('<span class="late">{}</span>', _("sena: senast %(day)s") % {"day": meeting.minutes_due})
    return _("utkast, senast %(day)s") % {"day": meeting.minutes_due}


def page_of(name: str, meeting: Meeting) -> str:
    """The address of the meeting's page of that name on the site."""
    return reverse(f"meetings:{name}", args=[meeting.pk])
