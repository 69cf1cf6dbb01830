"""The registers behind a group's choices: types, topics and agreements."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, ManyToManyField, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groups.admin.registers import ScopedSluggedForm, SluggedAdmin, SluggedForm
from groups.admin.scope import PlainScopedAdmin, ScopedAdmin
from groups.models import Agreement, GroupType, Topic


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
    form = ScopedSluggedForm
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
