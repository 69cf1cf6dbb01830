"""Plain values say of a group's composition what the rows say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from groups import composition, composition_values
from groups.composition import Composition
from groups.inventory import convener
from groups.models import Group, Seat
from tests import factories
from tests.benchmarks import nation

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 5, 1)


def said(found: Composition) -> dict[str, Any]:
    return {
        "covered": [str(each) for each in found.covered],
        "missing": [str(each) for each in found.missing],
        "places": [
            (place.places, place.vacant, place.counts, place.seat.kind, str(place.municipality))
            for place in found.places
        ],
        "sums": (found.total, found.vacancies),
        "conveners": [convener(place) for place in found.conveners],
    }


def compared() -> list[dict[str, Any]]:
    groups = list(Group.objects.all())
    rows, values = composition.on(DAY, groups), composition_values.on(DAY, groups)
    told = [said(rows[group.pk]) for group in groups]
    assert told == [said(values[group.pk]) for group in groups]
    return told


def test_of_a_registry_with_all_kinds_of_groups():
    nation.fill(120, counties=1, seats=4)
    told = compared()
    assert any(each["missing"] for each in told)
    assert any(each["conveners"] for each in told)
    assert any(each["sums"][1] for each in told)


def test_of_units_and_municipalities_within_and_outside_the_group():
    bjuv, svalov, lund, klippan = (
        factories.MunicipalityFactory(name=name) for name in ("Bjuv", "Svalöv", "Lund", "Klippan")
    )
    school = factories.OrganisationFactory(name="Skolan", parent=factories.OrganisationFactory(parent=svalov))
    region = factories.RegionFactory(municipalities=[bjuv, svalov, klippan])
    group = factories.GroupFactory(region=region, coverage="region")
    seat = factories.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY, places=2)
    factories.SeatExceptionFactory(seat=seat, municipality=bjuv, places=1)
    for unit in (school, lund):
        factories.MembershipFactory(seat=seat, on_behalf_of=unit)
    by_person = factories.PersonFactory(organisation=school)
    factories.MembershipFactory(seat=factories.SeatFactory(group=group, organisation=None), person=by_person)
    of_the_seat = factories.OrganisationFactory(parent=klippan)
    factories.MembershipFactory(seat=factories.SeatFactory(group=group, organisation=of_the_seat))
    factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, organisation_kind="hospital", by_role=True)
    factories.SeatFactory(group=group, kind=Seat.Kind.CO_OPTED, end_date=DAY)
    ended = factories.SeatFactory(group=group, end_date=DAY - dt.timedelta(days=1))
    factories.MembershipFactory(seat=ended, on_behalf_of=bjuv)
    (told,) = compared()
    assert told["covered"] == ["Bjuv", "Klippan", "Svalöv"]
    assert told["missing"] == ["Bjuv"]
    assert ("member", "Lund") in [place[3:] for place in told["places"]]
    assert told["conveners"] == ["sjukhus"]
