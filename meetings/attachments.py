"""Files of the minutes: taken in after a look inside, taken away while the minutes are a draft, handed out to save."""

from __future__ import annotations

import hashlib
import logging
import re

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from groups.editing import signed
from groups.models import User
from meetings.editing import noting
from meetings.file_kinds import FileRefused, ending_of, kind_of
from meetings.models import AgendaItem, Attachment, AttachmentContent, Meeting
from meetings.uploads import most_bytes

logger = logging.getLogger(__name__)

MOST = 60
"""So many files may a meeting have."""

_ILLEGAL_IN_NAME = re.compile('[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff/\\\\:*?"<>|]+')
_NUMBERED = re.compile(r"bilaga\s+(\d{1,4})", re.IGNORECASE)


def add(
    meeting: Meeting, upload: UploadedFile, *, title: str, label: str = "", item: AgendaItem | None = None, by: User
) -> Attachment:
    """Attach a file. Raises MinutesLocked, FileRefused, ValidationError."""
    if upload.size > most_bytes():
        raise FileRefused(too_large())
    data = upload.read()
    name = file_name(upload.name or "")
    kind = kind_of(name, data)
    checksum = hashlib.sha256(data).hexdigest()
    with noting(meeting) as current:
        known = {each.sha256: each for each in current.attachments.all()}
        if same := known.get(checksum):
            raise FileRefused(_("Filen finns redan: %(what)s.") % {"what": same})
        if len(known) >= MOST:
            raise FileRefused(_("Ett möte kan ha högst %(most)s bilagor.") % {"most": MOST})
        if item is not None and item.meeting_id != current.pk:
            raise ValidationError({"item": _("Välj en punkt på det här mötet.")})
        last = current.attachments.aggregate(last=Max("order"))["last"] or 0
        attachment = Attachment(
            meeting=current,
            item=item,
            label=label.strip(),
            title=title.strip() or name[: -len(ending_of(name))],
            file_name=name,
            content_type=kind.content_type,
            size=len(data),
            sha256=checksum,
            order=last + 1,
        )
        attachment.full_clean()
        signed(attachment, by, "").save()
        AttachmentContent.objects.create(attachment=attachment, data=data)
    logger.info("attachment %s added to meeting %s", attachment.pk, meeting.pk)
    return attachment


def remove(attachment: Attachment, *, by: User) -> None:
    """Take a file away, its content too. Raises MinutesLocked."""
    with noting(attachment.meeting):
        key = attachment.pk
        signed(attachment, by, "").delete()
    logger.info("attachment %s removed from meeting %s", key, attachment.meeting_id)


def next_label(meeting: Meeting) -> str:
    """Return "Bilaga 3" where the highest number so far is two."""
    numbers = [_NUMBERED.fullmatch(label.strip()) for label in meeting.attachments.values_list("label", flat=True)]
    return _("Bilaga %(n)s") % {"n": max((int(found[1]) for found in numbers if found), default=0) + 1}


def file_name(name: str) -> str:
    """Return a name that any system can save, its ending kept, at most as long as the column."""
    name = _ILLEGAL_IN_NAME.sub("_", name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]).strip(" .") or "bilaga"
    longest, ending = Attachment._meta.get_field("file_name").max_length, ending_of(name)
    return name if len(name) <= longest else name[: longest - len(ending)] + ending


def too_large() -> str:
    """Return how it is told that a file is larger than what is taken."""
    return _("Filen är för stor. En bilaga får vara högst %(most)s MB.") % {"most": most_bytes() // 1024 // 1024}


def download(attachment: Attachment) -> HttpResponse:
    """Return the file as something to save: nothing in it may be shown or run by the browser."""
    data = bytes(AttachmentContent.objects.get(attachment=attachment).data)
    answer = HttpResponse(data, content_type=attachment.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, attachment.file_name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
