"""Who is called to a meeting, and who came: from the seats of the groups that meet, as they stand that day.

Whoever writes here is told MinutesLocked or MeetingCancelled when nothing is to be noted any more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from groups import composition
from groups.composition import Place
from groups.editing import signed
from groups.models import Membership, Organisation, Person, Principal, Seat, User
from groups.ordering import fold
from meetings.editing import save_seen, taking_notes
from meetings.models import Attendance, Meeting

CALLED = (
    Seat.Kind.CHAIR, Seat.Kind.VICE_CHAIR, Seat.Kind.CONVENER, Seat.Kind.MEMBER, Seat.Kind.USER_REPRESENTATIVE,
    Seat.Kind.SECRETARY,
)  # fmt: skip
"""Kinds of seats whose holders are called, in the order in which one of several speaks for a person. A deputy is called
in somebody's place, a contact is no participant, and who is called in when needed is invited by hand."""

MOST = 500
"""Participants of one meeting."""

LONGEST = 150


@dataclass
class Summoned:
    """Somebody who is to come: what their row says of them on the meeting's day."""

    person: Person | None
    name: str
    seats: list[Place]
    organisation: Organisation | None
    side: str

    @property
    def key(self) -> tuple[str, int | str]:
        return ("person", self.person.pk) if self.person else ("role", fold(self.name))

    @property
    def title(self) -> str:
        """As what: what the seats are called, each once."""
        return "; ".join(dict.fromkeys(place.label for place in self.seats))[:LONGEST]

    @property
    def frozen(self) -> dict[str, object]:
        """What is kept in the row as it was that day."""
        return {
            "seat": self.seats[0].seat,
            "title": self.title,
            "side": self.side,
            "organisation": self.organisation,
        }


