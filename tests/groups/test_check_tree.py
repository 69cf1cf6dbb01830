"""The command that looks the tree over, and mends it when asked to."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from groups import tree
from groups.models import Group
from tests import factories as make

pytestmark = pytest.mark.django_db


def told(*arguments):
    out = StringIO()
    call_command("check_tree", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def spoilt():
    """Give a group whose depth and right number somebody has written past the tree's own writer."""
    group = make.GroupFactory(name="Styrgrupp FACT", parent=make.GroupFactory(name="DS-TB"))
    Group.objects.filter(pk=group.pk).update(depth=7, rght=99)
    return group


def test_a_sound_tree_is_said_to_be_so():
    make.GroupFactory(parent=make.GroupFactory())
    assert told() == "Trädet stämmer.\n"
    assert told("--mend") == "Trädet stämmer.\n"


def test_each_wrong_number_is_told_and_nothing_is_changed(spoilt):
    out = StringIO()
    with pytest.raises(CommandError, match="check_tree --mend") as refused:
        call_command("check_tree", stdout=out)
    assert refused.value.returncode == 1
    assert out.getvalue().splitlines() == [
        f"Styrgrupp FACT (nr {spoilt.pk}): höger är 99, ska vara 3",
        f"Styrgrupp FACT (nr {spoilt.pk}): djup är 7, ska vara 1",
    ]
    spoilt.refresh_from_db()
    assert (spoilt.depth, spoilt.rght) == (7, 99)


def test_mending_writes_the_numbers_right_and_says_of_how_many_groups(spoilt):
    assert told("--mend").endswith("Rättade grupper: 1.\n")
    spoilt.refresh_from_db()
    assert (spoilt.depth, spoilt.rght) == (1, 3)
    assert tree.check() == []
    assert told() == "Trädet stämmer.\n"
