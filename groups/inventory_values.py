"""What the inventory asks of many groups at once, as plain values: instances of all rows would take ten times as long.

Some groups are read at a time, so that a registry of any size passes through little memory.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import F, Max, Min, QuerySet
from django.db.models.functions import NullIf

from groups import composition_values, facts  # among: the lookup
from groups.composition import Composition
from groups.models import Commission, Group, ReportingLine, Topic
from groups.reading_many import AsDay, AsNumber

CHUNK = 2000
"""So many groups are read at a time, in the same number of queries whatever they hold."""

OWN = (
    "pk", "slug", "name", "short_name", "aliases", "tier", "parent_id", "is_part", "region_id", "placed_since",
    "coverage", "coverage_text", "every_municipality", "purpose", "origin", "basis", "basis_url", "frequency_text",
    "meetings_min", "meetings_max", "agenda", "mandate", "mandate_text", "reporting", "feedback", "status",
    "status_since", "status_reason", "restart_condition", "reviewed_on", "reviewed_by", "valid_until", "note",
)  # fmt: skip
"""Fields of a group that are read."""


CHOICES = ("tier", "mandate", "reporting", "feedback", "status")
"""Those of them that are one of several choices, whoever says it."""


class Told:
    """What is told of a group on the day, under the names that `Group` has for it where it has one."""

    as_of: dt.date | None = None
    parent: Told | None = None
    """The whole, if it is a part; of other groups above only the name is read."""
    parent_name = ""
    topic_names = shown_successors = shown_predecessors = shown_commissions = shown_lines = []
    """Nothing, where nothing is found; nobody adds to this list."""
    registered: dt.date | None = None
    changed: dt.date | None = None

    inherited, alias_list, agenda_list, is_ended = Group.inherited, Group.alias_list, Group.agenda_list, Group.is_ended

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values

    def holder(self, field: str) -> Told:
        """Whose `field` speaks here, see `Group.inherited`."""
        return self.inherited(field) if self.is_part else self


class Words:
    """How each choice is read, found out once: to ask for each group would take longer than to read it."""

    def __init__(self) -> None:
        self.of = {field: _AsItIs({value: self._read(field, value) for value in _values(field)}) for field in CHOICES}
        self.coverage = {
            (tier, value): self._read("coverage", value, tier=tier)
            for tier in _values("tier")
            for value in _values("coverage")
        }

    @staticmethod
    def _read(field: str, value: str, **others: str) -> str:
        return facts.words(Group(**{field: value}, **others), field) or str(facts.NOT_STATED)


class _AsItIs(dict):
    """A value that is no choice any more is told as it is, as elsewhere."""

    def __missing__(self, value: str) -> str:
        return value


def _values(field: str) -> list[str]:
    return [value for value, _label in Group._meta.get_field(field).choices]


class LinkInShort:
    """A reporting line or a commission, its counterpart by name."""

    __slots__ = ("kind", "note", "target", "when_needed")

    def __init__(self, target: str, note: str, kind: str = "", when_needed: bool = False) -> None:
        self.target, self.note, self.kind, self.when_needed = target, note, kind, when_needed

    def get_kind_display(self) -> str:
        return ReportingLine.Kind(self.kind).label


def read(
    groups: QuerySet[Group], visible: QuerySet[Group], day: dt.date, absolute: Callable[[str], str]
) -> Iterator[tuple[Told, Composition]]:
    """Yield what is told of each of the groups, in the order they come, and its composition without holders' names.

    Other groups are named only if they are `visible`. One query, and fourteen for each `CHUNK` groups; one more where
    there are parts among them without their wholes.
    """
    keys = array("q", groups.values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    address, words = _addresses(absolute, groups.day_asked), Words()
    for start in range(0, len(keys), CHUNK):
        for group, found in _some(keys[start : start + CHUNK], groups.day_asked, visible, day):
            group.address, group.words = address(group.slug), words
            yield group, found


def _some(
    keys: Iterable[int], day_asked: dt.date | None, visible: QuerySet[Group], day: dt.date
) -> Iterator[tuple[Told, Composition]]:
    """Yield the groups with the keys, in that order; all that is read of them is let go before others are read."""
    found = _told(Group.objects.as_of(day_asked).filter(pk__among=keys))
    chunk = [found[key] for key in keys if key in found]
    wholes = _add_wholes(chunk, {} if day_asked else found)
    _add_links(chunk, wholes, visible, day)
    _add_days(found)
    compositions = composition_values.on(day, chunk)
    for group in chunk:
        group.as_of = day_asked
        yield group, compositions[group.pk]


def _addresses(absolute: Callable[[str], str], day: dt.date | None) -> Callable[[str], str]:
    """Return what makes the whole address of a group's page from its slug: to ask for each would take too long."""
    anyone = Group(slug="gruppens-egen-del")
    anyone.as_of = day
    before, after = absolute(anyone.get_absolute_url()).split(anyone.slug)
    return lambda slug: f"{before}{slug}{after}"


