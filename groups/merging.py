"""Merging two records of one person, or of one organisation, into one.

Every row that refers to the record that goes is moved, found by asking the models themselves, so that a new relation
is not forgotten. Two rows that say the same thing are joined. The history of both records stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignObjectRel, Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from groups.editing import bump, signed, structure_lock
from groups.models import (
    Dated,
    Group,
    GroupMunicipality,
    Inhabitants,
    Membership,
    Organisation,
    Person,
    RegionMunicipality,
    SeatException,
    User,
)
from groups.ordering import fold

Record = Person | Organisation

MERGED_INTO = "Slogs ihop med {}."
"""How the history of a record that went begins its reason: with the key (uid or slug) of the one it went into."""


@dataclass(frozen=True)
class Plan:
    """What a merge would do."""

    keep: Record
    drop: Record
    moves: list[tuple[str, int]]
    """Kinds of rows that refer to the record that goes and are moved, in words, with how many."""
    withdrawn: list[str]
    """What both records have and only one may, in words: that of the record that goes is taken away."""
    groups: QuerySet[Group]
    """Groups whose rows are written."""
    kinds: frozenset[type[Model]]
    """Kinds of rows that refer to the record that goes."""
    filled: list[str]
    """Facts, in words, that are blank on the record that stays and are taken from the one that goes."""
    obstacle: str | None
    """Why the two cannot be merged, None if nothing is known to hinder it."""


def plan(keep: Record, drop: Record) -> Plan:
    """What merging `drop` into `keep` would do. Writes nothing; one query for each relation."""
    rows, withdrawn = [], []
    for relation in references(type(drop)):
        found = list(_rows(relation, drop))
        rows += found
        if found and _has_one(keep, relation):
            withdrawn += found
    counted = Counter(str(capfirst(row._meta.verbose_name_plural)) for row in rows if row not in withdrawn)
    touched = {group_key for row in rows if (group_key := _group_key(row))}
    filled = [str(field.verbose_name) for field in _fillable(keep) if _fills(keep, drop, field)]
    return Plan(
        keep,
        drop,
        moves=sorted(counted.items()),
        withdrawn=[str(row._meta.verbose_name) for row in withdrawn],
        groups=Group.objects.filter(pk__in=touched),
        kinds=frozenset(type(row) for row in rows if not row._meta.auto_created),
        filled=filled,
        obstacle=_obstacle(keep, drop),
    )


def merge_persons(keep: Person, drop: Person, *, by: User | None, reason: str) -> Person:
    """Move everything of `drop` to `keep`, and take `drop` away; returns the person that stays, as saved.

    Seats that both held at once are joined. Of what a person has one of, the one that stays keeps its own. What may be
    shown publicly is only what both records allowed. Raises ValidationError, and changes nothing, if a rule of a moved
    row would be broken.
    """
    return _merge(keep, drop, by=by, reason=reason)


def merge_organisations(keep: Organisation, drop: Organisation, *, by: User | None, reason: str) -> Organisation:
    """Move everything of `drop` to `keep`, and take `drop` away; its names become aliases. Returns the one that stays.

    Raises ValidationError, and changes nothing, if one is a municipality and the other not, one is part of the other,
    or a rule of a moved row would be broken.
    """
    return _merge(keep, drop, by=by, reason=reason)


def references(model: type[Record]) -> list[ForeignObjectRel]:
    """Every relation from another table to `model`, those without a name too; records of history aside."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and (relation.one_to_many or relation.one_to_one)
        and not issubclass(relation.related_model, HistoricalChanges)
    ]


def _merge(keep: Record, drop: Record, *, by: User | None, reason: str) -> Record:
    with structure_lock():
        model = type(keep)
        keep, drop = model.objects.get(pk=keep.pk), model.objects.get(pk=drop.pk)
        if problem := _obstacle(keep, drop):
            raise ValidationError(problem)
        touched = set()
        for relation in references(model):
            withdrawn = _has_one(keep, relation)
            for row in _rows(relation, drop):
                touched.add(_group_key(row))
                if withdrawn:
                    _delete_signed(row, by, reason)
                else:
                    _move(row, relation.field, keep, by=by, reason=reason)
        _delete_signed(drop, by, f"{MERGED_INTO.format(_key(keep))} {reason}")
        _take_over(keep, drop)
        keep.full_clean()
        if isinstance(keep, Organisation):
            for unit in keep.family().with_lineage():
                unit.clean()  # what was moved here may lie too deep, and so may what lies below it
        signed(keep, by, reason or _("Slagits ihop med %(other)s") % {"other": _key(drop)}).save()
        for group in Group.objects.filter(pk__in=touched - {None}):
            bump(group)
    return keep


def _obstacle(keep: Record, drop: Record) -> str | None:
    if keep.pk == drop.pk:
        return _("Välj två olika poster.")
    if not isinstance(keep, Organisation):
        return None
    if keep.is_municipality != drop.is_municipality:
        return _("En kommun kan inte slås ihop med en organisation av annat slag.")
    if drop in keep.lineage or keep in drop.lineage:
        return _("Den ena ligger under den andra. Flytta den först.")
    return None


def _rows(relation: ForeignObjectRel, record: Record) -> QuerySet[Model]:
    return relation.related_model._base_manager.filter(**{relation.field.name: record}).order_by("pk")


