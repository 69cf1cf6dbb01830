"""The pages of a municipality, another organisation and a delregion on another day than today; their topics."""

from __future__ import annotations

import datetime as dt

from groups import lifecycle
from groups.models import Group, Seat
from tests import factories
from tests.groups.views.test_concerns import page


def test_group_that_did_not_exist_that_day_is_not_listed(client, db):
    bjuv = factories.MunicipalityFactory()
    region = factories.RegionFactory(municipalities=[bjuv])
    hospital = factories.OrganisationFactory(region=region)
    group = factories.GroupFactory(name="Nya gruppen", region=region, coverage="region", effective=dt.date(2024, 1, 1))
    factories.SeatFactory(group=group, organisation=hospital)
    for thing in (bjuv, region, hospital):
        assert "Nya gruppen" not in page(client, f"{thing.get_absolute_url()}?datum=2023-12-31")
        assert "Nya gruppen" in page(client, f"{thing.get_absolute_url()}?datum=2024-01-01")


def test_group_that_has_ended_is_listed_while_it_was_active_with_who_sat_there(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    region = factories.RegionFactory(municipalities=[bjuv])
    group = factories.GroupFactory(name="Gamla gruppen", region=region, coverage="region", tier="delregional")
    seat = factories.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY, title="socialchef")
    factories.MembershipFactory(
        seat=seat,
        on_behalf_of=bjuv,
        person__name="Dåvarande Chef",
        person__name_public=True,
        end_date=dt.date(2022, 6, 30),
    )
    lifecycle.end(group, effective=dt.date(2024, 1, 1), reason="klar")
    address = bjuv.get_absolute_url()
    assert "Er plats: socialchef – Dåvarande Chef" in page(client, f"{address}?datum=2022-06-30")
    assert "Er plats: socialchef – vakant" in page(client, f"{address}?datum=2022-07-01")
    assert "Gamla gruppen" in page(client, f"{address}?datum=2023-12-31")
    assert "Gamla gruppen" not in page(client, f"{address}?datum=2025-06-01")
    assert "Gamla gruppen" not in page(client, address)


def test_group_that_existed_before_it_had_a_place_is_not_counted_as_one_of_its_own(client, db):
    """As a file may tell: it has been active since a day before the first that it is known to have stood anywhere."""
    bjuv = factories.MunicipalityFactory()
    group = factories.GroupFactory(coverage="listed", municipalities=[bjuv], effective=dt.date(2021, 1, 1))
    group.status_changes.update(effective=dt.date(2015, 1, 1))
    Group.objects.filter(pk=group.pk).update(status_since=dt.date(2015, 1, 1))
    for day, total in (("2018-01-01", 0), ("2021-01-01", 1)):
        assert client.get(f"{bjuv.get_absolute_url()}?datum={day}").context["total"] == total


def test_municipality_that_has_left_the_delregion_is_told_of(client, db):
    row = factories.RegionMunicipalityFactory(municipality__name="Klippan", end_date=dt.date(2023, 12, 31))
    address = row.region.get_absolute_url()
    assert "Har lämnat delregionen Klippan till och med 31 december 2023" in page(client, address)
    assert "Har lämnat" not in page(client, f"{address}?datum=2023-12-31")


def test_topics_stand_at_each_group_and_lead_to_the_groups_of_each(client, db):
    bjuv = factories.MunicipalityFactory()
    topics = [factories.TopicFactory(name="Psykiatri"), factories.TopicFactory(name="Avvikelser")]
    for name, about in (("Ena", topics), ("Andra", topics[:1]), ("Tredje", [])):
        factories.GroupFactory(name=name, coverage="listed", municipalities=[bjuv], topics=about)
    assert "Efter ämne" not in page(client, bjuv.get_absolute_url()), "seen at a glance where so few groups stand"
    factories.GroupFactory(name="Fjärde", coverage="listed", municipalities=[bjuv])
    words = page(client, bjuv.get_absolute_url())
    assert "Ena Avvikelser · Psykiatri Möts" in words
    assert "Efter ämne Avvikelser Ena Psykiatri Ena, Andra" in words
