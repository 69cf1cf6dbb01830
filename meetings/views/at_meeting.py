"""What the note taker's pages share: who comes in, and how they are answered, with script or without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from meetings.models import Meeting
from meetings.note_page import NotePage
from meetings.problems import Problem


def for_note_takers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in those who may edit the meeting; the view gets the meeting. Others are asked to log in, or told 404."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        page = reverse("meetings:notes", args=[pk])
        if not request.user.is_authenticated:
            if by_script(request):
                message = _("Du är utloggad. Det du skrivit står kvar här och skickas när du har loggat in igen.")
                return JsonResponse({"kind": "login", "message": message}, status=401)
            return redirect_to_login(page)
        editable = Meeting.objects.editable_by(request.user, timezone.localdate())
        rows = editable.select_related("group__type", "group__region", "group__parent", "chair", "note_taker")
        meeting = get_object_or_404(rows, pk=pk)
        request.revision_before = meeting.revision
        answer = view(request, meeting, **kwargs)
        add_never_cache_headers(answer)
        return answer

    return guarded


def by_script(request: HttpRequest) -> bool:
    """Whether the page's own script asks, and so wants an answer in JSON."""
    return request.headers.get("X-Requested-With") == "notes"


def saved(request: HttpRequest, meeting: Meeting, place: str, revision: int | None, **more: Any) -> HttpResponse:
    """Tell that it is saved, and what has now been seen of it."""
    if by_script(request):
        # From the two revisions the page tells whether somebody else has written since it was drawn.
        told = {"kind": "saved", "revision": revision, "before": request.revision_before, "meeting": meeting.revision}
        return JsonResponse(told | more)
    return redirect(f"{reverse('meetings:notes', args=[meeting.pk])}#{place}")


def not_saved(request: HttpRequest, meeting: Meeting, problems: Iterable[Problem]) -> HttpResponse:
    """Tell what is wrong at its place; without script the page is shown again with all that was typed."""
    problems = list(problems)
    if by_script(request):
        problem = problems[0]
        said = render_to_string("meetings/_notes_said.html", {"problem": problem}, request)
        told = {"kind": problem.kind, "message": problem.message, "said": said, "fields": [*problem.errors]}
        return JsonResponse(told | {"revision": problem.revision}, status=problem.status)
    return show(request, meeting, problems, status=problems[0].status)


def show(request: HttpRequest, meeting: Meeting, problems: Iterable[Problem] = (), status: int = 200) -> HttpResponse:
    """The page as it stands."""
    page = NotePage(meeting, problems)
    return render(request, "meetings/notes.html", page.drawn() | crumbs_of(meeting), status=status)


def crumbs_of(meeting: Meeting) -> dict[str, list[tuple[str, str]]]:
    return {"crumbs": [(meeting.group.label, meeting.group.get_absolute_url())]}


def today() -> dt.date:
    return timezone.localdate()
