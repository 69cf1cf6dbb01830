"""SQLite: copied page by page through its own backup interface, so that nobody has to stop writing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from samverkan.backup.errors import BackupError


def dump(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Write the database to `file`, one self-contained file without a journal beside it."""
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            _refuse_damaged(copy)
    except sqlite3.Error as error:
        raise BackupError(f"Säkerhetskopian kunde inte skrivas: {error}.") from error


def inspect(connection: BaseDatabaseWrapper, file: Path) -> set[tuple[str, str]]:
    """Return the migrations that were applied when the backup was made, as (app, name).

    Raises BackupError when the file is not a whole SQLite backup of this registry.
    """
    with file.open("rb") as content:
        start = content.read(16)
    if start.startswith(b"PGDMP"):
        raise BackupError(f"{file} är en säkerhetskopia från PostgreSQL, men databasen här är SQLite.")
    if start != b"SQLite format 3\0":
        raise BackupError(f"{file} är inte en säkerhetskopia av registret.")
    with _opened(file) as saved:
        try:
            _refuse_damaged(saved)
            ((pages,), (page,)) = (saved.execute(f"PRAGMA page_{it}").fetchone() for it in ("count", "size"))
            if pages * page != file.stat().st_size:  # integrity_check accepts a last page cut short
                raise BackupError(f"{file} är skadad: {pages * page} byte väntades.")
            return set(saved.execute("SELECT app, name FROM django_migrations"))
        except sqlite3.OperationalError as error:
            raise BackupError(f"{file} är inte en säkerhetskopia av registret.") from error
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{file} är skadad: {error}.") from error


def load(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Replace the database with what `file` holds.

    SQLite writes the pages in one transaction: a reader sees the old registry until the new one is whole, and
    a crash on the way leaves the old one.
    """
    connection.ensure_connection()
    try:
        with _opened(file) as saved:
            saved.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupError(f"Säkerhetskopian kunde inte läggas tillbaka: {error}.") from error
    finally:
        connection.close()


def _opened(file: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True))


def _refuse_damaged(saved: sqlite3.Connection) -> None:
    (answer,) = saved.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise BackupError(f"Säkerhetskopian är skadad: {answer}.")
