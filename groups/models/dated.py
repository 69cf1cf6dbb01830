"""Rows that hold from one day to another."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groups.models.check import Check


def holds_on(day: dt.date, path: str = "") -> Q:
    """The condition that the dated row at `path` holds on `day`; both ends are inclusive, a blank end is open."""
    start, end = f"{path}start_date", f"{path}end_date"
    begun = Q((f"{start}__isnull", True)) | Q((f"{start}__lte", day))
    return begun & (Q((f"{end}__isnull", True)) | Q((f"{end}__gte", day)))


class DatedQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Self:
        """Rows that hold on `day`."""
        return self.filter(holds_on(day))

    def to_compare(self) -> Self:
        """Fetches what the rows' `clean` asks of each row that it compares with."""
        return self


class Dated(models.Model):
    """Holds from `start_date` to `end_date`, both included; blank means unknown or open."""

    start_date = models.DateField(_("från och med"), null=True, blank=True)
    end_date = models.DateField(_("till och med"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    compared_by: ClassVar[str] = ""
    """The relation whose rows `clean` compares with each other; blank where it compares with none."""

    beside: Sequence[Self] | None = None
    """The rows of the same `compared_by`, this one too: set by whoever judges many, else asked for."""

    class Meta:
        abstract = True
        constraints = [
            Check(
                condition=Q(start_date__isnull=True) | Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="%(app_label)s_%(class)s_end_not_before_start",
                violation_error_message=_("Slutdatum kan inte ligga före startdatum."),
            )
        ]

    def compared(self) -> list[Self]:
        """The other rows of the same `compared_by`. A query, unless they are `beside`."""
        rows = self.beside
        if rows is None:
            key = getattr(self, f"{self.compared_by}_id")
            rows = type(self)._default_manager.filter(**{self.compared_by: key}).to_compare()
        return [row for row in rows if row.pk != self.pk]

    def overlaps(self, start: dt.date | None, end: dt.date | None) -> bool:
        """Whether the row holds on any day from `start` to `end` (None is open)."""
        return (self.start_date is None or end is None or self.start_date <= end) and (
            self.end_date is None or start is None or self.end_date >= start
        )


def new_uid() -> uuid.UUID:
    """A fresh key for rows that travel in files and have no natural one."""
    return uuid.uuid4()
