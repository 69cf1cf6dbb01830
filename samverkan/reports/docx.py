"""The compilation as a Word document that a process leader can edit further: real headings, lists and table heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from io import BytesIO

from django.utils.translation import gettext as _
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from meetings.documents import word
from meetings.documents.signs import writable
from samverkan.reports import pdf
from samverkan.reports.blocks import Bars, Bullets, Contents, Drawing, Entry, Facts, Section, Table, Words

SIZES = word.SIZES | {"Heading 1": 16, "Heading 2": 12.5, "Heading 3": 11, "List Bullet 2": 10.5}
TABLE = "Tabelltext"
"""Name of the style of text in tables."""
LEVELS = 2
"""So many levels of headings stand in the list of contents."""


def write(contents: Contents, made: Sequence[str] = ()) -> bytes:
    """Return the document; `made` are lines about the version, below the frame."""
    document = word.blank(contents.name, contents.region, f"{contents.title}, {contents.day}", SIZES)
    small = document.styles.add_style(TABLE, WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = document.styles["Normal"]
    small.font.size = Pt(9)
    small.paragraph_format.space_after = Pt(0)
    document.add_paragraph(writable(contents.region), style="Subtitle")
    document.add_paragraph(writable(contents.title), style="Title")
    word.add_facts(document, ((fact.label, "; ".join(fact.lines)) for fact in contents.facts))
    if contents.audience:
        document.add_paragraph().add_run(contents.audience).bold = True
    for line in made:
        document.add_paragraph().add_run(writable(line)).font.color.rgb = word.SOFT
    _list_of_contents(document, contents)
    numbers = _Numbers()
    for level, section in contents.walk():
        _section(document, level, section, numbers)
    return word.saved(document)


class _Numbers:
    """Numbers of bookmarks: each its own."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> str:
        self.last += 1
        return str(self.last)


def _list_of_contents(document: Written, contents: Contents) -> None:
    """Add a list of contents whose lines lead to their headings; in Word it is a field, renewed with page numbers."""
    document.add_paragraph(style="Subtitle").add_run(_("Innehåll"))
    styles = document.styles
    for level in range(1, LEVELS + 1):
        style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)  # the name by which Word knows it
        style.base_style = styles["Normal"]
        style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        style.paragraph_format.space_after = Pt(1)
    listed = [(level, section) for level, section in contents.walk() if level <= LEVELS]
    lines = []
    for level, section in listed:
        lines.append(document.add_paragraph(style=f"toc {level}"))
        _link(lines[-1].add_run(writable(section.title).strip() or "–"), section.anchor)
    opening = [_field_sign("begin"), OxmlElement("w:instrText"), _field_sign("separate")]
    opening[1].set(qn("xml:space"), "preserve")
    opening[1].text = rf' TOC \o "1-{LEVELS}" \h \z \u '
    for place, sign in enumerate(opening):
        run = OxmlElement("w:r")
        run.append(sign)
        lines[0]._p.insert(1 + place, run)
    lines[-1].add_run()._r.append(_field_sign("end"))


def _field_sign(kind: str) -> BaseOxmlElement:
    sign = OxmlElement("w:fldChar")
    sign.set(qn("w:fldCharType"), kind)
    return sign


def _section(document: Written, level: int, section: Section, numbers: _Numbers) -> None:
    heading = document.add_heading(writable(section.title).strip() or "–", level)
    _bookmark(heading, section.anchor, numbers)
    if section.note:
        run = heading.add_run(writable(f" – {section.note}"))
        run.bold = False
        run.font.size = Pt(SIZES["Normal"])
    for block in section.blocks:
        match block:
            case Words():
                _words(document, block)
            case Bullets():
                _bullets(document, block.entries)
            case Facts():
                _facts(document, block)
            case Table():
                _table(document, block)
            case Drawing() | Bars():
                _figure(document, block)


def _bookmark(paragraph: Paragraph, anchor: str, numbers: _Numbers) -> None:
    """Mark the heading as a place that links lead to."""
    number = numbers.next()
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), number)
    start.set(qn("w:name"), _place(anchor))
    end.set(qn("w:id"), number)
    paragraph._p.insert(1, start)
    paragraph._p.append(end)


def _place(anchor: str) -> str:
    """Return the name of a bookmark: Word takes letters, digits and underscores, at most forty of them."""
    plain = anchor.replace("-", "_")
    return plain if len(plain) <= 40 else f"{plain[:31]}_{sha256(anchor.encode()).hexdigest()[:8]}"


def _words(document: Written, block: Words) -> None:
    for each in writable(block.text).split("\n\n"):
        if each.strip():
            run = document.add_paragraph().add_run(each.strip())
            if block.soft:
                run.font.color.rgb = word.SOFT


def _bullets(document: Written, entries: Iterable[Entry], style: str = "List Bullet") -> None:
    for entry in entries:
        paragraph = document.add_paragraph(style=style)
        paragraph.paragraph_format.space_after = Pt(2)
        if entry.name:
            _name(paragraph, entry)
        if entry.name and entry.words:
            paragraph.add_run(" – ")
        if entry.words:
            run = paragraph.add_run(writable(entry.words))
            run.bold = bool(entry.inner and not entry.name)
        if entry.inner:
            _bullets(document, entry.inner, "List Bullet 2")


def _name(paragraph: Paragraph, entry: Entry) -> None:
    """Add the name of a group, which leads to its section where it has one."""
    run = paragraph.add_run(writable(entry.name))
    if not entry.anchor:
        run.bold = True
        return
    _link(run, entry.anchor)
    run.font.underline = True


def _link(run: Run, anchor: str) -> None:
    """Let the run lead to the section with the anchor."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _place(anchor))
    run._r.addprevious(link)
    link.append(run._r)


def _facts(document: Written, block: Facts) -> None:
    for fact in block.rows:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.left_indent = Cm(0.6)
        paragraph.paragraph_format.first_line_indent = Cm(-0.6)
        paragraph.add_run(f"{fact.label}: ").bold = True
        run = paragraph.add_run(writable("\n".join(fact.lines)))
        if not fact.stated:
            run.font.color.rgb = word.SOFT


def _table(document: Written, block: Table) -> None:
    caption = document.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    caption.add_run(writable(block.caption)).font.color.rgb = word.SOFT
    word.add_table(document, block.head, block.rows, TABLE)
    document.add_paragraph()


def _figure(document: Written, block: Drawing | Bars) -> None:
    """Add the drawing as a picture with what it shows in words."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(BytesIO(pdf.picture(block)), width=Cm(16))
    properties = picture._inline.docPr
    properties.set("descr", writable(block.alt))
    properties.set("title", writable(block.caption))
    document.add_paragraph().add_run(writable(block.caption)).font.color.rgb = word.SOFT
