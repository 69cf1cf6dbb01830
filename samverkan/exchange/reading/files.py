"""The way in: a file, whatever it is, becomes sheets or a refusal."""

from __future__ import annotations

import logging
import unicodedata
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from samverkan.exchange.reading import archives, kinds, text_files, workbooks
from samverkan.exchange.reading.limits import MEGABYTE, MOST_BYTES, Budget
from samverkan.exchange.reading.sheets import FileSheet, Unreadable

logger = logging.getLogger(__name__)


def read(file: BinaryIO, name: str) -> list[FileSheet]:
    """Return the sheets of an Excel workbook, of a CSV file or of a zip file with CSV files, in their order.

    What it is, is decided by the content; of the name only what stands before the ending is used, as the title of a
    CSV file. At least one sheet has a row. Nothing in the file is run, and nothing is written to disk.

    Raises Unreadable, and nothing else, for what is no such file or is larger than `limits` allows.
    """
    try:
        sheets = _sheets(file.read(MOST_BYTES + 1), name)
    except Unreadable:
        raise
    except Exception as error:
        # A file must never end in an error page: what the readers have not foreseen is told to whoever runs the site.
        logger.exception("A file could not be read")
        raise Unreadable(
            _("Filen går inte att läsa."), _("Öppna den i Excel, spara den igen och försök på nytt.")
        ) from error
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable(_("Filen har inga rader."), _("Kontrollera att det är rätt fil."))
    return sheets


def _sheets(data: bytes, name: str) -> list[FileSheet]:
    if len(data) > MOST_BYTES:
        raise Unreadable(
            _("Filen är större än %(size)s MB.") % {"size": MOST_BYTES // MEGABYTE}, _("Dela upp den i flera filer.")
        )
    budget = Budget()
    if not kinds.is_packed(data):
        return [text_files.read(data, title_of(name), budget)]
    with archives.opened(data, budget) as archive:
        if archive.has("[Content_Types].xml"):
            return workbooks.read(archive, budget)
        return archives.text_sheets(archive, budget)


def title_of(name: str) -> str:
    """Return "Möten" for "C:/Filer/Möten.csv", with either slash, and with its dots joined that a Mac has parted."""
    return unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).stem)
