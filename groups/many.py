"""Many rows at once, each with its record in the history: what saving them one by one would leave, in few statements.

Nothing is checked here: whoever calls has done it. To be called in a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from simple_history import utils

from groups.models import User

Row = TypeVar("Row", bound=models.Model)

BATCH = 2000
"""Rows that are made ready at a time, so that their records do not all stand in memory."""


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
    """Write a record in the history for each row as it stands now, with what its many-to-many fields hold."""
    model = type(rows[0])
    history = getattr(model, "history", None)
    if history is None:
        return
    kept, now = history.model, timezone.now()
    names = [field.attname for field in kept.tracked_fields]
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        made = kept.objects.bulk_create(
            kept(
                history_date=now,
                history_user=by,
                history_change_reason=reason or None,
                history_type=sign,
                **{name: getattr(row, name) for name in names},
            )
            for row in part
        )
        if sign != "-":
            _record_links(part, made)


def _record_links(rows: Sequence[models.Model], records: Sequence[Any]) -> None:
    """Write what the many-to-many fields of the rows hold, beside their records."""
    by_row = {row.pk: each for row, each in zip(rows, records, strict=True)}
    for field in type(records[0])._history_m2m_fields:
        through = field.remote_field.through
        source = utils.get_m2m_field_name(field)
        attname = through._meta.get_field(source).attname
        names = [each.attname for each in through._meta.fields]
        own = through._default_manager.filter(**{f"{source}__in": list(by_row)}).values(*names)
        kept = getattr(type(records[0]), field.name).model
        kept.objects.bulk_create((kept(history=by_row[each[attname]], **each) for each in own), batch_size=BATCH)
