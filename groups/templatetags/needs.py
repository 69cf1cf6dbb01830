"""What needs doing, for the admin's first page."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone

from groups.models import Region
from groups.needs import Need, RegionNeeds, overview

register = template.Library()


@register.simple_tag(takes_context=True)
def needs_overview(context: template.Context) -> list[RegionNeeds]:
    """What needs doing today in the regions that the account keeps; an administrator keeps all, the county first."""
    regions = Region.objects.kept_by(context["request"].user).select_related("parent")
    return overview(sorted(regions, key=lambda region: (not region.is_county, region.sort_key)), timezone.localdate())


@register.simple_tag
def needs_url(region: Region, need: Need) -> str:
    """The list in the admin that holds what the number counts."""
    if need.key == "papekande":
        where = {"group__tier__exact": "central"} if region.is_county else {"group__region__id__exact": region.pk}
        return f"{reverse('admin:groups_remark_changelist')}?{urlencode(where)}"
    where = {"niva": "central"} if region.is_county else {"delregion": region.slug}
    return f"{reverse('admin:groups_group_changelist')}?{urlencode({'behov': need.key, **where})}"
