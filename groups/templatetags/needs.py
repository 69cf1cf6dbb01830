"""Where each number on the admin's first page leads."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from groups.models import Region
from groups.needs import Need

register = template.Library()


@register.simple_tag
def needs_url(region: Region, need: Need) -> str:
    """The list in the admin that holds what the number counts."""
    if need.key == "papekande":
        where = {"group__tier__exact": "central"} if region.is_county else {"group__region__id__exact": region.pk}
        return f"{reverse('admin:groups_remark_changelist')}?{urlencode(where)}"
    where = {"niva": "central"} if region.is_county else {"delregion": region.slug}
    return f"{reverse('admin:groups_group_changelist')}?{urlencode({'behov': need.key, **where})}"
