"""Readers' remarks, to be dealt with by whoever keeps the group's delregion."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.admin.registers import change_link
from groups.admin.scope import PlainScopedAdmin
from groups.models import Group, Remark, User


class HandledFilter(admin.SimpleListFilter):
    """Unhandled remarks unless others are asked for."""

    title = gettext_lazy("hanterade")
    parameter_name = "hanterad"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ja", _("hanterade")), ("alla", _("alla"))]

    def choices(self, changelist: Any) -> Any:
        first, *rest = super().choices(changelist)
        yield {**first, "display": _("att hantera")}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "alla":
            return queryset
        return queryset.filter(handled_at__isnull=self.value() != "ja")


@admin.register(Remark)
class RemarkAdmin(PlainScopedAdmin):
    """Read, and marked as dealt with by one click; written by readers alone.

    A reader's e-mail address is kept until the remark has been dealt with: it is there to be answered, nothing else.
    """

    list_display = ("received", "group_link", "beginning", "mark")
    list_display_links = ("received",)
    list_filter = (HandledFilter, "group__region", "group__tier")
    list_select_related = ("group", "handled_by")
    search_fields = ("text", "group__search_text")
    fields = ("group_link", "text", "address", "created_at", "handled_at", "handled_by")
    readonly_fields = fields
    actions = ("mark_handled",)
    ordering = ("-created_at",)

    def editable(self, user: User) -> QuerySet:
        return Remark.objects.filter(group__in=Group.objects.editable_by(user))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those about groups that the account keeps; a reader's address is nobody else's business."""
        own = Group.objects.editable_by(request.user)
        return super().get_queryset(request).filter(group__in=own)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Remark | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        handle = self.admin_site.admin_view(self.handle_view)
        return [path("<int:pk>/hanterad/", handle, name="groups_remark_handle"), *super().get_urls()]

    def handle_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Marks the remark as dealt with, or takes the mark back; to the list again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        remark = get_object_or_404(self.get_queryset(request), pk=pk)
        if remark.handled_at:
            remark.handled_at, remark.handled_by = None, None
            message = _("Påpekandet står bland dem att hantera igen.")
        else:
            remark.handled_at, remark.handled_by, remark.email = timezone.now(), request.user, ""
            message = _("Påpekandet är hanterat.")
        remark.save(update_fields=["handled_at", "handled_by", "email"])
        self.message_user(request, message, messages.SUCCESS)
        return redirect("admin:groups_remark_changelist")

    @admin.action(description=gettext_lazy("Markera som hanterade"), permissions=["change"])
    def mark_handled(self, request: HttpRequest, queryset: QuerySet) -> None:
        queryset.filter(handled_at__isnull=True).update(handled_at=timezone.now(), handled_by=request.user, email="")

    @admin.display(description=gettext_lazy("inkom"), ordering="created_at")
    def received(self, remark: Remark) -> str:
        return f"{timezone.localtime(remark.created_at):%Y-%m-%d %H:%M}"

    @admin.display(description=gettext_lazy("grupp"), ordering="group__sort_key")
    def group_link(self, remark: Remark) -> SafeString:
        return change_link(remark.group)

    @admin.display(description=gettext_lazy("läsarens e-post"))
    def address(self, remark: Remark) -> SafeString | str:
        """The reader's address with what becomes of it; a dash where none was given or it is gone."""
        if not remark.email:
            return self.get_empty_value_display()
        return format_html(
            '<a href="mailto:{}">{}</a><br><span class="help">{}</span>',
            remark.email,
            remark.email,
            _("Svara först: adressen tas bort när påpekandet markeras som hanterat."),
        )

    @admin.display(description=gettext_lazy("påpekande"))
    def beginning(self, remark: Remark) -> str:
        return Truncator(remark.text).chars(160)

    @admin.display(description=gettext_lazy("hanterad"))
    def mark(self, remark: Remark) -> SafeString:
        """A button that sends the list's own form to the remark's address, and so needs no script."""
        if remark.handled_at:
            words = _("Ångra (hanterad %(day)s)") % {"day": timezone.localtime(remark.handled_at).date()}
        else:
            words = _("Hanterad")
        url = reverse("admin:groups_remark_handle", args=[remark.pk])
        return format_html(
            '<button type="submit" class="button" formaction="{}" aria-label="{}: {}">{}</button>',
            url,
            words,
            remark,
            words,
        )
