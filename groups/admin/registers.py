"""What the simple registers share: addresses made once, and links between rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from groups.admin.scope import ScopedForm
from groups.ordering import fold


class SluggedForm(forms.ModelForm):
    """Fills in the address from the name where it is left blank."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Fylls i från namnet om det lämnas tomt. Ändras inte sedan.")

    def clean_slug(self) -> str:
        stem = self.cleaned_data["slug"] or slugify(fold(self.cleaned_data.get("name", "")))
        limit = self._meta.model._meta.get_field("slug").max_length - 3
        stem = stem[:limit].strip("-")
        if not stem:
            raise ValidationError(_("Skriv en adress: namnet har inga bokstäver att göra den av."))
        taken = set(self._meta.model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        if self.cleaned_data["slug"] or stem not in taken:
            return stem
        return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)


class ScopedSluggedForm(SluggedForm, ScopedForm):
    """The form of a register that has both addresses and history."""


class SluggedAdmin:
    """The address is filled in from the name of a new row, and never changes after."""

    slug_from = ("name",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict:
        return {} if obj else {"slug": self.slug_from}

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if obj else fields


class FoldedSearch:
    """Search that finds Ängelholm for "angelholm": `search_with` is one of `groups.search`'s questions."""

    search_fields = ("search_text",)
    search_with: Any

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return type(self).search_with(search_term, queryset), False


def change_link(row: Model, text: str = "") -> SafeString:
    """A link to the row's page in the admin."""
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, text or row)
