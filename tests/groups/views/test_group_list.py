"""The list of groups and its filters."""

from __future__ import annotations

import datetime as dt

import pytest

from groups import lifecycle, tree
from groups.models import Seat
from tests import factories
from tests.groups.views.conftest import DAY

URL = "/grupper/"


def listed(client, query: str = "") -> list[str]:
    """Return the names that the list shows, in order."""
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 200
    return [group.name for group in answer.context["rows"]]


@pytest.mark.parametrize("size", [2, 6])
def test_list_costs_the_same_for_any_number_of_groups(client, registry, django_assert_num_queries, size):
    registry(size)
    with django_assert_num_queries(14):
        # What there is to choose: delregions, municipalities, types, topics (4). How many there are of each: groups,
        # the municipalities they list, those of the delregions (3). The page's groups (1). Composition: municipalities
        # listed and by delregion, seats, exceptions, holders, parts that may convene (6).
        answer = client.get(URL)
        assert len(answer.context["rows"]) == 2 + 3 * size


def test_list_says_groups_and_parts_apart(client, registry):
    registry(2)
    assert "6 grupper och 2 delar" in client.get(URL).content.decode()


def test_empty_registry_says_why_and_what_next(client, db):
    assert "Inga grupper är registrerade än" in client.get(URL).content.decode()


def test_ended_groups_are_listed_only_when_asked_for(client, db):
    ended = factories.GroupFactory(name="Gammal")
    factories.GroupFactory(name="Levande")
    lifecycle.end(ended, effective=DAY, reason="uppdraget är slutfört")
    assert listed(client) == ["Levande"]
    assert listed(client, "status=avslutade") == ["Gammal"]
    assert listed(client, "status=alla") == ["Gammal", "Levande"]


@pytest.mark.parametrize("status", ["", "status=alla", "status=aktiv", "q=hemlig"])
def test_mistaken_and_non_public_groups_are_never_listed_for_the_public(client, db, status):
    factories.GroupFactory(name="Hemlig grupp", is_public=False)
    mistaken = factories.GroupFactory(name="Hemlig felregistrering")
    lifecycle.mark_mistaken(mistaken, reason="dubblett")
    assert listed(client, status) == []


def test_who_keeps_the_registry_sees_non_public_groups_marked(client, db):
    hidden = factories.GroupFactory(name="Hemlig grupp", is_public=False)
    client.force_login(factories.ProcessLeaderFactory(regions=[hidden.region]))
    assert listed(client) == ["Hemlig grupp"]
    assert "Visas inte publikt" in client.get(hidden.get_absolute_url()).content.decode()


def test_part_of_a_non_public_group_is_not_public(client, db):
    whole = factories.GroupFactory(name="Hemlig grupp", is_public=False)
    part = factories.GroupFactory(name="Del av den", parent=whole, part=True)
    assert listed(client) == []
    assert client.get(part.get_absolute_url()).status_code == 404


@pytest.fixture
def two(db):
    """Two groups that differ in everything that can be filtered on; the first is Ängelholm's."""
    municipality = factories.MunicipalityFactory(name="Ängelholm")
    region = factories.RegionFactory(name="Nordväst", municipalities=[municipality])
    wanted = factories.GroupFactory(
        name="Sökt",
        region=region,
        type__name="Samråd",
        status="paused",
        tier="local",
        mandate="within_profession",
        reporting="nowhere",
        topics=[factories.TopicFactory(name="Psykiatri")],
        coverage="listed",
        municipalities=[municipality],
        frequency_text="4 gånger per år",
    )
    clinic = factories.OrganisationFactory(
        name="Psykiatrin i Ängelholm", parent=factories.OrganisationFactory(name="Psykiatri")
    )
    factories.SeatFactory(group=wanted, organisation=clinic)
    factories.GroupFactory(name="Annan", type__name="Styrgrupp", tier="delregional", mandate="full")
    return wanted


