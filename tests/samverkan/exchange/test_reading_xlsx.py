"""Excel workbooks: cells with their types, and what the reader of a heading must know of them."""

import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from samverkan.exchange.reading import Unreadable, limits
from samverkan.exchange.reading.number_formats import DATE, TIME, look_of
from samverkan.tabular import xlsx_bytes
from tests.samverkan.exchange.packing import MAIN, archive, parts, read_bytes, relations, rows_of, saved, workbook


def row(*cells, number=1):
    return f'<row r="{number}">{"".join(cells)}</row>'


def test_what_the_site_writes_is_read_back_with_its_types():
    rows = [
        ["Råd", 7, 1.5, dt.date(2026, 11, 22), dt.datetime(2026, 11, 22, 9, 30), "0114"],
        ["=1+1", -3, 0, None, None, "#N/A"],
        ["två\nrader", None, "'x", "", "ja", "–"],
    ]
    data = xlsx_bytes([("Grupper", list("abcdef"), rows), ("Tom", [], [])])
    groups, empty = read_bytes(data)
    assert (groups.title, groups.kind) == ("Grupper", "xlsx")
    assert [each.cells for each in groups.rows] == [
        list("abcdef"),
        rows[0],
        ["=1+1", -3, 0, None, None, "#N/A"],
        ["två\nrader", None, "'x", None, "ja", "–"],
    ]
    assert [type(cell) for cell in groups.rows[1].cells] == [str, int, float, dt.date, dt.datetime, str]
    assert not groups.formulas
    assert not groups.merged
    assert (empty.title, empty.rows) == ("Tom", [])


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e12, 1e12, allow_subnormal=False).map(lambda number: round(number, 3)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=20),
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2199, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.times().map(lambda time: time.replace(microsecond=0)),
)


@settings(deadline=None)
@given(st.lists(st.lists(cells, max_size=6), max_size=6))
def test_cells_are_what_openpyxl_says_too(rows):
    book = Workbook()
    book.active.append(["always"])
    for each in rows:
        book.active.append(["x", *each])
        for cell in book.active[book.active.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    data = saved(book)
    for each, told in zip(rows_of(data), told_by_openpyxl(data), strict=True):
        assert each == told
        assert [isinstance(cell, dt.datetime) for cell in each] == [isinstance(cell, dt.datetime) for cell in told]


def told_by_openpyxl(data):
    """Yield openpyxl's rows in the words of the contract."""
    for values in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True):
        told = [None if isinstance(value, str) and (not value or value.isspace()) else value for value in values]
        told = [value.date() if is_midnight(value) else value for value in told]
        while told and told[-1] is None:
            told.pop()
        yield told


def is_midnight(value):
    return isinstance(value, dt.datetime) and value.time() == dt.time()


# -- as Excel writes it


def test_shared_texts_are_read_with_their_pieces_and_without_how_they_are_pronounced():
    strings = [
        "<t>Råd</t>",
        '<r><t>Del</t></r>\n<r><rPr/><t xml:space="preserve">regional </t></r><rPh sb="0" eb="1"><t>x</t></rPh>',
        "<t> </t>",
        "",
        "<t>a_x000D_\nb_x0041_</t>",
    ]
    found = "".join(f'<c r="{letter}1" t="s"><v>{number}</v></c>' for number, letter in enumerate("ABCDE"))
    assert rows_of(workbook(row(found), strings=strings)) == [["Råd", "Delregional ", None, None, "a\nb_x0041_"]]


def test_text_within_the_cell_is_read_with_its_pieces():
    found = '<c r="A1" t="inlineStr"><is>\n <r><t>a</t></r>\n <r><t>b</t></r> <rPh><t>x</t></rPh></is></c>'
    assert rows_of(workbook(row(found, '<c r="B1" t="str"><v>c</v></c>'))) == [["ab", "c"]]


def test_yes_no_errors_and_dates_that_are_written_out_are_read():
    found = '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2026-11-22</v></c>'
    assert rows_of(workbook(row(found))) == [[True, False, "#N/A", "2026-11-22"]]


