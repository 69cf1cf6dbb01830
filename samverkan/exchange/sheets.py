"""The sheets of the workbook, in the order in which they build on each other, and what each column says.

A column is a field of a model: its heading, its explanation, its limits and its words are the model's own. What is not
one field stands here with what it is gathered from.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from groups.models import (
    Agreement,
    Commission,
    EscalationLink,
    Group,
    GroupMunicipality,
    GroupType,
    Inhabitants,
    Membership,
    Organisation,
    Person,
    Region,
    RegionMunicipality,
    ReportingLine,
    Seat,
    SeatException,
    Topic,
)
from meetings.models import Meeting
from samverkan.exchange import cells
from samverkan.exchange.cells import Kind

Gather = Callable[[QuerySet], dict[int, list[str]]]
"""The parts of a cell that come from other rows, by the key of the row that they stand in."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet."""

    name: str
    title: Any
    kind: Kind
    path: str
    """Where a query of the sheet's rows finds the value; empty where it is gathered."""
    help: Any = ""
    field: models.Field | None = None
    required: bool = False
    gather: Gather | None = None
    told: bool = False
    """Whether it is written for the reader alone, and not read back."""


@dataclass(frozen=True)
class Sheet:
    """One kind of row."""

    name: str
    title: Any
    model: type[models.Model]
    key: tuple[str, ...]
    """The columns that tell the rows apart."""
    wanted: tuple[str | Column, ...]
    rows: Callable[[], QuerySet]
    named_by: tuple[str, ...] = ()
    """Fields by which other rows may refer to one of these, beside its key, when only one bears the name."""
    group: str = ""
    """The column that says which group a row hangs on: who may change the group may change the row."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(each if isinstance(each, Column) else column(self.model, each) for each in self.wanted)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def order(self) -> dict[str, int]:
        """Where each column stands, from 0."""
        return {name: place for place, name in enumerate(self.by_name)}

    @property
    def has_own_keys(self) -> bool:
        """Whether a row may come without a key, and be given one."""
        return self.key in (("slug",), ("uid",))


def column(model: type[models.Model], name: str, **others: Any) -> Column:
    """The column of a model's field."""
    field = model._meta.get_field(name)
    title = str(field.verbose_name)
    kind, path = _kind(field)
    made = Column(
        name=name,
        title=_KEY_TITLE if name in ("slug", "uid") else title[:1].upper() + title[1:],
        kind=kind,
        path=path,
        help=field.help_text,
        field=field,
        required=not field.blank and not field.null and not field.has_default() and field.editable,
        gather=_through(field) if field.many_to_many else None,
    )
    return dataclasses.replace(made, **others)


_KEY_TITLE = _("Nyckel")

_LINES = {("group", "aliases"), ("group", "agenda"), ("organisation", "aliases"), ("grouptype", "default_agenda")}
"""Texts that hold one thing on each line."""

_KINDS = {
    "slug": cells.Slug, "municipality_code": cells.Code, "phone": cells.Phone, "function_phone": cells.Phone,
}  # fmt: skip
"""Texts that are read in a way of their own."""

_SHEET_OF: dict[type[models.Model], str] = {
    Region: "regions",
    Organisation: "organisations",
    Topic: "topics",
    GroupType: "group_types",
    Agreement: "agreements",
    Group: "groups",
    Person: "persons",
    Seat: "seats",
}


def _key_of(model: type[models.Model]) -> str:
    return "uid" if any(field.name == "uid" for field in model._meta.fields) else "slug"


def _kind(field: models.Field) -> tuple[Kind, str]:
    """The kind of cell that a field has, and the path of its value in a query."""
    name = field.name
    if field.is_relation:
        other = field.related_model
        limits = field.get_limit_choices_to() or {}
        among = limits.get("kind", "")
        if field.many_to_many:
            return cells.References(_SHEET_OF[other], among), ""
        return cells.Reference(_SHEET_OF[other], among), f"{name}__{_key_of(other)}"
    if field.choices:
        return cells.Choice(tuple((value, word) for value, word in field.choices if value)), name
    if (field.model._meta.model_name, name) in _LINES:
        return cells.Lines(), name
    if name in _KINDS:
        return _KINDS[name](), name
    kinds = {
        models.BooleanField: cells.YesNo,
        models.DateField: cells.Date,
        models.TimeField: cells.Time,
        models.IntegerField: cells.Number,
        models.UUIDField: cells.Uid,
    }
    return next((kind() for base, kind in kinds.items() if isinstance(field, base)), cells.Text()), name


