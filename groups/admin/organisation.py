"""Organisations, and the inhabitants of municipalities."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import search
from groups.admin.merge import MergeAction
from groups.admin.region import MunicipalityPlaceInline
from groups.admin.registers import FoldedSearch, ScopedSluggedForm, SluggedAdmin
from groups.admin.scope import PlainScopedAdmin, ScopedAdmin, ScopedInline
from groups.admin.search_select import SearchChoiceField
from groups.models import Inhabitants, Organisation, Person, Region, RegionMunicipality, Seat


class RegionFilter(admin.SimpleListFilter):
    """Organisations of a delregion: by their own region, by municipality, or by what they are part of."""

    title = _("delregion")
    parameter_name = "delregion"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Region.objects.delregions().values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {slug for slug, _name in self.lookup_choices}:
            return queryset
        return queryset.in_regions(Region.objects.filter(slug=self.value()).values("pk"))


class OrganisationForm(ScopedSluggedForm):
    """Keeps a process leader's organisations within the delregions they keep."""

    parent = SearchChoiceField(Organisation._meta.get_field("parent"))
    decisive = ("kind", "parent", "region")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            filled_in = Organisation(pk=self.instance.pk, **{name: cleaned.get(name) for name in self.decisive})
            filled_in.refuse_for(self.user, self.instance if self.instance.pk else None)
        return cleaned


class InhabitantsInline(ScopedInline, admin.TabularInline):
    model = Inhabitants

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("municipality")


@admin.register(Organisation)
class OrganisationAdmin(FoldedSearch, MergeAction, SluggedAdmin, ScopedAdmin):
    """Municipalities, administrations, hospitals, health centres …"""

    form = OrganisationForm
    search_with = search.organisations_matching
    list_display = ("name", "kind", "principal", "parent", "regions_today", "seats_today", "persons_known")
    list_filter = ("kind", "principal", "operation", RegionFilter)
    list_select_related = ("parent", "region")
    inlines = (MunicipalityPlaceInline, InhabitantsInline)
    fieldsets = (
        (None, {"fields": ["name", "short_name", "slug", "aliases"]}),
        (_("Vad"), {"fields": ["kind", "principal", "operation", "municipality_code"]}),
        (_("Var"), {"fields": ["parent", "region"]}),
        (_("Kontakt för funktionen"), {"fields": ["function_email", "function_phone"]}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With counts as subqueries, so that they neither multiply each other nor cost a query a row."""
        today = timezone.localdate()
        places = RegionMunicipality.objects.on(today).select_related("region")
        return (
            super()
            .get_queryset(request)
            .annotate(
                seat_count=_number(Seat.objects.on(today).filter(organisation=OuterRef("pk")), "organisation"),
                person_count=_number(Person.objects.filter(organisation=OuterRef("pk")), "organisation"),
            )
            .prefetch_related(Prefetch("region_rows", queryset=places, to_attr="places_today"))
        )

    def get_inlines(self, request: HttpRequest, obj: Organisation | None) -> tuple:
        return self.inlines if obj and obj.is_municipality else ()

    @admin.display(description=_("delregion"))
    def regions_today(self, organisation: Organisation) -> str:
        placed = [str(row.region) for row in organisation.places_today]
        return ", ".join(placed) or str(organisation.region or "–")

    @admin.display(description=_("platser"), ordering="seat_count")
    def seats_today(self, organisation: Organisation) -> int:
        return organisation.seat_count

    @admin.display(description=_("personer"), ordering="person_count")
    def persons_known(self, organisation: Organisation) -> int:
        return organisation.person_count


def _number(rows: QuerySet, by: str) -> Coalesce:
    """How many of `rows` there are for each outer row."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class InhabitantsAdmin(PlainScopedAdmin):
    """Inhabitants by municipality and year; `samverkan.admin` registers it, with files in and out."""

    list_display = ("municipality", "year", "number", "assumed")
    list_filter = ("year",)
    list_select_related = ("municipality",)
    search_fields = ("municipality__search_text",)
