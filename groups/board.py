"""The board that the structure is drawn on: what was asked for, fetched, grown into trees, folded and lit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groups import composition, way
from groups.drawing import MOST_CARDS, Forest, Node, cut, fit, grow, hold, pair, prune, walk
from groups.escalation import Ladder
from groups.hyphens import soften
from groups.models import EscalationLink, Group, GroupType, Region, ReportingAnswer, ReportingLine, Status
from groups.templatetags.registry import conveners
from groups.way import Lit, StepInWords

MOST_READ = 5_000
"""So many rows are read to draw from; a delregion with more is drawn in part."""

WITHOUT_LINES = (ReportingAnswer.NOWHERE, ReportingAnswer.OWN_ORGANISATION)


@dataclass(slots=True)
class Report:
    """One line of reporting from a group, as it is told on its card."""

    line: ReportingLine
    href: str
    """The address that chooses the group it leads to, "" where it leads to none."""


@dataclass(slots=True)
class Card:
    """What the page prints of one group, ready: its texts are escaped."""

    name: SafeString
    slug: str
    href: SafeString
    css: str
    status: SafeString
    """Its status in words, "" for an active group."""
    meta: SafeString
    is_chosen: bool
    lines: list[Report]
    reporting: str
    """Its answer where that is one without lines, such as nowhere, and reporting is asked for; else ""."""
    answer: str
    """The same in words."""

    @property
    def reported(self) -> bool:
        """Whether the overlay of reporting has something to tell of it."""
        return bool(self.lines or self.answer)


@dataclass
class Fold:
    """A delregion on the board: its trees, when they are drawn."""

    region: Region
    groups: int
    """Groups of their own there, among what was asked for."""
    trees: list[Node]
    is_drawn: bool
    """Whether the trees are in the page; if not, opening it takes a new page."""
    is_open: bool
    lit: Lit | None = None
    passed: bool = False
    """A way from a delregion further down goes past it, to the centre."""
    door_passed: bool = False
    left_out: int = 0
    """Groups in trees that there was no room for."""


@dataclass
class County:
    """A county on the board: its central bodies, and under them its delregions."""

    region: Region | None
    trees: list[Node]
    folds: list[Fold]
    left_out: int = 0

    @property
    def up(self) -> bool:
        return any(fold.lit and fold.lit.up for fold in self.folds)

    @property
    def door(self) -> bool:
        return any(fold.lit and fold.lit.door for fold in self.folds)


@dataclass
class Board:
    counties: list[County]
    cards: int
    words: list[StepInWords]
    """The ladder that is lit, where no group is chosen whose own stands in the panel."""

    @property
    def is_empty(self) -> bool:
        return not self.counties


@dataclass(frozen=True)
class Wish:
    """What the reader wants of the board."""

    day: dt.date
    choose: str = "?grupp="
    """The address that chooses a group, but for its slug."""
    opened: frozenset[str] = frozenset()
    """Addresses (slugs) of delregions and groups to unfold."""
    chosen: Group | None = None
    ladder: Ladder | None = None
    """The chosen group's main ladder."""
    shows_ladder: bool = False
    shows_reporting: bool = False


def draw(asked: QuerySet[Group], visible: QuerySet[Group], wish: Wish) -> Board:
    """Return the board with the groups `asked` for, drawn among those `visible`, both as of the wish's day.

    Thirteen queries at most for any number of groups, and two for another day than today; see the test for each.
    """
    regions = list(Region.objects.select_related("parent"))
    delregions = {region.pk: region for region in regions if not region.is_county}
    numbers = Counter(asked.counted().count_by("region"))
    total = numbers.total()
    shown = {key for key in delregions if numbers[key]}
    if wish.chosen and wish.chosen.region_id in delregions:
        shown.add(wish.chosen.region_id)
    opened = _opened(shown, delregions, visible, wish)
    drawn = shown if total <= MOST_CARDS else opened
    forest, left_out = _forest(asked, visible, set(delregions), drawn, wish)
    pair(forest.tops)
    nodes = list(walk(forest.tops))
    _fill(nodes, visible, wish)
    lit, words = _light(forest, wish)
    folds = [
        Fold(
            delregions[key],
            numbers[key],
            forest.by_region.get(key, []),
            key in drawn,
            key in opened,
            lit.get(key),
            left_out=left_out.get(key, 0),
        )
        for key in sorted(shown, key=lambda key: delregions[key].sort_key)
    ]
    return Board(_counties(regions, forest.central, folds, left_out[None]), len(nodes), words)


def _opened(shown: set[int], delregions: dict[int, Region], visible: QuerySet[Group], wish: Wish) -> set[int]:
    """The delregions that stand unfolded: the only one, the chosen group's, those asked for and those of groups so."""
    if len(shown) == 1:
        return set(shown)
    opened = {key for key in shown if delregions[key].slug in wish.opened}
    slugs = wish.opened - {region.slug for region in delregions.values()}
    if slugs:
        opened |= shown & set(visible.filter(slug__in=slugs).values_list(visible.at("region"), flat=True))
    return opened | ({wish.chosen.region_id} & shown if wish.chosen else set())