def _told(groups: QuerySet[Group]) -> dict[int, Told]:
    """The groups' own facts, by key. One query; where they are asked of another day, those of `PastQuerySet`."""
    if groups.day_asked is None:
        names = (*OWN, "type_name", "region_name")
        rows = groups.order_by().values_list(*OWN, F("type__name"), F("region__name"))
        return {row[0]: Told(dict(zip(names, row, strict=True))) for row in rows}
    return {
        group.pk: Told(
            {name: getattr(group, name) for name in OWN}
            | {"type_name": group.type.name, "region_name": group.region and group.region.name}
        )
        for group in groups.order_by().select_related("type", "region")
    }


def _add_wholes(parts: Iterable[Told], found: dict[int, Told]) -> list[Told]:
    """Tell those that are parts of their wholes, as these stand today; return those that are not among the `found`.

    One query, where there are any.
    """
    others: dict[int, Told] = {}
    while parts := [told for told in parts if told.is_part and told.parent_id]:
        asked = {part.parent_id for part in parts} - found.keys() - others.keys()
        fetched = _told(Group.objects.filter(pk__among=asked)) if asked else {}
        others |= fetched
        for part in parts:
            part.parent = found.get(part.parent_id) or others.get(part.parent_id)
        parts = list(fetched.values())
    return list(others.values())


def _add_links(chunk: list[Told], wholes: list[Told], visible: QuerySet[Group], day: dt.date) -> None:
    """Tell the groups of what they are linked to, other groups as far as they are visible. Six queries."""
    told, others = ({each.pk: each for each in some} for some in (chunk, wholes))
    holders = told.keys() | others.keys()
    tags = Topic.objects.filter(groups__pk__among=told).order_by("sort_key", "pk").values_list("groups", "name")
    commissions = _links(Commission.objects.on(day).filter(group__pk__among=holders))
    lines = _links(ReportingLine.objects.on(day).filter(group__pk__among=holders), "kind", AsNumber("when_needed"))
    following = Group.successors.through.objects.order_by("to_group__tree_id", "to_group__lft")
    after = list(following.filter(from_group__pk__among=told).values_list("from_group", "to_group"))
    leading = Group.successors.through.objects.order_by("from_group__tree_id", "from_group__lft")
    before = list(leading.filter(to_group__pk__among=told).values_list("to_group", "from_group"))
    mentioned = {each.parent_id for each in chunk} | {row[1] for row in (*commissions, *lines, *after, *before)}
    names = dict(visible.filter(pk__among=mentioned - {None}).order_by().values_list("pk", "name"))
    for each in chunk:
        each.parent_name, each.region_name = names.get(each.parent_id, ""), each.region_name or ""
    for attribute, rows in {
        "topic_names": tags,
        "shown_successors": ((key, names[other]) for key, other in after if other in names),
        "shown_predecessors": ((key, names[other]) for key, other in before if other in names),
        "shown_commissions": _shown(commissions, names),
        "shown_lines": _shown(lines, names),
    }.items():
        found: dict[int, list[Any]] = defaultdict(list)
        for key, value in rows:
            found[key].append(value)
        # On another day a whole that is among them too stands twice: as it stood then, and as it stands today.
        for groups in (told, others):
            for key in found.keys() & groups.keys():
                setattr(groups[key], attribute, found[key])


def _links(links: QuerySet, *more: Any) -> list[tuple]:
    """Each link: its group, the group that it leads to, what else it leads to (two ways), its remark, and `more`."""
    told = ("group", "to_group", "to_organisation__name", "to_words", "note", *more)
    return list(links.order_by("pk").values_list(*told))


def _shown(links: list[tuple], names: dict[int, str]) -> Iterator[tuple[int, LinkInShort]]:
    for group, to_group, organisation, words, *rest in links:
        if to_group is None or to_group in names:
            yield group, LinkInShort(names[to_group] if to_group else organisation or words, *rest)


def _add_days(groups: dict[int, Told]) -> None:
    """Tell when each of the groups was registered, and when it was last changed. One query."""
    records = Group.history.model.objects.filter(id__among=groups).order_by().values_list("id")
    first, last = Min("history_date"), Max("history_date")
    # Many have not been changed since, and on SQLite a day takes its time to read.
    for key, registered, changed in records.annotate(first=AsDay(first), later=AsDay(NullIf(last, first))):
        groups[key].registered, groups[key].changed = registered, changed or registered
