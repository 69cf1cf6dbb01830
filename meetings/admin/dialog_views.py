"""The pages where a meeting is moved, cancelled and so on: the questions, what will happen, and then it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from groups.admin.group_dialog_views import CHANGE_ANSWERS, CONFIRMED
from groups.admin.group_sections import Entry
from meetings.admin.dialogs import DIALOGS, Dialog
from meetings.admin.meeting_words import clash_words, when
from meetings.editing import StaleRow

if TYPE_CHECKING:
    from meetings.admin.meeting import MeetingAdmin


def views(model_admin: MeetingAdmin) -> Iterator[tuple[str, type[Dialog], Callable]]:
    """Name, dialog and view of each."""
    for name, dialog in DIALOGS.items():

        def view(request: HttpRequest, pk: int, dialog: type[Dialog] = dialog) -> HttpResponse:
            return ask(model_admin, request, pk, dialog)

        yield name, dialog, view


def ask(model_admin: MeetingAdmin, request: HttpRequest, pk: int, dialog: type[Dialog]) -> HttpResponse:
    """The dialog's page. Status 409, and how the meeting stands, if somebody has changed it since it was opened."""
    if dialog.at_once and request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    meeting = model_admin.get_object(request, str(pk))
    if meeting is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, str(pk))
    if not model_admin.has_change_permission(request, meeting):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form, outcome = dialog(data, meeting=meeting, user=request.user, today=localdate()), None
    if not form.is_bound and not form.visible_fields():
        outcome = form.outcome()  # nothing is asked
    try:
        if form.is_bound and form.is_valid() and CHANGE_ANSWERS not in request.POST:
            told = form.outcome()
            if dialog.at_once or request.POST.get(CONFIRMED) == form.confirmation:
                if done := form.do():
                    messages.success(request, told[0])
                    model_admin.log_change(request, done, str(form.title))
                    return HttpResponseRedirect(reverse("admin:meetings_meeting_change", args=[done.pk]))
            elif form.do(try_out=True):
                outcome = told
    except StaleRow:
        form = form.caught_up()
    if dialog.at_once:
        messages.error(request, _problem(form))
        return HttpResponseRedirect(reverse("admin:meetings_meeting_change", args=[meeting.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": form.title,
        "subtitle": str(form.meeting),
        "form": form,
        "entries": [Entry(bound, warnings=form.warnings(bound.name)) for bound in form.visible_fields()],
        "outcome": outcome,
        "clashes": [clash_words(each) for each in form.clashes] if outcome else [],
        "confirmed": CONFIRMED,
        "when": when(form.meeting),
        "original": form.meeting,
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
    }
    status = 409 if form.stale else 200
    return TemplateResponse(request, "admin/meetings/meeting/dialog.html", context, status=status)


def _problem(form: Dialog) -> str:
    """Why nothing was done, for what is done by a button alone."""
    if form.stale:
        return _("Någon annan har ändrat mötet sedan du öppnade sidan. Ingenting är ändrat.")
    return " ".join(message for messages_of in form.errors.values() for message in messages_of)
