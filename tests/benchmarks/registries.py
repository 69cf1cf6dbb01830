"""Registries side by side in the run's database server, so that a small and a great one can take turns.

Each is an invented nation (`tests.benchmarks.nation`) in a database of its own beside the one the run was given, made
the first time that it is asked for.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.benchmarks import nation

_made: dict[str, BaseDatabaseWrapper] = {}


@contextmanager
def registry(groups: int = 20_000, *, counties: int = nation.COUNTIES, seats: int = 3, own: str = "") -> Iterator[None]:
    """All that is asked of the database within is asked of a registry of that size.

    What is written there stays for the next that asks for the same; `own` names one that nobody else is to share.
    """
    name = f"bench_{groups}_{counties}_{seats}{own}"
    given = connections["default"]
    prefix = cache.key_prefix
    if new := name not in _made:
        _made[name] = _beside(given, name)
    connections["default"], cache.key_prefix = _made[name], name
    try:
        if new and groups:
            began = perf_counter()
            # Some counties at a time where there are many: what is filled at once is held in memory.
            for first in range(0, counties, nation.COUNTIES):
                some = min(nation.COUNTIES, counties - first)
                nation.fill(groups * some // counties, some, seats)
            _settle()
            print(f"  {name}: fyllt på {perf_counter() - began:.0f} s", file=sys.stderr)  # noqa: T201
        yield
    finally:
        connections["default"], cache.key_prefix = given, prefix


def _settle() -> None:
    """Let the database finish what it would else do while somebody measures."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def close() -> None:
    """Drop every registry made."""
    for name, made in _made.items():
        made.close()
        if made.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        else:
            for file in Path(made.settings_dict["NAME"]).parent.glob(f"{name}.sqlite3*"):
                file.unlink()
    _made.clear()


def address() -> str:
    """The DATABASE_URL of the registry that is asked now, for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def _beside(given: BaseDatabaseWrapper, name: str) -> BaseDatabaseWrapper:
    """A connection to a new database with the tables and what the migrations put there: a copy of the one given."""
    if "django_migrations" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    made = given.copy()
    if given.vendor == "postgresql":
        with given.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE {name} TEMPLATE "{given.settings_dict["NAME"]}"')
        made.settings_dict["NAME"] = name
        return made
    given.close()  # which empties its write-ahead log into the file
    file = Path(given.settings_dict["NAME"])
    made.settings_dict["NAME"] = str(file.with_name(f"{name}.sqlite3"))
    shutil.copyfile(file, made.settings_dict["NAME"])
    return made
