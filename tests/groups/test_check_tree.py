"""The commands that look the tree over and put it right, and the one statement that only says whether it is whole."""

import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from groups import tree, tree_numbers
from groups.models import Group
from tests import factories as make

pytestmark = pytest.mark.django_db


def told(command):
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def refused(command):
    """Return the lines that the command wrote before it refused, and why it did."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(command, stdout=out)
    assert error.value.returncode == 1
    return out.getvalue().splitlines(), str(error.value)


@pytest.fixture
def spoilt():
    """Give a group whose depth and right number somebody has written past the tree's own writer."""
    group = make.GroupFactory(name="Styrgrupp FACT", parent=make.GroupFactory(name="DS-TB"))
    Group.objects.filter(pk=group.pk).update(depth=7, rght=99)
    return group


@pytest.fixture
def circle():
    """Give two groups of which each lies under the other, and one below them, as only the database itself can write."""
    kind, region = make.GroupTypeFactory(), make.RegionFactory()
    first, second, below = (make.GroupFactory(name=name, type=kind, region=region) for name in "ABC")
    Group.objects.filter(pk=first.pk).update(parent=second)
    Group.objects.filter(pk=second.pk).update(parent=first)
    Group.objects.filter(pk=below.pk).update(parent=second)
    return first, second, below


def test_a_sound_tree_is_said_to_be_so():
    make.GroupFactory(parent=make.GroupFactory())
    assert told("check_tree") == "Trädet stämmer.\n"
    assert told("rebuild_tree") == "Inga tal behövde rättas.\n"
    assert tree.is_whole()


def test_an_empty_registry_has_a_sound_tree():
    assert told("check_tree") == "Trädet stämmer.\n"
    assert told("rebuild_tree") == "Inga tal behövde rättas.\n"
    assert tree.is_whole()


def test_each_wrong_number_is_told_and_nothing_is_changed(spoilt):
    lines, why = refused("check_tree")
    assert "rebuild_tree" in why
    assert lines == [
        f"Styrgrupp FACT (nr {spoilt.pk}): höger är 99, ska vara 3",
        f"Styrgrupp FACT (nr {spoilt.pk}): djup är 7, ska vara 1",
    ]
    spoilt.refresh_from_db()
    assert (spoilt.depth, spoilt.rght) == (7, 99)


def test_rebuilding_writes_the_numbers_right_and_says_of_how_many_groups(spoilt):
    revision = Group.objects.get(pk=spoilt.pk).revision
    assert told("rebuild_tree") == "Rättade grupper: 1.\n"
    spoilt.refresh_from_db()
    assert (spoilt.depth, spoilt.rght, spoilt.revision) == (1, 3, revision)
    assert tree.check() == []


def test_a_tree_of_which_no_number_is_left_is_rebuilt_in_swedish_order(django_assert_num_queries):
    board = make.GroupFactory(name="Beredning")
    for name in ("Öst", "Alfa", "Ängelholm"):
        make.GroupFactory(parent=make.GroupFactory(name=name, parent=board))
    before = list(Group.objects.values_list("pk", "lft", "rght", "depth"))
    Group.objects.update(tree_id=0, lft=0, rght=0, depth=0)
    # Savepoint, lock, read, write, release; and seven for the one record in the history.
    with django_assert_num_queries(11 if connection.vendor == "sqlite" else 12):
        assert tree.rebuild() == 7
    assert list(Group.objects.values_list("pk", "lft", "rght", "depth")) == before
    assert [child.name for child in Group.objects.get(pk=board.pk).get_children()] == ["Alfa", "Ängelholm", "Öst"]


def test_siblings_out_of_order_are_told_and_put_in_order():
    board = make.GroupFactory()
    one, two = (make.GroupFactory(name=name, parent=board) for name in ("Alfa", "Beta"))
    Group.objects.filter(pk=one.pk).update(lft=4, rght=5)
    Group.objects.filter(pk=two.pk).update(lft=2, rght=3)
    assert tree.is_whole()
    assert {each.pk for each in tree.check()} == {one.pk, two.pk}
    assert tree.rebuild() == 2
    assert tree.check() == []


