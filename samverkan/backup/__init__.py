"""The whole database to a file and back.

Two engines, one promise: a backup is consistent while the site runs and readable by its owner only; a restore
happens wholly or not at all. A backup is restored to the kind of database that made it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from samverkan.backup.errors import BackupError

OWN_APPS = {"groups", "meetings"}


def write(file: Path) -> int:
    """Save the database in `file`, replacing it whole when it exists; return the size in bytes.

    Raises BackupError, and then leaves what stood at `file` untouched.
    """
    _refuse_own_database(file)
    with _draft_beside(file) as draft:
        _engine().dump(connection, draft)
        size = draft.stat().st_size
        os.replace(draft, file)
    return size


def restore(file: Path, *, replace: bool = False) -> bool:
    """Put back what `file` holds; return whether migrations remain to be run on it.

    Raises BackupError when the file is no backup, is damaged, comes from a newer version, or when there is a
    registry already and `replace` is not set. The database is then as it was.
    """
    if not file.is_file():
        raise BackupError(f"Filen {file} finns inte.")
    _refuse_own_database(file)
    engine = _engine()
    saved = engine.inspect(connection, file)
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    if unknown := sorted(f"{app}.{name}" for app, name in saved - known if app in OWN_APPS):
        raise BackupError(
            f"Säkerhetskopian kommer från en nyare version av programmet (känner inte till {unknown[0]}). "
            "Uppgradera programmet först."
        )
    if not replace and holds_registry():
        raise BackupError("Databasen innehåller redan ett register. Lägg till --replace för att ersätta allt i det.")
    engine.load(connection, file)
    return bool(known - saved)


def holds_registry() -> bool:
    """Return whether the database has any account, organisation or group."""
    tables = set(connection.introspection.table_names())
    models = (apps.get_model("groups", name) for name in ("User", "Organisation", "Group"))
    return any(model._meta.db_table in tables and model._base_manager.exists() for model in models)


def _engine() -> ModuleType:
    """Return the module that knows the database in use."""
    if connection.vendor == "sqlite":
        from samverkan.backup import sqlite

        return sqlite
    from samverkan.backup import postgresql

    return postgresql


def _refuse_own_database(file: Path) -> None:
    """Raise BackupError when `file` is the database itself."""
    database = Path(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and file.exists() and database.exists() and file.samefile(database):
        raise BackupError(f"{file} är databasen själv, inte en säkerhetskopia.")


@contextmanager
def _draft_beside(file: Path) -> Iterator[Path]:
    """Give an empty file with mode 600 in the same folder; it is gone afterwards unless renamed."""
    if file.is_dir():
        raise BackupError(f"{file} är en mapp; ange en fil.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise BackupError(f"Det går inte att skriva i mappen {file.parent} ({error.strerror}).") from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
