"""Saving what is noted at a meeting, one thing at a time, by several who note at once.

Each save carries what its writer saw: the revision of the row. Somebody else's change of *another* field since then is
kept beside it; a change of the *same* field is a clash, and nothing is written until a person has chosen. What was seen
is read from the history, so a page need not send it. A save that is sent twice – the answer was lost – does no harm.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from groups.editing import signed
from groups.models import User
from meetings import agenda, scheduling
from meetings.editing import save_seen, taking_notes
from meetings.models import Action, AgendaItem, Attendance, Decision, Meeting
from meetings.parties import Party, parties_of, write_parties

MOST_DECISIONS = 50
MOST_ACTIONS = 50
"""Under one item."""

ITEM = ("label", "title", "note", "deferred", "deferred_to")
DECISION = ("kind", "text", "dissent")
ACTION = ("what", "due", "due_text", "state", "note")
PRESENCE = ("state", "online")
DETAILS = ("title", "side", "list_name")
FACTS = ("chair_id", "note_taker_id", "next_meeting", "status")


class Clash(Exception):
    """Somebody else has changed the same thing. `row` is as it stands, `theirs` what they wrote, by field."""

    def __init__(self, row: models.Model, theirs: dict[str, Any], by: User | None) -> None:
        self.row, self.theirs, self.by = row, theirs, by
        super().__init__(
            _("Någon annan har skrivit något annat här sedan du såg det. Inget är borta: välj vad som gäller.")
        )


class Gone(Exception):
    """Somebody else has taken away the row, or the item that it stands under."""

    def __init__(self) -> None:
        super().__init__(_("Någon annan har tagit bort det här. Det du skrev står kvar här."))


def save_item(
    meeting: Meeting, uid: uuid.UUID, values: Mapping[str, Any], seen: int | None, *, by: User | None
) -> AgendaItem:
    """Save an item of the agenda; a new one comes last. Raises Clash, Gone, ValidationError."""
    with taking_notes(meeting) as current:

        def new() -> AgendaItem:
            agenda.refuse_too_many(current)
            return AgendaItem(meeting=current, uid=uid, order=agenda.last_order(current) + 1)

        return _save(AgendaItem.objects.filter(meeting=current), uid, new, values, seen, by)


def save_decision(
    meeting: Meeting, item: uuid.UUID, uid: uuid.UUID, values: Mapping[str, Any], seen: int | None, *, by: User | None
) -> Decision:
    """Save a decision, proposal or wish under an item. Raises Clash, Gone, ValidationError."""
    with taking_notes(meeting) as current:

        def new() -> Decision:
            under = _item(current, item)
            _refuse_more(under.decisions.count(), MOST_DECISIONS)
            return Decision(item=under, uid=uid, order=_next(under.decisions))

        return _save(Decision.objects.filter(item__meeting=current), uid, new, values, seen, by)


def save_action(
    meeting: Meeting,
    item: uuid.UUID | None,
    uid: uuid.UUID,
    values: Mapping[str, Any],
    parties: list[Party] | None,
    seen: int | None,
    *,
    by: User | None,
    day: dt.date,
) -> Action:
    """Save an action of the group, new ones as coming from this meeting. `parties` None leaves who is to do it.

    Of one that came of another meeting only state and note may change: the rest is what the minutes there say. One that
    is done or dropped is so since `day`. Raises Clash, Gone, ValidationError.
    """
    with taking_notes(meeting) as current:
        followed = Action.objects.filter(uid=uid, meeting__isnull=False).exclude(meeting=current).exists()
        if followed and parties is not None:
            raise ValidationError(_("Vem som ska göra det bestämdes vid ett annat möte och ändras inte här."))

        def new() -> Action:
            under = _item(current, item) if item else None
            of_item = Action.objects.filter(meeting=current, item=under)
            _refuse_more(of_item.count(), MOST_ACTIONS)
            return Action(group=current.group, meeting=current, item=under, uid=uid, order=_next(current.group.actions))

        def last(row: Action, changed: set[str]) -> None:
            if followed and changed - {"state", "note"}:
                raise ValidationError(_("Det här bestämdes vid ett annat möte. Här ändras bara läge och anmärkning."))
            if row.state == Action.State.OPEN:
                row.closed_on = None
            elif row.closed_on is None or "state" in changed:
                row.closed_on = day

        return _save(current.group.actions.select_related("meeting"), uid, new, values, seen, by, last, parties)


def save_presence(
    meeting: Meeting, key: int, values: Mapping[str, Any], seen: int | None, *, by: User | None
) -> Attendance:
    """Save whether somebody is there, or what is kept of them. Raises Clash, Gone, ValidationError."""
    with taking_notes(meeting) as current:
        rows = Attendance.objects.filter(meeting=current)

        def gone() -> Attendance:
            raise Gone

        return _save(rows, key, gone, values, seen, by, by_key="pk")


def save_facts(meeting: Meeting, values: Mapping[str, Any], seen: int, *, by: User | None, day: dt.date) -> Meeting:
    """Save who chaired and took notes, the next meeting in words, and whether it was held; `seen` is the key of the
    latest history record that the writer saw, 0 for none. Raises Clash, ValidationError.
    """
    with taking_notes(meeting) as current:
        latest = facts_seen(current)
        changed = {name: value for name, value in values.items() if getattr(current, name) != value}
        if latest != seen:
            base = current.history.filter(pk=seen).first()
            changed = _without_clash(current, changed, base)
        status = changed.pop("status", None)
        if changed:
            for name, value in changed.items():
                setattr(current, name, value)
            current.full_clean()
            signed(current, by, "").save()
        if status == Meeting.Status.HELD:
            current = scheduling.mark_held(current, today=day, by=by)
        elif status:
            current = scheduling.take_back(current, by=by)
        return current


def facts_seen(meeting: Meeting) -> int:
    """What a page that shows the meeting's facts carries. Its revision will not do: everything below it raises that."""
    return meeting.history.values_list("pk", flat=True).first() or 0


