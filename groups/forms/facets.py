"""How many groups each option of a filter would leave, under the other filters.

The groups that all other filters leave are read once, as numbers of groups that are alike in what is counted; every
count is then a sum of these. A search in free text is so asked for twice, not once for each filter.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet

from groups.forms.options import EVERY_STATUS
from groups.models import Coverage, Group, RegionMunicipality, Status
from groups.models.dated import holds_on


class Alike(NamedTuple):
    """How many groups are alike in all that is counted."""

    region: int | None
    type: int
    status: str
    is_part: bool
    place: Any
    """Their coverage; among those that list their municipalities, one of these (its key)."""
    number: int
    reviewed: dt.date | None
    """When one of them was last reviewed."""


class Facets:
    """The counts of `groups` on `day`, which are to be groups as of that day. Three queries, whatever is chosen."""

    def __init__(self, groups: QuerySet[Group], day: dt.date) -> None:
        groups = groups.order_by()
        self.alike = _alike(groups, "coverage")
        listing = groups.filter(holds_on(day, "municipality_rows__"), coverage=Coverage.LISTED)
        self.listing = _alike(listing, "municipality_rows__municipality")
        self.regions: dict[int, set[int]] = defaultdict(set)
        """The delregion and the county of each municipality, by their keys."""
        placed = RegionMunicipality.objects.on(day)
        for municipality, *regions in placed.values_list("municipality", "region", "region__parent"):
            self.regions[municipality].update(regions)

    def counts(self, chosen: dict[str, Any]) -> dict[str, Counter[Any]]:
        """Return, for each filter that is counted, how many groups each option leaves under the others in `chosen`.

        Rows stand by their key. Parts are not counted.
        """
        return {
            "delregion": _sum(self._left(chosen, but="delregion"), "region"),
            "kommun": self._municipalities(chosen),
            "typ": _sum(self._left(chosen, but="typ"), "type"),
            "status": self._statuses(chosen),
        }

    def total(self, chosen: dict[str, Any]) -> tuple[int, int, dt.date | None]:
        """Return how many groups and how many parts are left, and when one of the groups was last reviewed."""
        sums, reviewed = Counter(), None
        for each in self._left(chosen):
            sums[each.is_part] += each.number
            if each.reviewed and not each.is_part:
                reviewed = max(each.reviewed, reviewed or each.reviewed)
        return sums[False], sums[True], reviewed

    def unstated(self, chosen: dict[str, Any]) -> int:
        """Return how many groups, whichever municipality is chosen, do not say which municipalities they cover."""
        left = self._left(chosen, but="kommun")
        return sum(each.number for each in left if each.place == Coverage.NOT_STATED and not each.is_part)

    def _left(self, chosen: dict[str, Any], but: str = "") -> Iterator[Alike]:
        """Yield what the filters leave, all but one of them."""
        municipality = chosen.get("kommun") if but != "kommun" else None
        among = self._covering(municipality.pk) if municipality else self.alike
        return _fitting(among, {name: value for name, value in chosen.items() if name != but})

    def _covering(self, municipality: int) -> Iterator[Alike]:
        """Yield the groups that concern a municipality; see `GroupQuerySet.covering`."""
        regions = self.regions.get(municipality, ())
        yield from (each for each in self.alike if each.place == Coverage.REGION and each.region in regions)
        yield from (each for each in self.listing if each.place == municipality)

    def _municipalities(self, chosen: dict[str, Any]) -> Counter[int]:
        whole = _sum((each for each in _fitting(self.alike, chosen) if each.place == Coverage.REGION), "region")
        counts = _sum(_fitting(self.listing, chosen), "place")
        for municipality, regions in self.regions.items():
            counts[municipality] += sum(whole[region] for region in regions)
        return counts

    def _statuses(self, chosen: dict[str, Any]) -> Counter[str]:
        counts = _sum(self._left(chosen | {"status": EVERY_STATUS}), "status")
        counts[EVERY_STATUS] = counts.total()
        return counts


def _fitting(among: Iterable[Alike], chosen: dict[str, Any]) -> Iterator[Alike]:
    """Yield those of the delregion, the type and the status chosen, if any."""
    region, kind, status = (chosen.get(name) for name in ("delregion", "typ", "status"))
    for each in among:
        if region and each.region != region.pk:
            continue
        if kind and each.type != kind.pk:
            continue
        if (each.status == Status.ENDED) if status is None else (status not in (EVERY_STATUS, each.status)):
            continue
        yield each


def _sum(among: Iterable[Alike], field: str) -> Counter[Any]:
    counts = Counter()
    for each in among:
        if not each.is_part:
            counts[getattr(each, field)] += each.number
    return counts


def _alike(groups: QuerySet[Group], place: str) -> list[Alike]:
    fields = (groups.at("region"), "type", groups.at("status"), groups.at("is_part"), place)
    return [Alike(*row) for row in groups.values_list(*fields).annotate(Count("pk"), Max("reviewed_on"))]
