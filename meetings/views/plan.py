"""The action plan of a group: for readers what published minutes say, for those who keep it all of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groups.forms.asked_day import AskedDay
from groups.models import Group
from meetings import plans, reach
from meetings.editing import StaleRow
from meetings.forms.action_state import ActionStateForm
from meetings.models import Action

logger = logging.getLogger(__name__)

PER_PAGE = 100


@dataclass
class Row:
    """An action as the page shows it."""

    action: Action
    who: list[tuple[str, bool]]
    is_overdue: bool
    form: ActionStateForm | None = None


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Open actions first, page by page."""
    group = get_object_or_404(reach.open_to(request.user, timezone.localdate()), slug=slug)
    return _page(request, group)


@require_POST
@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save how it goes with one action; what cannot be saved is shown again with what was typed."""
    day = timezone.localdate()
    group = get_object_or_404(reach.kept_by(request.user, day), slug=slug)
    action = get_object_or_404(group.actions.select_related("meeting"), pk=pk)
    form = ActionStateForm(request.POST, action=action)
    if not form.is_valid():
        return _page(request, group, wrong=form, status=400)
    told = form.cleaned_data
    try:
        plans.change(action, told["revision"], state=told["state"], note=told["note"], day=day, by=request.user)
    except StaleRow as stale:
        if stale.current is None:
            return redirect("meetings:plan", slug=slug)
        form.adopt(stale.current)
        return _page(request, group, wrong=form, stale=stale, status=409)
    logger.info("action %s of group %s is %s", action.pk, group.pk, told["state"])
    return redirect(f"{reverse('meetings:plan', args=[slug])}?sparad={action.pk}#atgard-{action.pk}")


def _page(
    request: HttpRequest, group: Group, *, wrong: ActionStateForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The plan; with `wrong`, the action whose form was refused stands alone on top, so that it is seen on any page."""
    day = timezone.localdate()
    is_kept = reach.kept_by(request.user, day).filter(pk=group.pk).exists()
    actions = plans.shown(group, request.user, day, is_kept=is_kept)
    page = Paginator(actions, PER_PAGE).get_page(request.GET.get("sida"))
    rows = [
        Row(
            action,
            plans.who(action, named=is_kept),
            plans.is_overdue(action, day),
            ActionStateForm(action=action) if is_kept and not (wrong and wrong.action == action) else None,
        )
        for action in page
    ]
    context = {
        "group": group,
        "page": page,
        "open": [row for row in rows if row.action.state == Action.State.OPEN],
        "closed": [row for row in rows if row.action.state != Action.State.OPEN],
        "is_kept": is_kept,
        "wrong": wrong,
        "saved": request.GET.get("sparad", ""),
        "asked": AskedDay(day),
        "crumbs": [(_("Grupper"), reverse("groups:group-list")), (group.label, group.get_absolute_url())],
    }
    return render(request, "meetings/plan.html", context | more, status=status)
