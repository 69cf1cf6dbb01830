"""Saving one thing at a time from the note taker's page."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groups.models import Person
from groups.ordering import fold
from meetings import agenda, noting, roll
from meetings.editing import MeetingCancelled, MinutesLocked, StaleRow
from meetings.forms.notes import (
    ActionForm,
    DecisionForm,
    DetailsForm,
    FactsForm,
    ItemForm,
    ParticipantForm,
    PresenceForm,
    RowForm,
)
from meetings.models import Attendance, Meeting
from meetings.note_page import NotePage
from meetings.problems import Problem, of_error, of_form
from meetings.views.at_meeting import by_script, for_note_takers, not_saved, saved, today

REFUSALS = (ValidationError, noting.Clash, noting.Gone, MeetingCancelled, MinutesLocked, StaleRow)

MOVES = {"upp": -1, "ner": 1}

ROW = re.compile(r"^n(\d{1,18})-state$")


def _save(request: HttpRequest, meeting: Meeting, place: str, form: RowForm, save: Callable[[], Any]) -> HttpResponse:
    """Save what the form holds, and answer."""
    if not form.is_valid():
        return not_saved(request, meeting, [of_form(place, form, request.POST)])
    try:
        row = save()
    except REFUSALS as error:
        return not_saved(request, meeting, [of_error(place, error, form, request.POST)])
    return saved(request, meeting, place, getattr(row, "revision", None))


@require_POST
@for_note_takers
def item(request: HttpRequest, meeting: Meeting, uid: uuid.UUID) -> HttpResponse:
    """Save an item of the agenda, move it or take it away."""
    place, form, by = f"punkt-{uid}", ItemForm(request.POST), request.user
    deed, stored = request.POST.get("gor"), meeting.items.filter(uid=uid).first()
    if stored and deed == "ta-bort":
        return _save_bare(request, meeting, place, form, lambda: agenda.remove(meeting, stored, by=by), removed=place)

    def save() -> Any:
        row = noting.save_item(meeting, uid, form.values, form.seen, by=by)
        if deed in MOVES:
            agenda.move(meeting, row, MOVES[deed], by=by)
        return row

    return _save(request, meeting, place, form, save)


@require_POST
@for_note_takers
def decision(request: HttpRequest, meeting: Meeting, uid: uuid.UUID) -> HttpResponse:
    """Save a decision, proposal or wish, or take it away."""
    place, form, by = f"beslut-{uid}", DecisionForm(request.POST), request.user
    if request.POST.get("gor") == "ta-bort":
        deed = lambda: noting.remove_decision(meeting, uid, _seen(form), by=by)  # noqa: E731
        return _save_bare(request, meeting, place, form, deed, removed=place)

    def save() -> Any:
        under = _uid(request.POST, "item") or uuid.UUID(int=0)
        return noting.save_decision(meeting, under, uid, form.values, form.seen, by=by)

    return _save(request, meeting, place, form, save)


@require_POST
@for_note_takers
def action(request: HttpRequest, meeting: Meeting, uid: uuid.UUID) -> HttpResponse:
    """Save an action with who is to do it, or take away one that came of this meeting."""
    place, form, by = f"atgard-{uid}", ActionForm(request.POST), request.user
    if request.POST.get("gor") == "ta-bort":
        deed = lambda: noting.remove_action(meeting, uid, _seen(form), by=by)  # noqa: E731
        return _save_bare(request, meeting, place, form, deed, removed=place)

    def save() -> Any:
        parties = None
        if form.lines is not None:
            stored = meeting.group.actions.filter(uid=uid).first()
            there = stored.parties.select_related("person", "organisation") if stored else ()
            known = NotePage(meeting).known.with_parties(there)
            parties = known.read(form.lines, form.convening)
        under = _uid(request.POST, "item")
        return noting.save_action(meeting, under, uid, form.values, parties, form.seen, by=by, day=today())

    return _save(request, meeting, place, form, save)


@require_POST
@for_note_takers
def facts(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Save who led and who wrote, the next meeting in words, and that the meeting was held."""
    people = _choosable(meeting)
    form = FactsForm(request.POST, people, meeting)
    if not form.is_valid():
        return not_saved(request, meeting, [of_form("mote", form, request.POST)])
    try:
        current = noting.save_facts(meeting, form.values, form.seen or 0, by=request.user, day=today())
    except REFUSALS as error:
        return not_saved(request, meeting, [of_error("mote", error, form, request.POST)])
    return saved(request, meeting, "mote", noting.facts_seen(current))


