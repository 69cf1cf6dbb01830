"""Many rows at once, each with its record in the history: what saving them one by one would leave, in few statements.

Nothing is checked here: whoever calls has done it. To be called in a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models
from django.utils import timezone

from groups.models import User

Row = TypeVar("Row", bound=models.Model)
Item = TypeVar("Item")

BATCH = 2000
"""Rows that are written at a time, so that they do not all stand ready in memory."""
AT_ONCE = 500
"""Keys that one statement names."""


def create(rows: Sequence[Row], *, by: User | None, reason: str, links: Links | None = None) -> None:
    """Insert unsaved rows, and what their many-to-many fields are to hold."""
    if not rows:
        return
    for row in rows:
        derive(row)
    model = type(rows[0])
    for start in range(0, len(rows), BATCH):
        model._default_manager.bulk_create(rows[start : start + BATCH])
    set_links(links or {})
    record(rows, "+", by=by, reason=reason)


def update(
    rows: Sequence[Row], fields: Iterable[str], *, by: User | None, reason: str, links: Links | None = None
) -> None:
    """Write the named fields, and what is derived from them, of rows that stand in the database; and their links."""
    if not rows:
        return
    fields = list(fields)
    for row in rows:
        derive(row)
    model = type(rows[0])
    written = [*fields, *(field.name for field in model._meta.fields if field.name in DERIVED)]
    if fields:
        model._default_manager.bulk_update(rows, written, batch_size=200)
    set_links(links or {})
    record(rows, "~", by=by, reason=reason)


def delete(rows: Sequence[Row], *, by: User | None, reason: str) -> None:
    """Remove rows on which nothing hangs."""
    if not rows:
        return
    record(rows, "-", by=by, reason=reason)
    keys = [row.pk for row in rows]
    model = type(rows[0])
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        for field in model._meta.many_to_many:
            own = {f"{field.m2m_field_name()}__in": part}
            field.remote_field.through._default_manager.filter(**own).delete()
        # Past the managers, one of which refuses: a group is never deleted, but an import taken back never was.
        models.QuerySet(model).filter(pk__in=part)._raw_delete(using="default")


Links = dict[str, list[tuple[models.Model, Sequence[models.Model]]]]
"""By the name of a many-to-many field: rows, and all that each is to lead to."""

DERIVED = {"sort_key", "search_text", "name_text", "meetings_min", "meetings_max"}
"""Columns that a model works out from others when it is saved."""


def derive(row: models.Model) -> None:
    """Bring what the row works out from its own words up to date."""
    if hasattr(row, "derive"):
        row.derive()


def set_links(links: Links) -> None:
    """Let each row lead to what is given for it, and nothing else."""
    for name, pairs in links.items():
        if not pairs:
            continue
        field = type(pairs[0][0])._meta.get_field(name)
        through = field.remote_field.through
        source, target = field.m2m_column_name(), field.m2m_reverse_name()
        keys = [row.pk for row, _targets in pairs]
        for start in range(0, len(keys), BATCH):
            through._default_manager.filter(**{f"{source}__in": keys[start : start + BATCH]}).delete()
        through._default_manager.bulk_create(
            (through(**{source: row.pk, target: each.pk}) for row, targets in pairs for each in targets),
            batch_size=BATCH,
        )


def record(rows: Sequence[Row], sign: str, *, by: User | None, reason: str) -> None:
    """Write a record in the history for each row as the database has it now, with what its many-to-many fields hold.

    The database copies its own rows: making the records here and sending them takes several times as long. Nobody
    else may write the rows meanwhile: they are under the registry's lock, or written in the same transaction.
    """
    model = type(rows[0])
    history = getattr(model, "history", None)
    if history is None:
        return
    kept = history.model
    columns = [field.column for field in kept.tracked_fields]
    told = {
        "history_date": connection.ops.adapt_datetimefield_value(timezone.now()),
        "history_change_reason": reason or None,
        "history_type": sign,
        "history_user_id": by.pk if by else None,
    }
    for keys in parts(row.pk for row in rows):
        before = kept._base_manager.aggregate(most=models.Max("pk"))["most"] or 0
        _copy(model, kept._meta.db_table, columns, told, keys)
        if sign != "-":
            _record_links(kept, keys, before)


def _copy(model: type[models.Model], to: str, columns: list[str], told: dict[str, Any], keys: list[int]) -> None:
    quote = connection.ops.quote_name
    own = ", ".join(map(quote, columns))
    new = ", ".join(map(quote, told))
    values = ", ".join(["%s"] * len(told))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(to)} ({own}, {new}) SELECT {own}, {values} FROM {quote(model._meta.db_table)}"  # noqa: S608
            f" WHERE id IN ({', '.join(['%s'] * len(keys))}) ORDER BY id",
            [*told.values(), *keys],
        )


def _record_links(kept: type[models.Model], keys: list[int], before: int) -> None:
    """Write what the many-to-many fields of the rows hold, beside the records made of them after `before`."""
    quote = connection.ops.quote_name
    record = quote(kept._meta.pk.column)
    for field in kept._history_m2m_fields:
        through = field.remote_field.through
        to = getattr(kept, field.name).model
        source = f"link.{quote(field.m2m_column_name())}"
        columns = [quote(each.column) for each in through._meta.fields]
        told = quote(to._meta.get_field("history").column)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {quote(to._meta.db_table)} ({', '.join(columns)}, {told})"  # noqa: S608
                f" SELECT {', '.join(f'link.{each}' for each in columns)}, kept.{record}"
                f" FROM {quote(through._meta.db_table)} AS link"
                f" JOIN {quote(kept._meta.db_table)} AS kept ON kept.id = {source} AND kept.{record} > %s"
                f" WHERE {source} IN ({', '.join(['%s'] * len(keys))}) ORDER BY link.id",
                [before, *keys],
            )


def parts(keys: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the keys, as many at a time as a statement is to name."""
    left = iter(keys)
    while part := list(islice(left, AT_ONCE)):
        yield part
