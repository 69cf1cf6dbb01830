"""When two people edit one group: what the page said when it was opened, against what stands now.

A page carries, signed, every value it was opened with (`Seen`). If the group has another revision when the page is
sent, it is shown again with three versions brought together field by field: what was seen, what is sent, what stands.
A field that was not touched takes what stands, so that saving again reverts nothing; a field that was touched keeps
what was typed, and what stands is told beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

SALT = "groups.admin.conflict"

STATE = ("status", "parent", "is_part", "region", "mistaken", "reviewed_on")
"""What the page shows of a group but does not change."""

Values = dict[str, Any]
"""Field name → value as it can be written to JSON."""


@dataclass
class Seen:
    """What a page was opened with."""

    group: int
    revision: int
    state: Values = field(default_factory=dict)
    forms: dict[str, Values] = field(default_factory=dict)
    """By the form's prefix; "" is the group's own form."""
    at: str = ""
    """When, in ISO's words."""

    def signed(self) -> str:
        about = [self.group, self.revision, self.state, self.forms, self.at]
        return signing.dumps(about, salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str, group: int) -> Seen | None:
        """What was seen of this group; None if the text is missing, broken or about another group."""
        try:
            about, *rest = signing.loads(text or "", salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        return cls(about, *rest) if about == group else None


@dataclass
class Difference:
    """Something that a colleague changed while the page was open."""

    where: str
    label: str
    was: str
    now: str
    clash: bool = False
    """Whether the sender changed the same field to something else."""
    who: str = ""
    when: dt.datetime | None = None


def plain(value: Any) -> Any:
    """A form field's prepared initial value as JSON can carry it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | QuerySet):
        return sorted((plain(each) for each in value), key=str)
    if isinstance(value, Model):
        return value.pk
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def values_of(form: forms.BaseForm, names: Iterable[str]) -> Values:
    """What the form starts from, by field."""
    return {
        name: plain(form.fields[name].prepare_value(form.get_initial_for_field(form.fields[name], name)))
        for name in names
    }


def touched(field: forms.Field, seen: Any, sent: Any) -> bool:
    """Whether what is sent differs from what was seen."""
    if not isinstance(field, forms.ModelChoiceField | forms.BooleanField):
        try:
            seen = field.to_python(seen)
        except ValidationError:
            return True
    return field.has_changed(seen, sent)


def sent_value(form: forms.BaseForm, name: str, data: QueryDict) -> Any:
    return form.fields[name].widget.value_from_datadict(data, {}, form.add_prefix(name))


def put(data: QueryDict, form: forms.BaseForm, name: str, value: Any) -> None:
    """Write a value into what was sent, as the browser would have sent it."""
    key = form.add_prefix(name)
    for sent in (key, f"{key}-sok", f"{key}-visad"):
        data.pop(sent, None)
    if isinstance(value, list):
        data.setlist(key, [str(each) for each in value])
    elif isinstance(form.fields[name], forms.BooleanField):
        if value:
            data[key] = "on"
    else:
        data[key] = "" if value is None else str(value)


def bring_together(
    form: forms.BaseForm, where: str, seen: Values | None, now: Values, data: QueryDict
) -> list[Difference]:
    """Let untouched fields of what was sent take what stands now; returns what a colleague changed.

    Without `seen` (a damaged page) every field is taken as touched.
    """
    differences = []
    for name, stands in now.items():
        formfield = form.fields[name]
        sent = sent_value(form, name, data)
        differs = touched(formfield, stands, sent)
        if seen is None or name not in seen:
            if differs:
                differences.append(_difference(form, where, name, "", stands, clash=True))
            continue
        if seen[name] == stands:
            continue
        mine = touched(formfield, seen[name], sent)
        if not mine:
            put(data, form, name, stands)
        differences.append(_difference(form, where, name, seen[name], stands, clash=mine and differs))
    return differences


def _difference(form: forms.BaseForm, where: str, name: str, was: Any, now: Any, *, clash: bool) -> Difference:
    formfield = form.fields[name]
    difference = Difference(
        where, str(formfield.label or name), in_words(formfield, was), in_words(formfield, now), clash
    )
    if not hasattr(form, "beside"):
        form.beside = {}
    form.beside[name] = difference
    return difference


def in_words(formfield: forms.Field, value: Any) -> str:
    """A stored value as people read it; costs a query for a choice among rows."""
    if value in (None, "", []):
        return "–"
    if isinstance(formfield, forms.BooleanField):
        return _("ja") if value else _("nej")
    if isinstance(formfield, forms.ModelMultipleChoiceField):
        return ", ".join(str(row) for row in formfield.queryset.model._default_manager.filter(pk__in=value)) or "–"
    if isinstance(formfield, forms.ModelChoiceField):
        row = formfield.queryset.model._default_manager.filter(pk=value).first()
        return str(row) if row else "–"
    if isinstance(formfield, forms.ChoiceField):
        return str(dict(formfield.choices).get(value, value))
    return str(value)


def attribute(differences: list[tuple[Difference, str, Any]], rows: dict[str, QuerySet]) -> None:
    """Tell of each difference (with its history's key and field) who made it and when, from the latest records.

    `rows` gives for each key the history of that row, the newest first; each is asked once.
    """
    asked: dict[str, list] = {}
    for difference, key, name in differences:
        if key not in asked:
            asked[key] = list(rows[key].select_related("history_user")[:50]) if key in rows else []
        record = _who_set(asked[key], name)
        if record is not None:
            user = record.history_user
            difference.who = (user.get_full_name() or user.get_username()) if user else ""
            difference.when = record.history_date


def _who_set(records: list, name: str) -> Any:
    """The record that gave the field its present value."""
    if not records:
        return None
    column = name if any(field.name == name for field in records[0]._meta.fields) else None
    if column is None:
        return records[0]
    attname = records[0]._meta.get_field(column).attname
    latest = getattr(records[0], attname)
    setter = records[0]
    for record in records[1:]:
        if getattr(record, attname) != latest:
            break
        setter = record
    return setter
