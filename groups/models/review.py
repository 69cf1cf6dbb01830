"""The yearly review of a delregion's groups: which are asked about, and what the working committee decides of each."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.check import Check
from groups.models.group import Group
from groups.models.region import Region
from groups.models.user import User, within_reach


class ReviewQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def editable_by(self, user: User) -> Self:
        """All for administrators; for process leaders those of the delregions they keep."""
        return within_reach(self, user, lambda regions: self.filter(region__in=regions))

    def readable_by(self, user: User, day: dt.date) -> Self:
        """Those that `user` keeps, and those commissioned by a group where the person behind the account sits."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(Q(region__in=user.region_ids) | Q(commissioner__in=user.sits_in(day)))


class Review(models.Model):
    """A round of questions about every group of a delregion. Written by `groups.reviewing` alone."""

    slug = models.SlugField(_("adress"), max_length=80, unique=True, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="reviews", verbose_name=_("delregion"))
    title = models.CharField(_("titel"), max_length=200)
    commissioner = models.ForeignKey(
        Group,
        models.PROTECT,
        related_name="reviews_commissioned",
        verbose_name=_("uppdragsgivare"),
        help_text=_("Gruppen som beställer sammanställningen, oftast delregionens arbetsutskott."),
    )
    authors = models.CharField(
        _("sammanställd av"), max_length=200, help_text=_("Funktioner, t.ex. ”processledarna för God och Nära vård”.")
    )
    reference_date = models.DateField(
        _("avser läget den"), help_text=_("Sammanställningen beskriver grupperna som de är den dagen.")
    )
    answers_by = models.DateField(_("svar senast"))
    compared_with = models.ForeignKey(
        "groups.Compilation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviderad från"),
        help_text=_("Den tidigare sammanställning som ändringarna räknas från."),
    )
    introduction = models.TextField(
        _("inledning"), blank=True, help_text=_("Står först i sammanställningen. Frivillig.")
    )
    opened_at = models.DateTimeField(_("öppnad"), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(_("stängd"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    history = HistoricalRecords()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("granskning")
        verbose_name_plural = _("granskningar")
        ordering = ["-reference_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(closed_at__isnull=True),
                name="groups_review_one_open_in_a_region",
                violation_error_message=_("Delregionen har redan en öppen granskning."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a whole county, and a comparison with another delregion's compilation."""
        if self.region_id and self.region.is_county:
            raise ValidationError({"region": _("Välj en delregion. Varje delregion granskas för sig.")})
        if self.compared_with and self.compared_with.review.region_id != self.region_id:
            raise ValidationError({"compared_with": _("Välj en sammanställning för samma delregion.")})

    def get_absolute_url(self) -> str:
        return reverse("groups:review", args=[self.slug])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ReviewItemQuerySet(models.QuerySet):
    def with_state(self) -> Self:
        """Annotates `is_answered` and `is_waiting`: something in an answer has not been settled."""
        from groups.models.answer import Answer

        answers = Answer.objects.filter(item=OuterRef("pk"))
        waiting = answers.filter(settled_at__isnull=True)
        return self.annotate(is_answered=Exists(answers), is_waiting=Exists(waiting))


class ReviewItem(models.Model):
    """One group in a review, and what the commissioner says of it."""

    class Verdict(models.TextChoices):
        CONTINUE = "continue", _("fortsätter")
        REVISE = "revise", _("uppdraget revideras")
        MERGE = "merge", _("slås ihop")
        DORMANT = "dormant", _("görs vilande")
        END = "end", _("avslutas")
        RETURN = "return", _("återkom")

    review = models.ForeignKey(Review, models.CASCADE, related_name="items", verbose_name=_("granskning"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="review_items", verbose_name=_("grupp"))
    verdict = models.CharField(_("beslut"), max_length=10, choices=Verdict, blank=True)
    verdict_note = models.CharField(
        _("beslutet i ord"), max_length=250, blank=True, help_text=_("Till exempel vilken grupp den slås ihop med.")
    )
    verdict_on = models.DateField(_("beslutat den"), null=True, blank=True)
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    history = HistoricalRecords()

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("grupp i granskningen")
        verbose_name_plural = _("grupper i granskningen")
        ordering = ["review", "group__tree_id", "group__lft"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "group"],
                name="groups_reviewitem_once",
                violation_error_message=_("Gruppen är redan med i granskningen."),
            ),
            Check(
                condition=~Q(verdict="") | Q(verdict_on__isnull=True),
                name="groups_reviewitem_verdict_has_words",
                violation_error_message=_("Välj vad som beslutades."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)
