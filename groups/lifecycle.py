"""The only writer of status: begin, change, end, mark as mistaken, attest.

A group is never deleted. It is ended, with date, reason and successor, and its page stays; one that was registered by
mistake is marked so and disappears from every list.

Each verb takes the `revision` that its caller saw, and raises StaleGroup (`groups.editing`) if somebody has changed
the group since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.editing import bump, editing, signed
from groups.models import Group, Status, StatusChange, User
from groups.review_items import enrol


def begin(group: Group, *, effective: dt.date | None, assumed: bool, reason: str, by: User | None) -> StatusChange:
    """Log the first status of a group just registered by `groups.tree.create`."""
    return StatusChange.objects.create(
        group=group,
        status=group.status,
        effective=effective,
        assumed=assumed,
        reason=reason,
        recorded_by=by,
    )


def change(
    group: Group,
    status: str,
    *,
    effective: dt.date,
    reason: str = "",
    restart_condition: str | None = None,
    by: User | None = None,
    today: dt.date | None = None,
    revision: int | None = None,
) -> StatusChange:
    """Give the group another status from `effective`; returns the event. To end a group, call `end`.

    Raises ValidationError if nothing changes, the date is ahead of `today` or before an earlier change, or the
    group it stands under has ended.
    """
    if status == Status.ENDED:
        return end(group, effective=effective, reason=reason, by=by, today=today, revision=revision)
    if status not in Status.values:
        raise ValidationError({"status": _("Okänd status: %(status)s.") % {"status": status}})
    with editing(group, revision=revision) as current:
        if current.parent and current.parent.is_ended:
            raise ValidationError(
                {"status": _("%(parent)s är avslutad. Flytta gruppen först.") % {"parent": current.parent}}
            )
        if current.is_ended:
            _succeed(current, [])
        event = _write(current, status, effective, reason, by, today, restart_condition=restart_condition)
        group.revision = current.revision
    group.refresh_from_db()
    return event


def end(
    group: Group,
    *,
    effective: dt.date,
    reason: str,
    successors: Iterable[Group] = (),
    by: User | None = None,
    today: dt.date | None = None,
    revision: int | None = None,
) -> StatusChange:
    """End the group from `effective` for `reason`, with what replaces it; its parts end with it.

    Raises ValidationError without a reason, if subgroups of its own have not ended, or a successor is the group
    itself or has ended.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Ange varför gruppen avslutas.")})
    successors = list(successors)
    with editing(group, revision=revision) as current:
        refuse_successors(current, successors)
        below = current.get_descendants().listed().current()
        remaining = below.counted()
        if number := remaining.count():
            raise ValidationError(
                {
                    "status": ngettext(
                        "%(number)d undergrupp är inte avslutad: %(names)s. Flytta eller avsluta den först.",
                        "%(number)d undergrupper är inte avslutade: %(names)s. Flytta eller avsluta dem först.",
                        number,
                    )
                    % {"number": number, "names": ", ".join(str(each) for each in remaining[:5])}
                }
            )
        for part in below:
            _write(part, Status.ENDED, effective, reason, by, today)
            bump(part)
        _succeed(current, successors)
        event = _write(current, Status.ENDED, effective, reason, by, today)
    group.refresh_from_db()
    return event


def refuse_successors(group: Group, successors: Iterable[Group]) -> None:
    """Raise ValidationError if one that is to replace the group is the group itself, has ended or was a mistake."""
    for successor in successors:
        if successor.pk == group.pk:
            raise ValidationError({"successors": _("En grupp kan inte ersätta sig själv.")})
        if successor.is_ended or successor.mistaken:
            raise ValidationError(
                {"successors": _("%(group)s är avslutad och kan inte ersätta.") % {"group": successor}}
            )


def mark_mistaken(group: Group, *, reason: str, by: User | None = None, revision: int | None = None) -> None:
    """Take a group that was registered by mistake out of every list.

    Raises ValidationError without a reason, or if other groups lie under it.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Ange varför registreringen är ett misstag.")})
    with editing(group, revision=revision) as current:
        if current.get_children().listed().exists():
            raise ValidationError({"reason": _("Grupper ligger under den. Flytta dem först.")})
        current.mistaken = True
        signed(current, by, reason).save()
    group.refresh_from_db()


def unmark_mistaken(group: Group, *, reason: str, by: User | None = None, revision: int | None = None) -> None:
    """Take back a mark of mistaken registration.

    Raises ValidationError without a reason, or if the group it lies under is marked so itself.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Ange varför registreringen inte var ett misstag.")})
    with editing(group, revision=revision) as current:
        if current.parent and current.parent.mistaken:
            raise ValidationError(
                {
                    "reason": _("%(parent)s är själv registrerad av misstag. Ta tillbaka den först.")
                    % {"parent": current.parent}
                }
            )
        current.mistaken = False
        signed(current, by, reason).save()
        enrol(current)
    group.refresh_from_db()


def attest(group: Group, *, on: dt.date, by: User, revision: int | None = None) -> None:
    """Record that what the registry says of the group was true on the day `on` ("stämmer fortfarande")."""
    with editing(group, revision=revision) as current:
        current.reviewed_on, current.reviewed_by = on, by.public_function
        signed(current, by, _("Stämmer fortfarande")).save()
    group.refresh_from_db()


def _succeed(group: Group, successors: list[Group]) -> None:
    """Say what replaces the group; told in the history record that the change of status makes."""
    group.skip_history_when_saving = True
    group.successors.set(successors)
    del group.skip_history_when_saving


def _write(
    group: Group,
    status: str,
    effective: dt.date,
    reason: str,
    by: User | None,
    today: dt.date | None,
    *,
    restart_condition: str | None = None,
) -> StatusChange:
    if status == group.status:
        raise ValidationError({"status": _("Gruppen är redan %(status)s.") % {"status": group.get_status_display()}})
    StatusChange.objects.filter(group=group).refuse_day(effective, today)
    event = StatusChange.objects.create(
        group=group,
        old_status=group.status,
        status=status,
        effective=effective,
        reason=reason,
        recorded_by=by,
    )
    group.status, group.status_since, group.status_reason = status, effective, reason
    if restart_condition is not None:
        group.restart_condition = restart_condition
    signed(group, by, reason).save()
    enrol(group)
    return event
