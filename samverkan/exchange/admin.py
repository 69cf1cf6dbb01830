"""The registers of the exchange: what has been taken in, and the mappings that are kept; and the ways in and out."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.admin.scope import PlainScopedAdmin
from meetings.uploads import takes_one_file
from samverkan.exchange.models import ColumnMapping, Import
from samverkan.exchange.pages import (
    access,
    confirm,
    correcting,
    export,
    kept_mapping,
    mapping,
    preview,
    row,
    undo,
    upload,
    written,
)
from samverkan.exchange.pages.in_numbers import in_numbers
from samverkan.exchange.sheets import BY_NAME


@admin.register(Import)
class ImportAdmin(PlainScopedAdmin):
    """Nothing is added or changed by a form of Django's: the pages are `exchange.pages`."""

    list_display = ("file", "uploaded_at", "who", "why", "state", "counted")
    list_display_links = None
    list_filter = ("state",)
    search_fields = ("file_name", "why")
    search_help_text = gettext_lazy("Fil eller orsak")
    list_per_page = 50
    list_select_related = ("by",)
    change_list_template = "admin/exchange/import/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        seen = Import.objects.seen_by(request.user, timezone.now())
        return seen.defer("content", "corrections", "mappings", "shown", "wrote")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        def address(route: str, view: access.View, name: str, **extra: Any) -> URLPattern:
            def bound(request: HttpRequest, **kwargs: Any) -> HttpResponse:
                return view(self, request, **kwargs)

            return path(route, self.admin_site.admin_view(bound), extra, name=f"exchange_import_{name}")

        def receive(request: HttpRequest) -> HttpResponse:
            return upload.view(self, request)

        received = self.admin_site.admin_view(takes_one_file(receive, upload.most_bytes))
        own = [
            path("las-in/", received, name="exchange_import_upload"),
            address("registret.xlsx", export.view, "xlsx", kind="xlsx"),
            address("registret.zip", export.view, "zip", kind="zip"),
            address("<int:pk>/kolumner/<int:place>/", mapping.view, "table"),
            address("<int:pk>/granska/", preview.view, "preview"),
            address("<int:pk>/granska/ratta/", correcting.correct, "correct"),
            address("<int:pk>/granska/datum/", correcting.days, "days"),
            address("<int:pk>/granska/utelamna/", correcting.leave, "leave"),
            address("<int:pk>/granska/jamfor/", correcting.again, "compare"),
            address("<int:pk>/granska/<int:table>/<int:number>/", row.view, "row"),
            address("<int:pk>/las-in/", confirm.confirm, "confirm"),
            address("<int:pk>/kasta/", confirm.discard, "discard"),
            address("<int:pk>/angra/", undo.view, "undo"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        more = {
            "title": _("Filer in och ut"),
            "may_export": access.may_export(request.user),
            "may_import": access.may_import(request.user),
        }
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """What an import wrote; a file that waits leads on to its preview."""
        return written.view(self, request, object_id)

    @admin.display(description=gettext_lazy("fil"), ordering="file_name")
    def file(self, entry: Import) -> SafeString:
        name = "preview" if entry.state == Import.State.WAITING else "change"
        url = reverse(f"admin:exchange_import_{name}", args=[entry.pk])
        return format_html('<a href="{}">{}</a>', url, entry.file_name)

    @admin.display(description=gettext_lazy("vem"), ordering="by")
    def who(self, entry: Import) -> str:
        return (entry.by.get_full_name() or entry.by.get_username()) if entry.by else _("en körning på servern")

    @admin.display(description=gettext_lazy("rader"))
    def counted(self, entry: Import) -> str:
        if not entry.counts:
            return "–"
        number = {each: sum(sheet[each] for sheet in entry.counts.values()) for each in ("new", "changed")}
        return in_numbers(**number)


@admin.register(ColumnMapping)
class ColumnMappingAdmin(PlainScopedAdmin):
    """Mappings are kept from the page of a file's columns; here they are looked over, changed and taken away."""

    form = kept_mapping.KeptForm
    list_display = ("name", "sheet_title", "number_of_columns", "kept_by", "changed_at")
    list_select_related = ("by",)
    search_fields = ("name",)
    search_help_text = gettext_lazy("Namn")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: ColumnMapping | None = None, change: bool = False, **kwargs: Any):
        if obj and self.has_change_permission(request, obj):
            return kept_mapping.form_for(obj)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: ColumnMapping | None = None) -> list:
        if obj and self.has_change_permission(request, obj):
            return kept_mapping.fieldsets(obj)
        return [(None, {"fields": ["name", "sheet_title", "told"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: ColumnMapping | None = None) -> list[str]:
        return [] if obj and self.has_change_permission(request, obj) else ["sheet_title", "told"]

    @admin.display(description=gettext_lazy("kolumner"))
    def told(self, kept: ColumnMapping) -> SafeString:
        """What each heading is, for whoever may only read."""
        return format_html("<ul>{}</ul>", format_html_join("", "<li>”{}”: {}</li>", kept_mapping.in_words(kept)))

    @admin.display(description=gettext_lazy("blad"), ordering="sheet")
    def sheet_title(self, kept: ColumnMapping) -> str:
        sheet = BY_NAME.get(kept.sheet)
        return str(sheet.title) if sheet else kept.sheet or _("läses inte in")

    @admin.display(description=gettext_lazy("sparad av"), ordering="by")
    def kept_by(self, kept: ColumnMapping) -> str:
        return (kept.by.get_full_name() or kept.by.get_username()) if kept.by else "–"

    @admin.display(description=gettext_lazy("kolumner som läses in"))
    def number_of_columns(self, kept: ColumnMapping) -> int:
        return sum(1 for column in kept.columns.values() if column)
