"""One row for each group, with all that is stated of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from groups import inventory, inventory_values, lifecycle
from groups.models import Group, Seat
from tests import factories
from tests.groups.views.conftest import DAY, build


def table(groups=None) -> list[dict]:
    """Return the rows of the inventory as the public sees it, by the names of the columns."""
    visible = Group.objects.listed().filter(is_public=True)
    rows = inventory.rows(
        visible if groups is None else groups, visible, DAY, lambda path: f"https://example.org{path}"
    )
    return [dict(zip(inventory.header(), row, strict=True)) for row in rows]


@pytest.mark.parametrize("size", [2, 5])
def test_rows_cost_the_same_for_any_number_of_groups(db, django_assert_num_queries, size):
    build(size)
    with django_assert_num_queries(15):
        # Their keys; the groups; topics, successors, predecessors, commissions, lines, names of other groups (6);
        # the history; composition: listed, by delregion, seats, exceptions, holders, organisations (6).
        assert len(table()) == 2 + 3 * size


def test_groups_are_read_some_at_a_time(db, monkeypatch):
    build(3)
    whole = table()
    monkeypatch.setattr(inventory_values, "CHUNK", 2)
    assert table() == whole


def test_row_tells_all_that_is_stated(db):
    bjuv, svalov = factories.MunicipalityFactory(name="Bjuv"), factories.MunicipalityFactory(name="Svalöv")
    region = factories.RegionFactory(name="Nordväst", municipalities=[bjuv, svalov])
    board = factories.GroupFactory(name="Beredningen", region=region, tier="delregional")
    group = factories.GroupFactory(
        name="Samrådet",
        short_name="SR",
        aliases="Samråd NV\nRådet",
        type__name="Samråd",
        parent=board,
        coverage="region",
        coverage_text="och Lund",
        topics=[factories.TopicFactory(name="Psykiatri")],
        purpose="Lyfter brister.",
        origin="Började 2005.",
        basis="Avtalet",
        basis_url="https://example.org/avtal",
        frequency_text="var 6-8:e v",
        agenda="Avvikelser\nInformation",
        mandate="within_subject",
        mandate_text="i frågor om FACT",
        reporting="lines",
        feedback="none_stated",
        note="Antalet är inte angivet.",
        valid_until=dt.date(2027, 12, 31),
        restart_condition="byte av ordförande",
    )
    factories.CommissionFactory(group=group, to_words="nämnden")
    factories.ReportingLineFactory(group=group, to_group=board)
    factories.ReportingLineFactory(group=group, to_words="ledningen", kind="informs", when_needed=True)
    factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="samordnaren", by_role=True)
    seat = factories.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY)
    factories.MembershipFactory(seat=seat, on_behalf_of=bjuv, person__name="Hemlig Person")
    lifecycle.change(group, "dormant", effective=dt.date(2020, 4, 1), reason="pandemin")
    lifecycle.attest(group, on=DAY, by=factories.ProcessLeaderFactory(function="processledare Nordväst"))
    successor = factories.GroupFactory(name="Den nya", parent=board)
    group.successors.add(successor)
    assert table(Group.objects.filter(pk=group.pk)) == [
        {
            "Namn": "Samrådet",
            "Kort namn": "SR",
            "Andra namn": ["Samråd NV", "Rådet"],
            "Grupptyp": "Samråd",
            "Nivå": "lokal",
            "Delregion": "Nordväst",
            "Omfattar": "hela delregionen",
            "Omfattning i ord": "och Lund",
            "Kommuner": ["Bjuv", "Svalöv"],
            "Överordnad grupp": "Beredningen",
            "Del av den överordnade": False,
            "Ämnen": ["Psykiatri"],
            "Syfte": "Lyfter brister.",
            "Bakgrund": "Började 2005.",
            "Grund": "Avtalet",
            "Länk till grunden": "https://example.org/avtal",
            "Sammankallande": ["samordnaren"],
            "Möts": "var 6-8:e v",
            "Väntade möten per år, minst": 5,
            "Väntade möten per år, högst": 8,
            "Stående dagordning": ["Avvikelser", "Information"],
            "Beslutsmandat": "fullt inom sitt ämne",
            "Mandatet i ord": "i frågor om FACT",
            "Uppdragsgivare": ["nämnden"],
            "Rapportering": "till dem som anges",
            "Rapporterar till": ["Beredningen", "informerar ledningen (vid behov)"],
            "Återkoppling till DS-TB": "ingen återkoppling angiven i inventeringen",
            "Status": "vilande",
            "Status sedan": dt.date(2020, 4, 1),
            "Orsak": "pandemin",
            "Villkor för omstart": "byte av ordförande",
            "Ersätts av": ["Den nya"],
            "Ersätter": [],
            "Platser": 2,
            "Vakanta platser": 1,
            "Kommuner utan företrädare": ["Svalöv"],
            "Senast granskad": DAY,
            "Granskad av": "processledare Nordväst",
            "Giltig till och med": dt.date(2027, 12, 31),
            "Anmärkning": "Antalet är inte angivet.",
            "Registrerad": timezone.localdate(),
            "Senast ändrad": timezone.localdate(),
            "Adress": f"https://example.org/grupper/{group.slug}/",
        }
    ]


def test_row_tells_the_day_of_the_first_record_and_of_the_latest(db):
    changed, _never = factories.GroupFactory(name="Ändrad"), factories.GroupFactory(name="Orörd")
    changed.save()
    first, later = dt.datetime(2026, 1, 31, 22, 59, tzinfo=dt.UTC), dt.datetime(2026, 1, 31, 23, 1, tzinfo=dt.UTC)
    Group.history.update(history_date=first)
    changed.history.filter(pk=changed.history.latest("pk").pk).update(history_date=later)
    told = {row["Namn"]: (row["Registrerad"], row["Senast ändrad"]) for row in table()}
    day = dt.date(2026, 1, 31)
    assert told == {"Ändrad": (day, day + dt.timedelta(days=1)), "Orörd": (day, day)}


@pytest.mark.parametrize("order", ["lft", "-lft", "sort_key", "-sort_key"])
def test_rows_stand_in_the_order_that_the_groups_are_sorted_by(db, monkeypatch, order):
    monkeypatch.setattr(inventory_values, "CHUNK", 2)
    top = factories.GroupFactory(name="Ö överst")
    for name in ("C under", "A under", "B under"):
        factories.GroupFactory(name=name, parent=top)
    groups = Group.objects.order_by(order)
    assert [row["Namn"] for row in table(groups)] == [group.name for group in groups]


def test_part_is_a_row_of_its_own_that_says_so(db):
    whole = factories.GroupFactory(name="Hela")
    factories.GroupFactory(name="Delen", parent=whole, part=True)
    row = table()[1]
    assert (row["Namn"], row["Överordnad grupp"], row["Del av den överordnade"]) == ("Delen", "Hela", True)


def test_part_says_the_facts_of_its_whole_as_on_its_page_but_not_its_municipalities(db):
    whole = factories.GroupFactory(frequency_text="2 ggr/termin", mandate="full", coverage="region", reporting="lines")
    factories.ReportingLineFactory(group=whole, to_words="ledningen")
    factories.CommissionFactory(group=whole, to_words="nämnden")
    factories.GroupFactory(parent=whole, part=True)
    row = table()[1]
    assert (row["Möts"], row["Väntade möten per år, minst"]) == ("2 ggr/termin", 4)
    assert row["Beslutsmandat"] == "fullt beslutsmandat"
    assert (row["Rapporterar till"], row["Uppdragsgivare"]) == (["ledningen"], ["nämnden"])
    assert row["Omfattar"] == "inte angivet"


def test_convener_is_not_told_twice(db):
    unit = factories.OrganisationFactory(name="Akutmottagningen, Lasarettet")
    factories.SeatFactory(kind=Seat.Kind.CONVENER, title="akutmottagningen", organisation=unit, by_role=True)
    assert table()[0]["Sammankallande"] == ["akutmottagningen"]


def test_group_without_seats_has_no_number_of_vacant_ones(db):
    factories.GroupFactory()
    assert table()[0]["Platser"] is None
    assert table()[0]["Vakanta platser"] is None


def test_successors_are_told_on_a_past_day_once_the_group_had_ended(db):
    long_ago, ended = dt.date(2018, 1, 1), dt.date(2021, 6, 1)
    new = factories.GroupFactory(name="Nya", effective=long_ago)
    old = factories.GroupFactory(name="Gamla", effective=long_ago)
    lifecycle.end(old, effective=ended, reason="slut", successors=[new])
    column = inventory.header().index("Ersätts av")
    for day, told in ((ended - dt.timedelta(1), []), (ended, ["Nya"])):
        groups = Group.objects.as_of(day)
        assert [row[column] for row in inventory.rows(groups.filter(pk=old.pk), groups, day)] == [told]
