"""The workbook explains itself: a sheet that says what every column is, and lists to choose from in its cells."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from groups.models import Status
from samverkan.exchange import explaining, incoming, outgoing
from samverkan.exchange.planning import plan
from samverkan.exchange.sheets import BY_NAME, SHEETS
from tests import factories as f

pytestmark = pytest.mark.django_db


def workbook(*names: str):
    out = io.BytesIO()
    outgoing.write_xlsx(out, [BY_NAME[name] for name in names] or SHEETS)
    return out.getvalue()


@pytest.fixture
def group():
    return f.GroupFactory(name="Rådet", region=f.RegionFactory(), note="Ny")


def test_every_column_is_explained(group):
    *_others, last = load_workbook(io.BytesIO(workbook())).worksheets
    head, *rows = last.iter_rows(values_only=True)
    assert (last.title, list(head)) == ("Förklaring", explaining.header())
    told = {(row[0], row[2]): row for row in rows}
    assert set(told) == {(str(sheet.title), column.name) for sheet in SHEETS for column in sheet.columns}
    assert told["Grupper", "status"][4].split(" | ") == Status.labels
    assert "lämna tom för en ny rad" in told["Grupper", "slug"][3]
    assert told["Grupper", "parent"][3].startswith("Nyckel ur bladet Grupper, eller ett namn som bara en har.")
    assert "Flera skiljs åt med ett lodrätt streck." in told["Grupper", "topics"][3]
    assert "Måste fyllas i." in told["Grupper", "name"][3]


def test_cells_offer_what_may_stand_there_and_keys_of_the_sheets_beside(group):
    book = load_workbook(io.BytesIO(workbook("groups", "group_types")))
    sheet = book["Grupper"]
    at = {cell.value: cell.column_letter for cell in sheet[1]}
    offered = {str(each.sqref).split("2:")[0]: each for each in sheet.data_validations.dataValidation}
    assert offered[at["Status"]].formula1 == f'"{",".join(map(str, Status.labels))}"'
    assert offered[at["Visas publikt"]].formula1 == '"ja,nej"'
    keys = offered[at["Grupptyp"]].formula1
    assert keys.startswith("'Grupptyper'!$A$2:$A$")
    assert book["Grupptyper"]["A1"].value == "Nyckel"
    assert at["Delregion"] not in offered, "its sheet is not there"
    assert not any(each.showErrorMessage for each in offered.values()), "a name is as good"


@pytest.mark.parametrize("saved_by", ["the registry", "another program"])
def test_the_explanation_is_passed_over_when_it_comes_in_again(group, saved_by):
    content = workbook()
    if saved_by == "another program":
        out = io.BytesIO()
        load_workbook(io.BytesIO(content)).save(out)
        content = out.getvalue()
    tables = incoming.tables(content, "registret.xlsx", [])
    assert [table.title for table in tables] == [str(sheet.title) for sheet in SHEETS]
    made = plan(tables)
    assert (made.is_empty, made.is_sound, list(made.unread)) == (True, True, [])


def test_the_explanation_alone_says_nothing(group):
    book, out = load_workbook(io.BytesIO(workbook())), io.BytesIO()
    for sheet in book.worksheets[:-1]:
        book.remove(sheet)
    book.save(out)
    assert plan(incoming.tables(out.getvalue(), "registret.xlsx", [])).is_empty
