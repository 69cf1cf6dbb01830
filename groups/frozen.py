"""What keeps a compilation as it was: triggers by which the database itself refuses to change or remove one.

They are put in place after every `migrate` rather than by a migration: SQLite remakes a table to alter it, and its
triggers go with the old one. Persons' names (`Compilation.names`) are outside, so that one can be erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig
from django.db import connection, connections

from groups.models.compilation import FROZEN, Compilation

TABLE = Compilation._meta.db_table
UPDATE, DELETE, REPLACE, EMPTY = (f"{TABLE}_is_not_{done}" for done in ("changed", "removed", "replaced", "emptied"))
REFUSAL = "a compilation is frozen: make a new version"

_COLUMNS = ", ".join(FROZEN)
_SAME = "id = NEW.id OR (review_id = NEW.review_id AND version = NEW.version)"
_PUT = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {UPDATE} BEFORE UPDATE OF {_COLUMNS} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER IF NOT EXISTS {DELETE} BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        # INSERT OR REPLACE takes the old row away without asking the trigger above.
        f"CREATE TRIGGER IF NOT EXISTS {REPLACE} BEFORE INSERT ON {TABLE} "  # noqa: S608 - our own names
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE {_SAME}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {UPDATE} ON {TABLE}",
        f"CREATE TRIGGER {UPDATE} BEFORE UPDATE OF {_COLUMNS} ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
        f"DROP TRIGGER IF EXISTS {DELETE} ON {TABLE}",
        f"CREATE TRIGGER {DELETE} BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
        f"DROP TRIGGER IF EXISTS {EMPTY} ON {TABLE}",
        f"CREATE TRIGGER {EMPTY} BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION {TABLE}_refuse()",
    ],
}
_TRIGGERS = {"sqlite": (UPDATE, DELETE, REPLACE), "postgresql": (UPDATE, DELETE, EMPTY)}
_LIFT = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS["sqlite"]],
    "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in _TRIGGERS["postgresql"]],
}


def guard(app_config: AppConfig | None = None, using: str = "default", **kwargs: Any) -> None:
    """Put the triggers in place, where the table is. Runs after every `migrate` (and `flush`)."""
    if TABLE in connections[using].introspection.table_names():
        _run(_PUT, using)


@contextmanager
def lifted() -> Iterator[None]:
    """Without the triggers: for tests alone, which empty the database between them."""
    _run(_LIFT, "default")
    try:
        yield
    finally:
        guard()


def is_guarded() -> bool:
    """Whether the triggers are there. One query."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor], [TABLE])
        return {name for (name,) in cursor.fetchall()} >= set(_TRIGGERS[connection.vendor])


def _run(statements: dict[str, list[str]], using: str) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements[connections[using].vendor]:
            cursor.execute(statement)
