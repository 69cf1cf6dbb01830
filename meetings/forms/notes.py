"""What the note taker's page sends, one small form a thing. A field that is not sent is left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from groups.admin.choices import is_key
from groups.models import Person, Principal
from meetings.models import Action, ActionParty, AgendaItem, Attendance, Decision, Meeting

LONGEST_NOTE = 20_000
LONGEST_TEXT = 5_000
HIGHEST_REVISION = 2**31 - 1


def _of(model: type, name: str) -> dict[str, Any]:
    """Label and length that the model's field has."""
    field = model._meta.get_field(name)
    label = str(field.verbose_name)
    return {"label": label[:1].upper() + label[1:], "max_length": field.max_length}


class Text(forms.CharField):
    """Text of several lines, with one kind of line break."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=kwargs.pop("required", False), widget=forms.Textarea, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class RowForm(forms.Form):
    """One row of the page, or as many of its fields as are sent. `revision` is what the writer saw, blank if new."""

    revision = forms.IntegerField(required=False, min_value=0, max_value=HIGHEST_REVISION)

    def __init__(self, data: QueryDict | Mapping[str, str]) -> None:
        super().__init__(data)
        for name in [name for name in self.fields if name not in data and name != "revision"]:
            field = self.fields[name]
            if not (field.required and data.get("revision") in (None, "")):
                del self.fields[name]

    @property
    def values(self) -> dict[str, Any]:
        """What is to be written, by the row's own names."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    @property
    def seen(self) -> int | None:
        return self.cleaned_data.get("revision")


class ItemForm(RowForm):
    label = forms.CharField(**_of(AgendaItem, "label"), required=False)
    title = forms.CharField(**_of(AgendaItem, "title"), error_messages={"required": _("Ge punkten en rubrik.")})
    note = Text(label=_("Anteckning"), max_length=LONGEST_NOTE)
    deferred = forms.BooleanField(label=_("Bordlagd"), required=False)
    deferred_to = forms.CharField(**_of(AgendaItem, "deferred_to"), required=False)


class DecisionForm(RowForm):
    kind = forms.ChoiceField(label=_("Slag"), choices=Decision.Kind)
    text = Text(
        label=_("Lydelse"),
        max_length=LONGEST_TEXT,
        required=True,
        error_messages={"required": _("Skriv lydelsen.")},
    )
    dissent = Text(label=_("Avvikande mening"), max_length=LONGEST_TEXT)


class ActionForm(RowForm):
    what = Text(
        label=_("Vad"),
        max_length=LONGEST_TEXT,
        required=True,
        error_messages={"required": _("Skriv vad som ska göras.")},
    )
    due = forms.DateField(label=_("Klart senast"), required=False)
    due_text = forms.CharField(**_of(Action, "due_text"), required=False)
    state = forms.ChoiceField(label=_("Läge"), choices=Action.State, required=False)
    note = Text(label=_("Anmärkning"), max_length=LONGEST_TEXT)

    def clean_state(self) -> str:
        return self.cleaned_data["state"] or Action.State.OPEN

    @property
    def lines(self) -> list[str] | None:
        """Who is to do it, a name a line; None where that was not asked."""
        return self.data.getlist("who") if "who" in self.data else None

    @property
    def convening(self) -> int | None:
        """The place of the name that convenes."""
        place = self.data.get("convening", "")
        return int(place) if is_key(place) else None

    def clean(self) -> dict[str, Any]:
        longest = ActionParty._meta.get_field("name").max_length
        if any(len(line) > longest or "\0" in line for line in self.lines or ()):
            raise forms.ValidationError({"what": _("Den ansvarigas namn är för långt eller har otillåtna tecken.")})
        return self.cleaned_data


class PresenceForm(RowForm):
    """Whether somebody is there. Who is ticked as taking part from afar is there."""

    state = forms.ChoiceField(label=_("Närvaro"), choices=Attendance.State)
    online = forms.BooleanField(label=_("På distans"), required=False)

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        if values.get("online") and values.get("state") == Attendance.State.UNKNOWN:
            values["state"] = Attendance.State.PRESENT
        return values


class DetailsForm(RowForm):
    """What is kept of a participant as it was that day."""

    title = forms.CharField(**_of(Attendance, "title"), required=False)
    side = forms.ChoiceField(label=_("Sida"), choices=Principal)
    list_name = forms.CharField(**_of(Attendance, "list_name"), required=False)


class FactsForm(RowForm):
    """Who led and who wrote, when next, and whether the meeting was held."""

    next_meeting = forms.CharField(**_of(Meeting, "next_meeting"), required=False)
    held = forms.BooleanField(label=_("Mötet är hållet"), required=False)
    chair = forms.CharField(label=_("Ordförande vid mötet"), required=False)
    note_taker = forms.CharField(label=_("För anteckningar"), required=False)

    def __init__(self, data: QueryDict, people: Iterable[Person], meeting: Meeting) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        self.meeting = meeting

    def clean(self) -> dict[str, Any]:
        for name in ("chair", "note_taker"):
            if (key := self.cleaned_data.get(name)) and key not in self.people:
                self.add_error(name, _("Välj någon av dem som erbjuds."))
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        told = super().values
        values: dict[str, Any] = {}
        if "next_meeting" in told:
            values["next_meeting"] = told["next_meeting"]
        for name in ("chair", "note_taker"):
            if name in told:
                person = self.people.get(told[name])
                values[f"{name}_id"] = person.pk if person else None
        if "held" in told and not self.meeting.is_cancelled:
            values["status"] = Meeting.Status.HELD if told["held"] else Meeting.Status.PLANNED
        return values


class ParticipantForm(forms.Form):
    """Somebody who was not called by a seat."""

    role = forms.ChoiceField(label=_("Deltar som"), choices=Attendance.Role)
    name = forms.CharField(**_of(Attendance, "name"), error_messages={"required": _("Ange vem det gäller.")})
    title = forms.CharField(label=_("Som vad"), max_length=150, required=False)
    deputy_for = forms.CharField(label=_("Ersätter"), required=False)
    side = forms.ChoiceField(
        label=_("Sida"), choices=[("", _("framgår av personen")), *Principal.choices], required=False
    )
    online = forms.BooleanField(label=_("På distans"), required=False)

    def __init__(self, data: QueryDict | None, rows: Iterable[Attendance]) -> None:
        super().__init__(data)
        self.rows = {str(row.pk): row for row in rows}

    def clean_deputy_for(self) -> Attendance | None:
        key = self.cleaned_data["deputy_for"]
        if key and key not in self.rows:
            raise forms.ValidationError(_("Välj någon som är kallad till samma möte."))
        return self.rows.get(key)

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("deputy_for") and told.get("role") != Attendance.Role.DEPUTY:
            self.add_error("deputy_for", _("Bara en ersättare ersätter någon."))
        return told
