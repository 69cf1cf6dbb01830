"""The rows of a plan as rows of their models, unsaved, with what the models' own rules say of each.

Fields were read by their kinds; here are the rules between fields, between rows, and of unique values. What asks about
many other rows – who sits where and when – is asked once the rows stand, by the models themselves (`judging`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groups import many, planting
from groups.models import Group, GroupMunicipality, SeatException
from groups.models.check import broken
from groups.ordering import fold
from groups.planting import Seedling
from samverkan.exchange import reach
from samverkan.exchange.planning import Row, SheetPlan
from samverkan.exchange.sheets import Column

PLACE = ("parent", "is_part", "region")
STANDING = ("tier", *PLACE)
"""What a group's place and its tier ask of each other: they are written together."""
STATUS = ("status",)
DAYS = {"placed_since": PLACE, "status_since": STATUS, "status_reason": STATUS}
"""Facts of a group that belong to an event: they change with one, never alone."""


def build(sheets: Sequence[SheetPlan], today: dt.date) -> dict[int, Seedling]:
    """Give each row its `instance`, note what is wrong with it, and return the new groups by the identity of the row.

    The rows of earlier sheets that these build on are to stand already.
    """
    seedlings: dict[int, Seedling] = {}
    for each in sheets:
        if each.rows:
            _instances(each)
    for each in sheets:
        for row in each.rows:
            relate(row)
        if each.sheet.model is Group and each.rows:
            seedlings = _groups(each, today)
        _give_keys(each)
        for row in each.rows:
            if not row.problems and row.sheet.model is not Group:
                for words in broken(row.instance):
                    row.refuse("", words)
        _unique(each)
    return seedlings


def _instances(plan: SheetPlan) -> None:
    model = plan.sheet.model
    standing: dict[int, models.Model] = {}
    for part in many.parts(row.pk for row in plan.rows if row.pk):
        rows = model._default_manager.filter(pk__in=part)
        if model is Group:
            rows = rows.select_related("type", "region", "parent__type", "parent__region")
        standing |= {each.pk: each for each in rows}
    for row in plan.rows:
        row.instance = standing[row.pk] if row.pk in standing else model()
        if plan.sheet.group in row.changes:
            row.left = reach.group_of(row)


def relate(row: Row) -> None:
    """Write what the row says on its instance; of a group that stands, what its tier, place and status are stays."""
    kept = {*STANDING, *STATUS, *DAYS} if row.sheet.model is Group and not row.is_new else set()
    for name, value in row.values.items():
        column = row.sheet.by_name[name]
        if column.field is None or column.field.many_to_many or name in kept:
            continue
        put(row.instance, column, value)


def put(instance: models.Model, column: Column, value: Any) -> None:
    """Set a field; of a relation to a row's key, or to the instance of a new row of the file."""
    if isinstance(value, Row):
        setattr(instance, column.field.name, value.instance)
    elif column.field.is_relation and (value is None or isinstance(value, int)):
        setattr(instance, column.field.attname, value)
    else:
        setattr(instance, column.field.name, value)


def linked(row: Row) -> dict[str, Sequence[models.Model]]:
    """What the row's many-to-many fields are to hold, by name."""
    found = {}
    for name, value in row.values.items():
        field = row.sheet.by_name[name].field
        if field is not None and field.many_to_many:
            found[name] = [stand_in(field.related_model, each) for each in value]
    return found


def stand_in(model: type[models.Model], target: Any) -> models.Model:
    """The instance that a value refers to; of a row that stands one with its key alone."""
    if isinstance(target, Row):
        return target.instance
    row = model(pk=target)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # Django asks before it links to it
    return row


def _whole(rows: Sequence[Row]) -> list[Row]:
    """The rows that can be judged: nothing is wrong with them, nor with a row that they stand under."""
    left = {id(row) for row in rows if row.problems}
    below: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if isinstance(above := row.values.get("parent"), Row):
            below[id(above)].append(row)
    waiting = list(left)
    while waiting:
        children = [id(child) for child in below.pop(waiting.pop(), ())]
        left.update(children)
        waiting += children
    return [row for row in rows if id(row) not in left]


