"""Takes an import back as one step, while nothing newer touches the same rows.

Every row the import wrote has its record in the history. What it made is taken away – the only case in which a group
is: it was never anything but the file's – what it changed gets back what the record before says, and what it took away
is put back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import many, tree
from groups.editing import structure_lock
from groups.models import Group, ReviewItem, User
from meetings.models import Meeting
from samverkan.exchange.models import Import
from samverkan.exchange.traces import EVENTS, TRACED

COUNTED = ("sequence", "revision")
"""What counts how often a row was written: it does not go back with the rest."""

MOST_TOLD = 5
"""So many rows that hinder are told."""


class CannotUndo(Exception):
    """Something newer hangs on what the import wrote; `rows` tells some of it."""

    def __init__(self, rows: list[str]) -> None:
        self.rows = rows
        told = ", ".join(rows[:MOST_TOLD]) + (" …" if len(rows) > MOST_TOLD else "")
        super().__init__(
            _("Inläsningen kan inte ångras, för det här har ändrats eller använts sedan dess: %(rows)s.")
            % {"rows": told}
        )


def undo(entry: Import, *, by: User | None) -> None:
    """Take the import back. Raises CannotUndo, with nothing written."""
    with structure_lock():
        entry = Import.objects.select_for_update().get(pk=entry.pk)
        if entry.state != Import.State.DONE:
            raise CannotUndo([_("inläsningen är inte längre inläst")])
        written = {model: _Written(model, entry) for model in TRACED}
        if newer := [words for each in written.values() for words in each.newer()]:
            raise CannotUndo(newer)
        events = {model: entry.wrote.get("events", {}).get(model._meta.label, []) for model in EVENTS}
        _refuse_later_events(events)
        _refuse_used(written, events)
        reason = _("Ångrad: %(reason)s") % {"reason": entry.reason}
        for model, keys in events.items():
            for part in _parts(keys):
                model._base_manager.filter(pk__in=part).delete()
        for part in _parts(written[Group].made):
            ReviewItem.objects.filter(group__in=part, answers__isnull=True).delete()
        for model in reversed(TRACED):
            written[model].take_away(by, reason)
        for model in TRACED:
            written[model].put_back(by, reason)
        tree.rebuild()
        entry.state, entry.undone_at, entry.undone_by = Import.State.UNDONE, timezone.now(), by
        entry.save()


class _Written:
    """What an import wrote of one model: by the row, the first and the last record it made."""

    def __init__(self, model: type[models.Model], entry: Import) -> None:
        self.model, self.history = model, model.history.model
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        signs: dict[int, str] = {}
        for keys in _parts(entry.wrote.get("records", {}).get(model._meta.label, [])):
            part = self.history._base_manager.filter(pk__in=keys).order_by("pk")
            for record, row, sign in part.values_list("pk", "id", "history_type"):
                self.first.setdefault(row, record)
                signs.setdefault(row, sign)
                self.last[row] = record
        self.made = [row for row, sign in signs.items() if sign == "+"]
        self.changed = [row for row, sign in signs.items() if sign != "+"]

    def newer(self) -> Iterator[str]:
        """Yield what has been written later of the same rows, and those of which nobody knows what they were before.

        What says the same as the import did is no news: so another import that came later may be taken back first.
        """
        for part in _parts(list(self.last)):
            latest = self.history._base_manager.filter(id__in=part).values("id").annotate(most=models.Max("pk"))
            later = {each["id"]: each["most"] for each in latest.order_by() if each["most"] != self.last[each["id"]]}
            late = self._say_something_else({self.last[row]: record for row, record in later.items()})
            yield from (str(row) for row in self.model._base_manager.filter(pk__in=late))
            gone = set(late) - set(self.model._base_manager.filter(pk__in=late).values_list("pk", flat=True))
            yield from (f"{self.model._meta.verbose_name} {row}" for row in gone)
        for part in _parts(self.changed):
            unknown = set(part) - set(self._before(part))
            yield from map(str, self.model._base_manager.filter(pk__in=unknown))

    def _say_something_else(self, pairs: dict[int, int]) -> list[int]:
        """The rows of which two records, given as {earlier: later}, do not hold the same, or that are gone."""
        if not pairs:
            return []
        keys = [*pairs, *pairs.values()]
        records = {each.pk: each for part in _parts(keys) for each in self.history._base_manager.filter(pk__in=part)}
        names = [field.attname for field in self.history.tracked_fields if field.name not in COUNTED]
        held = [_held(self.history, field, keys) for field in _links_of(self.history)]

        def is_same(one: Any, other: Any) -> bool:
            words = all(getattr(one, name) == getattr(other, name) for name in names)
            return words and all(set(each[one.pk]) == set(each[other.pk]) for each in held)

        told = [(records[one], records[other]) for one, other in pairs.items()]
        return [one.id for one, other in told if other.history_type == "-" or not is_same(one, other)]

    def take_away(self, by: User | None, reason: str) -> None:
        """Remove the rows that the import made."""
        rows = list(self.model._base_manager.filter(pk__in=self.made))
        if self.model is Group:
            tree.remove_many(rows, by=by, reason=reason)
        else:
            many.delete(rows, by=by, reason=reason)

    def put_back(self, by: User | None, reason: str) -> None:
        """Give the other rows what they held before."""
        for start in range(0, len(self.changed), many.BATCH):
            self._put_back(self.changed[start : start + many.BATCH], by, reason)

    def _put_back(self, keys: list[int], by: User | None, reason: str) -> None:
        before = self._before(keys)
        standing = {row.pk: row for row in self.model._base_manager.filter(pk__in=keys)}
        kept = [field for field in self.history.tracked_fields if not field.primary_key and field.name not in COUNTED]
        changed, gone = [], []
        for key, record in before.items():
            row = standing.get(key) or self.model(pk=key)
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
    for part in _parts(records):
        pairs = rows.filter(history__in=part).values_list("history", f"{field.m2m_reverse_field_name()}_id")
        for record, other in pairs:
            found[record].append(other)
    return found


def _refuse_later_events(events: dict[type[models.Model], list[int]]) -> None:
    """Raise CannotUndo if a group has moved, or changed its status, after the event that the import logged."""
    late: list[str] = []
    for model, keys in events.items():
        for part in _parts(keys):
            latest = {}
            for group, event in model._base_manager.filter(pk__in=part).order_by("pk").values_list("group", "pk"):
                latest[group] = event
            newer = model._base_manager.filter(group__in=latest, pk__gt=min(latest.values(), default=0))
            newer = newer.exclude(pk__in=part).select_related("group").order_by("pk")
            late += [str(each.group) for each in newer if each.pk > latest[each.group_id] and each.pk not in keys]
    if late:
        raise CannotUndo(list(dict.fromkeys(late)))


def _tell_calendars(meetings: list[Meeting]) -> list[str]:
    """Let calendars hear of what is written: their counter goes up, never back. Returns the names of the fields."""
    for meeting in meetings:
        meeting.sequence += 1
        meeting.revision += 1
        meeting.changed_at = timezone.now()
    return [*COUNTED, "changed_at"]


def _parts(keys: list[int]) -> Iterator[list[int]]:
    """So many keys at a time as a query may have."""
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]


def _refuse_used(written: dict[type[models.Model], _Written], events: dict[type[models.Model], list[int]]) -> None:
    """Raise CannotUndo if a row that the import did not write leads to one that it made."""
    hinders: list[str] = []
    for model, own in written.items():
        for relation in _leading_to(model) if own.made else ():
            other = relation.related_model
            mine = set(written[other].last) if other in written else set(events.get(other, ()))
            for part in _parts(own.made):
                near = other._base_manager.filter(**{f"{relation.field.name}__in": part})
                if other is ReviewItem:
                    near = near.filter(answers__isnull=False)  # without an answer it goes with its group
                strange = set(near.values_list("pk", flat=True)) - mine
                hinders += map(str, other._base_manager.filter(pk__in=sorted(strange)[: MOST_TOLD + 1]))
    if hinders:
        raise CannotUndo(hinders)


def _leading_to(model: type[models.Model]) -> Iterator[Any]:
    """The relations by which rows lead to the model, those of the dated logs too, but not its history."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            other = relation.related_model
            of_history = {field.name for field in other._meta.fields} & {"history_type", "m2m_history_id"}
            is_through = bool(other._meta.auto_created)  # told by the row that holds the links
            if not (of_history or is_through):
                yield relation
