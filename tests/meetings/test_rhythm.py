"""How long since a group met, and when that is a question to whoever keeps it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Group, Status
from groups.needs import NEEDS, groups_needing, overview
from meetings import rhythm
from meetings.models import NoMeeting, Term
from tests.factories import GroupFactory, HeldMeetingFactory, MeetingFactory, RegionFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 26)


def days_ago(number: int) -> dt.date:
    return DAY - dt.timedelta(days=number)


def is_quiet(group: Group) -> bool:
    """As the one and as the many are asked, which must agree."""
    group.refresh_from_db()
    alone = rhythm.of(group, DAY).is_quiet
    assert rhythm.quiet(Group.objects.all(), DAY).filter(pk=group.pk).exists() == alone
    return alone


@pytest.mark.parametrize(
    ("words", "longest"),
    [
        ("1 gång per år", 730),
        ("1 ggr/termin", 365),
        ("2 ggr/termin", 182),
        ("4 gånger per år", 182),
        ("en gång i månaden", 122),
        ("1 g/vecka", 122),
    ],
)
def test_a_group_is_quiet_after_twice_its_own_interval_and_a_summer_is_no_reason(words, longest):
    group = GroupFactory(frequency_text=words)
    meeting = HeldMeetingFactory(group=group, date=days_ago(longest))
    assert not is_quiet(group)
    meeting.date = days_ago(longest + 1)
    meeting.save()
    assert is_quiet(group)


@pytest.mark.parametrize("words", ["", "behovsstyrd", "högst 4 gånger per år"])
def test_nothing_is_expected_of_a_group_that_promises_nothing(words):
    group = GroupFactory(frequency_text=words)
    HeldMeetingFactory(group=group, date=days_ago(2000))
    assert not is_quiet(group)


def test_a_group_without_any_meeting_on_record_is_not_said_to_have_stopped():
    group = GroupFactory(frequency_text="1 g/vecka")
    MeetingFactory(group=group, date=days_ago(300))
    MeetingFactory(group=group, date=days_ago(200), status="cancelled", cancel_reason="sjukdom")
    assert not is_quiet(group)
    assert rhythm.of(group, DAY).words == ""


def test_a_planned_meeting_is_a_sign_of_life_and_a_cancelled_one_is_none():
    group = GroupFactory(frequency_text="en gång i månaden")
    HeldMeetingFactory(group=group, date=days_ago(400))
    MeetingFactory(group=group, date=days_ago(-10), status="cancelled", cancel_reason="sjukdom")
    assert is_quiet(group)
    MeetingFactory(group=group, date=DAY)
    assert not is_quiet(group)


def test_a_joint_meeting_is_a_meeting_of_its_guests_too():
    group = GroupFactory(frequency_text="en gång i månaden")
    HeldMeetingFactory(group=group, date=days_ago(400))
    HeldMeetingFactory(date=days_ago(30), guests=[group])
    assert not is_quiet(group)
    assert rhythm.of(group, DAY).last == days_ago(30)


def test_the_meetings_of_its_parts_are_a_groups_own_and_not_those_of_the_groups_below_it():
    whole = GroupFactory(frequency_text="2 ggr/termin")
    part, below = GroupFactory(parent=whole, part=True), GroupFactory(parent=whole)
    HeldMeetingFactory(group=whole, date=days_ago(400))
    HeldMeetingFactory(group=below, date=days_ago(5))
    assert is_quiet(whole)
    HeldMeetingFactory(group=part, date=days_ago(20))
    assert not is_quiet(whole)
    told = rhythm.of(Group.objects.select_related("parent").get(pk=part.pk), DAY)
    assert (told.last, told.yearly) == (days_ago(20), 4)


@pytest.mark.parametrize("status", [Status.PAUSED, Status.DORMANT, Status.PLANNED, Status.ENDED])
def test_of_a_group_that_is_not_said_to_meet_nobody_asks(status):
    group = GroupFactory(frequency_text="2 ggr/termin", status=status)
    HeldMeetingFactory(group=group, date=days_ago(900))
    assert not groups_needing("mots-inte", Group.objects.all(), DAY).exists()
    assert not is_quiet(group)


def test_a_term_without_meetings_is_left_out_of_the_count():
    group = GroupFactory(frequency_text="2 ggr/termin")
    HeldMeetingFactory(group=group, date=dt.date(2026, 3, 20))
    assert is_quiet(group)
    off = NoMeeting.objects.create(group=group, year=2026, term=Term.AUTUMN)
    assert not is_quiet(group)
    off.term = Term.SPRING
    off.save()  # of spring only what came after the meeting counts
    assert not is_quiet(group)
    NoMeeting.objects.all().delete()
    NoMeeting.objects.create(group=group, year=2025, term=Term.AUTUMN)
    assert is_quiet(group)


@pytest.mark.parametrize(
    ("last", "months", "words"),
    [
        (dt.date(2026, 11, 20), 0, "Senaste mötet var för mindre än en månad sedan; väntat: omkring 4 möten per år."),
        (dt.date(2026, 10, 26), 1, "Senaste mötet var för 1 månad sedan; väntat: omkring 4 möten per år."),
        (dt.date(2026, 10, 27), 0, "Senaste mötet var för mindre än en månad sedan; väntat: omkring 4 möten per år."),
        (dt.date(2025, 11, 1), 12, "Senaste mötet var för 12 månader sedan; väntat: omkring 4 möten per år."),
    ],
)
def test_the_time_since_is_told_in_whole_months_beside_what_is_expected(last, months, words):
    group = GroupFactory(frequency_text="2 ggr/termin")
    HeldMeetingFactory(group=group, date=last)
    told = rhythm.of(group, DAY)
    assert (told.months, told.words) == (months, words)


def test_a_meeting_ahead_of_the_day_asked_of_is_not_the_latest():
    group = GroupFactory(frequency_text="2 ggr/termin")
    HeldMeetingFactory(group=group, date=days_ago(40))
    HeldMeetingFactory(group=group, date=days_ago(10))
    assert rhythm.of(group, days_ago(20)).last == days_ago(40)


def test_what_meets_no_longer_stands_among_what_needs_doing():
    region = RegionFactory()
    group = GroupFactory(region=region, frequency_text="2 ggr/termin")
    HeldMeetingFactory(group=group, date=days_ago(400))
    assert list(NEEDS)[-1] == "mots-inte"
    assert overview([region], DAY)[0].counts["mots-inte"] == 1


def test_asking_costs_the_same_for_few_groups_and_many():
    """Of one: 1 when it met and will · 1 as a guest · 1 terms off. Of many: the same, and 1 for the answer."""
    group = GroupFactory(frequency_text="2 ggr/termin")
    HeldMeetingFactory(group=group, date=days_ago(400))

    def cost() -> list[int]:
        costs = []
        for ask in (lambda: rhythm.of(group, DAY), lambda: list(rhythm.quiet(Group.objects.all(), DAY))):
            with CaptureQueriesContext(connection) as queries:
                ask()
            costs.append(len(queries))
        return costs

    few = cost()
    for _each in range(8):
        other = GroupFactory(frequency_text="2 ggr/termin", parent=group, part=True)
        HeldMeetingFactory(group=other, date=days_ago(400), guests=[group])
        HeldMeetingFactory(group=GroupFactory(frequency_text="2 ggr/termin"), date=days_ago(400))
        NoMeeting.objects.create(group=other, year=2026, term=Term.AUTUMN)
    assert cost() == few == [3, 4]
