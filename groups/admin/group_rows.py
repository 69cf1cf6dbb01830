"""The rows of a group – seats and their holders, municipalities, lines – as small forms on the group's own page.

A stored row's fields are named by its key ("seats-12-title"), so that a row which a colleague adds or ends meanwhile
moves nobody else's. Rows are ended, never deleted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from groups.admin.group_form import UncheckedForm, for_column
from groups.admin.search_select import SearchChoiceField, SearchSelect
from groups.models import (
    Agreement,
    Commission,
    Dated,
    EscalationLink,
    Group,
    GroupMunicipality,
    Membership,
    Organisation,
    ReportingLine,
    Seat,
    SeatException,
)

MOST_NEW_ROWS = 100
"""New rows of one kind that are read from one form."""

NEW = "ny"

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

    @property
    def row_fields(self) -> list[forms.BoundField]:
        """The fields people see."""
        return [bound for bound in self if not bound.is_hidden]

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


@dataclass(frozen=True)
class Kind:
    """One kind of row: where it comes from and what it is called on the page."""

    key: str
    form: type[RowForm]
    title: Any
    help: Any
    rows: Callable[[Group], QuerySet]
    add: Any = ""
    """What the empty row is called."""
    nested: bool = False

    def rows_since(self, group: Group, day: dt.date) -> QuerySet:
        """The group's rows without those that ended before `day`."""
        rows = self.rows(group)
        if issubclass(self.model, Dated):
            rows = rows.exclude(end_date__lt=day)
        return rows.exclude(seat__end_date__lt=day) if self.nested else rows

    @property
    def model(self) -> type[Model]:
        return self.form._meta.model


KINDS = [
    Kind(
        "seats",
        SeatForm,
        _("Ledamotsplatser och ledamöter"),
        _("En plats finns även när ingen har den. Platser och ledamöter tas inte bort: ange sista dagen."),
        lambda group: group.seats.select_related("organisation__parent", "group"),
    ),
    Kind(
        "exceptions",
        ExceptionForm,
        _("Undantag"),
        "",
        lambda group: SeatException.objects.filter(seat__group=group).select_related("municipality", "seat"),
        nested=True,
    ),
    Kind(
        "holders",
        HolderForm,
        _("Ledamöter"),
        "",
        lambda group: (
            Membership.objects.filter(seat__group=group)
            .select_related("person__organisation", "on_behalf_of__parent", "seat__organisation")
            .order_by("start_date", "pk")
        ),
        nested=True,
    ),
    Kind(
        "municipalities",
        MunicipalityForm,
        _("Kommuner som omfattas"),
        _("Används när gruppen omfattar ”de kommuner som anges”."),
        lambda group: group.municipality_rows.select_related("municipality"),
        _("Lägg till en kommun"),
    ),
    Kind(
        "commissions",
        CommissionForm,
        _("Uppdragsgivare"),
        _("Vem som har beställt gruppen. Ange grupp, organisation eller ord: ett av dem."),
        lambda group: group.commissions.select_related("to_group", "to_organisation__parent"),
        _("Lägg till en uppdragsgivare"),
    ),
    Kind(
        "lines",
        LineForm,
        _("Rapporteringsvägar"),
        _("Till vem gruppen rapporterar. Ange grupp, organisation eller ord: ett av dem."),
        lambda group: group.reporting_lines.select_related("to_group", "to_organisation__parent"),
        _("Lägg till en mottagare"),
    ),
    Kind(
        "escalations",
        EscalationForm,
        _("Egna eskaleringsvägar"),
        _("Bara det som avviker från det ärvda: en egen väg går före den ärvda för samma avtal och slags fråga."),
        lambda group: group.escalation_links.select_related("agreement", "to_group").prefetch_related("contact_seats"),
        _("Lägg till en egen väg"),
    ),
]
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass
class Choices:
    """What the short lists offer; asked for once, however many rows there are."""

    municipalities: list[tuple[Any, str]]
    agreements: list[tuple[Any, str]]
    contacts: list[tuple[Any, str]]

    @classmethod
    def of(cls, group: Group | None) -> Choices:
        """Three queries, four for a group that is stored."""
        blank = ("", "---------")
        above = Q(pk__in=[])
        if group is not None:
            lineage = list(group.get_ancestors(include_self=True).values_list("pk", flat=True))
            above = Q(group__in=lineage, kind=Seat.Kind.CONTACT) | Q(escalation_links__group=group)
        contacts = Seat.objects.filter(above).select_related("group", "organisation").distinct()
        return cls(
            [blank, *((row.pk, row.name) for row in Organisation.objects.municipalities())],
            [blank, *((row.pk, str(row)) for row in Agreement.objects.all())],
            [(row.pk, str(row)) for row in contacts],
        )

    def put_in(self, form: RowForm) -> RowForm:
        for name, choices in (
            ("municipality", self.municipalities),
            ("agreement", self.agreements),
            ("contact_seats", self.contacts),
        ):
            if name in form.fields:
                form.fields[name].choices = choices
        return form


@dataclass
class Rows:
    """All forms of one kind for one group."""

    kind: Kind
    stored: list[RowForm] = field(default_factory=list)
    new: list[RowForm] = field(default_factory=list)

    @property
    def forms(self) -> list[RowForm]:
        return [*self.stored, *self.new]

    @property
    def changed(self) -> list[RowForm]:
        """Forms that say something else than the database, in the order in which to write: what ends comes first."""
        return sorted((form for form in self.forms if form.has_changed()), key=_ending_first)

    @property
    def current(self) -> list[RowForm]:
        """Rows that have not ended, with those that were touched or are new."""
        return [form for form in self.forms if not form.has_ended]

    @property
    def ended(self) -> list[RowForm]:
        return [form for form in self.forms if form.has_ended]

    def is_valid(self) -> bool:
        verdicts = [form.is_valid() for form in self.forms]
        return all(verdicts)


def _ending_first(form: RowForm) -> bool:
    return form.is_new or "end_date" not in form.changed_data


def stored_prefix(kind: Kind, row: Model) -> str:
    return f"{kind.key}-{row.pk}"


def new_prefix(kind: Kind, number: int | str) -> str:
    return f"{kind.key}-{NEW}{number}"


def new_count_name(kind: Kind) -> str:
    """The hidden field that tells how many new rows of the kind are on the page."""
    return f"{kind.key}-{NEW}"


def new_count(kind: Kind, data: Mapping) -> int:
    """How many new rows the form sent says it has, within bounds whatever was sent."""
    text = str(data.get(new_count_name(kind)) or "")
    return min(int(text), MOST_NEW_ROWS) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def mark_ended(rows: Rows, today: dt.date) -> None:
    """Tell on each form whether its row had ended before `today` and is sent back untouched."""
    for form in rows.forms:
        end = getattr(form.instance, "end_date", None) if not form.is_new else None
        form.has_ended = bool(end and end < today and not (form.is_bound and form.has_changed()) and not form.errors)
