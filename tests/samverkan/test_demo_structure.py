"""The demo's structure of Skåne: who belongs where, what stands where, and how a question goes."""

import datetime as dt
import json
import re
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings

from groups import composition, escalation, needs, search, tree
from groups.models import (
    EscalationLink,
    Group,
    GroupType,
    Organisation,
    Person,
    Region,
    RegionMunicipality,
    ReportingLine,
    Seat,
    Tier,
)
from groups.models.event import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.once]

DELREGIONS = {
    "Malmö": "Malmö",
    "Sydväst": "Vellinge, Svedala, Trelleborg",
    "Sydost": "Simrishamn, Tomelilla, Ystad, Sjöbo, Skurup",
    "Nordost": "Kristianstad, Hässleholm, Bromölla, Perstorp, Osby, Östra Göinge",
    "Nordväst": "Båstad, Bjuv, Åstorp, Ängelholm, Örkelljunga, Klippan, Helsingborg, Höganäs, Landskrona, Svalöv",
    "Mellersta": "Lund, Staffanstorp, Hörby, Höör, Kävlinge, Eslöv, Burlöv, Lomma",
}
AUTUMN_2021 = dt.date(2021, 10, 15)


def names(rows):
    return [str(row) for row in rows]


@pytest.mark.parametrize("region", DELREGIONS)
def test_each_delregion_has_its_municipalities(region, demo):
    found = names(Region.objects.get(name=region, parent__name="Skåne").municipalities_on(demo))
    assert Counter(found) == Counter(DELREGIONS[region].split(", "))


def test_skane_has_thirty_three_municipalities_with_codes_and_borders():
    features = json.loads((settings.BASE_DIR / "fixtures" / "skane-municipalities.geojson").read_text())["features"]
    borders = {feature["id"]: feature["properties"]["name"] for feature in features}
    assert len(borders) == 33
    assert dict(Organisation.objects.municipalities().values_list("municipality_code", "name")) == borders


def test_landskrona_and_svalov_come_to_nordvast_on_a_day_marked_as_assumed():
    nordvast = Region.objects.get(name="Nordväst")
    before, after = (names(nordvast.municipalities_on(dt.date(2021, *day))) for day in ((8, 31), (9, 1)))
    assert (len(before), len(after)) == (8, 10)
    assert set(after) - set(before) == {"Landskrona", "Svalöv"}
    dated = RegionMunicipality.objects.exclude(start_date=None)
    assert [(str(row.municipality), row.assumed) for row in dated] == [("Landskrona", True), ("Svalöv", True)]


def test_inhabitants_are_the_stated_ones_in_a_year_marked_as_assumed():
    stated = {
        "Bjuv": 15501, "Båstad": 14948, "Helsingborg": 145415, "Höganäs": 26566, "Klippan": 17600, "Åstorp": 15987,
        "Ängelholm": 42131, "Örkelljunga": 10174,
    }  # fmt: skip
    rows = apps.get_model("groups.Inhabitants").objects.select_related("municipality")
    assert {str(row.municipality): row.number for row in rows} == stated
    assert all(row.assumed for row in rows)


def test_misspelt_names_are_aliases_and_not_organisations_of_their_own():
    everyone = Organisation.objects.all()
    assert names(search.organisations_matching("Örskälljunga", everyone)) == ["Örkelljunga"]
    assert names(search.organisations_matching("Psykatri", everyone)) == ["Psykiatri nordväst"]
    assert names(search.organisations_matching("Engelholm", everyone)) == ["Ängelholm"]


PLACES = """
CS
  CS-TB
    Uppföljningsgruppen
  DS Malmö
    DS-TB Malmö
  DS Mellersta
    DS-TB Mellersta
  DS Nordost
    DS-TB Nordost
  DS Nordväst
    DS-TB Nordväst
      Arbetsgrupp för gemensam provtagning (demo)
      AU Nordväst
      God och Nära vård Helsingborg
      Klusternätverket under pandemin
      Klustersamverkan NV
      Lilla samverkansmötet Bjuv
      Lilla samverkansmötet Båstad
      Lilla samverkansmötet Helsingborg
      Lilla samverkansmötet Höganäs
      Lilla samverkansmötet Klippan
      Lilla samverkansmötet Landskrona
      Lilla samverkansmötet Svalöv
      Lilla samverkansmötet Åstorp
      Lilla samverkansmötet Ängelholm
      Lilla samverkansmötet Örkelljunga
      Mobilt team Landskrona
        Arbetsgruppen, Mobilt team Landskrona
        Närsjukvårdsrådet, Mobilt team Landskrona
      Nätverk för vårdplanering, Bjuv och Åstorp (demo)
      Psykosmottagningen och kommunen, Höganäs
      Rehabkoordinator, vuxenenhet och ekonomiskt bistånd, Höganäs
      Samverkan akutmottagning–primärvård, Helsingborg
      Stora samverkansmötet
      Styrgrupp FACT
      Styrgrupp för samråden, psykiatri
        Litet samråd psykiatri
          (Litet samråd psykiatri, Helsingborg)
          (Litet samråd psykiatri, Landskrona)
          (Litet samråd psykiatri, Ängelholm)
        Samråd unga vuxna (demo)
        Stort lokalt samråd psykiatri
    Hälsostadens politiska styrgrupp
  DS Sydost
    DS-TB Sydost
      Operativ grupp Sydost
      Styrgrupp psykiatri Sydost
        Samråd barn och unga, Sydost
        Samråd samsjuklighet, Sydost
  DS Sydväst
    DS-TB Sydväst
"""


