"""What a spreadsheet program has made of what somebody wrote is recognised where it can be, with advice."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook

from groups import tree
from samverkan.exchange import incoming
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, csv_bytes, only_row, planned, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return f.GroupFactory(name="Rådet", frequency_text="4 ggr/år")


def workbook(*rows) -> bytes:
    book = Workbook()
    book.active.title = "groups"
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def preview(data: bytes, name: str = "groups.xlsx", **facts):
    found = incoming.tables(data, name, [])
    return incoming.preview(found, by=None, effective=None, today=TODAY, **facts)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("06-aug", "Excel kan ha gjort om texten till ett datum: 06-aug kan ha varit ”8-6” eller ”6-8”."),
        ("aug-06", "Excel kan ha gjort om texten till ett datum (aug-06)."),
        ("4,5E+10", "Excel har gjort om ett långt nummer till 4,5E+10, och siffror har gått förlorade."),
        ("#NAMN?", "Cellen visar felet #NAMN? i stället för ett värde."),
        ("####", "Kolumnen var för smal när filen sparades"),
        ("LÃ¥nga mÃ¶ten", "det ska nog stå ”Långa möten”"),
    ],
)
def test_a_text_that_excel_has_spoilt_in_a_csv_file_is_refused_with_advice(group, said, words):
    ((_sheet, row, column, message),) = problems(planned(groups=[{"slug": group.slug, "frequency_text": said}]))
    assert (row, column) == (2, "frequency_text")
    assert words in message


def test_a_key_that_has_become_a_date_is_no_new_row(group):
    assert "Excel" in problems(planned(groups=[{"slug": "nov-26", "note": "Ny"}]))[0][3]


def test_a_text_that_stands_so_in_the_registry_is_not_suspected(group):
    group.frequency_text = "06-aug"
    tree.update(group)
    assert problems(planned(groups=[{"slug": group.slug, "frequency_text": "06-aug", "note": "Ny"}])) == []


def test_a_date_in_a_column_of_text_may_have_been_something_else(group):
    """ "6-8" times a year, which Excel takes for the sixth of August."""
    data = workbook(["slug", "frequency_text", "placed_since"], [group.slug, dt.date(2026, 8, 6), None])
    row = only_row(preview(data))
    (problem,) = row.problems
    assert (problem.column, problem.suggestions) == ("frequency_text", ("6-8", "8-6", "2026-08-06"))
    assert problem.message.startswith("Excel kan ha gjort om texten till ett datum.")
    mended = preview(data, corrections={("groups", 2, "frequency_text"): "6-8"})
    assert only_row(mended).changes == {"frequency_text": ("4 ggr/år", "6-8")}
    assert mended.is_sound


def test_a_date_that_stands_as_text_in_the_registry_is_itself(group):
    group.frequency_text = "2026-08-06"
    tree.update(group)
    assert preview(workbook(["slug", "frequency_text"], [group.slug, dt.date(2026, 8, 6)])).is_empty


def test_a_formula_that_nobody_has_reckoned_does_not_clear_a_cell(group):
    data = workbook(["slug", "frequency_text", "note"], [group.slug, "=A1", "Ny"])
    ((*_where, column, words),) = problems(preview(data))
    assert column == "frequency_text"
    assert words.startswith("Cellen har en formel som inte är uträknad.")


def test_what_a_workbook_keeps_as_text_is_what_somebody_wrote(group):
    assert problems(preview(workbook(["slug", "frequency_text"], [group.slug, "06-aug"]))) == []
    for said in ("#SAKNAS!", "Ã¥r"):
        assert problems(preview(workbook(["slug", "note"], [group.slug, said])))


def test_a_number_that_has_lost_its_first_sign():
    person = f.PersonFactory()
    (problem,) = only_row(planned(persons=[{"uid": str(person.uid), "phone": "701740605"}])).problems
    assert problem.suggestions == ("0701740605", "+701740605")


def test_signs_that_were_lost_on_the_way_are_seen(group):
    data = csv_bytes([{"slug": group.slug, "note": "m\ufffdten"}])
    assert "�" in problems(preview(data, "groups.csv"))[0][3]
