"""The three tiers in short: which bodies lead at each, and how many other groups of each type stand there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from groups.models import Group, GroupType, Region, Tier

MOST_CENTRAL = 20
"""So many central groups are named."""


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

    @property
    def sides(self) -> list[Side]:
        """Those that have something; the political one first."""
        return [side for side in (self.political, self.officials) if side.bodies or side.others]

    def side_of(self, side: str) -> Side:
        return self.political if side == GroupType.Side.POLITICAL else self.officials


def in_short(groups: QuerySet[Group], region: Region) -> list[TierInShort]:
    """The tiers from the top down, as `groups` stand in a delregion and above it. Two queries."""
    tiers = {tier: TierInShort(tier) for tier in Tier}
    own = groups.counted()
    above = Q(tier=Tier.CENTRAL) & (Q(region=None) | Q(region=region.parent_id))
    leads = Q(region=region, type__expected_per=GroupType.Expected.REGION)
    named = own.filter(above | leads).for_rows().order_by("tree_id", "lft")
    for group in named[: MOST_CENTRAL + len(Tier)]:
        tiers[group.tier].side_of(group.type.side).bodies.append(group)
    rest = own.filter(region=region).exclude(leads).order_by("type__order", "type__name")
    for tier, side, one, many, slug, number in rest.values_list(
        "tier", "type__side", "type__name", "type__plural", "type__slug"
    ).annotate(number=Count("pk")):
        tiers[tier].side_of(side).others.append((one if number == 1 else many, slug, number))
    return list(tiers.values())
