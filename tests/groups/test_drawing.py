"""The structure as it is drawn: grown from rows, pruned, folded until it fits. No database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from groups import way
from groups.drawing import Fold, Forest, Node, cut, fit, grow, hold, pair, prune, walk
from groups.models import EscalationLink, GroupType

PLAIN = GroupType(pk=1, name="Arbetsgrupp", side="officials")
EVERYWHERE = GroupType(pk=2, name="Lilla mötet", side="operational", expected_per="municipality")
POLITICAL = GroupType(pk=3, name="DS", side="political", expected_per="region")
OFFICIALS = GroupType(pk=4, name="DS-TB", side="officials", expected_per="region")

COUNTY, NORTH, SOUTH = 100, 101, 102


def node(key: int, above: int | None = None, kind: GroupType = PLAIN, region: int = NORTH, **more) -> Node:
    return Node(key, above, region, kind, more.pop("tier", "local"), **more)


def grown(*nodes: Node, hidden: tuple[int, ...] = ()) -> Forest:
    return grow(nodes, {NORTH, SOUTH}, lambda each: each.key not in hidden)


def keys(items) -> list:
    """Return nodes as their keys, with what lies below in a list after; folds as sets of keys."""
    found = []
    for item in items:
        if isinstance(item, Fold):
            found.append({child.key for child in item.children})
        else:
            found.append(item.key)
            if item.children:
                found.append(keys(item.children))
    return found


def test_groups_stand_under_the_one_above_them_in_tree_order():
    forest = grown(node(1), node(2, 1), node(3, 2), node(4, 1))
    assert keys(forest.by_region[NORTH]) == [1, [2, [3], 4]]


def test_a_delregion_begins_trees_of_its_own_under_the_central_ones():
    forest = grown(node(1, region=COUNTY), node(2, 1), node(3, 2), node(4, 1, region=SOUTH), node(5, 1, region=COUNTY))
    assert keys(forest.central) == [1, [5]]
    assert keys(forest.by_region[NORTH]) == [2, [3]]
    assert keys(forest.by_region[SOUTH]) == [4]


def test_what_stands_under_a_hidden_group_stands_under_the_nearest_seen_above():
    assert keys(grown(node(1), node(2, 1), node(3, 2), hidden=(2,)).by_region[NORTH]) == [1, [3]]


def test_a_circle_in_the_past_is_cut_and_nobody_is_lost():
    forest = grown(node(1, 2), node(2, 1), node(3, 2))
    assert keys(forest.by_region[NORTH]) == [1, [2, [3]]]


def test_pruning_keeps_what_the_kept_hang_on():
    nodes = prune([*grown(node(1), node(2, 1), node(3, 2), node(4, 1)).by_region[NORTH]], lambda each: each.key == 3)
    assert keys(nodes) == [1, [2, [3]]]


def test_many_that_stand_once_in_every_municipality_fold_and_few_do_not():
    many = grown(node(1), *(node(n, 1, EVERYWHERE) for n in (2, 3, 4))).by_region[NORTH]
    few = grown(node(1), *(node(n, 1, EVERYWHERE) for n in (2, 3))).by_region[NORTH]
    fit(many, 200)
    fit(few, 200)
    assert keys(many) == [1, [{2, 3, 4}]]
    assert keys(few) == [1, [2, 3]]


def test_parts_fold_under_their_group_and_are_not_counted():
    tops = grown(node(1), node(2, 1, is_part=True), node(3, 1)).by_region[NORTH]
    fit(tops, 200)
    assert keys(tops) == [1, [{2}, 3]]
    assert tops[0].groups == 2


def test_when_there_is_no_room_every_type_folds_and_the_rest_is_counted():
    tops = grown(node(1), *(node(n, 1) for n in range(2, 302))).by_region[NORTH]
    fit(tops, 200)
    [fold] = tops[0].children
    assert (fold.children, fold.hidden) == ([], 300)
    assert tops[0].groups == 301


def test_what_is_wanted_stands_although_there_is_no_room():
    tops = grown(node(1), *(node(n, 1) for n in range(2, 302)), node(500, 250)).by_region[NORTH]
    hold(tops, {500})
    fit(tops, 200)
    [fold] = tops[0].children
    assert [each.key for each in fold.children] == [250]
    assert keys(fold.children) == [250, [500]]
    assert fold.is_open
    assert fold.hidden == 299


def test_the_first_officials_under_a_political_body_are_its_partner():
    top = node(1, kind=POLITICAL)
    tops = grown(top, node(2, 1, OFFICIALS), node(3, 1, POLITICAL), node(4, 2)).by_region[NORTH]
    fit(tops, 200)
    pair(tops)
    assert top.partner.key == 2
    assert keys(top.children) == [3]
    assert keys(top.partner.levels[0].items) == [4]


@st.composite
def trees(draw) -> list[Node]:
    """Any tree, some groups seen by nobody, some parts, of types that fold or lead or neither."""
    nodes = []
    for key in range(1, draw(st.integers(1, 60))):
        above = draw(st.sampled_from([None, *range(1, key)]))
        kind = draw(st.sampled_from([PLAIN, EVERYWHERE, POLITICAL, OFFICIALS]))
        nodes.append(node(key, above, kind, draw(st.sampled_from([NORTH, SOUTH, COUNTY])), is_part=draw(st.booleans())))
    return nodes


@given(trees(), st.sets(st.integers(1, 60)), st.integers(1, 80), st.sets(st.integers(1, 60), max_size=3))
def test_in_any_tree_everybody_seen_is_drawn_once_or_counted(nodes, hidden, most, wanted):
    forest = grow(nodes, {NORTH, SOUTH}, lambda each: each.key not in hidden)
    seen = {each.key for each in nodes} - hidden
    assert sorted(each.key for each in walk(forest.tops)) == sorted(seen)
    groups = sum(not each.is_part for each in nodes if each.key in seen)
    hold(forest.tops, wanted)
    fit(forest.tops, most)
    pair(forest.tops)
    drawn = [each.key for each in walk(forest.tops)]
    assert len(drawn) == len(set(drawn))
    assert wanted & seen <= set(drawn)
    assert sum(top.groups for top in forest.tops) == groups
    held = sum(each.held for each in walk(forest.tops))
    assert len(drawn) <= max(most, len(forest.tops)) + held


def rung(step: str, to: int) -> EscalationLink:
    return EscalationLink(step=step, to_group_id=to)


LADDER = [rung("2", 4), rung("3a", 2), rung("3b", 3), rung("aside", 2)]


def structure() -> Forest:
    """CS (1) with CS-TB (2); DS (3) with DS-TB (4) and under it 5, 6 (with 7) and 8."""
    forest = grown(
        node(1, kind=POLITICAL, region=COUNTY),
        node(2, 1, OFFICIALS, COUNTY),
        node(3, 1, POLITICAL),
        node(4, 3, OFFICIALS),
        *(node(n, 4) for n in (5, 6)),
        node(7, 6),
        node(8, 4),
    )
    fit(forest.tops, 200)
    pair(forest.tops)
    return forest


def marks(forest: Forest) -> dict[int, str]:
    return {each.key: each.mark for each in walk(forest.tops) if each.mark}


def test_the_way_is_lit_from_the_group_chosen_past_those_before_it():
    forest = structure()
    lit = way.light(forest, LADDER, NORTH, chosen=7)
    assert marks(forest) == {5: "pass", 6: "here", 7: "here"}
    assert (lit.beside, lit.up, lit.door) == (True, True, True)
    assert {each.key: list(each.steps) for each in walk(forest.tops) if each.steps} == {
        2: ["3a", "vid sidan"],
        3: ["3b"],
        4: ["2"],
    }


def test_a_step_that_no_line_leads_to_tells_its_number_alone():
    forest = structure()
    lit = way.light(forest, [rung("2", 8), rung("3b", 5)], NORTH, chosen=7)
    assert marks(forest) == {}
    assert (lit.beside, lit.up, lit.door) == (False, False, False)
    assert {each.key: each.steps for each in walk(forest.tops) if each.steps} == {8: {"2": False}, 5: {"3b": False}}


def test_the_group_that_a_step_leads_to_does_not_number_itself():
    forest = structure()
    way.light(forest, LADDER, NORTH, chosen=4)
    assert not next(each for each in walk(forest.tops) if each.key == 4).steps
    assert marks(forest) == {}


def test_of_many_trees_side_by_side_the_held_and_the_leading_stay_and_the_rest_is_counted():
    tops = grown(*(node(n) for n in range(1, 100)), node(100, kind=POLITICAL), node(101, 99)).by_region[NORTH]
    hold(tops, {101})
    kept, left_out = cut(tops, 10)
    assert [each.key for each in kept] == [*range(1, 9), 99, 100]
    assert left_out == 101 - 8 - 3


def test_the_first_of_two_agreements_draws_the_way():
    forest = structure()
    way.light(forest, [*LADDER, rung("2", 8)], NORTH)
    assert {each.key: list(each.steps) for each in walk(forest.tops) if "2" in each.steps} == {4: ["2"]}
