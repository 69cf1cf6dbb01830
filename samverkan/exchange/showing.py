"""What a preview says of a plan, as data that is kept until the file is taken in: counts, and each row in words.

Keys of other rows ("ds-tb-nordvast", a uid) are told by the names of the rows; what the file says itself is kept too,
since that is what one corrects.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.models import Group, Status
from meetings.models import Meeting
from samverkan.exchange import mappings, showing_new
from samverkan.exchange.cells import Date
from samverkan.exchange.digest import digest
from samverkan.exchange.models import Import, PreviewRow
from samverkan.exchange.naming import Names
from samverkan.exchange.plans import NEW, Plan, Problem, Row
from samverkan.exchange.reading import dates
from samverkan.exchange.sheets import Sheet

if TYPE_CHECKING:
    from samverkan.exchange.waiting import Told

MOST_SUGGESTED = 5

NAMED_BY: dict[str, tuple[str, ...]] = {
    "inhabitants": ("municipality", "year"),
    "region_municipalities": ("municipality", "region"),
    "seats": ("title", "kind", "group"),
    "memberships": ("person", "seat"),
    "commissions": ("group", "to_group", "to_organisation", "to_words"),
    "reporting_lines": ("group", "to_group", "to_organisation", "to_words"),
    "escalation_links": ("group", "step", "to_group", "recipient"),
    "meetings": ("group", "title", "date"),
}
"""The cells that tell what a row is, of sheets whose rows have no name of their own."""


def summary(plan: Plan, found: list[Told], now: dt.datetime, effective: dt.date) -> dict[str, Any]:
    """What the preview says beside its rows; moves and status are valid from `effective` where no row says a day.

    {"digest", "at", "is_sound", "new", "changed", "unchanged", "wrong", "remarked", "sheets": [{"sheet", "table",
    "place", the same counts}], "tables": [{"place", "title", "sheet", "passed_over", "has_rows" below
    its headings, "unread", "problems", "unknown", "mapping": {"name", "by"} of the one kept that it is
    read by, or None}], "days": columns with days that can be read in two ways, [{"place", "table", "sheet", "column",
    "number" of cells, "said": one of them, "day_first", "month_first": what it may be}]}
    """
    places = {each.table.title: each.place for each in found}
    kept = _kept_for(found)
    unread = {table.title for table in plan.unread}
    sheets = [
        {
            "sheet": each.sheet.name,
            "table": each.table.title,
            "place": places[each.table.title],
            "new": len(each.new),
            "changed": len(each.changed),
            "unchanged": each.unchanged,
            "wrong": len(each.wrong),
            "remarked": sum(bool(row.remarks) for row in each.rows),
        }
        for each in plan.sheets
    ]
    return {
        "digest": digest(plan, effective),
        "at": now.isoformat(),
        "is_sound": plan.is_sound,
        **{
            count: sum(each[count] for each in sheets) for count in ("new", "changed", "unchanged", "wrong", "remarked")
        },
        "sheets": sheets,
        "days": _two_ways(plan, places),
        "tables": [
            {
                "place": each.place,
                "title": _plain(each.table.title),
                "sheet": each.table.sheet.name if each.table.sheet else "",
                "passed_over": each.is_passed_over,
                "has_rows": len(each.file.rows) > 1,
                "unread": each.table.title in unread and not each.is_passed_over,
                "problems": list(map(_plain, each.table.problems)),
                "unknown": list(map(_plain, each.table.unknown)),
                "mapping": kept.get(each.place),
            }
            for each in found
            if each.table.has_rows or each.table.headings
        ],
    }


def _two_ways(plan: Plan, places: dict[str, int]) -> list[dict[str, Any]]:
    """The columns with cells that are wrong because each of them may be two days."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in plan.rows():
        for column in {each.column for each in row.problems}:
            both = dates.readings(row.texts.get(column, ""))
            if both is None or not isinstance(row.sheet.by_name[column].kind, Date):
                continue
            days = {"day_first": both[0].isoformat(), "month_first": both[1].isoformat()}
            where = {"place": places[row.table], "table": _plain(row.table), "sheet": row.sheet.name, "column": column}
            told = {**where, "number": 0, "said": row.texts[column].strip(), **days}
            found.setdefault((row.table, column), told)["number"] += 1
    return list(found.values())


def _kept_for(found: list[Told]) -> dict[int, dict[str, str]]:
    """By the place of a table of which nothing is said here: the name of the mapping that it is read by, and whose."""
    keys = {each.place: mappings.key_of(each.table.headings) for each in found if each.said is None}
    kept = mappings.by_key(set(keys.values()))
    return {
        each.place: {"name": own.name, "by": (own.by.get_full_name() or own.by.get_username()) if own.by else ""}
        for each in found
        if (own := kept.get(keys.get(each.place))) and own.sheet == (each.table.sheet.name if each.table.sheet else "")
    }


def rows(plan: Plan, places: dict[str, int], entry: Import, today: dt.date) -> Iterator[PreviewRow]:
    """Yield the rows of the preview, unsaved, in the order of the sheets and of the file."""
    names = Names()
    same = Counter(
        (row.table, problem.column, row.texts.get(problem.column, ""))
        for row in plan.rows()
        for problem in {each.column: each for each in row.problems if each.column}.values()
    )
    for row in plan.rows():
        yield PreviewRow(
            entry=entry,
            table=places[row.table],
            number=row.number,
            sheet=row.sheet.name,
            is_new=row.is_new,
            is_wrong=bool(row.problems),
            is_remarked=bool(row.remarks),
            name=_plain(label(row, names)),
            told=told(row, names, same, entry.effective or today),
        )


