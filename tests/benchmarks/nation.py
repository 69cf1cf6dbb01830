"""A registry of the size of a nation, invented and always the same: 21 counties with trees as deep as real ones.

Written straight to the database in few statements, tree numbers and all, since the registry's own writers would take
the better part of an hour. Nothing is in it that they would have refused, and its tree is whole.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.text import slugify

from groups.models import Group, GroupType, Organisation, Region, RegionMunicipality, Status, Tier
from groups.ordering import fold, in_full, searchable, sort_key
from tests.benchmarks import nation_facts, nation_rows

COUNTIES = 21
DELREGIONS, MUNICIPALITIES = 3, 14
"""So many of each in a county: 294 municipalities in all."""
BEGAN, RESTED, CLOSED = dt.date(2020, 1, 1), dt.date(2020, 4, 1), dt.date(2022, 6, 30)
# Unlike each other without their dots and rings too, as addresses are.
_BEGINNINGS = (
    "Al", "Berg", "Djup", "Ek", "Frö", "Grön", "Hav", "Is", "Jung", "Kall", "Lind", "Mör", "Nord", "Ost", "Rå", "Sten",
    "Tall", "Ul", "Väst", "Ång",
)  # fmt: skip
_ENDINGS = (
    "torp", "by", "köping", "ås", "sund", "fors", "vik", "hult", "näs", "lund", "bro", "berga", "stad", "mark", "ö",
)  # fmt: skip


@dataclass(eq=False)
class Node:
    """A group with what stands under it, and the municipality that it is for."""

    group: Group
    above: Node | None = None
    municipality: Organisation | None = None
    below: list[Node] = field(default_factory=list)


def fill(groups: int = 20_000, counties: int = COUNTIES, seats: int = 3) -> list[Group]:
    """Add so many groups, in equal shares to so many new counties; return them in tree order.

    Each has as many `seats`, most of them held, topics, municipalities and a reporting line, its place and status in
    the dated logs, and its rows in the history. Called again it adds further counties, all of one pattern.
    """
    known = Region.objects.filter(parent=None).count()
    with transaction.atomic():
        kinds = nation_facts.kinds()
        shares = [groups // counties + (n < groups % counties) for n in range(counties)]
        trees = [_county(number, share, kinds) for number, share in enumerate(shares, start=known + 1) if share]
        nodes = [node for tree in trees for node in tree]
        _save(nodes)
        nation_rows.write(nodes, seats)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return [node.group for node in nodes]


def _county(number: int, many: int, kinds: dict[str, GroupType]) -> list[Node]:
    """A county with so many groups in one tree, numbered and in tree order but not saved; its geography is."""
    county, delregions = _geography(number)
    nodes = list(itertools.islice(_grow(county, delregions, kinds), many))
    for node in nodes:
        if node.above:
            node.group.parent = node.above.group
            node.above.below.append(node)
    for n, node in enumerate(nodes):
        node.below.sort(key=lambda each: each.group.sort_key)
        if n % 13 == 5:
            node.group.status, node.group.status_since = Status.DORMANT, RESTED
        elif n % 17 == 11 and not node.below and not node.group.is_part:
            node.group.status, node.group.status_since = Status.ENDED, CLOSED
            node.group.status_reason = "Uppgiften är klar"
    return _numbered(nodes[0], number)


def _geography(number: int) -> tuple[Region, list[tuple[Region, list[Organisation]]]]:
    """A county, and its delregions with their municipalities."""
    county = Region.objects.create(name=f"Län {number}", slug=f"lan-{number}")
    names = [f"Trakten {number}-{n}" for n in range(1, DELREGIONS + 1)]
    delregions = Region.objects.bulk_create(
        [Region(name=name, slug=slugify(name), parent=county, sort_key=sort_key(name)) for name in names]
    )
    first = (number - 1) * MUNICIPALITIES
    municipalities = Organisation.objects.bulk_create([_municipality(first + n) for n in range(MUNICIPALITIES)])
    RegionMunicipality.objects.bulk_create(
        [RegionMunicipality(region=delregions[n % DELREGIONS], municipality=m) for n, m in enumerate(municipalities)]
    )
    return county, [(region, municipalities[n::DELREGIONS]) for n, region in enumerate(delregions)]


def _municipality(n: int) -> Organisation:
    again, place = divmod(n, len(_BEGINNINGS) * len(_ENDINGS))
    name = _BEGINNINGS[place % len(_BEGINNINGS)] + _ENDINGS[place // len(_BEGINNINGS)]
    name += f" {again + 1}" if again else ""
    return Organisation(
        name=name, slug=slugify(fold(name)), kind="municipality", principal="municipality",
        municipality_code=f"{n + 1:04}", sort_key=sort_key(name), search_text=searchable(name, "", in_full(name)),
    )  # fmt: skip


def _grow(county: Region, delregions: list[tuple[Region, list[Organisation]]], kinds: dict) -> Iterator[Node]:
    """Yield the groups of a county without end, each after the one above it, at up to eight levels."""
    numbers = itertools.count()

    def node(name, kind, tier, region, above=None, municipality=None, *, part=False) -> Node:
        group = nation_facts.group(next(numbers), name, kinds[kind], tier, region, municipality, part=part)
        group.placed_since = group.status_since = BEGAN
        return Node(group, above, municipality)

    board = node(f"Centralt organ i {county}", "centralt-organ", Tier.CENTRAL, county)
    central = node(f"Central beredning i {county}", "central-beredning", Tier.CENTRAL, county, board)
    yield from (board, central)
    leads, locals_ = [], []
    for region, municipalities in delregions:
        organ = node(f"Organet i {region}", "delregionalt-organ", Tier.DELREGIONAL, region, board)
        lead = node(f"Beredningen i {region}", "delregional-beredning", Tier.DELREGIONAL, region, organ)
        yield from (organ, lead)
        leads.append(lead)
        for each in municipalities:
            local = node(f"Samverkansgruppen i {each}", "samverkansgrupp", Tier.LOCAL, region, lead, each)
            yield local
            locals_.append(local)
    gathering: dict[Node, Node] = {}
    for n in itertools.count(1):
        topic, lead, local = (row[n % len(row)] for row in (nation_facts.TOPICS, leads, locals_))
        region = lead.group.region
        above = lead if n % 9 else central
        yield node(f"{topic} i {region}, grupp {n}", "arbetsgrupp", Tier.DELREGIONAL, region, above)
        region, where, kind = local.group.region, local.municipality, "arbetsgrupp"
        # Every other one stands below the first of its municipality, which so has some thirty under it.
        above = gathering.get(local, local) if n // len(locals_) % 2 else local
        working = node(f"{topic} i {where}, grupp {n}", kind, Tier.LOCAL, region, above, where)
        gathering.setdefault(local, working)
        yield working
        for each in ("dagtid", "kväll och natt"):
            below = node(f"{topic} i {where}, grupp {n} {each}", kind, Tier.LOCAL, region, working, where)
            yield below
            if n % 2:
                yield node(f"Utskottet {n} {each} i {where}", kind, Tier.LOCAL, region, below, where, part=True)


def _numbered(top: Node, tree: int) -> list[Node]:
    """The nodes in tree order, with the numbers that the tree library would give them."""
    numbers, found, stack = itertools.count(1), [], [(top, 0)]
    while stack:
        node, depth = stack.pop()
        if depth is None:
            node.group.rght = next(numbers)
            continue
        node.group.tree_id, node.group.lft, node.group.depth = tree, next(numbers), depth
        found.append(node)
        stack.append((node, None))
        stack.extend((each, depth + 1) for each in reversed(node.below))
    return found


def _save(nodes: list[Node]) -> None:
    """Write the groups, level by level, so that each parent has its key."""
    for depth in range(max(node.group.depth for node in nodes) + 1):
        level = [node.group for node in nodes if node.group.depth == depth]
        Group.objects.bulk_create(level, batch_size=nation_rows.ROWS_A_STATEMENT)
