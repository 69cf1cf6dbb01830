"""What an import wrote of one model, by the records in its history: what is newer, and how it goes and comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from groups import many, tree
from groups.models import Group, User
from meetings.models import Meeting
from samverkan.exchange import restoring
from samverkan.exchange.models import Import

COUNTED = ("sequence", "revision")
"""What counts how often a row was written: it does not go back with the rest."""


class Written:
    """What an import wrote of one model: by the row, the first and the last record it made."""

    def __init__(self, model: type[models.Model], entry: Import) -> None:
        self.model, self.history = model, model.history.model
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        signs: dict[int, str] = {}
        for keys in many.parts(entry.wrote.get("records", {}).get(model._meta.label, [])):
            part = self.history._base_manager.filter(pk__in=keys).order_by("pk")
            for record, row, sign in part.values_list("pk", "id", "history_type"):
                self.first.setdefault(row, record)
                signs.setdefault(row, sign)
                self.last[row] = record
        self.made = [row for row, sign in signs.items() if sign == "+"]
        self.changed = [row for row, sign in signs.items() if sign != "+"]
        self.restored: list[int] = []
        """The rows put back that are to be judged: of groups those whose place or status is another again."""

    def newer(self) -> Iterator[str]:
        """Yield what has been written later of the same rows, and those of which nobody knows what they were before.

        What says the same as the import did is no news: so another import that came later may be taken back first.
        """
        for part in many.parts(list(self.last)):
            latest = self.history._base_manager.filter(id__in=part).values("id").annotate(most=models.Max("pk"))
            later = {each["id"]: each["most"] for each in latest.order_by() if each["most"] != self.last[each["id"]]}
            late = self._say_something_else({self.last[row]: record for row, record in later.items()})
            yield from (str(row) for row in self.model._base_manager.filter(pk__in=late))
            gone = set(late) - set(self.model._base_manager.filter(pk__in=late).values_list("pk", flat=True))
            yield from (f"{self.model._meta.verbose_name} {row}" for row in gone)
        for part in many.parts(self.changed):
            unknown = set(part) - set(self._before(part))
            yield from map(str, self.model._base_manager.filter(pk__in=unknown))

    def _say_something_else(self, pairs: dict[int, int]) -> list[int]:
        """The rows of which two records, given as {earlier: later}, do not hold the same, or that are gone."""
        if not pairs:
            return []
        keys = [*pairs, *pairs.values()]
        records = {
            each.pk: each for part in many.parts(keys) for each in self.history._base_manager.filter(pk__in=part)
        }
        names = [field.attname for field in self.history.tracked_fields if field.name not in COUNTED]
        held = [_held(self.history, field, keys) for field in _links_of(self.history)]

        def is_same(one: Any, other: Any) -> bool:
            words = all(getattr(one, name) == getattr(other, name) for name in names)
            return words and all(set(each[one.pk]) == set(each[other.pk]) for each in held)

        told = [(records[one], records[other]) for one, other in pairs.items()]
        return [one.id for one, other in told if other.history_type == "-" or not is_same(one, other)]

    def hinders(self) -> Iterator[str]:
        """Yield the rows that cannot be given back what they held, and why."""
        for part in many.parts(self.changed):
            before = self._before(part)
            records = [record.pk for record in before.values()]
            links = {field: _held(self.history, field, records) for field in _links_of(self.history)}
            yield from restoring.lost(self.model, before, links)
            yield from restoring.taken(self.model, before, self.last)

    def take_away(self, by: User | None, reason: str) -> None:
        """Remove the rows that the import made."""
        rows = list(self.model._base_manager.filter(pk__in=self.made))
        if self.model is Group:
            tree.remove_many(rows, by=by, reason=reason)
        else:
            many.delete(rows, by=by, reason=reason)

    def put_back(self, by: User | None, reason: str) -> None:
        """Give the other rows what they held before."""
        for part in many.parts(self.changed):
            self._put_back(part, by, reason)

    def _put_back(self, keys: list[int], by: User | None, reason: str) -> None:
        before = self._before(keys)
        standing = {row.pk: row for row in self.model._base_manager.filter(pk__in=keys)}
        kept = [field for field in self.history.tracked_fields if not field.primary_key and field.name not in COUNTED]
        changed, gone = [], []
        for key, record in before.items():
            row = standing.get(key) or self.model(pk=key)
            if self.model is not Group or any(
                getattr(row, name) != getattr(record, name) for name in restoring.PLACED_BY
            ):
                self.restored.append(key)
            for field in kept:
                setattr(row, field.attname, getattr(record, field.attname))
            (changed if key in standing else gone).append(row)
        links: many.Links = defaultdict(list)
        for field in _links_of(self.history):
            held = _held(self.history, field, [record.pk for record in before.values()])
            for row in [*changed, *gone]:
                links[field.name].append((row, [field.related_model(pk=each) for each in held[before[row.pk].pk]]))
        fields = [field.name for field in kept]
        if self.model is Meeting:
            fields += _tell_calendars(changed)
        many.create(gone, by=by, reason=reason)
        if self.model is Group:
            tree.restore_many(changed, fields, by=by, reason=reason, links=links)
        else:
            many.update(changed, fields, by=by, reason=reason, links=links)

    def _before(self, keys: list[int]) -> dict[int, Any]:
        """The record before the import's first of each row."""
        found: dict[int, Any] = {}
        records = self.history._base_manager.filter(id__in=keys).order_by("pk")
        for record in records.iterator(chunk_size=500):
            if record.pk < self.first[record.id]:
                found[record.id] = record
        return found


def _links_of(history: type[models.Model]) -> Sequence[models.ManyToManyField]:
    """The many-to-many fields that a history keeps."""
    return getattr(history, "_history_m2m_fields", ())


def _held(history: type[models.Model], field: models.ManyToManyField, records: list[int]) -> dict[int, list[int]]:
    """The keys of the rows that the field led to, by record."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = getattr(history, field.name).model._base_manager
    for part in many.parts(records):
        pairs = rows.filter(history__in=part).values_list("history", f"{field.m2m_reverse_field_name()}_id")
        for record, other in pairs:
            found[record].append(other)
    return found


def _tell_calendars(meetings: list[Meeting]) -> list[str]:
    """Let calendars hear of what is written: their counter goes up, never back. Returns the names of the fields."""
    for meeting in meetings:
        meeting.sequence += 1
        meeting.revision += 1
        meeting.changed_at = timezone.now()
    return [*COUNTED, "changed_at"]
