"""Rows out as CSV and XLSX: the one place that knows delimiters, byte order marks and harmless cells.

A row is any iterable of values: text, numbers, dates, times of day, yes or no, None for nothing, and lists of these.
Rows may come from a generator: CSV streams them, XLSX passes them through temporary files, and neither holds them all.
"""

import csv
import math
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, BinaryIO

from django.conf import settings
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

Row = Iterable[Any]
Sheet = tuple[str, Sequence[Any], Iterable[Row]]  # title, header, rows

BYTE_ORDER_MARK = "\ufeff"
BETWEEN = " | "  # between the values of a list in one cell
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LONGEST_XLSX_TEXT = 32_767  # what a cell can hold
LONGEST_SHEET_TITLE = 31
LAST_XLSX_ROW = 1_048_576

_ROWS_A_CHUNK = 100
_ROWS_FOR_WIDTH = 100
_NARROWEST, _WIDEST = 8, 60
_EXACT_IN_XLSX = 10**15  # greater numbers would lose digits
_FIRST_YEAR_IN_XLSX = 1900  # and its calendar of that year is wrong

# Spreadsheet programs run a cell that begins with one of these as a formula; the apostrophe itself is among them so
# that taking one away again is always right.
_HARMFUL = frozenset("'=+-@\t\r")

# Signs that XML, UTF-8 or a text column cannot hold, and that nobody has typed on purpose.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ILLEGAL_IN_FILENAME = re.compile(r'[\x00-\x1f\x7f\ud800-\udfff/\\:*?"<>|]+')


def harmless(cell: str) -> str:
    """Return the text with one `'` in front if a spreadsheet program could take it for a formula."""
    return f"'{cell}" if cell[:1] in _HARMFUL else cell


def unharmed(text: str) -> str:
    """Return the text that `harmless` was given; text that it cannot have written comes back as it is."""
    return text[1:] if text.startswith("'") and text[1:2] in _HARMFUL else text


def csv_lines(header: Sequence[Any], rows: Iterable[Row], comma: bool = False) -> Iterator[str]:
    """Yield a CSV file line by line: for a Swedish Excel, or with `comma` for programs that expect plain CSV.

    The Swedish kind has a byte order mark, semicolons and decimal commas; the other has none of them. Lines end with
    CRLF, a line break within a cell stays there in quotes, and every cell is harmless. A row is asked for only when
    its line is.
    """
    line = _Line()
    delimiter = "," if comma else ";"
    writer = csv.writer(line, delimiter=delimiter, lineterminator="\r\n")
    start = "" if comma else BYTE_ORDER_MARK
    cells = _Cells(_Texts(decimal_comma=not comma))
    for row in chain([header], rows):
        values = tuple(row)
        # Nearly all are plain texts: no call is made for them, and what they hold is looked at together.
        texts = [
            value if value.__class__ is str and value[:1] not in _HARMFUL else cells[value.__class__](value)
            for value in values
        ]
        plain = delimiter.join(texts)
        is_odd = not plain.isprintable()
        if is_odd and _ILLEGAL.search(plain):
            texts = [cells[value.__class__](value) for value in values]
        # The writer looks at each sign; where nothing is odd or to be quoted, `plain` is the line already.
        if is_odd or '"' in plain or plain.count(delimiter) != len(texts) - 1 or len(texts) == 1:
            writer.writerow(texts)
            yield start + line.taken()
        else:
            yield f"{start}{plain}\r\n"
        start = ""


def csv_response(
    filename: str, header: Sequence[Any], rows: Iterable[Row], *, comma: bool = False
) -> StreamingHttpResponse:
    """Return a download of `csv_lines`, streamed; the rows are read while it is sent, outside the view."""
    return StreamingHttpResponse(
        _chunks(csv_lines(header, rows, comma)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, _filename(filename))},
    )


