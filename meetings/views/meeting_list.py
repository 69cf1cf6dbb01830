"""All meetings, those to come or those that have been."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings import rows
from meetings.forms.filter import PAST
from meetings.views import frame as frames
from meetings.views.pages import BoundedPaginator

PER_PAGE = 50


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings that the filters in the address leave, page by page; `?visa=tidigare` for those that have been."""
    view = PAST if request.GET.get("visa") == PAST else "kommande"
    frame = frames.frame(request, view)
    found = frame.form.sorted(rows.shown(frame.meetings, frame.visible))
    page = BoundedPaginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    context = {"frame": frame, "page": page, "months": rows.by_month(page.object_list)}
    return render(request, "meetings/meeting_list.html", context)
