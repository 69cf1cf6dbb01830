"""Which rows of a table are as the registry has them: most of a file that has made the round trip, told by comparing.

Cells are compared as texts, a row at a time, before anything is read: tens of thousands of rows that are as they were
cost little more than the comparison.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from samverkan.exchange import stated
from samverkan.exchange.cells import Misread
from samverkan.exchange.headings import Table
from samverkan.exchange.lookup import Lookup
from samverkan.exchange.plans import NEW, Row, SheetPlan
from samverkan.exchange.reading import FileRow
from samverkan.exchange.sheets import Sheet
from samverkan.exchange.spoilt import spoilt

Corrections = Mapping[tuple[str, int, str], str]
"""Title of the table, number of the row, name of the column → what is to stand there instead."""

Tick = Callable[[int], None]
"""Told how many rows have been gone through since the last time."""


@dataclass
class Matching:
    """One sheet being compared, through all the tables of the file that are of it."""

    plan: SheetPlan
    lookup: Lookup
    corrections: Corrections
    stated: dict[int, stated.Texts] = field(default_factory=dict)
    """What the registry states of each row that stands there."""
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Where each key stood first."""
    own: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What a new row with a key of its own says: the same said again is the same row."""

    def __post_init__(self) -> None:
        self.sheet = self.plan.sheet
        self.stated = dict(stated.rows(self.sheet))
        self.keys = self.lookup.keys(self.sheet)

    def go_through(self, table: Table, tick: Tick) -> None:
        """Note in the plan the rows of a table that are not as the registry has them."""
        places = {column.name: place for place, column in enumerate(table.columns) if column and not column.told}
        constants = {name: said for name, said in table.constants.items() if name in self.sheet.by_name}
        names = [*places, *constants]
        if not names:
            return
        as_stated = _picker([self.sheet.order[name] for name in names])
        from_file = _picker(list(places.values()))
        width = max(places.values(), default=-1) + 1
        rest = tuple(constants.values())
        key_at = [names.index(name) if name in names else None for name in self.sheet.key]
        corrected = {number for title, number, _name in self.corrections if title == table.title}
        is_text = table.is_text
        for passed, line in enumerate(table.rows, 1):
            if not passed % 1000:
                tick(1000)
            cells = line.cells
            texts = tuple(cells) if is_text and None not in cells else tuple(map(text, cells))
            if len(texts) < width:
                texts += ("",) * (width - len(texts))
            said = from_file(texts)
            if not any(said):
                continue
            said += rest
            if line.number in corrected:
                self._corrected(table, line, dict(zip(names, said, strict=True)))
                continue
            key = stated.join([said[at].strip() if at is not None else "" for at in key_at])
            if key.casefold() == NEW:
                self._note(table, line, key, dict(zip(names, said, strict=True)))
                continue
            pk = self.keys.get(key.casefold()) if key else None
            here = (table.title, line.number)
            is_first = not key or self.seen.setdefault(key.casefold(), here) == here
            if not (is_first or isinstance(pk, int)) and self.own.get(key.casefold()) == said:
                continue
            if key and not isinstance(pk, int):
                self.own.setdefault(key.casefold(), said)
            if is_first and isinstance(pk, int) and pk in self.stated and said == as_stated(self.stated[pk]):
                self.plan.unchanged += 1
            else:
                self._note(table, line, key, dict(zip(names, said, strict=True)))
        tick(len(table.rows) % 1000)

    def _corrected(self, table: Table, line: FileRow, said: dict[str, str]) -> None:
        """Note a row that somebody has corrected, in columns that the file lacks too."""
        instead = {
            name: text
            for (title, number, name), text in self.corrections.items()
            if (title, number) == (table.title, line.number) and name in self.sheet.by_name
        }
        had_key = any(said.get(name, "").strip() for name in self.sheet.key)
        said |= instead
        key = stated.join([said.get(name, "").strip() for name in self.sheet.key])
        row = self._note(table, line, key, said)
        row.is_by_name = not (row.is_new or had_key)
        row.spoilt = {name: why for name, why in row.spoilt.items() if name not in instead}

    def _note(self, table: Table, line: FileRow, key: str, said: dict[str, str]) -> Row:
        """Note a row that is to be read cell by cell."""
        sheet = self.sheet
        is_answered = sheet.has_own_keys and key.casefold() == NEW
        if is_answered:
            key = said[sheet.key[0]] = ""
        pk = self.keys.get(key.casefold()) if key else None
        if pk is None:
            key, pk = self._otherwise(key, said)
        pk = pk if isinstance(pk, int) else None
        row = Row(sheet, table.title, line.number, key, pk, said, is_text=table.is_text, is_answered=is_answered)
        row.spoilt = spoilt(table, line)
        self.plan.rows.append(row)
        here = (table.title, line.number)
        first = self.seen.setdefault(key.casefold(), here) if key else here
        if first != here:
            told = {"number": first[1], "table": first[0]}
            words = _("Samma nyckel står på rad %(number)d.") % told
            if first[0] != table.title:
                words = _("Samma nyckel står på rad %(number)d i ”%(table)s”.") % told
            row.refuse(sheet.key[0], words)
        if pk is not None and pk not in self.stated:
            row.refuse(sheet.key[0], _("Raden är registrerad av misstag, eller hör till en sådan grupp."))
        return row

    def _otherwise(self, key: str, said: dict[str, str]) -> tuple[str, int | None]:
        """The key and the row of cells that say the key in their own way."""
        if self.sheet.key == ("uid",):
            try:
                key = str(uuid.UUID(key))
            except ValueError:
                return key, None
            return key, self.keys.get(key)
        if self.sheet.has_own_keys:
            return key, None
        return _composite(self.sheet, said, self.lookup, key)


def introduce(row: Row, lookup: Lookup) -> None:
    """Let other rows of the file refer to a new one, of a sheet whose rows may come without a key."""
    if row.sheet.has_own_keys:
        names = [row.texts.get(name, "") for name in row.sheet.named_by]
        parts = [part for given in names for each in given.split("|") if (part := each.strip())]
        lookup.add(row.sheet, row, row.key, parts)


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


def _composite(sheet: Sheet, said: dict[str, str], lookup: Lookup, key: str) -> tuple[str, int | None]:
    """The key of a row whose cells name others in their own way, and the row that has it."""
    parts = []
    for name in sheet.key:
        column = sheet.by_name[name]
        written = said.get(name, "").strip()
        try:
            value = column.kind.read(written, lookup) if written else ""
        except Misread:
            return key, None
        if isinstance(value, int) and hasattr(column.kind, "sheet"):
            parts.append(lookup.key_of(column.kind.sheet, value))
        elif isinstance(value, Row):
            parts.append(value.key or value.name)
        else:
            parts.append(column.kind.texts([value])[0] if value != "" else "")
    key = stated.join(parts)
    return key, lookup.keys(sheet).get(key.casefold())
