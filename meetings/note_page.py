"""All that the note taker's page shows, in a bounded number of queries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from groups.models import Person, Principal
from groups.ordering import fold
from meetings import agenda, noting, roll
from meetings.models import Action, ActionParty, AgendaItem, Attendance, Decision, Meeting
from meetings.note_rows import ActionRow, ItemRow, ListRow, ParticipantList, Row, is_present
from meetings.parties import Known, parties_of
from meetings.problems import Problem, typed_values

MOST_FOLLOWED = 100
"""Open actions shown to follow up; the action plan has them all."""

PRESENCE_WORDS = (
    (Attendance.State.PRESENT, _("Närvarande")),
    (Attendance.State.ABSENT, _("Frånvarande")),
    (Attendance.State.EXCUSED, _("Förhinder")),
    (Attendance.State.UNKNOWN, _("Ej antecknat")),
)
PARTICIPANT_ROLES = (
    (Attendance.Role.DEPUTY, _("ersättare")),
    (Attendance.Role.GUEST, _("inbjuden")),
    (Attendance.Role.MEMBER, _("kallad, utan plats i gruppen")),
)

SPARE_NAMES = 2
"""Blank lines for who is to do something; with script there are always more."""


class NotePage:
    """What is shown at one meeting; `problems` are what could not be saved just now, by place."""

    def __init__(self, meeting: Meeting, problems: Iterable[Problem] = ()) -> None:
        self.meeting = meeting
        self.problems = {problem.place: problem for problem in problems}
        self.placed: set[str] = set()

    @property
    def is_open(self) -> bool:
        """Whether anything may be noted."""
        return not (self.meeting.is_locked or self.meeting.is_cancelled)

    # Who is there

    @cached_property
    def attendances(self) -> list[Attendance]:
        rows = self.meeting.attendances.select_related("person", "organisation", "deputy_for__person", "seat")
        return list(rows)

    @cached_property
    def people(self) -> list[Person]:
        return roll.known_people(self.meeting, self.attendances)

    @cached_property
    def known(self) -> Known:
        return Known(self.people, self.attendances)

    @cached_property
    def names(self) -> list[str]:
        """Names to suggest where somebody is to do something."""
        return sorted({person.name for person in self.people}) + sorted(map(str, self.known.organisations.values()))

    @property
    def not_on_the_list(self) -> list[str]:
        there = {row.person_id for row in self.attendances}
        return [person.name for person in self.people if person.pk not in there]

    @cached_property
    def lists(self) -> list[ParticipantList]:
        """The list of participants under its headings, by side; who is invited along comes last."""
        sides = list(Principal.values)
        by_heading: dict[tuple, list[ListRow]] = defaultdict(list)
        for row in self.attendances:
            guest = row.role == Attendance.Role.GUEST
            by_heading[guest, sides.index(row.side), row.list_name].append(self._participant(row))
        headings = {True: str(Attendance.Role.GUEST.label).capitalize()}
        return [
            ParticipantList(headings[key[0]] if key[0] and not key[2] else rows[0].row.heading, rows)
            for key, rows in sorted(by_heading.items(), key=lambda each: each[0])
        ]

    @property
    def called(self) -> list[Attendance]:
        return [row for row in self.attendances if row.role != Attendance.Role.GUEST]

    @property
    def counts(self) -> dict[str, int]:
        present = [row for row in self.attendances if row.state == Attendance.State.PRESENT]
        return {
            "called": sum(row.has_place for row in self.called),
            "present": sum(map(is_present, self.attendances)),
            "online": sum(row.online for row in present),
            "guests": len(self.attendances) - len(self.called),
            "unknown": sum(row.state == Attendance.State.UNKNOWN for row in self.attendances),
        }

    def _participant(self, row: Attendance) -> ListRow:
        address = reverse("meetings:notes-presence", args=[self.meeting.pk])
        problem = self._problem(f"narvaro-{row.pk}")
        typed = problem and problem.typed
        values = typed_values(row, noting.PRESENCE, None)
        if typed is not None:
            sent = {name: typed.get(f"n{row.pk}-{name}") for name in noting.PRESENCE}
            values |= {name: value for name, value in sent.items() if value is not None}
        made = ListRow(f"narvaro-{row.pk}", address, _seen(row, problem), values, row, problem)
        made.details = self._row("deltagare", row.pk, row, noting.DETAILS, "meetings:notes-participant")
        return made

    # The agenda

    @cached_property
    def items(self) -> list[ItemRow]:
        rows = self.meeting.items.select_related("stems_from__meeting").prefetch_related(
            "decisions", Prefetch("actions", with_parties(Action.objects.all()))
        )
        return [self._item(row) for row in rows]

    @cached_property
    def new_item(self) -> ItemRow:
        label = agenda.next_label(self.items[-1].row.label if self.items else "§ 0")
        return self._item(None, {"label": label})

    @cached_property
    def proposals(self) -> list[agenda.Proposed]:
        return agenda.proposals(self.meeting)

    @cached_property
    def standing(self) -> list[str]:
        """The lines of the standing agenda that are not on the meeting's."""
        there = {fold(each.row.title) for each in self.items}
        return [line for line in agenda.standing(self.meeting.group) if fold(agenda.split(line)[1]) not in there]

    def _item(self, row: AgendaItem | None, values: dict[str, Any] | None = None) -> ItemRow:
        key = row.uid if row else self._retyped("punkt") or uuid.uuid4()
        made = self._row("punkt", key, row, noting.ITEM, "meetings:notes-item", ItemRow, values)
        if row:
            made.decisions = [self._decision(each, key) for each in row.decisions.all()]
            made.actions = [self._action(each, key) for each in row.actions.all()]
        made.new_decision = self._decision(None, key)
        made.new_action = self._action(None, key)
        return made

    def _decision(self, row: Decision | None, item: uuid.UUID | None = None) -> Row:
        key = row.uid if row else self._retyped("beslut", item) or uuid.uuid4()
        made = self._row("beslut", key, row, noting.DECISION, "meetings:notes-decision")
        made.item = item
        return made

    # What was promised

    @cached_property
    def followed(self) -> list[ActionRow]:
        """The group's actions from before the meeting that were open at it, those longest due first."""
        return [self._action(row) for row in _followed(self.meeting)[:MOST_FOLLOWED]]

    @cached_property
    def loose(self) -> list[ActionRow]:
        """Actions that came of the meeting under no item."""
        return [self._action(row) for row in with_parties(self.meeting.actions.filter(item=None))]

    @cached_property
    def new_loose(self) -> ActionRow:
        return self._action(None)

    def _action(self, row: Action | None, item: uuid.UUID | None = None) -> ActionRow:
        key = row.uid if row else self._retyped("atgard", item) or uuid.uuid4()
        made = self._row("atgard", key, row, noting.ACTION, "meetings:notes-action", ActionRow)
        made.item = item
        if isinstance(due := made.values.get("due"), dt.date):
            made.values["due"] = due.isoformat()
        typed = made.problem and made.problem.typed
        if typed is not None and "who" in typed:
            convening = typed.get("convening", "")
            made.lines = [(line, str(place) == convening) for place, line in enumerate(typed.getlist("who")) if line]
        elif row:
            made.lines = [(f"{each.words}{'?' if each.uncertain else ''}", each.convening) for each in parties_of(row)]
        made.lines += [("", False)] * SPARE_NAMES
        return made

    # The meeting itself

    @cached_property
    def facts(self) -> Row:
        problem = self._problem("mote")
        values = typed_values(self.meeting, ("chair", "note_taker", "next_meeting"), problem and problem.typed)
        values |= {"held": self.meeting.status == Meeting.Status.HELD}
        if problem and problem.typed is not None:
            values["held"] = bool(problem.typed.get("held"))
        values |= {name: str(values[name] or "") for name in ("chair", "note_taker")}
        seen = problem.revision if problem and problem.revision is not None else noting.facts_seen(self.meeting)
        address = reverse("meetings:notes-facts", args=[self.meeting.pk])
        return Row("mote", address, seen, values, self.meeting, problem)

    @cached_property
    def added(self) -> Problem | None:
        """What was wrong with a participant to be added."""
        return self._problem("ny-deltagare")

    def drawn(self) -> dict[str, Any]:
        """Every part by its name in the template. What could not be saved and has no place any more is `homeless`."""
        parts = ("lists", "counts", "called", "names", "not_on_the_list", "items", "new_item", "followed", "loose")
        parts += ("new_loose", "facts", "people", "added", "is_open")
        drawn = {part: getattr(self, part) for part in parts}
        if self.is_open:
            drawn |= {"proposals": self.proposals, "standing": self.standing}
        drawn |= {
            "choosable": sorted(
                {*self.people, *filter(None, (self.meeting.chair, self.meeting.note_taker))}, key=_name
            ),
            "presence_states": PRESENCE_WORDS,
            "participant_roles": PARTICIPANT_ROLES,
            "decision_kinds": Decision.Kind.choices,
            "action_states": Action.State.choices,
            "sides": Principal.choices,
        }
        homeless = [problem for place, problem in self.problems.items() if place not in self.placed]
        return drawn | {"meeting": self.meeting, "homeless": homeless}

    # How a row comes about

    def _row(
        self,
        kind: str,
        key: uuid.UUID | int,
        row: Any,
        names: tuple[str, ...],
        address: str,
        shape: type = Row,
        values: dict[str, Any] | None = None,
    ) -> Any:
        place = f"{kind}-{key}"
        problem = self._problem(place)
        shown = (values or {}) | typed_values(row, names, problem and problem.typed)
        where = reverse(address, args=[self.meeting.pk, key])
        return shape(place, where, _seen(row, problem), shown, row, problem)

    def _problem(self, place: str) -> Problem | None:
        problem = self.problems.get(place)
        if problem:
            self.placed.add(place)
        return problem

    def _retyped(self, kind: str, item: uuid.UUID | None = None) -> uuid.UUID | None:
        """The key of a new row that was just sent and not saved, so that it is shown again with what was typed."""
        for place, problem in self.problems.items():
            if not place.startswith(f"{kind}-") or place in self.placed or problem.typed is None:
                continue
            # A row that is stored finds its own problem; only what was sent as new, or is gone, is new here.
            if problem.typed.get("revision") and problem.status != 410:
                continue
            if (problem.typed.get("item") or "") == (str(item) if item else ""):
                return uuid.UUID(place.removeprefix(f"{kind}-"))
        return None


def _name(person: Person) -> tuple[str, int]:
    return person.sort_key, person.pk


def _seen(row: Any, problem: Problem | None) -> int | None:
    """What the writer of a row has seen; after a clash, that of which they have just been told."""
    if problem and problem.revision is not None:
        return problem.revision
    if problem and problem.status == 410:
        return None
    return row.revision if row else None


def with_parties(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Fetches who is to do it."""
    return rows.prefetch_related(Prefetch("parties", ActionParty.objects.select_related("person", "organisation")))


def _followed(meeting: Meeting) -> QuerySet[Action]:
    earlier = Q(meeting__isnull=True) | Q(meeting__date__lte=meeting.date) & ~Q(meeting=meeting.pk)
    was_open = Q(state=Action.State.OPEN) | Q(closed_on__gte=meeting.date)
    rows = Action.objects.filter(earlier & was_open, group=meeting.group_id).select_related("meeting")
    return with_parties(rows).order_by(F("due").asc(nulls_last=True), "order", "pk")
