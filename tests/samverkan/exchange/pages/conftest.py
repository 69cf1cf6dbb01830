"""A registry of two delregions, seen by every kind of account, and files on their way into it."""

import pytest

from groups.models import GroupType
from tests import factories as make
from tests.groups.admin.world import World, build_world
from tests.samverkan.exchange.pages.steps import Steps


@pytest.fixture
def world(db: None) -> World:
    """The admin's world, with the accounts that reach nothing here, and a type that may be chosen wrongly."""
    made = build_world()
    made.accounts["note_taker"] = make.NoteTakerFactory(username="note_taker")
    made.accounts["commissioner"] = make.CommissionerFactory(username="commissioner", is_staff=True)
    GroupType.objects.filter(name="Samråd").update(plural="Samråd")
    make.GroupTypeFactory(name="Arbetsgrupp")
    return made


@pytest.fixture
def steps(world: World) -> Steps:
    """The leader of our delregion, at the pages."""
    return Steps(world.client("leader"))
