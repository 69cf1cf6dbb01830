"""Filters of the list of meetings. What stands in the address is Swedish; garbage there filters nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from groups.admin.group_filters import GroupFilter
from groups.models import Group, Region
from groups.models.user import keeps_registry
from meetings.deadlines import LATE
from meetings.models import Meeting, Minutes


class MeetingFilter(GroupFilter):
    """One choice in the address; what it does is `narrow`'s."""

    def narrow(self, meetings: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
        raise NotImplementedError


class LateFilter(MeetingFilter):
    title = _("att göra")
    parameter_name = "sent"

    def options(self) -> list:
        return [(key, each.label) for key, each in LATE.items()]

    def narrow(self, meetings: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
        return LATE[value].among(meetings, localdate())


class WhenFilter(MeetingFilter):
    """The coming ones unless others, or those that wait for something, are asked for."""

    title = _("när")
    parameter_name = "nar"

    def options(self) -> list:
        return [("passerade", _("passerade")), ("alla", _("alla"))]

    def choices(self, changelist: Any) -> Any:
        every = super().choices(changelist)
        first = next(every)
        yield {**first, "display": _("kommande")}
        yield from every

    def queryset(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        if self.value() == "passerade":
            return queryset.past(localdate())
        if backwards(request):
            return queryset
        return queryset.coming(localdate())


def backwards(request: HttpRequest) -> bool:
    """Whether the list is not of coming meetings alone, and so has the latest first."""
    return request.GET.get("nar") in {"passerade", "alla"} or request.GET.get("sent") in LATE


class MineFilter(MeetingFilter):
    """For those who see more meetings than they keep."""

    title = _("vems")
    parameter_name = "mina"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        user = request.user
        return [("ja", _("mina"))] if keeps_registry(user) and not user.is_administrator else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        if self.value() != "ja":
            return queryset
        return queryset.editable_by(request.user, localdate())


class RegionFilter(MeetingFilter):
    title = _("delregion")
    parameter_name = "delregion"

    def options(self) -> list:
        return [(region.slug, region.name) for region in Region.objects.all()]

    def narrow(self, meetings: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
        return meetings.filter(group__region__slug=value)


class HostFilter(MeetingFilter):
    """The group that was come from; others are found by search, since there are too many to list."""

    title = _("grupp")
    parameter_name = "grupp"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        chosen = request.GET.get(self.parameter_name, "").replace("\0", "")[:80]
        return [(group.slug, group.label) for group in Group.objects.filter(slug=chosen)] if chosen else []

    def narrow(self, meetings: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
        return meetings.of(Group.objects.get(slug=value))


class StatusFilter(MeetingFilter):
    title = _("status")
    parameter_name = "status"

    def options(self) -> list:
        return list(Meeting.Status.choices)

    def narrow(self, meetings: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
        return meetings.filter(status=value)


class MinutesFilter(MeetingFilter):
    title = _("minnesanteckningar")
    parameter_name = "anteckningar"

    def options(self) -> list:
        return list(Minutes.choices)

    def narrow(self, meetings: QuerySet[Meeting], value: str) -> QuerySet[Meeting]:
        return meetings.filter(minutes=value, status=Meeting.Status.HELD)


FILTERS = [LateFilter, WhenFilter, MineFilter, HostFilter, RegionFilter, StatusFilter, MinutesFilter]
