"""What belongs to the groups of the invented nation: logs, history, topics, municipalities, lines, seats, holders."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from groups.models import (
    Agreement,
    Coverage,
    EscalationLink,
    Group,
    GroupMunicipality,
    Membership,
    Organisation,
    Person,
    Placement,
    Region,
    ReportingAnswer,
    ReportingLine,
    Seat,
    Status,
    StatusChange,
    Tier,
    Topic,
)
from groups.ordering import fold, searchable, sort_key
from tests.benchmarks import nation_facts

if TYPE_CHECKING:
    from tests.benchmarks.nation import Node

ROWS_A_STATEMENT = 2_000
GROUPS_A_PERSON = 4
"""For every so many groups there is a person, who takes turns in seats."""

UNITS = ("Akutmottagningen", "Vårdcentralen", "Geriatriken", "Vuxenpsykiatrin")
TITLES = ("samordnare", "enhetschef", "verksamhetschef, primärvård", "")


def write(nodes: Sequence[Node], seats: int) -> None:
    """Write all that belongs to the groups of the nodes, which are saved."""
    groups = [node.group for node in nodes]
    _log(groups)
    _tag(groups)
    _cover(nodes)
    _report(groups)
    _escalate(groups)
    _seat(nodes, seats)


def _save(rows: Iterable[Model]) -> list:
    """Write rows of one model, and their rows in the history where it has one."""
    rows = list(rows)
    if rows:
        model = type(rows[0])
        model._default_manager.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
        if hasattr(model._meta, "simple_history_manager_attribute"):
            _remember(rows)
    return rows


def _remember(rows: Sequence[Model]) -> None:
    """Write the rows' first records in the history: within the database, since there are as many as rows."""
    model, record = type(rows[0]), type(rows[0]).history.model
    columns = ", ".join(f'"{field.column}"' for field in record.tracked_fields)
    _run(
        f"INSERT INTO {record._meta.db_table} ({columns}, history_date, history_type, history_change_reason)"
        f" SELECT {columns}, %s, '+', 'Registrerad' FROM {model._meta.db_table} WHERE id BETWEEN %s AND %s",
        [connection.ops.adapt_datetimefield_value(timezone.now()), *_keys(rows)],
    )


def _keys(rows: Sequence[Model]) -> list[int]:
    """The lowest and the highest key of the rows: no others have keys between, since they are just written."""
    keys = [row.pk for row in rows]
    return [min(keys), max(keys)]


