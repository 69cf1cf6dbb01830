"""Questions put to the database in words of our own, where building them anew takes longer than answering.

The same SQL for SQLite and PostgreSQL. Days come back as days.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

HOLDS = "({0}.start_date IS NULL OR {0}.start_date <= %(day)s) AND ({0}.end_date IS NULL OR {0}.end_date >= %(day)s)"
"""The condition that the dated row so named holds on the day; see `models.dated.holds_on`."""


def rows(sql: str, **values: Any) -> list[tuple]:
    """Return what the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def day(value: dt.date | str | None) -> dt.date | None:
    """Return a day as it was answered: SQLite keeps it as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
