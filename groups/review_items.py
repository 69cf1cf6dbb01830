"""Which groups a review asks about: every group of its own in the delregion that has not ended.

A part is answered for with its whole. Whatever comes to the delregion while its review is open is asked about too:
the writers of places and of status (`groups.tree`, `groups.lifecycle`) call `enrol`.
"""

from __future__ import annotations

from django.db.models import QuerySet

from groups.models import Group, Review, ReviewItem


def groups_of(review: Review, *, ahead: bool) -> QuerySet[Group]:
    """The groups to ask about, as they stand on the reference date; as today where that day lies `ahead`."""
    then = Group.objects.as_of(None if ahead else review.reference_date)
    return then.listed().counted().current().filter(**{then.at("region"): review.region_id})


def enrol(group: Group) -> None:
    """Give a group just written an item in the open review of its delregion, if there is one and it is to be asked.

    One query, where no review is open. To be called under the structure lock.
    """
    if group.is_part or group.mistaken or group.is_ended or group.region_id is None:
        return
    for review in Review.objects.open().filter(region=group.region_id):
        ReviewItem.objects.get_or_create(review=review, group=group)
