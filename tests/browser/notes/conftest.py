"""A meeting at which notes are taken, and who takes them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from groups.models import Group, Seat, User
from meetings import agenda, roll
from meetings.models import Meeting
from tests import factories as make


@pytest.fixture
def meeting(site: str) -> Meeting:
    """A meeting today of a group with seats and a standing agenda, called and with its agenda copied."""
    group = Group.objects.get(slug="ds-tb-nordvast")
    today = timezone.localdate()
    earlier = make.HeldMeetingFactory(group=group, date=today - dt.timedelta(days=90))
    make.AgendaItemFactory(meeting=earlier, title="Internatet", deferred=True)
    action = make.ActionFactory(group=group, meeting=earlier, what="Ta fram rutinen")
    make.ActionPartyFactory(action=action, person=None, name="processledarna")
    meeting = make.MeetingFactory(group=group, date=today, title="Internat")
    roll.call(meeting, by=None)
    agenda.copy_standing(meeting, by=None)
    return meeting


@pytest.fixture
def taker(meeting: Meeting) -> User:
    user = make.NoteTakerFactory(username="antecknare", function="antecknaren")
    make.MembershipFactory(person=user.person, seat__group=meeting.group, seat__kind=Seat.Kind.SECRETARY)
    return user


@pytest.fixture
def colleague(site: str) -> User:
    return make.AdministratorFactory(username="kollega", function="kollegan")
