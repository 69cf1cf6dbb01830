"""The rows of a file against what the registry states: what is new, what changes from what to what, and what is wrong.

Nothing is written. Most rows of a file that has made the round trip are as they were, so these are told first and cost
no more than being compared; only the others are read cell by cell.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from samverkan.exchange import stated
from samverkan.exchange.cells import CountedReferences, DatedReferences, Lines, Misread, References, Text, Uid
from samverkan.exchange.headings import Table
from samverkan.exchange.lookup import Lookup
from samverkan.exchange.reading.damage import damage
from samverkan.exchange.sheets import SHEETS, Column, Sheet
from samverkan.tabular import LONGEST_XLSX_TEXT

Corrections = Mapping[tuple[str, int, str], str]
"""Title of the table, number of the row, name of the column → what is to stand there instead."""

Tick = Callable[[int], None]
"""Told how many rows have been gone through since the last time."""

SLUG = re.compile(r"[-a-z0-9_]+")


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken in, or (a remark) what to look at."""

    column: str
    """Name of the column; empty for the row as a whole."""
    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(eq=False)
class Row:
    """A row of a file that is not as the registry has it."""

    sheet: Sheet
    table: str
    number: int
    key: str
    pk: int | None
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    """What is to be written, by the name of the column: of a new row all that is said, of another what changes."""
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Old and new text of each cell that changes."""
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    instance: models.Model | None = None

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def name(self) -> str:
        """What the row is called where it is told of."""
        for column in ("name", "title", "group", "municipality"):
            if self.texts.get(column):
                return self.texts[column]
        return self.key or _("rad %(number)d") % {"number": self.number}

    def refuse(self, column: str, message: str, suggestions: Iterable[str] = ()) -> None:
        self.problems.append(Problem(column if column in self.sheet.by_name else "", message, tuple(suggestions)))

    def refuse_as(self, error: ValidationError) -> None:
        """Note what a rule of the registry says, at the cells that it names."""
        if hasattr(error, "error_dict"):
            for name, errors in error.message_dict.items():
                self.refuse(_COLUMN_OF.get(name, name), " ".join(errors))
        else:
            self.refuse("", " ".join(error.messages))


_COLUMN_OF = {"effective": "placed_since", "reason": "status_reason"}


@dataclass
class SheetPlan:
    """What a file says of one sheet."""

    sheet: Sheet
    table: Table
    rows: list[Row] = field(default_factory=list)
    unchanged: int = 0

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if not row.is_new]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.problems]


@dataclass
class Plan:
    """What a file says of the whole registry."""

    sheets: list[SheetPlan]
    unread: list[Table] = field(default_factory=list)
    """Tables of which nobody has said yet what they are, or that cannot be read."""

    def rows(self) -> Iterator[Row]:
        for sheet in self.sheets:
            yield from sheet.rows

    @property
    def is_sound(self) -> bool:
        """Whether everything can be taken in."""
        return not self.unread and not any(row.problems for row in self.rows())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not any(sheet.rows for sheet in self.sheets)

    def digest(self) -> str:
        """What tells whether this is still the plan that somebody saw."""
        told = hashlib.sha256()
        for row in self.rows():
            told.update(repr((row.sheet.name, row.number, row.pk, sorted(row.changes.items()), row.problems)).encode())
            told.update(repr(sorted(row.texts.items()) if row.is_new else ()).encode())
        return told.hexdigest()


def plan(tables: Sequence[Table], *, corrections: Corrections | None = None, tick: Tick = lambda rows: None) -> Plan:
    """Compare the tables of a file with the registry as it stands. See `problems` of its rows for what is wrong."""
    lookup = Lookup()
    sheets, unread = [], []
    for table in tables:
        if table.sheet is None and not table.has_rows:
            continue
        if table.sheet is None or table.problems:
            unread.append(table)
        else:
            sheets.append(SheetPlan(table.sheet, table))
    sheets.sort(key=lambda each: SHEETS.index(each.sheet))
    seen: dict[str, Seen] = {each.sheet.name: {} for each in sheets}
    texts = [_match(each, lookup, corrections or {}, seen[each.sheet.name], tick) for each in sheets]
    for each, stands in zip(sheets, texts, strict=True):
        for row in each.rows:
            _read(row, stands.get(row.pk), lookup, damaged=each.table.needs_damage_check)
        as_they_were = [row for row in each.rows if not (row.is_new or row.changes or row.problems)]
        each.unchanged += len(as_they_were)
        gone = set(map(id, as_they_were))
        each.rows = [row for row in each.rows if id(row) not in gone]
    return Plan(_together(sheets), unread)


def _together(plans: list[SheetPlan]) -> list[SheetPlan]:
    """One plan a sheet: a file may have a table for each municipality."""
    found: dict[str, SheetPlan] = {}
    for each in plans:
        first = found.setdefault(each.sheet.name, each)
        if first is not each:
            first.rows += each.rows
            first.unchanged += each.unchanged
    return list(found.values())


Seen = dict[str, tuple[str, int]]
"""Table and row where a key of the sheet stood first."""


def _match(
    plan: SheetPlan, lookup: Lookup, corrections: Corrections, seen: Seen, tick: Tick
) -> dict[int, stated.Texts]:
    """Note the rows that are not as the registry has them; return what it states of those that stand there."""
    sheet, table = plan.sheet, plan.table
    places = {column.name: place for place, column in enumerate(table.columns) if column and not column.told}
    constants = {name: text for name, text in table.constants.items() if name in sheet.by_name}
    names = [*places, *constants]
    if not names:
        return {}
    order = {column.name: place for place, column in enumerate(sheet.columns)}
    own = [order[name] for name in names]
    same_order = _picker(own)
    from_file = _picker(list(places.values()))
    width = max(places.values(), default=-1) + 1
    rest = tuple(constants.values())
    known = dict(stated.rows(sheet))
    keys = lookup.keys(sheet)
    key_at = [names.index(name) if name in names else None for name in sheet.key]
    corrected: dict[int, dict[str, str]] = {}
    for (title, number, name), each in corrections.items():
        if title == table.title and name in sheet.by_name:
            corrected.setdefault(number, {})[name] = each
    kept: dict[int, stated.Texts] = {}
    is_text = table.needs_damage_check
    passed = 0
    for line in table.rows:
        cells = line.cells
        texts = tuple(cells) if is_text and None not in cells else tuple(map(text, cells))
        if len(texts) < width:
            texts += ("",) * (width - len(texts))
        said = from_file(texts) + rest
        own_words = corrected.get(line.number)
        more: dict[str, str] = {}  # of columns that the file lacks
        if own_words:
            said = tuple(own_words.get(name, each) for name, each in zip(names, said, strict=True))
            more = {name: each for name, each in own_words.items() if name not in names}
        passed += 1
        if not passed % 1000:
            tick(1000)
        if not any(said[: len(places)]):
            continue
        parts = zip(sheet.key, key_at, strict=True)
        key = stated.join(sheet, [(said[at] if at is not None else more.get(name, "")).strip() for name, at in parts])
        pk = keys.get(key.casefold()) if key else None
        if pk is None and not sheet.has_own_keys:
            key, pk = _composite(sheet, {**dict(zip(names, said, strict=True)), **more}, lookup, key)
        pk = pk if isinstance(pk, int) else None
        row = None
        if more or pk is None or pk not in known or said != same_order(known[pk]):
            row = Row(sheet, table.title, line.number, key, pk, {**dict(zip(names, said, strict=True)), **more})
            plan.rows.append(row)
            if pk in known:
                kept[pk] = known[pk]
            elif pk is not None:
                row.refuse(sheet.key[0], _("Raden är registrerad av misstag, eller hör till en sådan grupp."))
            else:
                _introduce(row, lookup)
        else:
            plan.unchanged += 1
        here = (table.title, line.number)
        if key and (first := seen.setdefault(key.casefold(), here)) != here:
            row = row or _added(plan, Row(sheet, table.title, line.number, key, pk, {}))
            words = _("Samma nyckel står på rad %(number)d.")
            if first[0] != table.title:
                words = _("Samma nyckel står i ”%(table)s”, rad %(number)d.")
            row.refuse(sheet.key[0], words % {"table": first[0], "number": first[1]})
    tick(passed % 1000)
    return kept


def text(cell: Any) -> str:
    """What a cell of a file says, as the registry would write it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return _("ja") if cell else _("nej")
    if isinstance(cell, dt.datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, dt.time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return str(cell)


def _picker(places: list[int]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """What takes these places out of a tuple, as a tuple."""
    if not places:
        return lambda row: ()
    if len(places) == 1:
        return lambda row: (row[places[0]],)
    return itemgetter(*places)


def _added(plan: SheetPlan, row: Row) -> Row:
    plan.rows.append(row)
    return row


def _composite(sheet: Sheet, said: dict[str, str], lookup: Lookup, key: str) -> tuple[str, int | None]:
    """The key of a row whose cells name others in their own way, and the row that has it."""
    parts = []
    for name in sheet.key:
        column = sheet.by_name[name]
        try:
            value = column.kind.read(said.get(name, "").strip(), lookup) if said.get(name, "").strip() else ""
        except Misread:
            return key, None
        if isinstance(value, int) and hasattr(column.kind, "sheet"):
            parts.append(lookup.key_of(column.kind.sheet, value))
        elif isinstance(value, Row):
            parts.append(value.key or value.name)
        else:
            parts.append(column.kind.texts([value])[0] if value != "" else "")
    key = stated.join(sheet, parts)
    return key, lookup.keys(sheet).get(key.casefold())


def _introduce(row: Row, lookup: Lookup) -> None:
    """Let other rows of the file refer to a new one."""
    if row.sheet.has_own_keys:
        names = [row.texts.get(name, "") for name in row.sheet.named_by]
        lookup.add(row.sheet, row, row.key, [each for given in names for each in given.split("|") if each.strip()])


def _read(row: Row, before: stated.Texts | None, lookup: Lookup, *, damaged: bool) -> None:
    """Read the cells of a row that are not as they were."""
    order = {column.name: place for place, column in enumerate(row.sheet.columns)}
    for name, said in row.texts.items():
        column = row.sheet.by_name[name]
        old = before[order[name]] if before else ""
        if before and _same(said, old):
            continue
        if not row.is_new and name in row.sheet.key:
            continue
        try:
            value = _value(column, said, lookup, damaged=damaged)
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
    if row.is_new:
        _demand(row)


def _value(column: Column, said: str, lookup: Lookup, *, damaged: bool) -> Any:
    """The value of a cell, None for a blank one. Raises Misread."""
    said = said.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not said:
        return None
    if damaged and isinstance(column.kind, Text | Lines) and (why := damage(said)):
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
    said, old = (each.replace("\r\n", "\n").replace("\r", "\n").strip() for each in (said, old))
    return said == old or (len(said) == LONGEST_XLSX_TEXT and said[-1] == "…" and old.startswith(said[:-1]))


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
        if column.required and not is_key and not row.texts.get(column.name, "").strip():
            row.refuse(column.name, _("Fyll i %(column)s.") % {"column": str(column.title).lower()})
    if sheet.key == ("slug",):
        slug = row.values.get("slug", "")
        if slug and not SLUG.fullmatch(slug):
            row.refuse("slug", _("En nyckel har bara små bokstäver a–z, siffror och bindestreck. Lämna tom för en ny."))
    elif sheet.key == ("uid",) and not isinstance(row.values.get("uid"), uuid.UUID):
        row.values.pop("uid", None)  # a word of one's own is the file's, the row gets its key when it is written
