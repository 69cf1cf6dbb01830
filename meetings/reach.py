"""Whose meetings an account keeps, and whom and what it may choose among when it does."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from groups.models import Group, Membership, Person, User


def hosts_for(user: User, day: dt.date) -> QuerySet[Group]:
    """The groups whose meetings `user` may schedule on `day`: as `Meeting.objects.editable_by`, asked of groups."""
    if not user.is_authenticated or not user.is_active:
        return Group.objects.none()
    if user.is_administrator:
        return Group.objects.listed()
    return Group.objects.listed().filter(Q(region__in=user.region_ids) | Q(pk__in=user.takes_notes_in(day)))


def guests_for(user: User, day: dt.date) -> QuerySet[Group]:
    """The groups that `user` may invite to a meeting: those they may read of, and those they keep."""
    readable = Group.objects.visible_to(user).order_by().values("pk")
    return Group.objects.listed().filter(Q(pk__in=readable) | Q(pk__in=hosts_for(user, day).order_by().values("pk")))


def keeps_registry(user: User) -> bool:
    """Whether the account reads the whole registry, as process leaders and administrators do."""
    return user.is_authenticated and user.is_active and (user.is_administrator or bool(user.region_ids))


def persons_for(user: User, day: dt.date) -> QuerySet[Person]:
    """The persons that `user` may choose among: all, or for a note taker those of the groups whose notes they take."""
    if keeps_registry(user):
        return Person.objects.all()
    if not user.is_authenticated or not user.is_active:
        return Person.objects.none()
    seated = Membership.objects.filter(seat__group__in=user.takes_notes_in(day)).order_by().values("person")
    return Person.objects.filter(pk__in=seated)
