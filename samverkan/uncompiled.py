"""PostgreSQL is not to compile what it is asked.

A page asks long questions once each: of a municipality as it was on another day, among 20,000 groups, it compiled for
35 s and answered in 1. Told to each connection when it is made, and not in its address: a pooler refuses options there.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def compile_nothing(connection: BaseDatabaseWrapper, **_told: Any) -> None:
    """Receive `connection_created`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
