"""One delregion, or a whole county: its municipalities and its groups."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import composition
from groups.models import Group, GroupType, Region, RegionMunicipality
from groups.views import concerns


@require_safe
def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The facts of a delregion, its bodies for politicians and officials, its municipalities, its groups by tier."""
    day = timezone.localdate()
    region = get_object_or_404(Region.objects.select_related("parent"), slug=slug)
    groups = Group.objects.visible_to(request.user).current().filter(region=region)
    rows = list(composition.on(day, concerns.first(groups)).values())
    leading = [row for row in rows if row.group.type.expected_per == GroupType.Expected.REGION]
    counts = groups.count_by("is_part")
    placed = RegionMunicipality.objects.on(day).filter(region=region).select_related("municipality")
    context = {
        "region": region,
        "crumbs": [(region.parent.name, region.parent.get_absolute_url())] if region.parent else [],
        "leading": leading,
        "sections": concerns.by_tier([row for row in rows if row not in leading], nearest_first=False),
        "groups": counts.get(False, 0),
        "group_parts": counts.get(True, 0),
        "left_out": sum(counts.values()) - len(rows),
        "placed": placed,
        "parts": region.children.all(),
        "reviewed_on": groups.aggregate(latest=Max("reviewed_on"))["latest"],
    }
    return render(request, "groups/region_detail.html", context)
