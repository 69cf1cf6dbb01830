"""The register of groups: the list, the page of one group, and the ways to its dialogs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups import composition, lifecycle, search
from groups.admin import conflict, group_dialog_views, group_filters, group_history, search_select
from groups.admin.group_beginning import beginning, type_defaults
from groups.admin.group_facts import facts
from groups.admin.group_list import GroupChangeList
from groups.admin.group_saving import Refused, Saving
from groups.admin.group_sections import blanks, sections
from groups.admin.group_sheet import GroupSheet
from groups.admin.scope import PlainScopedAdmin
from groups.editing import structure_lock
from groups.models import Group, ReportingAnswer


@admin.register(Group)
class GroupAdmin(PlainScopedAdmin):
    """Groups in tree order. Everything is written through `groups.tree` and `groups.lifecycle`, under their lock."""

    ending_rows = True
    list_display = ["indented", "status_words", "members", "vacant", "reviewed"]
    list_filter = group_filters.FILTERS
    list_select_related = ["type", "region", "parent__parent", "parent__region"]
    list_per_page = 100
    list_max_show_all = 500
    sortable_by = ()
    search_fields = ["name"]
    search_help_text = gettext_lazy("Namn, andra namn, syfte eller ämne")
    ordering = ["tree_id", "lft"]
    actions = ["attest_chosen"]
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/groups/group/change_list.html"
    change_form_template = "admin/groups/group/change_form.html"

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).select_related("type", "region", "parent__parent", "parent__region")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type:
        return GroupChangeList

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Folded search; what is offered where a group is chosen leaves out those registered by mistake."""
        if request.path == reverse("admin:autocomplete"):
            queryset = queryset.listed()
        return search.groups_matching(search_term, queryset), False

    @admin.display(description=gettext_lazy("grupp"))
    def indented(self, group: Group) -> str:
        kind = _("del") if group.is_part else group.type.name
        return format_html(
            '<span class="tree-name tree-depth-{}">{} <span class="quiet">{}</span></span>',
            min(group.depth, 8),
            group.name,
            f"{kind} · {group.region}" if group.region else kind,
        )

    @admin.display(description=gettext_lazy("status"))
    def status_words(self, group: Group) -> str:
        if group.mistaken:
            return format_html('<span class="state state-mistaken">{}</span>', _("registrerad av misstag"))
        return format_html('<span class="state state-{}">{}</span>', group.status, group.get_status_display())

    @admin.display(description=gettext_lazy("ledamöter"))
    def members(self, group: Group) -> int:
        return sum(len(place.holders) for place in group.composition.places)

    @admin.display(description=gettext_lazy("vakanta"))
    def vacant(self, group: Group) -> int:
        return group.composition.vacancies

    @admin.display(description=gettext_lazy("granskad"))
    def reviewed(self, group: Group) -> str:
        return group.reviewed_on.isoformat() if group.reviewed_on else "–"

    @admin.action(description=gettext_lazy("Stämmer fortfarande"), permissions=["change"])
    def attest_chosen(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        """Attests those chosen that the account keeps, and says how many were left."""
        mine = list(self.editable(request.user).filter(pk__in=queryset.values("pk")).order_by())
        for group in mine:
            lifecycle.attest(group, on=timezone.localdate(), by=request.user)
        messages.success(request, _("%(number)d grupper är märkta som granskade i dag.") % {"number": len(mine)})
        if left := queryset.count() - len(mine):
            messages.warning(
                request, _("%(number)d valda grupper hör till andra delregioner och är orörda.") % {"number": left}
            )

    # The page of one group

    def get_urls(self) -> list:
        dialogs = [
            path(f"<path:object_id>/{dialog.address}/", self.admin_site.admin_view(view), name=f"groups_group_{name}")
            for name, dialog, view in group_dialog_views.views(self)
        ]
        suggest = path("sok/", self.admin_site.admin_view(self.suggest_view), name="groups_group_suggest")
        return [suggest, *dialogs, *super().get_urls()]

    def suggest_view(self, request: HttpRequest) -> JsonResponse:
        """Rows that the words fit, for the fields where one is chosen by name: `?vad=person&q=anna`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.GET.get("vad") not in search_select.REGISTERS:
            return JsonResponse({"results": []})
        model = search_select.REGISTERS[request.GET["vad"]][0]
        rows = Group.objects.listed() if model is Group else model._default_manager.all()
        found = search_select.matching(request.GET.get("q", ""), rows)[: search_select.MOST_OFFERED]
        labels = search_select.labels_of(found)
        return JsonResponse({"results": [{"id": row.pk, "text": labels[row.pk]} for row in found]})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """The group's page. A POST runs whole under the registry's lock, which comes before any transaction."""
        if request.method != "POST":
            return self._page(request, object_id)
        with structure_lock():
            return self._page(request, object_id)

    def _page(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        group, now = None, timezone.now()
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
        else:
            group = self.get_object(request, unquote(object_id))
            if group is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            needed = self.has_change_permission if request.method == "POST" else self.has_view_or_change_permission
            if not needed(request, group):
                raise PermissionDenied
        today = timezone.localdate(now)
        sheet = GroupSheet(group, request.user, today)
        if request.method != "POST":
            initial, copies = ({}, {}) if group else beginning(request.GET, today)
            sheet.open(initial, copies)
        else:
            up_to_date = sheet.receive(request.POST)
            if sheet.is_valid() and up_to_date:
                try:
                    saved = Saving(sheet, request.POST.get("change_reason", "")[:100]).run()
                except Refused as refusal:
                    sheet.show_refusal(request.POST, refusal.errors)
                else:
                    return self._answer(request, sheet, saved, today)
        return self._show(request, sheet, now)

    def _answer(self, request: HttpRequest, sheet: GroupSheet, saved: Group, today: dt.date) -> HttpResponse:
        if composition.of(saved, today).chairs_of_same_principal:
            messages.warning(request, _("Ordförande och vice ordförande kommer från samma huvudman."))
        if saved.reporting != ReportingAnswer.LINES and saved.reporting_lines.on(today).exists():
            messages.warning(
                request,
                _("Gruppen har rapporteringsvägar, men svaret på till vem den rapporterar är ”%(answer)s”.")
                % {"answer": saved.get_reporting_display()},
            )
        if sheet.group is None:
            self.log_addition(request, saved, _("Registrerad"))
            return self.response_add(request, saved)
        self.log_change(request, saved, _("Ändrad"))
        return self.response_change(request, saved)

    def _show(self, request: HttpRequest, sheet: GroupSheet, now: dt.datetime) -> HttpResponse:
        group, today = sheet.group, timezone.localdate(now)
        editable = self.has_change_permission(request, group) if group else True
        context = {
            **self.admin_site.each_context(request),
            "title": (_("Ändra grupp") if editable else _("Visa grupp")) if group else _("Ny grupp"),
            "subtitle": str(group) if group else None,
            "sheet": sheet,
            "attest_seen": conflict.Seen(group.pk, group.revision, at=now.isoformat()).signed() if group else "",
            "sections": sections(sheet, facts(group, today, editable=editable), editable=editable),
            "templates": blanks(sheet) if editable else {},
            "editable": editable,
            "adminform": helpers.AdminForm(sheet.form, [], {}),
            "object_id": str(group.pk) if group else None,
            "original": group,
            "is_popup": False,
            "media": self.media,
            "inline_admin_formsets": [],
            "form_url": request.get_full_path(),  # without the section jumped to, so that what is wrong is seen first
            "problems": sheet.error_links() if sheet.form.is_bound else [],
            "remarks": group.remarks.filter(handled_at__isnull=True)[:20] if group and editable else [],
            "may_add_person": request.user.has_perm("groups.add_person"),
            "defaults": type_defaults() if group is None else None,
            "preserved_filters": self.get_preserved_filters(request),
        }
        status = 409 if sheet.stale else 200
        response = self._render(request, context, group)
        response.status_code = status
        return response

    def _render(self, request: HttpRequest, context: dict, group: Group | None) -> TemplateResponse:
        context |= {
            "add": group is None,
            "change": group is not None,
            "has_view_permission": self.has_view_permission(request, group),
            "has_add_permission": self.has_add_permission(request),
            "has_change_permission": context["editable"],
            "has_delete_permission": False,
            "has_editable_inline_admin_formsets": context["editable"],
            "has_absolute_url": group is not None,
            "absolute_url": self.get_view_on_site_url(group),
            "opts": self.opts,
            "save_as": False,
            "save_on_top": False,
            "app_label": self.opts.app_label,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.change_form_template, context)

    def get_view_on_site_url(self, obj: Group | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and not obj.mistaken else None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Each change field by field, and the dated log of place and status."""
        return group_history.view(self, request, object_id)
