"""Minutes as an accessible PDF (PDF/UA-1): tagged, in Swedish, with a title."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from meetings.documents.content import Content
from meetings.documents.signs import heading, writable
from meetings.documents.typesetting import each_text, set_in_type

LAYOUT = Path(__file__).with_name("minutes.typ").read_bytes()


def write(content: Content) -> bytes:
    """Return the PDF. About 20 ms for ordinary minutes: typst lays them out in this process."""
    return set_in_type(LAYOUT, as_data(content))


def as_data(content: Content) -> dict[str, Any]:
    """Return the content as plain values, each text without signs that no document can hold."""
    data = asdict(content) | {
        "name": content.name,
        "attended": content.attended,
        "lists": [
            asdict(listed) | {"heading": heading(listed.heading), "count": listed.count} for listed in content.lists
        ],
        "paragraphs": [asdict(each) | {"heading": heading(each.heading)} for each in content.paragraphs],
        "attachments": [words for words, _attachment in content.attachments],
    }
    return each_text(data, writable)
