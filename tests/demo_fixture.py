"""The loaded demo for tests that read it.

`demo` holds it for the tests of one module and takes it away afterwards; each test may write, in a transaction of its
own. A test with real connections (a live server, concurrency) calls `fill()` itself, in an empty database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

TODAY = dt.date(2026, 11, 23)

Rows = tuple[list[str], list[tuple]]
"""The names of a table's columns, and its rows: another test may have remade the table in another order."""

_rows: dict[dt.date, dict[str, Rows]] = {}
"""Each table of the demo as loaded on a day: putting it back takes a fraction of the time."""


def fill(today: dt.date = TODAY) -> None:
    """Fill an empty registry with the demo, loaded on the day `today`."""
    from samverkan import demo

    if today not in _rows:
        assert demo.load(today), "the registry is not empty"
        _rows[today] = {table: _read(table) for table in _tables()}
    else:
        with transaction.atomic():
            for table, (columns, rows) in _rows[today].items():
                _write(table, columns, rows)
            _give_roles()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[dt.date]:
    """Hold the demo for the module; give the day it was loaded on. Tests also ask for `db`."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill()
        connection.check_constraints()  # or PostgreSQL checks all these rows anew at the end of each test
        with django_db_blocker.block():
            yield TODAY
        transaction.set_rollback(True)


@pytest.fixture
def demo_group(demo: dt.date, db: None) -> Callable:
    """Give the function that finds a group of the demo by its short name or name."""
    from django.db.models import Q

    from groups.models import Group

    groups = Group.objects.select_related("type", "region", "parent__region", "parent__parent__region")
    return lambda name: groups.get(Q(name=name) | Q(short_name=name))


def _tables() -> list[str]:
    """The tables that the demo fills. Roles are told apart: their keys change when a database is emptied."""
    from django.apps import apps

    apps_ = [apps.get_app_config(name) for name in ("groups", "meetings")]
    models = [model for app in apps_ for model in app.get_models(include_auto_created=True)]
    return [model._meta.db_table for model in models if model._meta.db_table != "groups_user_groups"]


def _read(table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return [column[0] for column in cursor.description], cursor.fetchall()


def _write(table: str, columns: list[str], rows: list[tuple]) -> None:
    if rows:
        quoted = connection.ops.quote_name
        names, places = ", ".join(map(quoted, columns)), ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})", map(_adapted, rows))


def _adapted(row: tuple) -> list:
    """The row as the database takes it: SQLite gives times of day, and takes text."""
    adapt = connection.ops.adapt_timefield_value
    return [adapt(value) if isinstance(value, dt.time) else value for value in row]


def _give_roles() -> None:
    from django.contrib.auth.models import Group as Role

    from groups.models import User
    from samverkan.demo.accounts import ACCOUNTS

    for account in ACCOUNTS:
        User.objects.get(username=account.username).groups.add(Role.objects.get_or_create(name=account.role)[0])
