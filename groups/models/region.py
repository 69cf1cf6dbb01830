"""Geographic areas of collaboration, and which municipalities belong to them when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.dated import Dated
from groups.models.user import User, within_reach
from groups.ordering import SORT_KEY_LENGTH, sort_key

if TYPE_CHECKING:
    from groups.models.organisation import Organisation


class RegionQuerySet(models.QuerySet):
    def delregions(self) -> Self:
        """The parts that municipalities and groups belong to, not the counties above them."""
        return self.filter(parent__isnull=False)

    def kept_by(self, user: User) -> Self:
        """Regions whose groups `user` may edit; administrators keep all."""
        return within_reach(self, user, lambda regions: self.filter(pk__in=regions))


class Region(models.Model):
    """A county (no parent) or a delregion in it. Not the organisation Region Skåne."""

    name = models.CharField(_("namn"), max_length=100)
    slug = models.SlugField(_("adress"), max_length=60, unique=True, help_text=_("Del av webbadressen; ändras inte."))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("del av"),
        help_text=_("Tomt för ett helt län."),
    )
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH, editable=False, db_index=True)
    history = HistoricalRecords()

    objects = RegionQuerySet.as_manager()

    judged_with = ("parent",)

    class Meta:
        verbose_name = _("delregion")
        verbose_name_plural = _("delregioner")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.derive()
        super().save(**kwargs)

    def derive(self) -> None:
        """Bring the columns that are worked out from its own words up to date."""
        self.sort_key = sort_key(self.name)

    def clean(self) -> None:
        if self.parent and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": _("En delregion ligger direkt under ett län.")})

    def get_absolute_url(self) -> str:
        return reverse("groups:region-detail", args=[self.slug])

    @property
    def is_county(self) -> bool:
        return self.parent_id is None

    def municipalities_on(self, day: dt.date) -> models.QuerySet[Organisation]:
        """Municipalities of this delregion, or of all delregions of this county, on `day`; in Swedish order."""
        from groups.models.organisation import Organisation

        rows = RegionMunicipality.objects.on(day)
        rows = rows.filter(region__parent=self) if self.is_county else rows.filter(region=self)
        return Organisation.objects.filter(pk__in=rows.values("municipality"))


class RegionMunicipality(Dated):
    """A municipality's place in a delregion, from a day to a day."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="municipality_rows", verbose_name=_("delregion"))
    municipality = models.ForeignKey(
        "groups.Organisation",
        models.PROTECT,
        related_name="region_rows",
        limit_choices_to={"kind": "municipality"},
        verbose_name=_("kommun"),
    )
    assumed = models.BooleanField(
        _("datum antaget"), default=False, help_text=_("Källan anger inte datum; det är vårt antagande.")
    )
    note = models.CharField(_("anmärkning"), max_length=200, blank=True)
    history = HistoricalRecords()

    compared_by = "municipality"
    judged_with = ("region", "municipality")

    saved_with: Sequence[RegionMunicipality] = ()
    """Rows saved together with this one, as they will stand then: set by whoever saves several."""

    class Meta(Dated.Meta):
        verbose_name = _("kommun i delregion")
        verbose_name_plural = _("kommuner i delregioner")
        ordering = ["municipality__sort_key", "start_date"]

    def __str__(self) -> str:
        return f"{self.municipality} – {self.region}"

    def clean(self) -> None:
        if self.region_id and self.region.is_county:
            raise ValidationError({"region": _("En kommun hör till en delregion, inte direkt till länet.")})
        if self.municipality_id:
            if not self.municipality.is_municipality:
                raise ValidationError({"municipality": _("Bara kommuner hör till en delregion på detta sätt.")})
            together = [
                row for row in self.saved_with if row is not self and row.municipality_id == self.municipality_id
            ]
            saved = {row.pk for row in together}
            for other in (*(row for row in self.compared() if row.pk not in saved), *together):
                if other.overlaps(self.start_date, self.end_date):
                    raise ValidationError(
                        {
                            "start_date": _(
                                "%(municipality)s hör redan till %(region)s under den tiden. Avsluta den raden först."
                            )
                            % {"municipality": self.municipality, "region": other.region}
                        }
                    )
