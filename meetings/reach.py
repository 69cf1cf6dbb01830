"""Whose meetings an account keeps and reads of, and whom it may choose among. Of meetings: `editable_by` there."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from groups.models import Group, Membership, Person, User
from groups.models.user import keeps_registry


def kept_by(user: User, day: dt.date) -> QuerySet[Group]:
    """Groups whose meetings `user` may edit on `day`, whether they have met yet or not.

    As with meetings: all for administrators, those of their delregions for process leaders, those where they take
    notes for note takers.
    """
    groups = Group.objects.listed()
    if not user.is_authenticated or not user.is_active:
        return groups.none()
    if user.is_administrator:
        return groups
    return groups.filter(Q(region__in=user.region_ids) | Q(pk__in=user.takes_notes_in(day)))


def open_to(user: User, day: dt.date) -> QuerySet[Group]:
    """Groups whose pages about meetings `user` may open: those they may read of, and those they keep."""
    if not user.is_authenticated:
        return Group.objects.visible_to(user)
    visible, kept = Group.objects.visible_to(user), kept_by(user, day)
    return Group.objects.filter(Q(pk__in=visible.order_by().values("pk")) | Q(pk__in=kept.order_by().values("pk")))


def persons_for(user: User, day: dt.date) -> QuerySet[Person]:
    """The persons that `user` may choose among: all, or for a note taker those of the groups whose notes they take."""
    if keeps_registry(user):
        return Person.objects.all()
    if not user.is_authenticated or not user.is_active:
        return Person.objects.none()
    seated = Membership.objects.filter(seat__group__in=user.takes_notes_in(day)).order_by().values("person")
    return Person.objects.filter(pk__in=seated)
