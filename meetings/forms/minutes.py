"""What those who keep the minutes fill in: who verifies, corrections, files, diary number."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.admin.refusals import Refusable
from groups.models import Organisation, Person
from meetings.attachments import next_label
from meetings.file_kinds import ALLOWED
from meetings.models import AgendaItem, Attachment, Meeting, Verifier

LONGEST = 10_000
"""Characters of a correction."""


class MinutesForm(Refusable, forms.Form):
    """A form on the page of one meeting's minutes; each has its own prefix, so that several stand on one page."""

    def __init__(self, data=None, files=None, *, meeting: Meeting) -> None:
        super().__init__(data, files, prefix=self.__class__.__name__.removesuffix("Form").lower(), label_suffix="")
        self.meeting = meeting


class VerifierForm(MinutesForm):
    """Who is to verify: one of those at the meeting, or words."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Någon på mötet"),
        required=False,
        empty_label=_("– någon annan, se nästa fält –"),
    )
    name = forms.CharField(
        label=_("Eller namn eller roll"),
        required=False,
        max_length=Verifier._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        there = self.meeting.attendances.order_by().values("person")
        own = Q(pk__in=there) | Q(pk__in=[self.meeting.chair_id, self.meeting.note_taker_id])
        self.fields["person"].queryset = Person.objects.filter(own)
        if not self.meeting.verifiers.exists():
            self.fields["person"].initial = self.meeting.chair_id

    def clean(self) -> dict:
        said = self.cleaned_data
        if "person" in said and "name" in said and bool(said["person"]) == bool(said["name"]):
            raise forms.ValidationError(_("Ange vem som justerar: välj en person eller skriv ett namn, inte båda."))
        return said


class OnBehalfForm(forms.Form):
    """When somebody approved the minutes, as told by who records it."""

    day = forms.DateField(
        label=_("Justerat den"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "invalid": _("Skriv dagen som 2026-11-22."),
            "required": _("Ange vilken dag anteckningarna justerades."),
        },
    )

    def moment(self, now: dt.datetime) -> dt.datetime:
        """Return when: now if it is today, else noon that day. Raises ValidationError for a day ahead."""
        day, today = self.cleaned_data["day"], timezone.localdate(now)
        if day > today:
            raise forms.ValidationError(_("Dagen för justeringen ligger framåt i tiden."))
        return now if day == today else timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


class CorrectionForm(MinutesForm):
    """A correction of verified minutes."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label=_("Punkt"), required=False, empty_label=_("Anteckningarna i stort")
    )
    text = forms.CharField(
        label=_("Rättelse"),
        max_length=LONGEST,
        help_text=_("Skriv vad som står och vad som ska gälla. Det som är justerat står kvar bredvid."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv vad som rättas.")},
    )
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = self.meeting.items.all()

    def ask_to_confirm(self, key: str) -> None:
        """Let the next try carry that the findings have been read."""
        self.data = self.data.copy()
        self.data[self.add_prefix("confirmed")] = key


class AttachmentForm(MinutesForm):
    """A file. It stands last, so that what is typed before it is kept if it is too large to be read."""

    label = forms.CharField(
        label=_("Beteckning"),
        required=False,
        max_length=Attachment._meta.get_field("label").max_length,
        help_text=_("Lämna tomt om bilagan inte är numrerad."),
    )
    title = forms.CharField(
        label=_("Vad det är"),
        required=False,
        max_length=Attachment._meta.get_field("title").max_length,
        help_text=_("Tomt: filens namn."),
    )
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label=_("Hör till punkt"), required=False, empty_label=_("Hela mötet")
    )
    file = forms.FileField(
        label=_("Fil"),
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind.casefold()}" for kind in ALLOWED.split(", "))}),
        error_messages={
            "required": _("Välj en fil."),
            "empty": _("Filen är tom."),
            "missing": _("Välj en fil."),
            "invalid": _("Välj en fil."),
            "max_length": _("Filens namn är för långt."),
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = self.meeting.items.all()
        self.fields["label"].initial = next_label(self.meeting)


class RegisterForm(MinutesForm):
    """Under what number the minutes are registered, and by whom."""

    diary_number = forms.CharField(
        label=_("Diarienummer"), required=False, max_length=Meeting._meta.get_field("diary_number").max_length
    )
    authority = forms.CharField(
        label=_("Registreras av"),
        required=False,
        max_length=150,
        help_text=_("Organisationens namn i registret."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["diary_number"].initial = self.meeting.diary_number
        self.fields["authority"].initial = str(self.meeting.authority or "")

    def clean_authority(self) -> Organisation | None:
        """Return the organisation called so; several or none is told."""
        name = self.cleaned_data["authority"].strip()
        if not name:
            return None
        found = list(Organisation.objects.filter(Q(name__iexact=name) | Q(short_name__iexact=name))[:2])
        if not found:
            # SQLite folds only A to Z.
            found = list(Organisation.objects.filter(name=name)[:2])
        if len(found) != 1:
            told = (
                _("Flera organisationer heter så. Skriv hela namnet.") if found else _("Ingen organisation heter så.")
            )
            raise forms.ValidationError(told)
        return found[0]
