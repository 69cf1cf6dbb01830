"""The outline of the whole tree."""

from __future__ import annotations

import pytest

from groups import lifecycle, outline
from groups.models import Group, GroupType
from groups.views import structure
from tests import factories
from tests.groups.views.conftest import DAY

URL = "/karta/"


def drawn(nodes: list[outline.Node]) -> list:
    """Return nodes as nested lists: a name, or [name, what lies below]."""
    words = [str(node.group or node.region or node.type) for node in nodes]
    return [[word, drawn(node.children)] if node.children else word for word, node in zip(words, nodes, strict=True)]


@pytest.mark.parametrize("size", [2, 6])
def test_outline_costs_the_same_for_any_number_of_groups(client, registry, django_assert_num_queries, size):
    registry(size)
    with django_assert_num_queries(9):
        # Delregions; groups counted by delregion; how many; the groups; composition: listed, by delregion, seats,
        # exceptions, holders (5).
        client.get(URL)


def test_outline_nests_as_the_tree_and_folds_delregions_and_groups_that_stand_everywhere(client, registry):
    registry(3)
    same = [[f"Lilla mötet {n}", [f"Del {n}", f"Under {n}"]] for n in range(3)]
    assert drawn(client.get(URL).context["nodes"]) == [
        ["Centralt organ", [["Nordväst", [["DS Nordväst", [["Lilla mötet", same]]]]]]]
    ]


def test_few_of_a_kind_are_not_folded(client, registry):
    registry(2)
    [[_central, [[_region, [[_board, below]]]]]] = drawn(client.get(URL).context["nodes"])
    assert [each[0] for each in below] == ["Lilla mötet 0", "Lilla mötet 1"]


def test_fold_counts_groups_and_not_parts(client, registry):
    registry(3)
    page = client.get(URL).content.decode()
    assert 'Nordväst</h2><span class="sub">7 grupper' in page


def test_what_stands_under_a_hidden_group_stands_under_the_one_above_it(db):
    top = factories.GroupFactory(name="Överst")
    hidden = factories.GroupFactory(name="Hemlig", parent=top, is_public=False)
    factories.GroupFactory(name="Underst", parent=hidden)
    groups = Group.objects.filter(is_public=True).for_rows().order_by("tree_id", "lft")
    assert drawn(outline.nest(groups)) == [["Överst", ["Underst"]]]


def test_delregions_stand_in_swedish_order_after_the_central_groups(db):
    central = factories.CentralGroupFactory(name="Centralt")
    for name in ("Östra", "Södra", "Ådalen"):
        region = factories.RegionFactory(name=name)
        factories.GroupFactory(name=f"DS {name}", region=region, parent=central, tier="delregional")
    factories.CentralGroupFactory(name="Öppna beredningen", parent=central)
    nodes = outline.fold(outline.nest(Group.objects.for_rows().order_by("tree_id", "lft")))
    assert drawn(nodes) == [
        ["Centralt", ["Öppna beredningen", ["Södra", ["DS Södra"]], ["Ådalen", ["DS Ådalen"]], ["Östra", ["DS Östra"]]]]
    ]


def test_ended_groups_are_not_drawn(client, db):
    group = factories.GroupFactory(name="Gammal")
    lifecycle.end(group, effective=DAY, reason="slut")
    assert "Gammal" not in client.get(URL).content.decode()


def test_status_other_than_active_is_marked_in_words(client, db):
    factories.GroupFactory(status="dormant")
    assert "Vilande" in client.get(URL).content.decode()


def test_empty_registry_says_so(client, db):
    assert "Inga grupper är registrerade än" in client.get(URL).content.decode()


def test_big_tree_is_drawn_one_delregion_at_a_time(client, registry, monkeypatch):
    registry(3)
    monkeypatch.setattr(structure, "MOST_AT_ONCE", 5)
    page = client.get(URL)
    assert drawn(page.context["nodes"]) == ["Centralt organ"]
    assert "?delregion=nordvast" in page.content.decode()
    page = client.get(f"{URL}?delregion=nordvast")
    assert page.context["cut"]
    assert "Bara de första grupperna får plats här." in page.content.decode()


def test_delregion_that_is_not_there_is_told(client, registry):
    registry(2)
    assert "Delregionen i adressen finns inte" in client.get(f"{URL}?delregion=%00x").content.decode()


def test_types_that_do_not_stand_everywhere_are_never_folded(client, db):
    kind = factories.GroupTypeFactory(expected_per=GroupType.Expected.NONE)
    top = factories.GroupFactory(name="Överst")
    for n in range(4):
        factories.GroupFactory(name=f"Grupp {n}", type=kind, parent=top)
    nodes = outline.fold(outline.nest(Group.objects.for_rows().order_by("tree_id", "lft")))
    assert len(nodes[0].children[0].children) == 4
