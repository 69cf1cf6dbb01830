"""CSV files as people have them."""

import codecs
import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from samverkan.exchange.reading import Unreadable, limits
from samverkan.exchange.reading.text_files import encoding_of
from samverkan.tabular import csv_lines
from tests.samverkan.exchange.packing import archive, read_bytes, rows_of

PEOPLE = "namn;ort\r\nRådet;Höör\r\n"
READ = [["namn", "ort"], ["Rådet", "Höör"]]


def csv_rows(text, name="Grupper.csv"):
    return rows_of(text.encode(), name)


@pytest.mark.parametrize(
    "encoded",
    [
        PEOPLE.encode(),
        PEOPLE.encode("utf-8-sig"),
        PEOPLE.encode("cp1252"),
        PEOPLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + PEOPLE.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with BOM", "cp1252", "utf-16 little", "utf-16 big"],
)
def test_every_usual_encoding_is_read(encoded):
    assert rows_of(encoded, "Grupper.csv") == READ


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_usual_separator_is_read(separator):
    assert csv_rows(PEOPLE.replace(";", separator)) == READ


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_line_ending_is_read(end):
    assert csv_rows(PEOPLE.replace("\r\n", end)) == READ


def test_the_separator_is_decided_over_several_lines_and_not_within_quotes():
    assert csv_rows('Lista, utskriven, i dag\nnamn;ort\n"a,b,c";d\n"e,f,g";h\n')[1:] == [
        ["namn", "ort"],
        ["a,b,c", "d"],
        ["e,f,g", "h"],
    ]
    assert csv_rows('"a;b","c;d"\n"e;f",g\n') == [["a;b", "c;d"], ["e;f", "g"]]


def test_decimal_commas_do_not_make_a_file_one_of_commas():
    assert csv_rows("1,5;2,5\n3,5;4,5\n") == [["1,5", "2,5"], ["3,5", "4,5"]]


def test_one_column_is_read_whatever_single_cells_hold():
    assert csv_rows("namn\nRåd, nämnd\nKommitté\n") == [["namn"], ["Råd, nämnd"], ["Kommitté"]]


def test_excels_first_line_says_the_separator_and_is_not_counted():
    (sheet,) = read_bytes(b"sep=,\r\na,b\r\n1;2,3\r\n", "x.csv")
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ["a", "b"]), (2, ["1;2", "3"])]


def test_trailing_separators_and_blank_rows_are_left_out_but_rows_keep_their_numbers():
    (sheet,) = read_bytes(b"a;b;;;\n\n;;;;\n ;\xc2\xa0;\n1;;3;;\n", "x.csv")
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ["a", "b"]), (5, ["1", None, "3"])]


def test_a_row_may_have_trailing_separators_to_excels_last_column():
    assert csv_rows("a;b" + ";" * 16_382 + "\n1;2\n") == [["a", "b"], ["1", "2"]]


def test_line_breaks_within_quotes_are_kept_and_make_one_row():
    (sheet,) = read_bytes(b'a;b\r\n"x\r\ny";"z\n"\r\n1;2\r\n', "x.csv")
    assert [(row.number, row.cells) for row in sheet.rows][1:] == [(2, ["x\r\ny", "z\n"]), (3, ["1", "2"])]


def test_zero_padded_codes_and_blanks_around_text_are_as_they_stand():
    assert csv_rows("kod;namn\n0114; Höör \n") == [["kod", "namn"], ["0114", " Höör "]]


def test_harmless_cells_lose_their_one_apostrophe():
    assert csv_rows("a;b;c\n'=1+1;''x;'tis\n") == [["a", "b", "c"], ["=1+1", "'x", "'tis"]]


