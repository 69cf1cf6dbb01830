"""CSV files as people have them: which signs, which separator, and rows of texts."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from samverkan.exchange.reading.limits import LAST_ROW, LONGEST_ROW, Budget, too_large, too_long
from samverkan.exchange.reading.sheets import Cell, FileSheet, Unreadable
from samverkan.tabular import unharmed

SEPARATORS = ";\t,"
"""In this order where a file would be as even with either: a comma may stand in each number of a Swedish file."""

SAMPLE = 64 * 1024
"""Signs from the start of a file that tell its separator, at most so many rows of them:"""
SAMPLE_ROWS = 50

_SAYS_SEPARATOR = re.compile(r'"?sep=([;,\t|])"?[;,\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_AT_A_TIME = 1024 * 1024


def read(data: bytes, title: str, budget: Budget) -> FileSheet:
    """Return the sheet of a CSV file. Cells are text without the `'` that `samverkan.tabular` has put before some.

    Text is otherwise as it stands, blanks around it and line breaks within it too. Excel's first line `sep=;` is
    obeyed and, as Excel does, not counted. Raises Unreadable.
    """
    encoding = encoding_of(data)
    with _text(data, encoding) as text:
        sample = _decoded(text.read, SAMPLE)
        said = _SAYS_SEPARATOR.match(sample)
    separator = said[1] if said else separator_of(sample)
    sheet = FileSheet(title, "csv")
    with _text(data, encoding) as text:
        lines = _Lines(text, title)
        if said:
            next(lines)
        rows = csv.reader(lines, delimiter=separator)
        try:
            for number, row in enumerate(rows, 1):
                if number > LAST_ROW:
                    raise too_large(_("Bladet ”%(title)s” har fler än %(most)s rader."), title=title, most=LAST_ROW)
                cells: list[Cell] = [cell if cell and not cell.isspace() else None for cell in row]
                if any("'" in line for line in lines.row):
                    cells = [unharmed(cell) if cell else None for cell in cells]
                budget.add(sheet, number, cells)
                lines.next_row(number)
        except csv.Error as error:
            raise too_long(title, lines.number) from error
        lines.check_end(separator)
    return sheet


def encoding_of(data: bytes) -> str:
    """Return Python's name of the encoding: what a byte order mark says, else UTF-8, else what Windows writes.

    Raises Unreadable for what is no text in any of them.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in data:
        raise Unreadable(
            _("Filen är ingen textfil, vad den än heter."),
            _("Spara som Excel-arbetsbok (.xlsx) eller CSV UTF-8 (.csv) och försök igen."),
        )
    wrong = _first_wrong(data)
    if wrong is None:
        return "utf-8-sig"
    # With Windows' own signs hardly two in a row make sense as UTF-8: where some have, the file is broken or mixed.
    if data.startswith(codecs.BOM_UTF8) or not data[:wrong].isascii():
        raise _undecipherable(data.count(b"\n", 0, wrong) + 1)
    return "cp1252"


def separator_of(sample: str) -> str:
    """Return the separator that parts most of the first rows into equally many cells, quotes heeded; else `;`."""
    return max(SEPARATORS, key=lambda separator: _even_rows(sample, separator))


def _even_rows(sample: str, separator: str) -> int:
    """Return how many rows have the number of cells that is most common beside one; 0 if more rows have one."""
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(cells):
                widths.append(len(cells))
            if len(widths) > SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    if len(widths) > 1 and (len(widths) > SAMPLE_ROWS or len(sample) == SAMPLE):
        widths.pop()  # it may have been cut
    alone = widths.count(1)  # titles above the heading, or all rows of a file with one column
    even = max(Counter(width for width in widths if width > 1).values(), default=0)
    return even if even >= alone else 0


def _text(data: bytes, encoding: str) -> io.TextIOWrapper:
    """Return the file as text that is deciphered piece by piece, its line breaks left for the csv module."""
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


def _decoded(read: Callable[[int], str], size: int) -> str:
    try:
        return read(size)
    except UnicodeDecodeError as error:
        raise _undecipherable() from error


def _first_wrong(data: bytes) -> int | None:
    """Return where the bytes are no longer UTF-8, None if all are. Works in pieces, so as not to hold it all twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    for start in range(0, len(data), _AT_A_TIME):
        piece = view[start : start + _AT_A_TIME]
        held = len(decoder.getstate()[0])  # bytes of a sign that has begun in the piece before
        try:
            decoder.decode(piece, final=start + _AT_A_TIME >= len(data))
        except UnicodeDecodeError as error:
            return start - held + error.start
    return None


def _undecipherable(line: int | None = None) -> Unreadable:
    place = _(" på rad %(row)s") % {"row": line} if line else ""
    return Unreadable(
        _("Filens tecken går inte att tyda%(place)s: den är skadad, eller bara en del av en fil.") % {"place": place},
        _("Öppna originalet, spara det som CSV UTF-8 (.csv) och försök igen."),
    )


class _Lines(Iterator[str]):
    """The lines of a text, which csv.reader asks for; counts what it has taken for the row that it is at."""

    def __init__(self, text: io.TextIOWrapper, title: str) -> None:
        self.text = text
        self.title = title
        self.number = 1
        self.row: list[str] = []
        self.last: list[str] = []
        self.signs = 0

    def __next__(self) -> str:
        line = _decoded(self.text.readline, LONGEST_ROW + 1)
        if not line:
            raise StopIteration
        if _CONTROLS.search(line):
            raise Unreadable(
                _("Filen har på rad %(row)s tecken som inte hör hemma i en textfil.") % {"row": self.number},
                _("Kontrollera att det är rätt fil, eller spara som Excel-arbetsbok (.xlsx) och försök igen."),
            )
        self.row.append(line)
        self.signs += len(line)
        if self.signs > LONGEST_ROW:
            raise too_long(self.title, self.number)
        return line

    def next_row(self, number: int) -> None:
        """The row is done: the next one begins."""
        self.number = number + 1
        self.last, self.row, self.signs = self.row, [], 0

    def check_end(self, separator: str) -> None:
        """Raises Unreadable where the last row's last quote is never closed, as in a file that has been cut off."""
        try:
            list(csv.reader(self.last, delimiter=separator, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise Unreadable(
                    _("Filen slutar mitt i en cell (rad %(row)s): ett citattecken avslutas aldrig.")
                    % {"row": self.number - 1},
                    _("Kontrollera att hela filen är med."),
                ) from error
