"""What the site is killed in the middle of: each a page with a form, and what it leaves behind when it is done.

A deed is a function of an editor, a random and a reason; it may make ready what it needs. A new one goes into DEEDS.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from groups import tree
from groups.models import Group, GroupType, Tier, User
from samverkan.exchange import waiting
from samverkan.exchange.models import Import
from tests.soak.webserver import Editor

PARTS = 6
IN_FILE = 40
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


def take_in(editor: Editor, chance: random.Random, why: str) -> Deed:
    """Take in a file of new groups, the half of them under the other half, that has been looked through already."""
    board = chance.choice(list(Group.objects.filter(tier=Tier.DELREGIONAL)))
    now = timezone.now()
    entry = Import(file_name="grupper.csv", why=why, by=User.objects.get(username="soak"))
    told = entry.reason
    rows = ["Namn;Nyckel;Grupptyp;Nivå;Ligger under;Orsak till status"]
    stem = slugify(why)
    for n in range(IN_FILE):
        above = board.slug if n < IN_FILE // 2 else f"{stem}-{n - IN_FILE // 2}"
        rows.append(f"Ur fil {n} {why};{stem}-{n};Arbetsgrupp;lokal;{above};{told}")
    entry.content = "\r\n".join(rows).encode()
    entry.save()
    entry = waiting.compare(entry, by=entry.by, now=now, today=now.date())
    assert entry.shown["is_sound"], entry.shown
    page = reverse("admin:exchange_import_confirm", args=[entry.pk])
    return Deed(page, {}, told, frozenset({"status", "history"}))


DEEDS: dict[str, Callable[[Editor, random.Random, str], Deed]] = {"flytt": move, "avslut": close, "inläsning": take_in}


def _made(parent: Group, name: str, *, part: bool = False) -> Group:
    group = Group(name=name, type=GroupType.objects.get(), tier=Tier.LOCAL)
    return tree.create(group, parent=parent, part=part, effective=dt.date(2020, 1, 1))


def _today() -> str:
    return dt.date.today().isoformat()