def _through(field: models.ManyToManyField) -> Gather:
    """What gathers the keys of the rows that a many-to-many field leads to."""
    key = f"{field.m2m_reverse_field_name()}__{_key_of(field.related_model)}"

    def gather(rows: QuerySet) -> dict[int, list[str]]:
        through = field.remote_field.through._default_manager
        source = field.m2m_column_name()
        return _gathered(through.filter(**{f"{source}__in": rows}).order_by(key).values_list(source, key))

    return gather


def _gathered(pairs: QuerySet) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for pk, text in pairs:
        found.setdefault(pk, []).append(str(text))
    return found


def _municipalities(rows: QuerySet) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    own = GroupMunicipality.objects.filter(group__in=rows).order_by("municipality__sort_key", "start_date", "pk")
    for pk, slug, start, end in own.values_list("group", "municipality__slug", "start_date", "end_date"):
        found.setdefault(pk, []).append(cells.dated(slug, start, end))
    return found


def _exceptions(rows: QuerySet) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    own = SeatException.objects.filter(seat__in=rows).order_by("municipality__sort_key", "pk")
    for pk, slug, places in own.values_list("seat", "municipality__slug", "places"):
        found.setdefault(pk, []).append(f"{slug} {places}")
    return found


def _told(name: str, title: Any, path: str) -> Column:
    """A column for the reader alone."""
    return Column(name, title, cells.Text(), path, help=_("Bara till läsning: ändringar här läses inte in."), told=True)


def _listed(model: type[models.Model], group: str) -> Callable[[], QuerySet]:
    """Rows of groups that were not registered by mistake, in the order of the groups."""
    order = (f"{group}__tree_id", f"{group}__lft", "pk")
    return lambda: model._default_manager.filter(**{f"{group}__mistaken": False}).order_by(*order)


