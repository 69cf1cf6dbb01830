"""How far a review has come, counted by type of group and in all."""

from __future__ import annotations

import datetime as dt

import pytest

from groups import lifecycle, review_progress, reviewing
from groups.settling import settle
from tests import factories as make
from tests.groups.reviewing.given import NOW, TODAY, answered, proposed

pytestmark = pytest.mark.django_db
LATE = dt.date(2026, 5, 1)


def test_answered_waiting_settled_and_late_by_type_and_in_all(django_assert_num_queries) -> None:
    by = make.ProcessLeaderFactory()
    region = make.RegionFactory()
    kind = make.GroupTypeFactory(name="Styrgrupp")
    answering, settled, silent, mistaken = (make.GroupFactory(region=region, type=kind) for _ in range(4))
    review = make.ReviewFactory(region=region)
    other = make.ReviewFactory()
    answered(answering.review_items.get(), unchanged=True)
    answered(answering.review_items.get(), serves="yes")
    settle(proposed(settled.review_items.get(), unchanged=True), False, by=by, now=NOW)
    reviewing.decide(silent.review_items.get(), "return", on=TODAY, by=by, now=NOW)
    lifecycle.mark_mistaken(mistaken, reason="Fel")
    with django_assert_num_queries(2):
        found = review_progress.of([review, other], LATE)
    count = found[review.pk].by_type[kind]
    assert (count.asked, count.answered, count.waiting, count.settled, count.late) == (3, 2, 1, 1, 1)
    assert (count.unanswered, count.decided) == (1, 1)
    total = found[review.pk].total
    assert (total.asked, total.answered, total.late) == (4, 2, 2)
    assert set(found[review.pk].by_type) == {kind, review.commissioner.type}
    assert found[other.pk].total.asked == 1
    assert review_progress.of([review], dt.date(2026, 4, 30))[review.pk].total.late == 0


def test_the_list_of_items_is_in_tree_order_in_one_query(django_assert_num_queries) -> None:
    region = make.RegionFactory()
    top = make.GroupFactory(region=region, name="Överst")
    make.GroupFactory(parent=top, name="B")
    make.GroupFactory(parent=top, name="A")
    review = make.ReviewFactory(region=region)
    with django_assert_num_queries(1):
        items = list(review_progress.items(review))
        assert [str(item) for item in items] == ["Överst", "A", "B", "Arbetsutskottet"]
        assert [item.group.parent for item in items][:2] == [None, top]
    assert review_progress.is_late(items[0], review, LATE)
