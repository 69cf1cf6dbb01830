"""How many groups each option of a filter leaves, and what the frame of the map tells of them."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory

from groups import lifecycle, tree
from groups.forms.facets import Facets
from groups.forms.filter import LONGEST_KEPT, MOST_KEPT, GroupFilter
from groups.models import Coverage, Group, Status
from groups.views import map_frame
from tests import factories
from tests.groups.views.conftest import build

TODAY = dt.date(2026, 3, 14)
BEFORE = dt.date(2021, 8, 31)
ANYONE = AnonymousUser()

pytestmark = pytest.mark.django_db


def filled(chosen: dict[str, str]) -> GroupFilter:
    address = QueryDict(mutable=True)
    address.update({name: key for name, key in chosen.items() if key})
    return GroupFilter(address, TODAY)


def framed(query: str = "") -> map_frame.Frame:
    request = RequestFactory().get(f"/grupper/?{query}")
    request.user = ANYONE
    return map_frame.frame(request, "groups:group-list")


def options(query: str, name: str) -> list[str]:
    """Return the words of a filter's options as they are shown."""
    return [words for _key, words in framed(query).form.fields[name].widget.choices]


@pytest.fixture
def various() -> None:
    """Forty groups and parts, unlike in all that is counted and in some that is not; two have changed since."""
    at = random.Random(20260314)
    municipalities = factories.MunicipalityFactory.create_batch(4)
    regions = [factories.RegionFactory(municipalities=some) for some in (municipalities[:2], municipalities[2:])]
    types = factories.GroupTypeFactory.create_batch(2)
    topic = factories.TopicFactory(name="Psykiatri")
    wholes = []
    for number in range(40):
        whole = at.choice(wholes) if number > 20 and number % 3 == 0 else None
        coverage = at.choice(Coverage.values)
        group = factories.GroupFactory(
            name=f"Grupp {number}",
            region=whole.region if whole else at.choice(regions),
            type=at.choice(types),
            status=at.choice(Status.values[:-1]),
            coverage=coverage,
            municipalities=at.sample(municipalities, 2) if coverage == Coverage.LISTED else [],
            topics=at.sample([topic], at.randrange(2)),
            effective=dt.date(2020, 1, 1),
            parent=whole,
            part=bool(whole),
        )
        if not whole:
            wholes.append(group)
    moved, ended = [group for group in wholes if not group.children.exists()][:2]
    tree.move(moved, parent=None, region=regions[moved.region == regions[0]], effective=TODAY, reason="")
    lifecycle.end(ended, effective=TODAY, reason="klar")
    factories.GroupFactory(name="Dold", region=regions[0], is_public=False)


@pytest.mark.parametrize("rest", [{}, {"q": "psykiatri"}, {"datum": str(BEFORE)}])
def test_each_count_is_what_is_left_when_the_option_is_chosen(various, rest):
    """Of all ways to fill in the four filters, twelve are tried, and from each every option of every filter."""
    keys = {name: [key for key, _words in filled({}).fields[name].choices] for name in GroupFilter.COUNTED}
    for picked in random.Random(1).sample(list(itertools.product(*keys.values())), 12):
        chosen = rest | dict(zip(keys, picked, strict=True))
        form = filled(chosen)
        visible = Group.objects.as_of(form.then).visible_to(ANYONE)
        facets = Facets(form.uncounted(visible), form.day)
        counts = facets.counts(form.chosen)
        for name, key in [(each, key) for each in keys for key in keys[each] if key]:
            meant = form.fields[name].options[key][0]
            left = filled(chosen | {name: key}).apply(visible).counted().count()
            assert counts[name][getattr(meant, "pk", meant)] == left, (chosen, name, key)
        left = form.apply(visible)
        assert facets.total(form.chosen)[:2] == (left.counted().count(), left.count() - left.counted().count())


@pytest.fixture
def two_regions() -> SimpleNamespace:
    """Two groups in Norr (one resting, with a part) and one in Söder."""
    bjuv, lund = factories.MunicipalityFactory(name="Bjuv"), factories.MunicipalityFactory(name="Lund")
    north = factories.RegionFactory(name="Norr", municipalities=[bjuv])
    south = factories.RegionFactory(name="Söder", municipalities=[lund])
    samrad = factories.GroupTypeFactory(name="Samråd")
    first = factories.GroupFactory(name="Ett", region=north, type=samrad, coverage="region")
    factories.GroupFactory(name="Två", region=north, type=samrad, status="dormant", coverage="region")
    factories.GroupFactory(name="Del", parent=first, part=True, type=samrad, coverage="region")
    factories.GroupFactory(name="Tre", region=south, type__name="Råd", coverage="listed", municipalities=[bjuv, lund])
    return SimpleNamespace(north=north, south=south)


