"""Who is called, from the seats of the groups that meet, and who is written on the list by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from groups.models import GroupMunicipality, Membership, Principal, Seat
from meetings import roll
from meetings.editing import MinutesLocked
from meetings.models import Attendance, Minutes
from tests.factories import (
    AttendanceFactory,
    GroupFactory,
    GroupMunicipalityFactory,
    HeldMeetingFactory,
    MeetingFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 4)
BEFORE = DAY - dt.timedelta(days=1)


@pytest.fixture
def meeting():
    return MeetingFactory(date=DAY)


def holder(group, kind=Seat.Kind.MEMBER, **term):
    return MembershipFactory(seat__group=group, seat__kind=kind, **term)


def listed(meeting):
    return [(row.who, row.title) for row in meeting.attendances.all()]


def test_those_are_called_who_hold_a_seat_that_day(meeting):
    here = holder(meeting.group, seat__title="enhetschef", person__name="Ada")
    holder(meeting.group, end_date=BEFORE)
    holder(meeting.group, start_date=DAY + dt.timedelta(days=1))
    holder(meeting.group, seat__end_date=BEFORE)
    SeatFactory(group=meeting.group)  # vacant: nobody to call
    done = roll.call(meeting, by=None)
    assert (done.added, listed(meeting)) == (1, [("Ada", "enhetschef")])
    row = meeting.attendances.get()
    assert (row.seat, row.role, row.state) == (here.seat, Attendance.Role.MEMBER, Attendance.State.UNKNOWN)


@pytest.mark.parametrize("kind", Seat.Kind.values)
def test_deputies_contacts_and_those_invited_are_not_called_by_themselves(meeting, kind):
    holder(meeting.group, kind)
    roll.call(meeting, by=None)
    left_out = {Seat.Kind.DEPUTY, Seat.Kind.CONTACT, Seat.Kind.CO_OPTED, Seat.Kind.INVITED}
    assert meeting.attendances.exists() == (kind not in left_out)


def test_side_and_organisation_are_kept_as_they_were(meeting):
    organisation = OrganisationFactory(principal=Principal.MUNICIPALITY)
    here = holder(meeting.group, on_behalf_of=organisation)
    roll.call(meeting, by=None)
    other = OrganisationFactory(principal=Principal.REGION)
    Membership.objects.filter(pk=here.pk).update(on_behalf_of=other)
    row = meeting.attendances.get()
    assert (row.organisation, row.side) == (organisation, Principal.MUNICIPALITY)


def test_the_seat_tells_the_side_where_the_organisation_has_none(meeting):
    holder(meeting.group, seat__principal=Principal.REGION)
    roll.call(meeting, by=None)
    assert meeting.attendances.get().side == Principal.REGION


def test_a_role_that_holds_a_seat_itself_is_called_and_one_that_only_calls_is_not(meeting):
    meeting.group.coverage = "listed"
    meeting.group.save()
    for name in ("Klippan", "Bjuv"):
        GroupMunicipalityFactory(group=meeting.group, municipality=MunicipalityFactory(name=name))
    per = SeatFactory(group=meeting.group, title="MAS", by_role=True, per=Seat.Per.MUNICIPALITY)
    SeatFactory(group=meeting.group, kind=Seat.Kind.CONVENER, title="kansliet", by_role=True)
    roll.call(meeting, by=None)
    assert [row.who for row in meeting.attendances.all()] == ["MAS, Bjuv", "MAS, Klippan"]
    assert {row.side for row in meeting.attendances.all()} == {Principal.MUNICIPALITY}
    assert {row.seat for row in meeting.attendances.all()} == {per}
    GroupMunicipality.objects.all().delete()
    assert roll.call(meeting, by=None).removed == 2


def test_who_holds_two_seats_is_called_once_as_both(meeting):
    person = PersonFactory()
    holder(meeting.group, seat__title="enhetschef", person=person)
    holder(meeting.group, Seat.Kind.CHAIR, seat__title="ordförande", person=person)
    roll.call(meeting, by=None)
    assert listed(meeting) == [(person.name, "ordförande; enhetschef")]


def test_those_of_the_groups_invited_are_called_too_the_host_first():
    guest = GroupFactory()
    meeting = MeetingFactory(date=DAY, guests=[guest])
    both = PersonFactory(name="Båda")
    holder(guest, seat__title="gäst", person=both)
    holder(guest, seat__title="gäst", person__name="Gästen")
    holder(meeting.group, seat__title="värd", person=both)
    roll.call(meeting, by=None)
    assert listed(meeting) == [("Båda", "värd; gäst"), ("Gästen", "gäst")]


def test_called_again_what_is_noted_stays_and_the_rest_follows_the_seats(meeting):
    noted, moved, left = (holder(meeting.group, person__name=name) for name in ("Noterad", "Flyttad", "Slutad"))
    roll.call(meeting, by=None)
    by_hand = AttendanceFactory(meeting=meeting, role="guest", title="föredragande", state="unknown")
    meeting.attendances.filter(person=noted.person).update(state="present")
    Membership.objects.filter(pk__in=[noted.pk, left.pk]).update(end_date=BEFORE)
    Seat.objects.filter(pk=moved.seat_id).update(title="ny benämning")
    holder(meeting.group, person__name="Ny")
    done = roll.call(meeting, by=None)
    assert (done.added, done.changed, done.removed, done.kept) == (1, 1, 1, ["Noterad"])
    assert {row.who: row.title for row in meeting.attendances.all()} == {
        "Noterad": noted.seat.label,
        "Flyttad": "ny benämning",
        "Ny": "ledamot",
        by_hand.who: "föredragande",
    }
    again = roll.call(meeting, by=None)
    assert again.nothing
    assert again.kept == ["Noterad"]


def test_chair_and_note_taker_follow_the_seats_unless_somebody_is_chosen(meeting):
    chair = holder(meeting.group, Seat.Kind.CHAIR).person
    secretary = holder(meeting.group, Seat.Kind.SECRETARY).person
    roll.call(meeting, by=None)
    meeting.refresh_from_db()
    assert (meeting.chair, meeting.note_taker) == (chair, secretary)
    meeting.chair = other = PersonFactory()
    meeting.save()
    roll.call(meeting, by=None)
    meeting.refresh_from_db()
    assert meeting.chair == other


def test_calling_is_signed(meeting):
    holder(meeting.group)
    user = UserFactory()
    roll.call(meeting, by=user)
    assert Attendance.history.get().history_user == user


def test_who_comes_is_asked_in_as_many_queries_however_many_they_are(meeting, django_assert_num_queries):
    guest = GroupFactory()
    meeting.guests.add(guest)
    for size in (1, 9):
        for group in (meeting.group, guest):
            for _ in range(size):
                holder(group)
        # the guests; seats, holders; two of coverage are not asked: the groups do not state it
        with django_assert_num_queries(3):
            assert roll.summoned(meeting)


def test_a_guest_takes_part_as_something(meeting):
    with pytest.raises(ValidationError, match="skriv som vad"):
        roll.add(meeting, role="guest", name="En föredragande", day=BEFORE, by=None)
    assert not meeting.attendances.exists()
    row = roll.add(meeting, role="guest", name="En föredragande", title="projektledare", day=BEFORE, by=None)
    assert (row.who, row.state) == ("En föredragande", Attendance.State.UNKNOWN)


def test_who_is_added_at_the_meeting_is_there(meeting):
    row = roll.add(meeting, role="guest", name="Någon", title="gäst", online=True, day=DAY, by=None)
    assert (row.state, row.online) == (Attendance.State.PRESENT, True)


def test_a_deputy_has_the_side_and_organisation_of_whom_they_sit_for(meeting):
    organisation = OrganisationFactory(principal=Principal.MUNICIPALITY)
    ordinary = AttendanceFactory(
        meeting=meeting, organisation=organisation, side=Principal.MUNICIPALITY, list_name="Kommunerna"
    )
    row = roll.add(meeting, role="deputy", name="Ersättaren", deputy_for=ordinary, day=DAY, by=None)
    assert (row.side, row.organisation, row.heading) == (Principal.MUNICIPALITY, organisation, "Kommunerna")


def test_a_deputy_for_nobody_needs_a_deputys_seat_or_words(meeting):
    with pytest.raises(ValidationError, match="skriv som vad"):
        roll.add(meeting, role="deputy", person=PersonFactory(), day=DAY, by=None)
    seated = holder(meeting.group, Seat.Kind.DEPUTY, seat__title="ersättare för MAS")
    row = roll.add(meeting, role="deputy", person=seated.person, day=DAY, by=None)
    assert (row.title, row.seat) == ("ersättare för MAS", seated.seat)


def test_somebody_not_called_is_not_written_as_called_without_saying_as_what(meeting):
    with pytest.raises(ValidationError, match="skriv som vad"):
        roll.add(meeting, role="member", person=PersonFactory(), day=DAY, by=None)


def test_sent_twice_is_still_one(meeting):
    person = PersonFactory()
    for _ in range(2):
        roll.add(meeting, role="guest", name="Någon", title="gäst", day=DAY, by=None)
        roll.add(meeting, role="guest", person=person, title="gäst", day=DAY, by=None)
    assert meeting.attendances.count() == 2
    with pytest.raises(ValidationError, match="står redan på listan"):
        roll.add(meeting, role="deputy", person=person, title="ersättare", day=DAY, by=None)


def test_who_was_written_by_hand_is_taken_off_the_list_and_who_was_called_stays(meeting):
    holder(meeting.group)
    roll.call(meeting, by=None)
    called = meeting.attendances.get()
    guest = roll.add(meeting, role="guest", name="Någon", title="gäst", day=DAY, by=None)
    roll.remove(meeting, guest, by=None)
    roll.remove(meeting, guest, by=None)
    with pytest.raises(ValidationError, match="anteckna frånvaro"):
        roll.remove(meeting, called, by=None)
    assert list(meeting.attendances.all()) == [called]


def test_the_rest_are_there_and_nobody_elses_answer_is_touched(meeting):
    for state in ("unknown", "unknown", "excused", "absent"):
        AttendanceFactory(meeting=meeting, state=state)
    AttendanceFactory(meeting=meeting, role="guest", title="gäst", state="unknown")
    assert roll.rest_present(meeting, by=None) == 2
    assert sorted(meeting.attendances.values_list("state", flat=True)) == [
        "absent",
        "excused",
        "present",
        "present",
        "unknown",
    ]


def test_a_list_has_an_end(meeting, monkeypatch):
    monkeypatch.setattr(roll, "MOST", 1)
    for _ in range(2):
        holder(meeting.group)
    with pytest.raises(ValidationError, match="högst 1 deltagare"):
        roll.call(meeting, by=None)
    assert not meeting.attendances.exists()


def test_verified_minutes_have_their_list():
    meeting = HeldMeetingFactory(minutes=Minutes.VERIFIED)
    row = AttendanceFactory(meeting=meeting)
    for write in (
        lambda: roll.call(meeting, by=None),
        lambda: roll.add(meeting, role="guest", name="x", title="y", day=DAY, by=None),
        lambda: roll.remove(meeting, row, by=None),
        lambda: roll.rest_present(meeting, by=None),
    ):
        with pytest.raises(MinutesLocked):
            write()
