"""Coverage: which municipalities have the groups that are expected in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups import coverage
from groups.coverage import CoverageOn
from groups.forms.asked_day import AskedDay, asked_day
from groups.models import Group, Region

LONGEST_TOLD = 60
"""Characters of a delregion's name in the address that the page repeats."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as the page and the files read it alike."""

    day: AskedDay
    regions: list[Region]
    chosen: Region | None
    unknown: str
    """What the address calls a delregion and no delregion is called."""

    @property
    def is_understood(self) -> bool:
        return not self.unknown and not self.day.problem


def read(request: HttpRequest, *, shown: bool = True) -> Asked:
    """Return the day and the delregion (`?delregion=`, else all) that are asked for. One query.

    `shown`: whether anybody is to choose among all delregions; else no others are fetched than the one asked for.
    """
    slug = request.GET.get("delregion", "").strip().replace("\0", "")
    regions = Region.objects.delregions().select_related("parent")
    regions = list(regions if shown or not slug else regions.filter(slug=slug))
    chosen = next((region for region in regions if region.slug == slug), None)
    return Asked(asked_day(request), regions, chosen, "" if chosen else slug[:LONGEST_TOLD])


def found(request: HttpRequest, asked: Asked) -> CoverageOn:
    """Return the coverage asked for, by what the reader may see; see `coverage.on` for its queries."""
    groups = Group.objects.as_of(asked.day.then).visible_to(request.user)
    return coverage.on(asked.day.day, groups, [asked.chosen] if asked.chosen else asked.regions)


@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    """The municipalities by delregion against the types expected in each, and the delregions' own bodies."""
    asked = read(request)
    context = {
        "asked": asked.day,
        "regions": asked.regions,
        "chosen": asked.chosen,
        "unknown": asked.unknown,
        "found": found(request, asked),
    }
    return render(request, "groups/coverage.html", context)
