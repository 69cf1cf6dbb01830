"""Small files of each kind that may be attached, and of some that may not: made here, so that none lies in the tree."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import openpyxl

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8" + b"\x00" * 47 + b"PE\x00\x00" + b"\x00" * 200
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def png() -> bytes:
    """Return one white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return an archive of the parts, the first one stored as it is."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for n, (name, data) in enumerate(parts.items()):
            packed.writestr(name, data, compress_type=zipfile.ZIP_DEFLATED if n else zipfile.ZIP_STORED)
    return written.getvalue()


def word(text: str = "Hej", author: str = "") -> bytes:
    document, written = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.core_properties.author = author
    document.save(written)
    return written.getvalue()


def excel(*cells: str | int) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active.append(cells)
    book.save(written)
    return written.getvalue()


def powerpoint(text: str = "Hej") -> bytes:
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "ppt/presentation.xml": "<p/>",
            "ppt/slides/slide1.xml": f"<a:t>{text}</a:t>",
        }
    )


def open_document(kind: str = "text", text: str = "Hej") -> bytes:
    return zipped(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": f"<text:p>{text}</text:p>"}
    )  # fmt: skip


GOOD = {
    "Protokoll.pdf": PDF,
    "bild.PNG": png(),
    "bild.jpg": JPEG,
    "bild.jpeg": JPEG,
    "text.docx": word(),
    "bok.xlsx": excel("a", 1),
    "bilder.pptx": powerpoint(),
    "text.odt": open_document(),
    "blad.ods": open_document("spreadsheet"),
    "åäö.txt": "Räksmörgås på ön\n".encode(),
    "windows.txt": "Räksmörgås på ön\r\n".encode("cp1252"),
    "utf16.txt": "Räksmörgås".encode("utf-16"),
    "lista.csv": "\ufeffnamn;antal\r\nHöör;3\r\n".encode(),
}
