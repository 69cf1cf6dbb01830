"""The action plan (handlingsplan) of a group: what was promised at all its meetings, who is to do it, how it went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import Group, User
from meetings.editing import save_seen, writing
from meetings.models import Action, ActionParty, Meeting

HEADER: tuple[str | Promise, ...] = (
    gettext_lazy("Läge"),
    gettext_lazy("Vad"),
    gettext_lazy("Vem"),
    gettext_lazy("Sammankallande"),
    gettext_lazy("Klart senast"),
    gettext_lazy("Klart, i ord"),
    gettext_lazy("Kom till vid mötet"),
    gettext_lazy("Klar eller struken"),
    gettext_lazy("Anmärkning"),
)
"""The columns of the plan as a file."""

_ROWS_A_FETCH = 200


def readable(group: Group, user: User, day: dt.date, *, is_kept: bool) -> QuerySet[Action]:
    """The group's actions that `user` may read: all where they keep its meetings, else those of published minutes."""
    actions = group.actions.order_by()
    if is_kept:
        return actions
    return actions.filter(meeting__in=Meeting.objects.notes_open_to(user, day).order_by().values("pk"))


def shown(group: Group, user: User, day: dt.date, *, is_kept: bool) -> QuerySet[Action]:
    """Those actions as the plan shows them, with what it prints.

    Open ones first, meeting by meeting in the order of the plan; then what is closed, the latest first.
    """
    closed = Case(When(state=Action.State.OPEN, then=Value(0)), default=Value(1))
    return (
        readable(group, user, day, is_kept=is_kept)
        .alias(closed=closed)
        .order_by(
            "closed", F("closed_on").desc(nulls_last=True), F("meeting__date").asc(nulls_first=True), "order", "pk"
        )
        .select_related("meeting__group", "item")
        .prefetch_related("parties__person__organisation", "parties__organisation")
    )


@dataclass(frozen=True)
class Counts:
    """How many actions there are to read, how many of them are open, and how many of these the day has passed."""

    there: int
    open: int
    overdue: int


def count(actions: QuerySet[Action], day: dt.date) -> Counts:
    """Count the actions. One query."""
    is_open = Q(state=Action.State.OPEN)
    return Counts(
        **actions.aggregate(
            there=Count("pk"), open=Count("pk", filter=is_open), overdue=Count("pk", filter=is_open & Q(due__lt=day))
        )
    )


def who(action: Action, *, named: bool) -> list[tuple[str, bool]]:
    """Those who are to do it, each with whether they convene, whoever convenes first.

    `named`: persons' names whether public or not; for readers a name that is not public is told by the organisation.
    """
    parties = sorted(action.parties.all(), key=lambda party: (not party.convening, party.order, party.pk))
    return [(_words(party, named), party.convening) for party in parties]


def _words(party: ActionParty, named: bool) -> str:
    person = party.person
    if person is None or named or person.name_public:
        return party.who
    words = (
        _("företrädare för %(organisation)s") % {"organisation": person.organisation}
        if person.organisation
        else _("en person, namnet visas inte publikt")
    )
    return f"{words}?" if party.uncertain else words


def is_overdue(action: Action, day: dt.date) -> bool:
    """Whether it is still open although the day it was due has passed. Words such as ”20/11” tell no day."""
    return action.state == Action.State.OPEN and action.due is not None and action.due < day


def change(action: Action, seen: int, *, state: str, note: str, day: dt.date, by: User) -> Action:
    """Say how it goes with an action, and return it as saved; what was promised stays as it is in the minutes.

    `seen` is the revision that the editor saw. Raises StaleRow if somebody has changed the action since.
    """
    with _held(action):
        row = Action.objects.filter(pk=action.pk).first() or action
        row.state, row.note = state, note
        if state == Action.State.OPEN:
            row.closed_on = None
        elif row.closed_on is None:
            row.closed_on = day
        save_seen(row, seen, by=by)
    return row


@contextmanager
def _held(action: Action) -> Iterator[None]:
    """Hold the lock that the action is written under: its meeting's, or its own where it came from no meeting."""
    if action.meeting:
        with writing(action.meeting):
            yield
    else:
        with transaction.atomic():
            Action.objects.select_for_update().filter(pk=action.pk).first()
            yield


def rows(actions: QuerySet[Action], *, named: bool) -> Iterator[list[Any]]:
    """Yield the plan as rows under `HEADER`, a few hundred fetched at a time.

    `named`: for those who keep it, with persons' names and with the notes, which are no part of what was published.
    """
    for action in actions.iterator(chunk_size=_ROWS_A_FETCH):
        parties = who(action, named=named)
        yield [
            capfirst(action.get_state_display()),
            action.what,
            [words for words, convening in parties],
            [words for words, convening in parties if convening],
            action.due,
            action.due_text,
            action.meeting.date if action.meeting else None,
            action.closed_on,
            action.note if named else "",
        ]
