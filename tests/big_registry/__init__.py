"""A registry as big as the whole country's, made straight in the database: the writers would take minutes."""

from __future__ import annotations

import datetime as dt
import itertools

from django.utils import timezone

from groups.models import (
    Coverage,
    Group,
    GroupMunicipality,
    GroupType,
    Membership,
    Organisation,
    Person,
    Placement,
    Region,
    RegionMunicipality,
    Seat,
    StatusChange,
)
from groups.ordering import searchable, sort_key
from meetings.models import Meeting

BEGAN = dt.date(2020, 1, 1)


def fill(counties: int, delregions: int, groups: int, municipalities: int) -> Region:
    """Fill an empty registry: in each county this many delregions, and in each of these this many groups.

    Two of them lead, half of the others stand once in every municipality (so many in each delregion), every tenth
    has groups below it. Each has a convener's seat that somebody holds, and a meeting. Return the first delregion.
    """
    kinds = _kinds()
    made, numbers = [], itertools.count(1)
    first = None
    for county_number in range(1, counties + 1):
        county = Region.objects.create(name=f"Län {county_number}", slug=f"lan-{county_number}")
        tree = _Tree(county_number)
        top = tree.add(_group(next(numbers), "Centralt organ", kinds["political"], "central", county), None)
        tree.add(_group(next(numbers), "Central beredning", kinds["officials"], "central", county), top)
        for number in range(1, delregions + 1):
            name = f"Trakten {county_number}-{number}"
            region = Region.objects.create(name=name, slug=f"trakten-{county_number}-{number}", parent=county)
            first = first or region
            _municipalities(region, municipalities)
            board = tree.add(_group(next(numbers), f"Organ {name}", kinds["political"], "delregional", region), top)
            lead = tree.add(
                _group(next(numbers), f"Beredning {name}", kinds["officials"], "delregional", region), board
            )
            above = lead
            for local in range(groups - 2):
                kind = kinds["everywhere"] if local % 2 else kinds["plain"]
                group = _group(next(numbers), f"Grupp {local} {name}", kind, "local", region)
                tree.add(group, above if local % 10 in (1, 2, 3) else lead)
                if local % 10 == 0:
                    above = group
        made += tree.numbered()
    _save(made, municipalities)
    _meet(made)
    return first


def _meet(groups: list[Group]) -> None:
    """Let every other group have met within the last month, and the others meet within the next."""
    today = timezone.localdate()
    meetings = []
    for place, group in enumerate(groups):
        days = dt.timedelta(days=place % 28 + 1)
        held = place % 2
        meetings.append(
            Meeting(group=group, date=today - days if held else today + days, status="held" if held else "planned")
        )
    Meeting.objects.bulk_create(meetings, batch_size=2000)


class _Tree:
    """Groups with what stands under each, to be numbered as mptt numbers them."""

    def __init__(self, number: int) -> None:
        self.number, self.below, self.top = number, {}, None

    def add(self, group: Group, above: Group | None) -> Group:
        group.parent, group.tree_id, group.depth = above, self.number, above.depth + 1 if above else 0
        if above:
            self.below.setdefault(above.pk, []).append(group)
        else:
            self.top = group
        return group

    def numbered(self) -> list[Group]:
        numbers, found = itertools.count(1), []

        def number(group: Group) -> None:
            group.lft = next(numbers)
            found.append(group)
            for below in self.below.get(group.pk, ()):
                number(below)
            group.rght = next(numbers)

        number(self.top)
        return found


def _kinds() -> dict[str, GroupType]:
    sides = {
        "political": ("political", "region"),
        "officials": ("officials", "region"),
        "everywhere": ("operational", "municipality"),
        "plain": ("officials", "none"),
    }
    return {
        name: GroupType.objects.create(
            name=f"Typ {name}", plural=f"Typer {name}", slug=name, side=side, expected_per=per
        )
        for name, (side, per) in sides.items()
    }


def _municipalities(region: Region, many: int) -> None:
    for number in range(many):
        name = f"Kommun {region.slug} {number}"
        municipality = Organisation.objects.create(
            name=name, slug=f"{region.slug}-{number}", kind="municipality", principal="municipality",
            municipality_code=f"{Organisation.objects.count() + 1:04}",
        )  # fmt: skip
        RegionMunicipality.objects.create(region=region, municipality=municipality)


def _group(key: int, name: str, kind: GroupType, tier: str, region: Region) -> Group:
    group = Group(
        pk=key, name=name, slug=f"grupp-{key}", type=kind, tier=tier, region=region, status="active",
        status_since=BEGAN, placed_since=BEGAN, frequency_text="2 ggr/termin", purpose="Samverkan om utskrivning.",
        coverage=Coverage.LISTED if kind.expected_per == "municipality" else Coverage.REGION,
        sort_key=sort_key(name), search_text=searchable(name, "Samverkan om utskrivning."),
    )  # fmt: skip
    group.name_text = searchable(name)
    return group


def _save(groups: list[Group], many: int) -> None:
    Group.objects.bulk_create(groups, batch_size=2000)
    places = [Placement(group=group, parent=group.parent, region=group.region, effective=BEGAN) for group in groups]
    Placement.objects.bulk_create(places, batch_size=5000)
    StatusChange.objects.bulk_create(
        [StatusChange(group=group, status="active", effective=BEGAN) for group in groups], batch_size=5000
    )
    by_region: dict[int, list[int]] = {}
    for region, municipality in RegionMunicipality.objects.values_list("region", "municipality"):
        by_region.setdefault(region, []).append(municipality)
    listed = [group for group in groups if group.coverage == Coverage.LISTED]
    GroupMunicipality.objects.bulk_create(
        [
            GroupMunicipality(group=group, municipality_id=by_region[group.region_id][place % many])
            for place, group in enumerate(listed)
        ],
        batch_size=5000,
    )
    person = Person.objects.create(name="Påhittad Sammankallande", name_public=True, invented=True)
    seats = [Seat(group=group, kind="convener", title="samordnare", search_text=" samordnare ") for group in groups]
    Seat.objects.bulk_create(seats, batch_size=5000)
    Membership.objects.bulk_create([Membership(seat=seat, person=person) for seat in seats], batch_size=5000)
