"""The only writer of when a meeting is, and whether: schedule, change, move, cancel, mark as held, take back.

A meeting is never deleted. One that is cancelled keeps its row with the reason, and one that is moved is a cancelled
meeting that says which one replaces it. Verbs that take `seen` compare it with the meeting's `sequence`, which counts
what calendars have heard of: they raise StaleRow if somebody has changed when, where or whether since the caller
looked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.editing import signed
from groups.models import Group, User
from meetings.clashes import MOST_DAYS
from meetings.editing import MinutesLocked, StaleRow, writing
from meetings.models import Meeting, NoMeeting, Practice, Term

WHILE_LOCKED = frozenset({"diary_number", "authority", "matters_by", "agenda_sent_on"})
"""What may still be written of a meeting whose minutes are verified: what they do not say, and their registration."""

FOLLOWS = ("title", "start", "end", "mode", "place", "link", "chair", "note_taker")
"""What a moved meeting takes along, unless something else is said."""

YEARS = range(1990, 2101)
"""Years of meetings; another one is a slip of the pen."""


def begin(group: Group, date: dt.date | None = None) -> Meeting:
    """A meeting of the group that is not saved, with what its habits say. One query unless they are fetched."""
    habits = getattr(group, "meeting_practice", None) or Practice(group=group)
    return Meeting(group=group, date=date, start=habits.start, end=habits.end, mode=habits.mode, place=habits.place)


def schedule(
    meeting: Meeting, *, guests: Iterable[Group] = (), by: User | None, reason: str = "", today: dt.date
) -> Meeting:
    """Save a new meeting, planned. Raises ValidationError if a rule refuses it, or its group has ended."""
    guests = list(guests)
    with transaction.atomic():
        _lock(meeting.group)
        meeting.status = Meeting.Status.PLANNED
        _check(meeting, guests)
        if meeting.date >= today:
            _refuse_closed(meeting.group)
        signed(meeting, by, reason).save()
        if guests:
            _invite(meeting, guests)
            meeting.save()
    return meeting


def schedule_series(
    group: Group, days: Iterable[dt.date], *, by: User | None, today: dt.date, reason: str = "", **facts: Any
) -> list[Meeting]:
    """Save a planned meeting for each of `days` with the same `facts`; returns those saved.

    Days on which the group has a meeting already are passed over, so that sending the same plan twice, or two persons
    at once, makes one series. All or none: raises ValidationError if a rule refuses any of them.
    """
    with transaction.atomic():
        _lock(group)
        taken = Meeting.objects.filter(group=group).exclude(status=Meeting.Status.CANCELLED)
        taken = set(taken.filter(date__in=list(days := list(days))).values_list("date", flat=True))
        fresh = [day for day in dict.fromkeys(days) if day not in taken]
        return [
            schedule(Meeting(group=group, date=day, **facts), by=by, today=today, reason=reason)
            for day in sorted(fresh)
        ]


def change(
    meeting: Meeting,
    facts: dict[str, Any],
    *,
    guests: Iterable[Group] | None = None,
    by: User | None,
    reason: str = "",
    today: dt.date,
    seen: int | None = None,
) -> Meeting:
    """Write other facts of the meeting, and other guests if these are given; returns it as it stands.

    Raises MinutesLocked if the minutes are verified and say what is to be changed; ValidationError if a rule refuses.
    """
    guests = None if guests is None else list(guests)
    with _changing(meeting, seen) as current:
        changed = {name for name, value in facts.items() if getattr(current, name) != value}
        others = guests is not None and {each.pk for each in guests} != set(current.guests.values_list("pk", flat=True))
        if current.is_locked and (others or changed - WHILE_LOCKED):
            raise MinutesLocked(current)
        for name in changed:
            setattr(current, name, facts[name])
        if current.status == Meeting.Status.HELD:
            _refuse_ahead(current, today)
        _check(current, current.guests.all() if guests is None else guests)
        if others:
            _invite(current, guests)
            current.sequence += 1  # calendars tell of them
        if changed or others:
            signed(current, by, reason).save()
    return current


def cancel(meeting: Meeting, *, why: str, by: User | None, seen: int | None = None) -> Meeting:
    """Cancel a planned meeting, for a reason that readers see. Raises ValidationError if it is not planned."""
    with _changing(meeting, seen) as current:
        _refuse_unless_planned(current)
        _cancel(current, why, by)
    return current


def move(
    meeting: Meeting,
    date: dt.date,
    *,
    why: str,
    by: User | None,
    today: dt.date,
    seen: int | None = None,
    last_date: dt.date | None = None,
    matters_by: dt.date | None = None,
    **facts: Any,
) -> Meeting:
    """Cancel a planned meeting and schedule the one that replaces it, with the same guests; returns the new one.

    The agenda, what is attached to it and what was promised follow; who has been called does not, since that depends
    on the day. Raises ValidationError if the meeting is not planned, or nothing of when it is changes.
    """
    with _changing(meeting, seen) as current:
        _refuse_unless_planned(current)
        new = Meeting(group=current.group, date=date, last_date=last_date, matters_by=matters_by)
        for name in FOLLOWS:
            setattr(new, name, facts.get(name, getattr(current, name)))
        when = ("date", "last_date", "start", "end")
        if all(getattr(new, name) == getattr(current, name) for name in when):
            raise ValidationError({"date": _("Mötet är redan då. Välj en annan dag eller tid.")})
        schedule(new, guests=list(current.guests.all()), by=by, reason=why, today=today)
        for row in (*current.items.all(), *current.attachments.all(), *current.actions.all()):
            row.meeting = new
            signed(row, by, why).save()
        _cancel(current, why, by, replaced_by=new)
    return new


def mark_held(meeting: Meeting, *, today: dt.date, by: User | None, seen: int | None = None) -> Meeting:
    """Record that a planned meeting has taken place. Raises ValidationError if it has not begun by `today`."""
    with _changing(meeting, seen) as current:
        _refuse_unless_planned(current)
        current.status = Meeting.Status.HELD
        _refuse_ahead(current, today, "status")
        signed(current, by, _("Hållet")).save()
    return current


def take_back(meeting: Meeting, *, by: User | None, seen: int | None = None) -> Meeting:
    """Make a meeting planned again that was marked as held or cancelled by mistake.

    Raises ValidationError if it is planned, or another meeting replaces it; MinutesLocked if they are verified.
    """
    with _changing(meeting, seen) as current:
        if current.is_locked:
            raise MinutesLocked(current)
        if current.status == Meeting.Status.PLANNED:
            raise ValidationError(_("Mötet är planerat."))
        if current.replaced_by:
            raise ValidationError(_("Mötet ersätts av %(meeting)s.") % {"meeting": current.replaced_by})
        current.status, current.cancel_reason = Meeting.Status.PLANNED, ""
        signed(current, by, _("Planerat igen")).save()
    return current


def refuse_planned_in_term(group: Group, year: int, term: str) -> None:
    """Raise ValidationError if the group has meetings planned in a term. Call in a transaction: none is added in it."""
    _lock(group)
    months = (1, 6) if term == Term.SPRING else (7, 12)
    planned = Meeting.objects.planned().filter(group=group, date__year=year, date__month__range=months)
    if number := planned.count():
        raise ValidationError(
            ngettext(
                "%(number)d möte är planerat den terminen. Ställ in eller flytta det först.",
                "%(number)d möten är planerade den terminen. Ställ in eller flytta dem först.",
                number,
            )
            % {"number": number}
        )


def term_off(meeting: Meeting) -> NoMeeting | None:
    """What the group has said of the meeting's term, if it said that it does not meet then. One query."""
    term = Term.of_month(meeting.date.month)
    return NoMeeting.objects.filter(group=meeting.group_id, year=meeting.date.year, term=term).first()