@pytest.mark.parametrize(
    ("number", "code", "value"),
    [
        ("46348", "yyyy-mm-dd", dt.date(2026, 11, 22)),
        ("46348", "[$-41D]d mmmm yyyy;@", dt.date(2026, 11, 22)),
        ("46348.375", "yyyy-mm-dd hh:mm", dt.datetime(2026, 11, 22, 9)),
        ("46348.374999999", "yyyy-mm-dd hh:mm", dt.datetime(2026, 11, 22, 9)),
        ("0.375", "hh:mm", dt.time(9)),
        ("0", "hh:mm", dt.time(0)),
        ("1", "d/m", dt.date(1900, 1, 1)),
        ("59", "d/m", dt.date(1900, 2, 28)),
        ("61", "d/m", dt.date(1900, 3, 1)),
        ("-1", "yyyy-mm-dd", -1),
        ("99999999", "yyyy-mm-dd", 99999999),
        ("2958465.9999999", "yyyy-mm-dd", 2958465.9999999),
        ("30.5", "[h]:mm", 30.5),
        ("114", "0000", "0114"),
        ("12345", "0000", "12345"),
        ("-1", "0000", -1),
        ("1.5", "0000", 1.5),
        ("5", "0", 5),
        ("5", "#,##0\\ &quot;dagar&quot;", 5),
        ("5", "0\\ \\d", 5),
        ("1E3", "General", 1000),
        ("1e15", "General", 1e15),
    ],
)
def test_a_number_is_what_it_is_shown_as(number, code, value):
    found = f'<c r="A1" s="1"><v>{number}</v></c>'
    ((cell,),) = rows_of(workbook(row(found), formats=[0, 164], codes=[(164, code)]))
    assert (cell, type(cell)) == (value, type(value))


@pytest.mark.parametrize("number", [14, 15, 16, 17, 22, 30, 57])
def test_excels_own_formats_of_dates_are_known(number):
    assert rows_of(workbook(row('<c r="A1" s="0"><v>46348</v></c>'), formats=[number])) == [[dt.date(2026, 11, 22)]]


def test_codes_of_dates_and_times_are_told_from_others():
    assert {look_of(code) for code in ("yyyy", "mmm-yy", "d/m", "h:mm d")} == {DATE}
    assert {look_of(code) for code in ("h:mm", "[$-409]h:mm AM/PM", "mm:ss")} == {TIME}
    assert {look_of(code) for code in ("", "General", "0.00", '0 "st"', "[Red]0", "@", "[hh]:mm")} == {None}


def test_a_workbook_may_count_its_days_from_1904():
    found = '<c r="A1" s="0"><v>44886</v></c><c r="B1" s="1"><v>0.375</v></c>'
    data = workbook(row(found), formats=[14, 20], properties='date1904="1"')
    assert rows_of(data) == [[dt.date(2026, 11, 22), dt.time(9)]]


def test_rows_and_cells_may_lack_their_places_and_blanks_are_left_out():
    found = "<row><c><v>1</v></c><c/><c><v>2</v></c><c/></row><row/><row><c><v>3</v></c></row>"
    (sheet,) = read_bytes(workbook(found + row('<c r="XFD9" s="0"/>', number=9)))
    assert [(each.number, each.cells) for each in sheet.rows] == [(1, [1, None, 2]), (3, [3])]


