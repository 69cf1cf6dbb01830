"""What it takes to read many thousand rows as quickly as the database gives them.

Django prepares each key of an `in` by itself, and turns each yes or no of SQLite into a `bool`: for thousands of rows
both take longer than finding and reading them.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Func, IntegerField, Lookup
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

MANY = 1000
"""From so many keys, PostgreSQL is not shown them before it looks them up: to weigh each takes it longer."""


class _OfKeys(Lookup):
    """A comparison of whole numbers with many keys, told to the database in one value. Registered by `groups.apps`."""

    prepare_rhs = False
    sqlite = postgresql = ""
    """What comes after the column, with one place for the keys."""

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} {self.sqlite}", [*values, f"[{','.join(map(str, self.rhs))}]"]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} {self.postgresql}", [*values, f"{{{','.join(map(str, self.rhs))}}}"]


class Among(_OfKeys):
    """`pk__among=keys`: the rows with these keys; the same answer as `in`.

    `group__pk__among`, since a relation has lookups of its own; and not to be negated, see `Beyond`.
    """

    lookup_name = "among"
    sqlite = "IN (SELECT value FROM json_each(%s))"

    @property
    def postgresql(self) -> str:
        return "= ANY(%s::bigint[])" if len(self.rhs) < MANY else "= ANY((SELECT %s::bigint[])::bigint[])"


class Beyond(_OfKeys):
    """`pk__beyond=keys`: the rows with other keys than these.

    Not `among` negated: from `MANY` keys on, PostgreSQL would compare each row with each key. Here it makes a table of
    them (from its version 15).
    """

    lookup_name = "beyond"
    sqlite = "NOT IN (SELECT value FROM json_each(%s))"
    postgresql = "<> ALL(%s::bigint[])"


class AsNumber(Cast):
    """A yes or no as 1 or 0, given as the database does."""

    def __init__(self, field: str) -> None:
        super().__init__(field, IntegerField())

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list:
        return []


class AsDay(Func):
    """The day of a moment, where the site is: PostgreSQL tells it; SQLite has the moment as text, and no zones.

    To be read out alone: on SQLite what it is filtered or grouped by is still the moment.
    """

    arity = 1
    output_field = Field()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        return compiler.compile(self.source_expressions[0])

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        moment, values = compiler.compile(self.source_expressions[0])
        return f"({moment} AT TIME ZONE %s)::date", [*values, timezone.get_current_timezone_name()]

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list:
        if connection.vendor != "sqlite":
            return []
        zone = timezone.get_current_timezone()
        return [lambda moment, *_asked: moment and _day(moment, zone)]


@lru_cache(maxsize=2000)  # what came in one file came at one moment
def _day(moment: str, zone: dt.tzinfo) -> dt.date:
    return dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC).astimezone(zone).date()
