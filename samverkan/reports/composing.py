"""Puts together what a compilation holds: the groups' facts and their meetings. Handed to `groups.reviewing.close`."""

from __future__ import annotations

import datetime as dt

from groups import snapshot
from groups.models import Region, Review
from groups.snapshot import Names, Snapshot
from samverkan.reports import meetings_held


def compose(review: Review, version: int) -> tuple[Snapshot, Names]:
    """Return what is to be frozen of the review as this version, and the names of the persons in it.

    The groups are told as they were on the review's day; those that ended since the compilation that it is compared
    with come along.
    """
    earlier = review.compared_with
    since = earlier.review.reference_date if earlier else None
    frozen, names = on(review.region, review.reference_date, since, review)
    return {**frozen, "review": review.slug, "version": version}, names


def on(
    region: Region, day: dt.date, since: dt.date | None = None, review: Review | None = None
) -> tuple[Snapshot, Names]:
    """Return the snapshot of the delregion on `day` with what its groups have met, as to compare a closed one with."""
    frozen, names = snapshot.of(region, day, since, review)
    for slug, told in meetings_held.of(frozen["groups"], day).items():
        frozen["groups"][slug]["meetings"] = told
    return frozen, names
