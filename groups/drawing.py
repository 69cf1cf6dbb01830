"""The structure as it is drawn: nested lists in the tree's own order, no more cards than a page can hold.

The drawing is the outline. It is grown from bare rows, pruned to what was asked for and what that hangs on, and folded
until it fits; only then are the groups that are drawn fetched whole (`groups.board`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from groups.models import GroupType, Tier

MOST_CARDS = 200
"""So many cards a drawing holds; what is beyond folds."""
MOST_TREES = 40
"""So many trees stand side by side in a delregion."""
DEEPEST = 12
FOLD_FROM = 3
"""So many siblings of a type that stands once in every municipality are one card that unfolds."""


@dataclass(slots=True, eq=False)
class Node:
    """A group in the drawing."""

    key: int
    above: int | None
    region: int | None
    kind: GroupType
    tier: str
    is_part: bool = False
    asked: bool = True
    """Whether the filters leave it; other groups are drawn for the sake of what hangs on them."""
    children: list[Node | Fold] = field(default_factory=list)
    hidden: int = 0
    """Groups of their own below it that there was no room for."""
    held: bool = False
    """Asked for by name, or above what is: it stands whatever the room, and unfolded."""
    partner: Node | None = None
    """The officials' body that prepares for a political one: drawn at its right side, and no longer a child."""
    card: Any = None
    """What the page prints of it, for those that are drawn."""
    mark: str = ""
    """How the way of a question touches it: see `groups.way`."""
    steps: dict[str, bool] = field(default_factory=dict)
    """The steps of the ladder that lead here, and whether a line in the drawing bears their number."""

    @property
    def is_political(self) -> bool:
        return self.kind.side == GroupType.Side.POLITICAL

    @property
    def leads(self) -> bool:
        """Whether it is one of the bodies that the centre and each delregion are expected to have."""
        return self.kind.expected_per == GroupType.Expected.REGION

    @property
    def groups(self) -> int:
        """Groups of their own here and below, among what was asked for."""
        own = int(self.asked and not self.is_part)
        partner = self.partner.groups if self.partner else 0
        return own + partner + self.hidden + sum(item.groups for item in self.children)

    @property
    def levels(self) -> list[Level]:
        """What hangs under a partner: its groups, parted by tier."""
        levels = [Level(tier, [each for each in self.children if each.tier == tier]) for tier in Tier]
        levels = [level for level in levels if level.items]
        for place, level in enumerate(levels):
            level.groups = sum(item.groups for item in level.items)
            level.passed = any(later.lit for later in levels[place + 1 :])
        return levels


@dataclass(slots=True, eq=False)
class Fold:
    """Many groups of a type side by side, or the parts of one group, as one card that unfolds."""

    kind: GroupType | None
    """The type they share; None for parts."""
    tier: str
    children: list[Node]
    hidden: int = 0
    """Groups of the type that there was no room for; with no children at all the fold only tells of them."""
    mark: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it stands unfolded: the way of a question begins inside, or what was asked for is there."""
        return self.mark == "here" or any(node.held for node in self.children)

    @property
    def groups(self) -> int:
        return sum(node.groups for node in self.children) + self.hidden


@dataclass(slots=True)
class Level:
    """The groups of one tier under a delregion's officials."""

    tier: Tier
    items: list[Node | Fold]
    groups: int = 0
    passed: bool = False
    """The way of a question goes past it, from a level further down."""

    @property
    def cards(self) -> int:
        """How many cards tell of these groups, before anything is unfolded; parts tell of no group of their own."""
        return sum(_cards(item) for item in self.items)

    @property
    def lit(self) -> bool:
        """Whether the way of a question begins among them."""
        return any(item.mark == "here" for item in self.items)


def _cards(item: Node | Fold) -> int:
    if isinstance(item, Fold):
        return int(item.kind is not None)
    return int(not item.is_part) + sum(_cards(each) for each in item.children)


@dataclass
class Forest:
    """Where the trees of a drawing stand: the central ones, and those of each delregion by its key."""

    central: list[Node] = field(default_factory=list)
    by_region: dict[int, list[Node]] = field(default_factory=dict)

    @property
    def tops(self) -> list[Node]:
        return [*self.central, *(node for tops in self.by_region.values() for node in tops)]


def walk(nodes: Iterable[Node | Fold]) -> Iterator[Node]:
    """Yield the nodes, their partners and all below them, each above before those below it."""
    waiting = list(nodes)[::-1]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Node):
            yield item
            if item.partner:
                waiting.append(item.partner)
        waiting.extend(reversed(item.children))


