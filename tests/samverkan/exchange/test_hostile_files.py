"""Files that somebody hostile has made, or that broke on their way: refused in words, soon and within memory."""

import io
import random
import struct
import zipfile

import pytest

from samverkan.exchange.reading import Unreadable, archives, limits, read
from samverkan.exchange.reading.limits import MEGABYTE
from tests.samverkan.exchange.packing import SHEET, archive, parts, read_bytes, rows_of, workbook

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.fixture(autouse=True)
def _nothing_is_left_to_the_net(caplog):
    """`read` logs what its readers have not foreseen before it refuses the file: that there is any is a fault."""
    yield
    assert not caplog.records


def refusal(data, name="x"):
    with pytest.raises(Unreadable) as refused:
        read_bytes(data, name)
    assert refused.value.advice
    return refused.value.message


# -- too much of it


class Endless(io.RawIOBase):
    """A file of 500 MB that counts what is read of it."""

    def __init__(self, size=500 * MEGABYTE):
        self.left, self.taken = size, 0

    def read(self, size=-1):
        assert size >= 0, "all of it is asked for"
        size = min(size, self.left)
        self.left -= size
        self.taken += size
        return b";" * size


def test_no_more_is_read_of_a_large_file_than_tells_that_it_is_too_large():
    file = Endless()
    with pytest.raises(Unreadable, match="större än 40 MB"):
        read(file, "stor.csv")
    assert file.taken == limits.MOST_BYTES + 1


