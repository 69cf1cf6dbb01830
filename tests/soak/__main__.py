"""Every part of the soak on both databases: `make soak`, or `python -m tests.soak writers` for one part alone.

PostgreSQL is the server that DATABASE_URL names, else a throw-away one by pg_virtualenv. Each part gets an empty
database of its own. Sizes are in the environment: SOAK_WRITERS, SOAK_EACH, SOAK_READERS, SOAK_KILLS, SOAK_FILES,
SOAK_SEED.
"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg

ROOT = Path(__file__).resolve().parents[2]

PARTS = ("writers", "kills", "files")
"""The modules beside this one that are run, in order. A new one is entered here."""

SIZES = {"sqlite": {"SOAK_WRITERS": "4"}, "postgresql": {}}
"""What a part's own sizes are changed to on one database, unless the environment says otherwise."""

DISPOSABLE = ("-o", "fsync=off", "-o", "synchronous_commit=off", "-o", "full_page_writes=off")
"""A server that lives as long as the soak need not survive a power cut: what is killed is the site, not the server."""


def main(parts: list[str]) -> int:
    """Run the parts; return 1 if anything did not hold."""
    if unknown := set(parts) - set(PARTS):
        print(f"Det finns ingen del {', '.join(sorted(unknown))}; det finns {', '.join(PARTS)}.")  # noqa: T201
        return 2
    server = _server()
    if not server and "PGHOST" not in os.environ and shutil.which("pg_virtualenv"):
        again = [sys.executable, "-m", "tests.soak", *parts]
        return subprocess.run(["pg_virtualenv", "-t", *DISPOSABLE, *again], cwd=ROOT, check=False).returncode
    _tell_of_the_machine(server)
    failed = []
    for vendor, database in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        if vendor == "postgresql" and not server:
            print("\nUTELÄMNAT: PostgreSQL (pg_virtualenv saknas; Debian: postgresql, postgresql-common)")  # noqa: T201
            failed += ["postgresql"] if os.environ.get("CI") == "true" else []
            continue
        for part in parts or PARTS:
            with tempfile.TemporaryDirectory() as folder, database(Path(folder), server) as url:
                failed += [] if _run(part, SIZES[vendor], url, folder) else [f"{part} på {vendor}"]
    print(f"\nHÖLL INTE: {', '.join(failed)}" if failed else "\nAllt höll.")  # noqa: T201
    return 1 if failed else 0


def _run(part: str, sizes: dict[str, str], url: str, folder: str) -> bool:
    """Run one part in a process of its own, with a migrated database; return whether it held."""
    environment = sizes | os.environ | {"DATABASE_URL": url, "DATA_DIR": folder}
    for name in ("SITE_URL", "SITE_NAME", "SITE_NOTICE", "BEHIND_PROXY", "DEBUG", "CACHE_URL", "EMAIL_URL"):
        environment.pop(name, None)  # what the caller's environment says about a real site
    began = time.monotonic()
    print(flush=True)  # noqa: T201
    for command in (["manage.py", "migrate", "--verbosity=0"], ["-m", f"tests.soak.{part}"]):
        if subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=False).returncode:
            return False
    print(f"  ({time.monotonic() - began:.0f} s)", flush=True)  # noqa: T201
    return True


@contextmanager
def _sqlite(folder: Path, server: str) -> Iterator[str]:
    yield f"sqlite:///{folder / 'soak.sqlite3'}"


@contextmanager
def _postgresql(folder: Path, server: str) -> Iterator[str]:
    name = f"soak_{uuid.uuid4().hex}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        _on(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on(server: str, statement: str) -> list[tuple]:
    with psycopg.connect(server, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _server() -> str:
    """Return the address of a PostgreSQL: the one named, or the one that pg_virtualenv has just started; else ""."""
    named, given = os.environ.get("DATABASE_URL", ""), os.environ
    if named.startswith("postgres"):
        return named
    if "PGHOST" in given:
        return f"postgres://{given['PGUSER']}:{given['PGPASSWORD']}@{given['PGHOST']}:{given['PGPORT']}/postgres"
    return ""


def _tell_of_the_machine(server: str) -> None:
    postgresql = _on(server, "SHOW server_version")[0][0] if server else "–"
    print(  # noqa: T201
        f"{os.cpu_count()} kärnor, last {os.getloadavg()[0]:.1f}, {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, Django {django.__version__}, SQLite {sqlite3.sqlite_version}, "
        f"PostgreSQL {postgresql}; frö {os.environ.get('SOAK_SEED', 6)}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
