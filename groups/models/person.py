"""Persons who can hold seats, and what of them may be shown."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.check import Check
from groups.models.dated import new_uid
from groups.models.organisation import Organisation
from groups.models.user import User, within_reach
from groups.ordering import SORT_KEY_LENGTH, searchable, sort_key
from groups.search_index import TrigramIndex


class PersonQuerySet(models.QuerySet):
    def named_publicly(self) -> Self:
        return self.filter(name_public=True)

    def editable_by(self, user: User) -> Self:
        """All for administrators; for process leaders persons employed or seated in the regions they keep."""
        return within_reach(self, user, self.in_regions)

    def in_regions(self, region_ids: frozenset[int]) -> Self:
        """Persons employed or seated in these regions, and those who are neither anywhere."""
        return self.filter(
            Q(organisation__in=Organisation.objects.in_regions(region_ids).values("pk"))
            | Q(memberships__seat__group__region__in=region_ids)
            | Q(organisation__isnull=True, memberships__isnull=True)
        ).distinct()


class Person(models.Model):
    """Somebody who can hold seats. Shown publicly only as far as the two marks say."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(_("namn"), max_length=120)
    title = models.CharField(_("titel"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="persons",
        verbose_name=_("organisation"),
    )
    email = models.EmailField(_("e-post"), blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    name_public = models.BooleanField(_("namnet får visas publikt"), default=False)
    contact_public = models.BooleanField(_("e-post och telefon får visas publikt"), default=False)
    invented = models.BooleanField(_("påhittad (demo)"), default=False, help_text=_("Personen finns inte på riktigt."))
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    history = HistoricalRecords(excluded_fields=["sort_key", "search_text"])

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        ordering = ["sort_key"]
        indexes = [TrigramIndex("search_text", name="groups_person_trigram")]
        constraints = [
            Check(
                condition=Q(contact_public=False) | Q(name_public=True),
                name="groups_person_contact_needs_name",
                violation_error_message=_("Kontaktuppgifter kan bara visas publikt om namnet får visas."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.derive()
        super().save(**kwargs)

    def derive(self) -> None:
        """Bring the columns that are worked out from its own words up to date."""
        self.sort_key = sort_key(self.name)
        self.search_text = searchable(self.name, self.title)
