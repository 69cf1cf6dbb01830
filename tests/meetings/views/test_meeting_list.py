"""The list of meetings: those to come, those that have been, and what narrows it."""

from __future__ import annotations

import datetime as dt

import pytest

from meetings.models import Meeting, Mode
from tests.factories import (
    AdministratorFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    MunicipalityFactory,
    ProcessLeaderFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


def test_meetings_to_come_stand_by_month_the_nearest_first(read):
    MeetingFactory(group__short_name="Senare", date=dt.date(2027, 1, 8), start=dt.time(13), end=None)
    MeetingFactory(group__short_name="Först", mode=Mode.BOTH, place="Rådhuset", group__region__name="Nordväst")
    MeetingFactory(group__short_name="Var", date=dt.date(2026, 11, 20))
    words = read("/moten/")
    assert "2 möten December 2026 fredag 4 december 2026 kl. 09.00–12.00 Först Rådhuset och digitalt Nordväst" in words
    assert "Januari 2027 fredag 8 januari 2027 kl. 13.00 Senare Plats ej angiven" in words
    assert "Var" not in words


def test_meetings_that_have_been_stand_the_latest_first(read):
    HeldMeetingFactory(group__short_name="Hållet", date=dt.date(2026, 10, 2))
    MeetingFactory(group__short_name="Osäkert", date=dt.date(2026, 10, 9))
    MeetingFactory(group__short_name="Kommer")
    words = read("/moten/?visa=tidigare")
    assert words.index("Osäkert Ej bekräftat") < words.index("Hållet")
    assert "Kommer" not in words


def test_a_meeting_of_several_days_is_still_to_come_on_its_last(read):
    MeetingFactory(date=dt.date(2026, 11, 25), last_date=dt.date(2026, 11, 26), title="Internat")
    assert "onsdag 25 november – torsdag 26 november 2026 kl. 09.00–12.00" in read("/moten/")
    assert "Internat" not in read("/moten/?visa=tidigare")


def test_a_cancelled_meeting_stays_with_its_reason_and_what_replaces_it(read):
    new = MeetingFactory(date=dt.date(2026, 12, 11))
    MeetingFactory(group=new.group, status="cancelled", cancel_reason="Krock med CS-TB", replaced_by=new)
    words = read("/moten/")
    assert "Inställt Krock med CS-TB · ersätts av mötet fredag 11 december 2026" in words


def test_the_list_is_narrowed_by_place_by_groups_and_by_day(read):
    municipality = MunicipalityFactory(name="Bjuv")
    region = RegionFactory(name="Nordväst", municipalities=[municipality])
    covering = GroupFactory(short_name="Bjuvs", region=region, coverage="listed", municipalities=[municipality])
    beside = GroupFactory(short_name="Granne", region=region)
    for group in (covering, beside):
        MeetingFactory(group=group)
    MeetingFactory(group=covering, date=dt.date(2027, 2, 5), title="Vårmötet")
    MeetingFactory(group__short_name="Fjärran")
    for query, shown, hidden in (
        ("delregion=nordvast", ["Bjuvs", "Granne"], ["Fjärran"]),
        ("kommun=bjuv", ["Bjuvs"], ["Granne", "Fjärran"]),
        ("kommun=bjuv&delregion=nordvast", ["Bjuvs"], ["Granne"]),
        (f"grupp={beside.slug}", ["Granne"], ["Fjärran"]),
        (f"grupp={covering.slug}&dag=2027-01-01", ["Vårmötet"], ["4 december 2026"]),
        (f"grupp={covering.slug}&dag=2027-01-01&visa=tidigare", ["4 december 2026"], ["Vårmötet"]),
    ):
        listed = read(f"/moten/?{query}").split("möte", 1)[1]
        listed = listed[listed.index(" Ett möte ") if " Ett möte " in listed else listed.index(" möten ") :]
        assert all(name in listed for name in shown), query
        assert not any(name in listed for name in hidden), query


def test_what_cannot_be_used_is_told_at_its_place_and_the_rest_is_shown(read):
    MeetingFactory(group__short_name="Visas ändå")
    words = read("/moten/?delregion=atlantis&dag=i+morgon&grupp=finns-inte&grupp=%00")
    assert "”atlantis” finns inte att välja." in words
    assert "”i morgon” är inte en dag." in words
    assert "2 grupper i adressen finns inte i registret, och är utelämnade." in words
    assert "Visas ändå" in words


def test_an_empty_list_says_why(read):
    assert "Inga kommande möten är inlagda" in read("/moten/")
    assert "Inga möten har varit än" in read("/moten/?visa=tidigare")
    RegionFactory(name="Nordost")
    assert "Inga möten stämmer med filtren" in read("/moten/?delregion=nordost")


def test_the_meetings_of_a_hidden_group_are_seen_by_those_who_keep_it(client, read):
    hidden = MeetingFactory(group__is_public=False, group__short_name="Dolda")
    MeetingFactory(group__short_name="Värd", guests=[hidden.group])
    assert "Dolda" not in read("/moten/")
    assert "Dolda" not in read("/moten/manad/2026-12/")
    read(f"/moten/{hidden.pk}/", status=404)
    for user in (AdministratorFactory(), ProcessLeaderFactory(regions=[hidden.group.region])):
        client.force_login(user)
        assert "Dolda Visas inte publikt" in read("/moten/")
        assert "Gemensamt med Dolda" in read("/moten/")
        read(f"/moten/{hidden.pk}/")


def test_pages_of_the_list_keep_the_filters(read, monkeypatch):
    monkeypatch.setattr("meetings.views.meeting_list.PER_PAGE", 2)
    region = RegionFactory(name="Nordväst")
    group = GroupFactory(region=region)
    for number in range(5):
        MeetingFactory(group=group, date=dt.date(2026, 12, 1 + number))
    read("/moten/?delregion=nordvast&sida=2")
    assert 'href="?delregion=nordvast&amp;sida=3"' in read.html
    assert "5 december 2026" in read("/moten/?delregion=nordvast&sida=99")


def test_a_list_has_an_end_and_says_how_to_reach_further(read, monkeypatch):
    monkeypatch.setattr("meetings.views.pages.MOST_LISTED", 4)
    group = GroupFactory()
    for number in range(6):
        MeetingFactory(group=group, date=dt.date(2026, 12, 1 + number))
    words = read("/moten/")
    assert "De första 4 mötena. Välj en annan dag eller en delregion för att se fler." in words
    assert "4 december 2026" in words
    assert "5 december 2026" not in words
    assert "3 möten" in read("/moten/?dag=2026-12-04")


def test_tabs_and_calendar_keep_what_is_chosen(read):
    region = RegionFactory(name="Nordväst")
    group = GroupFactory(region=region)
    read(f"/moten/?grupp={group.slug}&visa=tidigare&dag=2026-10-05")
    for address in (
        f"/moten/?grupp={group.slug}&amp;dag=2026-10-05",
        f"/moten/manad/2026-10/?grupp={group.slug}",
        f"/moten/mina/?grupp={group.slug}",
        f"/moten.ics?grupp={group.slug}",
    ):
        assert f'href="{address}"' in read.html, address
    assert f"http://testserver/moten.ics?grupp={group.slug}" in read.html
    read("/moten/?delregion=nordvast")
    assert 'href="/delregioner/nordvast/moten.ics"' in read.html
    read(f"/moten/?delregion=nordvast&grupp={group.slug}")
    assert ".ics" not in read.html  # no calendar answers to both


@pytest.mark.parametrize("size", [2, 40])
def test_lists_cost_the_same_for_any_number_of_meetings(client, django_assert_num_queries, size):
    municipality = MunicipalityFactory()
    region = RegionFactory(municipalities=[municipality])
    groups = [GroupFactory(region=region, coverage="region") for _each in range(size)]
    for number, group in enumerate(groups):
        MeetingFactory(group=group, guests=groups[:2], date=dt.date(2026, 12, 1) + dt.timedelta(days=number % 20))
        HeldMeetingFactory(group=group, guests=groups[:2])
    narrow = f"kommun={municipality.slug}&delregion={region.slug}"
    chosen = "&".join(f"grupp={group.slug}" for group in groups[:30])
    # The registry's state; delregions and municipalities to choose (2); how many; the page's, their guests (2).
    for address, number in (
        ("/moten/", 6),
        (f"/moten/?visa=tidigare&{narrow}", 6),
        (f"/moten/?{chosen}", 7),  # the groups chosen
        ("/moten/manad/2026-12/", 6),
        (f"/moten/manad/2026-12/?{chosen}", 7),
        (f"/moten/mina/?{chosen}", 7),
        (f"/moten/mina/?{chosen}&sok=grupp", 8),  # what the words fit
        ("/moten/mina/", 3),
    ):
        with django_assert_num_queries(number):
            assert client.get(address).status_code == 200
    assert Meeting.objects.count() == 2 * size