def test_of_two_roots_with_one_tree_id_the_first_keeps_it_and_nobody_elses_changes():
    one, two, three = (make.GroupFactory(name=name) for name in ("Ö", "M", "A"))
    below = make.GroupFactory(parent=two)
    for each in (one, two, three):
        each.refresh_from_db()
    Group.objects.filter(tree_id=two.tree_id).update(tree_id=one.tree_id)
    assert not tree.is_whole()
    assert {(each.pk, each.field, each.expected) for each in tree.check()} == {
        (two.pk, "tree_id", three.tree_id + 1),
        (below.pk, "tree_id", three.tree_id + 1),
    }
    assert tree.rebuild() == 2
    assert tree.check() == []


def test_a_circle_is_told_and_the_rest_is_rebuilt(circle, spoilt):
    assert not tree.is_whole()
    first, second, below = circle
    assert refused("check_tree")[0][:3] == [
        f"{group.name} (nr {group.pk}): ligger under nr {parent.pk}, och därifrån når ingen toppen"
        for group, parent in ((first, second), (second, first), (below, second))
    ]
    lines, why = refused("rebuild_tree")
    assert lines[0] == "Rättade grupper: 1."
    assert len(lines) == 4
    assert "parent_id" in why
    Group.objects.filter(pk=first.pk).update(parent=None)
    told("rebuild_tree")
    assert tree.check() == []
    assert tree.is_whole()


def test_a_parent_that_is_not_there_is_told():
    """Both databases guard their keys, but not before a transaction ends."""
    group, real = make.GroupFactory(name="Vilse", parent=make.GroupFactory()), Group.objects.get(name="Vilse").parent_id
    Group.objects.filter(pk=group.pk).update(parent=99_999)
    assert not tree.is_whole()
    assert f"Vilse (nr {group.pk}): ligger under nr 99999, som inte finns" in refused("check_tree")[0]
    Group.objects.filter(pk=group.pk).update(parent=real)


def test_an_interval_too_wide_does_not_hide_one_turned_round():
    board = make.GroupFactory()
    first, _second = make.GroupFactory(name="A", parent=board), make.GroupFactory(name="B", parent=board)
    Group.objects.filter(pk=first.pk).update(rght=1)
    Group.objects.filter(pk=board.pk).update(rght=8)
    assert not tree.is_whole()


def test_two_roots_in_one_tree_are_seen_though_they_stand_side_by_side():
    first, second = make.GroupFactory(), make.GroupFactory()
    Group.objects.filter(pk=second.pk).update(tree_id=first.tree_id, lft=3, rght=4)
    assert not tree.is_whole()


def test_the_one_statement_says_what_the_whole_arithmetic_says():
    """Trees spoilt at random, by a little or much: both see it, or neither. Alike names: order is not asked for."""
    chance = random.Random(6)
    kind, region = make.GroupTypeFactory(), make.RegionFactory()
    groups = [make.GroupFactory(name="X", type=kind, region=region) for _ in range(2)]
    for _ in range(8):
        groups.append(make.GroupFactory(name="X", type=kind, region=region, parent=chance.choice(groups)))
    keys = [group.pk for group in groups]
    right = {row["pk"]: row for row in Group.objects.values("pk", "parent_id", *tree_numbers.FIELDS)}
    seen = set()
    for _ in range(400):
        rows = {pk: dict(row) for pk, row in right.items()}
        for _ in range(chance.randint(0, 3)):
            one, other = rows[chance.choice(keys)], rows[chance.choice(keys)]
            match chance.choice(["number", "swap", "parent", "shift"]):
                case "number":
                    one[chance.choice(tree_numbers.FIELDS)] += chance.choice([-2, -1, 1, 2])
                case "swap":
                    for field in chance.sample(tree_numbers.FIELDS, chance.randint(1, 4)):
                        one[field], other[field] = other[field], one[field]
                case "parent":
                    one["parent_id"] = chance.choice([None, *keys])
                case "shift":
                    one["lft"], one["rght"] = one["lft"] + 1, one["rght"] + 1
        if any(row["parent_id"] == pk or min(row[f] for f in tree_numbers.FIELDS) < 0 for pk, row in rows.items()):
            continue  # refused by the database
        changed = [pk for pk in keys if rows[pk] != right[pk]]
        for pk in changed:
            Group.objects.filter(pk=pk).update(**{k: v for k, v in rows[pk].items() if k != "pk"})
        whole = not tree.check()
        assert tree.is_whole() == whole, rows
        seen.add(whole)
        for pk in changed:
            Group.objects.filter(pk=pk).update(**{k: v for k, v in right[pk].items() if k != "pk"})
    assert seen == {True, False}