_LINK = ("to_group", "to_organisation", "to_words", "note", "start_date", "end_date")

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "regions", _("Delregioner"), Region, ("slug",), ("slug", "name", "parent"),
        lambda: Region.objects.order_by(models.F("parent").asc(nulls_first=True), "sort_key", "pk"), ("name",),
    ),
    Sheet(
        "organisations", _("Organisationer"), Organisation, ("slug",),
        (
            "slug", "name", "short_name", "aliases", "kind", "principal", "operation", "parent", "region",
            "municipality_code", "function_email", "function_phone",
        ),
        lambda: Organisation.objects.order_by("sort_key", "pk"), ("name", "short_name", "aliases"),
    ),
    Sheet(
        "inhabitants", _("Invånare"), Inhabitants, ("municipality", "year"),
        ("municipality", "year", "number", "assumed"),
        lambda: Inhabitants.objects.order_by("municipality__sort_key", "year", "pk"),
    ),
    Sheet(
        "region_municipalities", _("Kommuner i delregioner"), RegionMunicipality, ("municipality", "start_date"),
        ("municipality", "start_date", "end_date", "region", "assumed", "note"),
        lambda: RegionMunicipality.objects.order_by("region__sort_key", "municipality__sort_key", "pk"),
    ),
    Sheet(
        "topics", _("Ämnen"), Topic, ("slug",), ("slug", "name"),
        lambda: Topic.objects.order_by("sort_key", "pk"), ("name",),
    ),
    Sheet(
        "group_types", _("Grupptyper"), GroupType, ("slug",),
        (
            "slug", "name", "plural", "tier", "side", "may_be_root", "allowed_parents", "expected_per",
            "default_purpose", "default_mandate", "default_agenda", "order",
        ),
        lambda: GroupType.objects.order_by("order", "name"), ("name", "plural"),
    ),
    Sheet(
        "agreements", _("Avtal"), Agreement, ("slug",), ("slug", "name", "short_name", "url", "order"),
        lambda: Agreement.objects.order_by("order", "name"), ("name", "short_name"),
    ),
    Sheet(
        "groups", _("Grupper"), Group, ("slug",),
        (
            "slug", "name", "short_name", "aliases", "type", "tier", "parent", "is_part", "region",
            column(Group, "placed_since", help=_("Gäller en flytt. Tomt: den dag som anges vid inläsningen.")),
            "coverage", "coverage_text",
            Column(
                "municipalities", _("Kommuner"), cells.DatedReferences("organisations", "municipality"), "",
                help=_("När gruppen omfattar de kommuner som anges; dagar från och till kan stå efter kommunen."),
                gather=_municipalities,
            ),
            "every_municipality", "topics", "purpose", "basis", "basis_url", "origin", "frequency_text", "agenda",
            "mandate", "mandate_text", "reporting", "feedback",
            column(Group, "status", required=False),
            column(Group, "status_since", help=_("Gäller en ändrad status. Tomt: den dag som anges vid inläsningen.")),
            column(Group, "status_reason", title=_("Orsak till status")),
            "restart_condition", "successors", "valid_until", "is_public", "note",
        ),
        lambda: Group.objects.listed().order_by("tree_id", "lft"), ("name", "short_name", "aliases"), "slug",
    ),
    Sheet(
        "persons", _("Personer"), Person, ("uid",),
        (
            "uid", "name", "title", "organisation", "email", "phone", "name_public", "contact_public", "invented",
        ),
        lambda: Person.objects.order_by("sort_key", "pk"), ("name",),
    ),
    Sheet(
        "seats", _("Ledamotsplatser"), Seat, ("uid",),
        (
            "uid", "group", "kind", "title", "organisation", "organisation_kind", "principal", "places", "per",
            Column(
                "exceptions", _("Undantag"),
                cells.CountedReferences("organisations", "municipality", SeatException._meta.get_field("places")), "",
                help=_("Kommuner med ett annat antal platser än de andra, när platserna räknas per kommun."),
                gather=_exceptions,
            ),
            "by_role", "function_email", "function_phone", "order", "start_date", "end_date",
        ),
        _listed(Seat, "group"), (), "group",
    ),
    Sheet(
        "memberships", _("Ledamöter"), Membership, ("uid",),
        (
            "uid", "seat", "person", "on_behalf_of", "by_office", "note", "start_date", "end_date",
            _told("seat_group", _("Grupp (läses inte in)"), "seat__group__name"),
            _told("seat_title", _("Benämning (läses inte in)"), "seat__title"),
            _told("person_name", _("Namn (läses inte in)"), "person__name"),
        ),
        _listed(Membership, "seat__group"), (), "seat",
    ),
    Sheet(
        "commissions", _("Uppdragsgivare"), Commission, ("uid",), ("uid", "group", *_LINK),
        _listed(Commission, "group"), (), "group",
    ),
    Sheet(
        "reporting_lines", _("Rapporteringsvägar"), ReportingLine, ("uid",),
        ("uid", "group", "kind", "when_needed", *_LINK), _listed(ReportingLine, "group"), (), "group",
    ),
    Sheet(
        "escalation_links", _("Eskaleringsvägar"), EscalationLink, ("uid",),
        (
            "uid", "group", "agreement", "step", "trigger", "condition", "to_group", "recipient", "contact_seats",
            "final", "start_date", "end_date",
        ),
        _listed(EscalationLink, "group"), (), "group",
    ),
    Sheet(
        "meetings", _("Möten"), Meeting, ("uid",),
        (
            "uid", "group", "guests", "title", "date", "last_date", "start", "end", "mode", "place", "link", "status",
            "cancel_reason", "matters_by", "agenda_sent_on", "chair", "note_taker", "next_meeting", "document_date",
            "diary_number", "authority",
        ),
        lambda: Meeting.objects.filter(group__mistaken=False).order_by("date", "start", "pk"), (), "group",
    ),
)  # fmt: skip

BY_NAME = {sheet.name: sheet for sheet in SHEETS}
