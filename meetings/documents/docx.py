"""Minutes as a Word document that can be edited further: real headings, lists and tables, in Swedish."""

from __future__ import annotations

from django.utils.translation import gettext as _
from docx.document import Document as Written
from docx.shared import Pt

from meetings.documents import word
from meetings.documents.content import Content, Corrected, Listed
from meetings.documents.content import Paragraph as Item
from meetings.documents.signs import writable
from meetings.documents.word import SOFT

DECISION, OTHER, CORRECTION = "Beslut", "Förslag och önskemål", "Rättelse"
"""Names of the styles that set apart what an item came to."""


def write(content: Content) -> bytes:
    """Return the document."""
    head = f"{content.group} {content.day}" + (f" – {_('UTKAST')}" if content.is_draft else "")
    document = word.blank(content.name, content.group, head)
    for name, colour in ((DECISION, word.ACCENT), (OTHER, "71837E"), (CORRECTION, "8A5A00")):
        word.add_marked_style(document, name, colour)
    document.add_paragraph(writable(content.group), style="Subtitle")
    document.add_paragraph(writable(content.title), style="Title")
    document.add_paragraph().add_run(content.state).bold = content.is_draft
    word.add_facts(document, content.facts)
    if content.lists:
        document.add_heading(_("Deltagare"), 1)
        document.add_paragraph(content.attended)
        for listed in content.lists:
            _participants(document, listed)
    for each in content.paragraphs:
        _item(document, each)
    if content.promises:
        document.add_heading(_("Åtgärder"), 1)
        rows = [(row.what, row.who, row.due, row.item) for row in content.promises]
        word.add_table(document, (_("Vad"), _("Vem"), _("När"), _("Punkt")), rows)
    if content.attachments:
        document.add_heading(_("Bilagor"), 1)
        for words, _attachment in content.attachments:
            document.add_paragraph(writable(words), style="List Bullet")
    if content.next_meeting:
        document.add_heading(_("Nästa möte"), 1)
        word.add_written(document, content.next_meeting)
    if content.corrections:
        document.add_heading(_("Rättelser"), 1)
        for each in content.corrections:
            _corrected(document, each)
    if content.registered:
        document.add_heading(_("Diarieföring"), 1)
        word.add_facts(document, content.registered)
    _signatures(document, content)
    return word.saved(document)


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
    word.add_written(document, item.note)
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


def _corrected(document: Written, correction: Corrected) -> None:
    paragraph = document.add_paragraph(style=CORRECTION)
    paragraph.add_run(writable(f"{correction.made}: ")).bold = True
    paragraph.add_run(writable(correction.text))


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
