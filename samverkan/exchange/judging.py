"""Lets the models judge rows that have been written, with all the others there: whether each may say what it says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from groups import lifecycle, many
from groups.models import Group, Membership, Seat, Status
from samverkan.exchange.planning import Plan, Row


def judge(plan: Plan, own_rows: Mapping[int, Sequence[models.Model]], today: dt.date) -> None:
    """Let the model of each row that stands say whether it may, with all the others there; note at the row if not.

    `own_rows` are those that one cell of a row stood for, by the identity of the row.
    """
    for each in plan.sheets:
        if each.sheet.model is Group:
            _succeeded([row for row in each.rows if row.values.get("successors")])
        if each.sheet.model is Group or each.sheet.name == "meetings":
            continue  # their writers have judged the rest, and a cell tells of itself which municipalities clash
        if "clean" in each.sheet.model.__dict__:
            rows = {row.instance.pk: row for row in each.rows}
            for own in standing(each.sheet.model, rows):
                _ask(rows[own.pk], own)
        for row in each.rows:
            own = own_rows.get(id(row), ())
            if "per" in row.changes and "exceptions" not in row.values:
                own = row.instance.exceptions.all()
            for exception in own:
                _ask(row, exception, "exceptions")
    _holders_still_fit(plan, today)


def _ask(row: Row, own: models.Model, cell: str = "") -> None:
    try:
        own.clean()
    except ValidationError as error:
        row.refuse_as(error, cell=cell)


def _succeeded(rows: list[Row]) -> None:
    """Only what has ended is succeeded, and by what has not.

    What ends by this file was asked when it did: its successor may have ended after it. So it may have where both are
    new, as in an export. A query, and one for each group whose successors alone are others.
    """
    stand = Group.objects.filter(pk__in=[row.instance.pk for row in rows])
    ended = set(stand.with_status(Status.ENDED).values_list("pk", flat=True))
    for row in rows:
        if row.instance.pk not in ended:
            row.refuse("successors", _("Bara en grupp som är avslutad ersätts av en annan."))
        elif not row.is_new and "status" not in row.changes:
            try:
                lifecycle.refuse_successors(row.instance, row.instance.successors.all())
            except ValidationError as error:
                row.refuse_as(error)


def _holders_still_fit(plan: Plan, today: dt.date) -> None:
    """A seat that got fewer places, or a shorter time, must still have room for those who hold it."""
    seats = next((each for each in plan.sheets if each.sheet.model is Seat), None)
    changed = {row.pk: row for row in (seats.changed if seats else ())}
    for membership, words in without_room(changed, today):
        changed[membership.seat_id].refuse("places", f"{membership.person}: {words}")


def without_room(seats: Iterable[int], today: dt.date) -> Iterator[tuple[Membership, str]]:
    """Yield those who hold the seats with these keys from `today` on and may not, each with why."""
    for part in many.parts(seats):
        held = Membership.objects.filter(seat__in=part).exclude(end_date__lt=today)
        for membership in standing(Membership, held.order_by("seat_id", "pk").values_list("pk", flat=True)):
            try:
                membership.clean()
            except ValidationError as error:
                yield membership, " ".join(error.messages)


def standing(model: type[models.Model], keys: Iterable[int]) -> Iterator[models.Model]:
    """Yield the rows with these keys, each with all that its `clean` asks about. A few queries for each part.

    That is what the model names in `judged_with`, as `prefetch_related` takes it, and the rows that it compares.
    """
    by = getattr(model, "compared_by", "")
    asked = getattr(model, "judged_with", ())
    for part in many.parts(keys):
        if not by:
            yield from model._base_manager.filter(pk__in=part).prefetch_related(*asked)
            continue
        told = model._base_manager.filter(pk__in=part).values(by)
        beside: dict[int, list[models.Model]] = defaultdict(list)
        for row in model._default_manager.filter(**{f"{by}__in": told}).to_compare().prefetch_related(*asked):
            beside[getattr(row, f"{by}_id")].append(row)
        wanted = set(part)
        for together in beside.values():
            for row in together:
                if row.pk in wanted:
                    row.beside = together
                    yield row
