"""A registry of two delregions with meetings, for the tests of the admin."""

import pytest

from tests.meetings.admin.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    return build_world()
