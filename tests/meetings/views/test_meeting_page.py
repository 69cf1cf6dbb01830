"""The page of one meeting, as far as each reader may know."""

from __future__ import annotations

import datetime as dt

import pytest

from groups.models import Seat
from meetings.models import Meeting, Practice
from tests.factories import (
    AdministratorFactory,
    AgendaItemFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    MembershipFactory,
    NoteTakerFactory,
    PersonFactory,
    ProcessLeaderFactory,
)

pytestmark = pytest.mark.django_db

LINK = "https://video.example.org/rum/17"


def test_the_page_tells_when_where_and_what_is_due(read):
    meeting = MeetingFactory(
        group__name="Beredningen", group__short_name="TB", title="Internat", place="Rådhuset", guests=[GroupFactory()]
    )
    guest = meeting.guests.get()
    Practice.objects.create(group=meeting.group, matters_days=10, agenda_days=5)
    words = read(f"/moten/{meeting.pk}/")
    for said in (
        "Internat fredag 4 december 2026, kl. 09.00–12.00",
        "Var Rådhuset",
        "Status Planerat",
        "Värd Beredningen",
        f"Gemensamt med {guest.name}",
        "Ärenden lämnas senast tisdag 24 november 2026",
        "Dagordning Skickas senast 29 november 2026",
    ):
        assert said in words, said
    assert f'href="/moten/{meeting.pk}/mote.ics"' in read.html


def test_what_is_not_known_is_said_not_to_be(read):
    words = read(f"/moten/{MeetingFactory(start=None, end=None).pk}/")
    assert "4 december 2026 (tid ej angiven)" in words
    assert "Var Inte angivet" in words
    assert "None" not in words


def test_a_cancelled_meeting_and_what_replaces_it_lead_to_each_other(read):
    new = MeetingFactory(date=dt.date(2026, 12, 11))
    old = MeetingFactory(group=new.group, status="cancelled", cancel_reason="Krock", replaced_by=new)
    words = read(f"/moten/{old.pk}/")
    assert "Mötet är inställt. Krock Ersätts av mötet fredag 11 december 2026." in words
    assert "Ersätter mötet fredag 4 december 2026." in read(f"/moten/{new.pk}/")
    gone = MeetingFactory(status="cancelled", cancel_reason="Snö")
    assert "Inget möte är inlagt i stället." in read(f"/moten/{gone.pk}/")


def readers(group) -> dict:
    note_taker = NoteTakerFactory()
    MembershipFactory(person=note_taker.person, seat__group=group, seat__kind=Seat.Kind.SECRETARY)
    return {
        "anyone": None,
        "note taker of another": NoteTakerFactory(),
        "leader elsewhere": ProcessLeaderFactory(regions=[GroupFactory().region]),
        "note taker": note_taker,
        "leader": ProcessLeaderFactory(regions=[group.region]),
        "administrator": AdministratorFactory(),
    }


@pytest.mark.parametrize("minutes", ["draft", "verified", "published"])
def test_agenda_link_and_names_are_told_to_each_reader_as_far_as_may_be(client, read, minutes):
    meeting = HeldMeetingFactory(
        link=LINK,
        chair=PersonFactory(name="Öppen Ordförande", name_public=True),
        note_taker=PersonFactory(name="Dold Antecknare"),
    )
    Meeting.objects.update(minutes=minutes)
    AgendaItemFactory(meeting=meeting, label="§ 15", title="Känslig rubrik", deferred=True, deferred_to="internatet")
    told = {}
    for name, user in readers(meeting.group).items():
        client.logout()
        if user:
            client.force_login(user)
        words = read(f"/moten/{meeting.pk}/")
        assert "Öppen Ordförande" in words
        told[name] = ("Känslig rubrik" in words, LINK in read.html, "Dold Antecknare" in words)
    public = minutes == "published"
    others, writers = (public, False, False), (True, True, True)
    assert told == {
        "anyone": others,
        "note taker of another": others,
        "leader elsewhere": others,
        "note taker": writers,
        "leader": writers,
        "administrator": writers,
    }


def test_what_is_late_is_told_to_those_who_can_mend_it(client, read):
    held = HeldMeetingFactory(date=dt.date(2026, 10, 2))
    planned = MeetingFactory(group=held.group, date=dt.date(2026, 11, 30))
    assert "Försenad" not in read(f"/moten/{held.pk}/") + read(f"/moten/{planned.pk}/")
    assert "Minnesanteckningar Inte publicerade" in read(f"/moten/{held.pk}/")
    client.force_login(ProcessLeaderFactory(regions=[held.group.region]))
    assert "Utkast. Justeras senast 23 oktober 2026 Försenade" in read(f"/moten/{held.pk}/")
    assert "Skickas senast 23 november 2026 Försenad" in read(f"/moten/{planned.pk}/")


@pytest.mark.parametrize("pk", ["0", "9" * 30, "9" * 5000, "-1", "x"])
def test_a_meeting_that_is_not_there_has_no_page(client, pk):
    for file in ("", "mote.ics"):
        assert client.get(f"/moten/{pk}/{file}").status_code == 404


@pytest.mark.parametrize("size", [1, 20])
def test_a_meeting_costs_the_same_whatever_it_holds(client, django_assert_num_queries, size):
    meeting = HeldMeetingFactory(guests=GroupFactory.create_batch(size))
    AgendaItemFactory.create_batch(size, meeting=meeting)
    Meeting.objects.update(minutes="published")
    with django_assert_num_queries(5):
        # The meeting, its guests, what it replaces; whether its notes are open, its items.
        client.get(f"/moten/{meeting.pk}/")
    client.force_login(ProcessLeaderFactory(regions=[meeting.group.region]))
    with django_assert_num_queries(9):
        # The session, the account, its roles and delregions (4); as above, but whether it may edit.
        client.get(f"/moten/{meeting.pk}/")
