"""Seats against holders: which places a group has on a day, who fills them, what is vacant, who is missing.

Every function takes many groups and costs the same few queries for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet

from groups.models import (
    Coverage,
    Group,
    GroupMunicipality,
    Membership,
    Organisation,
    Placement,
    Principal,
    RegionMunicipality,
    Seat,
)

ENDING_WITHIN = 90
"""Days ahead within which a term counts as ending."""


@dataclass(slots=True)
class Place:
    """A seat on a day; one for each municipality where the seat is counted so."""

    seat: Seat
    places: int
    municipality: Organisation | None = None
    holders: list[Membership] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Whether it is a place in the group: not for who is called in when needed, nor for a role that only calls."""
        kind = self.seat.kind
        return kind not in Seat.CALLED_IN and not (self.seat.by_role and kind == Seat.Kind.CONVENER)

    @property
    def vacant(self) -> int:
        """How many of the places nobody fills; none where a unit or a role fills the seat, or it does not count."""
        left = self.places - len(self.holders)
        return left if left > 0 and not self.seat.by_role and self.counts else 0

    @property
    def label(self) -> str:
        return f"{self.seat.label}, {self.municipality}" if self.municipality else self.seat.label

    @property
    def organisation(self) -> Organisation | None:
        """Whose place it is, where that can be told."""
        return self.municipality or self.seat.organisation


@dataclass(slots=True)
class Composition:
    """Who makes up a group on `day`."""

    group: Group
    day: dt.date
    places: list[Place]
    ending: list[Membership]
    covered: list[Organisation]
    """Municipalities the group covers on the day, in Swedish order."""
    missing: list[Organisation]
    """Those of them that nobody represents; empty where no seat is registered or not every one need be there."""
    of_parts: list[tuple[Group, Place]] = field(default_factory=list)
    """The conveners of its parts, where its own name nobody; filled by `groups.convening`."""

    @property
    def vacant(self) -> list[Place]:
        return [place for place in self.places if place.vacant]

    @property
    def vacancies(self) -> int:
        return sum([place.vacant for place in self.places])

    @property
    def total(self) -> int:
        return sum([place.places for place in self.places if place.counts])

    def of_kind(self, *kinds: str) -> list[Place]:
        return [place for place in self.places if place.seat.kind in kinds]

    @property
    def conveners(self) -> list[Place]:
        return self.of_kind(Seat.Kind.CONVENER)

    @property
    def chairs_of_same_principal(self) -> bool:
        """Whether chair and vice chair come from the same huvudman: a warning, not an error."""
        sides = [
            {
                holder.organisation.principal if holder.organisation else place.seat.side
                for place in self.of_kind(kind)
                for holder in place.holders
            }
            for kind in (Seat.Kind.CHAIR, Seat.Kind.VICE_CHAIR)
        ]
        return bool((sides[0] & sides[1]) - {Principal.NONE})


def on(day: dt.date, groups: Iterable[Group], *, ending_within: int = ENDING_WITHIN) -> dict[int, Composition]:
    """The composition of each group on `day`, by primary key.

    Four queries for any number of groups whose `parent` and `region` are fetched: seats with their exceptions,
    municipalities that are listed and those of delregions, holders.
    """
    return together(day, groups, ending_within=ending_within)[0]


def conveners_on(day: dt.date, groups: Iterable[Group]) -> dict[int, Composition]:
    """The same of those alone who convene. Two queries, more where their seats are counted by municipality."""
    return together(day, conveners_of=groups)[0]


def together(
    day: dt.date,
    groups: Iterable[Group] = (),
    *,
    conveners_of: Iterable[Group] = (),
    beside: Q | None = None,
    ending_within: int = ENDING_WITHIN,
) -> tuple[dict[int, Composition], list[Membership]]:
    """The composition of `groups`, and of other groups those who convene; no more queries than for the first alone.

    With them the memberships that hold, those too on seats that meet the condition `beside`, found by the way.
    """
    whole, others = list(groups), list(conveners_of)
    keys, convening = {each.pk for each in whole}, {each.pk for each in others}
    wanted = Q(group__in=keys) | Q(group__in=convening, kind=Seat.Kind.CONVENER)
    seats, exceptions, counted, known = defaultdict(dict), {}, set(), {}
    found = Seat.objects.on(day).filter(wanted | beside if beside else wanted)
    found = found.select_related("organisation__parent__parent__parent")
    # A seat comes once for each municipality that has another number of places than the rest, and once without any.
    found = found.order_by().annotate(unlike=F("exceptions__municipality"), unlike_places=F("exceptions__places"))
    # Sorted here: the database is told every column anew for it (Django 5.2.19), which takes as long as the rest.
    for seat in sorted(found, key=lambda seat: (seat.order, seat.pk)):
        known.setdefault(seat.pk, seat)
        if seat.group_id in keys or (seat.group_id in convening and seat.kind == Seat.Kind.CONVENER):
            seats[seat.group_id].setdefault(seat.pk, seat)
            exceptions[seat.pk, seat.unlike] = seat.unlike_places
            if seat.per == Seat.Per.MUNICIPALITY:
                counted.add(seat.group_id)
    covered = coverage_on(day, [*whole, *(each for each in others if each.pk in counted)])
    held, aside = defaultdict(list), []
    # By the keys: joined with the seats, PostgreSQL would take all memberships with all that is fetched beside them.
    found = Membership.objects.on(day).filter(seat__pk__among=known).for_seats().order_by()
    for membership in sorted(found, key=lambda each: (each.start_date or dt.date.min, each.pk)):
        membership.seat = known[membership.seat_id]
        held[membership.seat_id].append(membership)
        aside.append(membership)
    last_day = day + dt.timedelta(days=ending_within)
    result = {}
    for group in [*whole, *others]:
        made = composed(group, day, covered.get(group.pk, []), seats[group.pk].values(), held, exceptions)
        made.ending = [
            membership
            for place in made.places
            for membership in place.holders
            if membership.end_date and membership.end_date <= last_day
        ]
        result[group.pk] = made
    return result, aside


