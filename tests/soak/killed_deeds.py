"""What the site is killed in the middle of: each a page with a form, and what it leaves behind when it is done.

A deed is a function of an editor, a random and a reason; it may make ready what it needs. A new one goes into DEEDS.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from groups import tree
from groups.models import Group, GroupType, Tier
from tests.soak.webserver import Editor

PARTS = 6
FOLLOWERS = 5
"""Groups that come along when one is moved: the move writes them all."""


@dataclass(frozen=True)
class Deed:
    """A form to send, and the logs where its reason stands when it is done – all of them, or none."""

    page: str
    fields: dict[str, str]
    why: str
    logs: frozenset[str]


def move(editor: Editor, chance: random.Random, why: str) -> Deed:
    """Move a group with all below it to another delregion, which becomes that of them all."""
    boards = Group.objects.filter(tier=Tier.DELREGIONAL)
    here, there = chance.sample(list(boards), 2)
    group = _made(here, f"Flyttas {why}")
    for n in range(FOLLOWERS):
        _made(Group.objects.get(pk=group.pk), f"Följer {n} {why}")
    fields = {"parent": str(there.pk), "effective": _today(), "reason": why, "bekraftat": "1"}
    return Deed(f"/admin/groups/group/{group.pk}/flytta/", fields, why, frozenset({"placement", "history"}))


def close(editor: Editor, chance: random.Random, why: str) -> Deed:
    """End a group with its parts."""
    group = _made(chance.choice(list(Group.objects.filter(tier=Tier.DELREGIONAL))), f"Avslutas {why}")
    for n in range(PARTS):
        _made(Group.objects.get(pk=group.pk), f"Del {n} {why}", part=True)
    fields = {"effective": _today(), "reason": why, "bekraftat": "1"}
    return Deed(f"/admin/groups/group/{group.pk}/avsluta/", fields, why, frozenset({"status", "history"}))


DEEDS: dict[str, Callable[[Editor, random.Random, str], Deed]] = {"flytt": move, "avslut": close}


def _made(parent: Group, name: str, *, part: bool = False) -> Group:
    group = Group(name=name, type=GroupType.objects.get(), tier=Tier.LOCAL)
    return tree.create(group, parent=parent, part=part, effective=dt.date(2020, 1, 1))


def _today() -> str:
    return dt.date.today().isoformat()