def test_options_say_what_they_leave_under_the_other_filters(two_regions):
    assert options("", "delregion") == ["Hela länet", "Norr (2)", "Söder (1)"]
    assert options("", "kommun") == ["Alla kommuner", "Bjuv (3)", "Lund (1)"]
    assert options("delregion=norr", "delregion") == ["Hela länet", "Norr (2)", "Söder (1)"]
    assert options("delregion=norr", "kommun") == ["Alla kommuner", "Bjuv (2)", "Lund (0)"]
    assert options("kommun=lund", "delregion") == ["Hela länet", "Norr (0)", "Söder (1)"]
    assert options("status=vilande", "typ") == ["Alla typer", "Råd (0)", "Samråd (1)"]
    assert "vilande (0)" in options("delregion=soder", "status")
    assert options("kommun=bjuv", "status")[-1] == "Alla, även avslutade (3)"


def test_what_is_chosen_stays_chosen_though_nothing_is_left(two_regions):
    assert '<option value="norr" selected>Norr (0)</option>' in str(
        framed("delregion=norr&kommun=lund").form["delregion"]
    )


def test_frame_counts_groups_parts_and_municipalities(two_regions):
    frame = framed("delregion=norr")
    assert (frame.found, frame.number, frame.municipalities) == ("2 grupper och 1 del", 2, 1)
    assert (framed().found, framed().municipalities) == ("3 grupper och 1 del", 2)
    for narrower in ("kommun=bjuv", "q=ett", "typ=samrad", "delregion=norr&status=vilande"):
        assert framed(narrower).municipalities is None, narrower
    assert framed("delregion=norr&datum=2025-01-01&sortera=namn").municipalities == 1
    assert [group.name for group in frame.groups] == ["Ett", "Del", "Två"]


def test_frame_tells_when_one_of_the_groups_was_last_reviewed(two_regions):
    Group.objects.filter(name="Ett").update(reviewed_on=TODAY)
    Group.objects.filter(name="Två").update(reviewed_on=BEFORE)
    assert framed().reviewed == TODAY
    assert framed("status=vilande").reviewed == BEFORE
    assert framed("delregion=soder").reviewed is None
    assert framed("datum=2024-01-01").reviewed is None, "today's reviews are not told of another day"


def test_tabs_keep_all_that_is_asked_for_but_the_page_number(two_regions):
    tabs = framed("delregion=norr&sida=2&grupp=ett").tabs
    assert [tab.current for tab in tabs].index(True) == len(tabs) - 1
    assert tabs[0].address == "/karta/?delregion=norr&grupp=ett"
    assert framed().tabs[0].address == "/karta/"


def test_links_keep_what_the_views_read_alone_and_no_endless_value():
    unsaid = f"fbclid={'x' * 2000}&sida=3"
    form = GroupFilter(QueryDict(f"q=a&grupp=ett&oppna=x&oppna=y&{unsaid}&delregion={'z' * 2000}"), TODAY)
    assert form.address_with() == f"?q=a&grupp=ett&oppna=x&oppna=y&delregion={'z' * LONGEST_KEPT}"
    assert form.address_with(delregion=None, q="b") == "?grupp=ett&oppna=x&oppna=y&q=b"
    assert form.address_without("delregion", "grupp", "oppna") == "?q=a"
    many = GroupFilter(QueryDict("&".join(f"oppna={number}&q={number}" for number in range(1000))), TODAY)
    assert many.address_with(oppna=["1", "2"]) == "?q=999&oppna=1&oppna=2"
    assert many.address_with(q=None).count("oppna=") == MOST_KEPT
    assert GroupFilter(QueryDict(unsaid), TODAY).address_with() == "?"


@pytest.mark.parametrize(
    ("day", "then"), [("", None), (str(TODAY), None), (str(BEFORE), BEFORE), (f" {BEFORE} ", BEFORE), ("igår", None)]
)
def test_rows_and_words_are_of_the_same_day(day, then):
    form = filled({"datum": day})
    assert (form.then, form.asked.then, form.day) == (then, then, then or TODAY)
    assert bool(form.asked.problem) == (day == "igår")


@pytest.mark.parametrize("size", [2, 6])
@pytest.mark.parametrize(
    ("query", "more"),
    [
        ("", 0),
        ("delregion=nordvast&kommun={0}&typ=lilla-motet&status=pausad&q=motet", 1),  # whether anything is found
        ("niva=lokal&datum=2020-01-01", 0),
        ("organisation=lasarettet", 1),  # whether it has that address
        ("saknas=granskning", 0),
        ("saknas=plats", 4),  # the groups that may; their composition: listed, seats, holders (3)
    ],
)
def test_frame_costs_the_same_for_any_number_and_any_filter(django_assert_num_queries, size, query, more):
    made = build(size)
    factories.SeatFactory(group=made.groups[0])
    # What there is to choose: delregions, municipalities, types, topics (4). How many there are of each: groups, the
    # municipalities they list, those of the delregions (3).
    with django_assert_num_queries(7 + more):
        framed(query.format(made.municipalities[0].slug))
