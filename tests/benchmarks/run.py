"""Runs the benchmark on both databases and prints one table; 1 is returned where a line falls short or a part fails.

Each database is measured by a process of its own, which tells its lines in a file. PostgreSQL is the one that
BENCH_DATABASE_URL names, where databases are made and dropped again, else a throw-away one by pg_virtualenv (Debian:
postgresql-common).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import table
from tests.benchmarks.lines import Line

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
ROOT = Path(__file__).resolve().parents[2]
# Nothing waits for a disk: the time that it takes would hide what the database and the code do.
VIRTUALENV = ("pg_virtualenv", "-t", "-o", "fsync=off", "-o", "synchronous_commit=off", "-o", "full_page_writes=off")
IN_VIRTUALENV = 'DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres" exec "$@"'


def main(arguments: list[str]) -> int:
    asked = _arguments(arguments)
    found: dict[str, list[Line]] = {}
    failed: list[str] = []
    facts = table.machine()
    with tempfile.TemporaryDirectory() as folder:
        for database in asked.database or [SQLITE, POSTGRESQL]:
            print(f"── {database}", file=sys.stderr)  # noqa: T201
            told = _measured(database, Path(folder), asked)
            if told is None:
                failed.append(f"{database}: mätningen avbröts")
                continue
            facts.append(f"{database} {told['version']}")
            found[database] = [Line(**line) for line in told["lines"]]
            failed += [f"{database}: {words}" for words in told["failed"]]
    print("\n".join(table.drawn(facts, found, failed, asked.size)))  # noqa: T201
    if not failed and not any(found.values()):
        print("Ingen rad heter så.")  # noqa: T201
        return 1
    return 1 if failed or not all(line.holds for lines in found.values() for line in lines) else 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "make bench", description="Mäter hastigheten som kvoter inom en och samma körning."
    )
    size = int(os.environ.get("BENCH_SIZE") or 20_000)
    parser.add_argument("--size", type=int, default=size, help=f"antal grupper (förvalt: {size}; även BENCH_SIZE)")
    parser.add_argument("--only", default="", metavar="ORD", help="bara de delar vars namn har ordet")
    parser.add_argument("--database", action="append", choices=[SQLITE, POSTGRESQL], help="bara den databasen")
    asked = parser.parse_args(arguments)
    if asked.size < 200:
        parser.error("--size: minst 200 grupper")
    return asked


def _measured(database: str, folder: Path, asked: argparse.Namespace) -> dict | None:
    """What a process of its own has measured on the database; None where it came to nothing."""
    file = folder / f"{database}.json"
    command = [sys.executable, "-m", "tests.benchmarks.measure", str(file), str(asked.size), asked.only]
    kept = {"DJANGO_SETTINGS_MODULE": "samverkan.settings", "DATA_DIR": str(folder), "PYTHONHASHSEED": "0"}
    unset = ("DATABASE_URL", "SITE_URL", "CACHE_URL", "BEHIND_PROXY", "ALLOWED_HOSTS", "DEBUG", "SITE_NOTICE")
    environment = {name: value for name, value in os.environ.items() if name not in unset} | kept
    if database == SQLITE:
        environment["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    elif given := os.environ.get("BENCH_DATABASE_URL"):
        environment["DATABASE_URL"] = given
    elif shutil.which(VIRTUALENV[0]):
        command = [*VIRTUALENV, "bash", "-c", IN_VIRTUALENV, "-", *command]
    else:
        print("pg_virtualenv saknas (Debian: postgresql, postgresql-common)", file=sys.stderr)  # noqa: T201
        return None
    ended = subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=False)
    return json.loads(file.read_text()) if ended.returncode == 0 and file.exists() else None


def told(version: str, lines: list[Line], failed: list[str]) -> str:
    """What `_measured` reads back."""
    return json.dumps({"version": version, "lines": [asdict(line) for line in lines], "failed": failed})
