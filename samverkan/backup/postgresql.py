"""PostgreSQL: its own tools do the work, with the password in their environment, where `ps` does not look."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from django.db.backends.base.base import BaseDatabaseWrapper

from groups.search_index import tables_beside
from samverkan.backup.errors import BackupError

ENVIRONMENT = {
    "NAME": "PGDATABASE",
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
}


def dump(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Write the database to `file` in PostgreSQL's custom format, as it was at one moment."""
    _run(connection, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def inspect(connection: BaseDatabaseWrapper, file: Path) -> set[tuple[str, str]]:
    """Return the migrations that were applied when the backup was made, as (app, name).

    Reads the file from end to end. Raises BackupError when it is no whole PostgreSQL backup of this registry.
    """
    with file.open("rb") as content:
        start = content.read(16)
    if start == b"SQLite format 3\0":
        raise BackupError(f"{file} är en säkerhetskopia från SQLite, men databasen här är PostgreSQL.")
    if not start.startswith(b"PGDMP"):
        raise BackupError(f"{file} är inte en säkerhetskopia av registret.")
    try:
        _run(connection, "pg_restore", "--file=/dev/null", str(file))
        rows = _run(connection, "pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(file))
    except BackupError as error:
        raise BackupError(f"{file} är skadad eller gjord av en nyare PostgreSQL. {error}") from error
    saved = {tuple(cells[1:3]) for line in rows.splitlines() if len(cells := line.split("\t")) == 4}
    if not saved:
        raise BackupError(f"{file} är inte en säkerhetskopia av registret.")
    return saved


def load(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Replace the registry's tables with what `file` holds, in one transaction.

    Tables that the running version knows are dropped first, those that the backup lacks too: otherwise a
    table newer than the backup would be left standing, or stop the restore by its foreign keys. Tables of
    others in the same database are not touched, nor is an extension that is there already: others may use it, and the
    account that restores need not own it.
    """
    tables = [*connection.introspection.django_table_names(only_existing=True, include_views=False)]
    # Before they were tables, indexes of the same names stood upon the indexed ones: a backup may still have those.
    tables += tables_beside() & set(connection.introspection.table_names())
    names = ", ".join(connection.ops.quote_name(table) for table in tables)
    drop = f"DROP TABLE IF EXISTS {names} CASCADE" if names else "SELECT 1"
    connection.close()
    contents = _run(connection, "pg_restore", "--list", str(file)).splitlines()
    extensions = [line.split(" EXTENSION - ")[1].split()[0] for line in contents if " EXTENSION - " in line]
    create = "; ".join(f'CREATE EXTENSION IF NOT EXISTS "{name}"' for name in extensions) or "SELECT 1"
    with tempfile.NamedTemporaryFile(suffix=".sql") as script, tempfile.NamedTemporaryFile("w") as wanted:
        wanted.write("\n".join(line for line in contents if " EXTENSION " not in line))
        wanted.flush()
        _run(
            connection,
            *("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-"),
            *(f"--use-list={wanted.name}", str(file)),
            output=script,
        )
        _run(
            connection,
            *("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            *(f"--command={drop}", f"--command={create}", f"--file={script.name}"),
        )


def _run(connection: BaseDatabaseWrapper, *command: str, output: IO[bytes] | int = subprocess.PIPE) -> str:
    """Run one of PostgreSQL's tools, return what it prints; raises BackupError if it is missing or fails."""
    options = connection.settings_dict.get("OPTIONS", {})
    # A busy table makes the restore give up after a minute, instead of waiting and holding others up.
    environment = os.environ | {"PGOPTIONS": "-c lock_timeout=60s"}
    for key, variable in ENVIRONMENT.items():
        if value := options.get(key) or connection.settings_dict.get(key):
            environment[variable] = str(value)
    try:
        done = subprocess.run(command, env=environment, stdout=output, stderr=subprocess.PIPE, check=False)  # noqa: S603 - fixed commands
    except FileNotFoundError as error:
        raise BackupError(
            f"Programmet {command[0]} finns inte. Installera PostgreSQL:s klientprogram (Debian: postgresql-client)."
        ) from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise BackupError(f"{command[0]} misslyckades: {lines[0] if lines else done.returncode}")
    return (done.stdout or b"").decode(errors="replace")
