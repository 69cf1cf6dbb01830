"""One delregion, or a whole county: its municipalities and its groups."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import composition, outline
from groups.models import Group, GroupType, Region, RegionMunicipality, Tier
from groups.needs import REVIEW_EVERY
from groups.views import concerns


@require_safe
def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The facts of a delregion, its bodies for politicians and officials, its municipalities, its groups by tier."""
    day = timezone.localdate()
    region = get_object_or_404(Region.objects.select_related("parent"), slug=slug)
    groups = Group.objects.visible_to(request.user).current().filter(region=region)
    rows = concerns.first(groups)
    leading = [group for group in rows if group.type.expected_per == GroupType.Expected.REGION]
    tiers = [
        (tier, outline.gather(each for each in rows if each.tier == tier and each not in leading)) for tier in Tier
    ]
    reviewed = groups.counted().filter(reviewed_on__gte=day - REVIEW_EVERY).count()
    counts = groups.count_by("is_part")
    placed = RegionMunicipality.objects.on(day).filter(region=region).select_related("municipality")
    context = {
        "region": region,
        "crumbs": [(region.parent.name, region.parent.get_absolute_url())] if region.parent else [],
        "leading": leading,
        "sections": [(tier, nodes) for tier, nodes in tiers if nodes],
        "compositions": composition.on(day, rows),
        "groups": counts.get(False, 0),
        "group_parts": counts.get(True, 0),
        "left_out": sum(counts.values()) - len(rows),
        "placed": placed,
        "parts": region.children.all(),
        "reviewed": reviewed,
    }
    return render(request, "groups/region_detail.html", context)
