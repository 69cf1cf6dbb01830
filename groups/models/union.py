"""What is in any of several lists of keys."""

from __future__ import annotations

from django.db.models import QuerySet


def in_any(*lists: QuerySet) -> QuerySet:
    """Return the keys in any of the lists, at least one, each of which the database makes by its own index.

    Joined by "or", what makes the lists would be asked of all rows, one by one.
    """
    first, *others = (each.order_by() for each in lists)
    return first.union(*others)
