"""What was noted at the demo's meetings: items with what came of them, the action plan, attachments."""

from __future__ import annotations

import hashlib

import typst

from meetings.models import (
    Action,
    ActionParty,
    AgendaItem,
    Attachment,
    AttachmentContent,
    Decision,
    Meeting,
)
from samverkan.demo.book import Book
from samverkan.demo.registers import plain_fields
from samverkan.demo.source import Entry

LINE = "Påhittad bilaga: den hör till demon och säger inget om det som fanns på riktigt."


def write(book: Book, meeting: Meeting, key: str, noted: Entry) -> None:
    """Write the items of the entry, its actions and its attachments at the meeting, which has the key in the files."""
    standing = meeting.group.inherited("agenda").agenda_list if noted.take("standing", False) else []
    for order, title in enumerate(standing, start=1):
        item = AgendaItem(meeting=meeting, order=order, label=f"§ {order}", title=title)
        book.enter("punkten", f"{key} {item.label}", book.keep(item, noted))
    for order, each in enumerate(noted.entries("items"), start=len(standing) + 1):
        _item(book, meeting, key, order, each)
    for order, each in enumerate(noted.entries("actions"), start=1):
        _action(book, meeting, None, order, each)
    for order, each in enumerate(noted.entries("attachments"), start=1):
        _attachment(book, meeting, order, each)


def _item(book: Book, meeting: Meeting, key: str, order: int, entry: Entry) -> None:
    stems_from = " ".join(entry.take("stems_from", []))
    below = entry.split("decisions", "actions")
    item = AgendaItem(
        meeting=meeting,
        order=order,
        stems_from=book.find("punkten", stems_from or None, entry),
        **plain_fields(AgendaItem, entry),
    )
    book.enter("punkten", f"{key} {item.label}", book.keep(item, entry))
    for number, each in enumerate(below.entries("decisions"), start=1):
        book.keep(Decision(item=item, order=number, **plain_fields(Decision, each)), each)
    for number, each in enumerate(below.entries("actions"), start=1):
        _action(book, meeting, item, number, each)


def _action(book: Book, meeting: Meeting, item: AgendaItem | None, order: int, entry: Entry) -> None:
    parties = entry.entries("who")
    action = Action(
        group=meeting.group,
        meeting=meeting,
        item=item,
        order=order,
        due=book.day(entry.take("due", None)),
        closed_on=book.day(entry.take("closed", None)),
        **plain_fields(Action, entry),
    )
    book.keep(action, entry)
    for number, each in enumerate(parties, start=1):
        row = ActionParty(
            action=action,
            order=number,
            person=book.find("personen", each.take("person", None), each),
            organisation=book.find("organisationen", each.take("organisation", None), each),
            **plain_fields(ActionParty, each),
        )
        book.keep(row, each)


def _attachment(book: Book, meeting: Meeting, order: int, entry: Entry) -> None:
    """Make a small file of the kind asked for, which says that it is invented."""
    label, title, lines = entry.take("label", ""), entry.take("title"), [*entry.take("lines", []), LINE]
    plain = entry.take("text", False)
    entry.finish()
    data = "\n".join([title, "", *lines]).encode() if plain else _pdf(title, lines)
    row = Attachment(
        meeting=meeting,
        order=order,
        label=label,
        title=title,
        file_name=f"{label or title}.{'txt' if plain else 'pdf'}",
        content_type="text/plain" if plain else "application/pdf",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    book.keep(row, entry)
    AttachmentContent.objects.create(attachment=row, data=data)


def _pdf(title: str, lines: list[str]) -> bytes:
    """A page that says the lines under the title, accessible as all documents of the site."""
    said = "\n\n".join(lines)
    source = f'#set document(title: "{title}")\n#set text(lang: "sv")\n= {title}\n{said}\n'
    return typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"])
