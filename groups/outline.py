"""Groups side by side on a page: parts below their whole, many of a kind in one fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from groups.models import Group, GroupType

FOLD_FROM = 3
"""So many siblings of a type that stands once in every municipality are shown as one line that unfolds."""


@dataclass
class Node:
    """A group with what lies below it; or a fold: many nodes under one heading."""

    group: Group | None = None
    type: GroupType | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def groups(self) -> int:
        """How many groups of their own stand here and below; parts are not counted."""
        own = 1 if self.group and not self.group.is_part else 0
        return own + sum(child.groups for child in self.children)


def gather(groups: Iterable[Group]) -> list[Node]:
    """Return the groups as nodes side by side, in their order: parts below their whole, many of a kind in one fold."""
    nodes: dict[int, Node] = {}
    side_by_side = []
    for group in groups:
        node = nodes[group.pk] = Node(group)
        whole = nodes.get(group.parent_id) if group.is_part else None
        (whole.children if whole else side_by_side).append(node)
    return _fold_types(side_by_side)


def _fold_types(nodes: list[Node]) -> list[Node]:
    """Return the nodes, those of a type that stands once in every municipality gathered where they are many."""
    by_type: dict[GroupType, list[Node]] = {}
    for node in nodes:
        if node.group.type.expected_per == GroupType.Expected.MUNICIPALITY:
            by_type.setdefault(node.group.type, []).append(node)
    many = {kind: same for kind, same in by_type.items() if len(same) >= FOLD_FROM}
    result, folded = [], set()
    for node in nodes:
        kind = node.group.type
        if kind not in many:
            result.append(node)
        elif kind not in folded:
            folded.add(kind)
            result.append(Node(type=kind, children=many[kind]))
    return result
