"""What the registry states of a sheet, as the cells of its rows: read by columns, without an instance of any model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from samverkan.exchange.sheets import Sheet
from samverkan.tabular import BETWEEN

Texts = tuple[str, ...]
"""The cells of one row, in the order of the sheet's columns."""


def rows(sheet: Sheet, asked: QuerySet | None = None, *, typed: bool = False) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the primary key and the cells of each row, in the sheet's order: a query, and one for each gathered column.

    `typed` gives dates and numbers as themselves instead of as text. `asked` narrows the sheet's rows.
    """
    asked = sheet.rows() if asked is None else asked
    paths = [column.path for column in sheet.columns if column.path]
    found = list(asked.values_list("pk", *paths))
    if not found:
        return
    keys, *values = zip(*found, strict=True)
    del found
    fetched = iter(values)
    everything = asked.order_by().values("pk")
    columns = []
    for column in sheet.columns:
        if column.gather:
            gathered = column.gather(everything)
            columns.append([BETWEEN.join(gathered[key]) if key in gathered else "" for key in keys])
        else:
            own = next(fetched)
            columns.append(own if typed and column.kind.typed else column.kind.texts(own))
    yield from zip(keys, zip(*columns, strict=True), strict=True)


def keys(sheet: Sheet) -> dict[str, int]:
    """The primary key of every row of the model by its key, those not written out too. One query."""
    paths = [sheet.by_name[name].path for name in sheet.key]
    found = sheet.model._default_manager.order_by().values_list("pk", *paths)
    return {
        join([sheet.by_name[name].kind.texts([value])[0] for name, value in zip(sheet.key, key, strict=True)]): pk
        for pk, *key in found
    }


def join(parts: list[str]) -> str:
    """The key of a row as one text."""
    return BETWEEN.join(parts)
