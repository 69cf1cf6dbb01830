"""Cancelling and moving a meeting, saying that it was held, taking that back: a page each that asks and then tells.

Each carries which version of the meeting it was opened with: if somebody has changed when, where or whether since,
nothing is done, and the dialog is shown again with what stands now and what was typed.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.admin.choices import is_key
from groups.admin.group_form import day_input
from groups.admin.refusals import Refusable
from groups.models import User
from meetings import clashes, scheduling
from meetings.admin.meeting_form import time_input
from meetings.admin.meeting_words import clash_warning, in_words, when
from meetings.editing import MinutesLocked
from meetings.models import Meeting


class Dialog(Refusable, forms.Form):
    """What a change asks for, what it will bring, and the change."""

    address: ClassVar[str]
    title: ClassVar[Any]
    button: ClassVar[Any]
    at_once: ClassVar[bool] = False
    """Whether it is done without being asked or confirmed, by a button on the meeting's page."""

    seen = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, meeting: Meeting, user: User, today: dt.date) -> None:
        super().__init__(data, use_required_attribute=False)
        self.meeting, self.user, self.today = meeting, user, today
        self.initial["seen"] = meeting.sequence
        self.stale = False

    @property
    def sequence(self) -> int:
        """The version that the sender saw; none that ever stood, if that cannot be told."""
        sent = self.data.get("seen", "")
        return int(sent) if is_key(sent) else -1

    def caught_up(self) -> Dialog:
        """The dialog again, as the meeting stands, with what was typed."""
        meeting = Meeting.objects.for_rows().get(pk=self.meeting.pk)
        data = self.data.copy()
        data["seen"] = str(meeting.sequence)
        again = type(self)(data, meeting=meeting, user=self.user, today=self.today)
        again.stale = True
        return again

    def sent_values(self) -> list[tuple[str, str]]:
        """What was answered, to be sent again with the confirmation."""
        if not self.is_bound:
            return [("seen", str(self.initial["seen"]))]
        return [(name, self.data.get(name, "")) for name in self.fields]

    def outcome(self) -> list[str]:
        """What will happen, in sentences. The form is valid."""
        raise NotImplementedError

    @cached_property
    def clashes(self) -> list[clashes.Clash]:
        """What it will be at the same time as. The form is valid."""
        return []

    @property
    def confirmation(self) -> str:
        """What a confirmation must say: that this was told, and just these clashes."""
        return clashes.key(self.clashes) or "1"

    def warnings(self, name: str) -> list[str]:
        """What to tell at the field of what was typed there."""
        return []

    def carry_out(self) -> Meeting:
        """Do it; returns the meeting to go on with. Raises ValidationError by field, StaleRow, MinutesLocked."""
        raise NotImplementedError

    def do(self, *, try_out: bool = False) -> Meeting | None:
        """Do it, or take it back at once if it is to be tried out; None if the rules refuse, told at the field."""
        try:
            with transaction.atomic():
                done = self.carry_out()
                transaction.set_rollback(try_out)
        except MinutesLocked as refused:
            self.add_error(None, str(refused))
        except ValidationError as refused:
            self.refuse(refused)
        else:
            return done
        return None


WHY = gettext_lazy("Visas för alla som ser mötet. Skriv inget om enskilda personer.")


class CancelDialog(Dialog):
    address, title, button = "stall-in", gettext_lazy("Ställ in mötet"), gettext_lazy("Ställ in")
    fields_of_rules = {"cancel_reason": "why"}

    why = forms.CharField(label=gettext_lazy("Orsak"), max_length=250, help_text=WHY)

    def carry_out(self) -> Meeting:
        return scheduling.cancel(self.meeting, why=self.cleaned_data["why"], by=self.user, seen=self.sequence)

    def outcome(self) -> list[str]:
        return [
            _("%(meeting)s ställs in.") % {"meeting": in_words(self.meeting)},
            _("Mötet står kvar i listor och kalendrar som inställt, med orsaken: %(why)s")
            % {"why": self.cleaned_data["why"]},
        ]


