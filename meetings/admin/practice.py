"""What a group is used to: the habits of its meetings, and the terms in which it does not meet."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from groups import search
from groups.admin.group_filters import RegionFilter
from groups.admin.scope import ScopedAdmin, ScopedForm
from groups.admin.search_select import SearchChoiceField
from groups.models import Group, User
from meetings import scheduling
from meetings.admin.meeting_form import time_input
from meetings.models import NoMeeting, Practice


class OfGroup:
    """For a ModelAdmin: rows about a group, changed by those who keep it; the group is chosen by name, and stays."""

    change_form_template = "admin/meetings/register_form.html"
    list_select_related = ("group__region",)
    search_fields = ("group__name",)
    search_help_text = _("Grupp")

    def editable(self, user: User) -> QuerySet:
        return self.model._default_manager.filter(group__in=Group.objects.editable_by(user).order_by().values("pk"))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        words = search_term.replace("\0", "")
        groups = search.groups_matching(words, Group.objects.all()).order_by().values("pk")
        return (queryset.filter(group__in=groups) if words.strip() else queryset), False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["group"] if obj else []

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> type:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "group" in form.base_fields:
            form.base_fields["group"].queryset = Group.objects.listed().editable_by(request.user)
        return form


class RegionOfGroupFilter(RegionFilter):
    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(group__region__slug=value)


class PracticeForm(ScopedForm):
    group = SearchChoiceField(Practice._meta.get_field("group"))

    class Meta:
        widgets = {"start": time_input(), "end": time_input()}


@admin.register(Practice)
class PracticeAdmin(OfGroup, ScopedAdmin):
    """A group without a row has the usual habits."""

    ending_rows = True
    form = PracticeForm
    list_display = ("group", "start", "end", "mode", "place", "matters_days", "agenda_days", "minutes_days")
    list_filter = (RegionOfGroupFilter,)
    ordering = ("group__sort_key",)
    show_facets = admin.ShowFacets.NEVER
    fieldsets = (
        (None, {"fields": ["group"]}),
        (
            _("Vanligen"),
            {
                "fields": ["start", "end", "mode", "place"],
                "description": _("Nya möten börjar med detta och kan sedan ändras var för sig."),
            },
        ),
        (_("Tider före och efter mötet"), {"fields": ["matters_days", "agenda_days", "minutes_days"]}),
    )

    def get_urls(self) -> list[URLPattern]:
        of_group = self.admin_site.admin_view(self.of_group)
        return [path("grupp/<int:pk>/", of_group, name="meetings_practice_of"), *super().get_urls()]

    def of_group(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the habits of a group, or to where they are stated first."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        group = get_object_or_404(Group.objects.listed(), pk=pk)
        stated = Practice.objects.filter(group=group).first()
        if stated:
            return HttpResponseRedirect(reverse("admin:meetings_practice_change", args=[stated.pk]))
        return HttpResponseRedirect(f"{reverse('admin:meetings_practice_add')}?group={group.pk}")


class NoMeetingForm(ScopedForm):
    group = SearchChoiceField(NoMeeting._meta.get_field("group"))

    def clean(self) -> dict[str, Any]:
        """Refuses a term in which meetings are planned, under the lock that scheduling takes."""
        data = super().clean()
        group = data.get("group") or (self.instance.group if self.instance.pk else None)
        year, term = data.get("year"), data.get("term")
        if group and year and term:
            if year not in scheduling.YEARS:
                self.add_error("year", _("Året ser inte rätt ut."))
                return data
            try:
                scheduling.refuse_planned_in_term(group, year, term)
            except ValidationError as refused:
                self.add_error(None, refused)
        return data


@admin.register(NoMeeting)
class NoMeetingAdmin(OfGroup, ScopedAdmin):
    form = NoMeetingForm
    list_display = ("group", "year", "term", "reason")
    list_filter = (RegionOfGroupFilter, "year")
    show_facets = admin.ShowFacets.NEVER
    fields = ("group", "year", "term", "reason")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"year": localdate().year, **super().get_changeform_initial_data(request)}
