"""Delregions, and which municipalities belong to them when."""

from __future__ import annotations

from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from groups.admin.registers import ScopedSluggedForm, SluggedAdmin
from groups.admin.scope import ScopedAdmin, ScopedInline
from groups.models import Region, RegionMunicipality


class MunicipalityPlaceFormSet(BaseInlineFormSet):
    """Rows checked against each other as they will stand: one can end and the next begin in one save."""

    def full_clean(self) -> None:
        if self.is_bound:
            for form in self.forms:
                form.full_clean()  # gives its row what was filled in
            rows = [form.instance for form in self.forms if form.has_changed() or form.instance.pk]
            for form in self.forms:
                form.instance.saved_with = [row for row in rows if row.region_id]
                form._errors = None  # to be checked again, beside the others
        super().full_clean()


class MunicipalityPlaceInline(ScopedInline, admin.TabularInline):
    """A municipality's delregions, on its own page and on the delregion's. Rows are ended, not deleted."""

    model = RegionMunicipality
    formset = MunicipalityPlaceFormSet
    fields = ("region", "municipality", "start_date", "end_date", "assumed", "note")
    verbose_name_plural = _("kommuner och delregioner, med datum")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("region", "municipality")


@admin.register(Region)
class RegionAdmin(SluggedAdmin, ScopedAdmin):
    form = ScopedSluggedForm
    list_display = ("name", "parent")
    list_select_related = ("parent",)
    search_fields = ("name",)
    fields = ("name", "slug", "parent")
    inlines = (MunicipalityPlaceInline,)

    def get_inlines(self, request, obj):
        return self.inlines if obj and not obj.is_county else ()


@admin.register(RegionMunicipality)
class RegionMunicipalityAdmin(ScopedAdmin):
    ending_rows = True
    list_display = ("municipality", "region", "start_date", "end_date", "assumed")
    list_filter = ("region",)
    list_select_related = ("municipality", "region")
    search_fields = ("municipality__search_text",)
    fields = ("municipality", "region", "start_date", "end_date", "assumed", "note")
