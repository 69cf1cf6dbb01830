"""What an editor may do to the tree, each with a reason that is found again in the logs it writes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from groups import lifecycle, tree
from groups.models import Group, GroupType, Region, Status, Tier
from tests.soak.world import DAY

EARLIEST = 40
"""So many days back a deed may be dated; earlier than the latest is refused."""


def insert(chance: random.Random, why: str) -> None:
    parent = chance.choice([None, *_some(chance, 9)])
    region = None if parent else chance.choice(list(Region.objects.delregions()))
    name = f"{chance.choice('ABCÅÄÖ')} {why}"
    group = Group(name=name, type=GroupType.objects.get(), tier=Tier.LOCAL, region=region)
    part = parent is not None and chance.random() < 0.1
    tree.create(group, parent=parent, part=part, effective=DAY, reason=why, today=DAY)


def move(chance: random.Random, why: str) -> None:
    group, parent = _some(chance, 2)
    tree.move(group, parent, effective=_day(chance), reason=why, today=DAY, revision=_seen(group, chance))


def rename(chance: random.Random, why: str) -> None:
    (group,) = _some(chance, 1)
    group.name = f"{chance.choice('ABCÅÄÖ')} {why}"
    tree.update(group, reason=why)


def merge(chance: random.Random, why: str) -> None:
    group, into = _some(chance, 2)
    tree.merge(group, into, effective=DAY, reason=why, today=DAY)


def end(chance: random.Random, why: str) -> None:
    (group,) = _some(chance, 1)
    lifecycle.end(group, effective=DAY, reason=why, today=DAY, revision=_seen(group, chance))


def change(chance: random.Random, why: str) -> None:
    (group,) = _some(chance, 1)
    status = chance.choice([Status.ACTIVE, Status.PAUSED, Status.DORMANT])
    lifecycle.change(group, status, effective=_day(chance), reason=why, today=DAY, revision=_seen(group, chance))


Deed = Callable[[random.Random, str], None]
DEEDS: dict[Deed, tuple[int, set[str]]] = {
    insert: (30, {"placement", "status", "history"}),
    move: (30, {"placement", "history"}),
    rename: (14, {"history"}),
    merge: (8, {"status", "history"}),
    end: (6, {"status", "history"}),
    change: (12, {"status", "history"}),
}
"""How often each is done, and the logs in which it always leaves its reason. (A merge moves what lies below, too.)"""


def choose(chance: random.Random) -> Deed:
    return chance.choices(list(DEEDS), [weight for weight, _logs in DEEDS.values()])[0]


def _some(chance: random.Random, number: int) -> list[Group]:
    """Groups as they stand, with the whole of what a page would have fetched; seldom one that has ended."""
    groups = Group.objects.all() if chance.random() < 0.1 else Group.objects.current()
    keys = sorted(groups.values_list("pk", flat=True))
    return [Group.objects.get(pk=pk) for pk in chance.sample(keys, min(number, len(keys)))]


def _seen(group: Group, chance: random.Random) -> int | None:
    """The revision that the editor's page was opened with; some writers, such as an import, carry none."""
    return group.revision if chance.random() < 0.5 else None


def _day(chance: random.Random) -> dt.date:
    return DAY if chance.random() < 0.7 else DAY - dt.timedelta(days=chance.randint(1, EARLIEST))
