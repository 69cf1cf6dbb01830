"""Check constraints that are asked of a row in memory: what the database will say, in the constraint's own words.

Django asks the database, at a query for each row and constraint: a group that is saved has a dozen, a file tens of
thousands of rows.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.db.models.constants import LOOKUP_SEP

_COMPARED = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, options: value in options,
}


class Check(models.CheckConstraint):
    """A check constraint of fields and values, joined by and, or and not; to the database and migrations Django's own.

    Nothing is told of by `isnull`: a value that is None is not known.
    """

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Collection[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError if the row breaks it; not asked of fields that are excluded."""
        if set(exclude or ()).isdisjoint(_names(self.condition)) and holds(self.condition, instance) is False:
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        return "django.db.models.CheckConstraint", *super().deconstruct()[1:]


def broken(row: models.Model) -> Iterator[str]:
    """Yield the words of each check constraint that the row breaks."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, Check) and holds(constraint.condition, row) is False:
            yield str(constraint.violation_error_message)


def holds(condition: Q, row: models.Model) -> bool | None:
    """Whether the condition holds for the row; None where SQL would not know, which breaks no constraint."""
    found = [
        holds(child, row) if isinstance(child, Q) else _compare(child[0], child[1], row) for child in condition.children
    ]
    if condition.connector == Q.AND:
        result = False if False in found else (None if None in found else True)
    else:
        result = True if True in found else (None if None in found else False)
    return result if result is None or not condition.negated else not result


def _names(condition: Q) -> Iterator[str]:
    """Yield the names of the fields that the condition asks about."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _names(child)
        else:
            path, wanted = child
            yield path.partition(LOOKUP_SEP)[0]
            if isinstance(wanted, F):
                yield wanted.name


def _compare(path: str, wanted: Any, row: models.Model) -> bool | None:
    name, _sep, lookup = path.partition(LOOKUP_SEP)
    value = _value(name, row)
    if lookup == "isnull":
        return (value is None) == wanted
    if isinstance(wanted, F):
        wanted = _value(wanted.name, row)
    if value is None or wanted is None:
        return None
    return _COMPARED[lookup or "exact"](value, wanted)


def _value(name: str, row: models.Model) -> Any:
    """The value of a field; of a relation the row's key, or the unsaved row itself."""
    field = row._meta.get_field(name)
    if field.is_relation and field.is_cached(row):
        other = field.get_cached_value(row)
        return other if other is None or other.pk is None else other.pk
    return getattr(row, field.attname)
