"""Meetings out of a file, written by the verbs of `meetings.scheduling` alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups.models import Group, Organisation, Person, User
from meetings import scheduling
from meetings.editing import MinutesLocked
from meetings.models import Meeting
from samverkan.exchange import building
from samverkan.exchange.planning import Row

PLANNED, HELD, CANCELLED = Meeting.Status.PLANNED, Meeting.Status.HELD, Meeting.Status.CANCELLED
_APART = {"uid", "guests", "status", "cancel_reason"}
_RELATED = {"group": Group, "chair": Person, "note_taker": Person, "authority": Organisation}


def write(row: Row, *, by: User | None, reason: str, today: dt.date) -> None:
    """Schedule or change the meeting, and let it be held, cancelled or planned again. Raises ValidationError."""
    guests = building.linked(row).get("guests")
    if row.is_new:
        building.relate(row)  # what it leads to stands by now
        meeting = scheduling.schedule(row.instance, guests=guests or (), by=by, reason=reason, today=today)
        status = row.values.get("status", PLANNED)
        meeting.status = PLANNED
        if status != CANCELLED and row.values.get("cancel_reason"):
            raise ValidationError({"cancel_reason": _("Orsaken anges när mötet ställs in.")})
    else:
        meeting = Meeting.objects.get(pk=row.pk)
        facts = {name: _value(name, value) for name, value in row.values.items() if name not in _APART}
        if facts or guests is not None:
            try:
                scheduling.change(meeting, facts, guests=guests, by=by, reason=reason, today=today)
            except MinutesLocked as error:
                raise ValidationError(str(error)) from None
        status = row.values.get("status", meeting.status)
        if status == meeting.status and "cancel_reason" in row.values:
            raise ValidationError({"cancel_reason": _("Orsaken anges när mötet ställs in.")})
    _settle(meeting, status, row, by=by, today=today)
    row.instance = meeting


def _value(name: str, value: Any) -> Any:
    if name in _RELATED and value is not None:
        return (
            building.stand_in(_RELATED[name], value) if isinstance(value, Row) else _RELATED[name].objects.get(pk=value)
        )
    return value


def _settle(meeting: Meeting, status: str, row: Row, *, by: User | None, today: dt.date) -> None:
    """Lead the meeting from its status to the one that the file says."""
    current = Meeting.objects.get(pk=meeting.pk)
    if current.status == status:
        return
    if current.status != PLANNED:
        try:
            scheduling.take_back(current, by=by)
        except MinutesLocked as error:
            raise ValidationError(str(error)) from None
    if status == HELD:
        scheduling.mark_held(current, today=today, by=by)
    elif status == CANCELLED:
        scheduling.cancel(current, why=row.texts.get("cancel_reason", ""), by=by)
