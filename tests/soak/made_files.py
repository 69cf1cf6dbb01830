"""Files that nobody has written on purpose: tables with cells changed, parts swapped, bytes flipped, cut short."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
import zipfile

from openpyxl import Workbook

NASTY = [
    "", " ", "\0", "'", "''", "=1+1", "=cmd|' /C calc'!A0", "@x", "-", "x" * 33_000, "å" * 500, "|", " | ", ";;;",
    "a\nb", "a\r\nb", "\ufeff", "\u202e", "\ud7ff", "😀" * 50, "_x0000_", "_x0041_", "None", "null", "NaN", "inf",
    "-1", "0", "1e400", "9" * 30, "9" * 5000, "99999999999999999999", "3,5", "1,0", "2026-02-30", "0000-00-00",
    "9999-12-31", "1899-12-31", "31/12 2026", "4/3/2026", "24:00", "09:60", "ja", "nej", "kanske", "active",
    "avslutad", "hållet", "inställt", "central", "grupp-0", "grupp-1", "grupp-3", "ny-1", "ort-1", "enhet-1",
    "delregion-1", "typ-0", "amne-1", "0001", "1 | 2 | 3", "ort-1 2026-01-01– | ort-1", "ort-1 5 | ort-2 -1",
    "ort-1 1000", "ort-1 32768 | ort-2 1", "ort-1 999999999",
    "00000000-0000-0000-0000-000000000000", "{blad}", "%s", "{}", "../../x", "#N/A", "06-aug", "Ã¥",
]  # fmt: skip
"""Cells, all of which somebody or something has once written where they did not belong."""

VALUES = [
    *NASTY, None, 0, -1, 1, 7, 10**18, 10**300, 0.5, float("1e17"), True, False, dt.date(2026, 11, 22), dt.time(9),
    dt.datetime(2026, 11, 22, 9, 30), dt.date(1900, 1, 1), dt.date(9999, 12, 31),
]  # fmt: skip

COUNTED = re.compile(r"[a-z0-9-]+ \d+( \| [a-z0-9-]+ \d+)*")
"""A cell with numbers after names, which are few."""

Table = tuple[str, list[list]]
"""A title and its rows, the headings first."""


def made(sheets: list[Table], chance: random.Random) -> tuple[bytes, str]:
    """Return a file, and its name."""
    tables = [(title, [list(row) for row in rows]) for title, rows in sheets]
    for _n in range(chance.choice([0, 1, 1, 2, 3, 8])):
        _spoil(tables, chance)
    if chance.random() < 0.5:
        tables = chance.sample(tables, min(len(tables), chance.randint(1, 3)))
    kind = chance.choice(["xlsx", "zip", "csv", "csv"])
    data = {"xlsx": _workbook, "zip": _archive, "csv": _text}[kind](tables, chance)
    if chance.random() < 0.25:
        data = _damaged(data, kind, chance)
    name = f"{tables[0][0]}.{kind}" if kind == "csv" or chance.random() < 0.9 else "fil.bin"
    return data, name


def _spoil(tables: list[Table], chance: random.Random) -> None:
    """Change something of a table, as a person or a program may."""
    place = chance.randrange(len(tables))
    _title, rows = tables[place]
    if not rows or not rows[0]:
        return
    row = chance.choice(rows)
    what = chance.choice(
        [
            "cell",
            "cell",
            "cell",
            "cell",
            "other",
            "other",
            "heading",
            "shuffle",
            "twice",
            "new",
            "gone",
            "row",
            "column",
            "number",
        ]
    )
    if what == "cell" and row:
        row[chance.randrange(len(row))] = chance.choice(VALUES)
    elif what == "other":  # a cell of the same column, from another row
        column = chance.randrange(len(rows[0]))
        other = chance.choice(rows)
        if column < min(len(row), len(other)):
            row[column] = other[column]
    elif what == "number":  # more than may stand there, wherever a cell counts
        counted = [
            (own, n) for _t, all_rows in tables for own in all_rows for n, cell in enumerate(own)
            if isinstance(cell, str) and COUNTED.fullmatch(cell)
        ]  # fmt: skip
        if counted:
            own, n = chance.choice(counted)
            own[n] = re.sub(r"\d+$", chance.choice(["1000", "32767", "32768", "99999", "999999999"]), own[n])
    elif what == "heading":
        rows[0][chance.randrange(len(rows[0]))] = chance.choice([*NASTY, *rows[0]])
    elif what == "shuffle":
        order = chance.sample(range(len(rows[0])), len(rows[0]))
        rows[:] = [[each[n] if n < len(each) else None for n in order] for each in rows]
        rows[1:] = chance.sample(rows[1:], len(rows) - 1)
    elif what == "twice":
        rows.append(list(row))
    elif what == "new":  # a row without its key is a new one
        rows.append(["", *row[1:]])
    elif what == "gone":
        rows.remove(row)
    elif what == "row":
        rows.insert(chance.randrange(len(rows) + 1), [chance.choice(VALUES) for _n in range(chance.randint(0, 40))])
    else:
        column = chance.randrange(len(rows[0]))
        for each in rows[1:]:
            if column < len(each):
                each[column] = chance.choice(["", chance.choice(VALUES)])


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _text(tables: list[Table], chance: random.Random) -> bytes:
    """The first table as a CSV file of some kind."""
    file = io.StringIO(newline="")
    separator = chance.choice(";;;,\t")
    csv.writer(file, delimiter=separator).writerows([_cell(each) for each in row] for row in tables[0][1])
    encoding = chance.choice(["utf-8-sig", "utf-8", "cp1252", "utf-16", "latin-1"])
    return file.getvalue().encode(encoding, "replace")


def _archive(tables: list[Table], chance: random.Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        names = [f"{title}.csv" for title, _rows in tables]
        if chance.random() < 0.1:  # parts swapped
            chance.shuffle(names)
        for name, table in zip(names, tables, strict=True):
            packed.writestr(name, _text([table], chance))
    return file.getvalue()


def _workbook(tables: list[Table], chance: random.Random) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([_xlsx(each) for each in row])
    if chance.random() < 0.05:
        book.worksheets[0].merge_cells("A1:C2")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _xlsx(value: object) -> object:
    """A value that openpyxl can write; a formula among them."""
    if isinstance(value, str):
        return "".join(sign for sign in value if sign >= " " or sign in "\n\t")[:32_767]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**15:
        return float(value)
    return value


def _damaged(data: bytes, kind: str, chance: random.Random) -> bytes:
    """The file as a bad disk, a broken line or a wrong program leaves it."""
    what = chance.choice(["flip", "flip", "cut", "join", "nul", "parts"])
    if what == "flip":
        spoilt = bytearray(data)
        for _n in range(chance.choice([1, 1, 3, 30])):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        return bytes(spoilt)
    if what == "cut":
        return data[: chance.randrange(len(data))]
    if what == "join":
        return data + data[chance.randrange(len(data)) :]
    if what == "nul":
        place = chance.randrange(len(data))
        return data[:place] + b"\0" * chance.choice([1, 100]) + data[place:]
    return _parts_swapped(data, chance) if kind != "csv" else data[::-1]


def _parts_swapped(data: bytes, chance: random.Random) -> bytes:
    """The packed file with parts gone, or under each other's names."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    names = list(parts)
    one, other = chance.choice(names), chance.choice(names)
    if chance.random() < 0.3:
        del parts[one]
    else:
        parts[one], parts[other] = parts[other], parts[one]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()