def test_prefixes_of_names_and_capitals_in_paths_do_not_matter():
    made = parts()
    made["XL/Worksheets/Sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    del made["xl/worksheets/sheet1.xml"]
    (sheet,) = read_bytes(archive(made))
    assert (sheet.rows[0].cells, sheet.merged) == ([1], ["A1:B1"])


def test_a_sheet_may_be_of_another_encoding():
    made = parts()
    made["xl/worksheets/sheet1.xml"] = (
        "<?xml version='1.0' encoding='utf-16'?><worksheet><sheetData><row><c t='str'><v>åäö</v></c></row></sheetData>"
        "</worksheet>"
    ).encode("utf-16")
    assert rows_of(archive(made)) == [["åäö"]]


def test_a_workbook_may_lack_styles_and_shared_texts():
    made = parts(row('<c r="A1" s="7"><v>1</v></c>'))
    del made["xl/styles.xml"], made["xl/sharedStrings.xml"]
    assert rows_of(archive(made)) == [[1]]


def test_charts_are_left_out_and_hidden_sheets_are_read():
    book = Workbook()
    book.active["A1"] = "a"
    book.create_chartsheet("Diagram")
    book.create_sheet("Listor")["A1"] = "b"
    book["Listor"].sheet_state = "hidden"
    book.create_sheet("Mer")["A1"] = "c"
    book["Mer"].sheet_state = "veryHidden"
    assert [sheet.title for sheet in read_bytes(saved(book))] == ["Sheet", "Listor", "Mer"]


# -- what whoever reads the heading must know


def test_merged_cells_where_a_heading_can_stand_are_told():
    book = Workbook()
    book.active["A1"] = "a"
    for merged in ("A1:C1", "B20:B25", "A21:B21"):
        book.active.merge_cells(merged)
    (sheet,) = read_bytes(saved(book))
    assert sorted(sheet.merged) == ["A1:C1", "B20:B25"]


def test_formulas_are_told_and_give_what_excel_last_reckoned():
    found = [
        '<c r="A1"><f>SECRET(1)</f><v>2</v></c>',
        '<c r="B1" t="str"><f t="shared" si="0"/><v>ord</v></c>',
        '<c r="D1"><f>NOW()</f></c><c r="E1"/>',
    ]
    (sheet,) = read_bytes(workbook(row(*found) + row('<c r="C2"><f>1+1</f><v></v></c>', number=2)))
    assert [(each.number, each.cells) for each in sheet.rows] == [(1, [2, "ord", None, None]), (2, [None] * 3)]
    assert sheet.formulas == {(1, 1), (1, 2), (1, 4), (2, 3)}


# -- what is no workbook


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "gammal Excelfil (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "gammalt Word-dokument"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "skyddad med lösenord"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "gammal Office-fil"),
        (b"%PDF-1.7", "en PDF"),
        (b"\x89PNG\r\n\x1a\n", "en bild"),
        (b"\xff\xd8\xff\xe0", "en bild"),
        (b"MZ\x90\0", "ett program"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument (.ods)"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "ett dokument i OpenDocument"),
        (archive({"Index/Document.iwa": "x"}), "Numbers"),
    ],
)
def test_other_kinds_are_refused_by_name_with_what_to_do(data, says, caplog):
    with pytest.raises(Unreadable) as refused:
        read_bytes(data)
    assert says in refused.value.message
    assert refused.value.advice
    assert not caplog.records, "it was not foreseen"


@pytest.mark.parametrize(
    ("main", "says"),
    [("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint"), ("xl/workbook.bin", ".xlsb")],
)
def test_other_documents_of_office_are_refused_by_name(main, says):
    made = {"[Content_Types].xml": "", "_rels/.rels": relations(("officeDocument", main)), main: "x"}
    with pytest.raises(Unreadable, match=says):
        read_bytes(archive(made))


def test_a_workbook_without_rows_is_refused():
    with pytest.raises(Unreadable, match="inga rader"):
        read_bytes(saved(Workbook()))


def test_limits_are_told_with_sheet_and_number(monkeypatch):
    with pytest.raises(Unreadable, match=r"”Blad1” har fler än 200 kolumner \(rad 7\)"):
        read_bytes(workbook(row('<c r="GS7"><v>1</v></c>', number=7)))
    assert len(rows_of(workbook(row('<c r="GR1"><v>1</v></c>')))[0]) == limits.MOST_COLUMNS
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="”Blad1” har fler än 2 rader"):
        read_bytes(workbook("<row><c><v>1</v></c></row>" * 3))
