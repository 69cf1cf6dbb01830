"""What is said when something noted could not be saved: at its place, with everything that was typed kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.models import Person, User
from meetings.editing import MeetingCancelled, MinutesLocked, StaleRow
from meetings.models import Meeting
from meetings.noting import Clash, Gone

NAMES = {"chair_id": "chair", "note_taker_id": "note_taker", "parties": "who", "status": "held"}
"""What a column is called in the form."""


@dataclass(frozen=True)
class Other:
    """What somebody else has written in a field."""

    field: str
    label: str
    words: str
    """As people read it."""
    value: str
    """As the form's control has it."""


@dataclass
class Problem:
    place: str
    status: int
    """Of the answer: 409 a clash, 410 gone, 422 a wrong value, 423 locked."""
    message: str
    errors: dict[str, list[str]] = field(default_factory=dict)
    """By field of the form."""
    labels: dict[str, str] = field(default_factory=dict)
    others: list[Other] = field(default_factory=list)
    revision: int | None = None
    """What the writer has seen once they have read this."""
    typed: QueryDict | None = None

    @property
    def told(self) -> list[tuple[str, str]]:
        """Errors with the label of the field they are at."""
        return [(self.labels.get(name, ""), each) for name, errors in self.errors.items() for each in errors]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed, with the labels of the fields, for a row that has no place on the page any more."""
        typed = self.typed.lists() if self.typed else ()
        return [(self.labels[name], "\n".join(filter(None, words))) for name, words in typed if name in self.labels]

    @property
    def kind(self) -> str:
        return {409: "clash", 410: "gone", 423: "locked"}.get(self.status, "wrong")


def of_form(place: str, form: forms.Form, typed: QueryDict) -> Problem:
    """What a form refuses."""
    errors = {name: [str(each) for each in told] for name, told in form.errors.items()}
    return Problem(place, 422, _("Inte sparat än."), errors, _labels(form), typed=typed)


def of_error(place: str, error: Exception, form: forms.Form, typed: QueryDict) -> Problem:
    """What saving refused. Raises the error again if it is none of those that people can do something about."""
    labels = _labels(form)
    if isinstance(error, ValidationError):
        told = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        errors = {NAMES.get(name, name): list(messages) for name, messages in told.items()}
        return Problem(place, 422, _("Inte sparat än."), errors, labels, typed=typed)
    if isinstance(error, Clash):
        return _of_clash(place, error, labels, typed)
    if isinstance(error, Gone | StaleRow):
        return Problem(place, 410, str(Gone()), labels=labels, typed=typed)
    if isinstance(error, MinutesLocked | MeetingCancelled):
        return Problem(place, 423, str(error), labels=labels, typed=typed)
    raise error


def _of_clash(place: str, clash: Clash, labels: dict[str, str], typed: QueryDict) -> Problem:
    others = [_other(clash.row, name, value, labels) for name, value in clash.theirs.items()]
    who = _who(clash.by)
    message = _("%(who)s har ändrat samma sak sedan du såg den. Inget är borta: välj vad som ska gälla.") % {"who": who}
    revision = clash.row.history.values_list("pk", flat=True).first() or 0
    revision = revision if isinstance(clash.row, Meeting) else clash.row.revision
    return Problem(place, 409, message, labels=labels, others=others, revision=revision, typed=typed)


def _who(user: User | None) -> str:
    if user is None:
        return str(_("Någon annan"))
    return user.function[:1].upper() + user.function[1:] if user.function else user.get_full_name() or user.username


def _other(row: models.Model, name: str, value: Any, labels: dict[str, str]) -> Other:
    field_name = NAMES.get(name, name)
    words = value_words = "" if value is None else str(value)
    if name == "parties":
        words = value_words = "\n".join(f"{each.words}{'?' if each.uncertain else ''}" for each in value)
        words = words or str(_("(ingen)"))
    elif isinstance(value, bool):
        words, value_words = str(_("ja") if value else _("nej")), "1" if value else ""
    elif isinstance(value, dt.date):
        words = date_format(value, "Y-m-d")
    elif name in ("chair_id", "note_taker_id"):
        words = str(Person.objects.filter(pk=value).first() or "")
    elif name == "status":
        words, value_words = row.get_status_display(), "1" if value == Meeting.Status.HELD else ""
    elif display := getattr(row, f"get_{name}_display", None):
        words = str(display())
    return Other(field_name, labels.get(field_name, labels.get(name, "")), words or str(_("(tomt)")), value_words)


def _labels(form: forms.Form) -> dict[str, str]:
    labels = {name: str(each.label) for name, each in form.fields.items() if each.label}
    return labels | {"who": str(_("Vem"))}


def typed_values(row: models.Model | None, names: tuple[str, ...], typed: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the controls of a row show: what was typed, else what is stored."""
    stored = model_to_dict(row, names) if row else {}
    if typed is None:
        return stored
    return stored | {name: typed.get(name) for name in names if name in typed}
