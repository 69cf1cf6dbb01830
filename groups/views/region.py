"""One delregion, or a whole county: its municipalities and its groups."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from groups import convening, outline
from groups.forms.asked_day import asked_day
from groups.models import Group, GroupType, Region, Tier
from groups.needs import REVIEW_EVERY
from groups.views import concerns


@require_safe
def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The facts of a delregion, its bodies for politicians and officials, its municipalities, its groups by tier."""
    asked = asked_day(request)
    region = get_object_or_404(Region.objects.select_related("parent"), slug=slug)
    visible = Group.objects.as_of(asked.then).visible_to(request.user)
    groups = visible.current().filter(**{visible.at("region"): region.pk})
    rows = concerns.first(groups)
    leading = [group for group in rows if group.type.expected_per == GroupType.Expected.REGION]
    tiers = [
        (tier, outline.gather(each for each in rows if each.tier == tier and each not in leading)) for tier in Tier
    ]
    counts = groups.count_by("is_part")
    municipalities = list(region.municipality_rows.select_related("municipality"))
    context = {
        "asked": asked,
        "region": region,
        "crumbs": [(region.parent.name, asked.keep(region.parent.get_absolute_url()))] if region.parent else [],
        "leading": leading,
        "sections": [(tier, nodes) for tier, nodes in tiers if nodes],
        "compositions": convening.on(asked.day, rows),
        "groups": counts.get(False, 0),
        "group_parts": counts.get(True, 0),
        "left_out": sum(counts.values()) - len(rows),
        "placed": [row for row in municipalities if row.overlaps(asked.day, asked.day)],
        "gone": [row for row in municipalities if row.end_date and row.end_date < asked.day],
        "parts": region.children.all(),
        "officials": None if region.is_county else concerns.officials(region, visible, asked.day),
        "keepers": [] if region.is_county else _keepers(region),
    }
    if not asked.then:  # when a group was last reviewed is known of today alone
        context["reviewed"] = groups.counted().filter(reviewed_on__gte=asked.today - REVIEW_EVERY).count()
    return render(request, "groups/region_detail.html", context)


def _keepers(region: Region) -> list[str]:
    """Return the functions, not the names, of those who keep the registry for the delregion. One query."""
    return sorted({keeper.public_function for keeper in region.keepers.filter(is_active=True)})
