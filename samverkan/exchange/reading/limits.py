"""How much a file may hold, and the counting of it.

Everything is counted as it is read, never as the file says of itself, and reading stops where a limit is passed. So a
file costs at most a few hundred megabytes and about half a minute, whatever it holds.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from samverkan.exchange.reading.sheets import Cell, FileRow, FileSheet, Unreadable

MEGABYTE = 1024 * 1024

MOST_BYTES = 40 * MEGABYTE
"""The largest file, and the largest within an archive. A nation's 20,000 groups with 40 columns make 5 MB of XLSX."""

MOST_UNPACKED = 400 * MEGABYTE
"""Bytes that may come out of a packed file. The same workbook unpacks to 38 MB, with 60,000 seats to 63 MB."""

MOST_PARTS = 1000
"""Files within a packed file. A workbook has a handful beside its sheets."""

MOST_SHEETS = 100
"""Sheets of a workbook, or CSV files of an archive. An export has some ten."""

MOST_ROWS = 200_000
"""Rows of a sheet with something in them: more than three times the seats of a nation."""

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""Excel's own. Blank rows and cells may reach so far: they are passed by, but not endlessly."""

MOST_COLUMNS = 200
"""Columns of a sheet with something in them. The widest sheet of an export has less than 60."""

MOST_CELLS = 4_000_000
"""Cells of all sheets together: two sheets of 20,000 × 60 and one of 60,000 × 20, all of them filled."""

MOST_TEXT = 50_000_000
"""Signs of all cells together, counted for each cell even where the file keeps the text once: who reads the cells
goes through them all. Of 20,000 groups each may have 2,500."""

MOST_TAGS = 25_000_000
"""XML tags of all parts together, one that closes itself counted as two: a cell with a text of its own has six, another
four. A million takes about half a second."""

DEEPEST = 50
"""XML elements within each other: a sheet has some ten, and each costs memory until it ends."""

MOST_STYLES = 100_000
"""Styles of cells, or codes of numbers. Excel's own limit is 65,490."""

LONGEST_TEXT = 131_072
"""Signs of one cell. Excel's own limit is 32,767; this one is that of Python's csv module."""

LONGEST_ROW = 2 * MEGABYTE
"""Signs of a row of a CSV file, before it is parted into cells."""

LONGEST_TOKEN = MEGABYTE
"""Bytes of a start tag or a comment in XML. Expat before 2.6 reads a token from its start for each piece that it is
given, so that one of many megabytes takes hours (CVE-2023-52425)."""

HEADING_WITHIN = 20
"""Rows from the top where a heading can stand; merged cells further down are of no concern."""

MOST_MERGED = 1000
MOST_FORMULAS = 10_000


class Budget:
    """What is left of the limits for one file."""

    def __init__(self) -> None:
        self.unpacked = MOST_UNPACKED
        self.tags = MOST_TAGS
        self.cells = MOST_CELLS
        self.text = MOST_TEXT

    def unpack(self, size: int) -> None:
        """Count bytes that have come out of a packed file. Raises Unreadable past the limit."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise too_large(_("Filen blir större än %(size)s MB när den packas upp."), size=MOST_UNPACKED // MEGABYTE)

    def add(self, sheet: FileSheet, number: int, cells: list[Cell], least: int = 0) -> None:
        """Put a row at the end of the sheet, without the blanks at its end; a row of blanks is left out.

        At least so many cells are kept as `least` says. Raises Unreadable past a limit.
        """
        width = len(cells)
        while width > least and cells[width - 1] is None:
            width -= 1
        if not width:
            return
        if width > MOST_COLUMNS:
            raise too_wide(sheet.title, number)
        del cells[width:]
        if len(sheet.rows) >= MOST_ROWS:
            raise too_large(_("Bladet ”%(title)s” har fler än %(most)s rader."), title=sheet.title, most=MOST_ROWS)
        self.cells -= width
        if self.cells < 0:
            raise too_large(_("Filen har fler än %(most)s celler."), most=MOST_CELLS)
        self.text -= sum([len(cell) for cell in cells if type(cell) is str])
        if self.text < 0:
            raise too_large(_("Filen har mer än %(most)s tecken text."), most=MOST_TEXT)
        sheet.rows.append(FileRow(number, cells))


def too_large(message: str, **named: str | int) -> Unreadable:
    """Return the refusal of what holds more than it may; numbers are written with spaces between the thousands."""
    words = {
        name: f"{each:,}".replace(",", "\u00a0") if isinstance(each, int) else each for name, each in named.items()
    }
    return Unreadable(message % words, _("Dela upp den i flera filer."))


def too_wide(title: str, number: int) -> Unreadable:
    """Return the refusal of a row with something beyond the last column that is read."""
    return Unreadable(
        _("Bladet ”%(title)s” har fler än %(most)s kolumner (rad %(row)s).")
        % {"title": title, "most": MOST_COLUMNS, "row": number},
        _("Ta bort det som står långt till höger och spara igen."),
    )


def too_long(title: str, number: int) -> Unreadable:
    """Return the refusal of a cell or a row with more text than one can have."""
    return Unreadable(
        _("Bladet ”%(title)s” har en cell med orimligt mycket text (rad %(row)s).") % {"title": title, "row": number},
        _("Kontrollera att inget citattecken saknas, och spara igen."),
    )