def told(row: Row, names: Names, same: Counter, effective: dt.date) -> dict[str, Any]:
    """What the preview says of a row.

    {"table": title, "cells": {column: text of the file}, "changes": [[column, old, new]] in words, "facts": [[column,
    what will be written, the file's words where they differ]] and "given": [[column, text]] of a new row, "problems"
    and "remarks": [{"column", "message", "suggestions": [[text, words]], "is_key", "said", "same": rows of the table
    with the same text that is wrong}], "events": [sentence]}
    """
    changes = [
        [name, _plain(names.said(row.sheet, name, old)), _plain(names.said(row.sheet, name, new))]
        for name, (old, new) in row.changes.items()
    ]
    # Which row it is comes before what is wrong with it as a new one: the answer may put the rest right.
    first = [each for each in row.remarks if row.problems and row.is_new and each.column in row.sheet.key]
    return {
        "table": _plain(row.table),
        "cells": {name: _plain(text) for name, text in row.texts.items()},
        "changes": changes,
        "facts": [list(map(_plain, each)) for each in showing_new.facts(row, names)] if row.is_new else [],
        "given": [list(map(_plain, each)) for each in showing_new.given(row, names)] if row.is_new else [],
        "problems": [_problem(row, each, names, same) for each in (*first, *row.problems)],
        "remarks": [_problem(row, each, names, Counter()) for each in row.remarks if each not in first],
        "events": [_plain(sentence) for sentence in events(row, names, effective)],
    }


def _problem(row: Row, problem: Problem, names: Names, same: Counter) -> dict[str, Any]:
    said = row.texts.get(problem.column, "")
    column = row.sheet.by_name.get(problem.column)
    suggestions = list(problem.suggestions[:MOST_SUGGESTED])
    is_understood = problem.column in row.values  # a rule refuses it, and may refuse the other words too
    if column is not None and not suggestions and not is_understood:
        suggestions = [word for word, _value in column.kind.allowed()]
    is_key = problem.column in row.sheet.key and row.sheet.has_own_keys
    if is_key:
        words = _answers(row.sheet, suggestions, names)
    else:
        words = [names.said(row.sheet, problem.column, each) if column else each for each in suggestions]
    return {
        "column": problem.column,
        "message": _plain(problem.message),
        "suggestions": [[_plain(each), _plain(called)] for each, called in zip(suggestions, words, strict=True)],
        "is_key": is_key,
        "said": _plain(said),
        "same": same[row.table, problem.column, said],
    }


def _answers(sheet: Sheet, keys: list[str], names: Names) -> list[str]:
    """What the buttons say that tell which row it is; rows of one name are told apart by where they stand."""
    called = {key: names.of(sheet.name, key) if "name" in sheet.by_name else _("raden som finns") for key in keys}
    number = Counter(called.values())
    found = []
    for key, name in called.items():
        if key == NEW:
            found.append(_("Det är en ny grupp") if sheet.model is Group else _("Det är en ny rad"))
            continue
        if number[name] > 1 and sheet.model is Group and (place := names.place(key)):
            name = f"{name} ({place})"
        found.append(_("Det är samma som %(name)s") % {"name": name})
    return found


def label(row: Row, names: Names) -> str:
    """What the row is called where it is told of."""
    columns = NAMED_BY.get(row.sheet.name)
    if columns is None:
        return row.name
    if row.sheet.name == "seats" and row.texts.get("title", "").strip():
        columns = ("title", "group")
    parts = [names.said(row.sheet, name, text) for name in columns if (text := row.texts.get(name, "").strip())]
    return " – ".join(parts) or row.name


def events(row: Row, names: Names, effective: dt.date) -> Iterator[str]:
    """Yield what happens beside that words change: a move, a new status."""
    if row.is_new:
        return
    changes = row.changes
    if row.sheet.model is Group:
        day = date_format(row.values.get("placed_since") or effective, "j F Y")
        top = _("toppen av trädet")
        if "parent" in changes:
            old, new = (names.said(row.sheet, "parent", each) or top for each in changes["parent"])
            yield _("Flyttas från %(old)s till %(new)s från och med %(day)s, med allt som ligger under.") % {
                "old": old,
                "new": new,
                "day": day,
            }
        if "region" in changes and "parent" not in changes:
            yield _("Byter delregion från och med %(day)s, med allt som ligger under.") % {"day": day}
        if "is_part" in changes:
            yield _("Blir en del av den överordnade.") if row.values.get("is_part") else _("Blir en egen grupp.")
        if "status" in changes and "status" in row.values:
            yield from _status(row, effective)
    elif row.sheet.model is Meeting and row.values.get("status") == Meeting.Status.CANCELLED:
        yield _("Mötet ställs in.")


def _status(row: Row, effective: dt.date) -> Iterator[str]:
    day = date_format(row.values.get("status_since") or effective, "j F Y")
    if row.values["status"] == Status.ENDED:
        yield _("Avslutas från och med %(day)s, och delarna med den.") % {"day": day}
        return
    old, new = row.changes["status"]
    yield _("Status ändras från %(old)s till %(new)s från och med %(day)s.") % {"old": old, "new": new, "day": day}


def _plain(text: str) -> str:
    """The text without what no database text can hold."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
