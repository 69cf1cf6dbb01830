"""The kinds of rows that a group has, and all forms of one kind on its page.

A stored row's fields are named by its key ("seats-12-title"), so that a row which a colleague adds or ends meanwhile
moves nobody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from groups.admin.group_row_forms import (
    CommissionForm,
    EscalationForm,
    ExceptionForm,
    HolderForm,
    LineForm,
    MunicipalityForm,
    RowForm,
    SeatForm,
)
from groups.models import Agreement, Dated, Group, Membership, Organisation, Seat, SeatException

MOST_NEW_ROWS = 100
"""New rows of one kind that are read from one form."""

NEW = "ny"


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
        lambda group: Membership.objects.filter(seat__group=group).for_display().order_by("start_date", "pk"),
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
        lambda group: group.commissions.select_related("to_group__region", "to_organisation__parent"),
        _("Lägg till en uppdragsgivare"),
    ),
    Kind(
        "lines",
        LineForm,
        _("Rapporteringsvägar"),
        _("Till vem gruppen rapporterar. Ange grupp, organisation eller ord: ett av dem."),
        lambda group: group.reporting_lines.select_related("to_group__region", "to_organisation__parent"),
        _("Lägg till en mottagare"),
    ),
    Kind(
        "escalations",
        EscalationForm,
        _("Egna eskaleringsvägar"),
        _("Bara det som avviker från det ärvda: en egen väg går före den ärvda för samma avtal och slags fråga."),
        lambda group: group.escalation_links.select_related("agreement", "to_group__region").prefetch_related(
            "contact_seats"
        ),
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

    @property
    def keys_of_contacts(self) -> list[int]:
        return [pk for pk, _words in self.contacts]

    @classmethod
    def of(cls, group: Group | None) -> Choices:
        """Three queries, four for a group that is stored."""
        blank = ("", "---------")
        contacts = Seat.objects.none()
        if group is not None:
            contacts = Seat.objects.offered_as_contacts(group, group.escalation_links.values("contact_seats"))
            contacts = contacts.select_related("group", "organisation")
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
        if "contact_seats" in form.fields:
            # Of other groups' seats only those offered can be chosen, whatever is sent.
            form.fields["contact_seats"].queryset = Seat.objects.filter(pk__in=self.keys_of_contacts)
            form.fields["contact_seats"].choices = self.contacts
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