def _run(sql: str, values: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _uid(kind: int, n: int) -> uuid.UUID:
    return uuid.UUID(f"{kind:08x}-0000-4000-8000-{n:012x}")


def _log(groups: Sequence[Group]) -> None:
    """Write the groups' places and statuses, told by their rows as they stand today."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    _run(
        f"""INSERT INTO {Placement._meta.db_table}
            (group_id, parent_id, region_id, part, effective, assumed, reason, recorded_at)
        SELECT id, parent_id, region_id, is_part, placed_since, %s, '', %s
        FROM {Group._meta.db_table} WHERE id BETWEEN %s AND %s""",
        [False, now, *_keys(groups)],
    )
    begun = f"""INSERT INTO {StatusChange._meta.db_table}
            (group_id, old_status, status, effective, assumed, reason, recorded_at)
        SELECT id, '', 'active', placed_since, %s, '', %s FROM {Group._meta.db_table} WHERE id BETWEEN %s AND %s"""
    _run(begun, [False, now, *_keys(groups)])
    _save(
        StatusChange(
            group=each, old_status=Status.ACTIVE, status=each.status, effective=each.status_since,
            reason=each.status_reason,
        )
        for each in groups
        if each.status != Status.ACTIVE
    )  # fmt: skip


def _tag(groups: Sequence[Group]) -> None:
    """Give every group but the parts one topic or two, and write its record in the history, which has them too."""
    topics = [
        Topic.objects.get_or_create(slug=slugify(fold(name)), defaults={"name": name})[0]
        for name in nation_facts.TOPICS
    ]
    tags = _save(
        Group.topics.through(group=group, topic=topics[place])
        for n, group in enumerate(groups)
        if not group.is_part
        for place in sorted({n % len(topics), n % 7})
    )
    _remember(groups)
    record, tag = apps.get_model("groups", "HistoricalGroup_topics"), Group.topics.through
    _run(
        f"""INSERT INTO {record._meta.db_table} (id, group_id, topic_id, history_id)
        SELECT tag.id, tag.group_id, tag.topic_id, past.history_id FROM {tag._meta.db_table} tag
        JOIN {Group.history.model._meta.db_table} past ON past.id = tag.group_id WHERE tag.id BETWEEN %s AND %s""",
        _keys(tags),
    )


def _cover(nodes: Sequence[Node]) -> None:
    _save(
        GroupMunicipality(group=node.group, municipality=node.municipality)
        for node in nodes
        if node.group.coverage == Coverage.LISTED
    )


def _report(groups: Sequence[Group]) -> None:
    """Let each group that says so report to the one above it; every seventh informs somebody told in words too."""
    saying = [group for group in groups if group.reporting == ReportingAnswer.LINES]
    first = ReportingLine.objects.count()
    _save(
        ReportingLine(group=group, to_group=group.parent, when_needed=n % 6 == 0, uid=_uid(1, first + n))
        for n, group in enumerate(saying)
    )
    _save(
        ReportingLine(group=group, to_words="ledningen", kind="informs", uid=_uid(2, first + n))
        for n, group in enumerate(saying)
        if n % 7 == 0
    )


def _escalate(groups: Sequence[Group]) -> None:
    """Let the delregional officials' bodies hold the ladder for all that stands below them."""
    agreement, _ = Agreement.objects.get_or_create(
        slug="avtalet", defaults={"name": "Hälso- och sjukvårdsavtalet", "short_name": "Avtalet"}
    )
    leads = [group for group in groups if group.type.slug == "delregional-beredning"]
    first = EscalationLink.objects.count()
    rungs = (("1", "shortcoming"), ("2", "not_corrected"), ("3a", "dispute_principle"))
    numbers = itertools.count(first)
    _save(
        EscalationLink(
            group=lead, agreement=agreement, step=step, trigger=trigger, uid=_uid(3, next(numbers)),
            to_group=None if step == "1" else lead if step == "2" else lead.parent,
            recipient="den part som ansvarar" if step == "1" else "",
        )
        for lead in leads
        for step, trigger in rungs
    )  # fmt: skip


def _seat(nodes: Sequence[Node], many: int) -> None:
    """Give each group so many seats: a convener, one counted per municipality, and those of units in turn."""
    if not many:
        return
    units = _units({node.group.region for node in nodes if node.group.tier != Tier.CENTRAL})
    persons = _persons(len(nodes) // GROUPS_A_PERSON + 1)
    first = Seat.objects.count()
    made = [
        (node, _one_seat(node, n, place, units, first + n * many + place))
        for n, node in enumerate(nodes)
        for place in range(many)
    ]
    _save(seat for _node, seat in made)
    _save(
        Membership(
            seat=seat, person=persons[n % len(persons)], uid=_uid(5, first + n), start_date=node.group.placed_since,
            on_behalf_of=node.municipality if seat.per == Seat.Per.MUNICIPALITY else None,
        )
        for n, (node, seat) in enumerate(made)
        if not seat.by_role and n % 8 and (seat.per == Seat.Per.GROUP or node.municipality)
    )  # fmt: skip


def _one_seat(node: Node, n: int, place: int, units: dict[int, list[Organisation]], number: int) -> Seat:
    near = units.get(node.group.region_id, [])
    unit = near[(n + place) % len(near)] if near and place != 1 else None
    kind = Seat.Kind.CONVENER if place == 0 else Seat.Kind.CHAIR if place == 3 else Seat.Kind.MEMBER
    per = Seat.Per.MUNICIPALITY if place == 1 and node.group.coverage != Coverage.NOT_STATED else Seat.Per.GROUP
    title = TITLES[n % len(TITLES)]
    return Seat(
        group=node.group, kind=kind, title=title, organisation=unit, per=per, order=place, uid=_uid(4, number),
        by_role=kind == Seat.Kind.CONVENER and n % 2 == 0, search_text=_folded(title, str(kind.label)),
    )  # fmt: skip


def _units(regions: Iterable[Region]) -> dict[int, list[Organisation]]:
    """A hospital in each delregion with a few units below it, by the delregion's key."""
    made: dict[int, list[Organisation]] = {}
    for region in sorted(regions, key=lambda each: each.pk):
        (hospital,) = Organisation.objects.bulk_create([_unit(f"Lasarettet i {region}", "hospital", region)])
        made[region.pk] = [_unit(f"{name}, {region}", "clinic", region, hospital) for name in UNITS]
    Organisation.objects.bulk_create([unit for units in made.values() for unit in units])
    return made


def _unit(name: str, kind: str, region: Region, above: Organisation | None = None) -> Organisation:
    return Organisation(
        name=name, slug=slugify(fold(name)), kind=kind, principal="region", region=region, parent=above,
        sort_key=sort_key(name), search_text=searchable(name, ""),
    )  # fmt: skip


def _persons(many: int) -> list[Person]:
    """Invented persons; every third may be named."""
    first = Person.objects.count()
    names = [f"Påhittad Person {n}" for n in range(first + 1, first + many + 1)]
    return _save(
        Person(
            name=name, title=TITLES[n % len(TITLES)], uid=_uid(6, first + n), name_public=n % 3 == 0, invented=True,
            sort_key=sort_key(name), search_text=searchable(name, TITLES[n % len(TITLES)]),
        )
        for n, name in enumerate(names)
    )  # fmt: skip


@cache
def _folded(*texts: str) -> str:
    return searchable(*texts)
