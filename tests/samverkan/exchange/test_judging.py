"""Rows that stand are judged by their own models, many at the cost of a few."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import many
from groups.models import (
    EscalationLink,
    GroupMunicipality,
    Membership,
    Organisation,
    Region,
    RegionMunicipality,
    Seat,
    SeatException,
)
from samverkan.exchange import judging
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY

pytestmark = pytest.mark.django_db


def memberships(count: int) -> None:
    """Holders of units of municipalities, on seats that count by municipality; every other seat has an exception."""
    for place in range(count):
        seat = f.SeatFactory(per="municipality", places=2)
        municipality = f.MunicipalityFactory()
        if place % 2:
            SeatException.objects.create(seat=seat, municipality=municipality, places=3)
        for _holder in range(2):
            unit = f.OrganisationFactory(parent=f.OrganisationFactory(parent=municipality))
            f.MembershipFactory(seat=seat, person=f.PersonFactory(organisation=unit))


def municipality_rows(count: int) -> None:
    for _group in range(count):
        group = f.GroupFactory()
        for year in (2020, 2022):
            municipality = f.MunicipalityFactory()
            GroupMunicipality.objects.create(
                group=group, municipality=municipality, start_date=dt.date(year, 1, 1), end_date=dt.date(year, 12, 31)
            )


def placed_municipalities(count: int) -> None:
    for _row in range(count):
        RegionMunicipality.objects.create(region=f.RegionFactory(), municipality=f.MunicipalityFactory())


def links(count: int) -> None:
    for _group in range(count):
        group = f.GroupFactory()
        for kind in EscalationLink.Trigger.values[:2]:
            f.EscalationLinkFactory(group=group, trigger=kind, recipient="Ledningen")


def exceptions(count: int) -> None:
    for _seat in range(count):
        seat = f.SeatFactory(per="municipality")
        SeatException.objects.create(seat=seat, municipality=f.MunicipalityFactory(), places=2)


def organisations(count: int) -> None:
    for _unit in range(count):
        f.OrganisationFactory(parent=f.OrganisationFactory(parent=f.MunicipalityFactory()))


def regions(count: int) -> None:
    for _region in range(count):
        f.RegionFactory()


MADE = {
    Region: regions,
    Membership: memberships,
    GroupMunicipality: municipality_rows,
    RegionMunicipality: placed_municipalities,
    EscalationLink: links,
    SeatException: exceptions,
    Organisation: organisations,
}


@pytest.mark.parametrize("model", MADE)
def test_many_rows_are_judged_at_the_cost_of_a_few(model):
    spent = []
    for _time in range(2):
        MADE[model](4)
        keys = list(model.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            judged = [row for row in judging.standing(model, keys) if row.clean() is None]
        assert sorted(row.pk for row in judged) == sorted(keys)
        spent.append(len(queries))
    assert spent[0] == spent[1] <= 6


@pytest.mark.parametrize("model", [Membership, GroupMunicipality, RegionMunicipality, EscalationLink])
def test_a_row_judged_among_many_meets_those_beside_it(model):
    MADE[model](2)
    fields = [field.attname for field in model._meta.fields if field.name not in ("id", "uid")]
    twin = model.objects.create(**model.objects.values(*fields).first())
    (judged,) = judging.standing(model, [twin.pk])
    with pytest.raises(ValidationError):
        judged.clean()


def test_all_are_met_however_few_are_asked_for_at_a_time(monkeypatch):
    """Those who hold one seat fall in two parts, and each still meets the other."""
    monkeypatch.setattr(many, "AT_ONCE", 2)
    seat = f.SeatFactory(places=3)
    held = [f.MembershipFactory(seat=seat) for _holder in range(3)]
    assert sorted(row.pk for row in judging.standing(Membership, [row.pk for row in held])) == [row.pk for row in held]
    assert list(judging.without_room([seat.pk], TODAY)) == []
    Seat.objects.filter(pk=seat.pk).update(places=2)
    assert [row for row, _words in judging.without_room([seat.pk], TODAY)] == held