def write_xlsx(
    file: BinaryIO,
    sheets: Iterable[Sheet],
    title: str = "",
    lists: Mapping[str, Mapping[int, str]] = MappingProxyType({}),
) -> None:
    """Write a workbook with one sheet for each (title, header, rows), at least one.

    Each sheet has a bold, frozen head with filters, and columns as wide as their first rows want. Text is text
    whatever it begins with; dates and numbers are dates and numbers, yes and no are words. Text longer than a cell
    can hold ends with "…". `lists` are what to choose from in the columns of a sheet: a formula by the column's place
    from 0, by the sheet's title. Other values are not refused.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = legal(title)
    workbook.properties.language = "sv-SE"
    workbook.properties.creator = legal(settings.SITE_NAME)
    taken: set[str] = set()
    for sheet_title, header, rows in sheets:
        sheet = workbook.create_sheet(_sheet_title(sheet_title, taken))
        for column, formula in lists.get(sheet_title, {}).items():
            sheet.data_validations.append(_offer(formula, get_column_letter(column + 1)))
        _fill(sheet, list(header), iter(rows))
    if not taken:
        raise ValueError("A workbook needs at least one sheet")
    workbook.save(file)


def xlsx_bytes(sheets: Iterable[Sheet], title: str = "") -> bytes:
    """Return the workbook of `write_xlsx`, all of it in memory."""
    file = BytesIO()
    write_xlsx(file, sheets, title)
    return file.getvalue()


def xlsx_response(filename: str, sheets: Iterable[Sheet]) -> FileResponse:
    """Return a download of the workbook of `write_xlsx`, written to a temporary file that ends with the response."""
    filename = _filename(filename)
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it, when it has been sent
    try:
        write_xlsx(file, sheets, title=filename.removesuffix(".xlsx"))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX_TYPE)


class _Line:
    """What `csv.writer` writes to: holds one line until it is taken."""

    def write(self, text: str) -> None:
        self._text = text

    def taken(self) -> str:
        return self._text


def _chunks(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines some at a time, since each piece costs the server a write."""
    while chunk := "".join(islice(lines, _ROWS_A_CHUNK)):
        yield chunk


class _Texts(dict[type, Callable[[Any], str]]):
    """What makes a value the text of its cell, by its kind, in the language that is spoken now."""

    def __init__(self, *, decimal_comma: bool) -> None:
        point = "," if decimal_comma else "."
        yes, no = _("ja"), _("nej")
        super().__init__(
            {
                str: legal,
                type(None): lambda _none: "",
                bool: lambda value: yes if value else no,
                int: str,
                float: lambda value: str(value).replace(".", point),
                Decimal: lambda value: f"{value:f}".replace(".", point),
                datetime: lambda moment: _local(moment).strftime("%Y-%m-%d %H:%M"),
                date: date.isoformat,
                time: lambda value: value.strftime("%H:%M"),
                list: self._listed,
                tuple: self._listed,
            }
        )

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        """What is of one of these kinds too is treated like it; anything else is told in its own words."""
        like = next((each for each in kind.__mro__ if each in self), None)
        self[kind] = self[like] if like not in (None, str) else lambda value: legal(str(value))
        return self[kind]

    def _listed(self, values: Iterable[Any]) -> str:
        return BETWEEN.join([self[value.__class__](value) for value in values])


class _Cells(dict[type, Callable[[Any], str]]):
    """What makes a value the harmless text of its cell, by its kind: one call, as a file has a million of them."""

    def __init__(self, texts: _Texts) -> None:
        super().__init__({kind: texts[kind] for kind in (type(None), bool, datetime, date, time)})
        listed = texts[list]
        self[list] = lambda values: harmless(listed(values)) if values else ""
        self._texts = texts

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        as_text = self._texts[kind]
        self[kind] = lambda value: harmless(as_text(value))
        return self[kind]


