"""The calendars that anybody may subscribe to, and a member's own."""

from __future__ import annotations

import datetime as dt

import pytest
import vobject

from groups.models import Seat
from meetings import calendar_keys
from meetings.models import Meeting
from tests.factories import (
    AdministratorFactory,
    AttendanceFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    MunicipalityFactory,
    PersonFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

LINK = "https://video.example.org/rum/17"


@pytest.fixture
def events(client):
    """Return what gives the uids of the meetings in the calendar at an address."""

    def events_(address: str) -> set[str]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert not client.cookies or client.session.get("_auth_user_id")
        made = vobject.readOne(answer.content.decode())
        return {each.uid.value for each in getattr(made, "vevent_list", ())}

    return events_


def uids(*meetings: Meeting) -> set[str]:
    return {str(meeting.uid) for meeting in meetings}


def test_each_place_and_group_has_its_calendar(events):
    municipality = MunicipalityFactory()
    region = RegionFactory(municipalities=[municipality])
    group = GroupFactory(region=region, coverage="listed", municipalities=[municipality])
    beside = GroupFactory(region=region)
    own, other, far = MeetingFactory(group=group), MeetingFactory(group=beside), MeetingFactory()
    joint = MeetingFactory(guests=[group])
    part = MeetingFactory(group=GroupFactory(parent=group, part=True))
    assert events(f"/grupper/{group.slug}/moten.ics") == uids(own, joint, part)
    assert events(f"/delregioner/{region.slug}/moten.ics") == uids(own, other, part)
    assert events(f"/delregioner/{region.parent.slug}/moten.ics") == uids(own, other, part, far, joint)
    assert events(f"/kommuner/{municipality.slug}/moten.ics") == uids(own)
    assert events(f"/moten.ics?grupp={beside.slug}&grupp={far.group.slug}") == uids(other, far)
    assert events("/moten.ics") == set()
    assert events(f"/moten/{own.pk}/mote.ics") == uids(own)


def test_a_hidden_group_is_in_no_calendar_whoever_asks(client, events):
    hidden = MeetingFactory(group__is_public=False)
    shown = MeetingFactory(group__region=hidden.group.region)
    for user in (None, AdministratorFactory()):
        if user:
            client.force_login(user)
        assert events(f"/delregioner/{shown.group.region.slug}/moten.ics") == uids(shown)
        assert events(f"/moten.ics?grupp={hidden.group.slug}") == set()
        for address in (f"/grupper/{hidden.group.slug}/moten.ics", f"/moten/{hidden.pk}/mote.ics"):
            assert client.get(address).status_code == 404


def test_public_calendars_carry_neither_links_nor_names(client):
    municipality = MunicipalityFactory()
    region = RegionFactory(municipalities=[municipality])
    chair = PersonFactory(name="Namngiven Ordförande", name_public=True)
    meeting = MeetingFactory(group__region=region, group__coverage="region", link=LINK, chair=chair, note_taker=chair)
    slug = meeting.group.slug
    for address in (
        f"/grupper/{slug}/moten.ics",
        f"/delregioner/{region.slug}/moten.ics",
        f"/kommuner/{municipality.slug}/moten.ics",
        f"/moten.ics?grupp={slug}",
        f"/moten/{meeting.pk}/mote.ics",
    ):
        text = client.get(address).content.decode()
        assert "BEGIN:VEVENT" in text, address
        assert "video.example" not in text, address
        assert "Namngiven" not in text, address


def test_who_has_the_calendar_already_is_told_so(client):
    meeting = MeetingFactory()
    address = f"/grupper/{meeting.group.slug}/moten.ics"
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=900"
    assert not first.has_header("Vary") or "Cookie" not in first["Vary"]
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    meeting.place = "Rådhuset"
    meeting.save()
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("size", [2, 30])
def test_a_calendar_costs_the_same_for_any_number_of_meetings(client, django_assert_num_queries, size):
    municipality = MunicipalityFactory()
    region = RegionFactory(municipalities=[municipality])
    groups = [GroupFactory(region=region, coverage="region") for _each in range(size)]
    for number, group in enumerate(groups):
        MeetingFactory(group=group, guests=groups[:2], date=dt.date(2026, 12, 1) + dt.timedelta(days=number))
        MeetingFactory(group=group, date=dt.date(2026, 9, 1))
    chosen = "&".join(f"grupp={group.slug}" for group in groups[:2])
    # Whose it is; those ahead with their guests, those behind with theirs.
    for address in (
        f"/grupper/{groups[0].slug}/moten.ics",
        f"/delregioner/{region.slug}/moten.ics",
        f"/kommuner/{municipality.slug}/moten.ics",
        f"/moten.ics?{chosen}",
    ):
        with django_assert_num_queries(5):
            client.get(address)


def test_a_member_reads_what_concerns_them_with_links_and_names(client, events):
    person = PersonFactory()
    group = GroupFactory(is_public=False)
    MembershipFactory(person=person, seat__group=group, end_date=dt.date(2026, 12, 31))
    MembershipFactory(person=person, seat__group=(asked_in := GroupFactory()), seat__kind=Seat.Kind.CO_OPTED)
    own = MeetingFactory(group=group, link=LINK, chair=PersonFactory(name="Dold Ordförande"))
    MeetingFactory(group=group, date=dt.date(2027, 1, 15))  # the seat is somebody else's then
    joint = MeetingFactory(guests=[group])
    MeetingFactory(group=asked_in)
    called = AttendanceFactory(meeting=MeetingFactory(group=asked_in), person=person, state="unknown").meeting
    MeetingFactory()
    address = calendar_keys.address(calendar_keys.issue(person, by=None))
    assert events(address) == uids(own, joint, called)
    answer = client.get(address)
    text = answer.content.decode().replace("\r\n ", "")
    assert LINK in text
    assert "Dold Ordförande" in text
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("size", [1, 12])
def test_a_members_calendar_costs_the_same_for_any_number_of_seats(client, django_assert_num_queries, size):
    person = PersonFactory()
    for _each in range(size):
        seat = MembershipFactory(person=person).seat
        MeetingFactory(group=seat.group, guests=[GroupFactory()])
        MeetingFactory(group=seat.group, date=dt.date(2026, 9, 1), guests=[GroupFactory()])
    address = calendar_keys.address(calendar_keys.issue(person, by=None))
    with django_assert_num_queries(6):
        # The key; seats; those ahead with their guests, those behind with theirs.
        client.get(address)


def test_an_address_that_is_forged_withdrawn_or_exchanged_leads_nowhere(client):
    person, other = PersonFactory(), PersonFactory()
    key = calendar_keys.issue(person, by=None)
    first = calendar_keys.address(key)
    assert client.get(first).status_code == 200
    second = calendar_keys.address(calendar_keys.issue(person, by=None))
    assert first != second
    theirs = calendar_keys.address(calendar_keys.issue(other, by=None))
    mixed = theirs.rpartition(".ics")[0].rpartition(".")[0] + "." + second.rpartition(".ics")[0].rpartition(".")[2]
    for wrong in (
        first,
        f"{mixed}.ics",
        second[:-5] + ("A" if second[-5] != "A" else "B") + ".ics",
        f"/kalender/{key.uid.hex}.ics",
        "/kalender/x.y.ics",
        "/kalender/%00.ics",
        "/kalender/å.ics",
    ):
        assert client.get(wrong).status_code == 404, wrong
    assert client.get(second).status_code == 200
    calendar_keys.withdraw(person, by=None)
    assert client.get(second).status_code == 404
    assert client.get(theirs).status_code == 200


def test_an_address_does_not_tell_whose_it_is():
    person = PersonFactory(name="Ovanligt Namn")
    address = calendar_keys.address(calendar_keys.issue(person, by=None))
    assert str(person.uid.hex) not in address
    assert f"/{person.pk}." not in address


def test_seats_at_different_times_each_open_their_own_days(events):
    person = PersonFactory()
    for year in (2026, 2027):
        term = {"start_date": dt.date(year, 1, 1), "end_date": dt.date(year, 12, 31)}
        MembershipFactory(person=person, seat__group__short_name=f"G{year}", **term)
    first, second = (each.seat.group for each in person.memberships.order_by("start_date"))
    shown = [MeetingFactory(group=first), MeetingFactory(group=second, date=dt.date(2027, 2, 1))]
    MeetingFactory(group=first, date=dt.date(2027, 2, 1))
    MeetingFactory(group=second)
    address = calendar_keys.address(calendar_keys.issue(person, by=None))
    assert events(address) == uids(*shown)
    person.memberships.all().delete()
    assert events(address) == set()