def test_every_group_stands_at_its_place_in_the_tree():
    drawn = [
        "  " * group.depth + (f"({group.label})" if group.is_part else group.label) for group in Group.objects.all()
    ]
    assert drawn == PLACES.strip().splitlines()
    assert tree.check() == []


def test_the_tiers_are_those_of_the_structure_and_the_local_groups_are_the_inventorys():
    central = Group.objects.filter(tier=Tier.CENTRAL)
    assert [group.label for group in central] == ["CS", "CS-TB", "Uppföljningsgruppen"]
    local = Group.objects.filter(tier=Tier.LOCAL)
    assert {group.region.name for group in local} == {"Nordväst"}
    assert Counter(group.type.slug for group in local) == {
        "lilla-samverkansmotet": 10,
        "stora-samverkansmotet": 1,
        "lokal-samverkansgrupp": 6,
        "arbetsgrupp": 1,
        "narsjukvardsrad": 1,
    }


def test_expected_groups_exist_where_the_inventory_tells_them():
    expected = dict(GroupType.objects.exclude(expected_per="none").values_list("slug", "expected_per"))
    assert expected == {
        "politisk-samverkansgrupp": "region",
        "tjanstemannaberedning": "region",
        "lilla-samverkansmotet": "municipality",
        "stora-samverkansmotet": "municipality",
    }
    region = Region.objects.get(name="Nordväst")
    absent = needs.absent_groups([region], dt.date(2023, 4, 1))[region.pk]
    assert [str(each.type) for each in absent] == ["Stora samverkansmötet"], "which municipalities is not stated"


@pytest.mark.parametrize("words", ["lokala samarbetsgrupper", "lokala samverkansgrupper"])
def test_local_groups_are_found_by_either_name(words):
    found = {group.label for group in search.groups_matching(words, Group.objects.all())}
    assert {"Lilla samverkansmötet Båstad", "Stora samverkansmötet", "Mobilt team Landskrona"} <= found


@pytest.mark.parametrize("region", DELREGIONS)
def test_the_ladder_is_held_at_each_preparatory_committee(region, demo, demo_group):
    committee = demo_group(f"DS-TB {region}")
    (ladder,) = escalation.ladders(committee, demo)
    assert str(ladder.agreement) == "HS-avtalet"
    first, *rest = ladder.main
    assert (first.step, first.trigger, first.to_group) == ("1", "shortcoming", None)
    assert "part som ansvarar" in first.recipient
    assert "lokala gruppen där det är motiverat" in first.recipient
    assert {(link.step, link.trigger, link.to_group.label) for link in rest} == {
        ("2", "not_corrected", f"DS-TB {region}"),
        ("2", "lesson", f"DS-TB {region}"),
        ("3a", "dispute_principle", "CS-TB"),
        ("3b", "dispute_local", f"DS {region}"),
    }
    assert [(link.trigger, link.to_group.label, link.group.label) for link in ladder.aside] == [
        ("about_agreement", "CS-TB", "CS")
    ]
    assert not EscalationLink.objects.filter(group=committee, final=True).exists()


def test_groups_below_inherit_the_ladder(demo, demo_group):
    for name in ("Lilla samverkansmötet Svalöv", "Stort lokalt samråd psykiatri", "Styrgrupp FACT"):
        (ladder,) = escalation.ladders(demo_group(name), demo)
        assert ladder.rung_for("not_corrected").to_group.label == "DS-TB Nordväst"
    (only_aside,) = escalation.ladders(demo_group("Hälsostadens politiska styrgrupp"), demo)
    assert only_aside.main == []
    assert only_aside.rung_for("about_agreement").to_group.label == "CS-TB"


def test_two_officials_are_contacts_towards_cs_tb_and_two_proposed_towards_the_local_groups(demo, demo_group):
    for region in DELREGIONS:
        contacts = demo_group(f"DS {region}").seats.filter(kind=Seat.Kind.CONTACT, title__contains="CS-TB")
        assert {seat.side for seat in contacts} == {"region", "municipality"}
    local = demo_group("DS-TB Nordväst").seats.filter(kind=Seat.Kind.CONTACT)
    assert {seat.side for seat in local} == {"region", "municipality"}
    assert all("(föreslagen)" in seat.title for seat in local)
    (ladder,) = escalation.ladders(demo_group("Stora samverkansmötet"), demo)
    assert set(ladder.rung_for("not_corrected").contact_seats.all()) == set(local)


