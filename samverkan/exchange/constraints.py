"""A model's check constraints, asked of a row in memory: what the database will say, in the constraint's own words.

Django can ask them too, at a query for each row and constraint; a file has tens of thousands of rows.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

from django.db import models
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


def broken(row: models.Model) -> Iterator[str]:
    """Yield the words of each check constraint that the row breaks."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.CheckConstraint) and holds(constraint.condition, row) is False:
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
