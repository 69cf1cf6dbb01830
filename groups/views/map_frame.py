"""The frame that the map's three views share: the same filtered groups, drawn, on a map of Skåne, or in a list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.forms.asked_day import AskedDay
from groups.forms.facets import Facets
from groups.forms.filter import GroupFilter
from groups.models import Group

VIEWS = {
    "groups:map": gettext_lazy("Struktur"),
    "groups:geography": gettext_lazy("Geografi"),
    "groups:group-list": gettext_lazy("Lista"),
}
"""The views by the names of their addresses, in order."""


class Tab(NamedTuple):
    name: str
    words: str
    address: str
    """With the same filters, but for the page number."""
    current: bool


@dataclass(frozen=True)
class Frame:
    """What `groups/map_base.html` shows, as `frame`, and what a view needs to draw its own."""

    asked: AskedDay
    form: GroupFilter
    """Bound, with counts at its options; `form.chosen` is what is filtered on."""
    visible: QuerySet[Group]
    """What the reader may see, as of the day asked for: before any filter."""
    uncounted: QuerySet[Group]
    """What the filters without counts leave of these; what is lacking is looked up already."""
    groups: QuerySet[Group]
    """What the filters leave of them, parts too, sorted as asked for, else in tree order."""
    facets: Facets
    number: int
    """How many groups there are in `groups`, parts not counted."""
    parts: int
    municipalities: int | None
    """How many municipalities the delregion, or else the whole map, has on the day; None under any other filter."""
    reviewed: dt.date | None
    """When one of the groups was last reviewed; None on another day than today."""
    tabs: list[Tab]

    @property
    def found(self) -> str:
        """How many there are, as "26 grupper och 3 delar"."""
        return in_words(self.number, self.parts)

    @property
    def address(self) -> str:
        """The address of this view without any filter."""
        return next(tab.address for tab in self.tabs if tab.current).partition("?")[0]


def frame(request: HttpRequest, view: str) -> Frame:
    """Return the frame for the view of that name (one of `VIEWS`).

    Seven queries, whatever is filtered on: what there is to choose (delregions, municipalities, types, topics: 4) and
    the counts (3). A free text costs one more, as an organisation does, what is lacking up to eight, and words to mend
    those of `spelling.mended`.
    """
    form = GroupFilter(request.GET, timezone.localdate())
    visible = Group.objects.as_of(form.then).visible_to(request.user)
    uncounted = form.uncounted(visible)
    facets = Facets(uncounted, form.day)
    for name, counts in facets.counts(form.chosen).items():
        form.fields[name].count(counts)
    number, parts, reviewed = facets.total(form.chosen)
    query = form.address_without().removesuffix("?")
    return Frame(
        asked=form.asked,
        form=form,
        visible=visible,
        uncounted=uncounted,
        groups=form.sorted(form.counted(uncounted)),
        facets=facets,
        number=number,
        parts=parts,
        municipalities=_municipalities(form, facets),
        reviewed=None if form.then else reviewed,
        tabs=[Tab(name, str(words), reverse(name) + query, name == view) for name, words in VIEWS.items()],
    )


def _municipalities(form: GroupFilter, facets: Facets) -> int | None:
    if not form.chosen.keys() <= {"delregion", "datum"}:
        return None  # how many of them what is left concerns is not counted
    region = form.chosen.get("delregion")
    return sum(region is None or region.pk in regions for regions in facets.regions.values())


def in_words(groups: int, parts: int) -> str:
    """Return "26 grupper och 3 delar": parts are not counted as groups of their own."""
    words = ngettext("%(n)d grupp", "%(n)d grupper", groups) % {"n": groups}
    if not parts:
        return words
    return _("%(groups)s och %(parts)s") % {
        "groups": words,
        "parts": ngettext("%(n)d del", "%(n)d delar", parts) % {"n": parts},
    }
