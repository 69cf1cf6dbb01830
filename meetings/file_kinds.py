"""What a file is, told by its content: only kinds that a meeting needs are let in, and none that runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

MOST_PARTS = 5000
"""Files within an office file: one with more is no document."""

_RUNS = re.compile(
    r"(?:vbaProject|activeX)|^(?:Basic|Scripts)/|\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk)$",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class FileRefused(Exception):
    """The file is not one to attach; says why, in Swedish."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be attached."""

    ending: str
    content_type: str
    words: str
    holds: Callable[[bytes], bool]
    """Whether the bytes are of this kind."""


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


def _office(main: str) -> Callable[[bytes], bool]:
    return lambda data: main in _parts(data)


def _open_document(kind: str) -> Callable[[bytes], bool]:
    return lambda data: _mimetype(data) == f"{_OPEN}{kind}"


def _text(data: bytes) -> bool:
    """Whether it is text of some sort: UTF-8, UTF-16 with its mark or what Windows writes, without control signs."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return not _CONTROLS.search(data.decode("utf-16"))
        except UnicodeDecodeError:
            return False
    return not _CONTROLS.search(data.decode("latin-1"))


KINDS = {
    kind.ending: kind
    for kind in (
        Kind(".pdf", "application/pdf", _lazy("PDF"), _starts(b"%PDF-")),
        Kind(".docx", f"{_OFFICE}wordprocessingml.document", _lazy("Word-dokument"), _office("word/document.xml")),
        Kind(".xlsx", f"{_OFFICE}spreadsheetml.sheet", _lazy("Excel-bok"), _office("xl/workbook.xml")),
        Kind(
            ".pptx",
            f"{_OFFICE}presentationml.presentation",
            _lazy("PowerPoint-bilder"),
            _office("ppt/presentation.xml"),
        ),
        Kind(".odt", f"{_OPEN}text", _lazy("OpenDocument-text"), _open_document("text")),
        Kind(".ods", f"{_OPEN}spreadsheet", _lazy("OpenDocument-kalkylblad"), _open_document("spreadsheet")),
        Kind(".png", "image/png", _lazy("PNG-bild"), _starts(b"\x89PNG\r\n\x1a\n")),
        Kind(".jpg", "image/jpeg", _lazy("JPEG-bild"), _starts(b"\xff\xd8\xff")),
        Kind(".txt", "text/plain", _lazy("textfil"), _text),
        Kind(".csv", "text/csv", _lazy("CSV-fil"), _text),
    )
}
ALIASES = {".jpeg": ".jpg"}
ALLOWED = "PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPEG, TXT, CSV"
PLAIN = (".txt", ".csv")


def kind_of(name: str, data: bytes) -> Kind:
    """Return the kind that both the name and the content say. Raises FileRefused where they do not agree."""
    if not data:
        raise FileRefused(_("Filen är tom."))
    said = ending_of(name)
    kind = KINDS.get(ALIASES.get(said, said))
    if kind is None:
        told = (
            _("Filer av slaget ”%(ending)s” tas inte emot.") % {"ending": said} if said else _("Filen saknar ändelse.")
        )
        raise FileRefused(f"{told} {_('Tillåtna är %(allowed)s.') % {'allowed': ALLOWED}}")
    recognised = _recognised(data)
    if not kind.holds(data) or (kind.ending in PLAIN and recognised not in (None, *PLAIN)):
        raise FileRefused(
            _("Filen heter %(ending)s men innehållet är något annat: %(what)s.")
            % {"ending": said, "what": _said(data, recognised)}
        )
    if zipfile.is_zipfile(io.BytesIO(data)) and any(_RUNS.search(part) for part in _parts(data)):
        raise FileRefused(_("Filen innehåller makron eller program. Spara den utan makron och försök igen."))
    return kind


def ending_of(name: str) -> str:
    """Return ".pdf" for "Bilaga 1.PDF", "" where there is none."""
    dot = name.rfind(".")
    return name[dot:].casefold()[:20] if dot > 0 else ""


def _recognised(data: bytes) -> str | None:
    """Return the ending of the kind of ours that the content is, "" for another kind, None for what has no marks."""
    for kind in KINDS.values():
        if kind.ending not in PLAIN and kind.holds(data):
            return kind.ending
    return None if _text(data) else ""


def _said(data: bytes, recognised: str | None) -> str:
    """Return in words what the content is."""
    if recognised:
        return str(KINDS[recognised].words)
    if recognised is None:
        return str(_("text"))
    if data.startswith(b"MZ"):
        return _("ett program för Windows")
    if data.startswith(b"\x7fELF"):
        return _("ett program")
    if data.startswith(b"PK\x03\x04"):
        return _("ett zip-arkiv eller en skadad fil")
    try:
        found = puremagic.magic_string(data[:4096])
    except (puremagic.PureError, ValueError):
        found = []
    return found[0].name if found and found[0].name and found[0].byte_match.strip(b"\0") else _("okänt")


def _parts(data: bytes) -> set[str]:
    """Return the names of the files within an office file; none where it is not one from its first byte on."""
    if not data.startswith(b"PK\x03\x04"):
        return set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()
    return set(names) if len(names) <= MOST_PARTS else set()


def _mimetype(data: bytes) -> str:
    """Return what an OpenDocument file says that it is: its first file, unpacked and in plain sight."""
    if "mimetype" not in _parts(data):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open("mimetype") as opened:
            return opened.read(200).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, NotImplementedError, EOFError):
        return ""
