"""Choosing one row among many by writing its name.

A text field with the browser's own list of suggestions. Where scripts run, `js/admin-search.js` fills the list as one
types and remembers the key of what is chosen. Without them, or when something else is written, the server looks the
words up when the form is sent: one match is taken, several are suggested when the form is shown again.

Django's own autocomplete is an empty list without JavaScript, has no accessible name, and select2 4.0.13 writes inline
styles that the Content-Security-Policy stops.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groups import search
from groups.admin.choices import is_key
from groups.models import Group, Organisation, Person
from groups.ordering import fold

MOST_OFFERED = 20

MOST_PARTS = 3
"""Parts of what is written that may be something else than the name."""

SEPARATOR = " – "
"""Between a name and what tells two of the same name apart."""

REGISTERS: dict[str, tuple[type[Model], Any, tuple[str, ...]]] = {
    "grupp": (Group, search.groups_matching, ("region",)),
    "organisation": (Organisation, search.organisations_matching, ("parent",)),
    "person": (Person, search.persons_matching, ("organisation",)),
}
"""What can be searched for, by the word in the address: model, question, what a label needs."""

NAMES = {model: name for name, (model, _question, _needs) in REGISTERS.items()}


class Sought(str):
    """Words typed instead of a choice made."""


def label_of(row: Model) -> str:
    """The row's name, with what tells it from others of that name.

    Of a person the title and where they work, of a unit what it is part of, of a group its delregion.
    """
    if isinstance(row, Person):
        beside = [row.title, row.organisation]
    else:
        beside = [row.region if isinstance(row, Group) else getattr(row, "parent", None)]
    told = ", ".join(str(each) for each in beside if each)
    return f"{row}{SEPARATOR}{told}" if told else str(row)


def labels_of(rows: list[Model]) -> dict[int, str]:
    """By key, what the rows are called where one is to be chosen: those that share a label have a number too.

    One query, none for no rows.
    """
    if not rows:
        return {}
    model = type(rows[0])
    namesakes = model._default_manager.filter(name__in={row.name for row in rows})
    needs = REGISTERS[NAMES[model]][2]
    shared = Counter(fold(label_of(each)) for each in namesakes.select_related(*needs))
    return {row.pk: _numbered(row) if shared[fold(label_of(row))] > 1 else label_of(row) for row in rows}


def _numbered(row: Model) -> str:
    return f"{label_of(row)}{SEPARATOR}{_('nr')} {row.pk}"


def _short_name(row: Model) -> str:
    return getattr(row, "short_name", "")


def matching(query: str, among: QuerySet) -> list[Model]:
    """At most `MOST_OFFERED` + 1 of the rows that the words fit; none for no words. One query."""
    _model, question, needs = REGISTERS[NAMES[among.model]]
    if not fold(query):
        return []
    return list(question(query, among).select_related(*needs)[: MOST_OFFERED + 1])


def found_by(words: str, among: QuerySet) -> list[Model]:
    """The row whose name, label or short name the words are, else all that they fit. A query for each part of them."""
    rows = matching(words, among)
    head = words
    for _part in range(min(words.count(SEPARATOR), MOST_PARTS)):
        head = head.rpartition(SEPARATOR)[0]
        rows += [row for row in matching(head, among) if fold(words) in (fold(label_of(row)), fold(_numbered(row)))]
    rows = list({row.pk: row for row in rows}.values())
    for name in (_numbered, label_of, str, _short_name):
        exact = [row for row in rows if fold(name(row)) == fold(words)]
        if len(exact) == 1:
            return exact
    return rows


class SearchSelect(forms.Widget):
    """A text field with suggestions; knows labels that are already fetched."""

    def __init__(self, model: type[Model], attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.model = model
        self.choices: Any = ()
        self.known: dict[str, str] = {}

    def __deepcopy__(self, memo: dict) -> SearchSelect:
        copy = super().__deepcopy__(memo)
        copy.known = {}
        return copy

    def know(self, row: Model | None) -> None:
        """Remember what a row is called, so that showing it costs no query."""
        if row is not None:
            self.known[str(row.pk)] = label_of(row)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The key; or the words, where they are not what the key was shown as."""
        key, words = data.get(name), data.get(f"{name}-sok")
        if words is None:
            return key
        words = words.strip()
        if not words:
            return ""
        return key if key and words == (data.get(f"{name}-visad") or "").strip() else Sought(words)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-sok" not in data

    def label_for(self, value: Any) -> str:
        """What the row of this key is called; blank if there is none. Costs a query unless known."""
        key = str(value.pk if isinstance(value, Model) else value)
        if key not in self.known and is_key(key):
            rows = self.choices.queryset.select_related(*REGISTERS[NAMES[self.model]][2])
            self.know(rows.filter(pk=key).first())
        return self.known.get(key, "")

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        key, words, offered = "", "", []
        if isinstance(value, Sought):
            words = str(value)
            offered = [*labels_of(found_by(value, self.choices.queryset)[:MOST_OFFERED]).values()]
        elif value not in (None, ""):
            words = self.label_for(value)
            key = value if words else ""
        given = self.build_attrs(self.attrs, attrs)
        return format_html(
            '<input type="text" name="{name}-sok" value="{words}" list="{id}-lista" autocomplete="off" '
            'data-search="{register}"{attrs}><datalist id="{id}-lista">{offered}</datalist>'
            '<input type="hidden" name="{name}" value="{key}">'
            '<input type="hidden" name="{name}-visad" value="{shown}">',
            name=name,
            words=words,
            id=given.get("id", name),
            register=NAMES[self.model],
            attrs=format_html_join(
                "", ' {}="{}"', [(key, each) for key, each in given.items() if each not in (False, None)]
            ),
            offered=format_html_join("", '<option value="{}"></option>', [(label,) for label in offered]),
            key=key,
            shown=words if key else "",
        )


class SearchChoiceField(forms.ModelChoiceField):
    """A choice of one row, by key or by words that fit one row only."""

    def __init__(self, db_field: Any, queryset: QuerySet | None = None, **kwargs: Any) -> None:
        model = db_field.related_model
        label = str(db_field.verbose_name)
        kwargs.setdefault("label", label[:1].upper() + label[1:])
        kwargs.setdefault("help_text", db_field.help_text)
        kwargs.setdefault("required", not db_field.blank)
        rows = model._default_manager.all() if queryset is None else queryset
        super().__init__(rows, widget=SearchSelect(model), **kwargs)

    def to_python(self, value: Any) -> Model | None:
        if not isinstance(value, Sought):
            return super().to_python(value)
        found = found_by(value, self.queryset)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Inget i registret passar ”%(words)s”.") % {"words": value})
        names = " · ".join(labels_of(found[:5]).values()) + (" …" if len(found) > 5 else "")
        raise ValidationError(
            _("Flera passar ”%(words)s”: %(names)s. Skriv hela namnet på en av dem.") % {"words": value, "names": names}
        )
