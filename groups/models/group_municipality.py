"""The municipalities that a group names as those it concerns."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.dated import Dated
from groups.models.group import Group
from groups.models.organisation import Organisation


class GroupMunicipality(Dated):
    """A municipality that a group with listed coverage concerns, from a day to a day."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="municipality_rows", verbose_name=_("grupp"))
    municipality = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="group_rows",
        limit_choices_to={"kind": "municipality"},
        verbose_name=_("kommun"),
    )
    history = HistoricalRecords()

    compared_by = "group"
    judged_with = ("municipality",)

    class Meta(Dated.Meta):
        verbose_name = _("kommun som omfattas")
        verbose_name_plural = _("kommuner som omfattas")
        ordering = ["municipality__sort_key", "start_date"]

    def __str__(self) -> str:
        return str(self.municipality)

    def clean(self) -> None:
        if not self.municipality_id or not self.group_id:
            return
        if not self.municipality.is_municipality:
            raise ValidationError({"municipality": _("Välj en kommun.")})
        same = (other for other in self.compared() if other.municipality_id == self.municipality_id)
        if any(other.overlaps(self.start_date, self.end_date) for other in same):
            raise ValidationError({"municipality": _("Kommunen omfattas redan under den tiden.")})
