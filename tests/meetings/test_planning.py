"""A year of meetings from the group's own words: when, and when not."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as checked
from hypothesis import strategies as st

from groups.models import Group
from meetings import planning
from meetings.models import Meeting, NoMeeting, Term
from meetings.planning import WITHIN, TermPlan, expected_in_terms, is_suitable, plan_year, stretches, usual_weekday
from tests.factories import GroupFactory, MeetingFactory

BEFORE = dt.date(2026, 12, 31)
"""The day before the year that is planned."""
TWO_A_TERM = {Term.SPRING: 2, Term.AUTUMN: 2}


def planned(group: Group, after: dt.date = BEFORE, wanted: dict | None = None, **more) -> dict[Term, TermPlan]:
    return {plan.term: plan for plan in plan_year(group, 2027, wanted=wanted or TWO_A_TERM, after=after, **more)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "spring", "autumn"),
    [
        ("2 ggr/termin", 2, 2),
        ("1 ggr/termin", 1, 1),
        ("3 gånger per år", 2, 1),
        ("1 gång per år", 1, 0),
        ("cirka 6-8 gånger/år", 3, 3),
        ("en gång i månaden", 5, 5),
        ("var 6-8:e v", 3, 2),
        ("högst 4 gånger per år", 2, 2),
        ("1 g/vecka", 22, 21),
        ("tre gånger i veckan", 30, 30),
    ],
)
def test_the_groups_words_tell_how_many_meetings_a_term_has(words, spring, autumn):
    assert expected_in_terms(GroupFactory(frequency_text=words)) == {Term.SPRING: spring, Term.AUTUMN: autumn}


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "behovsstyrd", "bestäms lokalt", "4 workshops under vintern/våren"])
def test_words_that_promise_nothing_tell_nothing(words):
    assert expected_in_terms(GroupFactory(frequency_text=words)) is None


@pytest.mark.django_db
def test_a_part_speaks_with_the_words_of_its_whole():
    part = GroupFactory(parent=GroupFactory(frequency_text="2 ggr/termin"), part=True)
    assert expected_in_terms(part) == TWO_A_TERM


@pytest.mark.django_db
def test_twice_a_term_is_two_in_spring_and_two_in_autumn():
    plans = planned(GroupFactory())
    assert {term: plan.days for term, plan in plans.items()} == {
        Term.SPRING: [dt.date(2027, 2, 17), dt.date(2027, 5, 12)],
        Term.AUTUMN: [dt.date(2027, 9, 15), dt.date(2027, 11, 17)],
    }
    assert not Meeting.objects.exists()


@checked(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a year's holidays are worked out once
@given(year=st.integers(2020, 2050), term=st.sampled_from(Term), number=st.integers(1, 30), weekday=st.integers(0, 4))
def test_each_day_proposed_is_one_when_people_are_at_work(year, term, number, weekday):
    days = planning._days(TermPlan(year, term, number), weekday, dt.date(year - 1, 12, 31))
    first, last = (dt.date(year, *each) for each in WITHIN[term])
    # Weekly meetings may meet a stretch of holidays alone (Easter, Christmas); others always find a day.
    assert number - (number > 15) * 3 <= len(days) <= number
    assert days == sorted(set(days))
    for day in days:
        assert is_suitable(day)
        assert first <= day <= last
        assert Term.of_month(day.month) == term
        assert day.month != 7
        assert (1, 7) <= (day.month, day.day) <= (12, 23)


@given(year=st.integers(2000, 2100), term=st.sampled_from(Term), number=st.integers(1, 30))
def test_stretches_part_the_term_without_gap_or_overlap(year, term, number):
    cut = stretches(year, term, number)
    assert len(cut) == number
    assert (cut[0][0], cut[-1][1]) == tuple(dt.date(year, *each) for each in WITHIN[term])
    for (_first, last), (begins, _last) in pairwise(cut):
        assert begins == last + dt.timedelta(days=1)
    lengths = {(last - first).days for first, last in cut}
    assert max(lengths) - min(lengths) <= 1


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2027, 1, 6), "Trettondedag jul"),
        (dt.date(2027, 3, 26), "Långfredagen"),
        (dt.date(2027, 5, 6), "Kristi himmelsfärdsdag"),
        (dt.date(2027, 5, 7), ""),  # squeezed between it and the weekend
        (dt.date(2025, 6, 6), "Nationaldagen"),
        (dt.date(2027, 6, 25), "Midsommarafton"),
        (dt.date(2027, 12, 24), "Julafton"),
        (dt.date(2027, 2, 20), ""),  # a Saturday
    ],
)
def test_holidays_eves_weekends_and_squeezed_days_are_not_proposed(day, name):
    assert not is_suitable(day)
    assert planning.holiday_name(day) == name


def test_an_ordinary_friday_is_suitable():
    assert is_suitable(dt.date(2026, 10, 2))
    assert is_suitable(dt.date(2027, 5, 5))


@pytest.mark.django_db
def test_the_weekday_is_the_one_that_the_group_is_used_to():
    group = GroupFactory()
    assert usual_weekday(group) == 2
    for day in (dt.date(2026, 10, 2), dt.date(2026, 9, 4), dt.date(2026, 8, 31)):
        MeetingFactory(group=group, date=day)
    for day in (1, 8, 15):
        MeetingFactory(group=group, date=dt.date(2026, 6, day), status="cancelled", cancel_reason="sjukdom")
    assert usual_weekday(group) == 4
    assert {day.weekday() for plan in planned(group).values() for day in plan.days} == {4}
    assert {day.weekday() for plan in planned(group, weekday=1).values() for day in plan.days} == {1}


@pytest.mark.django_db
def test_meetings_at_weekends_make_no_habit():
    group = GroupFactory()
    MeetingFactory(group=group, date=dt.date(2026, 10, 3))
    assert usual_weekday(group) == 2


@pytest.mark.django_db
def test_what_is_planned_already_counts_and_only_what_lacks_is_proposed():
    group = GroupFactory()
    MeetingFactory(group=group, date=dt.date(2027, 5, 20))
    spring = planned(group)[Term.SPRING]
    assert spring.standing == [dt.date(2027, 5, 20)]
    assert [day.month for day in spring.days] == [2]
    MeetingFactory(group=group, date=dt.date(2027, 5, 27))
    assert planned(group)[Term.SPRING].days == []


@pytest.mark.django_db
def test_a_joint_meeting_where_the_group_is_invited_counts():
    group = GroupFactory()
    MeetingFactory(date=dt.date(2027, 2, 10), guests=[group])
    assert [day.month for day in planned(group)[Term.SPRING].days] == [5]


@pytest.mark.django_db
def test_a_cancelled_meeting_does_not_count():
    group = GroupFactory()
    MeetingFactory(group=group, date=dt.date(2027, 2, 10), status="cancelled", cancel_reason="sjukdom")
    assert len(planned(group)[Term.SPRING].days) == 2


@pytest.mark.django_db
def test_meetings_farthest_from_what_stands_are_proposed_first():
    group = GroupFactory()
    for day in (10, 11):
        MeetingFactory(group=group, date=dt.date(2027, 1, day))
    days = planned(group, wanted={Term.SPRING: 4, Term.AUTUMN: 0})[Term.SPRING].days
    assert [day.month for day in days] == [4, 5]


@pytest.mark.django_db
def test_a_term_that_the_group_does_not_meet_in_is_left_out():
    group = GroupFactory()
    NoMeeting.objects.create(group=group, year=2027, term=Term.SPRING, reason="valår")
    NoMeeting.objects.create(group=group, year=2026, term=Term.AUTUMN)
    plans = planned(group)
    assert (plans[Term.SPRING].days, plans[Term.SPRING].off.reason, plans[Term.SPRING].short) == ([], "valår", 0)
    assert len(plans[Term.AUTUMN].days) == 2


@pytest.mark.django_db
def test_nothing_is_proposed_for_days_gone_by_and_that_is_told():
    plans = planned(GroupFactory(), after=dt.date(2027, 10, 20))
    assert (plans[Term.SPRING].days, plans[Term.SPRING].short) == ([], 2)
    assert (len(plans[Term.AUTUMN].days), plans[Term.AUTUMN].short) == (1, 1)
    assert plans[Term.AUTUMN].days[0] > dt.date(2027, 10, 20)


@pytest.mark.django_db
def test_planning_costs_the_same_for_few_meetings_and_many():
    """1 the latest meetings · 1 terms off · 1 what stands in the year."""
    group = GroupFactory()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            planned(group)
        return len(queries)

    few = cost()
    for month in range(1, 12):
        MeetingFactory(group=group, date=dt.date(2027, month, 3))
    assert cost() == few == 3
