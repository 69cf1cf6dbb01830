"""Possible duplicates are pointed out before they are made, and hinder nothing."""

import time

import pytest

from groups.models import Group
from samverkan.exchange import alike
from samverkan.exchange.alike import point_out
from samverkan.exchange.plans import NEW, Problem, Row, SheetPlan
from samverkan.exchange.sheets import BY_NAME
from tests import factories as f
from tests.samverkan.exchange.taking import planned, problems, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def rad():
    return f.GroupTypeFactory(name="Råd")


@pytest.fixture
def nordvast():
    return f.RegionFactory(name="Nordväst")


def group(name, **said):
    return {"name": name, "type": "Råd", "tier": "lokal", "region": "Nordväst"} | said


def remarks(plan):
    return [(row.number, each.message) for row in plan.rows() for each in row.remarks]


@pytest.mark.parametrize(
    "name",
    ["Styrgrupp psykatri", "Styrgrupp, psykiatrin"],
)
def test_a_group_called_nearly_the_same_is_pointed_out(rad, nordvast, name):
    names = {"short_name": "SP", "aliases": "Psykstyret\nStyret"}
    f.GroupFactory(name="Styrgrupp psykiatri", slug="sp", region=nordvast, **names)
    plan = planned(groups=[group(name)])
    (row,) = plan.rows()
    words = "Liknar ”Styrgrupp psykiatri”, som redan finns."
    assert row.remarks == [Problem("slug", words, ("sp", NEW))]
    assert plan.is_sound
    assert remarks(planned(groups=[group(name, slug=NEW)])) == []
    assert planned(groups=[group(name)], corrections={("groups", 2, "slug"): "sp"}).sheets[0].new == []
    taken(groups=[group(name)])


def test_rows_without_a_name_look_like_nothing(rad, nordvast):
    f.GroupFactory(name="–", slug="utan", region=nordvast)
    assert remarks(planned(groups=[group("", note="Lilla mötet"), group("", note="Stora mötet"), group("?")])) == []


@pytest.mark.parametrize(
    "other",
    ["Styrgrupp somatik", "Styrgrupp", "Psykiatri", "Lilla samverkansmötet Höör", "Grupp 2", "Grupp 12", "Team B"],
)
def test_what_only_looks_alike_to_a_machine_is_not(rad, nordvast, other):
    for name in ("Styrgrupp psykiatri", "Lilla samverkansmötet Hörby", "Grupp 1", "Team A"):
        f.GroupFactory(name=name, region=nordvast)
    assert remarks(planned(groups=[group(other)])) == []


def test_the_same_name_in_another_delregion_or_municipality_is_another_group(rad, nordvast):
    f.RegionFactory(name="Sydost")
    bjuv, _klippan = f.MunicipalityFactory(name="Bjuv"), f.MunicipalityFactory(name="Klippan")
    f.GroupFactory(name="Lilla samverkansmötet", region=nordvast, municipalities=[bjuv])
    name = "Lilla samverkansmötet"
    assert remarks(planned(groups=[group(name, region="Sydost")])) == []
    assert remarks(planned(groups=[group(name, municipalities="Klippan")])) == []
    for said in ({}, {"municipalities": "Klippan, Bjuv"}):
        assert len(remarks(planned(groups=[group(name, **said)]))) == 1


def test_two_rows_of_the_file_may_be_one(rad, nordvast):
    plan = planned(groups=[group("Styrgrupp psykiatri"), group("Styrgrupp psykatri"), group("Annat")])
    assert remarks(plan) == [(3, "Liknar ”Styrgrupp psykiatri” på rad 2.")]


def test_organisations_and_persons_too():
    bjuv, _klippan = f.MunicipalityFactory(name="Bjuv"), f.MunicipalityFactory(name="Klippan")
    f.OrganisationFactory(name="Vård och omsorg", parent=bjuv)
    person = f.PersonFactory(name="Alma Påhittad", organisation=bjuv)
    unit = {"name": "Vård- och omsorg", "kind": "förvaltning", "principal": "kommun"}
    plan = planned(
        organisations=[unit | {"parent": "Bjuv"}, unit | {"parent": "Klippan", "slug": "klippans"}],
        persons=[
            {"name": "Alma Påhittad", "organisation": "Bjuv"},
            {"name": "Alma Pahittad"},
            {"name": "Alma Påhittad", "organisation": "Klippan"},
        ],
    )
    assert problems(plan) == []
    assert [(row.sheet.name, row.number, len(row.remarks)) for row in plan.rows()] == [
        ("organisations", 2, 1),
        ("organisations", 3, 0),
        ("persons", 2, 1),
        ("persons", 3, 2),
        ("persons", 4, 1),
    ]
    assert str(person.uid) in {key for row in plan.rows() for each in row.remarks for key in each.suggestions}


def test_a_meeting_of_the_same_group_on_the_same_day(rad):
    meeting = f.MeetingFactory(group=f.GroupFactory(name="Rådet"))
    day = {"group": "Rådet", "date": str(meeting.date)}
    plan = planned(meetings=[day, day | {"date": "2026-12-05"}, day | {"date": "2026-12-05"}])
    assert remarks(plan) == [
        (2, "Gruppen har redan ett möte den dagen."),
        (4, "Gruppen har ett möte samma dag på rad 3."),
    ]
    meeting.status, meeting.cancel_reason = "cancelled", "Sjukdom"
    meeting.save()
    assert remarks(planned(meetings=[day])) == []


def test_a_row_that_changes_is_not_new(nordvast):
    one, _two = (f.GroupFactory(name=name, region=nordvast) for name in ("Rådet", "Beredningen"))
    assert remarks(planned(groups=[{"slug": one.slug, "name": "Beredningen"}])) == []


@pytest.mark.parametrize("pattern", ["Grupp för {} i {}", "Samma namn"])
def test_twenty_thousand_names_cost_seconds(nordvast, monkeypatch, pattern):
    """Beside as many that stand, all in one delregion: what a bound is for."""
    sheet = BY_NAME["groups"]

    def name(number):
        return pattern.format(f"ämne{number % 700}", f"ort{number}")

    monkeypatch.setitem(
        alike._STANDING,
        Group,
        (
            lambda: iter([alike.Known(f"g-{n}", name(n + 7), [name(n + 7)], nordvast.pk) for n in range(20_000)]),
            alike._STANDING[Group][1],
        ),
    )
    rows = [Row(sheet, "Grupper", n, "", None, {"name": name(n)}) for n in range(2, 20_002)]
    for row in rows:
        row.instance = Group(region=nordvast)
    started = time.process_time()
    point_out([SheetPlan(sheet, [], rows)])
    assert time.process_time() - started < 20
    assert any(row.remarks for row in rows)
