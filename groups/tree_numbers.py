"""The numbers by which the tree library finds what lies under what, worked out from the parents alone. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

FIELDS = ("tree_id", "lft", "rght", "depth")

Row = dict[str, Any]
"""A group as a dictionary: pk, parent_id and the numbers as stored."""


@dataclass(frozen=True)
class Difference:
    """A number in the tree that is not what the parents say."""

    pk: int
    name: str
    field: str
    stored: int
    expected: int


def differences(rows: list[Row]) -> list[Difference]:
    """Each stored number of `rows` (with names, in tree order) that is not what the parents say."""
    right = numbered(rows)
    return [
        Difference(row["pk"], row["name"], field, row[field], expected)
        for row in rows
        for field, expected in zip(FIELDS, right[row["pk"]], strict=True)
        if row[field] != expected
    ]


def numbered(rows: list[Row]) -> dict[int, tuple[int, int, int, int]]:
    """Tree id, left, right and depth of each row, by pk; siblings keep the order given."""
    children = defaultdict(list)
    for row in rows:
        children[row["parent_id"]].append(row)
    numbers: dict[int, tuple[int, int, int, int]] = {}
    used: set[int] = set()
    for root in children[None]:
        tree_id = root["tree_id"] if root["tree_id"] not in used else max(used) + 1
        used.add(tree_id)
        counter, stack = 1, [(root, 0, None)]
        while stack:
            row, depth, left = stack.pop()
            if left is not None:
                numbers[row["pk"]] = (tree_id, left, counter, depth)
                counter += 1
                continue
            stack.append((row, depth, counter))
            counter += 1
            stack.extend((child, depth + 1, None) for child in reversed(children[row["pk"]]))
    return numbers