@require_POST
@for_note_takers
def presence(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Save who is there: one row at a tap, or the whole list. What can be saved is, whatever is wrong with another."""
    rows = {row.pk: row for row in meeting.attendances.all()}
    problems, last = [], None
    for key in filter(None, map(ROW.match, request.POST)):
        pk = int(key[1])
        sent = {name: request.POST.get(f"n{pk}-{name}") for name in (*noting.PRESENCE, "revision")}
        form = PresenceForm({name: value for name, value in sent.items() if value is not None})
        place, row = f"narvaro-{pk}", rows.get(pk)
        if not form.is_valid():
            problems.append(of_form(place, form, request.POST))
            continue
        if row and all(getattr(row, name) == value for name, value in form.values.items()):
            last = row
            continue
        try:
            last = noting.save_presence(meeting, pk, form.values, form.seen, by=request.user)
        except REFUSALS as error:
            problems.append(of_error(place, error, form, request.POST))
    if problems:
        return not_saved(request, meeting, problems)
    return saved(request, meeting, "narvaro", last.revision if last else None)


@require_POST
@for_note_takers
def participant(request: HttpRequest, meeting: Meeting, key: int) -> HttpResponse:
    """Save what is kept of a participant, or take somebody off the list who was written there by hand."""
    place, form, by = f"deltagare-{key}", DetailsForm(request.POST), request.user
    stored = meeting.attendances.filter(pk=key).first()
    if stored and request.POST.get("gor") == "ta-bort":
        deed = lambda: roll.remove(meeting, stored, by=by)  # noqa: E731
        return _save_bare(request, meeting, place, form, deed, part=True)
    return _save(
        request, meeting, place, form, lambda: noting.save_presence(meeting, key, form.values, form.seen, by=by)
    )


@require_POST
@for_note_takers
def new_participant(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Write a deputy, a guest or somebody else on the list."""
    page = NotePage(meeting)
    form = ParticipantForm(request.POST, page.called)
    if not form.is_valid():
        return not_saved(request, meeting, [of_form("ny-deltagare", form, request.POST)])
    told = dict(form.cleaned_data)
    person = page.known.people.get(fold(told["name"]))
    told["name"] = "" if person else told["name"]

    def save() -> Attendance:
        return roll.add(meeting, person=person, day=today(), by=request.user, **told)

    return _save_bare(request, meeting, "ny-deltagare", form, save, part=True)


def _save_bare(
    request: HttpRequest,
    meeting: Meeting,
    place: str,
    form: forms.Form,
    deed: Callable[[], Any],
    part: bool = False,
    **more: Any,
) -> HttpResponse:
    """Do what needs nothing of the form's own fields, and answer; the list of participants drawn anew is the `part`."""
    try:
        deed()
    except agenda.ItemInUse as error:
        return not_saved(request, meeting, [Problem(place, 422, str(error), typed=request.POST)])
    except REFUSALS as error:
        return not_saved(request, meeting, [of_error(place, error, form, request.POST)])
    if part:
        if by_script(request):
            drawn = NotePage(meeting).drawn()
            more["part"] = render_to_string("meetings/_notes_roll.html", drawn, request)
        place = "narvaro"
    return saved(request, meeting, place if "removed" not in more else "dagordning", None, **more)


def _seen(form: RowForm) -> int | None:
    """What the writer saw, whatever else is wrong with what they sent."""
    form.is_valid()
    return form.seen


def _uid(typed: QueryDict, name: str) -> uuid.UUID | None:
    """The key that a field carries; None if it carries none. Raises ValidationError for what is no key."""
    value = typed.get(name, "")
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        raise ValidationError(_("Punkten finns inte.")) from None


def _choosable(meeting: Meeting) -> list[Person]:
    """Whom the chair and the note taker may be chosen among: those known, and those who already are."""
    known = roll.known_people(meeting, list(meeting.attendances.select_related("person")))
    return [*known, *filter(None, (meeting.chair, meeting.note_taker))]
