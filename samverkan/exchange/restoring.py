"""What hinders rows from being given back what they held before an import, told in words for each row.

Before they are written: what they led to is gone since, or another row has taken a value that only one may have. When
they stand: newer rows beside them leave no room for what they say, as their own models judge.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from groups import planting
from groups.models import Group, Seat, SeatException
from samverkan.exchange import judging

Records = dict[int, Any]
"""The record of what a row held before, by the key of the row."""

Led = dict[models.Field, dict[int, list[int]]]
"""By a many-to-many field: the keys that each record says the row led to, by the key of the record."""

PLACED_BY = ("type_id", "tier", "parent_id", "is_part", "region_id", "status")
"""What decides whether a group may stand where it does; the other facts are words."""


def lost(model: type[models.Model], before: Records, links: Led) -> Iterator[str]:
    """Yield the rows that led to something that is there no more. A query for each relation."""
    led = {
        field: {record.id: [key] for record in before.values() if (key := getattr(record, field.attname)) is not None}
        for field in model._meta.fields
        if field.is_relation
    }
    led |= {field: {record.id: held.get(record.pk, []) for record in before.values()} for field, held in links.items()}
    for field, keys in led.items():
        wanted = {key for each in keys.values() for key in each}
        there = set(field.related_model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        for row, own in keys.items():
            if not there.issuperset(own):
                yield _("%(row)s: det som fanns under %(field)s är borttaget") % {
                    "row": _name(before[row]),
                    "field": field.verbose_name,
                }


def taken(model: type[models.Model], before: Records, own: Collection[int]) -> Iterator[str]:
    """Yield the rows whose values another row has now, but for `own`: the import's. A query for each value."""
    for fields in _unique(model):
        names = [field.attname for field in fields]
        wanted = {tuple(getattr(record, name) for name in names): record for record in before.values()}
        near = model._base_manager.filter(**{f"{names[0]}__in": {values[0] for values in wanted} - {None}})
        for key, *values in near.values_list("pk", *names):
            if (record := wanted.get(tuple(values))) and key not in own:
                yield _("%(row)s: %(other)s har nu samma %(fields)s") % {
                    "row": _name(record),
                    "other": model._base_manager.get(pk=key),
                    "fields": _(" och ").join(str(field.verbose_name) for field in fields),
                }


def refused(model: type[models.Model], keys: Collection[int], today: dt.date) -> Iterator[str]:
    """Yield what the model says of rows that stand again, and of those that hang on them."""
    if model is Group:
        yield from _misplaced(keys)
    elif "clean" in model.__dict__:
        yield from _unclean(model, keys)
        if _has_parent(model):
            yield from _unclean(model, _keys(model._base_manager.filter(parent__in=keys).exclude(pk__in=keys)))
    if model is Seat:
        yield from (f"{each}: {words}" for each, words in judging.without_room(keys, today))
        yield from _unclean(SeatException, _keys(SeatException.objects.filter(seat__in=keys)))


def _keys(rows: models.QuerySet) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _unclean(model: type[models.Model], keys: Iterable[int]) -> Iterator[str]:
    for row in judging.standing(model, keys):
        try:
            row.clean()
        except ValidationError as error:
            yield f"{row}: {' '.join(error.messages)}"


def _misplaced(keys: Collection[int]) -> Iterator[str]:
    """The groups with these keys, and those under them, that may not stand where they do. Three queries."""
    rows = Group.objects.listed().filter(models.Q(pk__in=keys) | models.Q(parent__in=keys))
    rows = list(rows.select_related("type", "region", "parent__type", "parent__region"))
    for group, words in planting.misplaced(rows):
        yield f"{group}: {words}"


def _name(record: Any) -> str:
    """What the row was called; what its name is made of may be gone."""
    try:
        return str(record.instance)
    except ObjectDoesNotExist:
        return f"{record.instance_type._meta.verbose_name} {record.id}"


def _unique(model: type[models.Model]) -> list[list[models.Field]]:
    """The fields that no two rows may have alike, alone or together."""
    alone = [[field] for field in model._meta.fields if field.unique and not field.primary_key]
    together = [each.fields for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    return alone + [[model._meta.get_field(name) for name in names] for names in together]


def _has_parent(model: type[models.Model]) -> bool:
    try:
        return model._meta.get_field("parent").related_model is model
    except FieldDoesNotExist:
        return False