def grow(nodes: Iterable[Node], delregions: set[int], visible: Callable[[Node], bool]) -> Forest:
    """Return the nodes, given in tree order, as trees.

    What belongs to another delregion than the group above it begins a tree in its delregion. What stands under a group
    that the reader may not see stands under the nearest one above it that is seen. A circle, which records that
    contradict each other about a past day can give, is cut where it is met first.
    """
    by_key = {node.key: node for node in nodes}
    forest = Forest()
    for node in by_key.values():
        if not visible(node):
            continue
        above = by_key.get(_seen_above(node, by_key, visible))
        if above and (node.region == above.region or node.region not in delregions):
            above.children.append(node)
        elif node.region in delregions:
            forest.by_region.setdefault(node.region, []).append(node)
        else:
            forest.central.append(node)
    return forest


def _seen_above(node: Node, by_key: dict[int, Node], visible: Callable[[Node], bool]) -> int | None:
    """The nearest group above it that is seen; None for none, and for the first of those that stand in a circle."""
    met, above = {node.key}, by_key.get(node.above)
    seen = None
    while above is not None:
        if above.key in met:
            first = next(key for key in by_key if key in met)
            return None if node.key == first else seen
        met.add(above.key)
        if seen is None and visible(above):
            seen = above.key
        above = by_key.get(above.above)
    return seen


def prune(nodes: list[Node], keep: Callable[[Node], bool]) -> list[Node]:
    """Return the nodes that are kept, with all that they hang on."""
    kept = []
    for node in nodes:
        node.children = prune(node.children, keep)
        if node.children or keep(node):
            kept.append(node)
    return kept


def hold(tops: list[Node], wanted: set[int]) -> None:
    """Mark those that are wanted, by key, with all above them: they stand whatever the room."""
    for top in tops:
        _hold(top, wanted)


def _hold(node: Node, wanted: set[int]) -> bool:
    below = [_hold(child, wanted) for child in node.children]
    node.held = node.key in wanted or any(below)
    return node.held


def cut(tops: list[Node], most: int = MOST_TREES) -> tuple[list[Node], int]:
    """Return the trees that there is room for side by side, in their order, and how many groups stand in the others.

    The held stay, then the leading bodies, then the first.
    """
    first = {node.key for node in sorted(tops, key=lambda node: (not node.held, not node.leads))[:most]}
    kept = [node for node in tops if node.key in first or node.held]
    return kept, sum(node.groups for node in tops if node not in kept)


def fit(tops: list[Node], most: int) -> None:
    """Fold what hangs under the tops until at most about `most` cards are left, level by level from above.

    Groups that stand once in every municipality fold where they are many; when there is too much of all, every type
    does, and what still finds no room is counted in `hidden`. Those held stay.
    """
    scarce = sum(1 for _ in walk(tops)) > most
    left = most - len(tops)
    waiting = deque((node, 1) for node in tops)
    first: deque[tuple[Node, int]] = deque()
    while first or waiting:
        node, depth = (first or waiting).popleft()
        items: list[Node | Fold] = []
        for item in _folded(node.children, every_type=scarce):
            inside = item.children if isinstance(item, Fold) else [item]
            room = depth < DEEPEST and len(inside) <= left
            drawn = inside if room else [each for each in inside if each.held]
            gone = sum(each.groups for each in inside if each not in drawn)
            left -= len(drawn)
            if isinstance(item, Fold) and (drawn or item.kind):
                item.children, item.hidden = drawn, gone
                items.append(item)
            else:
                node.hidden += gone
                items += drawn
            for each in drawn:
                (first if each.held else waiting).append((each, depth + 1))
        node.children = items


def _folded(nodes: list[Node], *, every_type: bool) -> list[Node | Fold]:
    """Return the nodes, in their order, those that fold gathered where the first of them stood."""
    alike: dict[int | None, list[Node]] = {}
    for node in nodes:
        if node.is_part:
            alike.setdefault(None, []).append(node)
        elif every_type or node.kind.expected_per == GroupType.Expected.MUNICIPALITY:
            alike.setdefault(node.kind.pk, []).append(node)
    many = {key: same for key, same in alike.items() if key is None or len(same) >= FOLD_FROM}
    items: list[Node | Fold] = []
    for node in nodes:
        same = many.get(None if node.is_part else node.kind.pk)
        if same is None:
            items.append(node)
        elif same[0] is node:
            items.append(Fold(None if node.is_part else node.kind, node.tier, same))
    return items


def pair(nodes: Iterable[Node | Fold]) -> None:
    """Give each political body its partner: the first officials' body right under it."""
    for node in list(walk(nodes)):
        if node.is_political:
            officials = (
                each for each in node.children if isinstance(each, Node) and not each.is_political and not each.is_part
            )
            if partner := next(officials, None):
                node.partner = partner
                node.children = [each for each in node.children if each is not partner]
