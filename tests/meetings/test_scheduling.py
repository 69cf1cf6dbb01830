"""Meetings are scheduled, changed, moved, cancelled and held; each leaves its trace, and nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from groups import lifecycle
from meetings import scheduling
from meetings.editing import MinutesLocked, StaleRow
from meetings.models import Attachment, Meeting, Minutes, Mode, NoMeeting, Practice, Term
from tests.at_once import at_once
from tests.factories import (
    AgendaItemFactory,
    AttendanceFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 26)
LATER = dt.date(2026, 12, 11)


@pytest.fixture
def by(db):
    return UserFactory()


# Scheduling


def test_a_new_meeting_begins_with_the_groups_habits():
    group = GroupFactory()
    assert scheduling.begin(group).start is None
    Practice.objects.create(group=group, start=dt.time(9), end=dt.time(12), place="Stadshuset", mode=Mode.BOTH)
    group.refresh_from_db()
    meeting = scheduling.begin(group, LATER)
    assert (meeting.date, meeting.start, meeting.end) == (LATER, dt.time(9), dt.time(12))
    assert (meeting.place, meeting.mode, meeting.pk) == ("Stadshuset", Mode.BOTH, None)


def test_a_meeting_is_scheduled_with_its_guests_and_the_history_says_by_whom(by):
    guest = GroupFactory()
    meeting = scheduling.schedule(
        Meeting(group=GroupFactory(), date=LATER), guests=[guest], by=by, reason="gemensamt", today=TODAY
    )
    assert list(meeting.guests.all()) == [guest]
    latest, first = meeting.history.all()
    assert (first.history_type, first.history_user, first.history_change_reason) == ("+", by, "gemensamt")
    assert [row.group for row in latest.guests.all()] == [guest]
    assert Meeting.objects.get().sequence == 0


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"start": dt.time(12), "end": dt.time(9)}, None, "slutar innan det börjar"),
        ({"date": dt.date(206, 12, 4)}, "date", "Året ser inte rätt ut"),
        ({"last_date": dt.date(2036, 12, 12)}, "last_date", "högst 31 dagar"),
        ({"matters_by": dt.date(2026, 12, 12)}, "matters_by", "efter mötet"),
        ({"agenda_sent_on": dt.date(2026, 12, 12)}, "agenda_sent_on", "efter mötet"),
    ],
)
def test_a_meeting_that_cannot_be_is_not_saved(by, facts, field, words):
    with pytest.raises(ValidationError) as refused:
        scheduling.schedule(Meeting(**{"group": GroupFactory(), "date": LATER, **facts}), by=by, today=TODAY)
    assert words in " ".join(refused.value.messages)
    if field:
        assert field in refused.value.message_dict
    assert not Meeting.objects.exists()


def test_a_group_is_not_its_own_guest(by):
    group = GroupFactory()
    with pytest.raises(ValidationError, match="sin egen gäst"):
        scheduling.schedule(Meeting(group=group, date=LATER), guests=[group], by=by, today=TODAY)
    assert not Meeting.objects.exists()


def test_an_ended_group_meets_no_more_but_what_it_did_can_be_entered(by):
    group = GroupFactory()
    lifecycle.end(group, effective=dt.date(2026, 11, 1), reason="klar", today=TODAY)
    with pytest.raises(ValidationError, match="avslutad"):
        scheduling.schedule(Meeting(group=group, date=LATER), by=by, today=TODAY)
    assert scheduling.schedule(Meeting(group=group, date=dt.date(2026, 10, 2)), by=by, today=TODAY).pk


# A series


def test_a_series_is_one_meeting_a_day_all_alike(by):
    group = GroupFactory()
    days = [dt.date(2027, 2, 17), dt.date(2027, 5, 12)]
    made = scheduling.schedule_series(group, days, by=by, today=TODAY, start=dt.time(9), place="Stadshuset")
    assert [(each.date, each.start, each.place) for each in made] == [(day, dt.time(9), "Stadshuset") for day in days]
    assert {each.uid for each in made} == set(Meeting.objects.values_list("uid", flat=True))


def test_sending_the_same_series_twice_makes_it_once(by):
    group, days = GroupFactory(), [dt.date(2027, 2, 17), dt.date(2027, 5, 12), dt.date(2027, 2, 17)]
    assert len(scheduling.schedule_series(group, days, by=by, today=TODAY)) == 2
    assert scheduling.schedule_series(group, days, by=by, today=TODAY) == []
    scheduling.cancel(Meeting.objects.first(), why="sjukdom", by=by)
    assert len(scheduling.schedule_series(group, days, by=by, today=TODAY)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_plan_the_same_year_at_once_make_one_series():
    group = GroupFactory()
    ours, theirs = ([LATER + dt.timedelta(days=n) for n in days] for days in ((0, 7, 14), (7, 14, 21)))
    made = at_once(
        *(lambda days=days: scheduling.schedule_series(group, days, by=None, today=TODAY) for days in (ours, theirs))
    )
    assert sum(map(len, made)) == 4, made
    assert list(group.meetings.values_list("date", flat=True)) == sorted({*ours, *theirs})


def test_a_series_with_a_day_that_cannot_be_is_not_saved_at_all(by):
    days = [dt.date(2027, 2, 17), dt.date(227, 5, 12)]
    with pytest.raises(ValidationError):
        scheduling.schedule_series(GroupFactory(), days, by=by, today=TODAY)
    assert not Meeting.objects.exists()


# Changing


def test_what_is_changed_is_written_and_calendars_hear_of_it(by):
    meeting, guest = MeetingFactory(), GroupFactory()
    scheduling.change(meeting, {"place": "Stadshuset"}, guests=[guest], by=by, reason="större sal", today=TODAY)
    stored = Meeting.objects.get()
    assert (stored.place, stored.sequence, list(stored.guests.all())) == ("Stadshuset", 1, [guest])
    record = stored.history.first()
    assert (record.history_user, record.history_change_reason) == (by, "större sal")
    assert [row.group for row in record.guests.all()] == [guest]
    assert (meeting.place, meeting.sequence, meeting.revision) == ("Stadshuset", 1, stored.revision)


def test_changing_nothing_leaves_no_trace_in_the_history(by):
    meeting = MeetingFactory()
    scheduling.change(meeting, {"place": ""}, guests=[], by=by, today=TODAY)
    assert meeting.history.count() == 1


def test_nobody_overwrites_a_change_that_they_have_not_seen(by):
    meeting = MeetingFactory()
    seen = meeting.sequence
    scheduling.change(meeting, {"place": "Stadshuset"}, by=by, today=TODAY)
    for verb in (
        lambda: scheduling.change(meeting, {"place": "Rådhuset"}, by=by, today=TODAY, seen=seen),
        lambda: scheduling.cancel(meeting, why="sjukdom", by=by, seen=seen),
        lambda: scheduling.move(meeting, LATER, why="krock", by=by, today=TODAY, seen=seen),
        lambda: scheduling.mark_held(meeting, by=by, today=LATER, seen=seen),
        lambda: scheduling.take_back(meeting, by=by, seen=seen),
    ):
        with pytest.raises(StaleRow):
            verb()
    stored = Meeting.objects.get()
    assert (stored.place, stored.status) == ("Stadshuset", Meeting.Status.PLANNED)


def test_verified_minutes_keep_what_they_say_of_the_meeting(by):
    meeting = HeldMeetingFactory(minutes=Minutes.VERIFIED)
    for facts, guests in (({"place": "Rådhuset"}, None), ({"chair": PersonFactory()}, None), ({}, [GroupFactory()])):
        with pytest.raises(MinutesLocked):
            scheduling.change(meeting, facts, guests=guests, by=by, today=TODAY)
    scheduling.change(meeting, {"diary_number": "2026/17", "place": ""}, guests=[], by=by, today=TODAY)
    assert Meeting.objects.get().diary_number == "2026/17"


def test_a_held_meeting_is_not_changed_to_a_day_ahead(by):
    with pytest.raises(ValidationError, match="först när dagen"):
        scheduling.change(HeldMeetingFactory(), {"date": LATER}, by=by, today=TODAY)


# Cancelling and moving


def test_a_cancelled_meeting_keeps_its_row_and_says_why(by):
    meeting = MeetingFactory()
    scheduling.cancel(meeting, why="  sjukdom ", by=by)
    stored = Meeting.objects.get()
    assert (stored.status, stored.cancel_reason, stored.sequence) == (Meeting.Status.CANCELLED, "sjukdom", 1)
    assert stored.history.first().history_user == by


def test_a_meeting_is_not_cancelled_without_a_reason_nor_twice_nor_when_held(by):
    meeting = MeetingFactory()
    with pytest.raises(ValidationError, match="varför"):
        scheduling.cancel(meeting, why="  ", by=by)
    scheduling.cancel(meeting, why="sjukdom", by=by)
    for each in (meeting, HeldMeetingFactory()):
        with pytest.raises(ValidationError, match=r"Mötet är (inställt|hållet)"):
            scheduling.cancel(each, why="sjukdom", by=by)


def test_a_moved_meeting_is_cancelled_and_says_what_replaces_it(by):
    guest, chair = GroupFactory(), PersonFactory()
    old = MeetingFactory(
        guests=[guest], place="Stadshuset", link="https://example.org/m", title="Internat", chair=chair
    )
    new = scheduling.move(old, LATER, why="krock med CS-TB", by=by, today=TODAY, start=dt.time(13), end=dt.time(15))
    old = Meeting.objects.get(pk=old.pk)
    assert (old.status, old.cancel_reason, old.replaced_by) == (Meeting.Status.CANCELLED, "krock med CS-TB", new)
    assert (old.date, old.start) == (dt.date(2026, 12, 4), dt.time(9))
    new = Meeting.objects.get(pk=new.pk)
    assert (new.status, new.date, new.start, new.end) == (Meeting.Status.PLANNED, LATER, dt.time(13), dt.time(15))
    assert (new.group, list(new.guests.all()), new.place) == (old.group, [guest], "Stadshuset")
    assert (new.link, new.title, new.chair) == (old.link, "Internat", chair)
    assert new.uid != old.uid


def test_the_agenda_and_its_attachments_follow_a_moved_meeting_and_the_called_do_not(by):
    old = MeetingFactory()
    item = AgendaItemFactory(meeting=old)
    AttendanceFactory(meeting=old)
    paper = Attachment.objects.create(
        meeting=old, item=item, title="Underlag", file_name="a.txt", content_type="text/plain", size=1, sha256="0"
    )
    new = scheduling.move(old, LATER, why="krock", by=by, today=TODAY)
    assert (list(new.items.all()), list(new.attachments.all())) == ([item], [paper])
    assert (new.attendances.count(), old.attendances.count()) == (0, 1)
    assert item.history.first().history_user == by


def test_a_meeting_is_not_moved_to_where_it_is_nor_when_it_is_over(by):
    meeting = MeetingFactory()
    with pytest.raises(ValidationError, match="redan då"):
        scheduling.move(meeting, meeting.date, why="krock", by=by, today=TODAY)
    with pytest.raises(ValidationError, match="varför"):
        scheduling.move(meeting, LATER, why="", by=by, today=TODAY)
    with pytest.raises(ValidationError, match="hållet"):
        scheduling.move(HeldMeetingFactory(), LATER, why="krock", by=by, today=TODAY)
    assert Meeting.objects.filter(date=LATER).count() == 0
    assert Meeting.objects.get(pk=meeting.pk).status == Meeting.Status.PLANNED
    assert scheduling.move(meeting, meeting.date, start=dt.time(13), end=None, why="krock", by=by, today=TODAY).pk


# Held, and taken back


def test_a_meeting_is_held_on_its_day_at_the_earliest(by):
    meeting = MeetingFactory(date=TODAY)
    with pytest.raises(ValidationError, match="först när dagen"):
        scheduling.mark_held(meeting, today=TODAY - dt.timedelta(days=1), by=by)
    scheduling.mark_held(meeting, today=TODAY, by=by)
    assert Meeting.objects.get().status == Meeting.Status.HELD
    with pytest.raises(ValidationError, match="Mötet är hållet"):
        scheduling.mark_held(meeting, today=TODAY, by=by)


def test_what_was_marked_by_mistake_is_planned_again(by):
    for meeting in (HeldMeetingFactory(), MeetingFactory(status="cancelled", cancel_reason="sjukdom")):
        scheduling.take_back(meeting, by=by)
        stored = Meeting.objects.get(pk=meeting.pk)
        assert (stored.status, stored.cancel_reason) == (Meeting.Status.PLANNED, "")
        with pytest.raises(ValidationError, match="planerat"):
            scheduling.take_back(meeting, by=by)


def test_verified_or_replaced_meetings_are_not_planned_again(by):
    with pytest.raises(MinutesLocked):
        scheduling.take_back(HeldMeetingFactory(minutes=Minutes.VERIFIED), by=by)
    meeting = MeetingFactory()
    scheduling.move(meeting, LATER, why="krock", by=by, today=TODAY)
    with pytest.raises(ValidationError, match="ersätts av"):
        scheduling.take_back(meeting, by=by)


# A term without meetings


def test_a_term_off_is_known_of_a_meeting_in_it(db):
    row = NoMeeting.objects.create(group=GroupFactory(), year=2027, term=Term.SPRING, reason="valår")
    assert scheduling.term_off(Meeting(group=row.group, date=dt.date(2027, 6, 30))) == row
    assert scheduling.term_off(Meeting(group=row.group, date=dt.date(2027, 7, 1))) is None


def test_a_term_with_planned_meetings_is_not_one_without(db):
    group = GroupFactory()
    MeetingFactory(group=group, date=dt.date(2026, 12, 4))
    MeetingFactory(group=group, date=dt.date(2027, 3, 4), status="cancelled", cancel_reason="valår")
    scheduling.refuse_planned_in_term(group, 2027, Term.SPRING)
    for day in (dt.date(2027, 1, 1), dt.date(2027, 6, 30)):
        MeetingFactory(group=group, date=day)
    with pytest.raises(ValidationError, match="2 möten är planerade"):
        scheduling.refuse_planned_in_term(group, 2027, Term.SPRING)
    scheduling.refuse_planned_in_term(group, 2027, Term.AUTUMN)


def test_calendars_hear_of_other_guests_and_of_another_last_day_for_matters(by):
    meeting, guest = MeetingFactory(date=dt.date(2027, 3, 1)), GroupFactory()
    scheduling.change(meeting, {}, guests=[guest], by=by, today=TODAY)
    assert Meeting.objects.get().sequence == 1
    scheduling.change(meeting, {"matters_by": dt.date(2027, 2, 1)}, by=by, today=TODAY)
    assert Meeting.objects.get().sequence == 2
    scheduling.change(meeting, {}, guests=[guest], by=by, today=TODAY)
    assert Meeting.objects.get().sequence == 2
