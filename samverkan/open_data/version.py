"""How one tells, without making it, that a file is still as it was."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from samverkan import fingerprint, unchanged

SAID = ("SITE_URL", "SITE_NAME", "SITE_CONTACT", "OPEN_DATA_PUBLISHER", "OPEN_DATA_PUBLISHER_NUMBER")
SAID += ("OPEN_DATA_PUBLISHER_TYPE", "OPEN_DATA_SPATIAL")
"""Settings that the files tell of."""


@dataclass(frozen=True)
class Version:
    """What stands on a day: a tag that is another when anything is another, and when the registry last changed."""

    tag: str
    changed: dt.datetime
    day: dt.date

    @property
    def modified(self) -> dt.datetime:
        """When the files last became others: when the registry did, or at midnight, since they tell of today."""
        midnight = timezone.make_aware(dt.datetime.combine(self.day, dt.time()))
        return max(self.changed, midnight)


def version(day: dt.date) -> Version:
    """Return what stands on the day, by the registry's fingerprint and the code that writes the files. Two queries."""
    told = (unchanged.code_version(), day, [getattr(settings, name) for name in SAID], fingerprint.of_registry())
    return Version(hashlib.sha256(repr(told).encode()).hexdigest()[:24], _latest_change(), day)


def _latest_change() -> dt.datetime:
    """When something was last recorded in the history. One query, answered by the indexes of the histories."""
    tables = [model.history.model._meta.db_table for model in fingerprint.with_history()]
    newest = " UNION ALL ".join(f"SELECT max(history_date) AS at FROM {table}" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(at) FROM ({newest}) AS newest")  # noqa: S608
        (at,) = cursor.fetchone()
    if isinstance(at, str):  # SQLite has no moments, only texts
        at = parse_datetime(at).replace(tzinfo=dt.UTC)
    return at or dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
