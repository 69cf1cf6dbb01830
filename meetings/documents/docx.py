"""Minutes as a Word document that can be edited further: real headings, lists and tables, in Swedish."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from meetings.documents.content import Content, Corrected, Listed
from meetings.documents.content import Paragraph as Item
from meetings.documents.pdf import as_data
from meetings.documents.signs import writable

INK, SOFT, ACCENT = RGBColor(0x16, 0x21, 0x1F), RGBColor(0x51, 0x60, 0x5D), "0B5F59"
FONT = "Arial"
DECISION, OTHER, CORRECTION = "Beslut", "Förslag och önskemål", "Rättelse"
"""Names of the styles that set apart what an item came to."""


def write(content: Content) -> bytes:
    """Return the document."""
    document = Document()
    _lay_out(document, content)
    document.add_paragraph(writable(content.group), style="Subtitle")
    document.add_paragraph(writable(content.title), style="Title")
    document.add_paragraph().add_run(content.state).bold = content.is_draft
    _facts(document, content.facts)
    if content.lists:
        document.add_heading(_("Deltagare"), 1)
        document.add_paragraph(content.attended)
        for listed in content.lists:
            _participants(document, listed)
    for each in content.paragraphs:
        _item(document, each)
    if content.promises:
        document.add_heading(_("Åtgärder"), 1)
        _promises(document, content)
    if content.attachments:
        document.add_heading(_("Bilagor"), 1)
        for words, _attachment in content.attachments:
            document.add_paragraph(writable(words), style="List Bullet")
    if content.next_meeting:
        document.add_heading(_("Nästa möte"), 1)
        _written(document, content.next_meeting)
    if content.corrections:
        document.add_heading(_("Rättelser"), 1)
        for each in content.corrections:
            _corrected(document, each)
    if content.registered:
        document.add_heading(_("Diarieföring"), 1)
        _facts(document, content.registered)
    _signatures(document, content)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _lay_out(document: Written, content: Content) -> None:
    """Set language, title, fonts, page, and what stands at its head and foot."""
    told = as_data(content)
    properties = document.core_properties
    properties.title, properties.subject, properties.language = told["name"][:255], told["group"][:255], "sv-SE"
    properties.author, properties.comments = "", ""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            language.set(qn(name), "sv-SE")
    sizes = {"Normal": 10.5, "Title": 22, "Subtitle": 11, "Heading 1": 14, "Heading 2": 11.5, "List Bullet": 10.5}
    for name, size in sizes.items():
        _set_font(styles[name], size)
    styles["Subtitle"].font.italic = False
    styles["Subtitle"].font.color.rgb = SOFT
    border = styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)
    for name, colour in ((DECISION, ACCENT), (OTHER, "71837E"), (CORRECTION, "8A5A00")):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.paragraph_format.left_indent = Cm(0.6)
        _mark_left(style, colour)
    head = section.header.paragraphs[0]
    head.add_run(f"{told['group']} {told['day']}" + (f" – {_('UTKAST')}" if content.is_draft else ""))
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{_('Sida')} ")
    _add_field(foot, "PAGE")
    foot.add_run(f" {_('av')} ")
    _add_field(foot, "NUMPAGES")


def _set_font(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
    fonts = style.element.rPr.rFonts
    # The template's headings follow the theme's font unless that is taken away.
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), FONT)


def _mark_left(style: ParagraphStyle, colour: str) -> None:
    """Draw a line along the left side of paragraphs in the style."""
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", colour)):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """Add a field that Word works out, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)


def _facts(document: Written, facts: list[tuple[str, str]]) -> None:
    for label, words in facts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(writable(words))


def _participants(document: Written, listed: Listed) -> None:
    count = f" ({listed.count})" if listed.count else ""
    document.add_heading(writable(f"{listed.heading}{count}"), 2)
    for row in listed.rows:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(writable(row.who)).font.strike = row.absent
        if row.as_what:
            paragraph.add_run(writable(f", {row.as_what}"))
        if row.words:
            paragraph.add_run(" – ")
            paragraph.add_run(writable(row.words)).bold = row.absent


def _item(document: Written, item: Item) -> None:
    document.add_heading(writable(item.heading), 1)
    if item.stems_from:
        document.add_paragraph().add_run(writable(item.stems_from)).font.color.rgb = SOFT
    _written(document, item.note)
    for outcome in item.outcomes:
        style = DECISION if outcome.is_decision else OTHER
        paragraph = document.add_paragraph(style=style)
        paragraph.add_run(f"{outcome.kind}: ").bold = True
        paragraph.add_run(writable(outcome.text))
        if outcome.dissent:
            paragraph = document.add_paragraph(style=style)
            paragraph.add_run(f"{_('Avvikande mening')}: ").italic = True
            paragraph.add_run(writable(outcome.dissent))
    if item.deferred:
        document.add_paragraph().add_run(writable(item.deferred)).bold = True
    for each in item.corrections:
        _corrected(document, each)


def _written(document: Written, text: str) -> None:
    """Add a text, a paragraph for each that a blank line parts."""
    for each in writable(text).split("\n\n"):
        if each.strip():
            document.add_paragraph(each.strip())


def _corrected(document: Written, correction: Corrected) -> None:
    paragraph = document.add_paragraph(style=CORRECTION)
    paragraph.add_run(writable(f"{correction.made}: ")).bold = True
    paragraph.add_run(writable(correction.text))


def _promises(document: Written, content: Content) -> None:
    """Add the action list; its head row is marked as one and comes again on each page."""
    table = document.add_table(1, 4, style="Table Grid")
    for cell, words in zip(table.rows[0].cells, (_("Vad"), _("Vem"), _("När"), _("Punkt")), strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for promise in content.promises:
        for cell, words in zip(
            table.add_row().cells, (promise.what, promise.who, promise.due, promise.item), strict=True
        ):
            cell.text = writable(words)


def _signatures(document: Written, content: Content) -> None:
    if not content.signatures:
        return
    document.add_heading(_("Justering"), 1)
    for each in content.signatures:
        if each.done:
            document.add_paragraph(writable(f"{each.who}. {each.done}"))
            continue
        document.add_paragraph("\n" + "_" * 42).paragraph_format.space_after = Pt(0)
        document.add_paragraph(writable(f"{each.role}: {each.who}"))