def _has_one(keep: Record, relation: ForeignObjectRel) -> bool:
    """Whether the record has what it may have one of only, such as an address of its own."""
    return relation.one_to_one and _rows(relation, keep).exists()


def _group_key(row: Model) -> int | None:
    """The key of the group that the row is written at, None for rows of no group."""
    if hasattr(row, "group_id"):
        return row.group_id
    seat = getattr(row, "seat", None)
    return seat.group_id if seat else None


def _move(row: Model, field: Field, keep: Record, *, by: User | None, reason: str) -> None:
    """Let `row` refer to `keep`; where a row there says the same already, join them."""
    setattr(row, field.name, keep)
    join = _JOINS.get(type(row))
    for twin in join.twins(row) if join else ():
        join.into(row, twin)
        _delete_signed(twin, by, reason)
    if row._meta.auto_created:
        if type(row)._base_manager.filter(**_ends(row)).exclude(pk=row.pk).exists():
            row.delete()
        else:
            row.save()
        return
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError(
            _("%(kind)s ”%(row)s” hindrar: %(problem)s")
            % {"kind": capfirst(row._meta.verbose_name), "row": row, "problem": " ".join(error.messages)}
        ) from error
    signed(row, by, reason).save()


def _ends(row: Model) -> dict:
    return {field.name: getattr(row, field.name) for field in row._meta.fields if field.is_relation}


@dataclass(frozen=True)
class Join:
    """How two rows that say the same of one record become one: which fields tell, and what is taken over."""

    same: tuple[str, ...]
    take: Callable[[Model, Model], None] | None = None

    def twins(self, row: Model) -> list[Model]:
        """Rows, saved already, that say what `row` will say once it is moved."""
        others = type(row)._base_manager.filter(**{name: getattr(row, name) for name in self.same}).exclude(pk=row.pk)
        return [
            other
            for other in others.order_by("pk")
            if not isinstance(row, Dated) or (other.overlaps(row.start_date, row.end_date) and _same_side(row, other))
        ]

    def into(self, row: Model, twin: Model) -> None:
        """Give `row` what `twin` says: the whole time of both, and what `row` leaves blank."""
        if isinstance(row, Dated):
            starts, ends = (row.start_date, twin.start_date), (row.end_date, twin.end_date)
            row.start_date = None if None in starts else min(starts)
            row.end_date = None if None in ends else max(ends)
        if self.take:
            self.take(row, twin)


def _same_side(row: Model, other: Model) -> bool:
    """Whether two memberships stand for the same body; one that does not say agrees with any."""
    if not isinstance(row, Membership) or not row.on_behalf_of_id or not other.on_behalf_of_id:
        return True
    return row.on_behalf_of_id == other.on_behalf_of_id


def _take_membership(row: Membership, twin: Membership) -> None:
    row.on_behalf_of = twin.on_behalf_of or row.on_behalf_of
    row.by_office = row.by_office or twin.by_office
    row.note = twin.note or row.note


def _take_number(row: Inhabitants | SeatException, twin: Inhabitants | SeatException) -> None:
    """What the record that stays says, stands."""
    for name in ("number", "places"):
        if hasattr(row, name):
            setattr(row, name, getattr(twin, name))


_JOINS: dict[type[Model], Join] = {
    Membership: Join(("seat", "person"), _take_membership),
    GroupMunicipality: Join(("group", "municipality")),
    RegionMunicipality: Join(("region", "municipality")),
    Inhabitants: Join(("municipality", "year"), _take_number),
    SeatException: Join(("seat", "municipality"), _take_number),
}


def _take_over(keep: Record, drop: Record) -> None:
    """Give the record that stays what it lacks, and be no more public than both were."""
    for field in _fillable(keep):
        if _fills(keep, drop, field):
            setattr(keep, field.name, getattr(drop, field.name))
    if isinstance(keep, Person):
        keep.name_public = keep.name_public and drop.name_public
        keep.contact_public = keep.contact_public and drop.contact_public
        keep.invented = keep.invented and drop.invented
    else:
        known = {fold(name) for name in (keep.name, keep.short_name)}
        aliases = []
        for name in (*keep.alias_list, drop.name, drop.short_name, *drop.alias_list):
            if name and fold(name) not in known:
                known.add(fold(name))
                aliases.append(name)
        keep.aliases = "\n".join(aliases)


def _fillable(keep: Record) -> list[Field]:
    """Facts that may be taken over where they are blank. A municipality's place and code are its own."""
    if isinstance(keep, Person):
        names = ("title", "organisation", "email", "phone")
    elif keep.is_municipality:
        names = ("function_email", "function_phone")
    else:
        names = ("short_name", "parent", "region", "function_email", "function_phone")
    return [keep._meta.get_field(name) for name in names]


def _fills(keep: Record, drop: Record, field: Field) -> bool:
    return not getattr(keep, field.attname) and bool(getattr(drop, field.attname))


def _key(record: Record) -> str:
    return str(record.uid) if isinstance(record, Person) else record.slug


def _delete_signed(row: Model, by: User | None, reason: str) -> None:
    """Delete a row whose place another has taken; its history, where it keeps one, says who and why."""
    signed(row, by, reason).delete()
