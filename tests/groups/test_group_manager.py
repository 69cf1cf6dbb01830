"""What is written when a branch moves within its tree: the numbers that the tree library gives, but no row besides."""

import itertools

import pytest
from django.db import connection, transaction
from mptt.exceptions import InvalidMove
from mptt.managers import TreeManager

from groups.models import Group, Tier
from tests.factories import GroupFactory

pytestmark = pytest.mark.django_db
NUMBERS = ("lft", "rght", "depth", "tree_id")


@pytest.fixture
def top() -> Group:
    """Three branches, three below each but for the first, and another tree beside."""
    top = GroupFactory(name="Beredning", tier=Tier.DELREGIONAL)
    for branch in ("A", "B", "C"):
        parent = GroupFactory(name=branch, parent=top)
        for name in "123" if branch != "A" else "1":
            GroupFactory(name=branch + name, parent=parent)
    GroupFactory(name="Annan", tier=Tier.DELREGIONAL)
    return Group.objects.get(pk=top.pk)


def standing() -> dict[str, tuple]:
    return {name: numbers for name, *numbers in Group.objects.order_by("pk").values_list("name", *NUMBERS)}


def moved(by, name: str, target: str, position: str):
    """All numbers after the move, and what the group itself has been given; taken back then. None where refused."""
    with transaction.atomic():
        node, other = Group.objects.get(name=name), Group.objects.get(name=target)
        try:
            by(Group.objects, node, other, position)
            found = standing(), [getattr(node, number) for number in NUMBERS], node.parent
        except InvalidMove:
            found = None
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("position", ["first-child", "last-child", "left", "right"])
def test_a_branch_gets_the_numbers_that_the_tree_library_gives_it(top: Group, position: str) -> None:
    names = [group.name for group in top.get_descendants(include_self=position.endswith("child"))]
    refused = 0
    for name, target in itertools.permutations(names, 2):
        if name == top.name:
            continue
        ours = moved(type(Group.objects)._move_child_within_tree, name, target, position)
        assert ours == moved(TreeManager._move_child_within_tree, name, target, position), (name, target)
        refused += ours is None
    assert refused == 7  # a branch to each of those below it


@pytest.mark.parametrize(
    ("name", "target", "position", "others"),
    [("B2", "C2", "left", 5), ("C3", "B1", "left", 8), ("A", "B", "left", 0), ("C", "Beredning", "last-child", 0)],
)
def test_a_move_writes_only_the_groups_that_get_other_numbers(top: Group, name, target, position, others) -> None:
    before, written = standing(), 0

    def count(execute, sql, params, many, context):
        nonlocal written
        try:
            return execute(sql, params, many, context)
        finally:
            written += context["cursor"].rowcount if sql.startswith("UPDATE") else 0

    node, beside = Group.objects.get(name=name), Group.objects.get(name=target)
    with connection.execute_wrapper(count):
        Group.objects._move_child_within_tree(node, beside, position)
    now = standing()
    assert written == sum(before[each] != now[each] for each in now) == others
