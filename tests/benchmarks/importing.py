"""Groups out of a file: new ones against writing the same rows bare, against django-import-export, and unchanged ones.

The new groups are those of the registry over again under other addresses, so that what is compared has real parents,
types, regions and topics. Nothing is kept: each time is taken in a transaction that is rolled back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import tablib
from django.db import transaction
from import_export import fields, resources, widgets

from groups.models import Group, Placement
from samverkan import tabular
from samverkan.exchange import incoming, outgoing
from samverkan.exchange.applying import Applying
from samverkan.exchange.cells import Choice, Date, Reference, References, YesNo
from samverkan.exchange.headings import Table
from samverkan.exchange.planning import plan
from samverkan.exchange.reading import FileRow, read
from samverkan.exchange.sheets import BY_NAME, Column
from tests.benchmarks.lines import Line, fastest, ratio, times
from tests.benchmarks.registries import registry

MOST, FASTER, MOST_UNCHANGED = 4, 20, 2
SAMPLE = 300
"""So many groups django-import-export is given: per row it takes no less for more."""
DAY = dt.date(2026, 1, 1)
SHEET = BY_NAME["groups"]


def lines(size: int) -> Iterator[Line]:
    with registry(size):
        stated = [list(cells) for cells in outgoing.rows(SHEET)]
        yield _unchanged(stated)
        fresh = _fresh(stated)
        yield from _new(fresh)


def _unchanged(stated: list[list[str]]) -> Line:
    """A CSV as it went out, in again: read, compared, nothing to write; against reading file and facts, no more."""
    data = "".join(tabular.csv_lines(outgoing.header(SHEET), stated)).encode()

    def again() -> None:
        made = plan(incoming.tables(data, "grupper.csv", []))
        assert made.is_empty
        assert made.sheets[0].unchanged == len(stated)

    def bare() -> None:
        read(BytesIO(data), "grupper.csv")
        paths = [column.path for column in SHEET.columns if column.path]
        list(SHEET.rows().values_list("pk", *paths))
        for column in SHEET.columns:
            if column.gather:
                column.gather(SHEET.rows().order_by().values("pk"))

    return ratio(
        "läsa in oförändrade grupper, CSV", again, "läsa filen och samma fakta med values_list", bare, MOST_UNCHANGED
    )


def _new(fresh: list[list[str]]) -> Iterator[Line]:
    table = _table(fresh)

    def take_in() -> None:
        with _kept_by_nobody():
            made = plan([table])
            Applying(made, by=None, reason="Mätning", effective=DAY, today=DAY).run()

    with transaction.atomic():  # the rows that an import makes, to be written bare
        made = plan([table])
        Applying(made, by=None, reason="Mätning", effective=DAY, today=DAY).run()
        slugs = [row[0] for row in fresh]
        groups = list(Group.objects.filter(slug__in=slugs).order_by("depth", "pk"))
        keys = [group.pk for group in groups]
        records = list(Group.history.filter(id__in=keys))
        places = list(Placement.objects.filter(group__in=keys))
        transaction.set_rollback(True)

    def bare() -> None:
        with _kept_by_nobody():
            for model, rows in ((Group, groups), (Group.history.model, records), (Placement, places)):
                for row in rows:
                    row._state.adding = True
                model._base_manager.bulk_create(rows, batch_size=2000)

    took, compared = fastest(take_in, bare, rounds=3)
    yield Line(
        f"läsa in {len(fresh)} nya grupper", "bulk_create av samma grupper, historik och placeringar", MOST,
        took / compared, note=times(took, compared),
    )  # fmt: skip
    (library,) = fastest(lambda: _by_the_library(fresh[:SAMPLE]), rounds=2)
    own, other = took / len(fresh), library / SAMPLE
    yield Line(
        "samma, per rad", "django-import-export som den är", FASTER, other / own, "× fortare", True, times(own, other)
    )


def _fresh(stated: list[list[str]]) -> list[list[str]]:
    """The groups over again, with addresses of their own, under each other as before."""
    at = {column.name: place for place, column in enumerate(SHEET.columns)}
    fresh = []
    for cells in stated:
        row = list(cells)
        row[at["slug"]] = f"ny-{row[at['slug']]}"
        for name in ("parent", "successors"):
            row[at[name]] = " | ".join(f"ny-{each}" for each in row[at[name]].split(" | ") if each)
        fresh.append(row)
    return fresh


def _table(rows: list[list[str]]) -> Table:
    """The rows as a file that has been read and recognised."""
    lines = [FileRow(number, row) for number, row in enumerate(rows, start=2)]
    return Table("Grupper", lines, outgoing.header(SHEET), SHEET, list(SHEET.columns), is_text=True)


@contextmanager
def _kept_by_nobody() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _by_the_library(rows: list[list[str]]) -> None:
    """The sample by django-import-export, parents first as it needs, with the words of choices turned beforehand."""
    names = [name for name, widget in _WIDGETS.items() if widget is not None]
    at = {column.name: place for place, column in enumerate(SHEET.columns)}
    with _kept_by_nobody():
        data = tablib.Dataset(*([_as_machine(name, row[at[name]]) for name in names] for row in rows), headers=names)
        result = _Resource().import_data(data, raise_errors=True)
        assert result.totals["new"] == len(rows)


def _as_machine(name: str, text: str) -> str:
    kind = SHEET.by_name[name].kind
    return str(kind.read(text, None)) if text and isinstance(kind, Choice | YesNo) else text


def _widget(column: Column) -> widgets.Widget | None:
    """What the library's documentation leads to for such a column; None for one that is no field of the group."""
    if column.field is None or column.name == "successors":
        return None
    if isinstance(column.kind, Reference | References):
        of_many = isinstance(column.kind, References)
        related = (column.field.related_model, "slug")
        return widgets.ManyToManyWidget(related[0], " | ", "slug") if of_many else widgets.ForeignKeyWidget(*related)
    return {Date: widgets.DateWidget("%Y-%m-%d"), YesNo: widgets.BooleanWidget()}.get(
        type(column.kind), widgets.Widget()
    )


_WIDGETS = {column.name: _widget(column) for column in SHEET.columns}


class _Resource(resources.ModelResource):
    """Every fact of the sheet that is a field, by name, keys by slug."""

    class Meta:
        model = Group
        fields = tuple(name for name, widget in _WIDGETS.items() if widget is not None)
        import_id_fields = ("slug",)
        use_transactions = True

    def __init__(self) -> None:
        super().__init__()
        for name, widget in _WIDGETS.items():
            if widget is not None:
                self.fields[name] = fields.Field(name, name, widget)
