"""The dated logs of a group: where it has stood, and what status it has had."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from groups.models.check import Check
from groups.models.group import Group, Status

AHEAD = _("Dagen kan inte ligga framåt i tiden.")


class EventQuerySet(models.QuerySet):
    def up_to(self, day: dt.date) -> Self:
        """Events in effect by `day`, the latest first; an unknown date counts as before all others."""
        return self.filter(Q(effective__isnull=True) | Q(effective__lte=day)).latest_first()

    def latest_first(self) -> Self:
        return self.order_by(F("effective").desc(nulls_last=True), "-pk")

    def refuse_day(self, effective: dt.date | None, today: dt.date | None) -> None:
        """Raise ValidationError unless a new event beside these may take effect on `effective`.

        It must have a day, not ahead of `today` (when given) and not before the latest of them.
        """
        if effective is None:
            raise ValidationError({"effective": _("Ange från vilken dag.")})
        if today and effective > today:
            raise ValidationError({"effective": AHEAD})
        latest = self.latest_first().first()
        if latest and latest.effective and effective < latest.effective:
            raise ValidationError(
                {
                    "effective": _(
                        "Den senaste ändringen gäller från %(day)s; en ny kan inte gälla från en tidigare dag."
                    )
                    % {"day": latest.effective}
                }
            )

    def value_on(self, day: dt.date, field: str) -> Subquery:
        """`field` of the last event in effect on `day`, for use in a query over groups (outer reference `pk`)."""
        return Subquery(self.up_to(day).filter(group=OuterRef("pk")).values(field)[:1])


class Event(models.Model):
    """Something that changed in the world for a group: when, why, and who recorded it."""

    effective = models.DateField(_("gäller från"), null=True, blank=True, help_text=_("Tomt om dagen är okänd."))
    assumed = models.BooleanField(_("datum antaget"), default=False)
    reason = models.CharField(_("orsak"), max_length=250, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("registrerad av"),
    )
    recorded_at = models.DateTimeField(_("registrerad"), auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = [F("effective").desc(nulls_last=True), "-pk"]


class Placement(Event):
    """From `effective` the group stands under `parent` (None: at the top). Written by `groups.tree` alone."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="placements", verbose_name=_("grupp"))
    old_parent = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", verbose_name=_("låg under"))
    parent = models.ForeignKey(
        Group, models.PROTECT, null=True, related_name="placed_below", verbose_name=_("ligger under")
    )
    part = models.BooleanField(_("som del"), default=False)
    old_region = models.ForeignKey(
        "groups.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("hörde till")
    )
    region = models.ForeignKey("groups.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("hör till"))

    class Meta(Event.Meta):
        verbose_name = _("placering")
        verbose_name_plural = _("placeringar")
        indexes = [models.Index(fields=["group", "effective"], name="groups_placement_group_day")]

    def __str__(self) -> str:
        return f"{self.group}: {self.parent or '–'}"


class StatusChange(Event):
    """From `effective` the group has `status`. Written by `groups.lifecycle` alone."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="status_changes", verbose_name=_("grupp"))
    old_status = models.CharField(_("var"), max_length=10, choices=Status, blank=True)
    status = models.CharField(_("är"), max_length=10, choices=Status)

    class Meta(Event.Meta):
        verbose_name = _("statusändring")
        verbose_name_plural = _("statusändringar")
        indexes = [
            models.Index(fields=["group", "effective"], name="groups_status_group_day"),
            models.Index(fields=["effective", "id"], name="groups_status_day"),  # what has happened last
        ]
        constraints = [
            Check(
                condition=~Q(status=F("old_status")),
                name="groups_statuschange_changes_something",
                violation_error_message=_("Gruppen har redan den statusen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_status_display()}"
