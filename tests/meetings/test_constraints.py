"""What the database holds of meetings, and says when it does not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from groups.models import Principal
from meetings.models import Action, AgendaItem, Attendance, Meeting, Minutes
from tests.factories import (
    ActionFactory,
    ActionPartyFactory,
    AgendaItemFactory,
    AttendanceFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    OrganisationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 10, 2)


def refused(row, words):
    """The form says it, and so does the database when nobody asks the form."""
    with pytest.raises(ValidationError) as told:
        row.full_clean()
    assert words in " ".join(told.value.messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"start": dt.time(12), "end": dt.time(9)}, "slutar innan det börjar"),
        ({"start": dt.time(9), "end": dt.time(9)}, "slutar innan det börjar"),
        ({"end": dt.time(9)}, "när mötet börjar"),
        ({"last_date": DAY}, "Sista dagen"),
        ({"status": Meeting.Status.CANCELLED}, "varför mötet är inställt"),
        ({"minutes": Minutes.VERIFIED}, "Bara ett hållet möte"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(wrong, words):
    refused(Meeting(group=GroupFactory(), date=DAY, **wrong), words)


def test_a_meeting_over_several_days_may_end_earlier_in_the_day_than_it_began():
    meeting = Meeting(
        group=GroupFactory(), date=DAY, last_date=dt.date(2026, 10, 3), start=dt.time(13), end=dt.time(12)
    )
    meeting.full_clean()
    meeting.save()
    assert meeting.ends_on == dt.date(2026, 10, 3)


def test_only_a_cancelled_meeting_is_replaced_and_by_one_of_the_same_group():
    later = MeetingFactory()
    refused(Meeting(group=later.group, date=DAY, replaced_by=later), "inställt möte")
    elsewhere = Meeting(group=GroupFactory(), date=DAY, status="cancelled", cancel_reason="sjukdom", replaced_by=later)
    with pytest.raises(ValidationError, match="samma grupp"):
        elsewhere.full_clean()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"person": None}, "vem det gäller"),
        ({"role": Attendance.Role.GUEST}, "skriv som vad"),
        ({"state": Attendance.State.ABSENT, "online": True}, "på distans"),
    ],
)
def test_an_attendance_that_says_too_little_is_refused(wrong, words):
    row = AttendanceFactory.build(meeting=HeldMeetingFactory(), **({"person": PersonFactory()} | wrong))
    refused(row, words)


def test_nobody_stands_twice_on_the_list():
    there = AttendanceFactory()
    refused(Attendance(meeting=there.meeting, person=there.person), "redan på listan")


def test_two_without_a_registered_person_may_stand_on_the_list():
    meeting = HeldMeetingFactory()
    for name in ("enhetschef", "verksamhetschef"):
        AttendanceFactory(meeting=meeting, person=None, name=name)
    assert meeting.attendances.count() == 2


def test_a_member_is_nobodys_deputy():
    there = AttendanceFactory()
    refused(Attendance(meeting=there.meeting, name="enhetschef", deputy_for=there), "Bara en ersättare")


def test_a_deputy_sits_for_somebody_at_the_same_meeting():
    deputy = Attendance(
        meeting=HeldMeetingFactory(), name="chef", role=Attendance.Role.DEPUTY, deputy_for=AttendanceFactory()
    )
    with pytest.raises(ValidationError, match="samma möte"):
        deputy.full_clean()


def test_where_a_participant_stands_in_the_list_is_told_by_side_unless_the_list_says_otherwise():
    assert AttendanceFactory(side=Principal.MUNICIPALITY).heading == "Kommun"
    assert AttendanceFactory(list_name="Region Skåne/Capio").heading == "Region Skåne/Capio"


def test_an_item_says_where_to_it_is_deferred_only_when_it_is():
    refused(AgendaItem(meeting=HeldMeetingFactory(), order=1, title="Budget", deferred_to="i vår"), "bordlagd")


def test_the_same_label_may_stand_twice():
    meeting = HeldMeetingFactory()
    for _ in range(2):
        AgendaItemFactory(meeting=meeting, label="§ 15")
    assert meeting.items.filter(label="§ 15").count() == 2


def test_an_item_stems_from_an_earlier_meeting():
    later = AgendaItemFactory(meeting__date=dt.date(2026, 11, 2))
    item = AgendaItem(meeting=HeldMeetingFactory(), order=1, title="Budget", stems_from=later)
    with pytest.raises(ValidationError, match="tidigare möte"):
        item.full_clean()


def test_an_action_is_not_due_before_the_meeting_that_it_came_from():
    meeting = HeldMeetingFactory()
    with pytest.raises(ValidationError, match="före mötet"):
        Action(group=meeting.group, meeting=meeting, what="Kalla", due=dt.date(2026, 10, 1)).full_clean()
    Action(group=meeting.group, meeting=meeting, what="Kalla", due=meeting.date).full_clean()


def test_an_open_action_has_not_been_closed():
    refused(Action(group=GroupFactory(), what="Kalla", closed_on=DAY), "pågår")


def test_who_is_to_act_is_told_in_one_way():
    action = ActionFactory()
    refused(ActionPartyFactory.build(action=action, person=PersonFactory(), name="alla"), "ett av dem")
    refused(ActionPartyFactory.build(action=action, person=None), "ett av dem")
    assert (
        ActionPartyFactory(action=action, person=None, name="processledarna", uncertain=True).who == "processledarna?"
    )
    assert (
        ActionPartyFactory(action=action, person=None, organisation=OrganisationFactory(name="Klippan")).who
        == "Klippan"
    )
