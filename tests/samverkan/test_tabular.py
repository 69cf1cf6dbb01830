"""Files out: what is read back is what was written, no cell can act, and large tables are not held in memory."""

import csv
import io
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from samverkan.tabular import (
    BYTE_ORDER_MARK,
    LONGEST_SHEET_TITLE,
    LONGEST_XLSX_TEXT,
    csv_lines,
    csv_response,
    harmless,
    unharmed,
    xlsx_bytes,
    xlsx_response,
)

HARMFUL = "'=+-@\t\r"

# Every code point, with those that matter here made likely.
any_cell = st.text(alphabet=st.sampled_from("'=+-@\t\r\n;,\" aÅ\x00\ud800") | st.characters(), max_size=20)
legal_sign = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
legal_cell = st.text(alphabet=st.sampled_from("'=+-@\t\r\n;,\" aÅ#") | legal_sign, max_size=20)
any_title = st.text(alphabet=st.characters() | st.sampled_from("aA'[]:*?/\\"), max_size=40)


def read_csv(lines, *, comma=False):
    text = "".join(lines).removeprefix(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="," if comma else ";", strict=True))


def csv_cell(value, *, comma=False):
    (_header, (cell,)) = read_csv(csv_lines(["Grupp"], [[value]], comma), comma=comma)
    return cell


def read_xlsx(content):
    return load_workbook(io.BytesIO(content))


def xlsx_cell(value):
    return read_xlsx(xlsx_bytes([("Grupper", ["Grupp"], [[value]])])).active["A2"]


def body(response):
    return b"".join(response.streaming_content)


# -- harmless cells


@pytest.mark.parametrize("start", HARMFUL)
def test_a_cell_that_could_act_gets_one_apostrophe(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert unharmed(f"'{start}1+1") == f"{start}1+1"


@pytest.mark.parametrize("text", ["", "Lund", "6-8", "a=b", " =1", "Ängelholm"])
def test_other_cells_are_left_alone(text):
    assert harmless(text) == text
    assert unharmed(text) == text


def test_an_apostrophe_that_we_did_not_write_stays():
    assert unharmed("'s-Hertogenbosch") == "'s-Hertogenbosch"
    assert unharmed("'") == "'"


@given(any_cell)
def test_taking_the_apostrophe_away_gives_the_text_back(text):
    assert unharmed(harmless(text)) == text
    assert len(harmless(text)) - len(text) in (0, 1)


# -- CSV


def test_csv_opens_in_a_swedish_excel():
    lines = list(csv_lines(["Grupp", "Möten"], [["Styrgrupp FACT", 4], ["AU; NV", 1]]))
    assert "".join(lines) == '\ufeffGrupp;Möten\r\nStyrgrupp FACT;4\r\n"AU; NV";1\r\n'
    assert "".join(lines).encode().startswith(b"\xef\xbb\xbf")


def test_the_comma_kind_has_no_byte_order_mark():
    lines = csv_lines(["Grupp", "Möten"], [["AU, NV", 1]], comma=True)
    assert "".join(lines) == 'Grupp,Möten\r\n"AU, NV",1\r\n'


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "ja"),
        (False, "nej"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 8, 0, tzinfo=UTC), "2026-11-22 09:00"),
        (145415, "145415"),
        (0, "0"),
        (Decimal("12.50"), "12,50"),
        (Decimal("1E+3"), "1000"),
        (2.5, "2,5"),
        ("1290", "1290"),
        (["Bjuv", "Båstad"], "Bjuv | Båstad"),
        ((1, None, True), "1 |  | ja"),
        ([], ""),
        (gettext_lazy("Kommun"), "Kommun"),
        ("två\nrader", "två\nrader"),
        ('"citat"', '"citat"'),
        ("noll\x00tecken\ud800", "nolltecken"),
        (-5, "'-5"),
        (["=1", "2"], "'=1 | 2"),
    ],
)
def test_values_are_written_as_swedish_text(value, cell):
    assert csv_cell(value) == cell


def test_decimals_follow_the_delimiter():
    assert csv_cell(Decimal("12.5"), comma=False) == "12,5"
    assert csv_cell(Decimal("12.5"), comma=True) == "12.5"


def test_a_line_break_stays_within_its_quotes():
    assert '"två\nrader";sen' in "".join(csv_lines(["a", "b"], [["två\nrader", "sen"]]))


