"""The rows with given keys, however many, asked for in one value."""

from __future__ import annotations

import datetime as dt
from array import array

import pytest
from django.db.models import Max, Min
from django.db.models.functions import NullIf

from groups.models import Group, Seat
from groups.reading_many import AsDay
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [list, set, tuple, lambda keys: array("q", keys)])
def test_it_finds_what_is_among_the_keys_and_nothing_else(kind):
    groups = [factories.GroupFactory() for _ in range(3)]
    asked = kind([groups[0].pk, groups[2].pk, 10**12])
    assert set(Group.objects.filter(pk__among=asked)) == {groups[0], groups[2]}
    assert not Group.objects.filter(pk__among=kind([])).exists()
    assert set(Group.objects.filter(pk__beyond=asked)) == {groups[1]}
    assert Group.objects.filter(pk__beyond=kind([])).count() == 3


def test_it_finds_what_belongs_to_the_keys_and_takes_many():
    seats = [factories.SeatFactory() for _ in range(2)]
    asked = {seats[0].group_id, *range(10**9, 10**9 + 100_000)}
    assert list(Seat.objects.filter(group__pk__among=asked)) == [seats[0]]
    assert list(Seat.objects.filter(group__pk__beyond=asked)) == [seats[1]]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-31 22:59:59+00:00", dt.date(2026, 1, 31)),
        ("2026-01-31 23:00:00.000001+00:00", dt.date(2026, 2, 1)),
        ("2026-06-30 22:00:00+00:00", dt.date(2026, 7, 1)),
    ],
)
def test_a_moment_is_told_as_the_day_that_it_was_in_sweden(moment, day):
    group = factories.GroupFactory()
    group.history.update(history_date=dt.datetime.fromisoformat(moment))
    first, none = AsDay(Min("history_date")), AsDay(NullIf(Max("history_date"), Min("history_date")))
    found = group.history.values_list("id").annotate(first=first, none=none).order_by()
    assert list(found) == [(group.pk, day, None)]
