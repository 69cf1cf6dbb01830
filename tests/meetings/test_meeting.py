"""One meeting: who may see and change it, what calendars hear of, and what is late."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from groups.models import Seat
from meetings.models import Meeting, Minutes, Practice
from tests.factories import (
    AdministratorFactory,
    CentralGroupFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    MembershipFactory,
    NoteTakerFactory,
    ProcessLeaderFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 26)


def note_taker_of(group, **term):
    user = NoteTakerFactory()
    MembershipFactory(person=user.person, seat__group=group, seat__kind=Seat.Kind.SECRETARY, **term)
    return user


def test_who_may_edit_a_meeting_follows_the_host_group():
    region = RegionFactory()
    here, there, central = (
        MeetingFactory(group=GroupFactory(region=region)),
        MeetingFactory(),
        MeetingFactory(group=CentralGroupFactory()),
    )
    editable = lambda user: set(Meeting.objects.editable_by(user, DAY))  # noqa: E731
    assert editable(AnonymousUser()) == set()
    assert editable(ProcessLeaderFactory(regions=[region])) == {here}
    assert editable(AdministratorFactory()) == {here, there, central}
    assert editable(AdministratorFactory(is_active=False)) == set()
    assert editable(note_taker_of(there.group)) == {there}
    assert editable(note_taker_of(there.group, end_date=dt.date(2026, 11, 25))) == set()
    assert editable(NoteTakerFactory(person=None)) == set()


def test_what_is_noted_is_read_by_those_who_note_until_it_is_published():
    meeting = HeldMeetingFactory()
    anyone, writer = AnonymousUser(), note_taker_of(meeting.group)
    other = note_taker_of(GroupFactory())
    for minutes, readers in (
        (Minutes.DRAFT, [writer]),
        (Minutes.VERIFIED, [writer]),
        (Minutes.PUBLISHED, [writer, anyone, other]),
    ):
        Meeting.objects.filter(pk=meeting.pk).update(minutes=minutes)
        for user in (anyone, writer, other):
            assert Meeting.objects.notes_open_to(user, DAY).exists() == (user in readers)


def test_a_hidden_group_meets_unseen_but_by_those_who_keep_it():
    meeting = HeldMeetingFactory(group__is_public=False)
    Meeting.objects.update(minutes=Minutes.PUBLISHED)
    assert not Meeting.objects.visible_to(AnonymousUser(), DAY).exists()
    assert not Meeting.objects.notes_open_to(AnonymousUser(), DAY).exists()
    assert Meeting.objects.visible_to(note_taker_of(meeting.group), DAY).exists()


def test_calendars_hear_of_what_they_show_and_of_nothing_else():
    meeting = MeetingFactory()
    assert meeting.sequence == 0
    meeting.next_meeting = "i januari"
    meeting.save()
    assert meeting.sequence == 0
    meeting.place = "Stadshuset"
    meeting.save(update_fields=["place"])
    again = Meeting.objects.get()
    assert (again.sequence, again.place) == (1, "Stadshuset")


def test_a_stale_copy_does_not_take_the_sequence_back():
    meeting, copy = MeetingFactory(), Meeting.objects.get()
    for hour in (10, 11):
        copy.start = dt.time(hour)
        copy.save()
    meeting.place = "Stadshuset"
    meeting.save()
    assert Meeting.objects.get().sequence == 3


def test_what_is_due_follows_the_habits_of_the_host():
    meeting = MeetingFactory(date=dt.date(2026, 12, 15))
    assert meeting.matters_due == dt.date(2026, 12, 1)
    assert meeting.agenda_due == dt.date(2026, 12, 8)
    assert meeting.minutes_due == dt.date(2027, 1, 5)
    Practice.objects.create(group=meeting.group, matters_days=20, agenda_days=10, minutes_days=30)
    meeting = Meeting.objects.get()
    assert meeting.matters_due == dt.date(2026, 11, 25)
    assert meeting.minutes_due == dt.date(2027, 1, 14)
    assert not meeting.is_agenda_late(dt.date(2026, 12, 5))
    assert meeting.is_agenda_late(dt.date(2026, 12, 6))
    meeting.agenda_sent_on = dt.date(2026, 12, 6)
    assert not meeting.is_agenda_late(dt.date(2026, 12, 6))


def test_minutes_of_a_held_meeting_are_late_until_they_are_verified():
    meeting = HeldMeetingFactory(date=dt.date(2026, 10, 2))
    assert not meeting.are_minutes_late(dt.date(2026, 10, 23))
    assert meeting.are_minutes_late(dt.date(2026, 10, 24))
    meeting.minutes = Minutes.VERIFIED
    assert not meeting.are_minutes_late(dt.date(2026, 10, 24))
    assert not MeetingFactory(date=dt.date(2026, 10, 2)).are_minutes_late(dt.date(2026, 12, 24))


def test_meetings_are_found_by_day_and_those_over_several_days_on_each():
    long = MeetingFactory(date=dt.date(2026, 11, 25), last_date=dt.date(2026, 11, 27))
    before, after = MeetingFactory(date=dt.date(2026, 11, 20)), MeetingFactory(date=dt.date(2026, 12, 1))
    assert list(Meeting.objects.coming(DAY)) == [long, after]
    assert list(Meeting.objects.past(DAY)) == [before]
    assert list(Meeting.objects.between(DAY, dt.date(2026, 12, 1))) == [long, after]
    assert list(Meeting.objects.between(dt.date(2026, 11, 28), dt.date(2026, 12, 1))) == [after]


def test_a_joint_meeting_is_one_of_its_guests_too():
    guest, stranger = GroupFactory(), GroupFactory()
    meeting = MeetingFactory(guests=[guest])
    assert list(Meeting.objects.of(guest)) == [meeting]
    assert list(Meeting.objects.of(meeting.group)) == [meeting]
    assert list(Meeting.objects.of(stranger)) == []


def test_a_link_is_refused_where_everybody_reads():
    for field in ("title", "place", "cancel_reason"):
        for text in ("https://x.example.org/rum", "Teams: www.example.org", "teams.example.org/l/17"):
            with pytest.raises(ValidationError, match="möteslänk"):
                MeetingFactory.build(group=GroupFactory(), **{field: text}).full_clean()
    MeetingFactory.build(group=GroupFactory(), place="Sal 2/3, kl. 9.30, c/o Rådhuset").full_clean()


def test_a_meeting_of_more_than_a_month_is_refused():
    days = {"date": dt.date(2026, 12, 1), "start": None, "end": None}
    MeetingFactory.build(group=GroupFactory(), last_date=dt.date(2026, 12, 31), **days).full_clean()
    with pytest.raises(ValidationError, match="högst 31 dagar"):
        MeetingFactory.build(group=GroupFactory(), last_date=dt.date(2027, 1, 1), **days).full_clean()


def test_the_longest_meeting_is_found_on_its_last_day():
    meeting = MeetingFactory(date=dt.date(2026, 10, 27), last_date=DAY)
    assert list(Meeting.objects.coming(DAY)) == [meeting]
    assert list(Meeting.objects.past(DAY)) == []
    assert list(Meeting.objects.between(DAY, DAY)) == [meeting]


def test_meetings_of_several_groups_are_those_they_host_those_of_their_parts_and_those_they_are_invited_to():
    whole, other = GroupFactory(), GroupFactory()
    part = GroupFactory(parent=whole, part=True)
    own, of_part, joint = MeetingFactory(group=whole), MeetingFactory(group=part), MeetingFactory(guests=[whole, other])
    MeetingFactory(group=GroupFactory(parent=whole))
    assert set(Meeting.objects.of_any([whole, other])) == {own, of_part, joint}
    assert Meeting.objects.of_any([whole, other]).count() == 3
    assert set(Meeting.objects.of_any([part])) == {of_part}
    assert not Meeting.objects.of_any([]).exists()
