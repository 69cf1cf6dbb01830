"""The words in an attached file, as far as they can be read without opening it in its program."""

from __future__ import annotations

import html
import io
import re
import zipfile

from meetings.models import Attachment, AttachmentContent

MOST_READ = 8 * 1024 * 1024
"""Bytes that are unpacked of one file: a small file can be made to unpack to a huge one."""

_READ_PARTS = re.compile(
    r"(?:word|ppt/slides|ppt/notesSlides|ppt/comments|xl|xl/worksheets|xl/comments)/[^/]+\.xml"
    r"|docProps/core\.xml|content\.xml|meta\.xml|styles\.xml"
)
_ENDS_A_LINE = re.compile(
    r"</(?:w:p|a:p|text:p|text:h|si|c|dc:creator|cp:lastModifiedBy)>|<(?:w:br|w:tab|a:br)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_ZIPPED = {".docx", ".xlsx", ".pptx", ".odt", ".ods"}
_PLAIN = {".txt", ".csv"}


def read(attachment: Attachment) -> str | None:
    """Return the words of the file, its properties with them; None for kinds that are not read. Costs a query."""
    ending = attachment.file_name[attachment.file_name.rfind(".") :].casefold()
    if ending not in _ZIPPED | _PLAIN:
        return None
    content = AttachmentContent.objects.filter(attachment=attachment).first()
    if content is None:
        return None
    data = bytes(content.data)
    return decode(data) if ending in _PLAIN else _unpack(data)


def decode(data: bytes) -> str:
    """Return a text file as text: UTF-8, UTF-16 with its mark, or what Windows writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unpack(data: bytes) -> str | None:
    """Return the words in an office file, None if there is more in it than is read."""
    told, left = [], MOST_READ
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.infolist():
                if not _READ_PARTS.fullmatch(part.filename):
                    continue
                with packed.open(part) as opened:
                    read = opened.read(left + 1)
                left -= len(read)
                if left < 0:
                    return None
                told.append(html.unescape(_TAG.sub("", _ENDS_A_LINE.sub("\n", read.decode("utf-8", "replace")))))
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError, ValueError, EOFError):
        return None
    return "\n".join(told)
