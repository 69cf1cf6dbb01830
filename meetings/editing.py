"""One writer at a time for each meeting, and nobody overwrites what they have not seen.

All that stands at or below a meeting – agenda, notes, attendance, decisions, actions that came of it, attachments – is
written inside `writing` or `noting`. Another meeting is another lock: note takers do not wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from groups.editing import signed
from groups.models import User
from meetings.models import Meeting


class MinutesLocked(Exception):
    """The minutes are verified: what they say is changed by a visible correction alone."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        super().__init__(_("Minnesanteckningarna är justerade. Skriv en rättelse i stället."))


class MeetingCancelled(Exception):
    """Nothing is noted at a meeting that was called off."""

    def __init__(self) -> None:
        super().__init__(_("Mötet är inställt: det har inga anteckningar."))


class StaleRow(Exception):
    """Somebody else has changed the row since it was read; `current` is the row as it stands, None if it is gone."""

    def __init__(self, current: models.Model | None) -> None:
        self.current = current
        super().__init__(_("Någon annan har ändrat det här sedan du såg det."))


class Revised(Protocol):
    """A row that counts how many times it has been written."""

    pk: int
    revision: int


@contextmanager
def writing(meeting: Meeting, *, revision: int | None = None) -> Iterator[Meeting]:
    """Yields the meeting as it stands, re-read under its lock; its revision is raised on the way out.

    PostgreSQL: the meeting's row is locked. SQLite: transactions are immediate, one writer in all. Raises StaleRow if
    `revision` (what the editor saw) is given and no longer current, Meeting.DoesNotExist if the meeting is gone.
    """
    with transaction.atomic():
        # The lock first and alone: PostgreSQL refuses to lock the empty side of an outer join.
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        current = Meeting.objects.select_related("group__region", "group__type", "group__meeting_practice")
        current = current.get(pk=meeting.pk)
        if revision is not None and revision != current.revision:
            raise StaleRow(current)
        yield current
        Meeting.objects.filter(pk=current.pk).update(revision=F("revision") + 1)
        current.revision += 1
        meeting.revision = current.revision


@contextmanager
def noting(meeting: Meeting) -> Iterator[Meeting]:
    """The same, for what the minutes say. Raises MinutesLocked when they are verified."""
    with writing(meeting) as current:
        if current.is_locked:
            raise MinutesLocked(current)
        yield current


@contextmanager
def taking_notes(meeting: Meeting) -> Iterator[Meeting]:
    """The same, for what is written at the meeting itself. Raises MinutesLocked, MeetingCancelled."""
    with noting(meeting) as current:
        if current.is_cancelled:
            raise MeetingCancelled
        yield current


def save_seen(row: Revised, seen: int | None, *, by: User | None, reason: str = "") -> None:
    """Check and save a row below a meeting, under its lock; `seen` is the revision that the editor saw, None if new.

    Raises StaleRow if it has been changed since, ValidationError if it breaks a rule.
    """
    if row.pk is not None:
        # Locked too: the actions of a group are written from several meetings, each with a lock of its own.
        current = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
        if current is None or current.revision != seen:
            raise StaleRow(current)
        row.revision = current.revision + 1
    row.full_clean()
    signed(row, by, reason).save()
