"""Takes an import back as one step, while nothing newer touches the same rows.

Every row the import wrote has its record in the history. What it made is taken away – the only case in which a group
is: it was never anything but the file's – what it changed gets back what the record before says, and what it took away
is put back. Then all of it is judged as it stands among what has come since (`restoring`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import many, tree
from groups.editing import structure_lock
from groups.models import Group, ReviewItem, User
from groups.review_items import enrol
from samverkan.exchange import reach_back, restoring
from samverkan.exchange.holding import lock
from samverkan.exchange.models import Import
from samverkan.exchange.traces import BY_LOCK, EVENTS, TRACED
from samverkan.exchange.wrote import Written

HEARD = Q(answers__isnull=False) | ~Q(verdict="") | Q(review__closed_at__isnull=False)
"""Review items of which something is known that goes nowhere; others go with what they ask about."""

AllWritten = dict[type[models.Model], Written]
Keys = dict[type[models.Model], list[int]]

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
    """Take the import back. Raises CannotUndo, or PermissionDenied if the account may not, with nothing written."""
    with structure_lock():
        entry = Import.objects.select_for_update().get(pk=entry.pk)
        if entry.state != Import.State.DONE:
            raise CannotUndo([_("inläsningen är inte längre inläst")])
        if by is not None and not reach_back.may_undo(entry, User.objects.get(pk=by.pk)):
            raise PermissionDenied  # what the account keeps may have become less while it waited
        written = {model: Written(model, entry) for model in TRACED}
        for model, each in written.items():
            if model not in BY_LOCK:
                lock(model, each.last)
        if newer := [words for each in written.values() for words in each.newer()]:
            raise CannotUndo(newer)
        events = {model: entry.wrote.get("events", {}).get(model._meta.label, []) for model in EVENTS}
        asked = entry.wrote.get("asked", [])
        _refuse_later_events(events)
        _refuse_used(written, events, asked)
        if hinders := [words for each in written.values() for words in each.hinders()]:
            raise CannotUndo(hinders)
        try:
            with transaction.atomic():
                _write(written, events, asked, by, entry.reason_of_undoing)
                connection.check_constraints()
        except IntegrityError:
            raise CannotUndo([_("registret tar inte emot det som stod innan: två rader säger emot varandra")]) from None
        _refuse_broken(written)
        for part in many.parts(written[Group].restored):
            for group in Group.objects.filter(pk__in=part):
                enrol(group)
        entry.state, entry.undone_at, entry.undone_by = Import.State.UNDONE, timezone.now(), by
        entry.save()


def _write(written: AllWritten, events: Keys, asked: list[int], by: User | None, reason: str) -> None:
    """Take away what the import made and logged, and give back what it changed."""
    for model, keys in events.items():
        for part in many.parts(keys):
            model._base_manager.filter(pk__in=part).delete()
    for name, keys in (("pk", asked), ("group", written[Group].made)):
        for part in many.parts(keys):
            ReviewItem.objects.filter(**{f"{name}__in": part}).exclude(HEARD).delete()
    for model in reversed(TRACED):
        written[model].take_away(by, reason)
    for model in TRACED:
        written[model].put_back(by, reason)
    tree.rebuild()


def _refuse_broken(written: AllWritten) -> None:
    """Raise CannotUndo if what stands again breaks a rule, with what has come since."""
    if not tree.is_whole():
        words = _("från %(group)s når ingen toppen av trädet")
        raise CannotUndo([words % {"group": each.name} for each in tree.check() if each.is_lost])
    today = timezone.localdate()
    broken = [
        words
        for model, own in written.items()
        for part in many.parts(own.restored)
        for words in restoring.refused(model, part, today)
    ]
    if broken:
        raise CannotUndo(broken)


def _refuse_later_events(events: Keys) -> None:
    """Raise CannotUndo if a group has moved, or changed its status, after the event that the import logged."""
    late: list[str] = []
    for model, keys in events.items():
        for part in many.parts(keys):
            latest = {}
            for group, event in model._base_manager.filter(pk__in=part).order_by("pk").values_list("group", "pk"):
                latest[group] = event
            newer = model._base_manager.filter(group__in=latest, pk__gt=min(latest.values(), default=0))
            newer = newer.exclude(pk__in=part).select_related("group").order_by("pk")
            late += [str(each.group) for each in newer if each.pk > latest[each.group_id] and each.pk not in keys]
    if late:
        raise CannotUndo(list(dict.fromkeys(late)))


def _refuse_used(written: AllWritten, events: Keys, asked: list[int]) -> None:
    """Raise CannotUndo if a row that the import did not write leads to one that it made, or a review knows of it."""
    known = {model: set(own.last) for model, own in written.items()} | {ReviewItem: set(asked)}
    known |= {model: set(keys) for model, keys in events.items()}
    hinders: list[str] = []
    for part in many.parts(asked):
        hinders += map(_of_review, ReviewItem.objects.filter(HEARD, pk__in=part).distinct())
    for model, own in written.items():
        for relation in _leading_to(model) if own.made else ():
            other = relation.related_model
            for part in many.parts(own.made):
                near = other._base_manager.filter(**{f"{relation.field.name}__in": part})
                if other is ReviewItem:
                    near = near.filter(HEARD)  # others go with their groups
                strange = set(near.values_list("pk", flat=True)) - known.get(other, set())
                hinders += map(str, other._base_manager.filter(pk__in=sorted(strange)[: MOST_TOLD + 1]))
    if hinders:
        raise CannotUndo(hinders)


def _of_review(item: ReviewItem) -> str:
    return _("%(group)s i granskningen ”%(review)s”") % {"group": item.group, "review": item.review}


def _leading_to(model: type[models.Model]) -> Iterator[Any]:
    """The relations by which rows lead to the model, those of the dated logs too, but not its history."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            other = relation.related_model
            of_history = {field.name for field in other._meta.fields} & {"history_type", "m2m_history_id"}
            is_through = bool(other._meta.auto_created)  # told by the row that holds the links
            if not (of_history or is_through):
                yield relation
