"""Persons: who they are, where they sit, and what of it may be shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups import erasing, search
from groups.admin.merge import MergeAction
from groups.admin.registers import FoldedSearch, change_link
from groups.admin.scope import ScopedAdmin, ScopedForm
from groups.admin.search_select import SearchChoiceField
from groups.models import Membership, Organisation, Person


class PersonForm(ScopedForm):
    """Keeps a process leader's persons among those employed or seated in the delregions they keep."""

    organisation = SearchChoiceField(Person._meta.get_field("organisation"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user = self.user
        if user.is_administrator or self.errors or "organisation" not in self.changed_data:
            return cleaned
        organisation = cleaned.get("organisation")
        seats = Membership.objects.filter(person=self.instance.pk) if self.instance.pk else Membership.objects.none()
        if organisation and Organisation.objects.editable_by(user).filter(pk=organisation.pk).exists():
            return cleaned
        if seats.filter(seat__group__region__in=user.region_ids).exists() or not (organisation or seats.exists()):
            return cleaned
        self.add_error("organisation", _("Välj en organisation i en delregion som du är processledare för."))
        return cleaned


@admin.register(Person)
class PersonAdmin(FoldedSearch, MergeAction, ScopedAdmin):
    form = PersonForm
    search_with = search.persons_matching
    list_display = ("name", "title", "organisation", "seats_today", "name_public", "contact_public")
    list_filter = ("name_public", "contact_public", "invented")
    list_select_related = ("organisation",)
    readonly_fields = ("seats_held",)
    fieldsets = (
        (None, {"fields": ["name", "title", "organisation", "invented"]}),
        (gettext_lazy("Kontakt"), {"fields": ["email", "phone"]}),
        (
            gettext_lazy("Vad som visas publikt"),
            {
                "fields": ["name_public", "contact_public"],
                "description": gettext_lazy(
                    "Utan markering syns personen bara här i redaktionen; på gruppens sida står uppdraget utan namn. "
                    "Markera bara det som personen har sagt ja till. En brukarrepresentant visas aldrig utan eget ja."
                ),
            },
        ),
        (gettext_lazy("Uppdrag"), {"fields": ["seats_held"]}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        held = Membership.objects.on(timezone.localdate()).filter(person=OuterRef("pk")).order_by()
        number = held.values("person").annotate(number=Count("pk")).values("number")
        return (
            super()
            .get_queryset(request)
            .annotate(seat_count=Coalesce(Subquery(number, output_field=IntegerField()), 0))
        )

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Never: the history would keep the name, with no row left to erase it from. Erasing takes both."""
        return False

    def get_urls(self) -> list[URLPattern]:
        erase = path("<int:pk>/radera/", self.admin_site.admin_view(self.erase_view), name="groups_person_erase")
        return [erase, *super().get_urls()]

    @admin.display(description=gettext_lazy("uppdrag i dag"), ordering="seat_count")
    def seats_today(self, person: Person) -> int:
        return person.seat_count

    @admin.display(description=gettext_lazy("uppdrag"))
    def seats_held(self, person: Person) -> SafeString | str:
        """Every seat the person holds or has held, the latest first, with links to the groups."""
        if not person.pk:
            return _("Sparas personen kan den få uppdrag på gruppens sida.")
        held = person.memberships.select_related("seat__group", "seat__organisation").order_by("-start_date", "-pk")
        rows = [(change_link(each.seat.group), each.seat.label, _period(each)) for each in held]
        if not rows:
            return _("Inga. Uppdrag läggs till på gruppens sida.")
        return format_html('<ul class="seats-held">{}</ul>', format_html_join("", "<li>{}: {}{}</li>", rows))

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says what erasing the person means (GET), erases (POST). Administrators only."""
        if not request.user.is_administrator:
            raise PermissionDenied
        person, today = get_object_or_404(Person, pk=pk), timezone.localdate()
        if request.method == "POST":
            erasing.erase_person(person, by=request.user, today=today)
            self.message_user(request, _("Personuppgifterna är borttagna."), messages.SUCCESS)
            return redirect("admin:groups_person_change", person.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Radera personuppgifter"),
            "opts": self.opts,
            "person": person,
            "erasure": erasing.plan(person, today),
            "back": reverse("admin:groups_person_change", args=[person.pk]),
        }
        return TemplateResponse(request, "admin/groups/person/erase.html", context)


def _period(held: Membership) -> str:
    """When a seat is held, in words that follow its name; blank if neither end is known."""
    if held.start_date and held.end_date:
        return f", {held.start_date} – {held.end_date}"
    if held.start_date:
        return _(", från %(day)s") % {"day": held.start_date}
    return _(", till %(day)s") % {"day": held.end_date} if held.end_date else ""
