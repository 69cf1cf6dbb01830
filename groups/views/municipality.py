"""The municipalities, and what concerns one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups import changes, convening, presence
from groups.forms.asked_day import asked_day
from groups.models import Group, Organisation, RegionMunicipality
from groups.views import concerns


@require_safe
def municipality_list(request: HttpRequest) -> HttpResponse:
    """All municipalities by delregion on the day asked for, with how many groups concern each."""
    asked = asked_day(request)
    groups = Group.objects.as_of(asked.then).visible_to(request.user).current().counted()
    placed = RegionMunicipality.objects.on(asked.day).select_related("region", "municipality")
    rows = list(placed.order_by("region__sort_key", "municipality__sort_key"))
    context = {"asked": asked, "rows": rows, "covering": groups.count_covering(asked.day)}
    return render(request, "groups/municipality_list.html", context)


@require_safe
def municipality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups that concern a municipality, by tier; who sits for it, where nobody does, and what has changed.

    Groups of its delregion that do not say which municipalities they cover are told of as such, not left out.
    """
    asked = asked_day(request)
    day = asked.day
    municipality = get_object_or_404(Organisation.objects.municipalities(), slug=slug)
    visible = Group.objects.as_of(asked.then).visible_to(request.user)
    current = visible.current()
    concerned = concerns.are_parts(current.touching(municipality, day))
    found = convening.on(day, concerns.first(current.filter(pk__among=concerned).prefetch_related("topics")))
    present = presence.of(municipality, found.values())
    place = municipality.region_rows.on(day).select_related("region__parent").first()
    region = place.region if place else None
    perhaps = concerns.unstated(current, region) if region else current.none()
    perhaps = concerns.first(perhaps.filter(pk__beyond=concerned))
    sections = concerns.by_tier(present)
    context = {
        "asked": asked,
        "municipality": municipality,
        "crumbs": [(_("Kommuner"), asked.keep(reverse("groups:municipality-list")))],
        "place": place,
        "sections": sections,
        "local": concerns.local_groups(sections),
        "topics": concerns.by_topic(each.group for each in present),
        "perhaps": perhaps,
        "compositions": convening.on(day, perhaps),
        "missing": [each.group for each in present if each.missing],
        "vacant": sum(each.vacancies for each in present),
        "officials": concerns.officials(region, visible, day),
        "changes": changes.in_year_to(day, municipality, region, visible),
        "units": municipality.children.all()[: concerns.MOST_SHOWN],
        "inhabitants": municipality.inhabitants.filter(year__lt=day.year).first(),
        "total": sum(is_part is False for is_part in concerned.values()),
        "left_out": len(concerned) - len(found),
    }
    return render(request, "groups/municipality_detail.html", context)