legal = st.text(st.sampled_from("'=+-@;,\"\n aåÅ–") | st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")))


@settings(deadline=None)
@given(st.lists(st.lists(legal, min_size=2, max_size=4), min_size=1, max_size=5), st.booleans())
@example([["\ufeff", "\ufeff"]], True)
def test_what_the_site_writes_is_read_back(rows, comma):
    """Apart from cells of blanks, which are blank, and the separator, which only a file with evenly wide rows tells."""
    header = ["a", "b", "c", "d"]
    even = [[*row, "x", "y", "z"][:4] for row in rows]
    data = "".join(csv_lines(header, even, comma=comma)).encode()
    read = [cells + [None] * (4 - len(cells)) for cells in rows_of(data, "x.csv")]
    kept = [[None if not cell or cell.isspace() else cell for cell in row] for row in [header, *even]]
    assert read == [row for row in kept if any(row)]


def test_values_are_text_whatever_they_look_like():
    text = "".join(csv_lines(["dag", "antal"], [[dt.date(2026, 11, 22), 7]]))
    assert csv_rows(text) == [["dag", "antal"], ["2026-11-22", "7"]]


def test_the_title_is_the_name_without_folder_and_ending():
    for name in ("Möten.csv", "C:\\Filer\\Möten.csv", "/tmp/Mo\u0308ten.csv", "Möten"):  # noqa: S108 - only a name
        assert read_bytes(b"a;b", name)[0].title == "Möten"


def test_what_the_file_is_called_does_not_matter():
    assert rows_of(PEOPLE.encode(), "Grupper.xlsx") == READ


# -- what is not text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Filen är tom."),
        (b"\xef\xbb\xbf", "inga rader"),
        (b"\n ; ;\n", "inga rader"),
        (b"a;b\n1;\0\n", "ingen textfil"),
        (b"a;b\n1;\x07\n", "på rad 2 tecken"),
        (b"a;b\n\xc3\xa5;1\n2;\xe5\n", "rad 3"),
        (b"\xef\xbb\xbfa;b\n\xe5\n", "rad 2"),
        ("a;ååå".encode()[:-1], "går inte att tyda"),
        (b"a;b\n\x81;1\n", "går inte att tyda"),
        ("a;å\n".encode("utf-16")[:-1], "går inte att tyda"),
        (b'a;b\n1;"half of a', "mitt i en cell (rad 2)"),
        (b"<!DOCTYPE html><html><table>", "webbsida"),
        (b'<?xml version="1.0"?><Workbook/>', "XML-fil"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data, says, caplog):
    with pytest.raises(Unreadable) as refused:
        read_bytes(data, "x.csv")
    assert says in refused.value.message
    assert refused.value.advice
    assert not caplog.records, "it was not foreseen"


def test_a_quote_that_is_never_closed_is_told_before_it_swallows_the_file():
    data = b'a;b\n1;"x\n' + b"row;row\n" * 100_000
    with pytest.raises(Unreadable, match=r"rad 2.*citattecken"):
        read_bytes(data, "x.csv")


def test_limits_are_told_with_their_numbers(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(Unreadable, match="”x” har fler än 3 rader"):
        read_bytes(b"a;b\n" * 4, "x.csv")
    with pytest.raises(Unreadable, match=r"”x” har fler än 200 kolumner \(rad 2\)"):
        read_bytes(b"a;b\n" + b"1;" * 201 + b"\n", "x.csv")


def test_signs_that_a_piece_of_the_file_ends_within_are_whole():
    lines = b"1;2\n" * (1024**2 // 4 - 1)
    assert encoding_of(lines + "1;xå\n".encode()) == "utf-8-sig"
    assert encoding_of(lines + "1;xå\n".encode("cp1252")) == "cp1252"
    with pytest.raises(Unreadable, match="rad 262143:"):
        encoding_of("åå".encode() + lines[4:] + b"1;x\xc3;\xa5")


# -- archives of CSV files


def test_an_archive_gives_a_sheet_for_each_file():
    data = archive({"Grupper.csv": PEOPLE, "Möten.csv": PEOPLE.encode("cp1252"), "Tom.csv": ""})
    assert [(sheet.title, sheet.kind, len(sheet.rows)) for sheet in read_bytes(data)] == [
        ("Grupper", "csv", 2),
        ("Möten", "csv", 2),
        ("Tom", "csv", 0),
    ]


def test_an_archive_may_have_one_folder_and_what_macs_and_windows_add():
    beside = {"x/": "", "__MACOSX/x/._a.csv": b"\0", "x/.DS_Store": b"\0", "Thumbs.db": b"\0"}
    assert rows_of(archive({**beside, "x/Grupper.csv": PEOPLE})) == READ


def test_names_in_an_archive_from_a_mac_are_right():
    name = "Mo\u0308ten.csv".encode()
    data = archive({"M\x01\x01\x01ten.csv": PEOPLE}).replace(b"M\x01\x01\x01ten.csv", name)  # UTF-8 without saying so
    assert read_bytes(data)[0].title == "Möten"


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, "inga rader"),
        ({"a.csv": "a;b", "b.docx": "x"}, "”b.docx”, som inte är en CSV-fil"),
        ({"a/b/c.csv": "a;b"}, "mappar i mappar"),
        ({"../a.csv": "a;b"}, "sökvägar"),
        ({"/a.csv": "a;b"}, "sökvägar"),
        ({"C:/a.csv": "a;b"}, "sökvägar"),
        ({"x/a.csv": "a;b", "a.csv": "a;b"}, "två filer som heter ”a”"),
        ({"a.csv": archive({"b.csv": "a;b"})}, "I ”a.csv”: Filen är en packad fil"),
        ({"a.csv": b"%PDF-1.4"}, "I ”a.csv”: Filen är en PDF"),
        ({"a.csv": b"a;\0"}, "I ”a.csv”: Filen är ingen textfil"),
    ],
)
def test_archives_that_hold_something_else_are_refused(parts, says, caplog):
    with pytest.raises(Unreadable) as refused:
        read_bytes(archive(parts))
    assert says in refused.value.message
    assert not caplog.records
