"""What a file is, told by its first bytes: packed or text may be read, all else is refused by its name."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from samverkan.exchange.reading.sheets import Unreadable

PACKED = (b"PK\x03\x04", b"PK\x05\x06")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Microsoft's files before 2007, and of locked ones

MARKS = (
    (b"%PDF-", _lazy("en PDF")),
    (b"\x89PNG", _lazy("en bild")),
    (b"\xff\xd8\xff", _lazy("en bild")),
    (b"GIF8", _lazy("en bild")),
    (b"II*\0", _lazy("en bild")),
    (b"MM\0*", _lazy("en bild")),
    (b"{\\rtf", _lazy("ett textdokument (RTF)")),
    (b"MZ\x90\0", _lazy("ett program")),
    (b"\x7fELF", _lazy("ett program")),
    (b"\x1f\x8b", _lazy("ett arkiv (gzip)")),
    (b"7z\xbc\xaf\x27\x1c", _lazy("ett arkiv (7z)")),
    (b"Rar!", _lazy("ett arkiv (RAR)")),
    (b"SQLite format 3", _lazy("en databas")),
    (b"\x09\x00\x04\x00", _lazy("en gammal Excelfil (.xls)")),
    (b"\x09\x02\x06\x00", _lazy("en gammal Excelfil (.xls)")),
    (b"\x09\x04\x06\x00", _lazy("en gammal Excelfil (.xls)")),
)
WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b"<table")


def is_packed(data: bytes) -> bool:
    """Return whether it is a zip file, which a workbook is too; False for what may be text.

    Raises Unreadable where it is empty or of a kind that is known and is not read.
    """
    if not data:
        raise Unreadable(_("Filen är tom."), _("Välj en fil med innehåll."))
    if data.startswith(PACKED):
        return True
    if data.startswith(COMPOUND):
        raise wrong_kind(*_compound(data))
    if data[:4] + data[8:12] == b"RIFFWEBP" or (data[:3] == b"\0\0\0" and data[4:8] == b"ftyp"):
        raise wrong_kind(_("en bild eller en film"))
    for mark, words in MARKS:
        if data.startswith(mark):
            raise wrong_kind(str(words))
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(WEB_PAGE):
        raise wrong_kind(_("en webbsida"))  # some systems call one .xls
    if start.startswith(b"<?xml"):
        raise wrong_kind(_("en XML-fil"))
    return False


def wrong_kind(what: str, advice: str = "") -> Unreadable:
    """Return the refusal of a file that is, in words, something else than is read."""
    return Unreadable(
        _("Filen är %(what)s, och en sådan läses inte in.") % {"what": what},
        advice or _("Spara som Excel-arbetsbok (.xlsx) eller CSV UTF-8 (.csv) och försök igen."),
    )


def _compound(data: bytes) -> tuple[str, str]:
    """Return what a compound file is, by the names of the streams in it, and advice."""
    if _named("EncryptedPackage") in data:
        return _("skyddad med lösenord"), _(
            "Ta bort lösenordet i Excel (Arkiv, Info, Skydda arbetsboken) och spara igen."
        )
    if _named("WordDocument") in data:
        return _("ett gammalt Word-dokument (.doc)"), ""
    if _named("Workbook") in data or _named("Book") in data:
        return _("en gammal Excelfil (.xls)"), _("Spara som Excel-arbetsbok (.xlsx) och försök igen.")
    return _("en gammal Office-fil"), ""


def _named(stream: str) -> bytes:
    return stream.encode("utf-16-le")
