"""The pages of a municipality, another organisation and a delregion: what concerns them."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from groups import composition, lifecycle
from groups.models import Organisation, Seat
from groups.views import concerns
from tests import factories
from tests.groups.views.conftest import DAY


def page(client, address: str) -> str:
    """Return the words of a page, blanks collapsed."""
    answer = client.get(address)
    assert answer.status_code == 200
    words = html.unescape(re.sub(r"<span>[^<]*</span></abbr>|<[^>]+>", " ", answer.content.decode())).replace(
        "\u00a0", " "
    )
    return re.sub(r"\s+", " ", words).replace(" ,", ",").replace(" .", ".").replace(" :", ":").replace("\u00ad", "")


@pytest.mark.parametrize("size", [2, 6])
def test_municipalities_cost_the_same_for_any_number(client, registry, django_assert_num_queries, size):
    made = registry(size)
    with django_assert_num_queries(5):
        # The registry's state. Municipalities by delregion; groups: by delregion covered, by municipality listed,
        # places of these (3).
        client.get("/kommuner/")
    with django_assert_num_queries(34):
        # The registry's state. The municipality; its groups, their topics; composition: listed, by delregion, seats,
        # holders, parts that may convene (5); its delregion; groups that may be its; composition of these:
        # seats, holders, parts (3); who keeps the ladder, those above, its steps, their contacts, whom of
        # these the reader may see (5); changes: groups, status, places, municipalities, seats, holders and coverage,
        # each begun and ended (11); inhabitants; how many; its units; the coming meetings.
        client.get(made.municipalities[0].get_absolute_url())


@pytest.mark.parametrize("size", [2, 6])
def test_municipalities_cost_the_same_for_any_number_on_a_past_day(client, registry, django_assert_num_queries, size):
    made = registry(size)
    with django_assert_num_queries(5):
        client.get("/kommuner/?datum=2025-09-30")
    with django_assert_num_queries(34):
        # As today; the status that its groups had then.
        client.get(made.municipalities[0].get_absolute_url() + "?datum=2025-09-30")


@pytest.mark.parametrize("size", [2, 6])
def test_organisations_cost_the_same_for_any_number(client, registry, django_assert_num_queries, size):
    made = registry(size)
    with django_assert_num_queries(3):
        # The registry's state; how many; the page's.
        client.get("/organisationer/")
    with django_assert_num_queries(25):
        # The registry's state. The organisation; its groups, their topics; composition: listed, seats,
        # holders (3); groups that invite its kind; groups that answer to it; who keeps the ladder, those above, its
        # steps, their contacts, whom of these the reader may see (5); changes: groups, status, places, municipalities,
        # seats and holders, each begun and ended (9); how many; its units.
        client.get(made.hospital.get_absolute_url())
    with django_assert_num_queries(27):
        # As today; the status then, of its groups and of those that answer to it (2).
        client.get(made.hospital.get_absolute_url() + "?datum=2025-09-30")


@pytest.mark.parametrize("size", [2, 6])
def test_delregion_costs_the_same_for_any_number_of_groups(client, registry, django_assert_num_queries, size):
    made = registry(size)
    with django_assert_num_queries(18):
        # The delregion; its groups; composition: listed, by delregion, seats, holders, parts that may
        # convene (5); how many; how many are reviewed; municipalities; parts of a county; who keeps the ladder, those
        # above, its steps, their contacts, whom of these the reader may see (5); who keeps the registry; the coming
        # meetings.
        client.get(made.region.get_absolute_url())
    with django_assert_num_queries(17):
        # As today, but for how many are reviewed; the status that its groups had then.
        client.get(made.region.get_absolute_url() + "?datum=2025-09-30")


def test_municipalities_stand_by_delregion_with_their_groups_counted(client, registry):
    registry(2)
    assert re.search(r"Nordväst Kommun \d+ 2 grupper Kommun \d+ 2 grupper", page(client, "/kommuner/"))


def test_municipality_tells_who_sits_for_it_and_where_nobody_does(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    region = factories.RegionFactory(name="Nordväst", municipalities=[bjuv])
    unit = factories.OrganisationFactory(name="Socialförvaltningen", parent=bjuv, principal="municipality")
    filled = factories.GroupFactory(name="Full grupp", region=region, coverage="region", tier="delregional")
    seat = factories.SeatFactory(group=filled, per=Seat.Per.MUNICIPALITY, title="socialchef")
    factories.MembershipFactory(seat=seat, on_behalf_of=unit, person__name="Namn Givare", person__name_public=True)
    empty = factories.GroupFactory(name="Tom grupp", region=region, coverage="listed", municipalities=[bjuv])
    factories.SeatFactory(group=empty, per=Seat.Per.MUNICIPALITY, title="enhetschef")
    words = page(client, bjuv.get_absolute_url())
    assert "Bjuv saknar företrädare i en grupp: Tom grupp." in words
    assert "Lokala grupper Tom grupp Möts: inte angivet Kallar: inte angivet Er plats: enhetschef – vakant" in words
    assert "Full grupp Möts: inte angivet Kallar: inte angivet Er plats: socialchef – Namn Givare" in words
    assert "Socialförvaltningen" in words


def test_municipality_is_told_of_groups_that_do_not_say_whom_they_cover(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    region = factories.RegionFactory(municipalities=[bjuv])
    group = factories.GroupFactory(name="Klustret", region=region)
    factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="sjukhuset", by_role=True)
    factories.GroupFactory(name="Delen", parent=group, part=True)
    factories.GroupFactory(name="Långt borta")
    words = page(client, bjuv.get_absolute_url())
    assert re.search("Kan också beröra er Inventeringen säger inte .* Klustret Möts: inte angivet Kallar: sjuk", words)
    assert "Delen" not in words
    assert "Långt borta" not in words


@pytest.mark.parametrize("tier", ["local", "delregional"])
def test_who_convenes_is_told_so_and_whom_the_region_sends(client, db, tier):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    group = factories.GroupFactory(name="Mötet", tier=tier, coverage="listed", municipalities=[bjuv])
    factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="kommunen", by_role=True, organisation=bjuv)
    factories.SeatFactory(group=group, title="vårdcentralen", principal="region")
    assert (
        "Mötet Möts: inte angivet Ni är sammankallande Er plats: sammankallande, kommunen Från regionen: vårdcentralen"
    ) in page(client, bjuv.get_absolute_url())


def test_unit_is_shown_the_groups_of_the_municipality_it_is_named_for_first(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    region = factories.RegionFactory(municipalities=[bjuv])
    kind = Organisation.Kind.HEALTH_CENTRE
    centre = factories.OrganisationFactory(name="Vårdcentralen Bjuv", kind=kind, region=region)
    near = factories.GroupFactory(name="Mötet i Bjuv", region=region, coverage="listed", municipalities=[bjuv])
    other = factories.GroupFactory(name="Ett annat möte", region=region)
    for group in (near, other):
        factories.SeatFactory(group=group, organisation_kind=kind)
    words = page(client, centre.get_absolute_url())
    assert re.search("I er kommun .* Mötet i Bjuv .* Kan också beröra er .* kommun .* Bjuv. Ett annat möte", words)


def test_municipality_is_told_since_when_it_belongs_where(client, db):
    row = factories.RegionMunicipalityFactory(start_date=dt.date(2021, 9, 1), assumed=True)
    assert "sedan 1 september 2021 (antaget datum)" in page(client, row.municipality.get_absolute_url())
    assert "sedan 1 september 2021 (antaget datum)" in page(client, row.region.get_absolute_url())


def test_municipality_without_groups_says_why(client, db):
    assert "Inga grupper berör kommunen än" in page(client, factories.MunicipalityFactory().get_absolute_url())


def test_ended_groups_concern_nobody(client, registry):
    made = registry(2)
    mine = made.municipalities[0]
    covered = composition.coverage_on(DAY, made.groups)
    group = next(each for each in made.groups if mine in covered[each.pk])
    assert group.name in page(client, mine.get_absolute_url())
    for child in group.get_children().counted():
        lifecycle.end(child, effective=DAY, reason="slut")
    lifecycle.end(group, effective=DAY, reason="slut")
    concerning, changed = page(client, mine.get_absolute_url()).split("Ändrat det senaste året")
    assert group.name not in concerning
    assert f"{group.name}: avslutad slut" in changed


def test_organisation_shows_groups_of_all_below_it(client, db):
    hospital = factories.OrganisationFactory(name="Lasarettet", kind=Organisation.Kind.HOSPITAL)
    clinic = factories.OrganisationFactory(name="Akutmottagningen", parent=hospital)
    group = factories.GroupFactory(name="Samverkan akut")
    factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, organisation=clinic, by_role=True)
    words = page(client, hospital.get_absolute_url())
    assert "Lokala grupper där ni har plats Samverkan akut" in words
    assert "Delar av organisationen Akutmottagningen" in words
    assert "Samverkan akut" in page(client, clinic.get_absolute_url())


def test_organisation_shows_who_sits_for_it_by_its_own_employment(client, db):
    clinic = factories.OrganisationFactory()
    person = factories.PersonFactory(organisation=clinic, name="Namn Givare", name_public=True)
    factories.MembershipFactory(seat__group__name="Samrådet", seat__title="enhetschef", person=person)
    assert "Samrådet Möts: inte angivet Kallar: inte angivet Er plats: enhetschef – Namn Givare" in page(
        client, clinic.get_absolute_url()
    )


def test_organisation_is_told_of_groups_that_invite_its_kind(client, db):
    region = factories.RegionFactory()
    centre = factories.OrganisationFactory(kind=Organisation.Kind.HEALTH_CENTRE, region=region)
    here = factories.GroupFactory(name="Mötet här", region=region)
    elsewhere = factories.GroupFactory(name="Mötet där")
    for group in (here, elsewhere):
        factories.SeatFactory(group=group, organisation_kind=Organisation.Kind.HEALTH_CENTRE)
    words = page(client, centre.get_absolute_url())
    assert "Kan också beröra er Grupper här med platser för vårdcentral, utan att säga vilken. Mötet här" in words
    assert "Mötet där" not in words


def test_unit_is_told_where_those_above_it_sit(client, db):
    region = factories.RegionFactory()
    hospital = factories.OrganisationFactory(name="Lasarettet", region=region)
    clinic = factories.OrganisationFactory(parent=hospital)
    factories.SeatFactory(group__name="Ledningsgruppen", group__region=region, organisation=hospital)
    factories.SeatFactory(group__name="Långt borta", organisation=hospital)
    factories.SeatFactory(group__name="Kliniksamrådet", organisation=clinic)
    words = page(client, clinic.get_absolute_url())
    assert "där ni har plats Kliniksamrådet" in words
    assert re.search("Genom Lasarettet Här sitter .* Ledningsgruppen", words)
    assert words.count("Kliniksamrådet") == 1
    assert "Långt borta" not in words


def test_organisation_is_told_who_reports_to_it(client, db):
    organisation = factories.OrganisationFactory()
    factories.ReportingLineFactory(group__name="Rapporterande", to_organisation=organisation)
    factories.CommissionFactory(group__name="Uppdragen", to_organisation=organisation)
    factories.CommissionFactory(group__name="Före detta", to_organisation=organisation, end_date=dt.date(2020, 1, 1))
    words = page(client, organisation.get_absolute_url())
    assert "Rapporterande" in words
    assert "Uppdragen" in words
    assert "Före detta" not in words


def test_municipality_asked_for_as_organisation_is_found_on_its_own_page(client, db):
    municipality = factories.MunicipalityFactory(slug="bjuv")
    answer = client.get("/organisationer/bjuv/")
    assert (answer.status_code, answer["Location"]) == (301, municipality.get_absolute_url())


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alfa", "Omsorgen", "Östra kliniken"]),
        ("q=ostra", ["Östra kliniken"]),
        ("q=kliniken&huvudman=kommun", []),
        ("huvudman=kommun", ["Omsorgen"]),
        ("slag=sjukhus", ["Alfa"]),
        ("slag=finns-inte", ["Alfa", "Omsorgen", "Östra kliniken"]),
        ("q=%00", ["Alfa", "Omsorgen", "Östra kliniken"]),
        ("sida=99999", ["Alfa", "Omsorgen", "Östra kliniken"]),
    ],
)
def test_organisations_are_filtered_by_the_address(client, db, query, names):
    factories.OrganisationFactory(name="Östra kliniken")
    factories.OrganisationFactory(name="Omsorgen", principal="municipality")
    factories.OrganisationFactory(name="Alfa", kind=Organisation.Kind.HOSPITAL)
    answer = client.get(f"/organisationer/?{query}")
    assert [each.name for each in answer.context["page"]] == names


def test_delregion_tells_its_bodies_its_groups_and_offers_them_as_a_file(client, registry):
    made = registry(2)
    lifecycle.attest(made.board, on=timezone.localdate(), by=factories.ProcessLeaderFactory())
    answer = client.get(made.region.get_absolute_url()).content.decode()
    words = page(client, made.region.get_absolute_url())
    assert "Delregionens organ DS Nordväst" in words
    assert "Lokala grupper Lilla mötet 0" in words
    assert "Granskade senaste året 1 av 5" in words
    assert "/grupper.csv?delregion=nordvast" in answer


def test_county_shows_the_central_groups_and_its_delregions(client, registry):
    made = registry(2)
    central = made.board.parent
    central.region = made.region.parent
    central.save()
    words = page(client, "/delregioner/skane/")
    assert "Delregioner Nordväst" in words
    assert "Centralt organ" in words


@pytest.mark.parametrize("day", ["", "2026-03-20"])
def test_county_leads_to_the_list_and_the_files_of_the_whole_county(client, registry, day):
    county = registry(1).region.parent.get_absolute_url()
    links = client.get(county, {"datum": day} if day else {}).content.decode()
    for address in ("/grupper/", "/grupper.csv", "/grupper.xlsx"):
        assert f'href="{address}{"?datum=" * bool(day)}{day}"' in links
    assert "delregion=skane" not in links


def test_delregion_without_groups_says_so(client, db):
    assert "Inga grupper är registrerade här än" in page(client, factories.RegionFactory().get_absolute_url())


def test_page_that_would_grow_without_bound_leads_to_the_list(client, registry, monkeypatch):
    made = registry(3)
    monkeypatch.setattr(concerns, "MOST_SHOWN", 4)
    assert "6 grupper till finns i listan" in page(client, made.region.get_absolute_url())


def test_place_with_more_groups_than_its_page_names_leads_to_the_list(client, registry, monkeypatch):
    made = registry(3)
    clinic = factories.OrganisationFactory(slug="kliniken")
    for group in made.groups:
        factories.SeatFactory(group=group, organisation=clinic)
    town = made.municipalities[0]
    assert "till finns i listan" not in page(client, town.get_absolute_url()) + page(client, clinic.get_absolute_url())
    monkeypatch.setattr(concerns, "MOST_SHOWN", 1)
    assert "2 grupper till finns i listan" in page(client, clinic.get_absolute_url())
    assert "En grupp till finns i listan" in page(client, town.get_absolute_url())
    then = {"datum": "2026-03-20"}
    assert 'i <a href="/grupper/?organisation=kliniken&amp;datum=2026-03-20">listan' in (
        client.get(clinic.get_absolute_url(), then).content.decode()
    )
    assert f'i <a href="/grupper/?kommun={town.slug}&amp;datum=2026-03-20">listan' in (
        client.get(town.get_absolute_url(), then).content.decode()
    )


@pytest.mark.parametrize("address", ["kommuner", "organisationer", "delregioner", "grupper"])
def test_what_is_not_there_is_404_in_swedish(client, db, address):
    answer = client.get(f"/{address}/finns-inte/")
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.content.decode()


def test_municipality_leads_to_the_question_at_once_and_names_its_local_groups_at_the_first_step(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    region = factories.RegionFactory(municipalities=[bjuv])
    leading = factories.GroupTypeFactory(expected_per="region")
    board = factories.GroupFactory(
        name="Beredningen", region=region, tier="delregional", type=leading, coverage="region"
    )
    factories.EscalationLinkFactory(group=board, step="1", trigger="shortcoming", recipient="Den lokala gruppen")
    factories.GroupFactory(name="Lilla mötet", coverage="listed", municipalities=[bjuv])
    answer = client.get(bjuv.get_absolute_url()).content.decode()
    assert answer.index('href="/lyft/?plats=bjuv">Lyft en fråga härifrån') < answer.index('id="n-local"')
    for place in ("n-local", "n-delregional", "trappan", "andrat"):
        assert f'href="#{place}"' in answer
        assert f'id="{place}"' in answer
    assert "Steg 1 Den lokala gruppen När: en brist, eller något annat som hindrar samarbetet Här: Lilla mötet" in page(
        client, bjuv.get_absolute_url()
    )


def test_delregion_tells_by_function_who_keeps_it_and_leads_on(client, db):
    region = factories.RegionFactory(name="Väster")
    address = region.get_absolute_url()
    assert "Registrets redaktion. Ingen processledare är inlagd" in page(client, address)
    assert "stammer-inte" not in client.get(address).content.decode()
    keeper = factories.ProcessLeaderFactory(function="processledare Väster", email="privat@example.org")
    keeper.regions.set([region])
    former = factories.ProcessLeaderFactory(function="processledare förr", is_active=False)
    former.regions.set([region])
    board = factories.GroupFactory(
        name="Beredningen", region=region, tier="delregional", type=factories.GroupTypeFactory(expected_per="region")
    )
    factories.EscalationLinkFactory(group=board, step="2", to_group=board)
    words, answer = page(client, address), client.get(address).content.decode()
    assert "Delregion, hålls aktuell av processledare Väster" in words
    assert "Vem som håller uppgifterna aktuella Processledare Väster." in words
    assert "Vart en fråga går" in words
    assert f'href="/grupper/{board.slug}/stammer-inte/"' in answer
    assert 'href="/lyft/"' in answer.split("<main")[1]
    assert "privat" not in answer
    assert "förr" not in answer
    assert keeper.username not in answer
