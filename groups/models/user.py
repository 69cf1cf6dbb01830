"""Those who log in: process leaders and administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

PROCESS_LEADER = "Processledare"
ADMINISTRATOR = "Administratör"


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
    def region_ids(self) -> frozenset[int]:
        """Keys of the regions the account keeps. Costs one query, once per instance."""
        return frozenset(self.regions.values_list("pk", flat=True))

    @property
    def public_function(self) -> str:
        """What is said instead of a name where readers see who did something."""
        return self.function or str(_("registrets redaktion"))


def within_reach(rows: Rows, user: User, of_regions: Callable[[frozenset[int]], Rows]) -> Rows:
    """What `user` may edit of `rows`: none if anonymous, all as administrator, else those of the regions kept.

    `of_regions` narrows the rows to those of the regions with the keys it is given.
    """
    if not user.is_authenticated:
        return rows.none()
    return rows if user.is_administrator else of_regions(user.region_ids)
