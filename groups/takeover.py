"""What a group leaves behind when another takes over after it: its open seats with their holders, and its lines."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.db.models import Q

from groups.editing import bump, signed
from groups.models import Dated, EscalationLink, Group, User
from groups.models.dated import new_uid

Row = TypeVar("Row", bound=Dated)


def take_over(group: Group, into: Group, *, effective: dt.date, reason: str, by: User | None) -> None:
    """End what `group` has that is open on `effective`, and begin the same at `into` from that day.

    Lines between the two are ended alone, and so is a way of escalation for which `into` has its own. Groups whose
    lines led to `group` get theirs to `into`. To be called under the lock.
    """
    still_open = Q(end_date__isnull=True) | Q(end_date__gte=effective)

    def carry(row: Row, **values) -> Row:
        return _begin_again(row, effective, by, reason, **values)

    for seat in group.seats.filter(still_open):
        held = list(seat.memberships.filter(still_open))
        exceptions = list(seat.exceptions.all())
        old_seat, new_seat = seat.pk, carry(seat, group=into)
        for exception in exceptions:
            exception.pk, exception.seat = None, new_seat
            signed(exception, by, reason).save(force_insert=True)
        for membership in held:
            carry(membership, seat=new_seat)
        for link in EscalationLink.objects.filter(contact_seats=old_seat):
            link.contact_seats.add(new_seat)
    for row in [*group.reporting_lines.filter(still_open), *group.commissions.filter(still_open)]:
        carry(row, group=into) if row.to_group_id != into.pk else _end(row, effective, by, reason)
    own = set(into.escalation_links.on(effective).values_list("agreement", "trigger"))
    for link in group.escalation_links.filter(still_open):
        twin = (link.agreement_id, link.trigger) in own
        _end(link, effective, by, reason) if twin else carry(link, group=into)
    touched = {}
    for relation in ("reportinglines_in", "commissions_in", "escalations_in"):
        for row in getattr(group, relation).filter(still_open).select_related("group"):
            touched[row.group_id] = row.group
            carry(row, to_group=into) if row.group_id != into.pk else _end(row, effective, by, reason)
    for other in touched.values():
        bump(other)


def _begin_again(row: Row, effective: dt.date, by: User | None, reason: str, **values) -> Row:
    """End the row the day before `effective`, and return a new one like it with `values` from that day."""
    contacts = list(row.contact_seats.all()) if isinstance(row, EscalationLink) else []
    last_day, starts = row.end_date, row.start_date
    _end(row, effective, by, reason)
    row.pk, row.uid, row._state.adding = None, new_uid(), True
    row.start_date, row.end_date = max(effective, starts or effective), last_day
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    signed(row, by, reason).save(force_insert=True)
    if contacts:
        row.contact_seats.set(contacts)
    return row


def _end(row: Row, effective: dt.date, by: User | None, reason: str) -> None:
    """End the row the day before `effective`; one that had not begun by then ends on its own first day."""
    before = effective - dt.timedelta(days=1)
    row.end_date = max(before, row.start_date or before)
    signed(row, by, reason).save()
