"""Strange files taken in against a small registry that is put back before the next.

Each is taken in whole, refused in words with nothing written, or unreadable; the tree is whole whichever it is.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

from django.db import transaction

from groups import tree
from groups.models import SeatException
from groups.models.seat import MOST_PLACES
from samverkan.exchange import incoming, outgoing
from samverkan.exchange.applying import Refused, TreeIsBroken
from samverkan.exchange.digest import digest
from samverkan.exchange.incoming import Changed
from samverkan.exchange.models import Import
from samverkan.exchange.reading import Unreadable
from samverkan.exchange.sheets import SHEETS
from tests.samverkan.exchange import generated
from tests.samverkan.exchange.taking import everything
from tests.soak.made_files import made

TODAY = dt.date(2026, 11, 23)


def registry() -> None:
    """Add the small registry that the files are about."""
    generated.fill(6, groups=8, plain=True)


def run(number: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Make so many files and take them in; return how often each thing happened, and what was wrong with which file."""
    before = everything()
    sheets = [(str(sheet.title), [outgoing.header(sheet), *map(list, outgoing.rows(sheet))]) for sheet in SHEETS]
    happened: Counter[str] = Counter()
    wrong: list[str] = []
    for each in range(seed, seed + number):
        data, name = made(sheets, random.Random(each))
        try:
            with transaction.atomic():
                happened[_take(data, name, before)] += 1
                transaction.set_rollback(True)
        except Exception as error:  # whatever it is, it is what is looked for
            wrong.append(f"file {each} ({name}): {type(error).__name__}: {error}"[:300])
    if everything() != before:
        wrong.append("the registry is not as it was")
    return happened, wrong


def _take(data: bytes, name: str, before: dict) -> str:
    """Read, preview and take in one file; return what came of it. Raises AssertionError where that is not whole."""
    try:
        tables = incoming.tables(data, name, [])
        shown = incoming.preview(tables, by=None, effective=None, today=TODAY)
        plan = incoming.take_in(Import(file_name=name), tables, by=None, today=TODAY, seen=digest(shown, TODAY))
    except (Unreadable, Refused, TreeIsBroken, Changed) as error:
        _check(everything() == before, "what was refused is written in part")
        return type(error).__name__
    _check(not tree.check(), "the tree is broken")
    _check(not SeatException.objects.filter(places__gt=MOST_PLACES).exists(), "an exception has too many places")
    _check(plan.is_empty == (everything() == before), "what was written is not what was told")
    return "nothing new" if plan.is_empty else "taken in"


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