@pytest.mark.parametrize("region", DELREGIONS)
def test_reporting_is_mutual_with_the_central_body_and_with_the_local_groups(region, demo_group):
    body = demo_group(f"DS {region}")
    lines = {str(line.target): line for line in body.reporting_lines.all()}
    assert set(lines) == {"Centralt samverkansorgan", "de lokala samverkansgrupperna"}
    assert {line.kind for line in lines.values()} == {ReportingLine.Kind.MUTUAL}
    assert (body.reporting, body.frequency_text) == ("lines", "bestäms lokalt")


def test_the_central_body_has_eight_and_eight(demo, demo_group):
    made = composition.of(demo_group("CS"), demo)
    sides = Counter()
    for place in made.places:
        sides[place.seat.side] += place.places
    assert sides == {"region": 8, "municipality": 8}
    assert demo_group("CS").mandate == "none"
    assert "växlar varje år" in demo_group("CS").note


def test_in_autumn_2021_the_two_new_municipalities_are_missing_where_a_group_covers_nordvast():
    groups = list(Group.objects.select_related("region", "parent__region"))
    made = composition.on(AUTUMN_2021, groups)
    missing = {group.label: names(made[group.pk].missing) for group in groups if made[group.pk].missing}
    new = ["Landskrona", "Svalöv"]
    assert missing == {
        "DS Nordväst": new,
        "DS-TB Nordväst": new,
        "Styrgrupp FACT": new,
        "Styrgrupp för samråden, psykiatri": new,
        "Litet samråd psykiatri": new,
        "Stort lokalt samråd psykiatri": new,
    }
    made = composition.on(dt.date(2021, 8, 31), groups)
    assert not any(each.missing for each in made.values())


def test_no_municipality_is_ever_missing_in_helsingborgs_own_groups(demo):
    own = Group.objects.filter(municipality_rows__municipality__name="Helsingborg").select_related("region", "parent")
    assert own.count() == 3
    for day in (AUTUMN_2021, dt.date(2023, 4, 1), demo):
        assert not any(made.missing for made in composition.on(day, own).values())


def test_every_row_holds_to_the_rules():
    for model in apps.get_app_config("groups").get_models():
        if "Historical" in model.__name__ or issubclass(model, Event):
            continue  # logs, written by the verb modules alone
        for row in model.objects.all():
            row.full_clean()


def test_every_person_is_invented_and_reached_only_at_addresses_set_aside_for_that():
    persons = list(Person.objects.all())
    assert all(person.invented for person in persons)
    told = [person.phone for person in persons if person.phone]
    assert len(told) == len(set(told)), "each has a number of their own"
    addresses, phones = [], []
    for model in apps.get_app_config("groups").get_models():
        for field in model._meta.concrete_fields:
            if "email" in field.name:
                addresses += filter(None, model.objects.values_list(field.name, flat=True))
            if "phone" in field.name:
                phones += filter(None, model.objects.values_list(field.name, flat=True))
    assert all(address.endswith("@example.org") for address in addresses)
    assert all(re.fullmatch(r"070-174 06 (0[5-9]|[1-9]\d)", phone) for phone in phones)


def test_names_of_user_representatives_are_never_public():
    seats = Seat.objects.filter(kind=Seat.Kind.USER_REPRESENTATIVE)
    persons = Person.objects.filter(memberships__seat__in=seats)
    assert persons.exists()
    assert not persons.filter(name_public=True).exists()


def test_some_names_are_public_and_some_are_not():
    public = Counter(Person.objects.values_list("name_public", flat=True))
    assert public[True] > 10
    assert public[False] > 10


def test_each_list_of_what_needs_doing_has_something_but_not_everything(demo):
    rows = {row.region.name: row for row in needs.overview(Region.objects.all(), demo)}
    counts = rows["Nordväst"].counts
    for key in ("ej-granskad", "vakant", "upphor", "saknad-kommun", "sammankallande", "pausad"):
        assert 0 < counts[key] < 12, key
    for key in ("ej-granskad", "vakant", "upphor", "saknad-kommun"):
        assert 0 < rows["Sydost"].counts[key] < 6, key


def test_history_says_that_the_rows_came_with_the_demo():
    for model in (Group, Seat, Person, Organisation, GroupType, EscalationLink):
        reasons = set(model.history.values_list("history_change_reason", flat=True))
        assert "Inläst demo" in reasons
        by_review = {each for each in reasons if model is Group and each.startswith("Svar i granskningen")}
        assert reasons - by_review <= {"Inläst demo", "Stämmer fortfarande"}
    assert not Group.history.filter(history_user=None).exists()


def test_no_seat_repeats_its_kind_or_that_a_number_is_unknown():
    for seat in Seat.objects.exclude(title=""):
        folded = seat.title.casefold()
        assert "ej angivet" not in folded
        # A member's kind is not shown beside the title.
        assert seat.kind == Seat.Kind.MEMBER or seat.get_kind_display() not in folded, (
            f"{seat}: {seat.get_kind_display()}"
        )
