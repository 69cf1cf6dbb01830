"""How far a review has come: of how many groups there is an answer, how many wait to be settled, how many are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from groups.models import GroupType, Review, ReviewItem
from groups.models.review import ReviewItemQuerySet


@dataclass
class Count:
    """Numbers of groups."""

    asked: int = 0
    answered: int = 0
    """With at least one answer."""
    waiting: int = 0
    """Of those answered: where something in an answer has not been accepted or rejected."""
    late: int = 0
    """Without an answer after the day that answers were asked for."""
    decided: int = 0
    """Where the commissioner has said what is to become of them."""

    @property
    def settled(self) -> int:
        """Of those answered: where everything has been accepted or rejected."""
        return self.answered - self.waiting

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered

    def add(self, *, answered: bool, waiting: bool, late: bool, decided: bool) -> None:
        """Count one more group."""
        self.asked += 1
        self.answered += answered
        self.waiting += waiting
        self.late += late
        self.decided += decided


@dataclass
class Progress:
    """How far one review has come, in all and by type of group, in the order of the types."""

    review: Review
    total: Count = field(default_factory=Count)
    by_type: dict[GroupType, Count] = field(default_factory=dict)


def of(reviews: Iterable[Review], today: dt.date) -> dict[int, Progress]:
    """Return how far each review has come, by its primary key. Two queries for any number of them."""
    found = {review.pk: Progress(review) for review in reviews}
    types = {each.pk: each for each in GroupType.objects.all()}
    order = {key: place for place, key in enumerate(types)}
    asked = ReviewItem.objects.filter(review__in=found, group__mistaken=False).with_state().order_by()
    rows = asked.values_list("review", "group__type", "verdict", "is_answered", "is_waiting")
    for key, kind, verdict, answered, waiting in sorted(rows, key=lambda row: order[row[1]]):
        progress = found[key]
        late = not answered and today > progress.review.answers_by
        for count in (progress.total, progress.by_type.setdefault(types[kind], Count())):
            count.add(answered=answered, waiting=waiting, late=late, decided=bool(verdict))
    return found


def items(review: Review) -> ReviewItemQuerySet:
    """The groups of the review in tree order, with `is_answered` and `is_waiting`, fetched for a list of them."""
    asked = review.items.filter(group__mistaken=False).with_state()
    return asked.select_related("group__type", "group__region", "group__parent").order_by(
        "group__tree_id", "group__lft"
    )


def is_late(item: ReviewItem, review: Review, today: dt.date) -> bool:
    """Whether the item, fetched with its state, is without an answer after the day that one was asked for."""
    return not item.is_answered and today > review.answers_by