def composed(
    group: Group,
    day: dt.date,
    municipalities: list[Organisation],
    seats: Iterable[Seat],
    held: dict[int, list[Membership]],
    exceptions: dict[tuple[int, int], int],
) -> Composition:
    """The composition of a group from what is read already: its municipalities and its seats on the day.

    `held` are holders by the seat's key, `exceptions` places by the keys of seat and municipality. What is given may be
    plain values that say the same as the rows (`groups.composition_values`).
    """
    places: list[Place] = []
    for seat in seats:
        if seat.per == Seat.Per.GROUP:
            places.append(Place(seat, seat.places, None, held[seat.pk]))
        else:
            places += _by_municipality(seat, municipalities, held[seat.pk], exceptions)
    missing = _missing(places, municipalities) if group.every_municipality and places else []
    return Composition(group, day, places, [], municipalities, missing)


def of(group: Group, day: dt.date) -> Composition:
    """The composition of one group on `day`."""
    return on(day, [group])[group.pk]


def coverage_on(day: dt.date, groups: Iterable[Group]) -> dict[int, list[Organisation]]:
    """The municipalities that each group covers on `day`, in Swedish order, by the group's primary key.

    Two queries for any number of groups.
    """
    groups = list(groups)
    placed = regions_on(day, groups)
    listed, regional = coverage_rows(day, groups, placed)
    return covered(
        groups,
        placed,
        ((row.group_id, row.municipality) for row in listed.select_related("municipality")),
        (
            (row.region_id, row.region.parent_id, row.municipality)
            for row in regional.select_related("municipality", "region")
        ),
    )


def coverage_rows(
    day: dt.date, groups: list[Group], placed: dict[int, int | None]
) -> tuple[QuerySet[GroupMunicipality], QuerySet[RegionMunicipality]]:
    """The rows that tell what the groups cover on `day`, those listed and those of their regions, in Swedish order.

    `placed` is what `regions_on` says. Not asked where no group needs them.
    """
    listed, regional = GroupMunicipality.objects.none(), RegionMunicipality.objects.none()
    if asked := [group.pk for group in groups if group.coverage == Coverage.LISTED]:
        listed = GroupMunicipality.objects.on(day).filter(group__pk__among=asked)
    if any(group.coverage == Coverage.REGION for group in groups):
        regions = {placed[group.pk] for group in groups if group.coverage == Coverage.REGION} - {None}
        within = Q(region__in=regions) | Q(region__parent__in=regions)
        regional = RegionMunicipality.objects.on(day).filter(within)
    return listed.order_by("municipality__sort_key"), regional.order_by("municipality__sort_key")


def covered(
    groups: Iterable[Group],
    placed: dict[int, int | None],
    listed_rows: Iterable[tuple[int, Organisation]],
    regional_rows: Iterable[tuple[int, int, Organisation]],
) -> dict[int, list[Organisation]]:
    """What each group covers, by its key, from (group, municipality) and (region, county, municipality) in order."""
    listed: dict[int, list[Organisation]] = defaultdict(list)
    for group, municipality in listed_rows:
        listed[group].append(municipality)
    regional: dict[int, list[Organisation]] = defaultdict(list)
    for region, county, municipality in regional_rows:
        regional[region].append(municipality)
        regional[county].append(municipality)
    found = {
        Coverage.LISTED: lambda group: listed[group.pk],
        Coverage.REGION: lambda group: regional[placed[group.pk]],
        Coverage.NOT_STATED: lambda group: [],
    }
    return {group.pk: found[group.coverage](group) for group in groups}


def regions_on(day: dt.date, groups: Iterable[Group]) -> dict[int, int | None]:
    """The region (its primary key) that each group belonged to on `day`, by the group's primary key.

    No query, unless some group has got its place after `day`; then one.
    """
    regions = {group.pk: group.region_id for group in groups}
    moved = [group.pk for group in groups if group.placed_since and day < group.placed_since]
    if moved:
        regions |= dict.fromkeys(moved)
        events = Placement.objects.up_to(day).filter(group__in=moved).values_list("group", "region")
        regions |= dict(reversed(events))
    return regions


def _by_municipality(
    seat: Seat, municipalities: list[Organisation], held: list[Membership], exceptions: dict
) -> list[Place]:
    of: dict[Organisation | None, list[Membership]] = {}
    for membership in held:
        organisation = membership.organisation
        of.setdefault(organisation and organisation.municipality, []).append(membership)
    pk, usual = seat.pk, seat.places
    places = [
        Place(seat, exceptions.get((pk, municipality.pk), usual), municipality, of.pop(municipality, []))
        for municipality in municipalities
    ]
    places += [Place(seat, len(left), municipality, left) for municipality, left in of.items()]
    return [place for place in places if place.places or place.holders]


def _missing(places: list[Place], municipalities: list[Organisation]) -> list[Organisation]:
    represented = set()
    for place in places:
        if place.seat.kind not in Seat.REPRESENTING:
            continue
        if place.seat.by_role and place.organisation:
            represented.add(place.organisation.municipality)
        for holder in place.holders:
            represented.add(holder.organisation and holder.organisation.municipality)
    return [municipality for municipality in municipalities if municipality not in represented]