def _forest(
    asked: QuerySet[Group], visible: QuerySet[Group], delregions: set[int], drawn: set[int], wish: Wish
) -> tuple[Forest, dict[int | None, int]]:
    """The trees of the centre and of the delregions drawn, pruned and folded; and how many groups that left out.

    These by the delregion's key, None for central ones.
    """
    everyone = Group.objects.as_of(asked.day_asked).listed().central_and(drawn).order_by("tree_id", "lft")
    columns = ["pk", everyone.at("parent"), everyone.at("region"), "type", "tier", everyone.at("is_part"), "slug"]
    rows = list(everyone.values_list(*columns)[:MOST_READ])
    seen = set(visible.central_and(drawn).values_list("pk", flat=True))
    matched = set(asked.central_and(drawn).order_by().values_list("pk", flat=True))
    kinds = GroupType.objects.in_bulk()
    wanted = {key for key, *_others, slug in rows if slug in wish.opened}
    chosen = wish.chosen.pk if wish.chosen else None
    nodes = [
        Node(key, above, region, kinds[kind], tier, bool(part), key in matched)
        for key, above, region, kind, tier, part, _slug in rows
    ]
    forest = grow(nodes, delregions, lambda node: node.key in seen)
    keep: Callable[[Node], bool] = lambda node: node.asked or node.leads or node.key == chosen  # noqa: E731
    forest.central = prune(forest.central, keep)
    forest.by_region = {key: prune(trees, keep) for key, trees in forest.by_region.items()}
    hold(forest.tops, wanted | ({chosen} if chosen else set()))
    left_out: dict[int | None, int] = {}
    forest.central, left_out[None] = cut(forest.central)
    for key, trees in forest.by_region.items():
        forest.by_region[key], left_out[key] = cut(trees)
    fit(forest.tops, MOST_CARDS)
    return forest, left_out


def _fill(nodes: list[Node], visible: QuerySet[Group], wish: Wish) -> None:
    """Give each node its card."""
    keys = [node.key for node in nodes]
    groups = {group.pk: group for group in visible.filter(pk__in=keys).select_related("type", "region", "parent")}
    convening = composition.conveners_on(wish.day, groups.values())
    lines: dict[int, list[Report]] = {}
    if wish.shows_reporting:
        shown = Q(to_group=None) | Q(to_group__in=visible.values("pk"))
        found = ReportingLine.objects.on(wish.day).filter(shown, group__in=keys)
        for line in found.select_related("to_group", "to_organisation"):
            href = f"{wish.choose}{line.to_group.slug}" if line.to_group else ""
            lines.setdefault(line.group_id, []).append(Report(line, href))
    for node in nodes:
        node.card = _card(node, groups[node.key], conveners(convening[node.key]), lines.get(node.key, []), wish)


def _card(node: Node, group: Group, convener: str, lines: list[Report], wish: Wish) -> Card:
    active, is_chosen = group.status == Status.ACTIVE, wish.chosen == group
    marks = {f"s-{group.status}": not active, "aside": not node.asked, "chosen": is_chosen, "part": node.is_part}
    meets = _("Möts: %(often)s") % {"often": group.frequency_text} if group.frequency_text else ""
    calls = _("Kallar: %(who)s") % {"who": convener} if convener else ""
    unsaid = "" if meets or calls or node.is_part else _("Möten ej angivna")
    answered = wish.shows_reporting and group.reporting in WITHOUT_LINES
    return Card(
        name=escape(soften(group.name)),
        slug=group.slug,
        href=escape(f"{wish.choose}{group.slug}"),
        css="".join(f" {mark}" for mark, holds in marks.items() if holds),
        status=escape("" if active else group.get_status_display().capitalize()),
        meta=escape(" · ".join(filter(None, [meets, calls, unsaid]))),
        is_chosen=is_chosen,
        lines=lines,
        reporting=group.reporting if answered else "",
        answer=group.get_reporting_display() if answered else "",
    )


def _light(forest: Forest, wish: Wish) -> tuple[dict[int, Lit], list[StepInWords]]:
    """Light the way from the chosen group, or on request the general one of each delregion that is drawn, and tell it.

    A way that is chosen is told beside the board.
    """
    if wish.chosen and wish.ladder:
        region = wish.chosen.region_id
        return ({region: way.light(forest, wish.ladder.rungs, region, wish.chosen.pk)} if region else {}), []
    if not wish.shows_ladder:
        return {}, []
    leading = {node.key for node in walk(forest.tops) if node.leads}
    rungs: dict[int, list[EscalationLink]] = {}
    asked = EscalationLink.objects.on(wish.day).filter(group__in=leading).select_related("agreement", "to_group__type")
    for rung in asked.order_by("agreement__order", "step", "pk"):
        mine = rungs.setdefault(rung.group_id, [])
        if not mine or mine[0].agreement_id == rung.agreement_id:  # the main agreement alone
            mine.append(rung)
    central = [rung for tree in forest.central for node in walk([tree]) for rung in rungs.get(node.key, ())]
    lit, told = {}, []
    for key, trees in forest.by_region.items():
        own = [rung for node in walk(trees) for rung in rungs.get(node.key, ())]
        if own:
            own += [rung for rung in central if rung.agreement_id == own[0].agreement_id]
            lit[key] = way.light(forest, own, key)
            told = told or way.in_words(own)
    return lit, told


def _counties(regions: Iterable[Region], trees: list[Node], folds: list[Fold], left_out: int) -> list[County]:
    """Part the board by county; central groups that name none stand with the first."""
    counties = [region for region in regions if region.is_county]
    known = {county.pk for county in counties}
    parts = []
    for number, county in enumerate(counties):
        own = [tree for tree in trees if tree.region == county.pk or (not number and tree.region not in known)]
        below = [fold for fold in folds if fold.region.parent_id == county.pk]
        if own or below:
            for place, fold in enumerate(below):
                fold.passed = any(each.lit and each.lit.up for each in below[place + 1 :])
                fold.door_passed = any(each.lit and each.lit.door for each in below[place + 1 :])
            parts.append(County(county, own, below, 0 if parts else left_out))
    return parts
