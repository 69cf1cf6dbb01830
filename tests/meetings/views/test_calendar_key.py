"""Who gives a member an address of their own, and takes it back."""

from __future__ import annotations

import datetime as dt

import pytest

from groups import erasing, merging
from meetings import calendar_keys
from meetings.models import CalendarKey
from tests.factories import (
    AdministratorFactory,
    AttendanceFactory,
    GroupFactory,
    MembershipFactory,
    NoteTakerFactory,
    PersonFactory,
    ProcessLeaderFactory,
    RegionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    region = RegionFactory()
    return MembershipFactory(seat__group=GroupFactory(region=region)).person, region


def address(person) -> str:
    return f"/kalender/person/{person.pk}/"


def test_only_who_may_edit_the_person_gives_an_address(client, member):
    person, region = member
    answers = {}
    for name, user in {
        "anyone": None,
        "no role": UserFactory(),
        "note taker": NoteTakerFactory(person=person),
        "other leader": ProcessLeaderFactory(regions=[RegionFactory()]),
        "leader": ProcessLeaderFactory(regions=[region]),
        "administrator": AdministratorFactory(),
    }.items():
        client.logout()
        if user:
            client.force_login(user)
        got = client.get(address(person)).status_code
        CalendarKey.objects.all().delete()
        sent = client.post(address(person), {"vad": "ny"}).status_code
        answers[name] = (got, sent, CalendarKey.objects.filter(person=person).exists())
    assert answers == {
        "anyone": (302, 302, False),
        "no role": (302, 302, False),
        "note taker": (403, 403, False),
        "other leader": (404, 404, False),
        "leader": (200, 302, True),
        "administrator": (200, 302, True),
    }


def test_the_page_tells_the_address_exchanges_it_and_takes_it_away(client, member):
    person, region = member
    leader = ProcessLeaderFactory(regions=[region])
    client.force_login(leader)
    assert "Personen har ingen kalenderadress." in client.get(address(person)).content.decode()
    client.post(address(person), {"vad": "ny"})
    first = calendar_keys.address(CalendarKey.objects.get())
    page = client.get(address(person))
    assert f"http://testserver{first}" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    client.post(address(person), {"vad": "ny"})
    assert calendar_keys.address(CalendarKey.objects.get()) != first
    client.post(address(person), {"vad": "ta-bort"})
    assert not CalendarKey.objects.exists()
    assert set(CalendarKey.history.values_list("history_user", "history_type")) == {
        (leader.pk, "+"),
        (leader.pk, "~"),
        (leader.pk, "-"),
    }
    client.post(address(person), {"vad": "ta-bort"})  # once more harms nothing


def test_reading_the_page_writes_nothing(client, member):
    client.force_login(AdministratorFactory())
    client.get(address(member[0]), {"vad": "ny"})
    assert not CalendarKey.objects.exists()


def test_the_way_there_stands_on_the_persons_page_in_the_admin(client, member):
    person, region = member
    client.force_login(ProcessLeaderFactory(regions=[region]))
    assert f'href="{address(person)}"' in client.get(f"/admin/groups/person/{person.pk}/change/").content.decode()


@pytest.mark.parametrize("pk", ["0", "9" * 30, "9" * 5000])
def test_a_person_that_is_not_there_has_no_page(client, pk):
    client.force_login(AdministratorFactory())
    assert client.get(f"/kalender/person/{pk}/").status_code == 404


def test_of_two_records_with_an_address_each_the_one_that_stays_keeps_its_own(client, member):
    keep, region = member
    drop = MembershipFactory(seat__group=GroupFactory(region=region)).person
    kept, gone = (calendar_keys.issue(each, by=None) for each in (keep, drop))
    leader = ProcessLeaderFactory(regions=[region])
    client.force_login(leader)
    page = f"/admin/groups/person/sla-ihop/?a={keep.pk}&b={drop.pk}"
    assert "det här slutar gälla: egen kalenderadress." in " ".join(client.get(page).content.decode().split())
    assert dict(merging.plan(keep, drop).moves) == {"Ledamöter": 1}
    client.post(page, {"keep": keep.pk, "reason": "samma person"})
    assert CalendarKey.objects.get() == kept
    assert [client.get(calendar_keys.address(key)).status_code for key in (kept, gone)] == [200, 404]
    record = CalendarKey.history.filter(id=gone.pk).latest()
    assert (record.history_type, record.history_user, record.history_change_reason) == ("-", leader, "samma person")


def test_the_only_address_of_two_records_goes_on_with_the_one_that_stays(client):
    keep, drop = PersonFactory(), PersonFactory()
    key = calendar_keys.issue(drop, by=None)
    assert merging.plan(keep, drop).withdrawn == []
    merging.merge_persons(keep, drop, by=None, reason="samma person")
    assert CalendarKey.objects.get().person == keep
    assert client.get(calendar_keys.address(key)).status_code == 200


def test_an_administrator_makes_one_of_two_records_that_have_been_at_meetings(client):
    keep, drop = PersonFactory(), PersonFactory()
    there = AttendanceFactory(person=drop)
    client.force_login(AdministratorFactory())
    client.post(f"/admin/groups/person/sla-ihop/?a={keep.pk}&b={drop.pk}", {"keep": keep.pk})
    there.refresh_from_db()
    assert there.person == keep


def test_who_is_erased_has_no_calendar_left(client):
    person, other = PersonFactory(), PersonFactory()
    addresses = [calendar_keys.address(calendar_keys.issue(each, by=None)) for each in (person, other)]
    erasing.erase_person(person, by=None, today=dt.date(2026, 11, 26))
    assert [client.get(address).status_code for address in addresses] == [404, 200]
