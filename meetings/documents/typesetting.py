"""Accessible PDF (PDF/UA-1) by typst, for every document of the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import typst

from meetings.documents.signs import plain, writable


def set_in_type(layout: bytes, data: dict[str, Any], picture: bool = False) -> bytes:
    """Return the PDF of the layout (typst), which reads `data` (plain values) from `sys.inputs.data`.

    Or its one page as a `picture` in PNG, for other documents.

    What was written reaches the layout as data, never as markup; signs that no document can hold are left out. A sign
    that the font lacks, such as an emoji, would make the PDF inaccessible and is refused by typst: then it is set again
    with a square in its place.
    """
    data = each_text(data, writable)
    try:
        return _compile(layout, data, picture)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(layout, each_text(data, plain), picture)


def _compile(layout: bytes, data: dict[str, Any], picture: bool) -> bytes:
    given = {"sys_inputs": {"data": json.dumps(data)}, "ignore_system_fonts": True}  # the same on every machine
    if picture:
        return typst.compile(layout, format="png", ppi=220, **given)
    return typst.compile(layout, pdf_standards=["ua-1"], **given)


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return the value with `change` done to each text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: each_text(each, change) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(each, change) for each in value]
    return value
