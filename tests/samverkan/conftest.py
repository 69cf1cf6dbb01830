"""A site of its own to lose and get back: a database apart from the test's, run by commands in other processes."""

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

ROOT = Path(settings.BASE_DIR)


def _manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of the project's commands as an operator does, and return what it answered."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def manage() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the function that runs a command: `manage("check", SITE_URL="https://…")`."""
    return _manage


class Site:
    """A registry in a database of its own, on the engine that the tests run on."""

    def __init__(self, url: str, connect: Callable[[], Any], lose: Callable[[], None]) -> None:
        self.url, self.connect, self.lose = url, connect, lose

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return _manage(*arguments, DATABASE_URL=self.url, **environment)

    def succeed(self, *arguments: str) -> str:
        """Run a command that must succeed; return what it prints."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fail(self, *arguments: str, **environment: str) -> str:
        """Run a command that must refuse, in words and not by a traceback; return the words."""
        done = self.manage(*arguments, **environment)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(self.connect()) as database:
            cursor = database.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            database.commit()
            return rows

    def accounts(self) -> list[str]:
        return [name for (name,) in self.execute("SELECT username FROM groups_user ORDER BY username")]


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give a migrated site with one account, from which each test gets a copy."""
    folder = tmp_path_factory.mktemp("pattern")
    site = _sqlite_site(folder / "pattern.sqlite3") if connection.vendor == "sqlite" else _postgresql_site()
    site.succeed("migrate", "--verbosity=0")
    site.succeed(
        "shell",
        "--command",
        "from django.contrib.auth import get_user_model as model; model().objects.create_user('anna')",
    )
    yield site
    if connection.vendor != "sqlite":
        _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)"), site.url.rpartition("/")[2])


@pytest.fixture
def site(pattern: Site, tmp_path: Path) -> Iterator[Site]:
    """Give a copy of the pattern, the test's own to change and to lose."""
    if connection.vendor == "sqlite":
        copy = _sqlite_site(tmp_path / "site.sqlite3")
        with closing(pattern.connect()) as old, closing(copy.connect()) as new:
            old.backup(new)
        yield copy
        return
    copy = _postgresql_site(template=pattern.url.rpartition("/")[2])
    yield copy
    _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)"), copy.url.rpartition("/")[2])


def _sqlite_site(file: Path) -> Site:
    def lose() -> None:
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()

    return Site(f"sqlite:///{file}", lambda: sqlite3.connect(file), lose)


def _postgresql_site(template: str = "template0") -> Site:
    name = f"samverkan_{uuid.uuid4().hex}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _on_server(create, name, template)
    server = connection.settings_dict
    account = f"{quote(server['USER'])}:{quote(server['PASSWORD'])}"

    def lose() -> None:
        _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)
        _on_server(create, name, "template0")

    return Site(f"postgres://{account}@{server['HOST']}:{server['PORT']}/{name}", lambda: _postgresql(name), lose)


def _postgresql(name: str) -> psycopg.Connection:
    server = connection.settings_dict
    return psycopg.connect(
        dbname=name,
        host=server["HOST"],
        port=server["PORT"],
        user=server["USER"],
        password=server["PASSWORD"],
    )


def _on_server(statement: sql.SQL, *names: str) -> None:
    with closing(_postgresql("postgres")) as server:
        server.autocommit = True
        server.execute(statement.format(*map(sql.Identifier, names)))