@pytest.mark.parametrize(
    "query",
    [
        "delregion=nordvast",
        "kommun=angelholm",
        "typ=samrad",
        "status=pausad",
        "niva=lokal",
        "mandat=inom-professionen",
        "rapportering=ingenstans",
        "amne=psykiatri",
        "organisation=psykiatrin-i-angelholm",
        "organisation=psykiatri",
        "organisation=PSYKIATRIN",
        "q=sokt",
        "q=psykiatri",
        "delregion=nordvast&kommun=angelholm&q=S%C3%B6kt&status=pausad",
    ],
)
def test_filter_in_the_address_leaves_what_it_says(client, two, query):
    assert listed(client, query) == ["Sökt"]
    assert listed(client) != ["Sökt"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("delregion=finns-inte", "Delregion"),
        ("kommun=%00", "Kommun"),
        ("typ=1", "Grupptyp"),
        ("status=avslutad-kanske", "Status"),
        ("niva=LOKAL", "Nivå"),
        ("mandat=' OR 1=1", "Beslutsmandat"),
        ("rapportering=%F0%9F%98%80", "Rapporterar"),
        ("amne=x", "Ämne"),
        ("organisation=finns inte", "Organisation"),
        ("q=...", "Fri text"),
        ("sortera=pris", "Sortering"),
    ],
)
def test_value_that_means_nothing_is_told_and_left_out(client, two, query, field):
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 200
    assert [group.name for group in answer.context["rows"]] == ["Sökt", "Annan"]
    assert f"går inte att använda, och är utelämnat: {field}." in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "999999", "%00", "1.5", ""])
def test_page_that_is_not_there_shows_one_that_is(client, two, page):
    assert listed(client, f"sida={page}") == ["Sökt", "Annan"]


def test_chip_takes_away_its_own_filter_alone(client, two):
    chips = client.get(f"{URL}?delregion=nordvast&status=pausad&sida=3").context["frame"].form.chips()
    assert chips == [
        ("Delregion", "Nordväst", "?status=pausad"),
        ("Status", "pausad", "?delregion=nordvast"),
    ]


def test_nothing_found_says_what_to_do(client, two):
    answer = client.get(f"{URL}?q=finnsinte").content.decode()
    assert "Inga grupper stämmer med alla filter" in answer
    assert "Nollställ" in answer


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Sökt", "Annan"]),
        ("namn", ["Annan", "Sökt"]),
        ("-namn", ["Sökt", "Annan"]),
        ("niva", ["Annan", "Sökt"]),
        ("moten", ["Sökt", "Annan"]),
        ("-moten", ["Sökt", "Annan"]),
        ("status", ["Annan", "Sökt"]),
        ("delregion", ["Annan", "Sökt"]),
    ],
)
def test_list_is_sorted_by_what_the_address_says(client, two, sort, names):
    assert listed(client, f"sortera={sort}") == names


def test_header_sorts_and_sorts_backwards_with_filters_kept(client, two):
    columns = client.get(f"{URL}?niva=lokal&sortera=namn&sida=2").context["columns"]
    assert (columns[0]["address"], columns[0]["sorted"]) == ("?niva=lokal&sortera=-namn", "ascending")
    assert columns[1]["address"] == "?niva=lokal&sortera=delregion"


def test_swedish_letters_come_last(client, db):
    for name in ("Östra", "Zeta", "Ångström", "Ärlig", "Alfa"):
        factories.GroupFactory(name=name)
    assert listed(client, "sortera=namn") == ["Alfa", "Zeta", "Ångström", "Ärlig", "Östra"]


def test_long_list_has_pages_that_keep_the_filters(client, db):
    region, kind = factories.RegionFactory(name="Nordväst"), factories.GroupTypeFactory()
    factories.GroupFactory.create_batch(51, region=region, type=kind)
    answer = client.get(f"{URL}?delregion=nordvast")
    assert len(answer.context["rows"]) == 50
    assert "?delregion=nordvast&amp;sida=2" in answer.content.decode()
    assert len(client.get(f"{URL}?delregion=nordvast&sida=2").context["rows"]) == 1


