"""Mina möten: the meetings of the groups that somebody has chosen. The choice stands in the address alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups import search
from groups.models import Group
from groups.ordering import LONGEST_QUERY, words
from meetings import rows
from meetings.models import Meeting
from meetings.views import frame as frames
from meetings.views.pages import BoundedPaginator

PER_PAGE = 30
MOST_OFFERED = 12
"""So many groups are offered; more words in the search leave fewer."""


@require_safe
def my_meetings(request: HttpRequest) -> HttpResponse:
    """The meetings to come of the groups chosen, and a search by name for more groups to choose."""
    frame = frames.frame(request, "mina")
    chosen = frame.form.chosen
    found = frame.meetings.coming(frame.today) if chosen else Meeting.objects.none()
    page = BoundedPaginator(rows.shown(found, frame.visible), PER_PAGE).get_page(request.GET.get("sida"))
    sought = request.GET.get("sok", "").replace("\0", "").strip()[:LONGEST_QUERY]
    offered = _offered(sought, frame)
    context = {
        "frame": frame,
        "page": page,
        "months": rows.by_month(page.object_list),
        "sought": sought,
        "offered": [(group, chosen.with_(group)) for group in offered[:MOST_OFFERED]],
        "more": len(offered) > MOST_OFFERED,
        "removals": [(group, chosen.without(group) or "?") for group in chosen.groups],
    }
    return render(request, "meetings/my_meetings.html", context)


def _offered(sought: str, frame: frames.Frame) -> list[Group]:
    """Return one more group than fits of those that the words fit, the best first; none for no words. One query."""
    if not words(sought):
        return []
    others = frame.visible.current().exclude(pk__in=[group.pk for group in frame.form.chosen.groups])
    found = search.graded(search.groups_matching(sought, others), sought, "name_text")
    return list(found.select_related("type", "region", "parent")[: MOST_OFFERED + 1])
