"""The organisations, and what concerns one of them: a hospital, a clinic, a health centre …"""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups import changes, convening, lifting, presence
from groups.forms.asked_day import AskedDay, asked_day
from groups.forms.organisation_filter import OrganisationFilter
from groups.models import Group, Organisation, Tier
from groups.ordering import fold
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
    asked = asked_day(request)
    day = asked.day
    rows = Organisation.objects.with_lineage().select_related("region", "parent__region")
    organisation = get_object_or_404(rows, slug=slug)
    if organisation.is_municipality:
        return redirect(organisation, permanent=True)
    family = organisation.family()
    visible = Group.objects.as_of(asked.then).visible_to(request.user)
    current = visible.current()
    concerned = concerns.are_parts(current.concerning(family, day))
    own = concerns.first(current.filter(pk__among=concerned).prefetch_related("topics"))
    others = current.filter(pk__beyond=concerned)
    inviting = concerns.first(others.inviting(organisation, day))
    through = _where_those_above_sit(organisation, others, day)
    receiving = concerns.first(current.answering_to(family, day))
    # A group may stand in several lists: that of its own has the topics fetched, so it comes last.
    found = convening.on(day, {group.pk: group for group in [*receiving, *through, *inviting, *own]}.values())
    home = lifting.home_of(organisation, day)
    near = [group for group in inviting if _namesake(organisation, found[group.pk].covered)]
    present = presence.of(organisation, [found[group.pk] for group in own])
    sections = concerns.by_tier(present)
    context = {
        "asked": asked,
        "organisation": organisation,
        "crumbs": [(_("Organisationer"), reverse("groups:organisation-list")), *_above(organisation, asked)],
        "sections": sections,
        "local": concerns.local_groups(sections),
        "topics": concerns.by_topic(own),
        "vacant": sum(each.vacancies for each in present),
        "near": near,
        "inviting": [group for group in inviting if group not in near],
        "through": through,
        "receiving": receiving,
        "compositions": found,
        "places": home.municipalities_on(day) if inviting and home and not organisation.municipality else [],
        "officials": concerns.officials(home, visible, day),
        "changes": changes.in_year_to(day, organisation, home, visible),
        "units": organisation.children.all()[: concerns.MOST_SHOWN],
        "total": sum(is_part is False for is_part in concerned.values()),
        "left_out": len(concerned) - len(own),
    }
    return render(request, "groups/organisation_detail.html", context)


def _namesake(organisation: Organisation, municipalities: list[Organisation]) -> bool:
    """Tell whether one of the municipalities stands in the organisation's name, as in "Vårdcentralen Bjuv"."""
    name = fold(organisation.name).split()
    return any(fold(each.name) in name for each in municipalities)


def _where_those_above_sit(organisation: Organisation, groups: QuerySet[Group], day: dt.date) -> list[Group]:
    """Return those of the groups, central or at home with the organisation, where some unit above it has a place."""
    if not organisation.parent:
        return []
    near = Q(tier=Tier.CENTRAL) | Q(pk__in=groups.at_home_with(organisation, day).values("pk"))
    over = Organisation.objects.filter(pk__in=[each.pk for each in organisation.lineage[1:]])
    return concerns.first(groups.filter(near).concerning(over, day))


def _above(organisation: Organisation, asked: AskedDay) -> list[tuple[str, str]]:
    return [(each.label, asked.keep(each.get_absolute_url())) for each in reversed(organisation.lineage[1:])]
