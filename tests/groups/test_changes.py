"""What has changed for an organisation in a year, from the dated rows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from groups import changes, lifecycle, tree
from groups.models import Group, Seat
from tests import factories

DAY = dt.date(2026, 11, 25)


def days_ago(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


@pytest.fixture
def bjuv(db):
    return factories.MunicipalityFactory(name="Bjuv")


@pytest.fixture
def region(bjuv):
    return factories.RegionFactory(name="Nordväst", municipalities=[bjuv])


@pytest.fixture
def told(bjuv):
    """Return what gives the changes of an organisation as (day, group, words), as told to somebody without account."""

    def tell(organisation=bjuv, region=None, day=DAY) -> list[tuple[str, str, str]]:
        visible = Group.objects.visible_to(AnonymousUser())
        found = changes.in_year_to(day, organisation, region, visible).newest
        return [(str(each.day), each.group.name if each.group else "", each.words) for each in found]

    return tell


def test_group_that_starts_pauses_and_ends_is_told_of_the_latest_first(bjuv, region, told):
    group = factories.GroupFactory(name="Mötet", region=region, coverage="region", effective=days_ago(300))
    lifecycle.change(group, "paused", effective=days_ago(200), reason="andra prioriteringar")
    lifecycle.end(group, effective=days_ago(1), reason="klar")
    assert told() == [
        (str(days_ago(1)), "Mötet", "avslutad"),
        (str(days_ago(200)), "Mötet", "pausad (var aktiv)"),
        (str(days_ago(300)), "Mötet", "ny grupp, aktiv"),
    ]


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (365, True), (366, False)])
def test_year_ends_with_the_day_and_begins_365_days_before(bjuv, told, days, is_told):
    seat = factories.SeatFactory(organisation=bjuv, title="socialchef", start_date=days_ago(days))
    assert told() == ([(str(days_ago(days)), seat.group.name, "ny plats: socialchef")] if is_told else [])


def test_group_that_moves_is_told_of_with_the_groups_that_may_be_named(region, told):
    old = factories.GroupFactory(name="Gamla", region=region)
    new = factories.GroupFactory(name="Nya", region=region, is_public=False)
    group = factories.GroupFactory(name="Mötet", parent=old, coverage="region")
    tree.move(group, new, effective=days_ago(10), reason="ny ordning")
    assert told() == [(str(days_ago(10)), "Mötet", "flyttad till en grupp som inte visas publikt från Gamla")]


def test_municipalities_that_come_to_and_leave_the_delregion_are_told_of(bjuv, region, told):
    klippan, svalov = factories.MunicipalityFactory(name="Klippan"), factories.MunicipalityFactory(name="Svalöv")
    factories.RegionMunicipalityFactory(region=region, municipality=klippan, end_date=days_ago(31))
    factories.RegionMunicipalityFactory(region=region, municipality=svalov, start_date=days_ago(60))
    assert told(region=region) == [
        (str(days_ago(30)), "", "Klippan lämnade Nordväst"),
        (str(days_ago(60)), "", "Svalöv kom till Nordväst"),
    ]
    assert told() == []


def test_seat_of_the_municipality_is_told_of_when_it_begins_and_has_ended(bjuv, region, told):
    board = factories.GroupFactory(name="Styrgruppen", region=region, coverage="region")
    factories.SeatFactory(group=board, per=Seat.Per.MUNICIPALITY, title="företrädare", start_date=days_ago(20))
    factories.SeatFactory(group=board, organisation=bjuv, title="sekreterare", end_date=days_ago(6))
    factories.SeatFactory(group=board, organisation=bjuv, title="sitter än", end_date=DAY)
    factories.SeatFactory(group__coverage="region", per=Seat.Per.MUNICIPALITY, start_date=days_ago(20))
    assert told() == [
        (str(days_ago(5)), "Styrgruppen", "platsen finns inte längre: sekreterare"),
        (str(days_ago(20)), "Styrgruppen", "ny plats: företrädare"),
    ]


def test_holder_is_named_only_where_the_name_is_public(bjuv, told):
    unit = factories.OrganisationFactory(parent=bjuv)
    seat = factories.SeatFactory(group__name="Samrådet", title="enhetschef", places=3)
    for name, is_public in (("Öppen Person", True), ("Hemlig Person", False)):
        factories.MembershipFactory(
            seat=seat,
            on_behalf_of=unit,
            person__name=name,
            person__name_public=is_public,
            start_date=days_ago(100),
            end_date=days_ago(11),
        )
    assert told() == [
        (str(days_ago(10)), "Samrådet", "uppdraget har gått ut på platsen: enhetschef"),
        (str(days_ago(10)), "Samrådet", "Öppen Person har lämnat platsen: enhetschef"),
        (str(days_ago(100)), "Samrådet", "platsen är tillsatt: enhetschef"),
        (str(days_ago(100)), "Samrådet", "Öppen Person är ny på platsen: enhetschef"),
    ]


def test_group_that_begins_to_cover_the_municipality_is_told_of(bjuv, told):
    row = factories.GroupMunicipalityFactory(municipality=bjuv, start_date=days_ago(5))
    assert told() == [(str(days_ago(5)), row.group.name, "omfattar kommunen")]


def test_what_concerns_others_and_what_is_not_public_is_not_told(bjuv, told):
    other = factories.MunicipalityFactory()
    factories.SeatFactory(organisation=other, start_date=days_ago(5))
    factories.SeatFactory(organisation=bjuv, group__is_public=False, start_date=days_ago(5))
    factories.MembershipFactory(on_behalf_of=bjuv, seat__group__is_public=False, start_date=days_ago(5))
    factories.GroupFactory(effective=days_ago(5))
    assert told() == []


def test_newest_are_shown_and_the_others_counted(bjuv, region):
    for days in range(30):
        factories.SeatFactory(organisation=bjuv, start_date=days_ago(days))
    factories.RegionMunicipalityFactory(region=region, start_date=days_ago(3))
    found = changes.in_year_to(DAY, bjuv, region, Group.objects.visible_to(AnonymousUser()))
    assert [each.day for each in found.newest[:5]] == [days_ago(days) for days in (0, 1, 2, 3, 3)]
    assert (len(found.newest), found.more) == (changes.MOST_SHOWN, 11)


def test_changes_up_to_a_past_day_lead_to_pages_of_that_day(bjuv):
    then = days_ago(400)
    factories.SeatFactory(organisation=bjuv, start_date=days_ago(500))
    factories.SeatFactory(organisation=bjuv, start_date=days_ago(399))
    visible = Group.objects.as_of(then).visible_to(AnonymousUser())
    (change,) = changes.in_year_to(then, bjuv, None, visible).newest
    assert change.group.get_absolute_url().endswith(f"?datum={then}")
