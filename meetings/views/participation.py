"""Who has come to a group's meetings, for those who keep them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.forms.asked_day import AskedDay
from meetings import participation, reach


@require_safe
@login_required
def participation_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The turnout of the latest meetings, and what is to be followed up."""
    day = timezone.localdate()
    kept = reach.kept_by(request.user, day).select_related("parent__region", "region")
    group = get_object_or_404(kept, slug=slug)
    context = {
        "group": group,
        "made": participation.of(group, day),
        "window": participation.WINDOW,
        "asked": AskedDay(day),
        "crumbs": [(_("Grupper"), reverse("groups:group-list")), (group.label, group.get_absolute_url())],
    }
    return render(request, "meetings/participation.html", context)
