"""Which meetings of related groups are at the same time, and which are not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Group
from meetings.clashes import Slot, Tie, find, of_meeting
from meetings.models import Meeting
from tests.factories import (
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 4)


def ties(meeting: Meeting) -> list[tuple[Meeting, Tie]]:
    return [(clash.meeting, clash.tie) for clash in of_meeting(meeting, Meeting.objects.all())]


def share_member(*groups: Group, **term) -> None:
    person = PersonFactory()
    for group in groups:
        MembershipFactory(person=person, seat=SeatFactory(group=group), **term)


def test_groups_that_have_nothing_in_common_do_not_clash():
    meeting, _other = MeetingFactory(), MeetingFactory()
    assert ties(meeting) == []


def test_a_group_clashes_with_the_one_above_it_and_the_one_below_it():
    parent = GroupFactory()
    child, sibling = GroupFactory(parent=parent), GroupFactory(parent=parent)
    grandchild = GroupFactory(parent=child)
    above, ours, below = (MeetingFactory(group=group) for group in (parent, child, grandchild))
    MeetingFactory(group=sibling)
    assert ties(ours) == [(above, Tie.ABOVE), (below, Tie.BELOW)]
    assert next(meeting for meeting, _tie in ties(above)) == ours


def test_groups_clash_that_share_members_on_the_day():
    ours, theirs = MeetingFactory(), MeetingFactory()
    share_member(ours.group, theirs.group)
    share_member(ours.group, theirs.group)
    share_member(ours.group, theirs.group, end_date=DAY - dt.timedelta(days=1))
    share_member(ours.group, theirs.group, start_date=DAY + dt.timedelta(days=1))
    share_member(ours.group, GroupFactory())
    (clash,) = of_meeting(ours, Meeting.objects.all())
    assert (clash.meeting, clash.tie, clash.why) == (theirs, Tie.MEMBERS, "2 gemensamma ledamöter")


def test_a_member_of_a_seat_that_has_ended_is_shared_no_more():
    ours, theirs = MeetingFactory(), MeetingFactory()
    person = PersonFactory()
    MembershipFactory(person=person, seat__group=ours.group)
    MembershipFactory(person=person, seat__group=theirs.group, seat__end_date=DAY - dt.timedelta(days=1))
    assert ties(ours) == []


def test_a_group_invited_elsewhere_at_the_same_time_clashes():
    guest = GroupFactory()
    ours, theirs = MeetingFactory(group=guest), MeetingFactory(guests=[guest])
    both = MeetingFactory(guests=[guest])
    assert ties(ours) == [(theirs, Tie.JOINT), (both, Tie.JOINT)]
    assert ties(theirs) == [(ours, Tie.JOINT), (both, Tie.JOINT)]


def test_kin_and_members_of_the_guests_count_too():
    guest, elsewhere = GroupFactory(), GroupFactory()
    ours = MeetingFactory(guests=[guest])
    of_parent = MeetingFactory(group=GroupFactory(name="Över gästen"))
    below = MeetingFactory(group=GroupFactory(parent=guest))
    share_member(guest, elsewhere)
    sharing = MeetingFactory(group=elsewhere)
    assert ties(ours) == [(below, Tie.BELOW), (sharing, Tie.MEMBERS)]
    assert of_parent not in [meeting for meeting, _tie in ties(ours)]


def test_two_meetings_of_one_group_clash():
    ours = MeetingFactory()
    again = MeetingFactory(group=ours.group)
    assert ties(ours) == [(again, Tie.SAME)]


def times(start: int | None, end: int | None) -> dict:
    return {"start": start and dt.time(start), "end": end and dt.time(end)}


@pytest.mark.parametrize(
    ("theirs", "clashes"),
    [
        (times(9, 12), True),
        (times(11, 13), True),
        (times(8, 16), True),
        (times(10, 11), True),
        (times(12, 13), False),  # right after, as an arbetsutskott does
        (times(7, 9), False),
        (times(11, None), True),
        (times(7, None), False),  # is taken to last two hours
        (times(8, None), True),
        (times(None, None), True),  # the whole day
        ({**times(9, 12), "date": DAY + dt.timedelta(days=1)}, False),
        ({**times(9, 12), "date": DAY - dt.timedelta(days=1), "last_date": DAY}, True),
        ({**times(13, 8), "date": DAY - dt.timedelta(days=1), "last_date": DAY}, False),
        ({**times(13, 12), "date": DAY - dt.timedelta(days=1), "last_date": DAY + dt.timedelta(days=1)}, True),
        ({**times(9, 12), "status": "cancelled", "cancel_reason": "sjukdom"}, False),
    ],
)
def test_what_is_at_the_same_time(theirs, clashes):
    ours = MeetingFactory(date=DAY, start=dt.time(9), end=dt.time(12))
    other = MeetingFactory(group=ours.group, **{"date": DAY, **theirs})
    assert ties(ours) == ([(other, Tie.SAME)] if clashes else [])


def test_the_two_day_meeting_clashes_with_one_that_was_called_for_its_second_day():
    parent = GroupFactory()
    long = MeetingFactory(
        group=GroupFactory(parent=parent),
        date=dt.date(2021, 11, 22), last_date=dt.date(2021, 11, 23), start=dt.time(10), end=dt.time(15),
    )  # fmt: skip
    called = MeetingFactory(group=parent, date=dt.date(2021, 11, 23))
    assert ties(long) == [(called, Tie.ABOVE)]
    assert ties(called) == [(long, Tie.BELOW)]


def test_a_meeting_that_is_not_saved_yet_is_compared_too():
    there = MeetingFactory()
    slots = [Slot(there.group, DAY), Slot(there.group, DAY + dt.timedelta(days=7))]
    found = find(slots, Meeting.objects.all())
    assert [[clash.meeting for clash in each] for each in found] == [[there], []]
    assert of_meeting(Meeting(group=GroupFactory(), date=DAY), Meeting.objects.all(), guests=[there.group])


def test_nobody_learns_of_a_hidden_groups_meeting_by_a_warning():
    hidden = MeetingFactory(group__is_public=False)
    ours = MeetingFactory(group=GroupFactory(parent=hidden.group))
    assert ties(ours) == [(hidden, Tie.ABOVE)]
    assert of_meeting(ours, Meeting.objects.visible_to(AnonymousUser(), DAY)) == []


def test_looking_for_clashes_costs_the_same_for_few_and_many():
    """1 kin · 2 members · 1 meetings on the days · 1 their guests (the subquery of the invited goes with the third)."""
    parent = GroupFactory()
    group = GroupFactory(parent=parent)

    def cost(number: int) -> int:
        slots = [Slot(group, DAY + dt.timedelta(days=7 * each)) for each in range(number)]
        with CaptureQueriesContext(connection) as queries:
            found = find(slots, Meeting.objects.all())
        assert sum(map(len, found)) >= number
        return len(queries)

    MeetingFactory(group=parent)
    few = cost(1)
    for each in range(20):
        other = GroupFactory(parent=group)
        share_member(group, other)
        MeetingFactory(group=other, date=DAY + dt.timedelta(days=7 * each), guests=[parent])
    assert cost(20) == few == 5
    assert find([], Meeting.objects.all()) == []
