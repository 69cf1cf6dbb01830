"""What the largest files cost, with the real limits: each is read in a process that ends beyond bounds of its own."""

import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from samverkan.exchange.reading.limits import MEGABYTE
from tests.samverkan.exchange.packing import SHEET, parts


def cost(path, megabytes=1000, seconds=100):
    """Return what `read_in_bounds` tells of the file; it may take generously more than is expected of it."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.samverkan.exchange.read_in_bounds", str(path), str(megabytes), str(seconds)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "samverkan.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    return json.loads(told.stdout)


def packed_to(path: Path, pieces, name=SHEET, **named) -> Path:
    """Write a workbook whose part of that name is made of the pieces, one after the other."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for part, content in parts(**named).items():
            if part != name:
                packed.writestr(part, content)
        with packed.open(name, "w", force_zip64=True) as opened:
            for piece in pieces:
                opened.write(piece.encode())
    return path


@pytest.mark.parametrize(
    ("start", "piece", "times", "says"),
    [
        ("<a><!--", "x" * MEGABYTE, 100, "orimligt mycket"),
        ("<a b='", "x" * MEGABYTE, 100, "orimligt mycket"),
        ("<a><sheetData><row><c t='str'><v>", "x" * MEGABYTE, 100, "orimligt mycket"),
        ("<a>", "<a>" * 300_000, 100, "orimligt mycket"),
        ("<a><sheetData>", "<row/>" * 100_000, 100, "skadad"),
    ],
    ids=["a comment without end", "an attribute", "a text", "elements within each other", "rows of nothing"],
)
def test_xml_without_end_is_refused_in_little_memory(start, piece, times, says, tmp_path):
    told = cost(packed_to(tmp_path / "x.xlsx", [start, *[piece] * times]))
    assert says in told["refused"]
    assert told["megabytes"] < 50


def test_shared_texts_without_end_are_refused_in_bounded_memory(tmp_path):
    pieces = ["".join(f"<si><t>{number:050}</t></si>" for number in range(10_000))] * 110
    told = cost(packed_to(tmp_path / "x.xlsx", ["<sst>", *pieces], "xl/sharedStrings.xml"))
    assert "tecken text" in told["refused"]
    assert told["megabytes"] < 300


def test_a_table_of_contents_without_end_is_refused_in_little_memory(tmp_path):
    entry = b"PK\x01\x02" + bytes(24) + b"\1\0" + bytes(16) + b"a"
    end = b"PK\x05\x06" + bytes(8) + struct.pack("<IIH", 800_000 * len(entry), 30, 0)
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04" + bytes(26) + entry * 800_000 + end)
    told = cost(tmp_path / "x.xlsx")
    assert "filer" in told["refused"]
    assert told["megabytes"] < 100


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b";" * (40 * MEGABYTE), "orimligt"),
        (b"\r" * (40 * MEGABYTE), "fler än 1"),
        (b'"' + b"\n" * (39 * MEGABYTE), "orimligt"),
    ],
    ids=["separators", "line ends", "a quote that is never closed"],
)
def test_csv_without_end_is_refused_in_little_memory(content, says, tmp_path):
    (tmp_path / "x.csv").write_bytes(content)
    told = cost(tmp_path / "x.csv")
    assert says in told["refused"]
    assert told["megabytes"] < 150


def test_a_nation_is_read_in_little_memory(tmp_path):
    """20,000 groups with 40 columns and texts of their own: an import has 400 MB in all."""
    cells = "".join(f'<c t="inlineStr"><is><t>cell {column} of {{0}}</t></is></c>' for column in range(38))
    row = f'<row>{cells}<c s="0"><v>46348</v></c><c><v>{{0}}.5</v></c></row>'
    pieces = (row.format(number) for number in range(20_000))
    path = packed_to(tmp_path / "x.xlsx", ["<a><sheetData>", *pieces, "</sheetData></a>"], formats=[14])
    told = cost(path)
    assert told["rows"] == [20_000]
    assert told["megabytes"] < 150
    (tmp_path / "x.csv").write_bytes(
        b"\n".join(b";".join(b"cell %d of %d" % (column, number) for column in range(40)) for number in range(20_000))
    )
    told = cost(tmp_path / "x.csv")
    assert told["rows"] == [20_000]
    assert told["megabytes"] < 200
