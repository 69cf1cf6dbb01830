"""Which meetings the one who asks may see the notes of, and which they may change."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from meetings.models import Meeting


def readable(request: HttpRequest, pk: int) -> tuple[Meeting, bool]:
    """Return a meeting whose notes may be read, and whether they may be changed; 404 for others."""
    day = timezone.localdate()
    meeting = get_object_or_404(_fetched(Meeting.objects.notes_open_to(request.user, day)), pk=pk)
    return meeting, Meeting.objects.editable_by(request.user, day).filter(pk=pk).exists()


def editable(request: HttpRequest, pk: int) -> Meeting:
    """Return a meeting that may be changed; 404 for others."""
    return get_object_or_404(_fetched(Meeting.objects.editable_by(request.user, timezone.localdate())), pk=pk)


def _fetched(meetings):
    return meetings.select_related("group__type", "group__region", "chair", "note_taker", "authority", "verified_words")
