"""Coverage: which municipalities and delregions have the groups that are expected once in each, and which have not.

Says the same as `groups.needs` of what is absent: a group that does not say which municipalities it covers leaves those
of its delregion without an answer.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from groups import composition
from groups.models import Coverage, Group, GroupMunicipality, GroupType, Organisation, Region, RegionMunicipality


class Answer(models.TextChoices):
    """Whether there is a group of a type for a municipality or a delregion."""

    HAS = "has", _("finns")
    MISSING = "missing", _("saknas i registret")
    NOT_STATED = "not_stated", _("ej angivet")


@dataclass(frozen=True)
class Cell:
    """The groups of one type in one place."""

    type: GroupType
    groups: list[Group]
    may_cover: list[Group] = field(default_factory=list)
    """Groups of the type in the delregion that do not say which municipalities they cover."""

    @property
    def answer(self) -> Answer:
        if self.groups:
            return Answer.HAS
        return Answer.NOT_STATED if self.may_cover else Answer.MISSING

    @property
    def is_named(self) -> bool:
        """Whether each of the groups bears the type's name, so that it need not be told beside them."""
        return bool(self.groups) and all(self.type.name.casefold() in group.name.casefold() for group in self.groups)


@dataclass(frozen=True)
class Row:
    """A municipality with a cell for each type expected there, in the types' order."""

    municipality: Organisation
    cells: list[Cell]


@dataclass(frozen=True)
class Total:
    """How many municipalities have a group of a type, how many are without an answer, and of how many."""

    type: GroupType
    has: int
    not_stated: int
    of: int


@dataclass(frozen=True)
class RegionCoverage:
    """A delregion: its own bodies, its municipalities, and how many of them have each type."""

    region: Region
    bodies: list[Cell]
    rows: list[Row]
    totals: list[Total]

    @property
    def silent(self) -> list[Group]:
        """Groups that do not say which of the municipalities they cover."""
        return [group for cell in (self.rows[0].cells if self.rows else []) for group in cell.may_cover]


@dataclass(frozen=True)
class CoverageOn:
    """The coverage of the delregions asked for, in the order given."""

    municipal_types: list[GroupType]
    """Expected once in each municipality: one for each cell of a row, and for each total."""
    regional_types: list[GroupType]
    """Expected once in each delregion: one for each of its bodies."""
    regions: list[RegionCoverage]
    totals: list[Total]
    """For all the delregions together."""


def on(day: dt.date, groups: QuerySet[Group], regions: Iterable[Region]) -> CoverageOn:
    """The coverage of `regions` (delregions) on `day` by those of `groups` that have not ended.

    `groups` are those that the reader may see, as of `day`. Five queries for any number of groups and municipalities;
    seven on another day than today.
    """
    regions = list(regions)
    types = list(GroupType.objects.exclude(expected_per=GroupType.Expected.NONE))
    municipal = [kind for kind in types if kind.expected_per == GroupType.Expected.MUNICIPALITY]
    regional = [kind for kind in types if kind.expected_per == GroupType.Expected.REGION]
    expected = groups.current().counted().filter(type__in=types)
    existing = list(_concerning(expected, regions, day).select_related("region").order_by("sort_key"))
    covered = composition.coverage_on(day, existing)
    standing, reaching, silent = defaultdict(list), defaultdict(list), defaultdict(list)
    for group in existing:
        standing[group.type_id, group.region_id].append(group)
        for municipality in covered[group.pk]:
            reaching[group.type_id, municipality.pk].append(group)
        if not covered[group.pk]:
            silent[group.type_id, group.region_id].append(group)
    placed: dict[int, list[Organisation]] = defaultdict(list)
    places = RegionMunicipality.objects.on(day).filter(region__in=regions).select_related("municipality")
    for place in places.order_by("municipality__sort_key"):
        placed[place.region_id].append(place.municipality)
    found = []
    for region in regions:
        rows = [
            Row(each, [Cell(kind, reaching[kind.pk, each.pk], silent[kind.pk, region.pk]) for kind in municipal])
            for each in placed[region.pk]
        ]
        bodies = [Cell(kind, standing[kind.pk, region.pk]) for kind in regional]
        found.append(RegionCoverage(region, bodies, rows, _totals(municipal, rows)))
    return CoverageOn(municipal, regional, found, _totals(municipal, [row for each in found for row in each.rows]))


def _concerning(groups: QuerySet[Group], regions: list[Region], day: dt.date) -> QuerySet[Group]:
    """Return the groups of the regions, of their counties, and those that list a municipality there."""
    municipalities = RegionMunicipality.objects.on(day).filter(region__in=regions).values("municipality")
    listing = GroupMunicipality.objects.on(day).filter(municipality__in=municipalities).values("group")
    keys = {key for region in regions for key in (region.pk, region.parent_id)}
    return groups.filter(Q(**{f"{groups.at('region')}__in": keys}) | Q(coverage=Coverage.LISTED, pk__in=listing))


def _totals(types: list[GroupType], rows: list[Row]) -> list[Total]:
    answers = [[row.cells[column].answer for row in rows] for column in range(len(types))]
    return [
        Total(kind, each.count(Answer.HAS), each.count(Answer.NOT_STATED), len(each))
        for kind, each in zip(types, answers, strict=True)
    ]


HEADER = [
    _("Delregion"),
    _("Kommun"),
    _("Kommunkod"),
    _("Grupptyp"),
    _("Täckning"),
    _("Grupper"),
    _("Status"),
    _("Säger inte vilka kommuner"),
]


def file_rows(found: CoverageOn) -> Iterator[list[Any]]:
    """Yield a row for each cell, under `HEADER`: a delregion's bodies first, without a municipality."""
    for each in found.regions:
        for cell in each.bodies:
            yield _file_row(each.region, None, cell)
        for row in each.rows:
            for cell in row.cells:
                yield _file_row(each.region, row.municipality, cell)


def _file_row(region: Region, municipality: Organisation | None, cell: Cell) -> list[Any]:
    return [
        region.name,
        municipality and municipality.name,
        municipality and municipality.municipality_code,
        cell.type.name,
        cell.answer.label,
        [group.name for group in cell.groups],
        [group.get_status_display() for group in cell.groups],
        [] if cell.groups else [group.name for group in cell.may_cover],
    ]
