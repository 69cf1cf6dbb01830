"""Choosing one row among many: with JavaScript by typing in the list, without it by words that the server looks up.

Django's autocomplete is an empty list without JavaScript. Beside it, inside `<noscript>` and so absent from the form
where scripts run, stands a text field; what is typed there is searched for when the form is sent. One match is taken;
several are offered in the list when the form is shown again.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from groups.ordering import fold, words

MOST_OFFERED = 20
LARGEST_SMALL_REGISTER = 2000


class Sought(str):
    """Words typed instead of a choice made."""


def matching(query: str, among: QuerySet) -> list[Model]:
    """At most `MOST_OFFERED` + 1 rows whose stored folded text, else whose name, has every word of `query`."""
    wanted = words(query)
    if not wanted:
        return []
    if "search_text" in {field.name for field in among.model._meta.fields}:
        for word in wanted:
            among = among.filter(search_text__contains=word)
        return list(among[: MOST_OFFERED + 1])
    rows = among[:LARGEST_SMALL_REGISTER]
    return [row for row in rows if all(word in fold(str(row)) for word in wanted)][: MOST_OFFERED + 1]


class SearchSelect(AutocompleteSelect):
    """Django's autocomplete with a text field for those without JavaScript; knows labels that are already fetched."""

    def __init__(self, db_field: Any, attrs: dict | None = None) -> None:
        super().__init__(db_field, admin.site, attrs)
        self.known: dict[str, str] = {}

    def __deepcopy__(self, memo: dict) -> SearchSelect:
        copy = super().__deepcopy__(memo)
        copy.known = {}
        return copy

    def know(self, row: Model | None) -> None:
        """Remember what a row is called, so that showing it costs no query."""
        if row is not None:
            self.known[str(row.pk)] = str(row)

    @staticmethod
    def words_name(name: str) -> str:
        return f"{name}-sok"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = (data.get(self.words_name(name)) or "").strip()
        return Sought(typed) if typed else super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and self.words_name(name) not in data

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list:
        options = []
        if not self.is_required:
            options.append(self.create_option(name, "", "", False, 0))
        chosen = [str(each) for each in value if each not in self.choices.field.empty_values]
        found = {pk: label for pk, label in self.known.items() if pk in chosen}
        strange = [pk for pk in chosen if pk not in found and pk.isascii() and pk.isdigit() and len(pk) < 19]
        if strange:
            found |= {str(row.pk): str(row) for row in self.choices.queryset.filter(pk__in=strange)}
        for pk, label in found.items():
            options.append(self.create_option(name, pk, label, pk in chosen, len(options)))
        return [(None, options, 0)]

    def offer(self, name: str, value: Sought) -> list:
        """The empty choice, and the rows that the words fit."""
        options = [self.create_option(name, "", _("välj bland träffarna"), True, 0)]
        for row in matching(value, self.choices.queryset)[:MOST_OFFERED]:
            options.append(self.create_option(name, str(row.pk), str(row), False, len(options)))
        return [(None, options, 0)]

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        sought = value if isinstance(value, Sought) else None
        context = super().get_context(name, None if sought else value, attrs)
        if sought:
            context["widget"]["optgroups"] = self.offer(name, sought)
        return context

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        select = super().render(name, value, attrs, renderer)
        field = format_html(
            '<noscript><input type="search" name="{}" class="search-words" placeholder="{}" aria-label="{}"></noscript>',
            self.words_name(name),
            _("sök på namn"),
            _("Sök på namn i stället för att välja"),
        )
        return mark_safe(select + field)  # noqa: S308 - both halves are escaped


class SearchChoiceField(forms.ModelChoiceField):
    """A choice of one row, by key or by words that fit one row only."""

    def __init__(self, db_field: Any, queryset: QuerySet | None = None, **kwargs: Any) -> None:
        rows = db_field.related_model._default_manager.all() if queryset is None else queryset
        kwargs.setdefault("label", str(db_field.verbose_name).capitalize())
        kwargs.setdefault("help_text", db_field.help_text)
        kwargs.setdefault("required", not db_field.blank)
        super().__init__(rows, widget=SearchSelect(db_field), **kwargs)

    def to_python(self, value: Any) -> Model | None:
        if not isinstance(value, Sought):
            return super().to_python(value)
        found = matching(value, self.queryset)
        exact = [row for row in found if fold(str(row)) == fold(value)]
        if len(exact) == 1:
            return exact[0]
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Inget i registret passar ”%(words)s”.") % {"words": value})
        raise ValidationError(
            _("Flera passar ”%(words)s”. Välj en av dem i listan, eller skriv mer av namnet.") % {"words": value}
        )
