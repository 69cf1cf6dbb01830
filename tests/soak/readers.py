"""Those who read meanwhile: whatever moment they read at, the tree they see is whole."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

from groups import tree
from groups.models import Group
from tests.soak import world


def numbers() -> list[str]:
    """All numbers against all parents, fetched by one query."""
    return [each.in_words() for each in tree.check()]


def statement() -> list[str]:
    return [] if tree.is_whole() else ["the tree is not whole"]


def way() -> list[str]:
    """A group's way to the top, as its page shows it: asked for after the group, which others may renumber between."""
    group = Group.objects.order_by("?").first()
    chain = [None, *(each.pk for each in group.above())]
    stands = Group.objects.get(pk=group.pk)
    if stands.parent_id == group.parent_id != chain[-1]:
        return [f"{group} stands under nr {group.parent_id}, but its way to the top ends at nr {chain[-1]}"]
    return []


PAUSE = 0.1
"""Seconds between questions: readers who never rest take the cores from those who write."""

QUESTIONS: list[Callable[[], list[str]]] = [numbers, statement, world.log_faults, way]


def read(number: int, seed: int, done: Callable[[], bool]) -> tuple[Counter, list[str]]:
    """Ask until it is done; return how often each was asked, and what was found wrong."""
    chance, asked, wrong = random.Random(f"{seed} reader {number}"), Counter(), []
    while not done():
        question = chance.choice(QUESTIONS)
        asked[question.__name__] += 1
        wrong += [f"reader {number}, {question.__name__}: {each}" for each in question()]
        time.sleep(PAUSE)
    return asked, wrong
