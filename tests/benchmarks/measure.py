"""Measures one database, the one in DATABASE_URL: every part in turn, each telling its lines.

A part is a module here with `lines(size)`, which yields lines for a registry of `size` groups. It asks
`registries.registry` for those it needs.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from time import perf_counter

PARTS = (
    "rebuilding",
    "tree_writes",
    "importing",
    "group_page",
    "public_pages",
    "group_file",
    "drawing",
    "comparison",
    "attendance",
)


def main(file: str, size: str, only: str = "") -> None:
    """Write what is measured, as JSON, to the file."""
    import django

    django.setup()
    from django.db import connection

    from tests.benchmarks import registries
    from tests.benchmarks.run import told

    try:
        lines, failed = measure(int(size), [name for name in PARTS if only in name])
        Path(file).write_text(told(".".join(map(str, version_of(connection))), lines, failed))
    finally:
        registries.close()


def measure(size: int, parts: Iterable[str]) -> tuple[list, list[str]]:
    """The lines of the parts, and in words those parts that failed."""
    found, failed = [], []
    for name in parts:
        begun = perf_counter()
        try:
            for line in import_module(f"tests.benchmarks.{name}").lines(size):
                found.append(line)
                print(f"  {line.what}: {line.measured:.2f} {line.unit} ({line.note})", file=sys.stderr, flush=True)  # noqa: T201
        except Exception as problem:
            traceback.print_exc()
            failed.append(f"{name} föll på {type(problem).__name__}: {problem}")
        print(f"  {name}: {perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)  # noqa: T201
    return found, failed


def version_of(connection) -> tuple[int, ...]:
    """The version of the database that the connection reaches."""
    with connection.cursor():
        return connection.get_database_version()


if __name__ == "__main__":
    main(*sys.argv[1:])
