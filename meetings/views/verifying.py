"""Where somebody reads and verifies the minutes by a personal address, without an account and without a cookie."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from groups.views.unkept import unkept
from meetings import attachments, minutes, verifier_links
from meetings.documents import pdf
from meetings.documents.gathering import day_of, minutes_of
from meetings.editing import MinutesLocked
from meetings.minutes import MinutesRefused
from meetings.models import Meeting, Verifier
from meetings.verifier_links import LinkExpired, LinkVoid
from meetings.views.minutes import as_file, attached


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view take the verifier whose signed address was asked for; a void one tells so and nothing more."""

    @wraps(view)
    def taken(request: HttpRequest, signed: str, *args, **kwargs) -> HttpResponse:
        try:
            verifier = verifier_links.read(signed)
        except LinkVoid as refusal:
            expired = isinstance(refusal, LinkExpired)
            context = {"expired": expired, "days": verifier_links.OPEN_FOR.days}
            return unkept(render(request, "meetings/verify_closed.html", context, status=410 if expired else 404))
        return unkept(view(request, verifier, signed, *args, **kwargs))

    return taken


# Django's own protection needs a cookie, and who comes by a link gets none. The address itself is the secret: who
# does not hold it cannot send this form, and what is sent names the wording that was read.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def verify(request: HttpRequest, verifier: Verifier, signed: str) -> HttpResponse:
    """The minutes as they stand, names and all, with one button."""
    meeting, problem = verifier.meeting, ""
    if request.method == "POST":
        try:
            minutes.verify(verifier, at=timezone.now(), read=request.POST.get("lydelse", ""))
            return redirect("meetings:verify", signed)
        except (MinutesRefused, MinutesLocked) as refusal:
            problem = str(refusal)
            verifier = verifier_links.read(signed)
            meeting = verifier.meeting
    content = minutes_of(meeting, public=False)
    done = verifier.verified_at and (meeting.is_locked or verifier.verified_text == content.fingerprint)
    context = {
        "meeting": meeting,
        "verifier": verifier,
        "signed": signed,
        "content": content,
        "files": attached(content, signed),
        "problem": problem,
        "done": day_of(verifier.verified_at) if done else "",
        "outdated": bool(verifier.verified_at and not done),
        "ready": not meeting.is_locked and meeting.status == Meeting.Status.HELD,
    }
    return render(request, "meetings/verify.html", context)


@require_safe
@by_link
def verify_pdf(request: HttpRequest, verifier: Verifier, signed: str) -> HttpResponse:
    """The minutes as a PDF, for who verifies them."""
    meeting = verifier.meeting
    return as_file(pdf.write(minutes_of(meeting, public=False)), meeting, "pdf", "application/pdf")


@require_safe
@by_link
def verify_attachment(request: HttpRequest, verifier: Verifier, signed: str, uid: uuid.UUID) -> HttpResponse:
    """A file of the meeting that the address is for, and of no other."""
    return attachments.download(get_object_or_404(verifier.meeting.attachments, uid=uid))
