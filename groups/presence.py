"""Where an organisation sits: in which groups, who sits for it there, and where it is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from groups.composition import Composition, Place
from groups.models import Group, Membership, Organisation, Principal, Seat


@dataclass
class Presence:
    """One group, as seen from an organisation that it concerns."""

    composition: Composition
    filled: list[tuple[Place, Membership | None]] = field(default_factory=list)
    """Places and who sits there for the organisation; nobody by name where a unit or role fills the place."""
    vacant: list[Place] = field(default_factory=list)
    """The organisation's own places that nobody fills, wholly or in part."""
    missing: bool = False
    """The group covers the municipality, and nobody represents it."""
    convening: bool = False
    """One of the conveners is the organisation's own, or somebody who sits for it."""

    @property
    def group(self) -> Group:
        return self.composition.group

    @property
    def vacancies(self) -> int:
        """How many of the organisation's own places nobody fills."""
        return sum(place.vacant for place in self.vacant)

    @property
    def region_side(self) -> list[Place]:
        """Whom the region sends, as told to those who meet them there; conveners are told of by themselves."""
        places = self.composition.places
        return [each for each in places if each.seat.side == Principal.REGION and each.seat.kind != Seat.Kind.CONVENER]


def of(organisation: Organisation, compositions: Iterable[Composition]) -> list[Presence]:
    """Return how the organisation, with all below it, is present in each of the groups, in the same order."""
    return [_in_one(organisation, composition) for composition in compositions]


def _in_one(organisation: Organisation, composition: Composition) -> Presence:
    presence = Presence(composition, missing=organisation in composition.missing)
    for place in composition.places:
        own_place = _belongs(place.organisation, organisation)
        holders = [each for each in place.holders if own_place or _belongs(each.organisation, organisation)]
        presence.filled += [(place, holder) for holder in holders]
        if own_place and place.seat.by_role and not holders:
            presence.filled.append((place, None))
        if own_place and place.vacant:
            presence.vacant.append(place)
        if place.seat.kind == Seat.Kind.CONVENER and (own_place or holders):
            presence.convening = True
    return presence


def _belongs(unit: Organisation | None, organisation: Organisation) -> bool:
    """Tell whether the unit is the organisation or lies below it."""
    return unit is not None and organisation in unit.lineage