class MoveDialog(Dialog):
    address, title, button = "flytta", gettext_lazy("Flytta mötet"), gettext_lazy("Flytta")
    fields_of_rules = {"cancel_reason": "why"}

    date = forms.DateField(label=gettext_lazy("Ny dag"), widget=day_input())
    last_date = forms.DateField(
        label=gettext_lazy("Sista dag"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("För möten över flera dagar."),
    )
    start = forms.TimeField(label=gettext_lazy("Börjar"), required=False, widget=time_input())
    end = forms.TimeField(label=gettext_lazy("Slutar"), required=False, widget=time_input())
    place = forms.CharField(label=gettext_lazy("Plats"), max_length=200, required=False)
    matters_by = forms.DateField(
        label=gettext_lazy("Ärenden senast"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Tomt: enligt gruppens vana."),
    )
    why = forms.CharField(label=gettext_lazy("Orsak"), max_length=250, help_text=WHY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "end", "place"):
            self.initial[name] = getattr(self.meeting, name)

    def carry_out(self) -> Meeting:
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "date")}
        return scheduling.move(
            self.meeting, self.cleaned_data["date"], by=self.user, today=self.today, seen=self.sequence, **facts
        )

    def new_meeting(self) -> Meeting:
        """The meeting as it would be, not saved."""
        data = self.cleaned_data
        facts = {name: data[name] for name in ("date", "last_date", "start", "end", "place")}
        return Meeting(group=self.meeting.group, title=self.meeting.title, **facts)

    def outcome(self) -> list[str]:
        told = [
            _("%(meeting)s ställs in och ersätts av ett nytt: %(new)s.")
            % {"meeting": in_words(self.meeting), "new": when(self.new_meeting())},
            _("Inbjudna grupper, dagordning och bilagor följer med till det nya mötet."),
        ]
        if number := self.meeting.attendances.count():
            told.append(
                ngettext(
                    "%(number)d rad i närvarolistan står kvar: vilka som kallas beror på dagen.",
                    "%(number)d rader i närvarolistan står kvar: vilka som kallas beror på dagen.",
                    number,
                )
                % {"number": number}
            )
        return told

    @cached_property
    def clashes(self) -> list[clashes.Clash]:
        others = Meeting.objects.visible_to(self.user, self.today).exclude(pk=self.meeting.pk)
        return clashes.of_meeting(self.new_meeting(), others, list(self.meeting.guests.all()))

    def warnings(self, name: str) -> list[str]:
        if name != "date" or not self.is_bound or not self.is_valid():
            return []
        return [clash_warning(each) for each in self.clashes]


class HeldDialog(Dialog):
    address, title, button = "hallet", gettext_lazy("Mötet hölls"), gettext_lazy("Mötet hölls")
    at_once = True

    def carry_out(self) -> Meeting:
        return scheduling.mark_held(self.meeting, today=self.today, by=self.user, seen=self.sequence)

    def outcome(self) -> list[str]:
        return [_("%(meeting)s är hållet.") % {"meeting": in_words(self.meeting)}]


class BackDialog(Dialog):
    address, title, button = "ta-tillbaka", gettext_lazy("Gör mötet planerat igen"), gettext_lazy("Planerat igen")

    def carry_out(self) -> Meeting:
        return scheduling.take_back(self.meeting, by=self.user, seen=self.sequence)

    def outcome(self) -> list[str]:
        told = [
            _("%(meeting)s är nu %(status)s och blir planerat igen.")
            % {"meeting": in_words(self.meeting), "status": self.meeting.get_status_display()}
        ]
        if self.meeting.is_cancelled:
            told.append(_("Orsaken till att det var inställt tas bort, men finns i historiken."))
        return told


DIALOGS: dict[str, type[Dialog]] = {
    "cancel": CancelDialog,
    "move": MoveDialog,
    "held": HeldDialog,
    "back": BackDialog,
}
