"""The demo as open data."""

from __future__ import annotations

from tests.samverkan.open_data import popolo_rules


def test_the_demo_is_as_popolo_and_the_schemas_have_it(demo, registry, problems):
    found = registry()
    assert len(found["organizations"]) > 50
    assert all(found.values())
    popolo_rules.check(found)
    assert problems(found) == []
