"""The rows of a file against what the registry states: what is new, what changes from what to what, and what is wrong.

Nothing is written. Most rows of a file that has made the round trip are as they were, so these are told first
(`matching`); only the others are read cell by cell.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups.models import Group, User
from groups.ordering import fold
from samverkan.exchange import covered, named, stated
from samverkan.exchange.cells import CountedReferences, DatedReferences, Lines, Misread, References, Text, Uid
from samverkan.exchange.headings import Table
from samverkan.exchange.lookup import Lookup
from samverkan.exchange.matching import Corrections, Matching, Tick, introduce
from samverkan.exchange.plans import Plan, Problem, Row, SheetPlan
from samverkan.exchange.reading.damage import damage
from samverkan.exchange.sheets import SHEETS, Column
from samverkan.tabular import LONGEST_XLSX_TEXT, legal

__all__ = ["Corrections", "Plan", "Problem", "Row", "SheetPlan", "Tick", "plan"]


def plan(
    tables: Sequence[Table],
    *,
    by: User | None = None,
    corrections: Corrections | None = None,
    tick: Tick = lambda rows: None,
) -> Plan:
    """Compare the tables of a file with the registry as it stands. See `problems` of its rows for what is wrong.

    Rows that say no key are sought among what `by` may change; None may change all.
    """
    lookup = Lookup()
    found: dict[str, SheetPlan] = {}
    unread = []
    for table in tables:
        if table.sheet is None and not table.has_rows:
            continue
        if table.sheet is None or table.problems:
            unread.append(table)
        elif table.sheet.name in found:
            found[table.sheet.name].tables.append(table)
        else:
            found[table.sheet.name] = SheetPlan(table.sheet, [table])
    sheets = sorted(found.values(), key=lambda each: SHEETS.index(each.sheet))
    standing: dict[str, dict[int, stated.Texts]] = {}
    for each in sheets:
        matching = Matching(each, lookup, corrections or {})
        for table in each.tables:
            matching.go_through(table, tick)
        named.settle(matching, by)
        for row in each.new:
            introduce(row, lookup)
        standing[each.sheet.name] = {row.pk: matching.stated[row.pk] for row in each.rows if row.pk in matching.stated}
    for each in sheets:
        for row in each.rows:
            _read(row, standing[each.sheet.name].get(row.pk), lookup)
        as_they_were = {id(row) for row in each.rows if not (row.is_new or row.changes or row.problems)}
        each.unchanged += len(as_they_were)
        each.rows = [row for row in each.rows if id(row) not in as_they_were]
    return Plan(sheets, unread)


def _read(row: Row, before: stated.Texts | None, lookup: Lookup) -> None:
    """Read the cells of a row that are not as they were."""
    if row.is_asked:
        return
    order = row.sheet.order
    for name, said in row.texts.items():
        if row.is_new and not said and name not in row.spoilt:
            continue
        column = row.sheet.by_name[name]
        old = before[order[name]] if before else ""
        if before and _same(said, old):
            continue
        if not row.is_new and name in row.sheet.key:
            continue
        if row.is_by_name and (not said.strip() or (name == "name" and _is_called(row, before, said))):
            continue
        if name in row.spoilt:
            row.problems.append(row.spoilt[name])
            continue
        try:
            value = _value(column, said, lookup, is_text=row.is_text)
            if before and _alike(column, value, old, lookup):
                continue
        except Misread as error:
            row.refuse(name, error.message, error.suggestions)
            continue
        if row.is_new and value is None:
            continue
        if value is None and not row.is_new and _must_say(column):
            row.refuse(name, _("Cellen får inte vara tom."), [old] if old else [])
            continue
        row.values[name] = _blank(column) if value is None else value
        if before:
            row.changes[name] = (old, said.strip())
    if row.sheet.model is Group:
        covered.settle(row, before[order["coverage"]] if before else "")
    if row.is_new:
        _demand(row)


def _is_called(row: Row, before: stated.Texts | None, said: str) -> bool:
    """Whether the row that stands bears the name: as its name, or as a short or another one."""
    cells = dict(zip(row.sheet.by_name, before or (), strict=False))
    return fold(said) in {fold(part) for name in row.sheet.named_by for part in cells.get(name, "").split("|")}


def _value(column: Column, said: str, lookup: Lookup, *, is_text: bool) -> Any:
    """The value of a cell, None for a blank one. Raises Misread."""
    said = _plain(said)
    if not said:
        return None
    if isinstance(column.kind, Text | Lines) and (why := damage(said, saved_as_text=is_text)):
        raise Misread(why)
    value = column.kind.read(said, lookup)
    if column.field is not None and not column.field.is_relation and not isinstance(column.kind, Uid):
        try:
            for validate in column.field.validators:
                validate(value)
        except ValidationError as error:
            raise Misread(" ".join(error.messages)) from None
    return value


def _same(said: str, old: str) -> bool:
    """Whether a file says what the registry does: neither blanks at the ends nor the kind of line break count."""
    if said == old:
        return True
    if len(said) == LONGEST_XLSX_TEXT and said[-1] == "…":  # a workbook's cell holds no more
        return _plain(old).startswith(_plain(said[:-1]))
    return _plain(said) == _plain(old)


def _plain(text: str) -> str:
    """The text as every file can hold it: no blanks at the ends, one kind of line break, no signs that nobody typed."""
    return legal(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _alike(column: Column, value: Any, old: str, lookup: Lookup) -> bool:
    """Whether a value said in other words, or in another order, is the one that stands."""
    if value is None or not old:
        return False
    try:
        stands = column.kind.read(old, lookup)
    except Misread:
        return False
    if isinstance(column.kind, References | DatedReferences | CountedReferences):
        return set(value) == set(stands)
    return value == stands


def _must_say(column: Column) -> bool:
    """Whether a row that stands cannot be without the fact."""
    if column.field is None or column.field.many_to_many:
        return False
    return not (column.field.null or column.field.blank)


def _blank(column: Column) -> Any:
    """What a field holds when nothing is said."""
    if column.field is None or column.field.many_to_many:
        return ()
    return None if column.field.null else ""


def _demand(row: Row) -> None:
    """Note what a new row lacks, and read its key."""
    sheet = row.sheet
    for column in sheet.columns:
        is_key = column.name in sheet.key and sheet.has_own_keys
        if column.required and not is_key and not _plain(row.texts.get(column.name, "")):
            row.refuse(column.name, _("Fyll i %(column)s.") % {"column": str(column.title).lower()})
    if sheet.key == ("uid",) and not isinstance(row.values.get("uid"), uuid.UUID):
        row.values.pop("uid", None)  # a word of one's own is the file's, the row gets its key when it is written