def _groups(plan: SheetPlan, today: dt.date) -> dict[int, Seedling]:
    """Check the groups as the tree's writer will: the new ones set-wise, of the others that days follow an event."""
    new = [row for row in plan.rows if row.is_new]
    seedlings: dict[int, Seedling] = {}
    for row in _whole(new):
        links = linked(row)
        seedlings[id(row)] = Seedling(row.instance, links.get("topics", ()), links.get("successors", ()))
    ordered = planting.check(list(seedlings.values()), today=today)
    by_seedling = {id(seedling): row for row in new if (seedling := seedlings.get(id(row)))}
    for seedling in seedlings.values():
        row = by_seedling[id(seedling)]
        for name, words in seedling.problems.items():
            row.refuse(name, words)
        if not seedling.problems:
            for words in broken(seedling.group):
                row.refuse("", words)
    for row in plan.rows:
        if any(each is row or each == row.pk for each in row.values.get("successors", ())):
            row.refuse("successors", _("En grupp kan inte ersätta sig själv."))
        if not row.is_new:
            for name, events in DAYS.items():
                if name in row.changes and not any(event in row.changes for event in events):
                    row.refuse(
                        name,
                        _("Det här ändras bara tillsammans med en flytt eller en ny status. Låt det stå som det var."),
                        [row.changes[name][0]],
                    )
    return {id(by_seedling[id(seedling)]): seedling for seedling in ordered}


def _give_keys(plan: SheetPlan) -> None:
    """Give new rows without a slug one of their name. Groups get theirs from the tree."""
    if plan.sheet.key != ("slug",) or plan.sheet.model is Group:
        return
    new = [row for row in plan.rows if row.is_new and not row.instance.slug]
    if not new:
        return
    taken = {*plan.sheet.model._default_manager.values_list("slug", flat=True), *(row.key for row in plan.rows)}
    longest = plan.sheet.model._meta.get_field("slug").max_length
    for row in new:
        stem = slugify(fold(getattr(row.instance, "name", "")))[: longest - 6].strip("-") or plan.sheet.name
        slug, number = stem, 1
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        taken.add(slug)
        row.instance.slug = slug


def _unique(plan: SheetPlan) -> None:
    """Refuse a value that another row has, of fields where it may stand once."""
    for field in plan.sheet.model._meta.fields:
        column = plan.sheet.by_name.get(field.name)
        if not field.unique or field.primary_key or column is None or field.name in plan.sheet.key:
            continue
        rows = [row for row in plan.rows if row.values.get(field.name)]
        if not rows:
            continue
        others = plan.sheet.model._default_manager.filter(
            **{f"{field.name}__in": [row.values[field.name] for row in rows]}
        )
        freed = {row.pk for row in plan.rows if field.name in row.changes}
        taken = {value for pk, value in others.values_list("pk", field.name) if pk not in freed}
        for row in rows:
            value = row.values[field.name]
            if value in taken:
                row.refuse(field.name, _("%(value)s finns redan på en annan rad.") % {"value": value})
            taken.add(value)


def municipalities(row: Row) -> tuple[list[GroupMunicipality], list[GroupMunicipality], list[GroupMunicipality]]:
    """The rows to make, to change and to take away so that the group concerns the municipalities the file says."""
    wanted = {
        (each.instance if isinstance(each, Row) else each, start): end
        for each, start, end in row.values["municipalities"]
    }
    made, changed, gone = [], [], []
    standing = [] if row.is_new else GroupMunicipality.objects.filter(group=row.pk)
    for own in standing:
        key = (own.municipality_id, own.start_date)
        if key not in wanted:
            gone.append(own)
        elif (end := wanted.pop(key)) != own.end_date:
            own.end_date = end
            changed.append(own)
    for (municipality, start), end in wanted.items():
        own = GroupMunicipality(group=row.instance, start_date=start, end_date=end)
        setattr(own, "municipality_id" if isinstance(municipality, int) else "municipality", municipality)
        made.append(own)
    _refuse_overlaps(row)
    return made, changed, gone


def _refuse_overlaps(row: Row) -> None:
    """Note a municipality that the cell names twice for the same time: it holds all that the group concerns."""
    said = defaultdict(list)
    for municipality, start, end in row.values["municipalities"]:
        said[municipality].append(GroupMunicipality(start_date=start, end_date=end))
    for periods in said.values():
        if any(one.overlaps(other.start_date, other.end_date) for one, other in combinations(periods, 2)):
            row.refuse("municipalities", _("Kommunen omfattas redan under den tiden."))
        for own in periods:
            for words in broken(own):
                row.refuse("municipalities", words)


def exceptions(row: Row) -> tuple[list[SeatException], list[SeatException], list[SeatException]]:
    """The same of a seat's exceptions."""
    wanted = {each.instance if isinstance(each, Row) else each: places for each, places in row.values["exceptions"]}
    made, changed, gone = [], [], []
    standing = [] if row.is_new else SeatException.objects.filter(seat=row.pk)
    for own in standing:
        if own.municipality_id not in wanted:
            gone.append(own)
        elif (places := wanted.pop(own.municipality_id)) != own.places:
            own.places = places
            changed.append(own)
    for municipality, places in wanted.items():
        own = SeatException(seat=row.instance, places=places)
        setattr(own, "municipality_id" if isinstance(municipality, int) else "municipality", municipality)
        made.append(own)
    return made, changed, gone
