"""The form of a meeting: when, where, with whom; what was changed by somebody else meanwhile is told field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.admin import conflict
from groups.admin.group_form import day_input
from groups.admin.group_sections import Entry
from groups.admin.refusals import Refusable
from groups.admin.search_select import SearchChoiceField
from groups.models import Group, User
from groups.models.user import keeps_registry
from meetings import clashes, reach, scheduling
from meetings.admin.meeting_words import clash_warning
from meetings.editing import MinutesLocked
from meetings.models import Meeting

NEW_GUESTS = 3
"""Empty fields for guests beside those that are filled in."""

SECTIONS: list[tuple[Any, list[str]]] = [
    (gettext_lazy("Vad"), ["group", "title", "guests"]),
    (gettext_lazy("När och var"), ["date", "last_date", "start", "end", "mode", "place", "link"]),
    (gettext_lazy("Inför mötet"), ["matters_by", "agenda_sent_on"]),
    (gettext_lazy("Vid mötet"), ["chair", "note_taker"]),
    (gettext_lazy("Dokumentet"), ["document_date", "diary_number", "authority"]),
    (None, ["change_reason"]),
]

LATER = ("document_date", "diary_number", "authority", "change_reason")
"""What is not asked of a new meeting."""


def time_input() -> forms.TimeInput:
    """The browser's own field for a time of the day."""
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class MeetingForm(Refusable, forms.ModelForm):
    """A meeting as it is to be. Saved through `meetings.scheduling` alone."""

    chair = SearchChoiceField(Meeting._meta.get_field("chair"))
    note_taker = SearchChoiceField(Meeting._meta.get_field("note_taker"))
    authority = SearchChoiceField(Meeting._meta.get_field("authority"))
    link = forms.URLField(
        label=gettext_lazy("Möteslänk"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=Meeting._meta.get_field("link").help_text,
    )
    change_reason = forms.CharField(
        label=gettext_lazy("Orsak till ändringen"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Frivilligt. Syns i historiken."),
    )
    seen = forms.Field(required=False, widget=forms.HiddenInput)
    told = forms.Field(required=False, widget=forms.HiddenInput)
    """Which clashes the page tells of: a new meeting is saved in spite of these alone."""

    class Meta:
        model = Meeting
        fields = (
            "title", "date", "last_date", "start", "end", "mode", "place", "link", "matters_by", "agenda_sent_on",
            "chair", "note_taker", "document_date", "diary_number", "authority",
        )  # fmt: skip
        widgets = {
            **dict.fromkeys(("date", "last_date", "matters_by", "agenda_sent_on", "document_date"), day_input()),
            **dict.fromkeys(("start", "end"), time_input()),
        }

    fields_of_rules = {"guests": "guest_0"}

    def __init__(
        self, data: QueryDict | None = None, *, instance: Meeting, user: User, now: dt.datetime, today: dt.date
    ) -> None:
        super().__init__(data, instance=instance, use_required_attribute=False)
        self.user, self.now, self.today = user, now, today
        self.is_new = instance.pk is None
        self.stale = self.damaged = False
        self.clashes: list[clashes.Clash] = []
        """What a new meeting was not saved for, since nobody had been told of it."""
        self.beside: dict[str, conflict.Difference] = {}
        self.differences: list[conflict.Difference] = []
        self._offer_hosts()
        self._offer_persons()
        self._offer_guests()
        if self.is_new:
            for name in LATER:
                del self.fields[name]
        else:
            del self.fields["told"]
            self.fields["date"].help_text = _("För en felskrivning. Flyttas mötet: använd Flytta, så syns det.")
        if not self.is_new and instance.is_locked:
            for name in self.fields.keys() - scheduling.WHILE_LOCKED - {"change_reason", "seen"}:
                self.fields[name].disabled = True
        self.opened = conflict.Seen.read(data.get("seen", ""), instance.pk) if data and not self.is_new else None
        """What the page showed when it was opened; None if it cannot tell."""

    def _offer_hosts(self) -> None:
        if not self.is_new:
            return
        hosts = reach.kept_by(self.user, self.today).select_related("region")
        host = Meeting._meta.get_field("group")
        if keeps_registry(self.user):
            field: forms.ModelChoiceField = SearchChoiceField(host, hosts, label=_("Grupp"), required=True)
        else:
            field = forms.ModelChoiceField(hosts, label=_("Grupp"))
        chosen = getattr(self.instance, "group_id", None)
        self.fields["group"] = field
        if chosen:
            self.initial["group"] = chosen
        self.fields["group"].help_text = _("Den grupp som håller mötet.")

    def _offer_persons(self) -> None:
        now = {self.instance.chair_id, self.instance.note_taker_id} - {None}
        offered = reach.persons_for(self.user, self.today)
        for name in ("chair", "note_taker"):
            self.fields[name].queryset = offered if not now else _either(offered, now)
            self.fields[name].widget.know(getattr(self.instance, name))
        self.fields["authority"].widget.know(self.instance.authority)

    def _offer_guests(self) -> None:
        there = list(self.instance.guests.select_related("region")) if not self.is_new else []
        offered = reach.open_to(self.user, self.today)
        offered = offered if not there else _either(offered, {guest.pk for guest in there})
        self.guest_names = [f"guest_{number}" for number in range(len(there) + NEW_GUESTS)]
        for number, name in enumerate(self.guest_names):
            self.fields[name] = SearchChoiceField(
                _GUEST,
                offered,
                required=False,
                label=_("Inbjuden grupp") if number == 0 else _("… och"),
                help_text=_("För gemensamma möten. Värdgruppen har dagordningen.") if number == 0 else "",
            )
            if number < len(there):
                self.initial[name] = there[number].pk
                self.fields[name].widget.know(there[number])

    # What was seen, and what stands

    @property
    def shown(self) -> list[str]:
        """The fields that say something of the meeting."""
        return [name for name in self.fields if name not in ("change_reason", "seen")]

    def stands(self) -> conflict.Seen:
        """What the page shows of the meeting as it is now."""
        values = conflict.values_of(self, self.shown)
        return conflict.Seen(self.instance.pk, self.instance.revision, {}, {"": values}, self.now.isoformat())

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "seen":
            return "" if self.is_new else self.stands().signed()
        return super().get_initial_for_field(field, field_name)

    @property
    def is_outdated(self) -> bool:
        """Whether somebody has changed what the page shows since it was opened, or it cannot tell what it showed.

        What is noted at the meeting meanwhile does not count: it is not on the page.
        """
        if self.is_new:
            return False
        if self.opened is None:
            return True
        now = self.stands().forms[""]
        return any(value != now.get(name) for name, value in self.opened.forms[""].items())

    def caught_up(self) -> MeetingForm:
        """The form again: what was typed kept, what nobody touched as it stands, and beside it what others changed."""
        again = {"user": self.user, "now": self.now, "today": self.today}
        fresh = type(self)(instance=Meeting.objects.get(pk=self.instance.pk), **again)
        now, data = fresh.stands(), self.data.copy()
        seen = self.opened.forms.get("", {}) if self.opened else None
        differences = conflict.bring_together(fresh, "", seen, now.forms[""], data)
        data["seen"] = now.signed()
        form = type(self)(data, instance=Meeting.objects.get(pk=self.instance.pk), **again)
        form.stale, form.damaged = True, self.opened is None
        form.beside, form.differences = fresh.beside, differences
        return form

    # Saving

    def clean(self) -> dict[str, Any]:
        """Sets the host, which the rules of the row ask for."""
        data = super().clean()
        if self.is_new and data.get("group"):
            self.instance.group = data["group"]
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """The rules of a row without its host are not asked."""
        return super()._get_validation_exclusions() | {"replaced_by"}

    @property
    def guests(self) -> list[Group]:
        chosen = [self.cleaned_data.get(name) for name in self.guest_names]
        return list({group.pk: group for group in chosen if group}.values())

    def write(self) -> Meeting | None:
        """Save it; None if the rules refuse it, told at its field, or a new one has `clashes` to be told of first.

        The form is valid.
        """
        try:
            if self.is_new:
                return self._schedule()
            reason = self.cleaned_data["change_reason"]
            facts = {name: self.cleaned_data[name] for name in self.Meta.fields if not self.fields[name].disabled}
            guests = None if self.instance.is_locked else self.guests
            stored = Meeting.objects.get(pk=self.instance.pk)
            return scheduling.change(stored, facts, guests=guests, by=self.user, reason=reason, today=self.today)
        except MinutesLocked as refused:
            self.add_error(None, str(refused))
        except ValidationError as refused:
            self.refuse(refused)
        return None

    def _schedule(self) -> Meeting | None:
        """Save a new one unless it clashes: then take it back, and let the next try carry what has been told.

        What the rules refuse is refused first, so that nobody is asked to save in spite of clashes what cannot be.
        """
        with transaction.atomic():
            saved = scheduling.schedule(self.instance, guests=self.guests, by=self.user, today=self.today)
            found = clashes.of_meeting(saved, Meeting.objects.visible_to(self.user, self.today), self.guests)
            key = clashes.key(found)
            self.clashes = found if key != self.cleaned_data["told"] else []
            transaction.set_rollback(bool(self.clashes))
        if not self.clashes:
            return saved
        self.data = self.data.copy()
        self.data["told"] = key
        return None

    # The page

    def entries(self, names: Iterable[str], *, editable: bool) -> list[Entry]:
        """The fields to show; in words where the account only reads, and then without the link to the meeting."""
        found = []
        for name in names:
            for each in self.guest_names if name == "guests" else [name]:
                if each not in self.fields or (not editable and each in ("link", "change_reason")):
                    continue
                bound = self[each]
                if editable:
                    warnings = [clash_warning(clash) for clash in self.clashes] if each == "date" else []
                    found.append(Entry(bound, self.beside.get(each), warnings=warnings))
                elif value := conflict.plain(bound.initial):
                    words = conflict.in_words(bound.field, value)
                    found.append(Entry(bound, words=words[:5] if name in ("start", "end") else words))
        return found

    def sections(self, *, editable: bool) -> list[tuple[Any, list[Entry]]]:
        """(heading, fields) of each part that has any."""
        parts = [(title, self.entries(names, editable=editable)) for title, names in SECTIONS]
        return [(title, entries) for title, entries in parts if entries]

    def error_links(self) -> list[tuple[forms.BoundField | None, str]]:
        """Each error with its field, for the list on top of the page."""
        return [
            (self[name] if name in self.fields else None, message)
            for name, messages in self.errors.items()
            for message in messages
        ]


_GUEST = Meeting._meta.get_field("guests")


def _either(offered: Any, keys: set[int]) -> Any:
    """What is offered, and the rows with these keys, which are chosen already."""
    return offered.model._default_manager.filter(Q(pk__in=offered.order_by().values("pk")) | Q(pk__in=keys))
