"""The compilation as an accessible PDF (PDF/UA-1): tagged, in Swedish, with a title, contents and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from meetings.documents.signs import heading
from meetings.documents.typesetting import set_in_type
from samverkan.reports.blocks import Bars, Contents, Drawing

FIGURES, PAGES = (Path(__file__).with_name(name).read_bytes() for name in ("figures.typ", "compilation.typ"))
LISTED = 150
"""With more sections than this the list of contents names the main ones alone; the bookmarks have them all."""
OWN_PAGE = frozenset(["grupper"])
"""Anchors of main sections that begin a page."""


def write(contents: Contents, made: Sequence[str] = ()) -> bytes:
    """Return the PDF; `made` are lines about the version, below the frame. Many groups take seconds and memory."""
    return set_in_type(FIGURES + PAGES, as_data(contents, made))


def picture(figure: Drawing | Bars) -> bytes:
    """Return a figure as a picture (PNG), 160 mm wide."""
    alone = b"#set page(width: 160mm, height: auto, margin: 0mm)\n#figures.at(it.kind)(it).body\n"
    return set_in_type(FIGURES + alone, asdict(figure), picture=True)


def as_data(contents: Contents, made: Sequence[str] = ()) -> dict[str, Any]:
    """Return the contents as plain values: the sections one after the other, each with its level."""
    sections = [
        {
            "level": level,
            "anchor": section.anchor,
            "title": heading(section.title),
            "note": section.note,
            "status": section.status,
            "new_page": section.anchor in OWN_PAGE,
            "blocks": [asdict(block) for block in section.blocks],
        }
        for level, section in contents.walk()
    ]
    return {
        "name": contents.name,
        "title": heading(contents.title),
        "region": contents.region,
        "day": contents.day,
        "facts": [asdict(fact) for fact in contents.facts],
        "audience": contents.audience,
        "foot": contents.audience or contents.region,
        "made": list(made),
        "depth": 3 if len(sections) <= LISTED else 2,
        "sections": sections,
    }
