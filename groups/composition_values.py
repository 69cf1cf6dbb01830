"""The composition of many groups from plain values: the same places, vacancies and municipalities as `composition`.

For files, where thousands of groups are read at once: an instance of each seat, holder and organisation would take ten
times as long as all the rest. Who holds a seat, and until when, is not told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from groups.composition import Composition, composed, coverage_rows, covered, regions_on
from groups.models import Group, Membership, Organisation, Seat, SeatException
from groups.models.organisation import DEEPEST_ORGANISATION
from groups.reading_many import AsNumber

_LINEAGE = tuple(
    "parent__" * depth + column for depth in range(DEEPEST_ORGANISATION) for column in ("pk", "name", "kind")
)
_OF_SEAT = ("group", "pk", "organisation", "kind", "title", "organisation_kind", "places", "per", AsNumber("by_role"))


class Unit:
    """An organisation by name, and the municipality that it is or is part of."""

    __slots__ = ("municipality", "name", "pk")

    def __init__(self, pk: int, name: str) -> None:
        self.pk, self.name, self.municipality = pk, name, None

    def __str__(self) -> str:
        return self.name


class SeatInShort(NamedTuple):
    """What counts of a `Seat`, under the same names."""

    pk: int
    organisation: Unit | None
    kind: str
    title: str
    organisation_kind: str
    places: int
    per: str
    by_role: int

    def get_kind_display(self) -> str:
        return Seat.Kind(self.kind).label

    def get_organisation_kind_display(self) -> str:
        return Organisation.Kind(self.organisation_kind).label if self.organisation_kind else ""


class Holder:
    """Somebody who holds a seat, by whom they stand for; one stands for all that stand for the same."""

    __slots__ = ("organisation",)

    def __init__(self, organisation: Unit | None) -> None:
        self.organisation = organisation


def on(day: dt.date, groups: list[Group]) -> dict[int, Composition]:
    """The composition of each group on `day`, by its key, of units, seats and holders in short.

    The groups may be plain values too. Six queries for any number of them.
    """
    keys = {group.pk for group in groups}
    placed = regions_on(day, groups)
    of_groups, of_regions = coverage_rows(day, groups, placed)
    listed = list(of_groups.values_list("group", "municipality"))
    regional = list(of_regions.values_list("region", "region__parent", "municipality"))
    seats = list(Seat.objects.on(day).filter(group__pk__among=keys).values_list(*_OF_SEAT))
    of_seats = {pk: organisation for _group, pk, organisation, *_rest in seats}
    terms = Membership.objects.in_seats(of_seats, day).order_by()
    holders = list(terms.values_list("seat", "on_behalf_of", "person__organisation"))
    exceptions = SeatException.objects.filter(seat__pk__among=of_seats).values_list("seat", "municipality", "places")
    units = _units(
        {municipality for *_where, municipality in (*listed, *regional)}
        | {*of_seats.values()}
        | {key for _seat, *those in holders for key in those}
    )
    made = defaultdict(list)
    for group, pk, organisation, *rest in seats:
        made[group].append(SeatInShort(pk, units[organisation], *rest))
    held, somebody = defaultdict(list), {key: Holder(unit) for key, unit in units.items()}
    for seat, on_behalf_of, of_person in holders:
        held[seat].append(somebody[on_behalf_of or of_seats[seat] or of_person])
    coverage = covered(
        groups,
        placed,
        ((group, units[municipality]) for group, municipality in listed),
        ((region, county, units[municipality]) for region, county, municipality in regional),
    )
    other = {(seat, municipality): places for seat, municipality, places in exceptions}
    return {group.pk: composed(group, day, coverage[group.pk], made[group.pk], held, other) for group in groups}


def _units(keys: set[int | None]) -> dict[int | None, Unit | None]:
    """The organisations with these keys, and the municipalities that they are in. One query."""
    found: dict[int | None, Unit | None] = {None: None}
    for row in Organisation.objects.order_by().filter(pk__among=keys - {None}).values_list(*_LINEAGE):
        pk, name, kind = row[:3]
        unit = found.setdefault(pk, Unit(pk, name))
        for above in range(0, len(row), 3):
            key, name, kind = row[above : above + 3]
            if kind == Organisation.Kind.MUNICIPALITY:
                unit.municipality = found.setdefault(key, Unit(key, name))
                unit.municipality.municipality = unit.municipality
                break
    return found
