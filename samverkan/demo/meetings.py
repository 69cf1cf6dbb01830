"""The demo's meetings: two real ones in other words, and invented ones around the day of loading."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import holidays
from django.utils import timezone

from groups import composition
from groups.models import Group, Principal
from meetings.minutes import keep_words
from meetings.models import Attendance, Correction, Meeting, Minutes, NoMeeting, Practice, Term, Verifier
from samverkan.demo import minutes
from samverkan.demo.book import Book
from samverkan.demo.registers import plain_fields
from samverkan.demo.source import Entry, read

FILES = ("meetings.toml", "meetings_invented.toml")

VERIFIED_AFTER = dt.timedelta(days=10)
"""How long after the meeting the demo's minutes are verified."""


def load(book: Book) -> None:
    """Load all meetings, each in the order of its file; those that refer to others after these."""
    for name in FILES:
        file = read(name)
        for entry in file.entries("practice"):
            group = book.find("gruppen", entry.take("group"), entry)
            book.keep(Practice(group=group, **plain_fields(Practice, entry)), entry)
        for entry in file.entries("no_meeting"):
            _no_meeting(book, entry)
        replaced = [(_meeting(book, entry), entry) for entry in file.entries("meeting")]
        for (meeting, later), entry in replaced:
            if later:
                meeting.replaced_by = book.find("mötet", later, entry)
                book.keep(meeting, entry)
        file.finish()
    book.sign("meetings")


def _no_meeting(book: Book, entry: Entry) -> None:
    group = book.find("gruppen", entry.take("group"), entry)
    term = Term.of_month(book.today.month)
    book.keep(NoMeeting(group=group, year=book.today.year, term=term, reason=entry.take("reason")), entry)
    entry.finish()


def _meeting(book: Book, entry: Entry) -> tuple[Meeting, str | None]:
    """Make one meeting with all that was noted; return it, and the key of the one that replaces it."""
    key, told, days = entry.take("key"), entry.take("date"), entry.take("days", 1)
    day = _weekday(book.today, told, days) if isinstance(told, int) else told
    cancelled, later = entry.take("cancelled", ""), entry.take("replaced_by", None)
    wanted, verifiers = entry.take("minutes", Minutes.DRAFT), entry.take("verifiers", [])
    guests = book.find_all("gruppen", entry.take("guests", []), entry)
    noted = entry.split("called", "participants", "standing", "items", "actions", "attachments", "corrections")
    meeting = Meeting(
        group=book.find("gruppen", entry.take("group"), entry),
        date=day,
        last_date=day + dt.timedelta(days=days - 1) if days > 1 else None,
        status=Meeting.Status.HELD if day < book.today else Meeting.Status.PLANNED,
        chair=book.find("personen", entry.take("chair", None), entry),
        note_taker=book.find("personen", entry.take("note_taker", None), entry),
        authority=book.find("organisationen", entry.take("authority", None), entry),
        **plain_fields(Meeting, entry),
    )
    book.enter("mötet", key, book.keep(meeting, entry))
    meeting.guests.set(guests)
    _attendance(book, meeting, noted)
    minutes.write(book, meeting, key, noted)
    if cancelled:
        meeting.status, meeting.cancel_reason = Meeting.Status.CANCELLED, cancelled
    meeting.minutes = wanted
    at = timezone.make_aware(dt.datetime.combine(day + VERIFIED_AFTER, dt.time(12))) if wanted != "draft" else None
    for who in verifiers:
        book.keep(Verifier(meeting=meeting, person=book.find("personen", who, entry), verified_at=at), entry)
    book.keep(meeting, entry)
    for text in noted.take("corrections", []):
        book.keep(Correction(meeting=meeting, text=text, made_by=book.by), noted)
    if meeting.is_locked:
        keep_words(meeting)
    noted.finish()
    return meeting, later


@lru_cache(maxsize=1)
def _holidays() -> holidays.HolidayBase:
    """Public holidays of Sweden; Sundays are told by themselves."""
    return holidays.country_holidays("SE", include_sundays=False)


def _weekday(today: dt.date, ahead: int, days: int) -> dt.date:
    """The working day nearest to so many days ahead, further from `today`, with `days` working days from there."""
    day, step = today + dt.timedelta(days=ahead), dt.timedelta(days=1 if ahead > 0 else -1)
    while any(each.weekday() > 4 or each in _holidays() for each in (day + dt.timedelta(days=n) for n in range(days))):
        day += step
    return day


def _attendance(book: Book, meeting: Meeting, noted: Entry) -> None:
    """Write who was called and came: as listed, or as the group was composed that day."""
    for order, each in enumerate(noted.entries("participants"), start=1):
        row = Attendance(
            meeting=meeting,
            order=order,
            person=book.find("personen", each.take("who", None), each),
            organisation=book.find("organisationen", each.take("for", None), each),
            title=each.take("as", ""),
            list_name=each.take("list", ""),
            state=each.take("state", Attendance.State.PRESENT),
            **plain_fields(Attendance, each),
        )
        book.keep(row, each)
    if (called := noted.take("called", None)) is not None:
        _call(book, meeting, Entry(f"{noted.place}, called", called))


def _call(book: Book, meeting: Meeting, told: Entry) -> None:
    states = {}
    for state in (Attendance.State.ABSENT, Attendance.State.EXCUSED):
        states |= {person.pk: state for person in book.find_all("personen", told.take(state.value, []), told)}
    online = told.take("online", [])
    online = None if online == "all" else {each.pk for each in book.find_all("personen", online, told)}
    rows: dict[Any, Attendance] = {}
    for place, person, organisation in _holders(meeting.group, meeting.date):
        if person.pk in rows:
            continue
        state = states.pop(person.pk, Attendance.State.PRESENT)
        side = place.seat.side if place.seat.side != Principal.NONE or not organisation else organisation.principal
        rows[person.pk] = Attendance(
            meeting=meeting, order=len(rows), person=person, seat=place.seat, title=place.seat.label[:150], side=side,
            organisation=organisation, state=state,
            online=state == Attendance.State.PRESENT and (online is None or person.pk in online),
        )  # fmt: skip
        book.keep(rows[person.pk], told)
    if states:
        told.fail("den som nämns sitter inte i gruppen den dagen")
    for each in told.entries("deputies"):
        absent = rows[book.find("personen", each.take("for"), each).pk]
        person = book.find("personen", each.take("who"), each)
        row = Attendance(
            meeting=meeting, order=len(rows), person=person, role=Attendance.Role.DEPUTY, deputy_for=absent,
            title=person.title, side=absent.side, organisation=absent.organisation, state=Attendance.State.PRESENT,
        )  # fmt: skip
        book.keep(row, each)
    told.finish()


def _holders(group: Group, day: dt.date) -> list[tuple]:
    """Each place with whoever holds it on the day and for whom; not those who are only contacts."""
    made = composition.of(group, day)
    return [
        (place, holder.person, holder.organisation)
        for place in made.places
        if place.seat.kind not in ("contact", "secretary")
        for holder in place.holders
    ]
