"""What is filled in on a group's page in a review: what the commissioner decided, and to whom a link is given."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from groups.admin.refusals import Refusable
from groups.models import AnswerLink, ReviewItem


class VerdictForm(Refusable, forms.Form):
    """What the commissioner decided of the group; nothing chosen takes the decision back."""

    verdict = forms.ChoiceField(
        label=_("Beslut"),
        required=False,
        choices=[("", _("Inget beslut")), *((value, capfirst(label)) for value, label in ReviewItem.Verdict.choices)],
    )
    verdict_note = forms.CharField(
        label=_("I ord"),
        required=False,
        max_length=ReviewItem._meta.get_field("verdict_note").max_length,
        help_text=ReviewItem._meta.get_field("verdict_note").help_text,
    )
    verdict_on = forms.DateField(
        label=_("Beslutat den"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, item: ReviewItem, today: dt.date) -> None:
        began = {"verdict": item.verdict, "verdict_note": item.verdict_note, "verdict_on": item.verdict_on or today}
        super().__init__(data, initial=began, label_suffix="")


class LinkForm(forms.Form):
    """To whom a personal link is given by word of mouth."""

    to = forms.CharField(
        label=_("Till"),
        max_length=AnswerLink._meta.get_field("to").max_length,
        help_text=_("Funktionen som ska svara: ”MAS i Bjuv”."),
        error_messages={"required": _("Skriv vem som ska svara, som funktion.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="link", label_suffix="")
