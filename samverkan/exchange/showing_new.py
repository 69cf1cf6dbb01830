"""What a new row will hold: each fact as it is to be written, and what it gets without anybody saying it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from samverkan.exchange.cells import CountedReferences, DatedReferences, Reference, References, dated
from samverkan.exchange.naming import Names
from samverkan.exchange.plans import Row
from samverkan.exchange.sheets import Column


def facts(row: Row, names: Names) -> Iterator[tuple[str, str, str]]:
    """Yield the column, what will be written, and what the file says where that is something else.

    A cell that cannot be read stands as it does in the file.
    """
    for name, text in row.texts.items():
        said, column = text.strip(), row.sheet.by_name[name]
        if not said or _is_own_key(row, name):
            continue
        read = names.said(row.sheet, name, said)
        written = in_words(column, row.values[name], names) if name in row.values else read
        yield name, written, "" if _level(written) == _level(read) else said


def given(row: Row, names: Names) -> Iterator[tuple[str, str]]:
    """Yield the columns that the file says nothing in, and what will be written there. No query for single rows."""
    if row.instance is None:
        return
    for column in row.sheet.columns:
        name, field = column.name, column.field
        if field is None or field.many_to_many or _is_own_key(row, name) or row.texts.get(name, "").strip():
            continue
        value = getattr(row.instance, field.attname)
        if value is None or value == "":
            continue
        if field.is_relation and field.is_cached(row.instance):
            yield name, str(getattr(row.instance, name))
        else:
            yield name, in_words(column, value, names)


def in_words(column: Column, value: Any, names: Names) -> str:
    """A value that was read, as people read it."""
    kind = column.kind
    if isinstance(kind, Reference):
        return names.of_row(kind.sheet, value)
    if isinstance(kind, DatedReferences):
        return ", ".join(dated(names.of_row(kind.sheet, each), start, end) for each, start, end in value)
    if isinstance(kind, CountedReferences):
        return ", ".join(f"{names.of_row(kind.sheet, each)} {number}" for each, number in value)
    if isinstance(kind, References):
        return ", ".join(names.of_row(kind.sheet, each) for each in value)
    return kind.texts([value])[0]


def _is_own_key(row: Row, name: str) -> bool:
    return name in row.sheet.key and row.sheet.has_own_keys


def _level(text: str) -> str:
    """The text without what makes no difference to whoever reads it."""
    return "".join(text.split()).casefold()
