"""A registry of two delregions for the tests of the admin."""

import pytest

from groups.models import Person
from tests import factories as make
from tests.groups.admin.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def employed_elsewhere(world: World) -> Person:
    """Somebody employed in their delregion who sits in a group of ours."""
    person = make.PersonFactory(name="Lånad Person", organisation=world.theirs.organisation)
    make.MembershipFactory(seat=make.SeatFactory(group=world.ours.group), person=person)
    return person
