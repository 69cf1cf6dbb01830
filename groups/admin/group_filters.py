"""Filters of the list of groups. What stands in the address is Swedish; garbage there filters nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from groups.admin.needs_filter import NeedsFilter
from groups.models import Group, GroupType, Mandate, Organisation, Region, ReportingAnswer, Status, Tier


class GroupFilter(admin.SimpleListFilter):
    """One choice in the address; what it does is `narrow`'s."""

    template = "admin/groups/group/filter.html"

    def options(self) -> list[tuple[str, Any]]:
        raise NotImplementedError

    def narrow(self, groups: QuerySet[Group], value: str) -> QuerySet[Group]:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return self.options()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> QuerySet[Group]:
        if self.value() not in {str(key) for key, _words in self.lookup_choices}:
            return queryset
        return self.narrow(queryset, self.value())


class RegionFilter(GroupFilter):
    title = _("delregion")
    parameter_name = "delregion"

    def options(self) -> list:
        return [(region.slug, region.name) for region in Region.objects.all()]

    def narrow(self, groups: QuerySet[Group], value: str) -> QuerySet[Group]:
        return groups.filter(region__slug=value)


class MunicipalityFilter(GroupFilter):
    title = _("kommun som omfattas")
    parameter_name = "kommun"

    def options(self) -> list:
        return [(row.slug, row.name) for row in Organisation.objects.municipalities()]

    def narrow(self, groups: QuerySet[Group], value: str) -> QuerySet[Group]:
        return groups.covering(Organisation.objects.get(slug=value), localdate())


class TypeFilter(GroupFilter):
    title = _("grupptyp")
    parameter_name = "typ"

    def options(self) -> list:
        return [(kind.slug, kind.name) for kind in GroupType.objects.all()]

    def narrow(self, groups: QuerySet[Group], value: str) -> QuerySet[Group]:
        return groups.filter(type__slug=value)


class StatusFilter(GroupFilter):
    """Ended groups, and those registered by mistake, are shown only when asked for."""

    title = _("status")
    parameter_name = "status"

    def options(self) -> list:
        return [*Status.choices, ("alla", _("alla, även avslutade")), ("misstag", _("registrerad av misstag"))]

    def choices(self, changelist: Any) -> Any:
        every = super().choices(changelist)
        first = next(every)
        yield {**first, "display": _("pågående")}
        yield from every

    def queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> QuerySet[Group]:
        value = self.value()
        if value == "misstag":
            return queryset.filter(mistaken=True)
        queryset = queryset.listed()
        if value == "alla":
            return queryset
        if value in Status.values:
            return queryset.filter(status=value)
        return queryset.current()


class TierFilter(GroupFilter):
    title = _("nivå")
    parameter_name = "niva"

    def options(self) -> list:
        return list(Tier.choices)

    def narrow(self, groups: QuerySet[Group], value: str) -> QuerySet[Group]:
        return groups.filter(tier=value)


class MandateFilter(GroupFilter):
    title = _("beslutsmandat")
    parameter_name = "mandat"

    def options(self) -> list:
        return list(Mandate.choices)

    def narrow(self, groups: QuerySet[Group], value: str) -> QuerySet[Group]:
        return groups.filter(mandate=value)


class ReportingFilter(GroupFilter):
    title = _("rapportering")
    parameter_name = "rapporterar"

    def options(self) -> list:
        return list(ReportingAnswer.choices)

    def narrow(self, groups: QuerySet[Group], value: str) -> QuerySet[Group]:
        return groups.filter(reporting=value)


FILTERS = [
    NeedsFilter,
    RegionFilter,
    StatusFilter,
    TypeFilter,
    TierFilter,
    MandateFilter,
    ReportingFilter,
    MunicipalityFilter,
]
