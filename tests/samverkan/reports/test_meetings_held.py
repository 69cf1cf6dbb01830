"""What a compilation says of meetings: held against expected, share present, actions, as pages tell it of one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import lifecycle, snapshot
from groups.models import Group, Region, Review
from groups.models.compilation import canonical
from meetings import participation, rhythm
from meetings.models import NoMeeting, Term
from samverkan.reports import composing, meetings_held
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 26)
LONG_AGO = dt.date(2020, 1, 1)


@pytest.fixture
def region() -> Region:
    return make.RegionFactory()


@pytest.fixture
def group(region: Region) -> Group:
    return make.GroupFactory(region=region, effective=LONG_AGO, frequency_text="4 gånger per år")


def told(group: Group, day: dt.date = DAY) -> dict:
    frozen, _names = composing.on(group.region, day)
    return frozen["groups"][group.slug]["meetings"]


def test_meetings_of_the_year_up_to_the_day_are_counted_against_what_is_expected(group: Group) -> None:
    for date in (dt.date(2025, 11, 26), dt.date(2025, 11, 27), DAY, DAY + dt.timedelta(days=1)):
        make.HeldMeetingFactory(group=group, date=date)
    make.MeetingFactory(group=group, date=dt.date(2026, 5, 1))
    found = told(group)
    assert (found["since"], found["held"], found["last"]) == ("2025-11-27", 2, "2026-11-26")
    assert (found["expected_min"], found["expected_max"]) == (4, 4)


def test_nothing_expected_and_nothing_held_is_told_as_that(region: Region) -> None:
    assert told(make.GroupFactory(region=region, frequency_text="behovsstyrd")) == {
        "since": "2025-11-27", "held": 0, "expected_min": None, "expected_max": None, "last": None, "share": None,
        "open_actions": 0, "late_actions": 0,
    }  # fmt: skip


def test_a_term_without_meetings_is_not_expected(group: Group) -> None:
    NoMeeting.objects.create(group=group, year=2026, term=Term.SPRING)
    assert (told(group)["expected_min"], told(group)["expected_max"]) == (2, 2)


def test_parts_and_visits_count_for_the_whole_and_a_part_is_expected_as_its_whole(group: Group) -> None:
    part = make.GroupFactory(parent=group, part=True, effective=LONG_AGO)
    make.HeldMeetingFactory(group=part, guests=[group])
    make.HeldMeetingFactory(guests=[group], date=dt.date(2026, 11, 1))
    make.ActionFactory(group=part)
    assert (told(group)["held"], told(group)["last"], told(group)["open_actions"]) == (2, "2026-11-01", 1)
    assert (told(part)["held"], told(part)["expected_min"]) == (1, 4)
    assert rhythm.of(group, DAY).last == dt.date(2026, 11, 1)


def test_the_share_is_told_only_where_it_tells_of_no_single_person(region: Region, group: Group) -> None:
    few = make.GroupFactory(region=region)
    for host, called in ((group, 3), (few, 2)):
        for month in (9, 10):
            meeting = make.HeldMeetingFactory(group=host, date=dt.date(2026, month, 1))
            for n in range(called):
                make.AttendanceFactory(meeting=meeting, state="absent" if n else "present")
    assert (told(group)["share"], told(few)["share"]) == (33, None)
    assert participation.lately(few, DAY).share == 50


def test_the_turnout_of_many_is_that_of_each(group: Group) -> None:
    other = make.GroupFactory()
    joint = make.HeldMeetingFactory(group=group, guests=[other], date=dt.date(2026, 9, 1))
    seat = make.SeatFactory(group=other)
    absent = make.AttendanceFactory(meeting=joint, seat=seat, state="absent")
    make.AttendanceFactory(meeting=joint, role="deputy", deputy_for=absent, seat=seat)
    make.AttendanceFactory(meeting=joint, state="excused")
    for month in range(1, 11):
        make.AttendanceFactory(meeting=make.HeldMeetingFactory(group=group, date=dt.date(2026, month, 2)))
    many = participation.lately_of([group.pk, other.pk], DAY)
    for each in (group, other):
        assert many[each.pk] == participation.lately(each, DAY)
        assert many[each.pk].noted


def test_open_and_late_actions_are_those_of_the_day(group: Group) -> None:
    meeting = make.HeldMeetingFactory(group=group, date=dt.date(2026, 3, 1))
    make.ActionFactory(group=group, meeting=meeting, due=dt.date(2026, 6, 1))
    make.ActionFactory(group=group, meeting=meeting, state="done", closed_on=dt.date(2026, 7, 1))
    assert (told(group)["open_actions"], told(group)["late_actions"]) == (1, 1)
    then = told(group, dt.date(2026, 5, 1))
    assert (then["open_actions"], then["late_actions"]) == (2, 0)
    assert told(group, dt.date(2026, 2, 1))["open_actions"] == 0


def test_the_queries_are_the_same_whatever_is_held(region: Region) -> None:
    def fill() -> None:
        whole = make.GroupFactory(region=region, frequency_text="4 gånger per år")
        for host in (whole, make.GroupFactory(parent=whole, part=True)):
            meeting = make.HeldMeetingFactory(group=host, guests=[make.GroupFactory()])
            make.AttendanceFactory(meeting=meeting)
            make.ActionFactory(group=host, meeting=meeting)

    def queries() -> int:
        groups = snapshot.of(region, DAY, None)[0]["groups"]
        with CaptureQueriesContext(connection) as asked:
            meetings_held.of(groups, DAY)
        return len(asked)

    fill()
    # The keys, attended meetings (three), held as host and guest, the latest as both, terms without, actions.
    assert queries() == 10
    for _ in range(4):
        fill()
    assert queries() == 10


def test_a_review_is_composed_of_facts_and_meetings(group: Group) -> None:
    gone = make.GroupFactory(region=group.region, effective=LONG_AGO)
    make.HeldMeetingFactory(group=group, date=dt.date(2026, 9, 1))
    shared = {"region": group.region, "commissioner": group, "answers_by": DAY, "authors": "processledarna"}
    earlier = Review.objects.create(
        slug="2024", title="2024", reference_date=dt.date(2024, 5, 1), opened_at="2024-04-01T08:00Z",
        closed_at="2024-06-01T08:00Z", **shared,
    )  # fmt: skip
    kept = earlier.compilations.create(version=1, made_at="2024-06-01T08:00Z", content="{}", sha256="")
    review = Review.objects.create(
        slug="2026", title="2026", reference_date=DAY, opened_at="2026-10-01T08:00Z", compared_with=kept, **shared
    )
    lifecycle.end(gone, effective=dt.date(2024, 6, 1), reason="Klar")
    frozen, names = composing.compose(review, 2)
    assert (frozen["review"], frozen["version"], frozen["day"], frozen["since"]) == (
        "2026",
        2,
        "2026-11-26",
        "2024-05-01",
    )
    assert frozen["revised_from"] == {"review": "2024", "version": 1, "title": "2024", "day": "2024-05-01"}
    assert frozen["order"] == [group.slug, gone.slug], "what ended since the earlier compilation"
    assert frozen["groups"][group.slug]["meetings"]["held"] == 1
    assert canonical(frozen)
    assert names == {}
