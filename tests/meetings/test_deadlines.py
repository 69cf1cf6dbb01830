"""What is late: the question to many meetings agrees with what each says of itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Seat
from meetings import deadlines
from meetings.models import Meeting, Minutes, Practice
from tests.factories import (
    AdministratorFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    MembershipFactory,
    NoteTakerFactory,
    ProcessLeaderFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 26)


def days(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


@pytest.fixture
def groups(db):
    """Three groups: with the usual habits, with shorter and with longer ones."""
    usual, short, long = (GroupFactory() for _each in range(3))
    Practice.objects.create(group=short, agenda_days=0, minutes_days=0)
    Practice.objects.create(group=long, agenda_days=30, minutes_days=60)
    return usual, short, long


def test_the_many_and_the_one_agree_of_every_day(groups):
    for group in groups:
        for number in range(-70, 40, 3):
            facts = {"group": group, "date": days(number)}
            MeetingFactory(**facts)
            MeetingFactory(**facts, agenda_sent_on=days(-80))
            MeetingFactory(**facts, status="cancelled", cancel_reason="sjukdom")
            if number <= 0:
                HeldMeetingFactory(**facts)
                HeldMeetingFactory(**facts, minutes=Minutes.VERIFIED)
            HeldMeetingFactory(**facts, last_date=days(number + 2))
    every = list(Meeting.objects.all())
    agenda = set(deadlines.agenda_late(Meeting.objects.all(), DAY))
    minutes = set(deadlines.minutes_late(Meeting.objects.all(), DAY))
    assert agenda == {meeting for meeting in every if meeting.is_agenda_late(DAY)}
    assert minutes == {meeting for meeting in every if meeting.are_minutes_late(DAY)}
    assert {meeting.group for meeting in agenda} == {groups[0], groups[2]}
    assert {meeting.group for meeting in minutes} == set(groups)


def test_a_meeting_is_unsettled_when_its_last_day_has_passed_and_nothing_is_said():
    yesterday = MeetingFactory(date=days(-1))
    MeetingFactory(date=DAY)
    MeetingFactory(date=days(-1), last_date=DAY)
    HeldMeetingFactory(date=days(-1))
    MeetingFactory(date=days(-1), status="cancelled", cancel_reason="sjukdom")
    assert list(deadlines.unsettled(Meeting.objects.all(), DAY)) == [yesterday]


def test_each_is_told_of_what_waits_in_the_meetings_that_they_may_edit(groups):
    group, elsewhere, _long = groups
    MeetingFactory(group=group, date=days(-1))
    HeldMeetingFactory(group=group, date=days(-100))
    HeldMeetingFactory(group=elsewhere, date=days(-100))
    note_taker = NoteTakerFactory()
    MembershipFactory(person=note_taker.person, seat__group=group, seat__kind=Seat.Kind.SECRETARY)
    told = lambda user: {each.key: number for each, number in deadlines.late_for(user, DAY)}  # noqa: E731
    assert told(note_taker) == told(ProcessLeaderFactory(regions=[group.region])) == {"hallet": 1, "anteckningar": 1}
    assert told(AdministratorFactory()) == {"hallet": 1, "anteckningar": 2}
    assert told(AnonymousUser()) == {}


def test_asking_costs_the_same_for_few_meetings_and_many(groups):
    """1 role · 2 habits in use · 3 counts."""

    def cost() -> int:
        user = AdministratorFactory()
        with CaptureQueriesContext(connection) as queries:
            deadlines.late_for(user, DAY)
        return len(queries)

    few = cost()
    for group in groups:
        for number in range(5):
            HeldMeetingFactory(group=group, date=days(-100 - number))
            MeetingFactory(group=group, date=days(-number))
    assert cost() == few == 6
