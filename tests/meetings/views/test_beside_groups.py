"""What the registry's own pages tell of meetings: a group's, the map, places, the first page, "Lyft en fråga"."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import NoMeeting, Practice
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    EscalationLinkFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    MunicipalityFactory,
    ProcessLeaderFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


def test_a_group_tells_its_next_meeting_the_coming_and_the_latest(read):
    group = GroupFactory(short_name="TB", frequency_text="2 ggr/termin")
    MeetingFactory(group=group, date=dt.date(2026, 11, 27), status="cancelled", cancel_reason="Krock")
    MeetingFactory(group=group)
    HeldMeetingFactory(group=group, date=dt.date(2026, 10, 2))
    words = read(group.get_absolute_url())
    assert "Nästa möte fredag 4 december 2026 kl. 09.00–12.00" in words
    assert "Möten fredag 27 november 2026 kl. 09.00–12.00 TB Inställt Krock" in words
    assert "Senaste mötet var för 1 månad sedan; väntat: omkring 4 möten per år. Senast: fredag 2 oktober 2026" in words
    for address in (f"/grupper/{group.slug}/moten.ics", f"/moten/mina/?grupp={group.slug}"):
        assert f'href="{address}"' in read.html


def test_a_group_without_meetings_says_so_and_whether_it_has_said_that_it_does_not_meet(read):
    group = GroupFactory()
    words = read(group.get_absolute_url())
    assert "Nästa möte Inget möte är inlagt" in words
    assert "Inget kommande möte är inlagt. Inget möte är registrerat som hållet." in words
    NoMeeting.objects.create(group=group, year=2026, term="autumn", reason="Omorganisation.")
    assert "Gruppen möts inte hösten 2026. Omorganisation." in read(group.get_absolute_url())


def test_a_whole_tells_of_its_parts_meetings_and_a_guest_of_its_hosts(read):
    whole = GroupFactory()
    part = GroupFactory(parent=whole, part=True, short_name="Delen")
    MeetingFactory(group=part)
    MeetingFactory(guests=[whole], group__short_name="Värden")
    words = read(whole.get_absolute_url())
    assert "Delen" in words
    assert "Värden" in words


def test_nothing_is_said_of_meetings_on_another_day(read):
    region = RegionFactory()
    meeting = MeetingFactory(group__region=region, group__effective=dt.date(2020, 1, 1), title="Julmötet")
    for address in (meeting.group.get_absolute_url(), region.get_absolute_url()):
        assert "Julmötet" in read(address)
        assert "Julmötet" not in read(f"{address}?datum=2025-10-01")
        assert "Nästa möte" not in read(f"{address}?datum=2025-10-01")


def test_an_ended_group_has_no_next_meeting(read):
    group = GroupFactory(status="ended")
    HeldMeetingFactory(group=group)
    words = read(group.get_absolute_url())
    assert "Nästa möte" not in words
    assert "Inget kommande" not in words
    assert "2 oktober 2026" in words


def test_the_panel_of_the_map_tells_the_next_meeting(client):
    meeting = MeetingFactory()
    page = client.get(f"/karta/?grupp={meeting.group.slug}").content.decode()
    panel = page.split('id="panel"')[1].split("</aside>")[0]
    assert "Nästa möte" in panel
    assert f'href="/moten/{meeting.pk}/"' in panel
    assert f'href="/grupper/{meeting.group.slug}/moten.ics"' in panel


def test_places_and_the_first_page_tell_the_coming_few(read):
    municipality = MunicipalityFactory(name="Bjuv")
    region = RegionFactory(name="Nordväst", municipalities=[municipality])
    group = GroupFactory(region=region, coverage="region")
    for number in range(7):
        MeetingFactory(group=group, date=dt.date(2026, 12, 1 + number), title=f"Nr {number + 1}")
    hidden = MeetingFactory(group__region=region, group__is_public=False, date=dt.date(2026, 11, 27), title="Dolt")
    for address, more in (
        (region.get_absolute_url(), "/moten/?delregion=nordvast"),
        (municipality.get_absolute_url(), "/moten/?kommun=bjuv"),
        ("/", "/moten/"),
    ):
        words = read(address)
        assert "Kommande möten" in words
        assert "Nr 5" in words
        assert "Nr 6" not in words
        assert "Dolt" not in words
        assert f'href="{more}"' in read.html
    assert hidden.pk
    assert "Kommande möten" not in read(RegionFactory().get_absolute_url())


@pytest.fixture
def receiver():
    """A group that takes what another has not corrected, with that other's address for the question."""
    link = EscalationLinkFactory(
        agreement=AgreementFactory(), trigger="not_corrected", to_group=GroupFactory(name="Beredningen")
    )
    return link.to_group, f"/lyft/?grupp={link.group.slug}&fraga=inte-rattat"


def test_lifting_tells_when_the_receiver_meets_and_until_when_it_takes_matters(read, receiver):
    group, address = receiver
    assert "Gruppens nästa möte är inte inlagt." in read(address)
    MeetingFactory(group=group, date=dt.date(2026, 11, 30), status="cancelled", cancel_reason="Snö")
    MeetingFactory(guests=[group], date=dt.date(2026, 12, 1))  # whose host has the agenda
    MeetingFactory(group=group, date=dt.date(2026, 12, 18))
    said = "Nästa möte: fredag 18 december 2026, kl. 09.00–12.00. Ärenden lämnas senast fredag 4 december 2026."
    assert said in read(address)


def test_when_it_is_too_late_the_meeting_after_it_is_told(read, receiver):
    group, address = receiver
    MeetingFactory(group=group)
    assert "Sista dagen att lämna ärenden till det var fredag 20 november 2026. Inget senare möte är inlagt." in read(
        address
    )
    MeetingFactory(group=group, date=dt.date(2027, 1, 15))
    said = "Mötet därefter: fredag 15 januari 2027, ärenden senast fredag 1 januari 2027."
    assert said in read(address)
    Practice.objects.create(group=group, matters_days=8)
    assert "Ärenden lämnas senast torsdag 26 november 2026." in read(address)


@pytest.mark.parametrize("logged_in", [False, True])
def test_pages_cost_the_same_for_any_number_of_meetings(client, receiver, logged_in):
    group, lifting = receiver
    municipality = MunicipalityFactory()
    region = RegionFactory(municipalities=[municipality])
    own = GroupFactory(region=region, coverage="region")
    addresses = [
        "/",
        lifting,
        region.get_absolute_url(),
        municipality.get_absolute_url(),
        own.get_absolute_url(),
        f"/karta/?grupp={own.slug}",
    ]
    if logged_in:
        client.force_login(ProcessLeaderFactory(regions=[region]))

    def grow(number: int) -> None:
        for days in range(number):
            for host in (own, group):
                MeetingFactory(group=host, guests=[group], date=dt.date(2026, 12, 1) + dt.timedelta(days=days))
                HeldMeetingFactory(group=host, guests=[own], date=dt.date(2026, 10, 1) - dt.timedelta(days=days))

    def cost() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    grow(1)
    few = cost()
    grow(20)
    assert cost() == few


def test_a_group_tells_how_many_of_its_published_actions_are_open(read):
    meeting = HeldMeetingFactory(minutes="published")
    for state, due in (("open", None), ("open", dt.date(2026, 10, 20)), ("done", None)):
        ActionFactory(group=meeting.group, meeting=meeting, state=state, due=due)
    ActionFactory(group=meeting.group, meeting=HeldMeetingFactory(group=meeting.group))
    assert "2 åtgärder pågår, varav en är försenad." in read(meeting.group.get_absolute_url())
