"""What those who keep the minutes do with them: ask for approval, record it, correct, publish, take back, register.

Each step is a form of its own on the page of the minutes; what is refused comes back there, with all that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groups.views.unkept import unkept
from meetings import minutes, risks
from meetings.editing import MinutesLocked, StaleRow
from meetings.forms.minutes import CorrectionForm, OnBehalfForm, RegisterForm, VerifierForm
from meetings.minutes import MinutesRefused, RisksFound
from meetings.models import Meeting, Verifier
from meetings.views.minutes import show
from meetings.views.reach import editable

REFUSALS = (MinutesRefused, MinutesLocked, StaleRow)


def step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view take a meeting that may be edited; what is refused as a whole is told above the page."""

    @require_POST
    @wraps(view)
    def taken(request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponse:
        meeting = editable(request, pk)
        try:
            return view(request, meeting, *args, **kwargs)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return back(meeting)

    return taken


def back(meeting: Meeting, place: str = "") -> HttpResponse:
    """Lead back to the page of the minutes."""
    return redirect(reverse("meetings:minutes", args=[meeting.pk]) + place)


@step
def add_verifier(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Ask somebody to verify."""
    form = VerifierForm(request.POST, meeting=meeting)
    if form.is_valid():
        try:
            minutes.add_verifier(meeting, **form.cleaned_data, by=request.user)
            return back(meeting, "#justering")
        except ValidationError as error:
            form.refuse(error)
        except MinutesRefused as refusal:
            form.add_error(None, str(refusal))
    return show(request, meeting, verifier_form=form)


@step
def remove_verifier(request: HttpRequest, meeting: Meeting, verifier: int) -> HttpResponse:
    """Take somebody away from those who verify."""
    row = _verifier(meeting, verifier)
    minutes.remove_verifier(row, by=request.user)
    messages.success(request, _("%(who)s står inte längre bland justerarna.") % {"who": row.who})
    return back(meeting, "#justering")


@step
def renew_link(request: HttpRequest, meeting: Meeting, verifier: int) -> HttpResponse:
    """Withdraw a personal address."""
    row = _verifier(meeting, verifier)
    minutes.renew_link(row, by=request.user)
    messages.success(request, _("Den gamla länken till %(who)s gäller inte längre.") % {"who": row.who})
    return back(meeting, "#justering")


@step
def verify_on_behalf(request: HttpRequest, meeting: Meeting, verifier: int) -> HttpResponse:
    """Record that somebody has approved the minutes in another way, such as a signature on paper."""
    row = _verifier(meeting, verifier)
    form = OnBehalfForm(request.POST, prefix=f"v{row.pk}", label_suffix="")
    if form.is_valid():
        try:
            minutes.verify(row, at=form.moment(timezone.now()), by=request.user)
            messages.success(request, _told_of_verifying(row))
            return back(meeting, "#justering")
        except ValidationError as error:
            form.add_error("day", error)
        except MinutesRefused as refusal:
            form.add_error("day", str(refusal))
    if meeting.is_locked or meeting.status != Meeting.Status.HELD:
        # The page offers no such form now, so it is told above it.
        raise MinutesRefused(" ".join(form.errors.get("day", [])))
    return show(request, meeting, refused_verifier=row.pk, refused_form=form)


def _told_of_verifying(row: Verifier) -> str:
    if row.meeting.is_locked:
        return _("Minnesanteckningarna är nu justerade och låsta.")
    return _("Justeringen av %(who)s är antecknad.") % {"who": row.who}


@step
def correct(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Add a correction."""
    form, found = CorrectionForm(request.POST, meeting=meeting), []
    if form.is_valid():
        said = form.cleaned_data
        try:
            minutes.correct(meeting, said["text"], item=said["item"], by=request.user, confirmed=said["confirmed"])
            messages.success(request, _("Rättelsen står nu i anteckningarna."))
            return back(meeting)
        except RisksFound as refusal:
            found = refusal.risks
            form.ask_to_confirm(risks.key(found))
            form.add_error("text", _("Det här kanske inte får vara publikt. Ändra, eller spara en gång till."))
        except ValidationError as error:
            form.refuse(error)
    return show(request, meeting, correction_form=form, correction_risks=found)


@step
def publish(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Publish; where something perhaps must not be public, show where and ask first."""
    ticked = "last" in request.POST
    key = request.POST.get("funnet", "") if ticked else ""
    try:
        minutes.publish(meeting, by=request.user, confirmed=key)
    except RisksFound as refusal:
        context = {
            "meeting": meeting,
            "risks": refusal.risks,
            "key": risks.key(refusal.risks),
            "unticked": "funnet" in request.POST and not ticked,
            "changed": bool(key),
        }
        return unkept(render(request, "meetings/publish.html", context))
    messages.success(request, _("Minnesanteckningarna är publicerade. Alla kan läsa dem."))
    return back(meeting)


@step
def withdraw(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Take the minutes back from the public."""
    minutes.withdraw(meeting, by=request.user)
    messages.success(request, _("Minnesanteckningarna visas inte längre publikt. De är fortfarande justerade."))
    return back(meeting)


@step
def register(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Note the diary number."""
    form = RegisterForm(request.POST, meeting=meeting)
    if form.is_valid():
        try:
            minutes.register(meeting, **form.cleaned_data, by=request.user)
            messages.success(request, _("Diarieföringen är sparad."))
            return back(meeting)
        except ValidationError as error:
            form.refuse(error)
    return show(request, meeting, register_form=form)


def _verifier(meeting: Meeting, pk: int) -> Verifier:
    return get_object_or_404(meeting.verifiers.select_related("person", "meeting"), pk=pk)
