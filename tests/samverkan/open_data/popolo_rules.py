"""What Popolo itself asks of its classes, noted in our own words from its specification and its JSON Schemas (draft 3,
github.com/popolo-project/popolo-spec, as of 2017). Kept apart from the code, so that the code is held against them.

In Popolo's schemas every value may be null and fields unknown to it may stand beside its own; only small objects have
fields that must be there. What must be there for a row to mean anything the text of the specification says instead.
"""

from __future__ import annotations

import re
from typing import Any

DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
MOMENT = re.compile(r"[0-9]{4}((-[0-9]{2}){0,2}|(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){0,2}(Z|[+-][0-9]{2}(:[0-9]{2})?))")

COMPONENTS = {
    "other_names": {"name": True, "start_date": False, "end_date": False, "note": False},
    "identifiers": {"identifier": True, "scheme": False},
    "contact_details": {"label": False, "type": True, "value": True, "note": False},
    "links": {"url": True, "note": False},
    "sources": {"url": True, "note": False},
}
"""The lists of small objects: which fields these have, and whether each must be there."""

TEXT, LIST = "text", "list"
FIELDS: dict[str, dict[str, Any]] = {
    "organizations": {
        **dict.fromkeys(["id", "name", "classification", "parent_id", "area_id"], TEXT),
        **dict.fromkeys(["founding_date", "dissolution_date"], DATE),
        **dict.fromkeys(["other_names", "identifiers", "contact_details", "links", "sources"], LIST),
    },
    "persons": {
        **dict.fromkeys(["id", "name", "summary", "email"], TEXT),
        **dict.fromkeys(["contact_details", "links", "sources"], LIST),
    },
    "posts": {
        **dict.fromkeys(["id", "label", "role", "organization_id", "area_id"], TEXT),
        **dict.fromkeys(["start_date", "end_date"], DATE),
        **dict.fromkeys(["contact_details", "links", "sources"], LIST),
    },
    "memberships": {
        **dict.fromkeys(["id", "role", "person_id", "organization_id", "post_id", "on_behalf_of_id", "area_id"], TEXT),
        **dict.fromkeys(["start_date", "end_date"], DATE),
        **dict.fromkeys(["contact_details", "links", "sources"], LIST),
    },
    "areas": {
        **dict.fromkeys(["id", "name", "identifier", "classification", "parent_id"], TEXT),
        "sources": LIST,
    },
    "events": {
        **dict.fromkeys(["id", "name", "description", "location", "status", "classification", "organization_id"], TEXT),
        **dict.fromkeys(["start_date", "end_date"], MOMENT),
        "sources": LIST,
    },
}
"""Those of Popolo's fields that a registry such as this may use, and what each holds."""

LEADS_TO = {
    "parent_id": None,  # its own class
    "area_id": "areas",
    "organization_id": "organizations",
    "on_behalf_of_id": "organizations",
    "post_id": "posts",
    "person_id": "persons",
}

ALWAYS = {"memberships": {"person_id", "organization_id"}}
"""A membership is between a person and an organization: the specification's text asks for both."""


def broken(registry: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return what in the registry is not as Popolo has it."""
    wrong = []
    for key, rows in registry.items():
        for row in rows:
            told = f"{key} {row.get('id')}"
            wrong += [f"{told}: no {name}" for name in ALWAYS.get(key, set()) - row.keys()]
            for name, value in row.items():
                wrong += [f"{told}: {name} {each}" for each in _wrong(FIELDS[key].get(name), name, value)]
    return wrong


def _wrong(kind: Any, name: str, value: Any) -> list[str]:
    if kind is None:
        return ["is no field of Popolo's"]
    if kind == LIST:
        if not isinstance(value, list):
            return ["is no list"]
        return [said for each in value for said in _wrong_component(COMPONENTS[name], each)]
    if not isinstance(value, str):
        return ["is no text"]
    if kind != TEXT and not kind.fullmatch(value):
        return [f"is no day: {value}"]
    return []


def _wrong_component(fields: dict[str, bool], value: dict[str, Any]) -> list[str]:
    missing = [name for name, needed in fields.items() if needed and name not in value]
    wrong = [name for name, said in value.items() if name not in fields or not isinstance(said, str)]
    return [f"lacks {name}" for name in missing] + [f"has {name}" for name in wrong]


def check(registry: dict[str, list[dict]]) -> None:
    """Assert that the file is as Popolo has it, that every key is one row's own, and that each leads to a row."""
    assert broken(registry) == []
    keys = {key: [row["id"] for row in rows] for key, rows in registry.items()}
    every = [each for ids in keys.values() for each in ids]
    assert len(every) == len(set(every))
    for key, rows in registry.items():
        for row in rows:
            for name, target in LEADS_TO.items():
                assert row.get(name) is None or row[name] in keys[target or key], (key, row["id"], name)
