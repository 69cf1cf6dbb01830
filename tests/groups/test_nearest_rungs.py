"""Whose rungs hold for a group: by keys alone, without a database."""

from groups.nearest_rungs import NearestRungs


def test_a_group_has_its_own_rungs_before_those_above_it():
    nearest = NearestRungs({1: {"lesson": "top", "dispute": "top"}, 3: {"lesson": "own"}}, {1: None, 2: 1, 3: 2, 4: 3})
    assert nearest[4] is nearest[3] == {"lesson": "own", "dispute": "top"}
    assert nearest[2] is nearest[1] == {"lesson": "top", "dispute": "top"}
    assert nearest[99] == {}


def test_groups_that_lie_under_each_other_end_where_they_began():
    nearest = NearestRungs({1: {"lesson": "one"}}, {1: 2, 2: 1})
    assert nearest[2] == nearest[1] == {"lesson": "one"}


def test_the_deepest_tree_is_followed():
    nearest = NearestRungs({0: {"lesson": "top"}}, {0: None} | {key: key - 1 for key in range(1, 10_000)})
    assert nearest[5_000] == {"lesson": "top"}
