"""One question to the whole registry."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import composition, search
from groups.models import Group, Membership, Organisation, Person, Region
from groups.ordering import LONGEST_QUERY, fold, words

MOST_SHOWN = 20
"""So many of each kind; beyond that the search leads to the list."""


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Groups, delregions, organisations and publicly named persons that have all the words asked for."""
    day = timezone.localdate()
    query = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    context = {"query": query, "asked": bool(words(query)), "most": MOST_SHOWN}
    if context["asked"]:
        visible = Group.objects.visible_to(request.user)
        matching = search.groups_matching(query, among=visible)
        organisations = search.organisations_matching(query, Organisation.objects.with_lineage())
        context |= {
            "groups": _first(matching.current().for_rows().order_by("sort_key", "pk")),
            "organisations": _first(organisations.order_by("sort_key", "pk")),
            "regions": _regions(query),
            "seated": _first(_seated(query, visible, day)),
            "ended": matching.filter(status="ended").count(),
        }
        context["compositions"] = composition.on(day, context["groups"]["rows"])
        kinds = ("groups", "organisations", "seated")
        context["nothing"] = not (context["regions"] or any(context[kind]["rows"] for kind in kinds))
    return render(request, "groups/search.html", context)


def _first(found: QuerySet) -> dict:
    """Return the first of what was found, and whether there is more. One query."""
    rows = list(found[: MOST_SHOWN + 1])
    return {"rows": rows[:MOST_SHOWN], "more": len(rows) > MOST_SHOWN}


def _regions(query: str) -> list[Region]:
    """Return the delregions in whose name each word begins a word. They are few: all are read."""
    asked = words(query)
    return [
        region
        for region in Region.objects.all()
        if all(any(part.startswith(word) for part in fold(region.name).split()) for word in asked)
    ]


def _seated(query: str, visible: QuerySet[Group], day: dt.date) -> QuerySet[Membership]:
    """Return who sits where, of those whose name may be shown."""
    persons = search.persons_matching(query, Person.objects.named_publicly())
    held = Membership.objects.on(day).filter(person__in=persons, seat__group__in=visible.current())
    return held.for_display().select_related("seat__group").order_by("person__sort_key", "pk")
