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
        # The registry's state. What there is to choose: delregions, municipalities, types, topics (4). How many there
        # are of each: groups, the municipalities they list, those of the delregions (3). The page's groups (1).
        # Composition: municipalities listed and by delregion, seats, holders, parts that may convene (5).
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
        ("exakt=kanske", "Exakt som det är skrivet"),
    ],
)
def test_value_that_means_nothing_is_told_and_left_out(client, two, query, field):
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 200
    assert [group.name for group in answer.context["rows"]] == ["Sökt", "Annan"]
    assert f"går inte att använda, och är utelämnat: {field}." in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "used", "written"),
    [
        ("q=Engelhlm", "Ängelholm", "Engelhlm"),
        ("q=psykatri", "Psykiatri", "psykatri"),
        ("organisation=psykatri+anglholm", "Psykiatri Ängelholm", "psykatri anglholm"),
        ("organisation=Psykatrin+%3Cb%3E", "", ""),
    ],
)
def test_slip_is_mended_and_told_with_a_way_to_what_was_written(client, two, query, used, written):
    answer = client.get(f"{URL}?{query}")
    page = answer.content.decode()
    told = f"Visar träffar för <strong>”{used}”</strong> i stället för ”{written}”."
    assert (told in page) == bool(used)
    if used:
        assert [group.name for group in answer.context["rows"]] == ["Sökt"]
        assert f'<a href="?{query}&amp;exakt=ja">Sök exakt det jag skrev</a>' in page
        exactly = client.get(f"{URL}?{query}&exakt=ja")
        assert exactly.context["frame"].form.mended == {}
        assert [group.name for group in exactly.context["rows"]] == ([] if "q=" in query else ["Sökt", "Annan"])


@pytest.mark.parametrize("view", ["/karta/", "/karta/geografi/", URL])
def test_each_view_of_the_map_forgives_and_counts_alike(client, two, view):
    answer = client.get(f"{view}?q=psykatri")
    assert answer.context["frame"].number == 1
    assert "Visar träffar för" in answer.content.decode()


def test_what_is_found_as_it_is_written_is_not_mended(client, two):
    """A word that one group has, be it in another delregion or ended, is what was meant."""
    assert "Visar träffar" not in client.get(f"{URL}?q=psykiatri&niva=central").content.decode()


def test_slip_is_not_mended_by_what_may_not_be_seen(client, db):
    factories.GroupFactory(name="Hemligheten", is_public=False)
    assert "Hemligheten" not in client.get(f"{URL}?q=hemlighetenn").content.decode()


def test_chip_of_a_mended_text_leaves_nothing_of_it(client, two):
    form = client.get(f"{URL}?q=psykatri&niva=lokal&exakt=ja").context["frame"].form
    assert [address for _label, _words, address in form.chips()] == ["?niva=lokal", "?q=psykatri"]
    assert form.left_out == ""


def test_text_costs_one_query_more_and_a_slip_those_of_the_words(client, two, django_assert_num_queries):
    client.get(URL)
    with django_assert_num_queries(14):
        # As without: the registry's state, what there is to choose (4), the counts (3), the page's group, its
        # composition but for those who cover a delregion (3), parts that may convene; and whether anything is found.
        client.get(f"{URL}?q=psykiatri")
    with django_assert_num_queries(23):
        # And of the names: topics, their state, the names themselves (5); is the word found, is the mended one.
        client.get(f"{URL}?q=psykatri")


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
    assert f'href="/grupper.csv?{query.replace("&", "&amp;")}&amp;sortera=namn"' in page
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
