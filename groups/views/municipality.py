"""The municipalities, and what concerns one of them."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups import composition, presence
from groups.models import Group, Organisation, RegionMunicipality
from groups.views import concerns


@require_safe
def municipality_list(request: HttpRequest) -> HttpResponse:
    """All municipalities by delregion, with how many groups concern each."""
    day = timezone.localdate()
    groups = Group.objects.visible_to(request.user).current().counted()
    placed = RegionMunicipality.objects.on(day).select_related("region", "municipality")
    rows = list(placed.order_by("region__sort_key", "municipality__sort_key"))
    context = {"rows": rows, "covering": groups.count_covering(day)}
    return render(request, "groups/municipality_list.html", context)


@require_safe
def municipality_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups that concern a municipality, by tier; who sits for it, and where nobody does.

    Groups of its delregion that do not say which municipalities they cover are told of as such, not left out.
    """
    day = timezone.localdate()
    municipality = get_object_or_404(Organisation.objects.municipalities(), slug=slug)
    visible = Group.objects.visible_to(request.user).current()
    concerned = visible.filter(
        Q(pk__in=visible.covering(municipality, day).values("pk"))
        | Q(pk__in=visible.concerning(municipality.family(), day).values("pk"))
    )
    found = composition.on(day, concerns.first(concerned))
    present = presence.of(municipality, found.values())
    place = municipality.region_rows.on(day).select_related("region__parent").first()
    perhaps = concerns.unstated(visible, place.region) if place else visible.none()
    perhaps = concerns.first(perhaps.exclude(pk__in=concerned.values("pk")))
    context = {
        "municipality": municipality,
        "crumbs": [(_("Kommuner"), reverse("groups:municipality-list"))],
        "place": place,
        "sections": concerns.by_tier(present),
        "perhaps": perhaps,
        "compositions": composition.on(day, perhaps),
        "missing": [each.group for each in present if each.missing],
        "units": municipality.children.all()[: concerns.MOST_SHOWN],
        "inhabitants": municipality.inhabitants.first(),
        "total": concerned.count_by("is_part").get(False, 0),
    }
    return render(request, "groups/municipality_detail.html", context)