@dataclass
class Call:
    """What calling came to."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)
    """Those who are no longer called but have something noted, and so stay."""

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)


def summoned(meeting: Meeting) -> list[Summoned]:
    """Who is to come, from the seats on the meeting's day: the host's, then those of the groups invited; a person once,
    by huvudman and then as the seats stand. Nine queries, whatever the number of groups.
    """
    groups = [meeting.group, *meeting.guests.select_related("region", "parent__region")]
    found = composition.on(meeting.date, groups)
    people: dict[tuple, Summoned] = {}
    for group in groups:
        for kind in CALLED:
            for place in found[group.pk].of_kind(kind):
                for each in _in_place(place):
                    if each.key in people:
                        people[each.key].seats.append(place)
                    else:
                        people[each.key] = each
    sides = list(Principal.values)
    return sorted(people.values(), key=lambda each: sides.index(each.side))


def call(meeting: Meeting, *, by: User | None) -> Call:
    """Write those who are to come on the list. Called again, what is noted stays: who is new is added, who has nothing
    noted follows the seats, and who is no longer called stays if something is noted.
    """
    with taking_notes(meeting) as current:
        done = Call()
        there = {_key(row): row for row in current.attendances.select_related("person")}
        order = max((row.order for row in there.values()), default=0)
        wanted = summoned(current)
        _refuse_too_many(current, len([each for each in wanted if each.key not in there]))
        for each in wanted:
            row = there.pop(each.key, None)
            if row is None:
                order += 1
                row = Attendance(
                    meeting=current, person=each.person, name="" if each.person else each.name, order=order
                )
                _freeze(row, each)
                save_seen(row, None, by=by)
                done.added += 1
            elif row.state == Attendance.State.UNKNOWN and row.role == Attendance.Role.MEMBER and _freeze(row, each):
                save_seen(row, row.revision, by=by)
                done.changed += 1
        for row in there.values():
            if row.role != Attendance.Role.MEMBER or row.seat_id is None:
                continue  # written by hand
            if row.state != Attendance.State.UNKNOWN or row.deputies.exists():
                done.kept.append(row.who)
                continue
            signed(row, by, "").delete()
            done.removed += 1
        _appoint(current, by)
        return done


def add(
    meeting: Meeting,
    *,
    role: str,
    day: dt.date,
    by: User | None,
    person: Person | None = None,
    name: str = "",
    title: str = "",
    deputy_for: Attendance | None = None,
    side: str = "",
    online: bool = False,
) -> Attendance:
    """Write somebody on the list who was not called by a seat. A deputy has the side and organisation of whom they
    sit for. From the meeting's day on they are taken to be there. Sent twice it is still one. Raises ValidationError
    if it is not said as what they take part.
    """
    with taking_notes(meeting) as current:
        if person is None and (twin := _twin(current, role, name, title)):
            return twin
        if person is not None and (twin := current.attendances.filter(person=person).first()):
            if twin.role != role or (deputy_for and twin.deputy_for_id != deputy_for.pk):
                raise ValidationError({"name": _("%(who)s står redan på listan.") % {"who": person.name}})
            return twin
        _refuse_too_many(current, 1)
        row = Attendance(meeting=current, role=role, person=person, name="" if person else name.strip())
        row.title, row.deputy_for, row.side = title.strip(), deputy_for, side or Principal.NONE
        _describe(row, current, side)
        if not row.title and deputy_for is None:
            raise ValidationError({"title": _("Den som inte är kallad deltar som något: skriv som vad.")})
        row.order = (current.attendances.aggregate(last=Max("order"))["last"] or 0) + 1
        if current.date <= day:
            row.state, row.online = Attendance.State.PRESENT, online
        save_seen(row, None, by=by)
        return row


def remove(meeting: Meeting, row: Attendance, *, by: User | None) -> None:
    """Take somebody off the list who was written there by hand. Raises ValidationError for one called by a seat."""
    with taking_notes(meeting) as current:
        row = current.attendances.select_for_update().filter(pk=row.pk).first()
        if row is None:
            return
        if row.role == Attendance.Role.MEMBER and row.seat_id:
            raise ValidationError(_("Den som är kallad står kvar: anteckna frånvaro i stället."))
        signed(row, by, "").delete()


def rest_present(meeting: Meeting, *, by: User | None) -> int:
    """Note everyone called of whom nothing is noted as present; returns how many."""
    with taking_notes(meeting) as current:
        rows = current.attendances.called().select_for_update().filter(state=Attendance.State.UNKNOWN)
        rows = list(rows)
        for row in rows:
            row.state = Attendance.State.PRESENT
            save_seen(row, row.revision, by=by)
        return len(rows)


def known_people(meeting: Meeting, rows: list[Attendance]) -> list[Person]:
    """Whom the note taker may choose by name: those on the list, and who holds any seat in the groups that day.

    Two queries.
    """
    groups = [meeting.group_id, *(group.pk for group in meeting.guests.all())]
    held = Membership.objects.on(meeting.date).filter(seat__group__in=groups).select_related("person__organisation")
    people = {row.person_id: row.person for row in rows if row.person} | {each.person_id: each.person for each in held}
    return sorted(people.values(), key=lambda person: (person.sort_key, person.pk))


def _in_place(place: Place) -> list[Summoned]:
    """Those who fill a place: its holders, or the unit or role itself. Nobody for a vacant one."""
    if place.holders:
        return [
            Summoned(held.person, held.person.name, [place], held.organisation, _side(held.organisation, place))
            for held in place.holders
        ]
    if place.seat.by_role and place.counts:
        return [Summoned(None, place.label[:LONGEST], [place], place.organisation, _side(place.organisation, place))]
    return []


def _side(organisation: Organisation | None, place: Place) -> str:
    """Huvudman: the organisation's, where it has one, else the seat's."""
    own = organisation.principal if organisation else Principal.NONE
    return own if own != Principal.NONE else place.seat.side


def _key(row: Attendance) -> tuple[str, int | str]:
    return ("person", row.person_id) if row.person_id else ("role", fold(row.name))


def _freeze(row: Attendance, each: Summoned) -> bool:
    """Write on the row what is kept of that day; whether anything became another."""
    before = [getattr(row, name) for name in each.frozen]
    for name, value in each.frozen.items():
        setattr(row, name, value)
    return before != list(each.frozen.values())


def _describe(row: Attendance, meeting: Meeting, side: str) -> None:
    """Fill in what is not said: from whom a deputy sits for, from a seat in the group, from where the person works."""
    held = None
    if row.person:
        groups = [meeting.group_id, *meeting.guests.values_list("pk", flat=True)]
        terms = Membership.objects.on(meeting.date).filter(seat__group__in=groups, person=row.person)
        held = terms.for_display().first()
    if held:
        row.seat = held.seat
        row.title = row.title or held.seat.label[:LONGEST]
    if row.deputy_for:
        row.organisation, row.list_name = row.deputy_for.organisation, row.deputy_for.list_name
        row.side = side or row.deputy_for.side
        return
    row.organisation = held.organisation if held else row.person and row.person.organisation
    if not side and row.organisation:
        row.side = row.organisation.principal


def _twin(meeting: Meeting, role: str, name: str, title: str) -> Attendance | None:
    """The same role without a registered person, written before."""
    rows = meeting.attendances.filter(role=role, person=None, name=name.strip(), title=title.strip())
    return rows.first() if name.strip() else None


def _appoint(meeting: Meeting, by: User | None) -> None:
    """Let the holders of the host's chair and secretary's seat have these parts at the meeting, where nobody has."""
    wanted = {"chair": Seat.Kind.CHAIR, "note_taker": Seat.Kind.SECRETARY}
    blank = {part: kind for part, kind in wanted.items() if getattr(meeting, f"{part}_id") is None}
    if not blank:
        return
    held = Membership.objects.on(meeting.date).filter(seat__group=meeting.group_id, seat__kind__in=blank.values())
    by_kind: dict[str, list[Person]] = {}
    for each in held.select_related("person", "seat"):
        by_kind.setdefault(each.seat.kind, []).append(each.person)
    alone = {part: by_kind[kind][0] for part, kind in blank.items() if len(by_kind.get(kind, ())) == 1}
    if alone:
        for part, person in alone.items():
            setattr(meeting, part, person)
        signed(meeting, by, "").save()


def _refuse_too_many(meeting: Meeting, more: int) -> None:
    if meeting.attendances.count() + more > MOST:
        raise ValidationError(_("Ett möte har högst %(most)s deltagare.") % {"most": MOST})
