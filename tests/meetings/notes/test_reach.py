"""Who comes in where notes are taken."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from groups.models import Seat
from meetings.models import Meeting
from tests.factories import (
    AdministratorFactory,
    GroupFactory,
    MembershipFactory,
    NoteTakerFactory,
    ProcessLeaderFactory,
    RegionFactory,
)
from tests.meetings.notes.sending import DAY, SCRIPT, at, everything

pytestmark = pytest.mark.django_db


def roles(meeting, taker):
    other = NoteTakerFactory()
    MembershipFactory(person=other.person, seat__group=GroupFactory(), seat__kind=Seat.Kind.SECRETARY)
    former = NoteTakerFactory()
    MembershipFactory(
        person=former.person,
        seat__group=meeting.group,
        seat__kind=Seat.Kind.SECRETARY,
        end_date=DAY - dt.timedelta(days=1),
    )
    return {
        "nobody": (None, False),
        "note taker": (taker, True),
        "note taker of another group": (other, False),
        "former note taker": (former, False),
        "process leader": (ProcessLeaderFactory(regions=[meeting.group.region]), True),
        "process leader elsewhere": (ProcessLeaderFactory(regions=[RegionFactory()]), False),
        "administrator": (AdministratorFactory(), True),
        "closed account": (AdministratorFactory(is_active=False), False),
    }


def test_every_address_is_open_to_those_who_may_edit_the_meeting_and_to_nobody_else(meeting, taker):
    addresses = everything(meeting)
    for name, (user, may) in roles(meeting, taker).items():
        visitor = Client()
        if user:
            visitor.force_login(user)
        stranger = user is None or not user.is_active
        refused = 302 if stranger else 404
        assert visitor.get(at(meeting)).status_code == (200 if may else refused), name
        for address, fields in addresses.items():
            assert visitor.get(address).status_code == 405
            before = Meeting.objects.get().revision
            answer = visitor.post(address, fields)
            assert answer.status_code == (302 if may else refused) or (may and answer.status_code == 409), (
                name,
                address,
            )
            assert (Meeting.objects.get().revision == before) or may, (name, address)


def test_who_is_not_logged_in_is_led_to_the_login_and_back(meeting):
    answer = Client().get(at(meeting))
    assert answer["Location"] == f"/admin/login/?next={at(meeting)}"


def test_the_script_is_told_that_the_login_has_ended(meeting):
    for address, fields in everything(meeting).items():
        answer = Client().post(address, fields, headers=SCRIPT)
        assert (answer.status_code, answer.json()["kind"]) == (401, "login")


def test_a_meeting_that_is_not_there_is_told_so(client, meeting):
    for number in (meeting.pk + 1, 10**30):
        assert client.get(f"/moten/{number}/anteckna/").status_code == 404
    assert client.get(f"/moten/{'9' * 5000}/anteckna/").status_code == 404


def test_what_is_noted_is_not_kept_by_any_cache(client, meeting):
    assert "no-store" in client.get(at(meeting))["Cache-Control"]


def test_nothing_is_written_by_looking(client, meeting):
    everything(meeting)
    before = Meeting.objects.get().revision
    client.get(at(meeting))
    assert Meeting.objects.get().revision == before
    assert not Meeting.history.filter(history_type="~").exists()