def _lock(group: Group) -> None:
    """Let nobody else schedule a meeting of the group until the transaction ends (SQLite has one writer in all)."""
    Group.objects.select_for_update(no_key=True).order_by().get(pk=group.pk)


@contextmanager
def _changing(meeting: Meeting, seen: int | None) -> Iterator[Meeting]:
    """`meetings.editing.writing`, for callers who saw the meeting with the sequence `seen`."""
    with writing(meeting) as current:
        if seen is not None and seen != current.sequence:
            raise StaleRow(current)
        yield current
        # What the caller holds tells what now stands.
        for name in (*Meeting.IN_CALENDARS, "sequence", "cancel_reason"):
            setattr(meeting, name, getattr(current, name))


def _check(meeting: Meeting, guests: Iterable[Group]) -> None:
    """Raise ValidationError, by field, for what no meeting can be."""
    meeting.full_clean()
    errors: dict[str, str] = {}
    if meeting.date.year not in YEARS:
        errors["date"] = _("Året ser inte rätt ut.")
    elif meeting.last_date and (meeting.last_date - meeting.date).days >= MOST_DAYS:
        errors["last_date"] = _("Ett möte varar högst %(days)d dagar.") % {"days": MOST_DAYS}
    elif meeting.matters_by and meeting.matters_by > meeting.date:
        errors["matters_by"] = _("Dagen ligger efter mötet.")
    elif meeting.agenda_sent_on and meeting.agenda_sent_on > meeting.ends_on:
        errors["agenda_sent_on"] = _("Dagen ligger efter mötet.")
    if any(each.pk == meeting.group_id for each in guests):
        errors["guests"] = _("Värdgruppen är inte sin egen gäst.")
    if errors:
        raise ValidationError(errors)


def _refuse_closed(group: Group) -> None:
    if group.mistaken or group.is_ended:
        raise ValidationError(
            {"group": _("%(group)s är avslutad och kan inte kallas till nya möten.") % {"group": group}}
        )


def _refuse_unless_planned(meeting: Meeting) -> None:
    if meeting.status != Meeting.Status.PLANNED:
        raise ValidationError(_("Mötet är %(status)s.") % {"status": meeting.get_status_display()})


def _refuse_ahead(meeting: Meeting, today: dt.date, field: str = "date") -> None:
    if meeting.date > today:
        raise ValidationError({field: _("Ett möte är hållet först när dagen har kommit.")})


def _cancel(meeting: Meeting, why: str, by: User | None, replaced_by: Meeting | None = None) -> None:
    meeting.status, meeting.cancel_reason, meeting.replaced_by = Meeting.Status.CANCELLED, why.strip(), replaced_by
    meeting.full_clean()
    signed(meeting, by, why).save()


def _invite(meeting: Meeting, guests: Iterable[Group]) -> None:
    """Set the guests; told in the history record that the next save of the meeting makes."""
    meeting.skip_history_when_saving = True
    meeting.guests.set(guests)
    del meeting.skip_history_when_saving
