"""The registers behind a group's choices: types, topics and agreements."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, ManyToManyField, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groups.admin.registers import ScopedSluggedForm, SluggedAdmin, SluggedForm
from groups.admin.scope import PlainScopedAdmin, ScopedAdmin
from groups.models import Agreement, Group, GroupType, Topic

MOST_NAMED = 5
"""Groups that a refusal names; of the others it says how many."""


class GroupTypeForm(ScopedSluggedForm):
    """A type does not get rules that its groups already break: nobody could save them afterwards."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors or not self.instance.pk:
            return cleaned
        standing = Group.objects.listed().current().counted().filter(type=self.instance.pk).order_by("sort_key", "pk")
        if "tier" in self.changed_data and cleaned["tier"]:
            self._refuse("tier", _("De står på en annan nivå: %(groups)s."), standing.exclude(tier=cleaned["tier"]))
        if "may_be_root" in self.changed_data and not cleaned["may_be_root"]:
            self._refuse("may_be_root", _("De står överst: %(groups)s."), standing.filter(parent=None))
        if "allowed_parents" in self.changed_data:
            elsewhere = standing.exclude(parent=None).exclude(parent__type__in=cleaned["allowed_parents"])
            self._refuse("allowed_parents", _("De ligger under en annan grupptyp: %(groups)s."), elsewhere)
        return cleaned

    def _refuse(self, field: str, words: str, groups: QuerySet[Group]) -> None:
        """Adds the error, with the names of the groups, if there are any."""
        names = list(groups.values_list("name", flat=True)[: MOST_NAMED + 1])
        if not names:
            return
        told = ", ".join(names[:MOST_NAMED])
        if len(names) > MOST_NAMED:
            told = _("%(names)s och %(number)d till") % {"names": told, "number": groups.count() - MOST_NAMED}
        self.add_error(
            field, f"{_('Grupper av typen hindrar.')} {words % {'groups': told}} {_('Ändra eller flytta dem först.')}"
        )


class CountedGroups:
    """A column with how many groups, parts and mistakes aside, that use the row."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        used = Count("groups", filter=Q(groups__mistaken=False, groups__is_part=False), distinct=True)
        return super().get_queryset(request).annotate(group_count=used)

    @admin.display(description=_("grupper"), ordering="group_count")
    def groups_using(self, row: GroupType | Topic) -> int:
        return row.group_count


@admin.register(GroupType)
class GroupTypeAdmin(CountedGroups, SluggedAdmin, ScopedAdmin):
    form = GroupTypeForm
    list_display = ("name", "tier", "side", "expected_per", "may_be_root", "groups_using", "order")
    list_filter = ("tier", "side", "expected_per")
    search_fields = ("name", "plural")
    formfield_overrides = {**ScopedAdmin.formfield_overrides, ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fieldsets = (
        (None, {"fields": ["name", "plural", "slug", "order"]}),
        (_("Plats i trädet"), {"fields": ["tier", "side", "may_be_root", "allowed_parents", "expected_per"]}),
        (_("Förval för nya grupper"), {"fields": ["default_purpose", "default_mandate", "default_agenda"]}),
    )


class TopicAdmin(CountedGroups, SluggedAdmin, PlainScopedAdmin):
    """Topics; `samverkan.admin` registers it, with files in and out."""

    form = SluggedForm
    list_display = ("name", "groups_using")
    search_fields = ("search_text", "name")
    fields = ("name", "slug")


@admin.register(Agreement)
class AgreementAdmin(SluggedAdmin, ScopedAdmin):
    form = ScopedSluggedForm
    list_display = ("name", "short_name", "order")
    search_fields = ("name", "short_name")
    fields = ("name", "short_name", "slug", "url", "order")
