"""The three tiers in short: which bodies lead at each, and how many other groups of each type stand there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Case, Count, Q, QuerySet, Value, When

from groups.models import Group, GroupType, Region, Tier

MOST_NAMED = 24
"""So many groups are named: first the bodies of the delregion, then as many central ones as there is room for."""


@dataclass
class Side:
    """The political side of a tier, or that of the officials and those nearest the patients."""

    is_political: bool
    bodies: list[Group] = field(default_factory=list)
    """Groups told by name: the central ones, and those that each delregion is to have."""
    others: list[tuple[str, str, int]] = field(default_factory=list)
    """The other groups: name of the type (in plural when several), its slug, how many. Parts are not counted."""


@dataclass
class TierInShort:
    tier: Tier
    political: Side = field(default_factory=lambda: Side(is_political=True))
    officials: Side = field(default_factory=lambda: Side(is_political=False))
    more: int = 0
    """Central groups that are not named."""

    @property
    def sides(self) -> list[Side]:
        """Those that have something; the political one first."""
        return [side for side in (self.political, self.officials) if side.bodies or side.others]

    def side_of(self, side: str) -> Side:
        return self.political if side == GroupType.Side.POLITICAL else self.officials


def in_short(groups: QuerySet[Group], region: Region) -> list[TierInShort]:
    """The tiers from the top down, as `groups` stand in a delregion and above it.

    Two queries, and one where there are more central groups than are named.
    """
    tiers = {tier: TierInShort(tier) for tier in Tier}
    own = groups.counted()
    above = Q(tier=Tier.CENTRAL) & (Q(region=None) | Q(region=region.parent_id))
    leads = Q(region=region, type__expected_per=GroupType.Expected.REGION)
    named = own.filter(above | leads)
    in_order = named.for_rows().order_by(Case(When(leads, then=Value(0)), default=Value(1)), "tree_id", "lft")
    bodies = list(in_order[:MOST_NAMED])
    for group in bodies:
        tiers[group.tier].side_of(group.type.side).bodies.append(group)
    if len(bodies) == MOST_NAMED:
        tiers[Tier.CENTRAL].more = named.count() - MOST_NAMED
    rest = own.filter(region=region).exclude(leads).order_by("type__order", "type__name")
    for tier, side, one, many, slug, number in rest.values_list(
        "tier", "type__side", "type__name", "type__plural", "type__slug"
    ).annotate(number=Count("pk")):
        tiers[tier].side_of(side).others.append((one if number == 1 else many, slug, number))
    return list(tiers.values())
