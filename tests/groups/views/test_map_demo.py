"""The map of the demo, today and on the days around a change."""

from __future__ import annotations

import pytest

from groups.drawing import walk

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BOTH = ["3a", "vid sidan"]


@pytest.mark.parametrize("view", ["/karta/", "/karta/geografi/", "/grupper/"])
@pytest.mark.parametrize(("day", "municipalities"), [("2021-08-31", 8), ("2021-09-01", 10), ("", 10)])
def test_nordvast_has_as_many_municipalities_as_on_the_day(demo, client, view, day, municipalities):
    page = client.get(f"{view}?delregion=nordvast&datum={day}")
    assert page.context["frame"].municipalities == municipalities
    assert ("Så här såg det ut" in page.content.decode()) == bool(day)


def test_the_map_counts_as_the_inventory_does(demo, client):
    page = client.get("/karta/?delregion=nordvast").content.decode().replace("&nbsp;", " ")
    assert "Lokala grupper · 18<small>, här 9 kort</small>" in page
    assert "Delregionala grupper · 6<" in page, "all six have a card, so no more is said"
    assert "10 kommuner" in page
    assert "3 delar" in page
    for group in ("Hälsostadens politiska", "Klustersamverkan NV", "Styrgrupp FACT", "Stora samverkans"):
        assert group in page.replace("\u00ad", "")


def test_the_name_of_a_fold_may_part_at_the_end_of_a_line(demo, client):
    page = client.get("/karta/?delregion=nordvast").content.decode()
    assert "<summary><b>Lilla samverkans\u00admötet</b>" in page


def test_political_groups_hang_under_the_political_body(demo, client):
    [county] = client.get("/karta/?delregion=nordvast").context["board"].counties
    [board] = county.folds[0].trees
    assert [node.card.slug for node in board.children] == ["halsostadens-politiska-styrgrupp"]
    assert board.partner.card.slug == "ds-tb-nordvast"
    assert [level.tier for level in board.partner.levels] == ["delregional", "local"]


@pytest.mark.parametrize(
    ("group", "steps", "beside"),
    [
        ("lilla-samverkansmotet-bjuv", {"ds-tb-nordvast": ["2"], "cs-tb": BOTH, "ds-nordvast": ["3b"]}, True),
        ("samrad-barn-och-unga-sydost", {"ds-tb-sydost": ["2"], "cs-tb": BOTH, "ds-sydost": ["3b"]}, True),
        ("ds-tb-nordvast", {"cs-tb": BOTH, "ds-nordvast": ["3b"]}, True),
        ("halsostadens-politiska-styrgrupp", {"cs-tb": ["vid sidan"]}, False),
    ],
)
def test_a_group_chosen_lights_its_own_way(demo, client, group, steps, beside):
    [county] = client.get(f"/karta/?grupp={group}").context["board"].counties
    trees = [*county.trees, *(tree for fold in county.folds for tree in fold.trees)]
    assert {node.card.slug: list(node.steps) for node in walk(trees) if node.steps} == steps
    lit = next(fold.lit for fold in county.folds if fold.is_open)
    assert (lit.beside, lit.up, lit.door) == (beside, beside, True)


def test_the_ladder_of_the_whole_county_is_told_once_and_in_order(demo, client):
    words = client.get("/karta/?visa=trappa").context["board"].words
    assert [(step.number, step.recipient, len(step.reasons)) for step in words] == [
        ("1", "Den part som ansvarar, och som rättar skyndsamt; den lokala gruppen där det är motiverat", 1),
        ("2", "Tjänstemannaberedning (delregional)", 2),
        ("3a", "Tjänstemannaberedning (central)", 1),
        ("3b", "Politisk samverkansgrupp (delregional)", 1),
        ("vid sidan", "Tjänstemannaberedning (central)", 1),
    ]