def _xlsx_value(value: Any, texts: _Texts) -> Any:
    """Return a value as openpyxl takes it: a number, a date, text, or None for an empty cell."""
    if isinstance(value, datetime) and value.year > _FIRST_YEAR_IN_XLSX:
        return _local(value)
    if isinstance(value, time) or (isinstance(value, date) and value.year > _FIRST_YEAR_IN_XLSX):
        return value
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and abs(value) < _EXACT_IN_XLSX:
        return value
    text = texts[value.__class__](value).replace("\r\n", "\n").replace("\r", "\n")
    return (text if len(text) <= LONGEST_XLSX_TEXT else text[: LONGEST_XLSX_TEXT - 1] + "…") or None


def _local(moment: datetime) -> datetime:
    """Return the moment as the clock on the wall showed it, without zone, which no spreadsheet knows."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def legal(text: str) -> str:
    """Return the text without signs that XML, UTF-8 or a text column cannot hold."""
    # What is printable has none of them; line breaks are not, and stay.
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def _fill(sheet: Worksheet, header: list[Any], rows: Iterator[Row]) -> None:
    """Write head and rows to an empty write-only sheet, which wants its looks before its first row."""
    texts = _Texts(decimal_comma=True)
    head = [_xlsx_value(value, texts) for value in header]
    first = [[_xlsx_value(value, texts) for value in row] for row in islice(rows, _ROWS_FOR_WIDTH)]
    for column, name in enumerate(head):
        wanted = max(_width(row[column]) for row in [head, *first] if column < len(row))
        # The head shares its cell with the filter's arrow.
        wanted = max(wanted + 1, _width(name) + 4)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(max(wanted, _NARROWEST), _WIDEST)
    sheet.freeze_panes = "A2"

    sheet.append([_bold(sheet, value) for value in head])
    last = 1
    for row in chain(first, ([_xlsx_value(value, texts) for value in row] for row in rows)):
        sheet.append([_cell(sheet, value) for value in row])
        last += 1
    if head:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{last}"


def _offer(formula: str, letter: str) -> DataValidation:
    cells = f"{letter}2:{letter}{LAST_XLSX_ROW}"
    return DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=False, sqref=cells)


def _width(value: Any) -> int:
    return 0 if value is None else max(len(line) for line in str(value).split("\n"))


def _bold(sheet: Worksheet, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet) if value is None else _as_text(sheet, str(value))
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Worksheet, value: Any) -> Any:
    """Return what stands for a value in a row: itself where openpyxl reads it right, else a cell that says how."""
    if isinstance(value, str):
        if value.startswith(("=", "#")):
            return _as_text(sheet, value)
        if "\n" in value:
            cell = WriteOnlyCell(sheet, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            return cell
    return value


def _as_text(sheet: Worksheet, text: str) -> WriteOnlyCell:
    """Return a cell that is text even where openpyxl would see a formula or an error code, and stays so if edited."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if text.startswith("="):
        cell.quotePrefix = True
    return cell


def _sheet_title(wanted: str, taken: set[str]) -> str:
    """Return a title that a spreadsheet accepts, unlike those taken, and take it."""
    plain = legal(_ILLEGAL_IN_TITLE.sub(" ", wanted))
    plain = " ".join(plain.split()).strip("'") or _("Blad")
    number, title = 1, _cut(plain, LONGEST_SHEET_TITLE)
    # Titles differ by more than case, and "History" is Excel's own.
    while title.casefold() in taken or title.casefold() == "history":
        number += 1
        title = f"{_cut(plain, LONGEST_SHEET_TITLE - len(f' {number}'))} {number}"
    taken.add(title.casefold())
    return title


def _cut(text: str, length: int) -> str:
    """Return as much of the text as has `length` in UTF-16, which is how Excel counts, without an end it refuses."""
    return text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore").rstrip(" '")


def _filename(wanted: str) -> str:
    return _ILLEGAL_IN_FILENAME.sub("-", wanted)
