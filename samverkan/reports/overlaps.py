"""Which groups may overlap: the same topic and mostly the same organisations, or nearly the same purpose.

Groups are compared within a topic, and only those that could be alike: a frozen thousand takes a second or so.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz, process

from groups.models import Seat
from groups.ordering import fold

SHARE = 75
"""Of all organisations with a place in either group, so many per cent have one in both."""
FEWEST_ORGANISATIONS = 2
"""Groups with fewer organisations than this are not compared by them."""
LIKENESS = 85
"""Purposes are nearly the same when so many per cent of their letters agree, whatever the order of the words."""
SHORTEST = 30
"""Purposes shorter than so many signs say too little."""

Entry = dict[str, Any]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Overlap:
    """Two groups that may overlap, by their slugs, the first in tree order first."""

    one: str
    other: str
    topics: list[str]
    """The names of the topics they share."""
    shared: int | None
    """How many organisations both have, None where they are not mostly the same."""
    of: int
    """Of how many that either has."""
    likeness: int | None
    """How alike the purposes are, in per cent; None where they are not nearly the same."""


def among(groups: dict[str, Entry]) -> list[Overlap]:
    """Return the pairs among these groups, in their order, that may overlap.

    Never a pair where one leads the other, straight or by groups between, nor one where both say which municipalities
    they cover and none is common: alike groups in different municipalities are as they should be.
    """
    slugs = list(groups)
    entries = list(groups.values())
    topics = [frozenset(entry["codes"]["topics"]) for entry in entries]
    members = [organisations(entry) for entry in entries]
    likeness = dict(_alike(entries, topics))
    alike = {pair for pair in _sharing(topics, members) if _share(members, pair) >= SHARE}
    covered = [frozenset(entry["covered"]) for entry in entries]
    above = [_above(groups, slug) for slug in slugs]
    found = []
    for pair in sorted(alike | likeness.keys()):
        one, other = pair
        if slugs[one] in above[other] or slugs[other] in above[one]:
            continue
        if covered[one] and covered[other] and covered[one].isdisjoint(covered[other]):
            continue
        names = [
            name
            for slug, name in zip(entries[one]["codes"]["topics"], entries[one]["facts"]["topics"], strict=True)
            if slug in topics[other]
        ]
        shared = len(members[one] & members[other]) if pair in alike else None
        of = len(members[one] | members[other])
        found.append(Overlap(slugs[one], slugs[other], names, shared, of, likeness.get(pair)))
    return found


def organisations(entry: Entry) -> frozenset[str]:
    """Return the organisations with a place in the group: its seat's, else those its holders stand for, else its kind.

    Those who are called in when needed are not counted.
    """
    found: set[str] = set()
    for seat in entry["seats"]:
        if seat["kind"] in Seat.CALLED_IN:
            continue
        held_for = {holder["for_slug"] for holder in seat["holders"] if holder["for_slug"]}
        own = {seat["organisation_slug"]} if seat["organisation_slug"] else set()
        kind = {f"({seat['organisation']})"} if seat["organisation"] else set()
        found |= own or held_for or kind
    return frozenset(found)


def _share(members: list[frozenset[str]], pair: Pair) -> float:
    one, other = (members[place] for place in pair)
    return 100 * len(one & other) / len(one | other)


def _sharing(topics: list[frozenset[str]], members: list[frozenset[str]]) -> set[Pair]:
    """Return the pairs with a common topic that can have enough organisations in common.

    Two sets that share so much also share one of the few rarest in each: only those are looked up.
    """
    common = Counter(each for group in members for each in group)
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, group in enumerate(members):
        if len(group) < FEWEST_ORGANISATIONS:
            continue
        rarest = sorted(group, key=lambda each: (common[each], each))
        for each in rarest[: len(group) - math.ceil(len(group) * SHARE / 100) + 1]:
            for topic in topics[place]:
                blocks[topic, each].append(place)
    return {pair for block in blocks.values() for pair in combinations(block, 2)}


def _alike(entries: list[Entry], topics: list[frozenset[str]]) -> Iterator[tuple[Pair, int]]:
    """Yield the pairs with nearly the same purpose, and how alike it is: with a common topic, or none of them any."""
    purposes = [" ".join(sorted(fold(entry["facts"]["purpose"]).split())) for entry in entries]
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, purpose in enumerate(purposes):
        if len(purpose) >= SHORTEST:
            for topic in topics[place] or {""}:
                blocks[topic].append(place)
    for place, purpose in enumerate(purposes):
        if len(purpose) < SHORTEST:
            continue
        others = sorted({other for topic in topics[place] or {""} for other in blocks[topic] if other > place})
        asked = [purposes[other] for other in others]
        for _text, score, found in process.extract(
            purpose, asked, scorer=fuzz.ratio, processor=None, score_cutoff=LIKENESS, limit=None
        ):
            yield (place, others[found]), int(score)


def _above(groups: dict[str, Entry], slug: str) -> set[str]:
    """Return the groups above the group in the tree, as far up as the snapshot goes."""
    found: set[str] = set()
    while slug in groups and (parent := groups[slug]["codes"]["parent"]) and parent not in found:
        found.add(parent)
        slug = parent
    return found
