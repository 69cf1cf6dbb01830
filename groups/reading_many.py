"""What it takes to read many thousand rows as quickly as the database gives them.

Django prepares each key of an `in` by itself, and turns each yes or no of SQLite into a `bool`: for thousands of rows
both take longer than finding and reading them.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import IntegerField, Lookup
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup):
    """`pk__among=keys`: the rows with these keys, told to the database in one value; the same answer as `in`.

    To be asked of whole numbers: `group__pk__among`, since a relation has lookups of its own. Registered by
    `groups.apps`.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*values, f"[{','.join(map(str, self.rhs))}]"]  # noqa: S608

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*values, f"{{{','.join(map(str, self.rhs))}}}"]


class AsNumber(Cast):
    """A yes or no as 1 or 0, given as the database does."""

    def __init__(self, field: str) -> None:
        super().__init__(field, IntegerField())

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list:
        return []
