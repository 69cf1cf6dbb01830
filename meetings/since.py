"""How long ago a group met, against what it says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from groups.models import Group
from meetings.models import Meeting


@dataclass(frozen=True)
class Since:
    last: dt.date | None
    """The last day of the latest meeting held, None where none is known."""
    months: int | None
    """Whole months since then."""
    expected: int | None
    """Months between two meetings at most, by how often the group says that it meets; None where it cannot be told."""

    @property
    def is_long(self) -> bool:
        return self.months is not None and self.expected is not None and self.months > self.expected


def of(group: Group, day: dt.date) -> Since:
    """Return it for the group on the day. One query; the whole that a part belongs to is to be fetched."""
    latest = Meeting.objects.of(group).held().filter(date__lte=day).order_by("-date", "-pk").first()
    fewest = group.inherited("frequency_text").meetings_min
    expected = -(-12 // fewest) if fewest else None
    if latest is None:
        return Since(None, None, expected)
    last = latest.ends_on
    months = (day.year - last.year) * 12 + day.month - last.month - (day.day < last.day)
    return Since(last, max(months, 0), expected)
