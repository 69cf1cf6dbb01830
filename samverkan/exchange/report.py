"""What a plan says, as data for a machine and as words for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from samverkan.exchange.planning import Plan, Problem, Row
from samverkan.exchange.plans import NEW


def as_data(plan: Plan) -> dict[str, Any]:
    """The counts of each sheet, tables not understood, changes, problems and remarks.

    {"sheets": {name: {"table", "new", "changed", "unchanged", "wrong", "passed_over": [heading]}}, "unread": [{"table",
    "headings", "problems"}], "changes": [{"sheet", "row", "key", "column", "old", "new"}], "problems": [{"sheet",
    "table", "row", "column", "message", "suggestions"}], "remarks": as the problems}
    """
    return {
        "sheets": {
            each.sheet.name: {
                "table": each.table.title,
                "new": len(each.new),
                "changed": len(each.changed),
                "unchanged": each.unchanged,
                "wrong": len(each.wrong),
                "passed_over": [heading for table in each.tables for heading in table.unknown],
            }
            for each in plan.sheets
        },
        "unread": [
            {"table": table.title, "headings": table.headings, "problems": table.problems} for table in plan.unread
        ],
        "changes": [
            {"sheet": row.sheet.name, "row": row.number, "key": row.key, "column": name, "old": old, "new": new}
            for row in plan.rows()
            for name, (old, new) in row.changes.items()
        ],
        "problems": [_problem(row, each) for row in plan.rows() for each in row.problems],
        "remarks": [_problem(row, each) for row in plan.rows() for each in row.remarks],
    }


def _problem(row: Row, problem: Problem) -> dict[str, Any]:
    return {
        "sheet": row.sheet.name,
        "table": row.table,
        "row": row.number,
        "column": problem.column,
        "message": problem.message,
        "suggestions": list(problem.suggestions),
    }


def as_words(plan: Plan, *, each_change: bool = False) -> Iterator[str]:
    """Yield a line for each sheet, each table with columns or as a whole not understood, and each problem.

    With `each_change` also one for each new row and each cell that is changed.
    """
    for each in plan.sheets:
        yield _("%(sheet)s: %(new)d nya, %(changed)d ändrade, %(same)d oförändrade") % {
            "sheet": each.sheet.title,
            "new": len(each.new),
            "changed": len(each.changed),
            "same": each.unchanged,
        }
        for table in each.tables:
            if table.unknown:
                told = {"table": table.title, "headings": ", ".join(table.unknown)}
                yield _("%(table)s: läses inte in: %(headings)s") % told
    for table in plan.unread:
        words = table.problems or [_("går inte att känna igen på sina rubriker")]
        yield f"{table.title}: {' '.join(words)}"
    for row in plan.rows() if each_change else ():
        yield from _changes(row)
    for row in plan.rows():
        for problem in row.problems:
            yield f"{place(row, problem.column)}: {in_words(problem)}"
        for remark in row.remarks:
            yield f"{place(row, remark.column)}: {_('att titta på:')} {in_words(remark)}"


def _changes(row: Row) -> Iterator[str]:
    if row.is_new:
        yield f"{place(row)}: {_('ny:')} {row.name or row.key}"
    for column, (old, new) in row.changes.items():
        yield f"{place(row, column)}: {_('”%(old)s” blir ”%(new)s”') % {'old': old, 'new': new}}"


def place(row: Row, name: str = "") -> str:
    """Where something is: sheet, row and column, if it is in one."""
    column = row.sheet.by_name.get(name)
    words = _("%(table)s, rad %(row)d") % {"table": row.table, "row": row.number}
    return f"{words}, {column.title}" if column else words


def in_words(problem: Problem) -> str:
    """What is wrong, and what would be right."""
    words = [problem.message]
    if others := [each for each in problem.suggestions if each != NEW]:
        words.append(
            _("Menade du %(suggestions)s?") % {"suggestions": _(" eller ").join(f"”{each}”" for each in others[:3])}
        )
    if NEW in problem.suggestions:
        words.append(_("Är raden ny: skriv ”%(new)s” i kolumnen Nyckel.") % {"new": NEW})
    return " ".join(words)