def remove_decision(meeting: Meeting, uid: uuid.UUID, seen: int | None, *, by: User | None) -> None:
    """Take away a decision; one that is gone is no error. Raises Clash if somebody has changed it since."""
    with taking_notes(meeting) as current:
        _remove(Decision.objects.filter(item__meeting=current), uid, seen, by)


def remove_action(meeting: Meeting, uid: uuid.UUID, seen: int | None, *, by: User | None) -> None:
    """Take away an action that came of this meeting. Raises Clash if somebody has changed it since."""
    with taking_notes(meeting) as current:
        _remove(Action.objects.filter(meeting=current), uid, seen, by)


def _save(
    rows: models.QuerySet,
    key: uuid.UUID | int,
    new: Callable[[], Any],
    values: Mapping[str, Any],
    seen: int | None,
    by: User | None,
    last: Callable[[Any, set[str]], None] = lambda row, changed: None,
    parties: list[Party] | None = None,
    by_key: str = "uid",
) -> Any:
    """Write the values on the row with this key, as far as nobody else has changed the same. Under the lock."""
    # An action may be written from two meetings at once, each under a lock of its own: hence the row's.
    row = rows.select_for_update(of=("self",)).filter(**{by_key: key}).first()
    if row is None:
        if seen:
            raise Gone
        row, changed = new(), dict(values)
    else:
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        told = parties is not None and parties != parties_of(row)
        # What was sent as new and is there already was sent twice: it was seen as it was first written.
        if (seen or 1) != row.revision and (changed or told):
            base = row.history.filter(revision=seen or 1).first()
            changed = _without_clash(row, changed, base, parties_of(row) if told else None)
        if not changed and not told:
            return row
    for name, value in changed.items():
        setattr(row, name, value)
    last(row, set(changed))
    save_seen(row, row.revision if row.pk else None, by=by)
    if parties is not None:
        write_parties(row, parties, by)
    return row


def _without_clash(
    row: models.Model, changed: dict[str, Any], base: models.Model | None, parties: list[Party] | None = None
) -> dict[str, Any]:
    """Those of the changes that are the writer's own, when somebody else has written too; raises Clash if both have
    changed the same. Without a record of what the writer saw, every difference is one.
    """
    mine, theirs = {}, {}
    for name, value in changed.items():
        if base is not None and getattr(base, name) == value:
            continue  # the writer left it as it was; somebody else changed it
        if base is not None and getattr(base, name) == getattr(row, name):
            mine[name] = value
        else:
            theirs[name] = getattr(row, name)
    if parties is not None:
        theirs["parties"] = parties
    if theirs:
        record = row.history.select_related("history_user").first()
        raise Clash(row, theirs, record.history_user if record else None)
    return mine


def _remove(rows: models.QuerySet, uid: uuid.UUID, seen: int | None, by: User | None) -> None:
    row = rows.select_for_update().filter(uid=uid).first()
    if row is None:
        return
    if row.revision != seen:
        record = row.history.select_related("history_user").first()
        raise Clash(row, {}, record.history_user if record else None)
    signed(row, by, "").delete()


def _item(meeting: Meeting, uid: uuid.UUID) -> AgendaItem:
    row = meeting.items.filter(uid=uid).first()
    if row is None:
        raise Gone
    return row


def _next(rows: Any) -> int:
    return min((rows.aggregate(last=models.Max("order"))["last"] or 0) + 1, 32_767)


def _refuse_more(there: int, most: int) -> None:
    if there >= most:
        raise ValidationError(_("Högst %(most)s under en punkt.") % {"most": most})
