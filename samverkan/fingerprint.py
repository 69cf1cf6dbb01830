"""What state the registry is in, told by one cheap query: where two fingerprints are equal, every page reads the same.

Whoever writes what a page shows leaves a record of history, or a row in a log that is only added to. So the numbers
that these tables have given tell one state from another. Each model is of one of these kinds or shown nowhere, and one
without a decision is found by a test.

Numbers do not tell of a database that was put back from a backup, where the same ones are given anew to other changes.
On SQLite the moment of each newest record stands beside its number; on PostgreSQL, where reading them all costs more
than the page is worth, when the server began and which table this is: one that is put back is another.

PostgreSQL commits in another order than it gives numbers in: a number taken early can become visible after a later
one, and then nothing seems to have changed. So the fingerprint also names those who were writing when it was made. Let
a change be seen in state 2 and not in state 1. If its number was given after those of state 1 were read, the numbers
differ. If before, its transaction had begun to write, since a record follows the row that it tells of, and was not yet
done: it is among the writers of state 1, and not among those of state 2. Writers are those that a snapshot lists, and
all that have begun since the latest that is done (`xmax` and on), which it does not list: how many these are is what
`age(xmax)` says. It is asked last, after the numbers are read.
"""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Model

OWN = ("groups", "meetings")
"""Apps with rows that pages show. Accounts and sessions are read by those who are logged in alone."""

LOGS = {"groups.Placement": "recorded_at", "groups.StatusChange": "recorded_at"}
"""Without a history, but only added to; with the moment of each row."""

UNSHOWN = {
    "groups.User", "groups.Remark",
    # The review is for those with an account, and what was frozen has pages of its own.
    "groups.Review", "groups.ReviewItem", "groups.Answer", "groups.AnswerLink", "groups.Letter", "groups.Proposal",
    "groups.Compilation", "groups.CompilationFile",
    # What was noted at a meeting stands in its minutes, and who is to do what in the action plan.
    "meetings.ActionParty", "meetings.AgendaItem", "meetings.Decision", "meetings.Verifier", "meetings.VerifiedWords",
    "meetings.Correction", "meetings.Attachment", "meetings.AttachmentContent", "meetings.CalendarKey",
}  # fmt: skip
"""Shown on no page that is compared (`samverkan.unchanged.PAGES`)."""


def of_registry() -> str:
    """Return the fingerprint of what is committed now. One query.

    To be asked outside of a transaction, which may see less than it tells.
    """
    sql = _sql(connection.vendor)
    # This is the first question of a request: it tells as well as the one that Django would ask before it whether the
    # connection still holds, so that one is spared.
    connection.health_check_done = True
    try:
        rows = _asked(sql)
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block:
            raise
        connection.close()
        rows = _asked(sql)
    if connection.vendor != "postgresql":
        return repr(rows)
    *told, snapshot, begun = rows[0]
    return repr((told, _writers(snapshot, begun)))


def _writers(snapshot: str, begun: int) -> tuple:
    """Who was writing at the moment of a snapshot, in any database of the server: more than one's own at worst."""
    _oldest, next_, running = snapshot.split(":")
    return running, (next_, begun) if begun else None


def _asked(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@cache
def with_history() -> tuple[type[Model], ...]:
    """Return the models with a history that pages show, in the order of their names."""
    models = [model for app in OWN for model in apps.get_app_config(app).get_models() if has_history(model)]
    return tuple(
        sorted((each for each in models if each._meta.label not in UNSHOWN), key=lambda each: each._meta.label)
    )


def has_history(model: type[Model]) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


@cache
def _sql(vendor: str) -> str:
    numbered = {model.history.model: "history_date" for model in with_history()}
    numbered |= {apps.get_model(label): moment for label, moment in LOGS.items()}
    return (_for_postgresql if vendor == "postgresql" else _for_sqlite)(numbered)


def _for_sqlite(numbered: dict[type[Model], str]) -> str:
    """One row for each table: its number, and the newest record's own number with its moment."""
    newest = [
        f"SELECT * FROM (SELECT {place}, {model._meta.pk.column}, {moment} || '' FROM {model._meta.db_table} "  # noqa: S608
        f"ORDER BY {model._meta.pk.column} DESC LIMIT 1)"
        for place, (model, moment) in enumerate(numbered.items())
    ]
    return " UNION ALL ".join(newest)


def _for_postgresql(numbered: dict[type[Model], str]) -> str:
    """One row: the last number of each table, which database it is, and who writes."""
    numbers = [f"pg_sequence_last_value('{model._meta.db_table}_{model._meta.pk.column}_seq')" for model in numbered]
    database = ["'groups_group'::regclass::oid", "pg_postmaster_start_time()"]
    writers = ["pg_current_snapshot()::text", "age(pg_snapshot_xmax(pg_current_snapshot())::xid)"]
    return f"SELECT {', '.join([*numbers, *database, *writers])}"
