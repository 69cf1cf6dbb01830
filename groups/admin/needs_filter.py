"""The filter behind each number on the admin's first page: `?behov=vakant`, `?behov=ej-granskad` …"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from groups.needs import NEEDS, groups_needing


class NeedsFilter(admin.SimpleListFilter):
    """Groups that need something today, by the words of `groups.needs`."""

    title = _("att göra")
    parameter_name = "behov"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, str(need.label)) for key, need in NEEDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> QuerySet[Group]:
        if self.value() not in NEEDS:
            return queryset
        return groups_needing(self.value(), queryset, timezone.localdate())
