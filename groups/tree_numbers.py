"""The numbers by which the tree library finds what lies under what, worked out from the parents alone. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS = ("tree_id", "lft", "rght", "depth")
WORDS = {
    "tree_id": gettext_lazy("träd"),
    "lft": gettext_lazy("vänster"),
    "rght": gettext_lazy("höger"),
    "depth": gettext_lazy("djup"),
}

Row = dict[str, Any]
"""A group as a dictionary: pk, parent_id and the numbers as stored; one to be made has no more of them than tree_id."""

Numbers = tuple[int, int, int, int]
"""Tree id, left, right and depth: FIELDS."""


@dataclass(frozen=True)
class Difference:
    """A number in the tree that is not what the parents say, or a parent from which no way leads to the top."""

    pk: int
    name: str
    field: str
    """One of FIELDS, or `parent_id`: then no number can be worked out, and `expected` is None."""
    stored: int
    expected: int | None
    parent_exists: bool = True

    @property
    def is_lost(self) -> bool:
        """Whether the group hangs from nothing: in or under a circle, or from a group that is not there."""
        return self.expected is None

    def in_words(self) -> str:
        told = {"name": self.name, "pk": self.pk, "stored": self.stored, "expected": self.expected}
        if not self.parent_exists:
            return _("%(name)s (nr %(pk)d): ligger under nr %(stored)d, som inte finns") % told
        if self.is_lost:
            return _("%(name)s (nr %(pk)d): ligger under nr %(stored)d, och därifrån når ingen toppen") % told
        told["number"] = WORDS[self.field]
        return _("%(name)s (nr %(pk)d): %(number)s är %(stored)d, ska vara %(expected)d") % told


def differences(rows: list[Row]) -> list[Difference]:
    """What is wrong with `rows`, which also have names; siblings as for `numbered`. In the order given."""
    right = numbered(rows)
    known = {row["pk"] for row in rows}
    found = []
    for row in rows:
        if row["pk"] not in right:
            parent = row["parent_id"]
            found.append(Difference(row["pk"], row["name"], "parent_id", parent, None, parent in known))
            continue
        for field, expected in zip(FIELDS, right[row["pk"]], strict=True):
            if row[field] != expected:
                found.append(Difference(row["pk"], row["name"], field, row[field], expected))
    return found


def changed(rows: list[Row], right: dict[int, Numbers]) -> dict[int, Numbers]:
    """Those of the numbers, by pk, that are not what the rows have stored. KeyError where a row has got none."""
    stored = itemgetter(*FIELDS)
    return {row["pk"]: right[row["pk"]] for row in rows if right[row["pk"]] != stored(row)}


def numbered(rows: list[Row]) -> dict[int, Numbers]:
    """Tree id, left, right and depth of each row, by pk; siblings keep the order given.

    A root keeps its tree id; where several have the same, the first made keeps it and the others get new ones, last.
    Rows from which no way leads to the top (`Difference.is_lost`) have no numbers and are left out.
    """
    children = defaultdict(list)
    for row in rows:
        children[row["parent_id"]].append(row["pk"])
    roots = sorted((row["pk"], row["tree_id"]) for row in rows if row["parent_id"] is None)
    last = max((tree_id for _pk, tree_id in roots), default=0)
    numbers: dict[int, Numbers] = {}
    used: set[int] = set()
    for root, tree_id in roots:
        if tree_id in used:
            last = tree_id = last + 1
        used.add(tree_id)
        counter, stack = 1, [(root, 0, None)]
        while stack:
            pk, depth, left = stack.pop()
            if left is not None:
                numbers[pk] = (tree_id, left, counter, depth)
                counter += 1
                continue
            stack.append((pk, depth, counter))
            counter += 1
            stack.extend((child, depth + 1, None) for child in reversed(children[pk]))
    return numbers
