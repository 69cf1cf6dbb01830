"""The JSON Schemas: everything that is given out is valid by them, and what Popolo would refuse they refuse."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from samverkan.open_data.popolo import CLASSES
from tests.samverkan.open_data import popolo_rules, world


def test_every_schema_is_one_and_stands_where_it_says(schemas):
    assert len(schemas) == len(CLASSES) + 1
    for path, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"http://testserver/oppna-data/{path}"
        assert schema["title"]


def test_all_of_it_is_valid(made, registry, problems):
    world.hide(made)
    found = registry()
    assert problems(found) == []
    for key, each in CLASSES.items():
        assert found[key]
        assert [said for row in found[key] for said in problems(row, each.name)] == []


@pytest.mark.parametrize("key", CLASSES)
def test_file_of_a_class_is_valid(made, fetch, problems, key):
    assert problems(json.loads(fetch(f"popolo/{key}.json").body)) == []


def test_empty_registry_is_valid(db, registry, problems):
    assert problems(registry()) == []


def damaged(row: dict, key: str) -> list[tuple[str, dict]]:
    """Return copies of a row, each hurt in one way that Popolo forbids, and how."""
    hurt = []
    for name in row:
        kind = popolo_rules.FIELDS[key][name]
        values: list = [7, [[]], {}]
        if kind == popolo_rules.LIST:
            needed = [part for part, must in popolo_rules.COMPONENTS[name].items() if must]
            values += [[{}], *([{**row[name][0], part: 7}] for part in row[name][0])]
            values += [[{part: said for part, said in row[name][0].items() if part != lost}] for lost in needed]
        elif kind != popolo_rules.TEXT:
            values += ["i maj", "26-01-01", "2026-1-1", "2026-01-01T25", ""]
        hurt += [(f"{name} is {value}", {**row, name: value}) for value in values]
    for name in popolo_rules.ALWAYS.get(key, ()):
        hurt.append((f"no {name}", {other: said for other, said in row.items() if other != name}))
    return hurt


def stricter(row: dict) -> list[tuple[str, dict]]:
    """Return copies of a row, each hurt in one way that only our own schemas forbid."""
    hurt = [(f"no {name}", {other: said for other, said in row.items() if other != name}) for name in ("id",)]
    hurt += [(f"{name} is null", {**row, name: None}) for name in row]
    hurt += [(f"{name} is empty", {**row, name: [] if isinstance(row[name], list) else ""}) for name in row]
    hurt += [("an unknown field", {**row, "note": "x"}), ("a number for key", {**row, "id": "grupper/ Ö"})]
    hurt += [(f"half a day in {name}", {**row, name: "2026-13"}) for name in row if name.endswith("_date")]
    hurt += [(f"no such day in {name}", {**row, name: "2026-02-30"}) for name in row if name.endswith("_date")]
    if "sources" in row:
        hurt.append(("no address", {**row, "sources": [{"url": "grupper/x"}]}))
    return hurt


@pytest.mark.parametrize("key", CLASSES)
def test_what_popolo_forbids_is_refused_and_more(made, registry, problems, key):
    """Of every field that any row of the class has, hurt where it stands."""
    tried, name = set(), CLASSES[key].name
    for row in registry()[key]:
        if row.keys() <= tried:
            continue
        tried |= row.keys()
        for how, hurt in damaged(row, key):
            assert problems(hurt, name, formats=False), how
        for how, hurt in stricter(row):
            assert problems(hurt, name), how
    assert tried == set(CLASSES[key].names), "a field that no row of this world has"


def test_schema_knows_the_fields_that_popolo_knows_and_no_others():
    for key, each in CLASSES.items():
        assert set(each.names) <= popolo_rules.FIELDS[key].keys()
