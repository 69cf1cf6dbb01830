"""Files of a meeting: received by those who keep the minutes, downloaded by those who may read them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings import attachments
from meetings.editing import MinutesLocked
from meetings.file_kinds import FileRefused
from meetings.forms.minutes import AttachmentForm
from meetings.models import Attachment, Meeting
from meetings.uploads import takes_one_file
from meetings.views.minutes import show
from meetings.views.minutes_steps import back, step
from meetings.views.reach import editable


@require_POST
@takes_one_file
def add_attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file; one that is too large has not been read whole when it is refused."""
    meeting = editable(request, pk)
    form = AttachmentForm(request.POST, request.FILES, meeting=meeting)
    if request.file_too_large:
        form.fields["file"].required = False
        form.full_clean()
        form.add_error("file", attachments.too_large())
    elif form.is_valid():
        said = form.cleaned_data
        try:
            attachments.add(
                meeting, said["file"], title=said["title"], label=said["label"], item=said["item"], by=request.user
            )
            messages.success(request, _("Bilagan är sparad."))
            return back(meeting, "#bilagor")
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        except ValidationError as error:
            form.refuse(error)
        except MinutesLocked as refusal:
            messages.error(request, str(refusal))
            return back(meeting)
    if meeting.is_locked:
        messages.error(request, str(MinutesLocked(meeting)))
        return back(meeting)
    return show(request, meeting, attachment_form=form)


@step
def remove_attachment(request: HttpRequest, meeting: Meeting, uid: uuid.UUID) -> HttpResponse:
    """Take a file away."""
    attachment = get_object_or_404(meeting.attachments.select_related("meeting"), uid=uid)
    attachments.remove(attachment, by=request.user)
    messages.success(request, _("Bilagan %(what)s är borttagen.") % {"what": attachment})
    return back(meeting, "#bilagor")


@require_safe
def attachment(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A file, for those who may read the minutes that it belongs to."""
    open_meetings = Meeting.objects.notes_open_to(request.user, timezone.localdate()).order_by().values("pk")
    return attachments.download(get_object_or_404(Attachment, uid=uid, meeting__in=open_meetings))
