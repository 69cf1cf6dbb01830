"""The minutes as people read them: the page, the Word document and the PDF."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from groups.views.unkept import unkept
from meetings import verifier_links
from meetings.attachments import most_bytes, too_large
from meetings.documents import docx, pdf
from meetings.documents.content import Content
from meetings.documents.gathering import day_of, minutes_of
from meetings.file_kinds import ALLOWED
from meetings.forms.minutes import AttachmentForm, CorrectionForm, OnBehalfForm, RegisterForm, VerifierForm
from meetings.models import Meeting
from meetings.views.reach import readable

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was noted; for those who keep it, with all that can be done with it."""
    meeting, may_edit = readable(request, pk)
    return show(request, meeting, may_edit=may_edit)


@require_safe
def minutes_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes to edit further."""
    meeting, may_edit = readable(request, pk)
    return as_file(docx.write(minutes_of(meeting, public=not may_edit)), meeting, "docx", DOCX_TYPE)


@require_safe
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as an accessible PDF."""
    meeting, may_edit = readable(request, pk)
    return as_file(pdf.write(minutes_of(meeting, public=not may_edit)), meeting, "pdf", "application/pdf")


def show(request: HttpRequest, meeting: Meeting, *, may_edit: bool = True, **forms: Any) -> HttpResponse:
    """The page; `forms` are those that were refused, as they were sent, by their name in the template."""
    content = minutes_of(meeting, public=not may_edit)
    context = {
        "meeting": meeting,
        "content": content,
        "files": attached(content),
        "may_edit": may_edit,
        "today": timezone.localdate(),
    }
    if may_edit:
        context |= {"may_verify": not meeting.is_locked and meeting.status == Meeting.Status.HELD}
        context |= _forms(meeting) | {"verifiers": _verifiers(request, meeting, content)} | forms
    answer = render(request, "meetings/minutes.html", context)
    return unkept(answer) if may_edit else answer


def as_file(written: bytes, meeting: Meeting, ending: str, content_type: str) -> HttpResponse:
    """Return a document to save, named for the group and the day; not kept by caches unless it is public."""
    answer = HttpResponse(written, content_type=content_type)
    name = f"minnesanteckningar-{meeting.group.slug}-{meeting.date.isoformat()}.{ending}"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return unkept(answer)


def attached(content: Content, signed: str = "") -> list[dict[str, Any]]:
    """Return the attachments with the address of each: by the account, or by the verifier's personal link."""
    found = []
    for words, attachment in content.attachments:
        address = reverse("meetings:attachment", args=[attachment.uid])
        if signed:
            address = reverse("meetings:verify-attachment", args=[signed, attachment.uid])
        found.append({"words": words, "attachment": attachment, "href": address})
    return found


def _forms(meeting: Meeting) -> dict[str, Any]:
    """Return the forms that can be filled in as far as the minutes have come."""
    forms: dict[str, Any] = {"register_form": RegisterForm(meeting=meeting)}
    if meeting.is_locked:
        return forms | {"correction_form": CorrectionForm(meeting=meeting)}
    return forms | {
        "verifier_form": VerifierForm(meeting=meeting),
        "attachment_form": AttachmentForm(meeting=meeting),
        "attachment_most": most_bytes(),
        "attachment_mb": settings.ATTACHMENT_MAX_MB,
        "attachment_too_large": too_large(),
        "attachment_kinds": ALLOWED,
    }


def _verifiers(request: HttpRequest, meeting: Meeting, content: Content) -> list[dict[str, Any]]:
    """Return those who verify: what they have done, their personal address, and a form to record it for them."""
    text, rows = content.fingerprint, []
    for verifier in meeting.verifiers.select_related("person", "recorded_by"):
        done = verifier.verified_at and (meeting.is_locked or verifier.verified_text == text)
        link = reverse("meetings:verify", args=[verifier_links.sign(verifier)])
        rows.append(
            {
                "verifier": verifier,
                "done": day_of(verifier.verified_at) if done else "",
                "outdated": bool(verifier.verified_at and not done),
                "link": request.build_absolute_uri(link),
                "form": OnBehalfForm(initial={"day": timezone.localdate()}, prefix=f"v{verifier.pk}", label_suffix=""),
            }
        )
    return rows
