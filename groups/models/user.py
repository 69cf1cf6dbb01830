"""Those who log in: process leaders, administrators and those who take notes for a group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

PROCESS_LEADER = "Processledare"
ADMINISTRATOR = "Administratör"
NOTE_TAKER = "Antecknare"
COMMISSIONER = "Uppdragsgivare"


Rows = TypeVar("Rows", bound=models.QuerySet)


class User(AbstractUser):
    """An account. What it may do follows from its role (an auth group) and the regions it keeps."""

    function = models.CharField(
        _("funktion"),
        max_length=100,
        blank=True,
        help_text=_("Visas utåt i stället för namnet, t.ex. ”processledare Nordväst”."),
    )
    regions = models.ManyToManyField(
        "groups.Region",
        blank=True,
        related_name="keepers",
        limit_choices_to={"parent__isnull": False},
        verbose_name=_("delregioner"),
        help_text=_("Delregioner som kontot är processledare för."),
    )
    person = models.ForeignKey(
        "groups.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("person"),
        help_text=_("Vem kontot är. Den som har sekreterarplatsen i en grupp för anteckningarna vid dess möten."),
    )

    class Meta:
        verbose_name = _("konto")
        verbose_name_plural = _("konton")

    @cached_property
    def role_names(self) -> frozenset[str]:
        """Names of the auth groups the account is in. Costs one query, once per instance."""
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def is_administrator(self) -> bool:
        """Whether the account edits everything. Costs at most one query, once per instance."""
        return self.is_active and (self.is_superuser or ADMINISTRATOR in self.role_names)

    @cached_property
    def may_read_reviews(self) -> bool:
        """Whether there may be reviews for the account to read, by its role. Costs at most one query."""
        return self.is_administrator or bool(self.role_names & {PROCESS_LEADER, COMMISSIONER})

    @cached_property
    def region_ids(self) -> frozenset[int]:
        """Keys of the regions the account keeps. Costs one query, once per instance."""
        return frozenset(self.regions.values_list("pk", flat=True))

    def takes_notes_in(self, day: dt.date) -> models.QuerySet:
        """Keys of the groups where the person behind the account holds a secretary's seat on `day`, as a subquery."""
        from groups.models.seat import Membership, Seat

        held = Membership.objects.on(day).filter(person=self.person_id, seat__kind=Seat.Kind.SECRETARY)
        return (held if self.person_id else held.none()).order_by().values("seat__group")

    def sits_in(self, day: dt.date) -> models.QuerySet:
        """Keys of the groups where the person behind the account holds a seat on `day`, as a subquery.

        For accounts with the role of a commissioner alone: a seat by itself opens nothing.
        """
        from groups.models.seat import Membership, Seat

        held = Membership.objects.on(day).filter(person=self.person_id).exclude(seat__kind__in=Seat.CALLED_IN)
        may = self.person_id and COMMISSIONER in self.role_names
        return (held if may else held.none()).order_by().values("seat__group")

    @property
    def public_function(self) -> str:
        """What is said instead of a name where readers see who did something."""
        return self.function or str(_("registrets redaktion"))


def keeps_registry(user: User) -> bool:
    """Whether the account reads the whole registry, as process leaders and administrators do."""
    return user.is_authenticated and user.is_active and (user.is_administrator or bool(user.region_ids))


def within_reach(rows: Rows, user: User, of_regions: Callable[[frozenset[int]], Rows]) -> Rows:
    """What `user` may edit of `rows`: none if anonymous, all as administrator, else those of the regions kept.

    `of_regions` narrows the rows to those of the regions with the keys it is given.
    """
    if not user.is_authenticated:
        return rows.none()
    return rows if user.is_administrator else of_regions(user.region_ids)
