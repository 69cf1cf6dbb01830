"""What a reader first asks of a group: who calls, how often, what it may decide, where a question goes from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from groups import convening, escalation, steps
from groups.escalation import Ladder
from groups.models import EscalationLink, Group, Membership, ReportingLine, Seat
from groups.models.link import Link

MOST_NAMED = 100
"""Groups below or reporting to one group that its page names; beyond that the list is the place."""


def in_short(group: Group, visible: QuerySet[Group], day: dt.date) -> dict[str, Any]:
    """Return what the templates `groups/_in_short.html` and `groups/_way.html` ask for. Twelve queries;
    see `convening.on` for where a role alone convenes.

    The group's `type`, `region` and `parent` are to be fetched, and those of the parent.
    """
    ladders = [] if group.is_ended else escalation.ladders(group, day)
    reporting_in = list(
        group.reportinglines_in.on(day)
        .filter(group__in=visible.current().values("pk"))
        .select_related("group")
        .order_by("group__sort_key")[:MOST_NAMED]
    )
    return {
        "group": group,
        "whole": {name: group.inherited(name) for name in ("reporting", "basis", "origin", "agenda")},
        "composition": convening.on(day, [group])[group.pk],
        "ladders": ladders,
        "told": steps.told(ladders, group, visible),
        "arriving": _arriving(group, visible, day),
        **reach(ladders, day),
        "reporting_out": shown_lines(group.inherited("reporting").reporting_lines, visible, day),
        "reporting_in": reporting_in,
        "mutual": [line for line in reporting_in if line.kind == ReportingLine.Kind.MUTUAL],
    }


def shown_lines(lines: QuerySet[Link], visible: QuerySet[Group], day: dt.date) -> list[Link]:
    """Return the lines that hold on the day, but for those to groups that the reader may not see."""
    shown = Q(to_group=None) | Q(to_group__in=visible.values("pk"))
    return list(lines.on(day).filter(shown).select_related("to_group", "to_organisation"))


def _arriving(group: Group, visible: QuerySet[Group], day: dt.date) -> list[EscalationLink]:
    """Return the rungs of other groups' ladders that lead to this one; none to a group that has ended."""
    if group.is_ended:
        return []
    rungs = group.escalations_in.on(day).filter(group__in=visible.current().values("pk")).exclude(group=group)
    return list(rungs.select_related("agreement").order_by("agreement__order", "step", "trigger"))


def reach(ladders: list[Ladder], day: dt.date) -> dict[str, Any]:
    """Return whom to turn to at the steps of the ladders. One query.

    `contacts`: who holds the contact seats that the ladders name, and the chairs' seats, by seat. `chairs`: the filled
    seats of the chair of each group that such a step leads to, for where a contact's seat is vacant.
    """
    rungs = [rung for ladder in ladders for rung in ladder.rungs]
    seats = {seat.pk for rung in rungs for seat in rung.contact_seats.all()}
    receivers = {rung.to_group_id for rung in rungs if rung.contact_seats.all()}
    chairing = Seat.objects.on(day).filter(group__in=receivers, kind=Seat.Kind.CHAIR).values("pk")
    held = Membership.objects.on(day).filter(Q(seat__in=seats) | Q(seat__in=chairing))
    holders: dict[int, list[Membership]] = {}
    chairs: dict[int, list[Seat]] = {}
    for membership in held.select_related("person", "seat__organisation"):
        seat = membership.seat
        if seat.kind == Seat.Kind.CHAIR and seat.pk not in holders:
            chairs.setdefault(seat.group_id, []).append(seat)
        holders.setdefault(seat.pk, []).append(membership)
    return {"contacts": holders, "chairs": chairs}
