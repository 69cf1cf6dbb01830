"""Excel workbooks (.xlsx): which sheets there are, and what their cells refer to.

Read here and not by a library: openpyxl takes four times as long, and calamine (0.9.1 for Python), as fast as this,
gives blanks for errors and formulas, no number formats, and ends the whole process for a sheet of two cells, A1 and
XFD1048576 (https://github.com/tafia/calamine/issues/693).
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from django.utils.translation import gettext as _

from samverkan.exchange.reading import kinds, worksheets
from samverkan.exchange.reading.archives import Archive, broken
from samverkan.exchange.reading.limits import (
    MOST_CELLS,
    MOST_PARTS,
    MOST_SHEETS,
    MOST_STYLES,
    MOST_TEXT,
    Budget,
    too_large,
)
from samverkan.exchange.reading.number_formats import Look, looks_of
from samverkan.exchange.reading.sheets import FileSheet
from samverkan.exchange.reading.xml_parts import Parser, values


def read(archive: Archive, budget: Budget) -> list[FileSheet]:
    """Return the workbook's sheets in their order, hidden ones too; charts are left out.

    Raises Unreadable, also for another document of Office.
    """
    path = _main_part(archive, budget)
    book = _Book()
    Parser(budget).parse(archive.chunks(path), book)
    targets = _Targets.of(archive, path, budget)
    styles, strings = _Styles(), []
    for kind, target in targets.values():
        if kind == "styles" and archive.has(target):
            Parser(budget).parse(archive.chunks(target), styles)
        elif kind == "sharedStrings" and archive.has(target):
            strings = _texts(archive, target, budget)
    context = worksheets.Context(strings, styles.looks(), book.is_1904)
    sheets = []
    for title, relation in book.sheets:
        kind, target = targets.get(relation, ("", ""))
        if kind == "worksheet":
            sheet = FileSheet(title, "xlsx")
            worksheets.read_into(sheet, archive.chunks(target), context, budget)
            sheets.append(sheet)
        elif not kind:
            raise broken()
    return sheets


def _main_part(archive: Archive, budget: Budget) -> str:
    """Return the path of the workbook itself. Raises Unreadable where the file is another document."""
    targets = _Targets.of(archive, "", budget)
    path = next((target for kind, target in targets.values() if kind == "officeDocument"), None)
    if path is None or not archive.has(path):
        raise broken()
    if path.startswith("word/"):
        raise kinds.wrong_kind(_("ett Word-dokument"), _("Lägg tabellen i en Excel-arbetsbok (.xlsx) och försök igen."))
    if path.startswith("ppt/"):
        raise kinds.wrong_kind(_("en PowerPoint"))
    if path.endswith(".bin"):
        raise kinds.wrong_kind(_("en binär Excelfil (.xlsb)"), _("Spara som Excel-arbetsbok (.xlsx) och försök igen."))
    return path


def _texts(archive: Archive, path: str, budget: Budget) -> list[str | None]:
    """Return the workbook's shared texts, in their order."""
    parser = Parser(budget)
    table = _SharedTexts(parser)
    parser.parse(archive.chunks(path), table)
    return table.all


class _Targets:
    """A part's relations to others: what each is, and where."""

    def __init__(self, folder: str) -> None:
        self.texts: list[str] = []
        self.folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    @classmethod
    def of(cls, archive: Archive, path: str, budget: Budget) -> dict[str, tuple[str, str]]:
        """Return (kind, path) by the name of the relation; of the file as a whole with the path ""."""
        folder = dirname(path)
        handler = cls(folder)
        Parser(budget).parse(archive.chunks(join(folder, "_rels", f"{path.rpartition('/')[2]}.rels")), handler)
        return handler.found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = normpath(join("/", self.folder, attributes["Target"])).lstrip("/")
            if len(self.found) == MOST_PARTS:
                raise broken()
            self.found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], target)

    def end(self, name: str) -> None:
        pass


class _Book:
    """The workbook's own part: its sheets as (title, relation), and from when it counts days."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.sheets: list[tuple[str, str]] = []
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next(values(attributes, "id"), "")
            if len(self.sheets) == MOST_SHEETS:
                raise too_large(_("Filen innehåller fler än %(most)s blad."), most=MOST_SHEETS)
            self.sheets.append((attributes["name"], relation))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true", "on")

    def end(self, name: str) -> None:
        pass


class _Styles:
    """The part of styles: only how numbers are shown."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []
        self.of_cells = False

    def looks(self) -> dict[str, Look]:
        try:
            return looks_of(self.codes, self.formats)
        except ValueError as error:
            raise broken() from error

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[attributes["numFmtId"]] = attributes["formatCode"]
            self._count(len(self.codes))
        elif name == "cellXfs":
            self.of_cells = True
        elif name == "xf" and self.of_cells:
            self.formats.append(attributes.get("numFmtId", "0"))
            self._count(len(self.formats))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.of_cells = False

    def _count(self, styles: int) -> None:
        if styles > MOST_STYLES:
            raise broken()


class _SharedTexts:
    """The table of texts that cells refer to by number; how single words are pronounced is left out."""

    def __init__(self, parser: Parser) -> None:
        self.all: list[str | None] = []
        self.texts: list[str] = []
        self.expat = parser.expat
        self.spoken = False
        self.left = MOST_TEXT

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            if not self.spoken:
                self.expat.CharacterDataHandler = self.texts.append
        elif name == "rPh":
            self.spoken = True

    def end(self, name: str) -> None:
        if name == "t":
            self.expat.CharacterDataHandler = None
        elif name == "rPh":
            self.spoken = False
        elif name == "si":
            if len(self.all) == MOST_CELLS:
                raise too_large(_("Filen har fler än %(most)s celler."), most=MOST_CELLS)
            text = worksheets.text_of(self.texts)
            self.texts.clear()
            self.all.append(text)
            self.left -= len(text or "")
            if self.left < 0:
                raise too_large(_("Filen har mer än %(most)s tecken text."), most=MOST_TEXT)
