"""Files made of dictionaries, taken in: `taken(groups=[{"name": "Rådet", …}])`. And all that a database holds."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from groups.models import User
from samverkan.exchange import incoming, report
from samverkan.exchange.applying import Refused
from samverkan.exchange.models import Import
from samverkan.exchange.planning import Plan, Row

TODAY = dt.date(2026, 11, 23)

Rows = list[dict[str, str]]


def csv_bytes(rows: Rows, headings: list[str] | None = None) -> bytes:
    """Return a CSV file as a Swedish Excel writes it; the headings are those of the rows."""
    headings = headings or list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, headings, restval="", delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def book(**sheets: Rows) -> bytes:
    """Return a zip file with a CSV file for each sheet, named and headed by the machine's names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, rows in sheets.items():
            packed.writestr(f"{name}.csv", csv_bytes(rows))
    return file.getvalue()


def planned(*, by: User | None = None, effective: dt.date | None = None, corrections=None, **sheets: Rows) -> Plan:
    """Return the preview of a file with these rows."""
    found = incoming.tables(book(**sheets), "Fil.zip", [])
    return incoming.preview(found, by=by, effective=effective, today=TODAY, corrections=corrections)


def take(data: bytes, name: str = "Fil.zip", **facts) -> tuple[Import, Plan]:
    """Take a file in; return the import and its plan. Raises Refused."""
    by, corrections, seen = (facts.pop(each, None) for each in ("by", "corrections", "seen"))
    mappings = facts.pop("mappings", [])
    entry = Import(file_name=name, by=by, **facts)
    found = incoming.tables(data, name, mappings)
    return entry, incoming.take_in(entry, found, by=by, today=TODAY, corrections=corrections, seen=seen)


def taken(*, by: User | None = None, effective: dt.date | None = None, why: str = "", **sheets: Rows) -> Import:
    """Take a file with these rows in, which must succeed; return the import."""
    entry, _plan = took(book(**sheets), by=by, effective=effective, why=why)
    return entry


def took(data: bytes, name: str = "Fil.zip", **facts) -> tuple[Import, Plan]:
    """Take a file in, which must succeed."""
    try:
        return take(data, name, **facts)
    except Refused as error:
        raise AssertionError(list(report.as_words(error.plan))) from None


def refused(*, by: User | None = None, effective: dt.date | None = None, **sheets: Rows) -> Plan:
    """Take a file in that must be refused with nothing written; return its plan. The preview must say the same."""
    before = everything()
    shown = planned(by=by, effective=effective, **sheets)
    with pytest.raises(Refused) as found:
        take(book(**sheets), by=by, effective=effective)
    assert everything() == before
    assert problems(shown) == problems(found.value.plan)
    return found.value.plan


def problems(plan: Plan) -> list[tuple[str, int, str, str]]:
    """Return (sheet, row, column, words) of all that is wrong."""
    return [(row.sheet.name, row.number, each.column, each.message) for row in plan.rows() for each in row.problems]


def words(plan: Plan) -> list[tuple[str, str]]:
    """Return (column, words) of all that is wrong."""
    return [(column, said) for _sheet, _row, column, said in problems(plan)]


def only_row(plan: Plan) -> Row:
    (row,) = plan.rows()
    return row


def everything() -> dict[str, list[tuple]]:
    """Return every row of every table of the project, the histories and links too."""
    tables = [
        model._meta
        for name in ("groups", "meetings", "exchange")
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return {each.db_table: list(_rows(each.db_table, each.pk.column)) for each in tables}


def _rows(table: str, key: str) -> Iterator[tuple]:
    """By the key: a history's first column is that of the row it tells of, and among equals any order will do."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quoted(table)} ORDER BY {quoted(key)}")
        yield from cursor.fetchall()
