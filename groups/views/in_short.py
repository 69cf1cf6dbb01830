"""What a reader first asks of a group: who calls, how often, what it may decide, where a question goes from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from groups import composition, convening, escalation, steps, ties
from groups.composition import Composition
from groups.escalation import Ladder
from groups.models import EscalationLink, Group, Membership, ReportingLine, Seat, Status


def in_short(
    group: Group,
    visible: QuerySet[Group],
    day: dt.date,
    *,
    above: list[Group] | None = None,
    parts: list[Group] | None = None,
    named: Collection[int] = (),
) -> dict[str, Any]:
    """Return what the templates `groups/_in_short.html` and `groups/_way.html` ask for; whatever else it was asked for.

    Beside that `ties`, the compositions of the `parts` as `conveners`, and `seen`: the statuses, by key, of those of
    the groups told of, and of those `named`, that the reader may see. Eight queries, and one where the group lists its
    municipalities while others do not, where a seat has exceptions, for the groups `above` and for the parts, where
    these are not given (the parts only where the group's own conveners name nobody, and then two more).

    The group's `type`, `region` and `parent` are to be fetched, and those of the parent.
    """
    above = group.above() if above is None else above
    ladders, arriving = ([], []) if group.is_ended else escalation.around(group, above, day)
    made, held = composition.together(day, [group], conveners_of=parts or (), beside=_contacts(ladders))
    _tell_parts(made, group, parts, day)
    tied = ties.of(group, day)
    keys = {*steps.keys(ladders), *(rung.group_id for rung in arriving), *tied.keys, *named}
    seen = dict(visible.filter(pk__in=keys).values_list("pk", visible.at("status")))
    tied = tied.shown_to(seen)
    return {
        "group": group,
        "whole": {name: group.inherited(name) for name in ("reporting", "basis", "origin", "agenda")},
        "composition": made[group.pk],
        "conveners": made,
        "ladders": ladders,
        "told": steps.told_to(seen, ladders, group),
        "arriving": _arriving(arriving, seen),
        **_reach(ladders, held),
        "ties": tied,
        "reporting_out": tied.outgoing,
        "reporting_in": tied.incoming,
        "mutual": [line for line in tied.incoming if line.kind == ReportingLine.Kind.MUTUAL],
        "seen": seen,
    }


def _tell_parts(made: dict[int, Composition], group: Group, parts: list[Group] | None, day: dt.date) -> None:
    """Let the parts tell who convenes them, where the group's own conveners name nobody."""
    if not convening.needs_parts(made[group.pk]):
        return
    if parts is None:
        found = convening.parts_of([group])
        convening.tell_parts(made, found, composition.conveners_on(day, found) if found else {})
    else:
        convening.tell_parts(made, convening.told_to_all(parts), made)


def _arriving(rungs: Iterable[EscalationLink], seen: dict[int, str]) -> list[EscalationLink]:
    """Return the rungs of the ladders of groups that may be seen and have not ended, in the agreements' order."""
    shown = (rung for rung in rungs if seen.get(rung.group_id, Status.ENDED) != Status.ENDED)
    return sorted(shown, key=lambda rung: (rung.agreement.order, rung.step, rung.trigger))


def reach(ladders: list[Ladder], day: dt.date) -> dict[str, Any]:
    """Return whom to turn to at the steps of the ladders. One query.

    `contacts`: who holds the contact seats that the ladders name, and the chairs' seats, by seat. `chairs`: the filled
    seats of the chair of each group that such a step leads to, for where a contact's seat is vacant.
    """
    held = Membership.objects.on(day).filter(seat__in=Seat.objects.filter(_contacts(ladders)).order_by())
    return _reach(ladders, held.select_related("person", "seat__organisation"))


def _contacts(ladders: list[Ladder]) -> Q:
    """The condition of the seats of those to turn to at the steps: a contact's, or the chair's where it leads."""
    rungs = [rung for ladder in ladders for rung in ladder.rungs if rung.contact_seats.all()]
    seats = {seat.pk for rung in rungs for seat in rung.contact_seats.all()}
    return Q(pk__in=seats) | Q(group__in={rung.to_group_id for rung in rungs} - {None}, kind=Seat.Kind.CHAIR)


def _reach(ladders: list[Ladder], held: Iterable[Membership]) -> dict[str, Any]:
    """The same of memberships that are fetched, others among them."""
    rungs = [rung for ladder in ladders for rung in ladder.rungs if rung.contact_seats.all()]
    seats = {seat.pk for rung in rungs for seat in rung.contact_seats.all()}
    receivers = {rung.to_group_id for rung in rungs}
    holders: dict[int, list[Membership]] = {}
    chairs: dict[int, list[Seat]] = {}
    for membership in held:
        seat = membership.seat
        is_chair = seat.kind == Seat.Kind.CHAIR and seat.group_id in receivers
        if is_chair and seat.pk not in holders:
            chairs.setdefault(seat.group_id, []).append(seat)
        if is_chair or seat.pk in seats:
            holders.setdefault(seat.pk, []).append(membership)
    return {"contacts": holders, "chairs": chairs}
