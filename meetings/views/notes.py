"""The note taker's page, and what is done before the meeting: calling, and making the agenda."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from meetings import agenda, roll
from meetings.editing import MeetingCancelled, MinutesLocked
from meetings.models import Meeting
from meetings.views.at_meeting import by_script, for_note_takers, show


@require_safe
@for_note_takers
def notes(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Attendance, the agenda with its notes, decisions and actions, and what to follow up, to be written in."""
    return show(request, meeting)


@require_POST
@for_note_takers
def call(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Put those who hold seats that day on the list, or note the rest of those called as present."""
    if request.POST.get("gor") == "resten":
        return _done(request, meeting, "narvaro", lambda: _rest(roll.rest_present(meeting, by=request.user)))
    return _done(request, meeting, "narvaro", lambda: _called(roll.call(meeting, by=request.user)))


@require_POST
@for_note_takers
def prepare(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Copy the standing agenda, take up what is proposed, or number the items anew."""
    deeds = {
        "stående": lambda: agenda.copy_standing(meeting, by=request.user),
        "numrera": lambda: agenda.renumber(meeting, by=request.user),
    }
    chosen = lambda: agenda.take_up(meeting, request.POST.getlist("forslag"), by=request.user)  # noqa: E731
    deed = deeds.get(request.POST.get("gor", ""), chosen)
    return _done(request, meeting, "dagordning", lambda: _counted(deed()))


def _done(request: HttpRequest, meeting: Meeting, place: str, deed) -> HttpResponse:
    """Do it and say what it came to, on the page drawn anew."""
    try:
        messages.success(request, deed())
    except (MinutesLocked, MeetingCancelled) as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    page = f"{reverse('meetings:notes', args=[meeting.pk])}#{place}"
    return JsonResponse({"kind": "reload", "page": page}) if by_script(request) else redirect(page)


def _called(done: roll.Call) -> str:
    said = []
    if done.added:
        said.append(ngettext("%(n)s kallad lades till.", "%(n)s kallade lades till.", done.added) % {"n": done.added})
    if done.changed:
        said.append(_("%(n)s följer nu sin plats.") % {"n": done.changed})
    if done.removed:
        said.append(_("%(n)s som inte längre är kallad togs bort.") % {"n": done.removed})
    if done.kept:
        said.append(_("Står kvar fast platsen är en annans: %(names)s.") % {"names": ", ".join(done.kept)})
    return " ".join(said) or _("Listan stämmer redan med platserna i gruppen.")


def _rest(number: int) -> str:
    return ngettext("%(n)s antecknades som närvarande.", "%(n)s antecknades som närvarande.", number) % {"n": number}


def _counted(number: int) -> str:
    if not number:
        return _("Dagordningen är oförändrad.")
    return ngettext("%(n)s punkt skrevs.", "%(n)s punkter skrevs.", number) % {"n": number}
