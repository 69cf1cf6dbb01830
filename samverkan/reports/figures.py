"""What is drawn: the structure of the delregion, and how many groups there were of each status in each compilation.

The drawing is worked out here in millimetres; who shows it only places boxes and lines. A row that would hold too many
boxes gathers the groups of a kind into one that says how many they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import Status, Tier
from samverkan.reports.audience import Reading
from samverkan.reports.blocks import Bars, Box, Drawing, Entry, Part, Table
from samverkan.reports.group_facts import anchor

Cluster = tuple[tuple[str, ...], str, str, str]
"""Slugs of the groups in a box, its words, small words below them, and the status that it shows."""

WIDTH = 160.0
"""Millimetres."""
_BOX, _HEIGHT, _GAP, _ROW_GAP, _BAND_GAP, _EDGE = 36.0, 12.5, 2.6, 5.0, 6.0, 1.8
_TITLE = 7.0
"""Height of the name of a band: lines to the boxes below pass under it."""
_A_ROW = 4
"""Boxes beside each other."""
_ROWS = 4
"""Rows of one tier, so that the drawing keeps to a page whatever the delregion holds."""

SHOWN = (Status.ACTIVE, Status.STARTING, Status.PLANNED, Status.PAUSED, Status.DORMANT)
"""Statuses of groups that exist, in the order of a bar."""


def structure(reading: Reading) -> Drawing | None:
    """Return the drawing of the groups that exist, from the central tier down; None where there are none."""
    groups = {
        slug: group
        for slug, group in reading.groups.items()
        if not group["part"] and group["codes"]["status"] != Status.ENDED
    }
    if not groups:
        return None
    above = _above(groups)
    bands, boxes = [], []
    places: dict[str, Box] = {}
    top = 0.0
    tiers = [(tier, _gathered(groups, tier)) for tier in Tier]
    for tier, clusters in tiers:
        if tier == Tier.CENTRAL:
            clusters = [*[((f"^{name}",), name, "", "") for name in above], *clusters]
        if not clusters:
            continue
        first, y = top, top + _TITLE
        for row in _rows(groups, tier, clusters):
            x = (WIDTH - len(row) * _BOX - (len(row) - 1) * _GAP) / 2
            for slugs, words, small, status in row:
                box = Box(words, small, status, round(x, 2), round(y, 2), _BOX, _HEIGHT)
                boxes.append(box)
                places |= dict.fromkeys(slugs, box)
                x += _BOX + _GAP
            y += _HEIGHT + _ROW_GAP
        y -= _ROW_GAP - _GAP
        top = y + _BAND_GAP
        bands.append((str(capfirst(tier.label)), round(first, 2), round(y - first, 2)))
    lines = _lines(groups, places)
    return Drawing(
        caption=_("Strukturen i %(region)s") % {"region": reading.snapshot["region"]["name"]},
        alt=_alt(groups, tiers),
        width=WIDTH,
        height=round(top - _BAND_GAP, 2),
        bands=bands,
        boxes=boxes,
        lines=lines,
        outline=_outline(reading, groups, above),
    )


def _outline(reading: Reading, groups: dict[str, Any], above: list[str]) -> list[Entry]:
    """Return the same tree as lists: those above that belong to no delregion, and each group with those under it."""
    below: dict[str | None, list[str]] = defaultdict(list)
    for slug, group in groups.items():
        parent = group["codes"]["parent"]
        below[parent if parent in groups else f"^{group['facts']['parent']}"].append(slug)

    def entries(under: str, seen: frozenset[str]) -> list[Entry]:
        return [
            Entry(_words(groups[slug])[1], reading.name(slug), anchor(slug), entries(slug, seen | {slug}))
            for slug in below[under]
            if slug not in seen
        ]

    return [*(Entry(name=name, inner=entries(f"^{name}", frozenset())) for name in above), *entries("^", frozenset())]


def _rows(groups: dict[str, Any], tier: str, clusters: list[Cluster]) -> list[list[Cluster]]:
    """Return the boxes row by row: a row holds those equally far down in the tier, and few enough to be read."""
    by_depth: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        by_depth[_depth(groups, tier, cluster[0][0])].append(cluster)
    level = [by_depth[depth] for depth in sorted(by_depth)]
    return [each[start : start + _A_ROW] for each in level for start in range(0, len(each), _A_ROW)]


def _depth(groups: dict[str, Any], tier: str, slug: str) -> int:
    """Return how many groups of the tier stand above the group."""
    depth, seen = 0, {slug}
    while (slug := groups[slug]["codes"]["parent"] if slug in groups else None) in groups and slug not in seen:
        if groups[slug]["codes"]["tier"] == tier:
            depth += 1
        seen.add(slug)
    return depth


def _above(groups: dict[str, Any]) -> list[str]:
    """Return the names of the groups above that belong to no delregion, and so are not among these."""
    return list(
        dict.fromkeys(
            group["facts"]["parent"]
            for group in groups.values()
            if group["facts"]["parent"] and group["codes"]["parent"] not in groups
        )
    )


def _gathered(groups: dict[str, Any], tier: str) -> list[Cluster]:
    """Return (slugs, words, small words, status) of each box of a tier, groups of a kind in one where they are many."""
    here = {slug: group for slug, group in groups.items() if group["codes"]["tier"] == tier}
    kinds: dict[tuple[str, Any], list[str]] = defaultdict(list)
    alone = [((slug,), *_words(group)) for slug, group in here.items()]
    if len(alone) <= _A_ROW * _ROWS:
        return alone
    for slug, group in here.items():
        kinds[group["codes"]["type"], group["codes"]["parent"]].append(slug)
    gathered = [
        ((slugs[0],), *_words(here[slugs[0]])) if len(slugs) == 1 else _many(here, slugs) for slugs in kinds.values()
    ]
    if len(gathered) <= _A_ROW * _ROWS:
        return gathered
    by_type: dict[str, list[str]] = defaultdict(list)
    for slug, group in here.items():
        by_type[group["codes"]["type"]].append(slug)
    largest = sorted(by_type.values(), key=len, reverse=True)
    most = _A_ROW * _ROWS - 1
    rest = [slug for slugs in largest[most:] for slug in slugs]
    boxes = [_many(here, slugs) for slugs in largest[:most]]
    return [*boxes, (tuple(rest), _("Övriga"), _groups(len(rest)), "")] if rest else boxes


def _words(group: dict[str, Any]) -> tuple[str, str, str]:
    status = group["codes"]["status"]
    return group["facts"]["name"], group["facts"]["status"] if status != Status.ACTIVE else "", status


def _many(groups: dict[str, Any], slugs: list[str]) -> Cluster:
    return tuple(slugs), groups[slugs[0]]["facts"]["type"], _groups(len(slugs)), ""


def _groups(count: int) -> str:
    return ngettext("%(n)s grupp", "%(n)s grupper", count) % {"n": count}


def _lines(groups: dict[str, Any], places: dict[str, Box]) -> list[tuple[float, float, float, float]]:
    """Return the lines from each box to the one above it, each once.

    They go between rows; past rows in between by the edge of the drawing, so that none runs behind a box.
    """
    tops = sorted({box.y for box in places.values()})
    lines: dict[tuple[float, float, float, float], None] = {}
    for slug, group in groups.items():
        box = places.get(slug)
        parent = group["codes"]["parent"]
        upper = places.get(parent) if parent in places else places.get(f"^{group['facts']['parent']}")
        if not box or not upper or box is upper:
            continue
        for line in pairwise(_way(box, upper, tops.index(box.y) - tops.index(upper.y))):
            (x1, y1), (x2, y2) = line
            if (x1, y1) != (x2, y2):
                lines[round(x1, 2), round(y1, 2), round(x2, 2), round(y2, 2)] = None
    return list(lines)


def _way(box: Box, upper: Box, rows: int) -> list[tuple[float, float]]:
    """Return the corners of the line from a box to the one above it, so many rows up."""
    x, to_x, under = box.x + box.width / 2, upper.x + upper.width / 2, upper.y + upper.height
    if rows <= 0:  # beside each other on a row, or in one above: along the underside
        turn = max(box.y + box.height, under) + _GAP / 2
        return [(x, box.y + box.height), (x, turn), (to_x, turn), (to_x, under)]
    turn = box.y - _ROW_GAP / 2
    if rows == 1:
        return [(x, box.y), (x, turn), (to_x, turn), (to_x, under)]
    edge, join = _EDGE if to_x <= WIDTH / 2 else WIDTH - _EDGE, under + _ROW_GAP / 2
    return [(x, box.y), (x, turn), (edge, turn), (edge, join), (to_x, join), (to_x, under)]


def _alt(groups: dict[str, Any], tiers: list) -> str:
    told = []
    for tier, clusters in tiers:
        count = sum(group["codes"]["tier"] == tier for group in groups.values())
        if clusters:
            told.append(f"{tier.label}: {_groups(count)}")
    return _("Grupperna som rutor, nivå för nivå, med streck till gruppen de ligger under. %(counts)s.") % {
        "counts": ", ".join(told)
    }


def by_status(snapshots: list[dict[str, Any]]) -> tuple[Bars, Table]:
    """Return bars and a table of how many groups there were of each status, one for each snapshot, oldest first."""
    counted = [(snapshot["day"], counts(snapshot)) for snapshot in snapshots]
    seen = [status for status in SHOWN if any(found[status] for _day, found in counted)]
    words = {status: str(capfirst(status.label)) for status in seen}
    totals = [sum(found[status] for status in seen) for _day, found in counted]
    bars = [
        (day, [Part(words[status], str(status), found[status]) for status in seen if found[status]])
        for day, found in counted
    ]
    told = "; ".join(
        f"{day}: {', '.join(f'{part.count} {part.label.lower()}' for part in parts) or _('inga')}"
        for day, parts in bars
    )
    rows = [
        [day, *(str(found[status]) for status in seen), str(total)]
        for (day, found), total in zip(counted, totals, strict=True)
    ]
    return (
        Bars(
            _("Grupper efter status"),
            _("Antal grupper efter status. %(told)s.") % {"told": told},
            bars,
            max([*totals, 1]),
        ),
        Table(_("Samma tal i en tabell"), [_("Läget den"), *words.values(), _("Summa")], rows, numbers=1),
    )


def counts(snapshot: dict[str, Any]) -> Counter[str]:
    """Return how many groups there are of each status; parts are no groups of their own."""
    return Counter(group["codes"]["status"] for group in snapshot["groups"].values() if not group["part"])
