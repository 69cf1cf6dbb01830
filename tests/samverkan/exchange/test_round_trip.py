"""What goes out comes in again: without a change where it stands, and as the same registry where nothing stood."""

import io
import zipfile

import pytest
from django.apps import apps
from django.db import connection

from groups import frozen, tree
from groups.models import Group, User
from samverkan.exchange import incoming, outgoing
from samverkan.exchange.sheets import SHEETS
from samverkan.tabular import LONGEST_XLSX_TEXT
from tests.samverkan.exchange import generated
from tests.samverkan.exchange.taking import TODAY, problems, took

pytestmark = pytest.mark.django_db

KINDS = {"Bok.xlsx": outgoing.write_xlsx, "Bok.zip": outgoing.write_zip}


def exported(name: str) -> bytes:
    file = io.BytesIO()
    KINDS[name](file)
    return file.getvalue()


def sheets() -> dict[str, list[tuple[str, ...]]]:
    """Return the cells of every sheet."""
    return {sheet.name: list(outgoing.rows(sheet)) for sheet in SHEETS}


def is_unchanged(name: str) -> None:
    """Take an export in where it came from, and find nothing new, changed or wrong."""
    found = incoming.tables(exported(name), name, [])
    plan = incoming.preview(found, by=None, effective=None, today=TODAY)
    assert problems(plan) == []
    assert plan.unread == []
    assert {row.name: row.changes for row in plan.rows()} == {}
    assert {each.sheet.name: each.unchanged for each in plan.sheets} == {
        name: len(rows) for name, rows in sheets().items()
    }


def emptied() -> None:
    """Empty the registry but for its accounts, past all rules, within the test's transaction."""
    User.objects.update(person=None)
    models = [model for name in ("groups", "meetings") for model in apps.get_app_config(name).get_models(True)]
    tables = {model._meta.db_table for model in models} - {"groups_user", "groups_user_groups"}
    with frozen.lifted(), connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_changed_where_it_stands(name, seed):
    generated.fill(seed, spoilt=True)
    is_unchanged(name)


@pytest.mark.parametrize("seed", range(100, 106))
@pytest.mark.parametrize("name", KINDS)
def test_an_empty_registry_becomes_the_same(name, seed):
    generated.fill(seed, plain=True)
    before, data = sheets(), exported(name)
    emptied()
    assert not Group.objects.exists()
    _entry, plan = took(data, name)
    assert tree.check() == []
    after = sheets()
    if name == "Bok.xlsx":
        before = {sheet: [tuple(map(cut, row)) for row in rows] for sheet, rows in before.items()}
    for sheet, rows in before.items():
        assert sorted(after[sheet]) == sorted(rows), sheet
    assert after["groups"] == before["groups"], "in the order of the tree too"
    assert sum(len(each.new) for each in plan.sheets) == sum(map(len, before.values()))
    is_unchanged(name)


def cut(text: str) -> str:
    """What a workbook holds of a text."""
    return text if len(text) <= LONGEST_XLSX_TEXT else text[: LONGEST_XLSX_TEXT - 1] + "…"


def test_a_file_gives_texts_back_in_one_form():
    """Blanks at the ends and signs that nobody typed are lost once, and nothing more the next time."""
    generated.fill(7)
    data = exported("Bok.zip")
    emptied()
    took(data, "Bok.zip")
    before = sheets()
    data = exported("Bok.zip")
    emptied()
    took(data, "Bok.zip")
    assert sheets() == before


def test_a_workbook_has_dates_and_numbers_as_such():
    from openpyxl import load_workbook

    generated.fill(1)
    book = load_workbook(io.BytesIO(exported("Bok.xlsx")))
    assert book.sheetnames == [*(str(sheet.title) for sheet in SHEETS), "Förklaring"]
    kinds = set()
    for sheet in SHEETS:
        headings, *rows = book[str(sheet.title)].iter_rows(values_only=True)
        assert headings == tuple(str(column.title) for column in sheet.columns)
        for row in rows:
            kinds |= {
                (type(column.kind).__name__, type(value).__name__)
                for column, value in zip(sheet.columns, row, strict=True)
            }
    found = {kind: {value for each, value in kinds if each == kind} - {"NoneType"} for kind, _value in kinds}
    assert found["Date"] == {"datetime"}
    assert found["Number"] == {"int"}
    assert found["Time"] == {"time"}
    assert found["Text"] == found["YesNo"] == found["Code"] == {"str"}


def test_a_zip_has_a_file_for_each_sheet_as_a_swedish_excel_reads_it():
    generated.fill(1, groups=2)
    with zipfile.ZipFile(io.BytesIO(exported("Bok.zip"))) as packed:
        assert packed.namelist() == [f"{outgoing.file_stem(sheet)}.csv" for sheet in SHEETS]
        text = packed.read("grupper.csv").decode()
    assert text.startswith("\ufeffNyckel;Namn;Kort namn;Andra namn;Grupptyp;")


def test_what_excel_could_run_is_harmless_in_the_file_and_itself_again_in_the_registry():
    generated.fill(1, groups=2)
    group = Group.objects.first()
    group.note = "=1+1"
    tree.update(group)
    data = exported("Bok.zip")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert ";'=1+1\r\n" in packed.read("grupper.csv").decode()
    is_unchanged("Bok.zip")
