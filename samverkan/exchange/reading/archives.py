"""Packed files: nothing of them reaches the disk, and what comes out of them is counted."""

from __future__ import annotations

import io
import lzma
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from samverkan.exchange.reading import kinds, text_files
from samverkan.exchange.reading.limits import MEGABYTE, MOST_BYTES, MOST_PARTS, MOST_SHEETS, Budget, too_large
from samverkan.exchange.reading.sheets import FileSheet, Unreadable

ENDINGS = {".csv", ".txt", ".tsv"}

_AT_A_TIME = 64 * 1024
_ENTRY = b"PK\x01\x02"  # begins each entry of a zip file's table of contents
_IN_UTF8 = 0x800
_LOCKED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError)
"""What reading a packed file raises where it is damaged."""


class Archive:
    """A packed file. The parts are found by name, whether in capitals or not, as Office does."""

    def __init__(self, packed: zipfile.ZipFile, budget: Budget) -> None:
        self._packed = packed
        self._budget = budget
        self._parts = {part.filename.casefold(): part for part in packed.infolist()}

    def has(self, name: str) -> bool:
        return name.casefold() in self._parts

    def parts(self) -> list[zipfile.ZipInfo]:
        """Return the files in it, in their order, folders left out."""
        return [part for part in self._parts.values() if not part.is_dir()]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part, piece by piece. Raises Unreadable if broken, locked, too large or missing."""
        part = self._parts.get(name.casefold())
        if part is None:
            raise broken()
        if part.flag_bits & _LOCKED:
            raise Unreadable(_("Filen är skyddad med lösenord."), _("Ta bort lösenordet och försök igen."))
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(_("Filen är packad på ett ovanligt sätt."), _("Packa den som en vanlig zip-fil."))
        try:
            with self._packed.open(part) as opened:
                while chunk := opened.read(_AT_A_TIME):
                    self._budget.unpack(len(chunk))
                    yield chunk
        except BROKEN as error:
            raise broken() from error


def broken() -> Unreadable:
    """Return the refusal of a packed file, such as a workbook, that does not hold together."""
    return Unreadable(
        _("Filen är skadad, eller bara en del av en fil."),
        _("Öppna den i Excel, spara den igen som Excel-arbetsbok (.xlsx) och försök på nytt."),
    )


@contextmanager
def opened(data: bytes, budget: Budget) -> Iterator[Archive]:
    """Open a packed file; only its table of contents is read. Raises Unreadable if that is broken or too long."""
    # Counted before zipfile makes an object of each: a file of 40 MB has room for most of a million.
    if data.count(_ENTRY) > MOST_PARTS:
        raise too_large(_("Filen innehåller fler än %(most)s filer."), most=MOST_PARTS)
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise broken() from error
    with packed:
        parts = packed.infolist()
        # Parts that share a name can be read as two different files, and parts that share bytes are a bomb.
        if len({part.filename.casefold() for part in parts}) < len(parts):
            raise broken()
        if sum(part.compress_size for part in parts) > len(data):
            raise broken()
        yield Archive(packed, budget)


def text_sheets(archive: Archive, budget: Budget) -> list[FileSheet]:
    """Return the sheets of the CSV files of an archive, whose names are the titles. Raises Unreadable.

    They may lie in one folder. What a Mac and Windows put beside is passed by; of all else the archive is refused.
    """
    _refuse_documents(archive)
    sheets: dict[str, FileSheet] = {}
    for part in archive.parts():
        path = PurePosixPath(_name(part))
        if _is_beside(path):
            continue
        _refuse_tricks(path)
        if path.suffix.casefold() not in ENDINGS:
            raise Unreadable(
                _("Zip-filen innehåller ”%(name)s”, som inte är en CSV-fil.") % {"name": path.name},
                _("Packa bara CSV-filer. En Excel-arbetsbok läses in för sig."),
            )
        if path.stem.casefold() in sheets:
            raise Unreadable(
                _("Zip-filen innehåller två filer som heter ”%(name)s”.") % {"name": path.stem},
                _("Ta bort den ena."),
            )
        if len(sheets) == MOST_SHEETS:
            raise too_large(_("Filen innehåller fler än %(most)s blad."), most=MOST_SHEETS)
        sheets[path.stem.casefold()] = _text_sheet(archive, part, path, budget)
    return list(sheets.values())


def _text_sheet(archive: Archive, part: zipfile.ZipInfo, path: PurePosixPath, budget: Budget) -> FileSheet:
    data = bytearray()
    for chunk in archive.chunks(part.filename):
        data += chunk
        if len(data) > MOST_BYTES:
            raise too_large(
                _("Filen ”%(name)s” är större än %(size)s MB."), name=path.name, size=MOST_BYTES // MEGABYTE
            )
    if not data:
        return FileSheet(path.stem, "csv")
    try:
        if kinds.is_packed(bytes(data[:1000])):
            raise kinds.wrong_kind(_("en packad fil"))
        return text_files.read(bytes(data), path.stem, budget)
    except Unreadable as error:
        told = {"name": path.name, "error": error.message}
        raise Unreadable(_("I ”%(name)s”: %(error)s") % told, error.advice) from error


def _refuse_documents(archive: Archive) -> None:
    """Raise Unreadable for a document that is packed as a zip file."""
    if archive.has("mimetype"):
        kind = next(archive.chunks("mimetype"), b"")[:200].decode("ascii", "replace")
        if "spreadsheet" in kind:
            raise kinds.wrong_kind(
                _("ett kalkylblad i OpenDocument (.ods)"), _("Spara som Excel-arbetsbok (.xlsx) och försök igen.")
            )
        raise kinds.wrong_kind(_("ett dokument i OpenDocument") if "opendocument" in kind else _("ett dokument"))
    if archive.has("Index.zip") or any(part.filename.endswith(".iwa") for part in archive.parts()):
        raise kinds.wrong_kind(
            _("ett kalkylblad från Numbers"), _("Exportera den till Excel (.xlsx) i Numbers och försök igen.")
        )


def _name(part: zipfile.ZipInfo) -> str:
    """Return the part's name with its letters right: a Mac writes UTF-8 without saying so."""
    name = part.filename
    if not part.flag_bits & _IN_UTF8:
        with suppress(UnicodeError):  # an older Windows has å, ä and ö where zipfile looks for them
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _is_beside(path: PurePosixPath) -> bool:
    named = path.name.casefold()
    return "__MACOSX" in path.parts or named.startswith(".") or named in {"thumbs.db", "desktop.ini"}


def _refuse_tricks(path: PurePosixPath) -> None:
    """Raise Unreadable for a path that leads out of the archive, or deeper than one folder."""
    name = str(path)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in path.parts[0]:
        raise Unreadable(_("Zip-filen innehåller sökvägar som inte går att lita på."), _("Packa filerna på nytt."))
    if len(path.parts) > 2:
        raise Unreadable(
            _("Zip-filen har mappar i mappar (”%(name)s”).") % {"name": name}, _("Lägg CSV-filerna direkt i zip-filen.")
        )
