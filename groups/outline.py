"""The tree as nested lists: what stands under what, for those who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from groups.models import Group, GroupType, Region

FOLD_FROM = 3
"""So many siblings of a type that stands once in every municipality are shown as one line that unfolds."""


@dataclass
class Node:
    """A group with what lies below it; or a fold: many nodes under one heading."""

    group: Group | None = None
    region: Region | None = None
    type: GroupType | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def groups(self) -> int:
        """How many groups of their own stand here and below; parts are not counted."""
        own = 1 if self.group and not self.group.is_part else 0
        return own + sum(child.groups for child in self.children)


def nest(groups: Iterable[Group]) -> list[Node]:
    """Return the top nodes of groups given in tree order.

    What stands under a group that is not given (not public, ended) stands under the nearest one above it that is.
    """
    top, path = Node(), []
    for group in groups:
        while path and not _is_above(path[-1].group, group):
            path.pop()
        node = Node(group)
        (path[-1] if path else top).children.append(node)
        path.append(node)
    return top.children


def fold(nodes: list[Node], region: Region | None = None) -> list[Node]:
    """Return the nodes with each delregion's gathered under it, and groups that stand once in every municipality.

    Central groups come first, then the delregions in Swedish order.
    """
    here, regions = [], {}
    for node in nodes:
        own = node.group.region
        if own is None or own == region or own.is_county:
            node.children = fold(node.children, region)
            here.append(node)
        else:
            regions.setdefault(own, []).append(node)
    folds = [Node(region=each, children=fold(regions[each], each)) for each in sorted(regions, key=_order)]
    return _fold_types(here) + folds


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


def _is_above(above: Group, below: Group) -> bool:
    return above.tree_id == below.tree_id and above.lft < below.lft and below.rght < above.rght


def _order(region: Region) -> str:
    return region.sort_key
