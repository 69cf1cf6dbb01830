"""All that is known of one group."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from groups import kin, outline, timeline
from groups.forms.asked_day import AskedDay, asked_day
from groups.models import Group, GroupType, Tier
from groups.views.in_short import in_short


@require_safe
def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one group. The same few queries whatever it holds, but for one or two a level on a past day."""
    asked = asked_day(request)
    visible = Group.objects.as_of(asked.then).visible_to(request.user)
    found = kin.of(slug, visible)
    if found is None:
        return _not_then(request, slug, asked)
    group, events = found.group, timeline.recorded(found.group)
    short = in_short(group, visible, asked.day, above=found.above, parts=found.parts, named=events.keys)
    ties = short["ties"]
    context = short | {
        "asked": asked,
        "topics": ties.topics,
        "crumbs": [(each.name, each.get_absolute_url()) for each in found.shown],
        "below": {
            "parts": [each for each in found.below if each.is_part],
            "groups": outline.gather(each for each in found.below if not each.is_part),
        },
        "commissions": ties.commissions,
        "asks_feedback": group.tier != Tier.CENTRAL and group.type.expected_per != GroupType.Expected.REGION,
        "successors": ties.successors,
        "predecessors": ties.predecessors,
        "happenings": timeline.of(events, set(short["seen"]), asked.then),
    }
    return render(request, "groups/group_detail.html", context)


def _not_then(request: HttpRequest, slug: str, asked: AskedDay) -> HttpResponse:
    """Tell that the group did not exist on the day asked for; 404 if it does not today either."""
    group = get_object_or_404(Group.objects.visible_to(request.user), slug=slug)
    return render(request, "groups/group_not_then.html", {"group": group, "asked": asked})
