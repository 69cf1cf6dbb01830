"""The registry's own words in minutes: as they are now in a draft, as they were then in what is verified."""

from __future__ import annotations

from django.db.models import Model

from meetings.models import Meeting


class Words:
    """What the minutes of one meeting say in words that are kept elsewhere and may change there afterwards.

    Names of groups and organisations, what seats and deferred items are called, the functions of accounts. Names of
    persons are not among them, on purpose: a person can be erased by law, and may take back that the name is public,
    so they follow the registry in verified minutes too. So do diary number and authority, which may come later.
    """

    def __init__(self, meeting: Meeting) -> None:
        """A query for verified minutes, unless `verified_words` is fetched. Older ones have nothing kept."""
        kept = getattr(meeting, "verified_words", None) if meeting.is_locked else None
        self._kept: dict[str, str] = kept.words if kept else {}
        self.said: dict[str, str] = {}
        """All that has been asked for, by row: what is to be kept when the minutes are verified."""

    def of(self, row: Model, what: str, now: str) -> str:
        """Return the words for `what` at the row: those that were kept, `now` where none were."""
        key = f"{row._meta.model_name} {row.pk} {what}"
        words = self._kept.get(key, now)
        if words:
            self.said[key] = words
        return words
