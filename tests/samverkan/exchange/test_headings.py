"""Which sheet a table is, and which of its columns is which."""

import pytest

from samverkan.exchange import headings
from samverkan.exchange.headings import Mapping, recognise
from samverkan.exchange.reading import FileRow, FileSheet
from samverkan.exchange.sheets import SHEETS


def table(*rows, title="Blad1", kind="xlsx", mappings=(), **facts):
    lines = [FileRow(number, list(cells)) for number, cells in enumerate(rows, 1) if any(cells)]
    return recognise(FileSheet(title, kind, lines, **facts), mappings)


def names(found):
    return [column and column.name for column in found.columns]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_each_sheet_is_known_by_its_title_its_name_and_most_by_their_headings(sheet):
    titles, machine = [str(each.title) for each in sheet.columns], [each.name for each in sheet.columns]
    for title, row in ((str(sheet.title), titles), (sheet.name.upper(), machine), (str(sheet.title).lower(), machine)):
        found = table(row, ["x"] * len(row), title=title)
        assert found.sheet is sheet
        assert names(found) == machine
    assert len({headings.fold(each) for each in titles}) == len(titles)
    if sheet.name not in ("regions", "topics", "commissions"):  # what they say, others say too
        assert table(titles, titles).sheet is sheet


def test_titles_above_the_headings_are_passed_over():
    found = table(["Samverkansgrupper i Nordväst"], [], ["Namn", "Grupptyp", "Nivå"], ["Rådet", "Råd", "lokal"])
    assert found.sheet.name == "groups"
    assert [row.number for row in found.rows] == [4]


def test_what_nobody_knows_is_told_and_not_guessed():
    found = table(["Vad", "Vem", "Varför"], ["a", "b", "c"])
    assert (found.sheet, found.headings) == (None, ["Vad", "Vem", "Varför"])
    found = table(["Namn", "Grupptyp", "Nivå", "Min anteckning"], ["a"], title="Grupper")
    assert found.unknown == ["Min anteckning"]
    assert names(found) == ["name", "type", "tier", None]


def test_a_table_that_is_only_called_as_a_sheet_is_not_passed_over_in_silence():
    found = table(["Vad", "Vem"], ["a", "b"], title="Ledamöter")
    assert (found.sheet, found.headings) == (None, ["Vad", "Vem"])


def test_a_column_that_stands_twice_is_refused():
    found = table(["Namn", "name", "Grupptyp", "Nivå"], ["a"], title="Grupper")
    assert found.problems == ["Kolumnen ”Namn” finns två gånger: ”Namn” och ”name”."]


def test_merged_headings_are_refused_but_not_a_merged_title_above_them():
    title, heading = ["Grupper i Nordväst"], ["Namn", "Grupptyp", "Nivå"]
    assert table(title, heading, ["a"], merged=["A1:C1"]).problems == []
    assert table(title, heading, ["a"], merged=["A3:B3"]).problems == []
    for merged in ("A2:B2", "A1:A2", "B2:B3"):
        (words,) = table(title, heading, ["a"], merged=[merged]).problems
        assert words.startswith(f"Rubrikraden har sammanfogade celler ({merged}).")


def test_a_mapping_is_known_by_its_headings_in_any_order():
    mapping = Mapping("groups", {"forum": "name", "slag": "type", "anteckning": ""}, {"tier": "lokal", "name": "x"})
    found = table(["Översikt"], ["SLAG", "Anteckning", "Forum"], ["Råd", "hej", "Rådet"], mappings=[mapping])
    assert found.sheet.name == "groups"
    assert names(found) == ["type", None, "name"]
    assert found.constants == {"tier": "lokal"}, "what a column says, no constant says"
    assert found.unknown == []
    assert table(["Slag", "Forum"], ["Råd", "Rådet"], mappings=[mapping]).sheet is None


def test_a_mapping_without_a_sheet_passes_a_table_over():
    found = table(["Vad", "Vem"], ["a", "b"], mappings=[Mapping("", {"vad": "", "vem": ""})])
    assert (found.sheet, found.has_rows, found.problems) == (None, False, [])
