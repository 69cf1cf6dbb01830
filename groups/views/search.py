"""One question to the whole registry."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import convening, search_answer
from groups.models import Group
from groups.ordering import LONGEST_QUERY, words

MOST_SHOWN = 20
"""So many of each kind; beyond that the search leads to the list."""
MOST_SUGGESTED = 8
MOST_OF_A_KIND = 4


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Groups, delregions, organisations, publicly named persons, topics and abbreviations that have all the words."""
    day, query = timezone.localdate(), _asked(request)
    context = {"query": query, "asked": bool(words(query))}
    if context["asked"]:
        visible = Group.objects.visible_to(request.user)
        found = search_answer.answer(query, visible, day, MOST_SHOWN)
        if len(found.municipalities) == 1:
            place = found.municipalities[0]
            context["place"] = (place, visible.current().touching(place, day).counted().count())
        groups = next((section.rows for section in found.sections if section.kind == "groups"), [])
        context |= {"found": found, "compositions": convening.on(day, groups) if groups else {}}
    return render(request, "groups/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A few of the hits, while one is typing: a piece of a page, for `search-suggest.js`."""
    query, sections, left, found = _asked(request), [], MOST_SUGGESTED, None
    if words(query):
        visible = Group.objects.visible_to(request.user)
        found = search_answer.answer(query, visible, timezone.localdate(), MOST_OF_A_KIND)
        for section in found.sections:
            rows = section.rows[:left]
            left -= len(rows)
            if rows:
                sections.append(replace(section, rows=rows))
    context = {"found": found, "sections": sections, "number": MOST_SUGGESTED - left}
    return render(request, "groups/_suggestions.html", context)


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
