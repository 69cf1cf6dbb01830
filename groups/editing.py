"""One writer at a time, and nobody overwrites what they have not seen.

Every write to the tree, to status or to a group's rows happens inside `structure_lock`. The tree library keeps its
numbers in many rows and corrupts them without an error when two writers overlap (django-mptt 0.20.0), so there is one
lock for the whole registry. Writes are few and short; readers never wait.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from groups.models import TREE_FIELDS, Group, User

STRUCTURE_LOCK = 0x5341_4D56
"""The registry's key among PostgreSQL's advisory locks ("SAMV")."""

BETWEEN_LOOKS = (0.002, 0.008)
"""Seconds between looks whether SQLite's only write lock is free."""

KEPT_BY_WRITERS = (
    *TREE_FIELDS, "parent_id", "is_part", "region_id", "placed_since", "status", "status_since", "status_reason",
    "mistaken", "revision", "reviewed_on", "reviewed_by",
)  # fmt: skip
"""Columns that an ordinary edit never carries: they follow what stands in the database."""


class StaleGroup(Exception):
    """Somebody else has changed the group since it was read."""

    def __init__(self, group: Group) -> None:
        self.group = group
        super().__init__(_("%(group)s har ändrats av någon annan sedan du öppnade sidan.") % {"group": group})


@contextmanager
def structure_lock() -> Iterator[None]:
    """A transaction in which nobody else writes to the structure. May be nested.

    PostgreSQL: an advisory lock held to the end of the transaction. SQLite: transactions are immediate
    (`samverkan.settings`), so beginning one is taking the only write lock there is.
    """
    with ExitStack() as ends:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            _begin_in_turn(ends)
        else:
            ends.enter_context(transaction.atomic())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STRUCTURE_LOCK])
        yield


def _begin_in_turn(ends: ExitStack) -> None:
    """Begin SQLite's transaction as soon as the one before it ends. Raises OperationalError when patience is out.

    SQLite's own waiting looks ever more seldom, at last ten times a second, while who has just written may begin again
    at once: of four who wrote without a pause one waited 9 s, though no write took more than 1. Who looks often gets a
    turn: 3 s then.
    """
    connection.ensure_connection()
    sqlite = connection.connection
    (patience,) = sqlite.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + patience / 1000
    sqlite.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                ends.enter_context(transaction.atomic())
                return
            except OperationalError:
                if time.monotonic() > until:
                    raise
            time.sleep(random.uniform(*BETWEEN_LOOKS))  # noqa: S311 - guards nothing
    finally:
        sqlite.execute(f"PRAGMA busy_timeout = {patience}")


@contextmanager
def editing(group: Group, *, revision: int | None = None) -> Iterator[Group]:
    """Yields `group` as it stands, re-read under the lock; its revision is raised on the way out.

    Raises `StaleGroup` if `revision` (what the editor saw) is given and no longer current.
    """
    with structure_lock():
        current = Group.objects.select_related("type", "region", "parent__type", "parent__region").get(pk=group.pk)
        if revision is not None and revision != current.revision:
            raise StaleGroup(current)
        yield current
        bump(current)
        group.revision = current.revision


def bump(*groups: Group) -> None:
    """Raise the revision of the groups: something at or below each was written. Call under the lock. Two queries."""
    rows = Group.objects.order_by().filter(pk__in=[group.pk for group in groups])
    rows.update(revision=F("revision") + 1)
    revisions = dict(rows.values_list("pk", "revision"))
    for group in groups:
        group.revision = revisions[group.pk]


def adopt_current(group: Group) -> Group:
    """Give an edited instance the columns that only the verb modules write, and return the group as it stands."""
    current = Group.objects.get(pk=group.pk)
    adopt(group, current)
    return current


def adopt(group: Group, current: Group) -> None:
    """Give an instance the columns that only the verb modules write, of the group as it stands."""
    for column in KEPT_BY_WRITERS:
        setattr(group, column, getattr(current, column))
    group._mptt_meta.update_mptt_cached_fields(group)


def signed(row, by: User | None, reason: str):
    """Mark who changes `row` and why, for the history record that its next save makes. Returns the row."""
    row._history_user = by
    row._change_reason = reason or None
    return row
