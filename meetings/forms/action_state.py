"""How it goes with an action of the plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Action

LONGEST_NOTE = 2000


class ActionStateForm(forms.Form):
    """State and note of one action. `revision` is what the editor saw; the ids differ between actions of a page."""

    state = forms.ChoiceField(
        label=_("Läge"), choices=Action.State.choices, error_messages={"invalid_choice": _("Välj ett läge i listan.")}
    )
    note = forms.CharField(
        label=_("Anmärkning"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, action: Action) -> None:
        told = {"state": action.state, "note": action.note, "revision": action.revision}
        super().__init__(data, initial=told, auto_id=f"atgard-{action.pk}-%s", label_suffix="")
        self.action = action

    def clean(self) -> dict[str, Any]:
        """Tell when the hidden revision has been lost on the way."""
        if "revision" in self.errors:
            del self.errors["revision"]
            raise forms.ValidationError(_("Formuläret kom inte fram helt. Det du skrev står kvar: spara igen."))
        return self.cleaned_data

    def adopt(self, current: Action) -> None:
        """Let the next try be compared with the row as it stands; what was typed stays."""
        self.action = current
        self.data = self.data.copy()
        self.data["revision"] = current.revision
