"""A meeting held on a fixed day, and who takes its notes."""

from __future__ import annotations

from unittest import mock

import pytest
from django.test import Client

from groups.models import Seat
from tests.factories import (
    HeldMeetingFactory,
    MembershipFactory,
    NoteTakerFactory,
    RegionFactory,
)
from tests.meetings.notes.sending import DAY


@pytest.fixture(autouse=True)
def _on_the_day():
    with mock.patch("django.utils.timezone.localdate", return_value=DAY):
        yield


@pytest.fixture
def meeting(db):
    return HeldMeetingFactory(date=DAY, group__region=RegionFactory(name="Nordväst"))


@pytest.fixture
def taker(meeting):
    user = NoteTakerFactory()
    MembershipFactory(person=user.person, seat__group=meeting.group, seat__kind=Seat.Kind.SECRETARY)
    return user


@pytest.fixture
def client(taker):
    client = Client()
    client.force_login(taker)
    return client
