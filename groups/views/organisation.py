"""The organisations, and what concerns one of them: a hospital, a clinic, a health centre …"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups import composition, presence
from groups.forms.filter import OrganisationFilter
from groups.models import Group, Organisation
from groups.views import concerns

PER_PAGE = 50


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """All organisations that the filters leave, page by page, in Swedish order."""
    form = OrganisationFilter(request.GET)
    organisations = form.apply(Organisation.objects.with_lineage().select_related("region"))
    page = Paginator(organisations, PER_PAGE).get_page(request.GET.get("sida"))
    return render(request, "groups/organisation_list.html", {"form": form, "page": page})


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups where an organisation, with all below it, has a place; who sits there, and what else concerns it."""
    day = timezone.localdate()
    rows = Organisation.objects.with_lineage().select_related("region", "parent__region")
    organisation = get_object_or_404(rows, slug=slug)
    if organisation.is_municipality:
        return redirect(organisation, permanent=True)
    family = organisation.family()
    visible = Group.objects.visible_to(request.user).current()
    concerned = visible.concerning(family, day)
    found = composition.on(day, concerns.first(concerned))
    context = {
        "organisation": organisation,
        "crumbs": [(_("Organisationer"), reverse("groups:organisation-list")), *_above(organisation)],
        "sections": concerns.by_tier(presence.of(organisation, found.values())),
        "inviting": concerns.first(visible.inviting(organisation, day).exclude(pk__in=concerned.values("pk"))),
        "receiving": concerns.first(visible.answering_to(family, day)),
        "units": organisation.children.all()[: concerns.MOST_SHOWN],
        "total": concerned.count_by("is_part").get(False, 0),
    }
    return render(request, "groups/organisation_detail.html", context)


def _above(organisation: Organisation) -> list[tuple[str, str]]:
    return [(each.label, each.get_absolute_url()) for each in reversed(organisation.lineage[1:])]