@given(st.lists(st.lists(any_cell, min_size=2, max_size=2), max_size=4), st.booleans())
def test_no_csv_cell_begins_as_a_formula_and_all_are_utf8(rows, comma):
    lines = list(csv_lines(["Grupp", "Syfte"], rows, comma))
    "".join(lines).encode()
    for row in read_csv(lines, comma=comma):
        assert len(row) == 2
        assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row)


@given(st.lists(st.lists(legal_cell, min_size=2, max_size=2), max_size=4), st.booleans())
def test_csv_read_back_is_what_was_written(rows, comma):
    _header, *read = read_csv(csv_lines(["Grupp", "Syfte"], rows, comma), comma=comma)
    assert [[unharmed(cell) for cell in row] for row in read] == rows


def test_what_is_left_when_illegal_signs_are_gone_is_harmless():
    """In a row with a line break too, which alone hides no such sign."""
    written = read_csv(csv_lines(["a", "b"], [iter(["\x00=1+1", "en\nrad\x07"])]))
    assert written[1] == ["'=1+1", "en\nrad"]


def test_the_header_is_harmless_too():
    assert read_csv(csv_lines(["=1", "@b"], [])) == [["'=1", "'@b"]]


def test_csv_is_streamed_without_holding_the_rows():
    asked = 0

    def rows():
        nonlocal asked
        for number in range(10_000):
            asked += 1
            yield [number]

    response = csv_response("grupper.csv", ["Nummer"], rows())
    assert response.streaming
    assert asked == 0
    pieces = iter(response.streaming_content)
    next(pieces)
    assert asked <= 100
    assert len(list(pieces)) < 200
    assert asked == 10_000


def test_a_csv_download_names_its_kind_and_its_file():
    response = csv_response("grupper.csv", ["Grupp"], [["AU"]])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="grupper.csv"'
    assert body(response) == "\ufeffGrupp\r\nAU\r\n".encode()
    assert body(csv_response("grupper.csv", ["Grupp"], [["AU"]], comma=True)) == b"Grupp\r\nAU\r\n"


@pytest.mark.django_db  # a response that is closed looks after the connections to the database
@pytest.mark.parametrize("respond", [csv_response, lambda name, *table: xlsx_response(name, [("Blad", *table)])])
def test_a_swedish_file_name_survives_and_a_wicked_one_does_not(respond):
    with closing(respond("grupper nordöst.csv", ["Grupp"], [])) as response:
        assert response["Content-Disposition"] == "attachment; filename*=utf-8''grupper%20nord%C3%B6st.csv"
    with closing(respond('a"\r\nSet-Cookie: x/../b.csv', ["Grupp"], [])) as response:
        assert response["Content-Disposition"] == 'attachment; filename="a-Set-Cookie- x-..-b.csv"'


# -- XLSX


@pytest.mark.parametrize(
    ("value", "cell", "kind"),
    [
        ("=1+1", "=1+1", "s"),
        ("=", "=", "s"),
        ("#N/A", "#N/A", "s"),
        ("+1", "+1", "s"),
        ("'1", "'1", "s"),
        ("1290", "1290", "s"),
        ("6-8", "6-8", "s"),
        ("två\r\nrader", "två\nrader", "s"),
        ("  luft  ", "  luft  ", "s"),
        ("\x00a\x0bb\ud800\uffff", "ab", "s"),
        (True, "ja", "s"),
        (False, "nej", "s"),
        (["Bjuv", "Båstad"], "Bjuv | Båstad", "s"),
        (gettext_lazy("Kommun"), "Kommun", "s"),
        (145415, 145415, "n"),
        (-5, -5, "n"),
        (Decimal("12.5"), 12.5, "n"),
        (10**20, "100000000000000000000", "s"),
        (float("inf"), "inf", "s"),
        (Decimal("NaN"), "NaN", "s"),
        (date(2026, 11, 22), datetime(2026, 11, 22), "d"),
        (datetime(2026, 11, 22, 8, 0, tzinfo=UTC), datetime(2026, 11, 22, 9, 0), "d"),
        (date(1862, 1, 1), "1862-01-01", "s"),
        (None, None, "n"),
        ("", None, "n"),
        ("\x00", None, "n"),
    ],
)
def test_xlsx_cells_keep_their_kind(value, cell, kind):
    read = xlsx_cell(value)
    assert (read.value, read.data_type) == (cell, kind)


@given(st.lists(any_cell, min_size=1, max_size=5))
def test_no_xlsx_cell_is_ever_a_formula(cells):
    content = xlsx_bytes([("Grupper", cells, [cells])])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f" not in sheet
    assert {cell.data_type for row in read_xlsx(content).active.rows for cell in row} <= {"s", "n"}


