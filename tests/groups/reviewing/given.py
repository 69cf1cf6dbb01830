"""What the tests of the yearly review share: a moment, and answers that state only what matters."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from groups import reviewing
from groups.models import Answer, Group, Proposal, Review, ReviewItem
from tests import factories as make

NOW = dt.datetime(2026, 4, 10, 9, tzinfo=dt.UTC)
TODAY = dt.date(2026, 4, 10)


def item_of(group: Group, **review: Any) -> ReviewItem:
    """The group's item in a review of its delregion, opened now if there is none."""
    if not Review.objects.open().filter(region=group.region).exists():
        make.ReviewFactory(region=group.region, **review)
    return group.review_items.get()


def answered(item: ReviewItem, **said: Any) -> Answer:
    """What a convener answers now."""
    return reviewing.answer(item, **{"uid": uuid.uuid4(), "now": NOW} | said)


def proposed(item: ReviewItem, **said: Any) -> Proposal:
    """The one proposal of such an answer."""
    return answered(item, **said).proposals.get()
