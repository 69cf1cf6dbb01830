"""What the tree adds to creating one group and to moving one with some thirty below it, in a county's tree.

Against writing the same rows – group, history, place, status – under the same lock and checked as strictly, but
without a tree. And in a registry with ten times as many counties against the one asked for: what stands in other
trees may cost nothing.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator

from django.db import connection

from groups import tree
from groups.editing import signed, structure_lock
from groups.models import Group, GroupType, Placement, Status, StatusChange, Tier
from tests.benchmarks.lines import Line, middle, times, turns
from tests.benchmarks.nation import COUNTIES
from tests.benchmarks.registries import registry

MOST = {"sqlite": 3, "postgresql": 8}
MOST_AMONG_MANY = 1.2
MORE = 10
ROUNDS = 25
BELOW = 30
OUTSIDE = 10**6
"""The tree of rows that are written without one."""
DAY = dt.date(2024, 1, 1)


def lines(size: int) -> Iterator[Line]:
    small, great = ({"groups": size * n, "counties": COUNTIES * n, "seats": 0} for n in (1, MORE))
    for name, of in (("skapa en grupp", Creating), ("flytta en grupp med en gren", Moving)):
        with registry(**small):
            case = of()
        with registry(**great):
            same = of()
        taken = turns(
            _within(small, case.with_tree), _within(small, case.without_tree), _within(great, same.with_tree),
            rounds=ROUNDS,
        )  # fmt: skip
        with_tree, without = middle([[own, bare] for own, bare, _many in taken])
        note = f"{times(with_tree, without)}; {case.looks}"
        yield Line(name, "samma rader utan träd", MOST[connection.vendor], with_tree / without, note=note)
        among_many, alone = middle([[many, own] for own, _bare, many in taken])
        yield Line(
            f"{name}, {MORE} gånger så många län", "sig självt", MOST_AMONG_MANY, among_many / alone,
            note=times(among_many, alone),
        )  # fmt: skip


def _within(asked: dict, work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        with registry(**asked):
            work()

    return run


class Creating:
    """A new group in the middle of the order below a delregional body of the first county."""

    def __init__(self) -> None:
        self.parent = _first_county("delregional-beredning")[0]
        self.kind = GroupType.objects.get(slug="arbetsgrupp")
        self.numbers = itertools.count(1)
        self.looks = f"{self.parent.get_descendant_count()} under den överordnade"

    def with_tree(self) -> None:
        tree.create(self._group(), parent=self.parent, effective=DAY)

    def without_tree(self) -> None:
        group = self._group()
        with structure_lock():
            group.parent, group.region, group.slug = self.parent, self.parent.region, f"matrad-{next(self.numbers)}"
            group.status, group.status_since, group.placed_since = Status.ACTIVE, DAY, DAY
            group.full_clean(exclude=["successors", "topics"])
            group.tree_id, group.lft, group.rght, group.depth = OUTSIDE, 1, 2, 0
            _save(group)
            Placement.objects.create(group=group, parent=group.parent, region=group.region, effective=DAY)
            StatusChange.objects.create(group=group, status=group.status, effective=DAY)

    def _group(self) -> Group:
        name = f"Mätgruppen {next(self.numbers)}"
        return Group(name=name, type=self.kind, tier=Tier.DELREGIONAL, purpose="Mäter.", frequency_text="2 ggr/termin")


class Moving:
    """A group with some thirty below it, to and fro between two municipalities of a delregion."""

    def __init__(self) -> None:
        self.group = min(_first_county("arbetsgrupp"), key=lambda each: abs(each.get_descendant_count() - BELOW))
        others = Group.objects.filter(type__slug="samverkansgrupp", region=self.group.region)
        self.parents = itertools.cycle([others.exclude(pk=self.group.parent_id).last(), self.group.parent])
        self.looks = f"{self.group.get_descendant_count()} under den, {self._between()} grupper i trädet"

    def _between(self) -> int:
        return self.group.get_root().get_descendant_count() + 1

    def with_tree(self) -> None:
        tree.move(self.group, next(self.parents), effective=DAY, reason="Mäts")

    def without_tree(self) -> None:
        with structure_lock():
            group = Group.objects.select_related("type", "region", "parent").get(pk=self.group.pk)
            group.placed_since = DAY
            group.full_clean(exclude=["successors", "topics"])
            signed(group, None, "Mäts")
            _save(group)
            Placement.objects.create(
                group=group, old_parent=group.parent, parent=group.parent, old_region=group.region,
                region=group.region, effective=DAY, reason="Mäts",
            )  # fmt: skip


def _first_county(kind: str) -> list[Group]:
    return list(Group.objects.filter(tree_id=1, type__slug=kind).select_related("region", "parent"))


def _save(group: Group) -> None:
    """Save the row and its history, past the tree library."""
    with Group.objects.disable_mptt_updates():
        group.save()
