"""Whose names may be shown publicly today. Who has consented may take it back, whatever was frozen meanwhile."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from groups.merging import MERGED_INTO
from groups.models import Person

CHUNK = 10_000
"""So many persons are asked of at a time: a query takes only so many values."""
_HEIR = re.compile(MERGED_INTO.format("([0-9a-f-]{36})"))


def consenting(uids: Collection[str]) -> set[str]:
    """Return those of the persons, by uid, whose names may be shown publicly today.

    A record that was merged into another consents as that one does; one that is gone does not. A query for each
    `CHUNK`; two more where some of them are gone, and so on along those merged into each other.
    """
    public = dict(_marks(uids))
    gone = set(uids) - public.keys()
    heirs = dict(_heirs(gone)) if gone else {}
    # No record has been merged into itself, so the chain ends.
    inherited = consenting(set(heirs.values())) if heirs else set()
    return {uid for uid, mark in public.items() if mark} | {uid for uid, heir in heirs.items() if heir in inherited}


def _marks(uids: Collection[str]) -> Iterator[tuple[str, bool]]:
    for part in _parts(uids):
        for uid, mark in Person.objects.filter(uid__in=part).order_by().values_list("uid", "name_public"):
            yield str(uid), mark


def _heirs(uids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (uid, uid of the record that it was merged into)."""
    for part in _parts(uids):
        gone = Person.history.filter(history_type="-", uid__in=part).order_by()
        for uid, reason in gone.values_list("uid", "history_change_reason"):
            if told := _HEIR.match(reason or ""):
                yield str(uid), told[1]


def _parts(uids: Collection[str]) -> Iterator[list[str]]:
    left = iter(uids)
    while part := list(islice(left, CHUNK)):
        yield part
