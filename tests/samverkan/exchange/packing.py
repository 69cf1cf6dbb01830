"""Workbooks and archives made by hand: as Excel writes them, and as only somebody hostile does."""

import io
import zipfile

from openpyxl import Workbook

from samverkan.exchange.reading import read

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    """Return a zip file of {name: text or bytes}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def relations(*targets):
    """Return the part that says what another refers to: rId1, rId2, … each (kind, target)."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def parts(rows="", *, strings=(), formats=(), codes=(), after="", properties="", state="visible"):
    """Return the parts of a workbook with the sheet "Blad1" as Excel lays it out; `rows` is the XML within sheetData.

    `strings` are the XML within each <si>, `formats` the number of each style's format, `codes` own (number, code).
    """
    texts = "".join(f"<si>{text}</si>" for text in strings)
    own = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in codes)
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in formats)
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_DOCUMENT}"><workbookPr {properties}/><sheets>'
        f'<sheet name="Blad1" sheetId="1" state="{state}" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "/xl/styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId="14"/>'
        f"</cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    }


def workbook(rows="", **named):
    """Return a workbook of `parts`."""
    return archive(parts(rows, **named))


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_bytes(data, name="Grupper.xlsx"):
    return read(io.BytesIO(data), name)


def rows_of(data, name="Grupper.xlsx"):
    """Return the cells of each row of the only sheet."""
    (sheet,) = read_bytes(data, name)
    return [row.cells for row in sheet.rows]
