"""Geography: the municipalities on a map, coloured by delregion, each with how many groups it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from groups import geography
from groups.forms.facets import Facets
from groups.forms.filter import GroupFilter
from groups.forms.options import EVERY_STATUS
from groups.geography import Shape
from groups.models import Organisation, Region, Status, Tier
from groups.views.map_frame import Frame, frame

COLOURS = 6
"""How many colours and patterns there are: `tokens.css` and `geography.css` name them."""

COUNTED_STATUS = {
    Status.PLANNED: gettext_lazy("planerade"),
    Status.STARTING: gettext_lazy("nystartade"),
    Status.ACTIVE: gettext_lazy("aktiva"),
    Status.PAUSED: gettext_lazy("pausade"),
    Status.DORMANT: gettext_lazy("vilande"),
    Status.ENDED: gettext_lazy("avslutade"),
}
COUNTED_TIER = {
    Tier.CENTRAL: gettext_lazy("centrala grupper"),
    Tier.DELREGIONAL: gettext_lazy("delregionala grupper"),
    Tier.LOCAL: gettext_lazy("lokala grupper"),
}


@dataclass(frozen=True)
class Place:
    """A municipality of the registry."""

    municipality: Organisation
    shape: Shape | None
    """None where no file holds its borders."""
    number: int
    """How many groups concern it, of those counted."""
    address: str
    """Chooses it."""
    groups_address: str
    """Lists the groups counted."""
    is_chosen: bool


@dataclass(frozen=True)
class Part:
    """A delregion and its municipalities on the day; those that belong to none have no region."""

    region: Region | None
    places: list[Place]
    number: int
    """How many groups it has, of those counted."""
    colour: int
    pattern: int
    """1 to `COLOURS`; together they tell thirty-six delregions apart. 0 for no region."""
    address: str
    is_chosen: bool
    is_aside: bool
    """Whether another delregion is asked for."""


@require_safe
def geography_page(request: HttpRequest) -> HttpResponse:
    """The municipalities, drawn and as a table, with how many of the groups that the filters leave each has."""
    framed = frame(request, "groups:geography")
    form, land = framed.form, geography.land()
    counted, facets = _counted(framed)
    parts = _parts(framed, facets.counts(counted))
    places = [place for part in parts for place in part.places]
    known = {place.municipality.municipality_code for place in places}
    context = {
        "frame": framed,
        "land": land,
        "parts": parts,
        "strangers": [shape for code, shape in land.shapes.items() if code not in known],
        "names": land.names({each.shape.code: each.municipality.name for each in places if each.shape}),
        "thick": land.between([place.shape.code for place in part.places if place.shape] for part in parts),
        "undrawn": [place.municipality for place in places if not place.shape],
        "chosen": next((place for place in places if place.is_chosen), None),
        "what": _what(form),
        "unstated": facets.unstated(counted),
        "unstated_address": _groups_address(form, kommun=None, saknas="omfattning"),
        "structure_address": reverse("groups:map") + form.address_without(),
        "list_address": reverse("groups:group-list") + form.address_without(),
        "without_municipality": form.address_without("kommun"),
    }
    return render(request, "groups/geography.html", context)


def _counted(framed: Frame) -> tuple[dict[str, Any], Facets]:
    """Return what is filtered on, and the groups that are counted: active and local ones unless something else is.

    The municipality chosen changes no number: all are to be compared. Three queries, unless a tier is filtered on.
    """
    form = framed.form
    chosen = {"status": Status.ACTIVE} | form.chosen
    chosen.pop("kommun", None)
    if "niva" in chosen:
        return chosen, framed.facets
    return chosen, Facets(framed.uncounted.filter(tier=Tier.LOCAL), form.day)


def _what(form: GroupFilter) -> str:
    """Return what is counted, as "aktiva lokala grupper"."""
    tier = COUNTED_TIER[form.chosen.get("niva", Tier.LOCAL)]
    status = form.chosen.get("status", Status.ACTIVE)
    if status == EVERY_STATUS:
        return _("%(groups)s (även avslutade)") % {"groups": tier}
    return f"{COUNTED_STATUS[status]} {tier}"


def _parts(framed: Frame, counts: dict[str, Counter[int]]) -> list[Part]:
    """Return the delregions that have municipalities on the day, in Swedish order, and last those without one."""
    form, shapes = framed.form, geography.land().shapes
    asked, chosen = form.chosen.get("delregion"), form.chosen.get("kommun")
    regions = [region for region, _words in form.fields["delregion"].options.values()]
    places: dict[int | None, list[Place]] = {region.pk: [] for region in regions} | {None: []}
    for municipality, _words in form.fields["kommun"].options.values():
        within = framed.facets.regions.get(municipality.pk, set())
        home = next((region for region in regions if region.pk in within), None)
        elsewhere = {"delregion": None} if asked and home != asked else {}
        place = Place(
            municipality=municipality,
            shape=shapes.get(municipality.municipality_code),
            number=counts["kommun"][municipality.pk],
            address=form.address_with(kommun=municipality.slug, **elsewhere),
            groups_address=_groups_address(form, kommun=municipality.slug),
            is_chosen=municipality == chosen,
        )
        places[home and home.pk].append(place)
    parts = []
    for order, region in enumerate([*regions, None]):
        of_region = places[region and region.pk]
        if not of_region:
            continue
        away = {"kommun": None} if chosen and not any(place.is_chosen for place in of_region) else {}
        part = Part(
            region=region,
            places=of_region,
            number=counts["delregion"][region and region.pk],
            colour=order % COLOURS + 1 if region else 0,
            pattern=(order + order // COLOURS) % COLOURS + 1 if region else 0,
            address=form.address_with(delregion=region.slug, **away) if region else "",
            is_chosen=bool(region) and region == asked,
            is_aside=bool(asked) and region != asked,
        )
        parts.append(part)
    return parts


def _groups_address(form: GroupFilter, **changes: str | None) -> str:
    """Return where the list shows the groups counted, with these filters changed."""
    counted = {} if "niva" in form.chosen else {"niva": "lokal"}
    if "status" not in form.chosen:
        counted["status"] = "aktiv"
    return reverse("groups:group-list") + form.address_with(**counted, **changes)
