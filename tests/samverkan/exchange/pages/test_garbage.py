"""Addresses and forms that nobody meant: an answer, never an error, and nothing written."""

from __future__ import annotations

import itertools

import pytest

from groups.models import Group
from samverkan.exchange.models import Import
from tests.groups.admin.world import World
from tests.samverkan.exchange.pages.steps import Steps, csv_of, words
from tests.samverkan.exchange.pages.test_columns import workbook

VALUES = (
    "",
    "\0",
    "a\0b",
    "-1",
    "0",
    "abc",
    "99999999999999999999999",
    "1.5",
    "²",
    "Å" * 3000,
    "'; --",
    "%",
    "\ud7ff",
    "<script>",
)
ROW = ("Rådet", "Samrådd", "lokal", "Nordväst grupp")
HUGE = 99999999999999999999999


@pytest.fixture
def entry(steps: Steps) -> Import:
    steps.client.raise_request_exception = False
    return steps.waiting([ROW])


def test_no_query_breaks_a_page(steps: Steps, entry: Import) -> None:
    done = steps.done([("Laget", "Samråd", *ROW[2:])])
    pages = {
        "preview": [entry.pk],
        "table": [entry.pk, 0],
        "row": [entry.pk, 0, 2],
        "change": [done.pk],
        "changelist": [],
        "columnmapping": [],
    }
    answered = []
    for page, value in itertools.product(pages, VALUES):
        query = dict.fromkeys(("visa", "blad", "sida", "rad", "q", "p", "o", "state__exact", "e"), value)
        url = "/admin/exchange/columnmapping/" if page == "columnmapping" else steps.url(page, *pages[page])
        answered.append((page, value, steps.client.get(url, query).status_code))
    assert [each for each in answered if each[2] not in {200, 302}] == []


@pytest.mark.parametrize("name", ["correct", "leave"])
def test_no_form_breaks_a_correction(steps: Steps, entry: Import, name: str) -> None:
    for field, value in itertools.product(("table", "number", "column", "text", "all", "back"), VALUES):
        sent = {"table": "0", "number": "2", "column": "type", "text": "Samråd", field: value}
        assert steps.post(name, entry.pk, **sent).status_code == 200, (field, value)
    for column in ("seat_group", "finns-inte", "uid", "pk"):
        before = Import.objects.get(pk=entry.pk).corrections
        steps.correct(entry, 2, column, "x")
        assert Import.objects.get(pk=entry.pk).corrections == before


@pytest.mark.parametrize("value", VALUES)
def test_no_cell_breaks_a_row(steps: Steps, entry: Import, value: str) -> None:
    sent = dict.fromkeys(("slug", "name", "type", "tier", "parent", "status", "municipalities", "valid_until"), value)
    assert steps.post("row", entry.pk, 0, 2, **sent).status_code == 200
    assert Group.objects.count() == 2


@pytest.mark.parametrize("value", VALUES)
def test_nothing_said_of_columns_breaks_their_page(steps: Steps, value: str) -> None:
    steps.client.raise_request_exception = False
    steps.upload(csv_of([("x", "y")], ("Vad?", "Hur?")))
    entry = Import.objects.latest("pk")
    names = ("kolumn-0", "kolumn-1", "alla-type", "alla-parent", "alla-municipalities", "name", "remember")
    url = steps.url("table", entry.pk, 0)
    assert steps.client.post(f"{url}?blad=groups", dict.fromkeys(names, value), follow=True).status_code == 200
    said = {**dict.fromkeys(names, value), "kolumn-0": "name", "kolumn-1": ""}
    assert steps.client.post(f"{url}?blad=groups", said, follow=True).status_code == 200
    assert steps.client.post(f"{url}?blad={value[:50]}", said, follow=True).status_code == 200


@pytest.mark.parametrize("value", VALUES)
def test_no_answer_breaks_the_upload(steps: Steps, value: str) -> None:
    steps.client.raise_request_exception = False
    assert steps.upload(csv_of([ROW]), why=value, effective=value).status_code == 200
    assert steps.post("upload", file=value).status_code == 200


def test_keys_of_nothing_lead_somewhere(steps: Steps, world: World, entry: Import) -> None:
    for key in (0, HUGE):
        for name, args in (("preview", []), ("table", [0]), ("row", [0, 2]), ("confirm", []), ("undo", [])):
            assert "Filen finns inte kvar" in words(steps.get(name, key, *args)), name
    assert steps.get("table", entry.pk, 99).status_code == 404
    assert steps.get("table", entry.pk, HUGE).status_code == 404
    for table, number in ((99, 2), (0, 99), (HUGE, 2), (0, HUGE)):
        assert "inget kvar att rätta" in words(steps.get("row", entry.pk, table, number))
    for key in ("abc", "²", "-1", "%00", "_31", str(HUGE)):
        for page in ("change", "history", "delete"):
            status = steps.client.get(f"/admin/exchange/import/{key}/{page}/").status_code
            assert status in {302, 403, 404}, (key, page)
            status = steps.client.get(f"/admin/exchange/columnmapping/{key}/{page}/").status_code
            assert status in {302, 403, 404}, (key, page)


CELLS = ("\0", "a\0b", "=1+1", "\ud7ff", "Å" * 40_000, "<b>x</b>", "'", '"', "|", "–", "2026-02-30", "\x1b", "\u202e")


@pytest.mark.parametrize("cell", CELLS)
def test_no_cell_of_a_file_breaks_its_preview(steps: Steps, cell: str) -> None:
    steps.client.raise_request_exception = False
    headings = ("name", "type", "tier", "parent", "municipalities", "topics", "placed_since", "is_public", "slug")
    row = tuple(f'"{cell.replace(chr(34), chr(34) * 2)}"' for _each in headings)
    assert steps.upload(csv_of([row], headings)).status_code == 200
    good = (f'"{cell.replace(chr(34), chr(34) * 2)}"', "Samråd", "lokal", "Nordväst grupp")
    page = steps.upload(csv_of([good]))
    assert page.status_code == 200
    assert "<b>x</b>" not in page.content.decode()
    entry = Import.objects.order_by("-pk").first()
    if entry and entry.shown.get("is_sound"):
        assert steps.confirm(entry).status_code == 200


def test_signs_that_no_database_holds_are_borne_in_cells_headings_and_titles(steps: Steps) -> None:
    """A workbook may write them as _x0000_."""
    rows = [["Namn", "Gru_x0000_pptyp", "Nivå", "Ligger under", "Pra_x0000_t"]]
    rows += [["Rå_x0000_det", "Sam_x0000_rådd", "lokal", "Nordväst grupp", "_x0000_"]]
    page = steps.upload(workbook(Grupper=rows), "bok.xlsx")
    entry = Import.objects.get()
    said = {"kolumn-0": "name", "kolumn-1": "type", "kolumn-2": "tier", "kolumn-3": "parent", "kolumn-4": ""}
    url = f"{steps.url('table', entry.pk, 0)}?blad=groups"
    page = steps.client.post(url, {**said, "remember": "on", "name": "Med tecken"}, follow=True)
    assert page.status_code == 200
    row = entry.rows.get()
    assert "\0" not in str([row.name, row.told])
    assert steps.post("leave", entry.pk, table=0, number=2).status_code == 200
    assert steps.post("leave", entry.pk, table=0, number=2, back="1").status_code == 200
    assert steps.correct(entry, 2, "type", "Samråd").status_code == 200
    assert "Filen är inläst" in words(steps.confirm(entry))
    assert Group.objects.filter(name="Rådet").exists()
