"""The rows with given keys, however many, asked for in one value."""

from __future__ import annotations

from array import array

import pytest

from groups.models import Group, Seat
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [list, set, tuple, lambda keys: array("q", keys)])
def test_it_finds_what_is_among_the_keys_and_nothing_else(kind):
    groups = [factories.GroupFactory() for _ in range(3)]
    asked = kind([groups[0].pk, groups[2].pk, 10**12])
    assert set(Group.objects.filter(pk__among=asked)) == {groups[0], groups[2]}
    assert not Group.objects.filter(pk__among=kind([])).exists()
    assert set(Group.objects.exclude(pk__among=asked)) == {groups[1]}
    assert Group.objects.exclude(pk__among=kind([])).count() == 3


def test_it_finds_what_belongs_to_the_keys_and_takes_many():
    seats = [factories.SeatFactory() for _ in range(2)]
    asked = {seats[0].group_id, *range(10**9, 10**9 + 100_000)}
    assert list(Seat.objects.filter(group__pk__among=asked)) == [seats[0]]
