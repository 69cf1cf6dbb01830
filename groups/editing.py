"""One writer at a time, and nobody overwrites what they have not seen.

Every write to the tree, to status or to a group's rows happens inside `structure_lock`. The tree library keeps its
numbers in many rows and corrupts them without an error when two writers overlap (django-mptt 0.20.0), so there is one
lock for the whole registry. Writes are few and short; readers never wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from groups.models import TREE_FIELDS, Group, User

STRUCTURE_LOCK = 0x5341_4D56
"""The registry's key among PostgreSQL's advisory locks ("SAMV")."""

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
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STRUCTURE_LOCK])
        yield


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
