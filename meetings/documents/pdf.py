"""Minutes as an accessible PDF (PDF/UA-1): tagged, in Swedish, with a title."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from meetings.documents.content import Content
from meetings.documents.signs import plain, writable

LAYOUT = Path(__file__).with_name("minutes.typ")


def write(content: Content) -> bytes:
    """Return the PDF. About 20 ms for ordinary minutes: typst lays them out in this process.

    What was written reaches the layout as data, never as markup. A sign that the font lacks, such as an emoji, would
    make the PDF inaccessible and is refused by typst: then it is set again with a square in its place.
    """
    try:
        return _compile(as_data(content))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(as_data(content), plain)


def _compile(data: dict[str, Any], change=None) -> bytes:
    return typst.compile(
        LAYOUT.read_bytes(),
        sys_inputs={"data": json.dumps(_each_text(data, change) if change else data)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,  # the same pages on every machine
    )


def as_data(content: Content) -> dict[str, Any]:
    """Return the content as plain values, each text without signs that no document can hold."""
    data = asdict(content) | {
        "name": content.name,
        "attended": content.attended,
        "lists": [
            asdict(listed) | {"heading": _some(listed.heading), "count": listed.count} for listed in content.lists
        ],
        "paragraphs": [asdict(each) | {"heading": _some(each.heading)} for each in content.paragraphs],
        "attachments": [words for words, _attachment in content.attachments],
    }
    return _each_text(data, writable)


def _some(heading: str) -> str:
    """Return the heading, a dash for a blank one: an accessible PDF has no empty headings."""
    return heading if writable(heading).strip() else "–"


def _each_text(value: Any, change) -> Any:
    """Return the value with `change` done to each text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _each_text(each, change) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(each, change) for each in value]
    return value
