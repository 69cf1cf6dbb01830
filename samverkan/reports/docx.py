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
from meetings.documents.signs import heading, writable
from samverkan.reports import pdf
from samverkan.reports.blocks import Bars, Bullets, Contents, Drawing, Entry, Fact, Facts, Section, Table, Words

SIZES = word.SIZES | {"Heading 1": 16, "Heading 2": 12.5, "Heading 3": 11, "List Bullet 2": 10.5}
TABLE = "Tabelltext"
"""Name of the style of text in tables."""
FACT = "Uppgift"
"""Name of the style of a fact: its label, and what is said of it."""
LEVELS = 2
"""So many levels of headings stand in the list of contents."""


def write(contents: Contents, made: Sequence[str] = ()) -> bytes:
    """Return the document; `made` are lines about the version, below the frame."""
    document = word.blank(contents.name, contents.region, f"{contents.title}, {contents.day}", SIZES)
    small = document.styles.add_style(TABLE, WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = document.styles["Normal"]
    small.font.size = Pt(9)
    small.paragraph_format.space_after = Pt(0)
    for name, left in ((FACT, 0.6), *((f"toc {level}", 0.6 * (level - 1)) for level in range(1, LEVELS + 1))):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)  # toc 1 …: the names by which Word knows them
        style.base_style = document.styles["Normal"]
        style.paragraph_format.left_indent = Cm(left)
        style.paragraph_format.space_after = Pt(2)
    document.styles[FACT].paragraph_format.first_line_indent = Cm(-0.6)
    for name in ("List Bullet", "List Bullet 2"):
        document.styles[name].paragraph_format.space_after = Pt(2)
    page = _Page(document)
    page.add(writable(contents.region), "Subtitle")
    page.add(writable(contents.title), "Title")
    _facts(page, contents.facts)
    if contents.audience:
        page.add().add_run(contents.audience).bold = True
    for line in made:
        page.add_soft(line)
    _list_of_contents(page, contents)
    for level, section in contents.walk():
        _section(page, level, section)
    return word.saved(document)


class _Page:
    """The document while it is written from top to bottom.

    python-docx 1.2 looks through the whole document, and through all its styles, for each paragraph that is added: with
    a thousand groups that takes many minutes. Here a paragraph goes last, in a style found once.
    """

    def __init__(self, document: Written) -> None:
        self.document = document
        self._ids = {style.name: style.style_id for style in document.styles}
        self._last = document.element.body[-1]  # the section's own mark, before which all text stands
        self._bookmarks = 0

    def add(self, text: str = "", style: str = "Normal") -> Paragraph:
        """Add a paragraph and return it."""
        element = OxmlElement("w:p")
        self._last.addprevious(element)
        if style != "Normal":
            element.style = self._ids[style]
        paragraph = Paragraph(element, self.document._body)
        if text:
            paragraph.add_run(text)
        return paragraph

    def add_soft(self, text: str) -> Paragraph:
        """Add a paragraph that says something beside the matter."""
        paragraph = self.add(writable(text))
        for run in paragraph.runs:
            run.font.color.rgb = word.SOFT
        return paragraph

    def mark(self, paragraph: Paragraph, anchor: str) -> None:
        """Make the paragraph a place that links lead to."""
        self._bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for sign in (start, end):
            sign.set(qn("w:id"), str(self._bookmarks))
        start.set(qn("w:name"), _place(anchor))
        paragraph._p.insert(1, start)  # after its style
        paragraph._p.append(end)


def _list_of_contents(page: _Page, contents: Contents) -> None:
    """Add a list of contents whose lines lead to their headings; in Word it is a field, renewed with page numbers."""
    page.add(_("Innehåll"), "Subtitle")
    listed = [(level, section) for level, section in contents.walk() if level <= LEVELS]
    lines = []
    for level, section in listed:
        lines.append(page.add(style=f"toc {level}"))
        _link(lines[-1].add_run(heading(section.title)), section.anchor)
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


def _section(page: _Page, level: int, section: Section) -> None:
    title = page.add(heading(section.title), f"Heading {level}")
    page.mark(title, section.anchor)
    if section.note:
        run = title.add_run(writable(f" – {section.note}"))
        run.bold = False
        run.font.size = Pt(SIZES["Normal"])
    for block in section.blocks:
        match block:
            case Words():
                _words(page, block)
            case Bullets():
                _bullets(page, block.entries)
            case Facts():
                _facts(page, block.rows)
            case Table():
                page.add_soft(block.caption).paragraph_format.keep_with_next = True
                word.add_table(page.document, block.head, block.rows, TABLE)
                page.add()
            case Drawing() | Bars():
                _figure(page, block)


def _place(anchor: str) -> str:
    """Return the name of a bookmark: Word takes letters, digits and underscores, at most forty of them."""
    plain = anchor.replace("-", "_")
    return plain if len(plain) <= 40 else f"{plain[:31]}_{sha256(anchor.encode()).hexdigest()[:8]}"


def _words(page: _Page, block: Words) -> None:
    for each in block.text.split("\n\n"):
        if each.strip():
            page.add_soft(each.strip()) if block.soft else page.add(writable(each.strip()))


def _bullets(page: _Page, entries: Iterable[Entry], style: str = "List Bullet") -> None:
    for entry in entries:
        paragraph = page.add(style=style)
        if entry.name:
            _name(paragraph, entry.name, entry.anchor)
        for place, (name, anchor) in enumerate(entry.alike):
            paragraph.add_run(", " if place else ": ")
            _name(paragraph, name, anchor)
        if entry.name and entry.words:
            paragraph.add_run(" – ")
        if entry.words:
            run = paragraph.add_run(writable(entry.words))
            if entry.inner and not entry.name:
                run.bold = True
        if entry.inner:
            paragraph.paragraph_format.keep_with_next = True
            _bullets(page, entry.inner, "List Bullet 2")


def _name(paragraph: Paragraph, name: str, anchor: str) -> None:
    """Add the name of a group, which leads to its section where it has one."""
    run = paragraph.add_run(writable(name))
    if not anchor:
        run.bold = True
        return
    _link(run, anchor)
    run.font.underline = True


def _link(run: Run, anchor: str) -> None:
    """Let the run lead to the section with the anchor."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _place(anchor))
    run._r.addprevious(link)
    link.append(run._r)


def _facts(page: _Page, facts: Iterable[Fact]) -> None:
    for fact in facts:
        paragraph = page.add(style=FACT)
        paragraph.add_run(f"{fact.label}: ").bold = True
        run = paragraph.add_run(writable("\n".join(fact.lines)))
        if not fact.stated:
            run.font.color.rgb = word.SOFT


def _figure(page: _Page, block: Drawing | Bars) -> None:
    """Add the drawing as a picture with what it shows in words."""
    paragraph = page.add()
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(BytesIO(pdf.picture(block)), width=Cm(16))
    properties = picture._inline.docPr
    properties.set("descr", writable(block.alt))
    properties.set("title", writable(block.caption))
    page.add_soft(block.caption)
