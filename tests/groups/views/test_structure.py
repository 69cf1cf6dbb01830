"""The structure view of the map."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from groups import board, lifecycle, tree
from groups.drawing import Fold, walk
from tests import factories
from tests.groups.views.conftest import DAY

URL = "/karta/"


def drawn(items) -> list:
    """Return what is drawn as nested lists: a name, or [name, what lies below]; a partner as ”+name”."""
    found = []
    for item in items:
        if isinstance(item, Fold):
            found.append([str(item.kind or "Delar"), drawn(item.children)])
            continue
        below = drawn(item.children)
        if item.partner:
            name, *under = drawn([item.partner])[0] if item.partner.children else [item.partner.card.name]
            below = [[f"+{name}", *under] if under else f"+{name}", *below]
        found.append([item.card.name, below] if below else item.card.name)
    return found


def shown(client, query: str = "") -> list:
    """Return the delregions of the page: (name, open, what is drawn there)."""
    [county] = client.get(f"{URL}{query}").context["board"].counties
    return [(fold.region.name, fold.is_open, drawn(fold.trees)) for fold in county.folds]


@pytest.mark.parametrize("size", [2, 6])
@pytest.mark.parametrize(
    ("query", "most"),
    [
        # The registry's state. The frame (7). The board: delregions, how many groups in each, all groups there, those
        # seen, those asked for, types, the cards, who convenes: listed municipalities, those of delregions, seats,
        # holders (11).
        ("", 19),
        # The ladder of each delregion that stands open: one more; whom they report to: one more.
        ("?visa=trappa&visa=rapportering&oppna=nordvast", 21),
        # The group chosen; its ladder (3), whom it leads to, who holds the contact seats, what leads to the group, its
        # composition (5), lines, its next meeting.
        ("?grupp=lilla-motet-0", 34),
    ],
)
def test_drawing_costs_the_same_for_any_number_of_groups(
    client, registry, django_assert_max_num_queries, size, query, most
):
    registry(size)
    with django_assert_max_num_queries(most):
        client.get(f"{URL}{query}")


def test_the_page_nests_as_the_tree_and_folds_delregions_and_groups_that_stand_everywhere(client, registry):
    registry(3)
    same = [[f"Lilla mötet {n}", [["Delar", [f"Del {n}"]], f"Under {n}"]] for n in range(3)]
    assert shown(client) == [("Nordväst", True, [["DS Nordväst", [["Lilla mötet", same]]]])]


def test_all_of_skane_opens_with_its_delregions_folded(client, db):
    for name in ("Norr", "Söder"):
        factories.GroupFactory(name=f"DS {name}", region=factories.RegionFactory(name=name), tier="delregional")
    assert shown(client) == [("Norr", False, ["DS Norr"]), ("Söder", False, ["DS Söder"])]
    assert shown(client, "?oppna=soder") == [("Norr", False, ["DS Norr"]), ("Söder", True, ["DS Söder"])]
    assert [is_open for _name, is_open, _trees in shown(client, "?grupp=ds-norr")] == [True, False]


def test_delregions_stand_in_swedish_order_under_the_central_groups(client, db):
    central = factories.CentralGroupFactory(name="Centralt")
    for name in ("Östra", "Södra", "Ådalen"):
        region = factories.RegionFactory(name=name)
        factories.GroupFactory(name=f"DS {name}", region=region, parent=central, tier="delregional")
    factories.CentralGroupFactory(name="Beredningen", parent=central)
    assert [name for name, *_rest in shown(client)] == ["Södra", "Ådalen", "Östra"]
    [county] = client.get(URL).context["board"].counties
    assert drawn(county.trees) == [["Centralt", ["Beredningen"]]]


def test_filters_leave_what_was_asked_for_and_the_bodies_it_hangs_on(client, registry):
    registry(3)
    page = client.get(f"{URL}?q=Under 1")
    assert shown(client, "?q=Under 1") == [("Nordväst", True, [["DS Nordväst", [["Lilla mötet 1", ["Under 1"]]]]])]
    nodes = list(walk(page.context["board"].counties[0].folds[0].trees))
    assert [node.card.name for node in nodes if node.asked] == ["Under 1"]


def test_ended_groups_are_not_drawn_unless_asked_for(client, db):
    group = factories.GroupFactory(name="Gammal")
    lifecycle.end(group, effective=DAY, reason="slut")
    assert client.get(URL).context["board"].is_empty
    assert "Gammal" in client.get(f"{URL}?status=avslutade").content.decode()


def test_status_other_than_active_is_marked_in_words(client, db):
    factories.GroupFactory(status="dormant")
    assert "Vilande" in client.get(URL).content.decode()


def test_empty_registry_says_so(client, db):
    assert "Inga grupper är registrerade än" in client.get(URL).content.decode()


def test_a_group_is_chosen_by_the_address_and_its_way_is_lit(client, registry):
    made = registry(3)
    page = client.get(f"{URL}?grupp={made.groups[1].slug}")
    assert page.context["group"] == made.groups[1]
    text = page.content.decode()
    assert 'aria-current="true"' in text
    assert 'id="panel"' in text
    central = next(walk(page.context["board"].counties[0].trees))
    assert central.card.name == "Centralt organ"
    assert list(central.steps) == ["2"]


def test_a_group_that_cannot_be_chosen_is_told_of(client, registry):
    registry(2)
    for slug in ("finns-inte", "%00", "lilla-motet-0%00x"):
        page = client.get(f"{URL}?grupp={slug}")
        assert page.status_code == 200
    assert "Gruppen i adressen finns inte" in client.get(f"{URL}?grupp=finns-inte").content.decode()


def test_hidden_groups_are_neither_drawn_nor_chosen(client, db):
    top = factories.GroupFactory(name="Överst")
    hidden = factories.GroupFactory(name="Hemlig", parent=top, is_public=False)
    factories.GroupFactory(name="Underst", parent=hidden)
    assert shown(client) == [("Delregion" + top.region.name[9:], True, [["Överst", ["Underst"]]])]
    assert "Hemlig" not in client.get(f"{URL}?grupp=hemlig").content.decode()


def test_reporting_is_drawn_on_request_nowhere_too(client, db):
    top = factories.GroupFactory(name="Mottagaren", short_name="DS-TB X")
    silent = factories.GroupFactory(name="Tyst", parent=top, reporting="nowhere")
    factories.ReportingLineFactory(group=factories.GroupFactory(parent=top), to_group=top, kind="informs")
    assert "DS-TB X" not in client.get(URL).content.decode()
    text = client.get(f"{URL}?visa=rapportering").content.decode()
    assert re.search(r'class="informs">Informerar\s+<a href="\?visa=rapportering&amp;grupp=ds-tb-x">DS-TB X', text)
    assert '<li class="nowhere">Rapporterar ingenstans' in text
    assert silent.name in text


def test_a_big_tree_is_opened_one_delregion_at_a_time(client, registry, monkeypatch):
    registry(3)
    other = factories.GroupFactory(region=factories.RegionFactory(name="Söder"), name="Ensam")
    monkeypatch.setattr(board, "MOST_CARDS", 5)
    page = client.get(URL)
    assert shown(client) == [("Nordväst", False, []), ("Söder", False, [])]
    assert "?oppna=nordvast#d-nordvast" in page.content.decode()
    assert shown(client, "?oppna=soder")[1] == ("Söder", True, [other.name])
    names = drawn(client.get(f"{URL}?oppna=nordvast").context["board"].counties[0].folds[0].trees)
    assert names == [["DS Nordväst", [["Lilla mötet", [f"Lilla mötet {n}" for n in range(3)]]]]]
    assert "?oppna=nordvast&amp;oppna=lilla-motet-0" in client.get(f"{URL}?oppna=nordvast").content.decode()


def test_the_map_of_a_past_day_shows_the_tree_of_that_day(client, db):
    region = factories.RegionFactory(name="Norr")
    old = factories.GroupFactory(name="Gamla", region=region, effective=dt.date(2015, 1, 1))
    new = factories.GroupFactory(name="Nya", region=region, effective=dt.date(2020, 1, 1))
    group = factories.GroupFactory(name="Flyttad", parent=old, effective=dt.date(2018, 1, 1))
    tree.move(group, parent=new, effective=dt.date(2021, 6, 1), reason="")
    assert shown(client)[0][2] == ["Gamla", ["Nya", ["Flyttad"]]]
    assert shown(client, "?datum=2019-01-01")[0][2] == [["Gamla", ["Flyttad"]]]
    text = client.get(f"{URL}?datum=2019-01-01&grupp=flyttad").content.decode()
    assert "Så här såg det ut" in text
    assert "/grupper/flyttad/?datum=2019-01-01" in text


def test_words_of_the_registry_are_never_markup(client, db):
    top = factories.GroupFactory(name="<b>Grupp</b> & co", frequency_text="<i>ofta</i>")
    factories.GroupFactory(name="Under", parent=top, part=True)
    factories.ReportingLineFactory(group=top, to_words="<u>ledningen</u>")
    text = client.get(f'{URL}?visa=rapportering&oppna="><script>').content.decode()
    assert "&lt;b&gt;Grupp&lt;/b&gt; &amp; co" in text
    for markup in ("<b>Grupp", "<i>ofta", "<u>ledningen", "<script>"):
        assert markup not in text


def test_opening_asks_of_what_is_seen_and_of_the_day(client, db):
    north, south = factories.RegionFactory(name="Norr"), factories.RegionFactory(name="Söder")
    for region in (north, south):
        factories.GroupFactory(name=f"DS {region}", region=region, effective=dt.date(2015, 1, 1))
    factories.GroupFactory(name="Hemlig", region=south, is_public=False)
    moved = factories.GroupFactory(name="Flyttad", region=south, effective=dt.date(2015, 1, 1))
    tree.move(moved, parent=None, region=north, effective=dt.date(2021, 6, 1), reason="")
    assert [is_open for _name, is_open, _trees in shown(client, "?oppna=hemlig")] == [False, False]
    assert [is_open for _name, is_open, _trees in shown(client, "?oppna=flyttad")] == [True, False]
    assert [is_open for _name, is_open, _trees in shown(client, "?oppna=flyttad&datum=2020-01-01")] == [False, True]
    assert [is_open for _name, is_open, _trees in shown(client, "?oppna=%00x&oppna=norr")] == [True, False]


def test_an_address_unfolds_no_more_than_a_page_holds(client, db, monkeypatch):
    for number in range(8):
        factories.GroupFactory(name=f"DS {number}", region=factories.RegionFactory(name=f"Trakt {number}"))
    monkeypatch.setattr(board, "MOST_CARDS", 5)
    query = "?" + "&".join(f"oppna=trakt-{number}" for number in range(8))
    assert [name for name, is_open, _trees in shown(client, query) if is_open] == [f"Trakt {n}" for n in range(3, 8)]
    text = client.get(f"{URL}{query}").content.decode()
    assert "?oppna=trakt-4&amp;oppna=trakt-5&amp;oppna=trakt-6&amp;oppna=trakt-7&amp;oppna=trakt-0" in text


def test_trees_beyond_the_room_are_counted(client, db):
    region = factories.RegionFactory(name="Norr")
    for number in range(44):
        factories.GroupFactory(name=f"Grupp {number}", region=region)
    text = client.get(URL).content.decode()
    assert text.count('class="box') == 40
    assert "4 grupper till i listan" in text


def test_lines_to_hidden_groups_are_not_drawn(client, db):
    group = factories.GroupFactory(name="Synlig")
    hidden = factories.GroupFactory(name="Dold mottagare", is_public=False)
    factories.ReportingLineFactory(group=group, to_group=hidden)
    assert "Dold mottagare" not in client.get(f"{URL}?visa=rapportering").content.decode().replace("\u00ad", "")


def test_groups_of_a_past_day_are_counted_where_they_stood(client, db):
    old, new = (factories.GroupFactory(region=factories.RegionFactory(name=each), effective=dt.date(2018, 1, 1))
                for each in ("Norr", "Söder"))  # fmt: skip
    group = factories.GroupFactory(parent=old, effective=dt.date(2018, 1, 1))
    tree.move(group, parent=new, effective=dt.date(2021, 6, 1), reason="")

    def counts(query: str = "") -> list[int]:
        return [fold.groups for county in client.get(URL + query).context["board"].counties for fold in county.folds]

    assert (counts(), counts("?datum=2019-01-01")) == ([1, 2], [2, 1])


def test_the_ladder_is_lit_in_every_delregion_drawn_and_told_in_words(client, registry):
    registry(2)
    page = client.get(f"{URL}?visa=trappa")
    [county] = page.context["board"].counties
    assert all(fold.lit for fold in county.folds)
    assert [(step.number, len(step.reasons)) for step in page.context["board"].words] == [("2", 3)]
    assert "trappan-kort" in page.content.decode()
    for query in ("", "?visa=trappa&grupp=lilla-motet-0"):
        page = client.get(f"{URL}{query}")
        assert page.context["board"].words == []
        assert "trappan-kort" not in page.content.decode()


def test_the_ladder_asked_for_where_none_is_stated_is_told_to_be_missing(client, db):
    factories.GroupFactory()
    assert "Ingen åtgärdsstrappa är angiven" in client.get(f"{URL}?visa=trappa").content.decode()


def test_filters_that_leave_nothing_leave_no_drawing_either(client, registry):
    registry(2)
    page = client.get(f"{URL}?q=finnsinte").content.decode()
    assert "Inga grupper stämmer med alla filter" in page
    assert "data-board" not in page
    assert "data-board" in client.get(f"{URL}?q=finnsinte&grupp=lilla-motet-0").content.decode()


def test_the_page_of_a_choice_is_named_after_it(client, registry):
    registry(2)
    assert "<title>Lilla mötet 0 – Samverkanskartan" in client.get(f"{URL}?grupp=lilla-motet-0").content.decode()
