"""What every Word document of the house has: Swedish, A4, its fonts, and a foot with the number of the page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from meetings.documents.signs import writable

INK, SOFT, ACCENT = RGBColor(0x16, 0x21, 0x1F), RGBColor(0x51, 0x60, 0x5D), "0B5F59"
FONT = "Arial"
SIZES = {"Normal": 10.5, "Title": 22, "Subtitle": 11, "Heading 1": 14, "Heading 2": 11.5, "List Bullet": 10.5}


def blank(title: str, subject: str, head: str, sizes: dict[str, float] = SIZES) -> Written:
    """Return a document without text, with title and language, `head` at the head of each page and its number below.

    `sizes` in points, by the name of the style.
    """
    document = Document()
    properties = document.core_properties
    properties.title, properties.subject = writable(title)[:255], writable(subject)[:255]
    properties.language, properties.author, properties.comments = "sv-SE", "", ""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            language.set(qn(name), "sv-SE")
    for name, size in sizes.items():
        _set_font(styles[name], size)
    styles["Subtitle"].font.italic = False
    styles["Subtitle"].font.color.rgb = SOFT
    border = styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)
    section.header.paragraphs[0].add_run(writable(head))
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{_('Sida')} ")
    add_field(foot, "PAGE")
    foot.add_run(f" {_('av')} ")
    add_field(foot, "NUMPAGES")
    return document


def saved(document: Written) -> bytes:
    """Return the document as a file."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def add_marked_style(document: Written, name: str, colour: str) -> None:
    """Add a paragraph style that is set in, with a line of the colour along its left side."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.paragraph_format.left_indent = Cm(0.6)
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for each, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", colour)):
        left.set(qn(f"w:{each}"), value)
    borders.append(left)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def add_field(paragraph: Paragraph, instruction: str, shown: str = "") -> None:
    """Add a field that Word works out, such as the number of the page; `shown` stands there until it has."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)
    if shown:
        run = paragraph.add_run(shown)
        field.append(run._r)


def add_written(document: Written, text: str) -> None:
    """Add a text, a paragraph for each that a blank line parts."""
    for each in writable(text).split("\n\n"):
        if each.strip():
            document.add_paragraph(each.strip())


def add_facts(document: Written, facts: Iterable[tuple[str, str]]) -> None:
    """Add a line for each (label, words), the label strong."""
    for label, words in facts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(writable(words))


def add_table(document: Written, head: Sequence[str], rows: Sequence[Sequence[str]], style: str = "Normal") -> Table:
    """Add a table, its text in the paragraph style; its head row is marked as one and comes again on each page."""
    table = document.add_table(1 + len(rows), len(head), style="Table Grid")
    # All cells are asked for at once: python-docx 1.2 counts through the whole table for each row's.
    cells = table._cells
    for cell, words in zip(cells, head, strict=False):
        cell.paragraphs[0].add_run(writable(words)).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, words in zip(cells[len(head) :], (words for row in rows for words in row), strict=True):
        cell.text = writable(words)
    for cell in cells if style != "Normal" else ():
        cell.paragraphs[0].style = document.styles[style]
    return table


def _set_font(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
    fonts = style.element.rPr.rFonts
    # The template's headings follow the theme's font unless that is taken away.
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), FONT)
