"""The whole structure as an indented outline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import composition, outline
from groups.models import Group, Region

MOST_AT_ONCE = 400
"""Up to so many groups the whole outline stands on one page; beyond that, one delregion at a time."""


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The tree, folded by delregion; `?delregion=` unfolds one."""
    groups = Group.objects.visible_to(request.user).current()
    regions = list(Region.objects.delregions().select_related("parent"))
    counts = groups.counted().count_by("region")
    asked = request.GET.get("delregion", "")
    chosen = next((region for region in regions if region.slug == asked), None)
    whole = groups.count() <= MOST_AT_ONCE
    shown = groups if whole else groups.central_and(*filter(None, [chosen]))
    rows = list(shown.for_rows().order_by("tree_id", "lft")[:MOST_AT_ONCE])
    context = {
        "nodes": outline.fold(outline.nest(rows)),
        "regions": [(region, counts.get(region.pk, 0)) for region in regions],
        "chosen": chosen,
        "unknown": asked if asked and not chosen else "",
        "whole": whole,
        "cut": len(rows) == MOST_AT_ONCE,
        "total": sum(counts.values()),
        "compositions": composition.on(timezone.localdate(), rows),
    }
    return render(request, "groups/map.html", context)
