"""Groups of a kind in one line: what is said of the same meeting in ten municipalities is said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from samverkan.reports.audience import Reading
from samverkan.reports.blocks import Bullets, Entry
from samverkan.reports.group_facts import anchor

FROM = 3
"""So many groups of a type, named after it and with the same words, are told in one line; fewer in one each."""


def bullets(reading: Reading, entries: Iterable[Entry]) -> Bullets:
    """Return the entries as a list, those about groups of a kind in one."""
    return Bullets(gathered(reading, entries))


def gathered(reading: Reading, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries in their order; one that gathers many stands where the first of them stood."""
    entries = list(entries)
    groups = {anchor(slug): group for slug, group in reading.groups.items()} if len(entries) >= FROM else {}
    kinds: dict[Any, list[Entry]] = defaultdict(list)
    for each in entries:
        if kind := _kind(groups.get(each.anchor), each):
            kinds[kind].append(each)
    made, told = [], set()
    for each in entries:
        kind = _kind(groups.get(each.anchor), each)
        if len(kinds.get(kind, [])) < FROM:
            made.append(each)
        elif kind not in told:
            told.add(kind)
            made.append(_many(groups, kinds[kind]))
    return made


def _kind(group: dict[str, Any] | None, entry: Entry) -> tuple[str, str] | None:
    """Return what groups that may be told together have in common; None for a group with a name of its own."""
    if group is None or entry.inner or not _own(group):
        return None
    return group["facts"]["type"], entry.words


def _own(group: dict[str, Any]) -> str:
    """Return what sets the group apart in a name that begins as its type, "" where the name does not."""
    name, kind = group["facts"]["name"], group["facts"]["type"]
    return name.removeprefix(f"{kind} ").strip() if name.startswith(f"{kind} ") else ""


def _many(groups: dict[str, Any], entries: list[Entry]) -> Entry:
    found = [groups[each.anchor] for each in entries]
    where = {(tuple(group["facts"]["municipalities"]), _own(group)) for group in found}
    by_municipality = all(municipalities == (name,) for municipalities, name in where)
    told = _("%(type)s i %(n)s kommuner") if by_municipality else _("%(type)s, %(n)s grupper")
    return Entry(
        entries[0].words,
        told % {"type": found[0]["facts"]["type"], "n": len(found)},
        alike=[(_own(group), each.anchor) for group, each in zip(found, entries, strict=True)],
    )