@given(st.lists(legal_cell.filter(lambda text: "\r" not in text), min_size=1, max_size=5))
def test_xlsx_read_back_is_what_was_written(cells):
    sheet = read_xlsx(xlsx_bytes([("Grupper", ["x"] * len(cells), [cells])])).active
    assert [cell.value or "" for cell in sheet[2]] == cells


def test_a_formula_that_is_text_stays_text_when_the_cell_is_edited():
    assert xlsx_cell("=1+1").quotePrefix
    assert not xlsx_cell("1+1").quotePrefix


def test_a_cell_of_several_lines_shows_them_all():
    assert xlsx_cell("två\nrader").alignment.wrap_text
    assert not xlsx_cell("en rad").alignment.wrap_text


def test_too_long_a_text_ends_with_an_ellipsis():
    assert xlsx_cell("å" * LONGEST_XLSX_TEXT).value == "å" * LONGEST_XLSX_TEXT
    assert xlsx_cell("å" * (LONGEST_XLSX_TEXT + 1)).value == "å" * (LONGEST_XLSX_TEXT - 1) + "…"


def test_a_sheet_has_a_bold_frozen_head_with_filters_and_fitting_columns():
    rows = [[f"Grupp {number}", "s" * 500, None] for number in range(250)]
    sheet = read_xlsx(xlsx_bytes([("Grupper", ["Samverkansgruppens namn", "Syfte", "X"], rows)])).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C251"
    assert sheet.max_row == 251
    assert all(cell.font.bold for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])
    widths = [sheet.column_dimensions[column].width for column in "ABC"]
    assert widths == [27, 60, 8]


def test_an_empty_sheet_still_has_its_head():
    sheet = read_xlsx(xlsx_bytes([("Grupper", ["Grupp", "Syfte"], [])])).active
    assert [cell.value for cell in sheet[1]] == ["Grupp", "Syfte"]
    assert sheet.auto_filter.ref == "A1:B1"


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (["Grupper", "grupper"], ["Grupper", "grupper 2"]),
        (["Nord/väst: [allt]?"], ["Nord väst allt"]),
        (["", "''"], ["Blad", "Blad 2"]),
        (["History"], ["History 2"]),
        (["a" * 40, "a" * 40], ["a" * 31, "a" * 29 + " 2"]),
        (["🙂" * 16], ["🙂" * 15]),
        (["'namn'"], ["namn"]),
    ],
)
def test_sheet_titles_are_made_acceptable(wanted, titles):
    assert read_xlsx(xlsx_bytes([(title, ["x"], []) for title in wanted])).sheetnames == titles


@settings(deadline=None)
@given(st.lists(any_title, min_size=1, max_size=4))
def test_any_sheet_titles_end_up_short_and_distinct(wanted):
    titles = read_xlsx(xlsx_bytes([(title, ["x"], []) for title in wanted])).sheetnames
    assert len(titles) == len({title.casefold() for title in titles}) == len(wanted)
    assert all(0 < len(title) <= LONGEST_SHEET_TITLE and not set(title) & set("[]:*?/\\") for title in titles)


def test_a_workbook_needs_a_sheet():
    with pytest.raises(ValueError, match="at least one sheet"):
        xlsx_bytes([])


@pytest.mark.django_db  # a response that is closed looks after the connections to the database
def test_an_xlsx_download_is_a_file_with_swedish_properties(settings):
    settings.SITE_NAME = "Samverkan i Skåne"
    with closing(xlsx_response("grupper.xlsx", [("Grupper", ["Grupp"], iter([["AU"]]))])) as response:
        assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        assert response["Content-Disposition"] == 'attachment; filename="grupper.xlsx"'
        content = body(response)
        assert int(response["Content-Length"]) == len(content)
    workbook = read_xlsx(content)
    assert workbook.active["A2"].value == "AU"
    about = workbook.properties
    assert (about.title, about.language, about.creator) == ("grupper", "sv-SE", "Samverkan i Skåne")


def test_rows_that_fail_leave_no_open_file(monkeypatch):
    opened = []

    def temporary_file():
        opened.append(io.BytesIO())
        return opened[-1]

    def rows():
        yield ["AU"]
        raise RuntimeError("databasen försvann")

    monkeypatch.setattr("samverkan.tabular.tempfile.TemporaryFile", temporary_file)
    with pytest.raises(RuntimeError, match="databasen"):
        xlsx_response("grupper.xlsx", [("Grupper", ["Grupp"], rows())])
    assert opened[0].closed
