"""The demo makes the round trip: as a workbook and as a zip file, where it stands and from nothing."""

import pytest

from groups import tree
from samverkan.exchange.undoing import undo
from tests.samverkan.exchange.taking import took
from tests.samverkan.exchange.test_round_trip import KINDS, emptied, exported, is_unchanged, sheets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", KINDS)
def test_the_demo_is_unchanged_by_its_own_export(demo, name):
    is_unchanged(name)


@pytest.mark.parametrize("name", KINDS)
def test_the_demo_is_made_from_its_export_and_taken_away_again(demo, name):
    before, data = sheets(), exported(name)
    emptied()
    entry, _plan = took(data, name)
    assert sheets() == before
    assert tree.check() == []
    undo(entry, by=None)
    assert {sheet: rows for sheet, rows in sheets().items() if rows} == {}
