"""The compilation as tables: that their rows lead to each other, and that they open as people expect."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest

from samverkan import tabular
from samverkan.reports import audience, tables
from samverkan.reports.change_words import Changes
from samverkan.reports.contents import contents
from samverkan.reports.readings import Told
from tests.samverkan.reports import snapshot_world as world


def tell(*, whole: bool = True, compared: bool = True) -> Told:
    later = audience.read(world.later(), world.NAMES, whole=whole)
    earlier = audience.read(world.earlier(), world.NAMES, whole=whole)
    changes = Changes(earlier, later) if compared else None
    return Told(later, changes, contents(later, changes), [])


def unzip(told: Told) -> dict[str, list[dict[str, str]]]:
    archive = zipfile.ZipFile(io.BytesIO(tables.zipped(told)))
    return {
        name.removesuffix(".csv"): list(
            csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";")
        )
        for name in archive.namelist()
    }


def test_the_columns_are_these_and_stay():
    """Programs read them by name: a column may be added, not renamed."""
    assert {key: sheet.header() for key, sheet in tables.SHEETS.items() if key != "grupper"} == {
        "platser": ["Plats", "Grupp", "Gruppens namn", "Slag", "Benämning", "Organisation", "Organisationens nyckel",
                    "Sida", "Antal", "Vakanta", "Innehavare"],
        "lankar": ["Grupp", "Gruppens namn", "Slag", "Ordning", "Till", "Till grupp"],
        "andringar": ["Grupp", "Gruppens namn", "Ändring", "Uppgift", "Förut", "Nu"],
        "att-titta-pa": ["Regel", "Grupp", "Gruppens namn", "Vad"],
    }  # fmt: skip
    assert tables.SHEETS["grupper"].header()[:3] == ["Nyckel", "Namn", "Kort namn"]


def test_every_row_is_as_long_as_its_head_and_no_column_is_named_twice():
    told = tell()
    for sheet in tables.SHEETS.values():
        header = sheet.header()
        assert len(header) == len(set(header))
        rows = list(sheet.rows(told))
        assert rows
        assert {len(list(row)) for row in rows} == {len(header)}


@pytest.mark.parametrize("whole", [True, False])
def test_the_files_of_the_zip_lead_to_each_other(whole):
    files = unzip(tell(whole=whole))
    keys = {row["Nyckel"] for row in files["grupper"]}
    assert ("hemlig" in keys) == whole
    for name in ("platser", "lankar", "att-titta-pa"):
        assert {row["Grupp"] for row in files[name]} - {""} <= keys, name
    assert {row["Till grupp"] for row in files["lankar"]} - {""} <= keys
    assert {row["Överordnad"] for row in files["grupper"]} - {""} <= keys
    ended = [row for row in files["lankar"] if row["Slag"] == "ersätts av"]
    assert [(row["Grupp"], row["Till grupp"]) for row in ended] == [("gamla", "lilla")]
    for row in files["kolumner"]:
        assert row["Kolumn"] in files[row["Fil"].removesuffix(".csv")][0]
        assert row["Betydelse"]


def test_the_public_files_hold_no_hidden_group_or_name():
    for told, is_there in ((tell(whole=True), True), (tell(whole=False), False)):
        text = str(unzip(told))
        for secret in (world.SECRET, world.HIDDEN):
            assert (secret in text) == is_there, secret
        assert world.PUBLIC in text


def test_the_changes_are_rows():
    rows = [tuple(row.values()) for row in unzip(tell())["andringar"]]
    assert ("lilla", "Lilla samverkansmötet", "nytt namn", "Namn", "Lilla mötet", "Lilla samverkansmötet") in rows
    assert ("ds-tb", "DS-TB Nordväst", "ändrad", "Möts", "2 ggr/termin", "3 ggr/termin") in rows
    assert ("gamla", "Gamla rådet", "ersatt", "Uppgiften gick över", "2022-06-30", "Lilla samverkansmötet") in rows
    assert unzip(tell(compared=False))["andringar"] == []


def test_the_workbook_has_a_sheet_for_each_table_with_filter_and_frozen_head():
    book = openpyxl.load_workbook(io.BytesIO(tabular.xlsx_bytes(tables.for_workbook(tell()))))
    assert book.sheetnames == ["Grupper", "Platser", "Länkar", "Ändringar", "Att titta på", "Kolumner"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
    assert [cell.value for cell in book["Platser"][2]][:3] == ["s-2", "ds-tb", "DS-TB Nordväst"]
