"""Meetings as lists of them print them: with the groups they are joint with, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from groups.models import Group
from meetings.models import Meeting


def shown(meetings: QuerySet[Meeting], visible: QuerySet[Group]) -> QuerySet[Meeting]:
    """Return the meetings with what a row shows; as `shown_guests` those of the guests that the reader may see.

    One more query in all, however many there are.
    """
    return meetings.for_rows().prefetch_related(guests(visible))


def guests(visible: QuerySet[Group]) -> Prefetch:
    """Return what fetches, as `shown_guests`, those of the guests that the reader may see."""
    return Prefetch("guests", visible.order_by("sort_key", "pk"), to_attr="shown_guests")


def by_month(meetings: Iterable[Meeting]) -> list[tuple[dt.date, list[Meeting]]]:
    """Return the meetings, which are in order of time, by the first day of the month that each begins in."""
    return [(month, list(rows)) for month, rows in groupby(meetings, key=lambda meeting: meeting.date.replace(day=1))]