@pytest.mark.parametrize("name", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"])
def test_a_bomb_is_left_at_the_limit_in_whichever_part_it_lies(name, monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPACKED", MEGABYTE)
    unpacked = counted(monkeypatch)
    said = refusal(archive({**parts(CELL), name: "<a>" + " " * 50 * MEGABYTE}))
    assert "större än 1 MB när den packas upp" in said
    assert sum(unpacked) <= 1.1 * MEGABYTE


def test_a_bomb_in_an_archive_of_csv_files_is_left_at_the_limit(monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPACKED", MEGABYTE)
    unpacked = counted(monkeypatch)
    assert "när den packas upp" in refusal(archive({f"{number}.csv": "a;b\n" * 50_000 for number in range(100)}))
    assert sum(unpacked) <= 1.1 * MEGABYTE


def test_parts_that_nothing_refers_to_are_not_unpacked(monkeypatch):
    unpacked = counted(monkeypatch)
    assert rows_of(archive({**parts(CELL), "xl/media/image1.png": bytes(MEGABYTE), "docProps/a.xml": "<!DOCTYPE"}))
    assert sum(unpacked) < 10_000


def counted(monkeypatch):
    """Return the list that the sizes of all that is unpacked from now on are added to."""
    sizes, chunks = [], archives.Archive.chunks

    def counting(self, name):
        for chunk in chunks(self, name):
            sizes.append(len(chunk))
            yield chunk

    monkeypatch.setattr(archives.Archive, "chunks", counting)
    return sizes


@pytest.mark.parametrize(
    ("limit", "most", "rows", "says"),
    [
        ("MOST_CELLS", 3, "<row><c><v>1</v></c><c><v>1</v></c></row>" * 2, "fler än 3 celler"),
        ("MOST_TEXT", 7, '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>', "mer än 7 tecken"),
        ("MOST_TAGS", 60, "<row/>" * 20, "orimligt mycket"),
    ],
)
def test_what_comes_out_is_counted(limit, most, rows, says, monkeypatch):
    data = workbook(rows + CELL.replace(' r="1"', ""), strings=["<t>four</t>"])
    assert rows_of(data)
    monkeypatch.setattr(limits, limit, most)
    assert says in refusal(data)


def test_a_text_that_many_cells_share_is_counted_for_each(monkeypatch):
    monkeypatch.setattr(limits, "MOST_TEXT", 10_000)
    row = "<row>" + '<c t="s"><v>0</v></c>' * 11 + "</row>"
    assert "tecken text" in refusal(workbook(row, strings=["<t>" + "x" * 1000 + "</t>"]))


def test_many_sheets_and_many_files_are_refused():
    book = parts(CELL)
    sheet = '<sheet name="Blad1" sheetId="1" state="visible" r:id="rId1"/>'
    book["xl/workbook.xml"] = book["xl/workbook.xml"].replace(sheet, sheet * 101)
    assert "fler än 100 blad" in refusal(archive(book))
    assert "fler än 100 blad" in refusal(archive({f"{number}.csv": "a;b" for number in range(101)}))
    assert "fler än 1\u00a0000 filer" in refusal(archive({f"{number}.csv": "" for number in range(1001)}))


def test_what_a_sheet_claims_of_its_size_is_not_heeded():
    book = parts(CELL)
    book[SHEET] = book[SHEET].replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert rows_of(archive(book)) == [[1]]


def test_a_million_columns_are_refused():
    assert "fler än 200 kolumner" in refusal(workbook(CELL + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert "skadad" in refusal(workbook("<row>" + "<c/>" * 20_000 + "</row>" + CELL))
    assert "orimligt mycket text" in refusal(b"a;" * 1_100_000)
    assert "fler än 200 kolumner" in refusal(b"a;" * 1_000_000)


# -- not what it claims to be


@pytest.mark.parametrize("name", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"])
@pytest.mark.parametrize(
    "declared", ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">', "<!DOCTYPE a>"]
)
def test_a_document_type_is_refused_in_every_part(name, declared):
    book = parts(CELL)
    assert "DOCTYPE" in refusal(archive({**book, name: declared + book[name]}))
    assert "DOCTYPE" in refusal(
        archive({**book, name: ("<?xml version='1.0' encoding='utf-16'?>" + declared + book[name]).encode("utf-16")})
    )


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>abc</v></c></row>",
        "<row><c><v>nan</v></c></row>",
        "<row><c><v>inf</v></c></row>",
        "<row><c><v>1e999</v></c></row>",
        '<row><c t="s"><v>1</v></c></row>',
        '<row><c t="s"><v>-1</v></c></row>',
        '<row><c t="s"><v>x</v></c></row>',
        '<row r="0"/>' + CELL,
        '<row r="2"/>' + CELL,
        '<row r="x"/>',
        '<row r="99999999999999999999"/>',
        '<row r="1048577"/>',
        '<row><c r="B1"/><c r="A1"/></row>',
        '<row><c r="1"/></row>',
        '<row><c r="ÅÄÖ1"/></row>',
        '<row><c r="ZZZ1"/></row>',
        '<row><c r="AAAAAAAAAA1"/></row>',
        "<row>&b;</row>",
        "<row>",
        "\0",
    ],
)
def test_a_sheet_that_no_program_has_written_is_refused_as_broken(rows):
    assert "skadad" in refusal(workbook(rows, strings=["<t>x</t>"]))


@pytest.mark.parametrize("name", ["xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/workbook.xml", SHEET])
def test_a_workbook_without_one_of_its_parts_is_refused_as_broken(name):
    book = parts(CELL)
    del book[name]
    assert "skadad" in refusal(archive(book))


def test_relations_that_lead_nowhere_or_out_are_refused_as_broken():
    book = parts(CELL)
    for target in ("../../../../etc/passwd", "worksheets/none.xml", "http://example.com/a.xml", ""):
        rels = book["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", target)
        assert "skadad" in refusal(archive({**book, "xl/_rels/workbook.xml.rels": rels}))


@pytest.mark.parametrize("style", ["x", "", "9" * 5000])
def test_styles_that_are_no_numbers_are_refused_as_broken(style):
    assert "skadad" in refusal(workbook(CELL, formats=[style]))


def test_locked_and_unusually_packed_parts_are_refused():
    for locked in (workbook(CELL), archive({"a.csv": "a;b"})):
        data = bytearray(locked)
        at = -1
        while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
            data[at + 8] |= 1
        assert "lösenord" in refusal(bytes(data))
    assert "ovanligt sätt" in refusal(archive(parts(CELL), zipfile.ZIP_BZIP2))
    assert "ovanligt sätt" in refusal(archive({"a.csv": "a;b"}, zipfile.ZIP_LZMA))


@pytest.mark.parametrize("size", [0, 1, 3999])
def test_a_size_that_lies_is_of_no_use(size):
    data = archive({"a.csv": "a;b\n" * 1000})
    at = data.index(b"PK\x01\x02")
    said = refusal(data[: at + 24] + struct.pack("<I", size) + data[at + 28 :])
    assert "skadad" in said or (size == 0 and "inga rader" in said)


def test_parts_that_share_their_name_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.csv", "a;b")
        packed.writestr("A.csv", "c;d")
    assert "skadad" in refusal(file.getvalue())


def test_parts_that_share_their_bytes_are_refused():
    """As a bomb is made of few bytes: what is packed within one part is told to be a part of its own too."""
    inner = archive({"b.csv": "a;b\n" * 1000}, zipfile.ZIP_STORED)
    at = inner.index(b"PK\x01\x02")
    entry = inner[at : inner.index(b"PK\x05\x06")]
    outer = archive({"a.csv": inner[:at]}, zipfile.ZIP_STORED)
    end = outer.index(b"PK\x05\x06")
    start = outer.rindex(b"PK\x01\x02")
    listed = outer[start:end] + entry[:42] + struct.pack("<I", 30 + len("a.csv")) + entry[46:]
    shared = outer[:start] + listed + outer[end : end + 8] + struct.pack("<HHIIH", 2, 2, len(listed), start, 0)
    assert zipfile.ZipFile(io.BytesIO(shared)).read("b.csv") == b"a;b\n" * 1000
    assert "skadad" in refusal(shared)


def test_a_renamed_binary_is_refused_whatever_it_is():
    for start in (b"", b"MZ", b"PK\x03\x04", b"\x7fELF", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08"):
        assert refusal(start + random.Random(start).randbytes(10_000), "Grupper.xlsx")


def test_half_a_file_is_refused_wherever_it_ends():
    data = workbook(CELL, strings=["<t>x</t>"])
    for end in range(4, len(data) - 1, 7):
        assert "skadad" in refusal(data[:end])


def test_whatever_is_changed_in_a_file_it_is_read_or_refused():
    whole = [
        workbook(CELL, strings=["<t>x</t>"], formats=[14], codes=[(164, "0000")]),
        archive(parts(CELL), zipfile.ZIP_STORED),
        archive({"a.csv": "a;b\n1;2\n", "x/b.csv": 'a,b\n"1\n",2\n'}, zipfile.ZIP_STORED),
        'namn;ort\r\n\'=Rådet;"Höör\r\n"\r\n'.encode(),
        "sep=;\r\nnamn;ort\r\n".encode("utf-16"),
    ]
    chance = random.Random(6)
    outcomes = {True: 0, False: 0}
    for number in range(1500):
        data = bytearray(whole[number % len(whole)])
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randint(1, 20)]
                case 2:
                    data[at:at] = chance.choice([b"<", b">", b"\0", b'"', b";", b"\xff", b"PK\x01\x02", b"9" * 30])
                case 3:
                    data[at:at] = data[at : at + 50]
            data = data or bytearray(b"x")
        try:
            read_bytes(bytes(data), "x")
            outcomes[True] += 1
        except Unreadable:
            outcomes[False] += 1
    assert min(outcomes.values()) > 100