def test_convener_stands_in_the_list_and_a_private_name_does_not(client, db):
    group = factories.GroupFactory()
    factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="MAS", by_role=True)
    other = factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="enhetschef")
    factories.MembershipFactory(seat=other, person__name="Hemlig Person", start_date=dt.date(2020, 1, 1))
    page = client.get(URL).content.decode()
    assert ">MAS<span> medicinskt ansvarig sjuksköterska</span></abbr> · enhetschef" in page
    assert "Hemlig" not in page


@pytest.mark.parametrize(
    ("lacking", "names"),
    [
        ("kommun", ["Utan företrädare"]),
        ("plats", ["Utan företrädare", "Utan ledamot"]),
        ("sammankallande", ["Utan företrädare", "Utan ledamot"]),
        ("granskning", ["Utan företrädare", "Utan ledamot", "Kallad"]),
        ("omfattning", ["Utan ledamot", "Kallad"]),
    ],
)
def test_list_is_filtered_on_what_groups_lack(client, db, lacking, names):
    bjuv = factories.MunicipalityFactory()
    group = factories.GroupFactory(name="Utan företrädare", coverage="listed", municipalities=[bjuv])
    factories.SeatFactory(group=group, per="municipality")
    factories.SeatFactory(group__name="Utan ledamot")
    factories.SeatFactory(group__name="Kallad", kind="convener", by_role=True)
    assert set(listed(client, f"saknas={lacking}")) == set(names)


def test_list_for_a_municipality_says_what_it_leaves_out(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    factories.GroupFactory(coverage="listed", municipalities=[bjuv])
    words = client.get(f"/grupper/?kommun={bjuv.slug}").content.decode()
    assert "kan också beröra Bjuv" in words


def test_the_files_hold_what_is_seen_and_as_of_the_same_day(client, db):
    region = factories.RegionFactory(name="Nordväst")
    ended = factories.GroupFactory(name="Gammal", region=region, effective=dt.date(2019, 1, 1))
    lifecycle.end(ended, effective=DAY, reason="uppdraget är slutfört")
    factories.GroupFactory(name="Yngre", region=region, effective=DAY)
    factories.GroupFactory(name="Annanstans", effective=dt.date(2019, 1, 1))
    query = "delregion=nordvast&datum=2021-09-30"
    assert listed(client, f"{query}&sortera=namn") == ["Gammal"]
    page = client.get(f"{URL}?{query}&sortera=namn").content.decode()
    assert f'href="/grupper.csv?{query.replace("&", "&amp;")}"' in page
    file = b"".join(client.get(f"/grupper.csv?{query}").streaming_content).decode()
    assert "Gammal" in file
    assert "Yngre" not in file
    assert "Annanstans" not in file


def test_list_of_a_past_day_is_sorted_by_what_held_then(client, db):
    long_ago, later = dt.date(2018, 1, 1), dt.date(2021, 6, 1)
    first, last = factories.RegionFactory(name="Alfa"), factories.RegionFactory(name="Zeta")
    here = factories.GroupFactory(name="Högst", region=first, effective=long_ago)
    there = factories.GroupFactory(name="Lägst", region=last, effective=long_ago)
    moved = factories.GroupFactory(name="Flyttad", parent=here, effective=long_ago)
    tree.move(moved, there, effective=later, reason="omläggning")
    lifecycle.change(there, "dormant", effective=later, reason="paus")
    assert listed(client, "sortera=delregion") == ["Högst", "Lägst", "Flyttad"]
    assert listed(client, "sortera=delregion&datum=2020-01-01") == ["Högst", "Flyttad", "Lägst"]
    assert listed(client, "sortera=-status") == ["Lägst", "Högst", "Flyttad"]
    assert listed(client, "sortera=-status&datum=2020-01-01") == ["Högst", "Lägst", "Flyttad"]
