"""All that is known of one group."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from groups import composition, outline, timeline
from groups.forms.asked_day import AskedDay, asked_day
from groups.models import Group, GroupType, Seat, Tier
from groups.models.link import Link
from groups.outline import Node
from groups.views.in_short import MOST_NAMED, in_short, shown_lines


@require_safe
def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one group. The same few queries whatever it holds, but for one or two a level on a past day."""
    asked = asked_day(request)
    day = asked.day
    visible = Group.objects.as_of(asked.then).visible_to(request.user)
    rows = visible.select_related("type", "parent__parent__region", "parent__region", "region__parent")
    group = rows.filter(slug=slug).first()
    if group is None:
        return _not_then(request, slug, asked)
    above = group.above()
    shown = set(visible.filter(pk__in=[each.pk for each in above]).values_list("pk", flat=True))
    below = _below(group, visible)
    context = in_short(group, visible, day) | {
        "asked": asked,
        "topics": group.topics.all(),
        "crumbs": [(each.name, each.get_absolute_url()) for each in above if each.pk in shown],
        "below": below,
        "conveners": composition.on(day, below["parts"], kinds=[Seat.Kind.CONVENER]) if below["parts"] else {},
        "commissions": shown_lines(group.commissions, visible, day) or _from_whole(group, visible, day),
        "asks_feedback": group.tier != Tier.CENTRAL and group.type.expected_per != GroupType.Expected.REGION,
        "successors": group.successors.filter(pk__in=visible.values("pk")),
        "predecessors": group.predecessors.filter(pk__in=visible.values("pk")),
        "happenings": timeline.of(group, visible, asked.then),
    }
    return render(request, "groups/group_detail.html", context)


def _not_then(request: HttpRequest, slug: str, asked: AskedDay) -> HttpResponse:
    """Tell that the group did not exist on the day asked for; 404 if it does not today either."""
    group = get_object_or_404(Group.objects.visible_to(request.user), slug=slug)
    return render(request, "groups/group_not_then.html", {"group": group, "asked": asked})


def _below(group: Group, visible: QuerySet[Group]) -> dict[str, list[Group] | list[Node]]:
    """Return what lies directly below: its parts, and groups of their own; ended ones only below an ended group."""
    below = visible.filter(**{visible.at("parent"): group.pk}).for_rows()
    if not group.is_ended:
        below = below.current()
    rows = list(below[:MOST_NAMED])
    return {
        "parts": [each for each in rows if each.is_part],
        "groups": outline.gather(each for each in rows if not each.is_part),
    }


def _from_whole(group: Group, visible: QuerySet[Group], day: dt.date) -> list[Link]:
    """Return who commissioned the whole that the group is a part of; nothing for a group of its own."""
    return shown_lines(group.parent.commissions, visible, day) if group.is_part else []
