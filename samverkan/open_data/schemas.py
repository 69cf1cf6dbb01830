"""JSON Schemas (draft 2020-12) of the Popolo files, in our own words, made from the fields themselves.

They ask all that Popolo's own schemas ask, and more: keys and sources must be there, dates must be whole days that
exist, nothing may be null or empty, and no other field may stand beside those told of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samverkan.open_data.fields import TEXT, Collection
from samverkan.open_data.popolo import CLASSES

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
WHOLE = "popolo"

_URL = {"type": "string", "format": "uri", "pattern": "^https?://"}


def _closed(required: list[str], properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


COMPONENTS = {
    "other_name": _closed(["name"], {"name": TEXT.schema, "note": TEXT.schema}),
    "identifier": _closed(["identifier", "scheme"], {"identifier": TEXT.schema, "scheme": TEXT.schema}),
    "contact_detail": _closed(["type", "value"], {"type": {"enum": ["email", "voice"]}, "value": TEXT.schema}),
    "link": _closed(["url"], {"url": _URL, "note": TEXT.schema}),
}
"""The small objects that rows hold lists of."""


def address(name: str) -> str:
    """Return the path of a schema: of a class by its Popolo name ("organization"), or of the whole file."""
    return reverse("open-data-file", args=[f"schema/{name}.json"])


def of_class(collection: Collection, absolute: Callable[[str], str]) -> Schema:
    """Return what one row of a class must be."""
    needed = [field.name for field in collection.fields if field.required]
    row = _closed(needed, {field.name: field.schema for field in collection.fields})
    told = str(row)
    used = {name: schema for name, schema in COMPONENTS.items() if f"#/$defs/{name}" in told}
    return _headed(collection.name, str(collection.title), str(collection.about), absolute) | row | {"$defs": used}


def of_whole(absolute: Callable[[str], str]) -> Schema:
    """Return what the whole file must be; the file of a single class holds one of its lists."""
    lists = {
        key: {"type": "array", "items": {"$ref": absolute(address(each.name))}, "description": str(each.about)}
        for key, each in CLASSES.items()
    }
    head = _headed(WHOLE, _("Registret i Popolos form"), _("En lista av varje klass, eller av en enda."), absolute)
    return head | _closed([], lists) | {"minProperties": 1}


def _headed(name: str, title: str, description: str, absolute: Callable[[str], str]) -> Schema:
    return {"$schema": DIALECT, "$id": absolute(address(name)), "title": title, "description": description}
