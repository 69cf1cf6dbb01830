"""The small forms of a group's rows: a seat, a holder, a line … Rows are ended, never deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from groups.admin.group_form import UncheckedForm, for_column
from groups.admin.search_select import SearchChoiceField, SearchSelect
from groups.models import (
    Commission,
    EscalationLink,
    GroupMunicipality,
    Membership,
    ReportingLine,
    Seat,
    SeatException,
)

SEARCHED = {"person", "organisation", "on_behalf_of", "to_group", "to_organisation"}


def for_row(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """The form field for a row's column: searched for where there may be many to choose among."""
    if db_field.name in SEARCHED:
        return SearchChoiceField(db_field)
    return for_column(db_field, **kwargs)


class RowForm(UncheckedForm):
    """One row. A stored row that is sent back as it was is not checked again, and costs no query."""

    stored = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)
    """Tells a row that was on the page sent from one that came after; unticked boxes are not sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.is_new = self.instance.pk is None
        self.empty_permitted = self.is_new
        for name, formfield in self.fields.items():
            if isinstance(formfield.widget, SearchSelect):
                formfield.widget.know(self.instance._state.fields_cache.get(name))

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in ("stored", "place")]

    def full_clean(self) -> None:
        if self.is_bound and not self.is_new and not self.has_changed():
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()


class SeatForm(RowForm):
    class Meta:
        model = Seat
        fields = [
            "kind", "title", "organisation", "organisation_kind", "principal", "places", "per", "by_role",
            "function_email", "function_phone", "start_date", "end_date", "order",
        ]  # fmt: skip
        formfield_callback = for_row

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.fields["kind"].choices = [("", _("– välj –")), *Seat.Kind.choices]
            self.initial["kind"] = self.initial.get("kind") if kwargs.get("initial") else ""


class HolderForm(RowForm):
    """Somebody on a seat. `place` names the seat: a stored one's key, or "ny0" for a new one on the same page."""

    place = forms.CharField(widget=forms.HiddenInput, max_length=20)

    class Meta:
        model = Membership
        fields = ["person", "on_behalf_of", "start_date", "end_date", "by_office", "note"]
        formfield_callback = for_row

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            self.initial["place"] = str(self.instance.seat_id)


class ExceptionForm(RowForm):
    """A municipality with another number of places on a seat (`place`) counted per municipality."""

    place = forms.CharField(widget=forms.HiddenInput, max_length=20)

    class Meta:
        model = SeatException
        fields = ["municipality", "places"]
        formfield_callback = for_row

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            self.initial["place"] = str(self.instance.seat_id)


class MunicipalityForm(RowForm):
    class Meta:
        model = GroupMunicipality
        fields = ["municipality", "start_date", "end_date"]
        formfield_callback = for_row


class CommissionForm(RowForm):
    class Meta:
        model = Commission
        fields = ["to_group", "to_organisation", "to_words", "note", "start_date", "end_date"]
        formfield_callback = for_row


class LineForm(RowForm):
    class Meta:
        model = ReportingLine
        fields = [
            "kind", "to_group", "to_organisation", "to_words", "when_needed", "note", "start_date", "end_date",
        ]  # fmt: skip
        formfield_callback = for_row


class EscalationForm(RowForm):
    class Meta:
        model = EscalationLink
        fields = [
            "agreement", "step", "trigger", "to_group", "recipient", "condition", "contact_seats", "final",
            "start_date", "end_date",
        ]  # fmt: skip
        formfield_callback = for_row

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_seats"].widget = forms.CheckboxSelectMultiple()
        self.fields["contact_seats"].required = False
