"""Lyft en fråga: three questions, answered with the ladder for exactly that case."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import convening, escalation, lifting, steps
from groups.escalation import Ladder, Way
from groups.forms.asked_day import AskedDay
from groups.forms.lift import LiftForm
from groups.models import EscalationLink, Group, Organisation, Principal, Seat, Tier
from groups.views.in_short import reach

FIRST = EscalationLink.Step.FIRST
MOST_SUGGESTED = 400
"""Places suggested while somebody writes; any other can be written too."""
MOST_LOCAL = 12
"""Local groups named at the first step; beyond that the list is the place."""


@require_safe
def lift(request: HttpRequest) -> HttpResponse:
    """Ask what has not been answered yet, one form in all; with all answers, tell where the question goes.

    At most 32 queries, whatever there is in the registry.
    """
    day = timezone.localdate()
    visible = Group.objects.visible_to(request.user)
    form = LiftForm(request.GET, visible, day)
    context: dict[str, Any] = {"form": form, "kinds": lifting.KINDS.values(), "asked": AskedDay(day)}
    if not (form.place or form.group):
        context["suggested"] = _suggested()
    if form.is_lost:
        municipalities = [each for each in context.get("suggested", ()) if each.is_municipality]
        context["municipalities"] = form.addresses_of(municipalities)
    if form.is_answered:
        context |= _answer(form, visible, day)
    return render(request, "groups/lift.html", context)


def _suggested() -> list[Organisation]:
    """Return what to suggest as somebody's place, the municipalities first. Two queries."""
    rows = Organisation.objects.select_related("parent").order_by("sort_key", "pk")
    municipalities = list(rows.municipalities()[:MOST_SUGGESTED])
    others = rows.exclude(kind=Organisation.Kind.MUNICIPALITY)
    return [*municipalities, *others[: MOST_SUGGESTED - len(municipalities)]]


def _answer(form: LiftForm, visible: QuerySet[Group], day: dt.date) -> dict[str, Any]:
    """Return what the template `groups/_lift_answer.html` asks for."""
    here, trigger = form.here, form.kind.trigger
    ladders = escalation.ladders(form.group, day)
    ways = [escalation.way(ladder, trigger) for ladder in ladders]
    shown = steps.statuses(ladders, visible)
    reached = {way.now.pk for way in ways if way.now and _is_reached(way.now, shown)}
    asked = {way.now.to_group for way in ways if way.now and way.now.to_group and way.now.pk in reached}
    is_told = escalation.STAGES.get(trigger) == 2 and (here is None or here.tier == Tier.LOCAL)
    instead = None if reached else _instead(form.group, visible)
    asked |= {group for group in (here, instead) if group}
    local = _local(form, visible, day) if any(way.now and way.now.step == FIRST for way in ways) else []
    asked |= set(local[:MOST_LOCAL])
    return {
        "ways": [(way, _sides(ladder, way, day, shown), _ends(way)) for ladder, way in zip(ladders, ways, strict=True)],
        "here": here,
        "shown": {pk for pk, status in shown.items() if status != "ended"},
        "ended": {pk for pk, status in shown.items() if status == "ended"},
        "reached": reached,
        **reach(ladders, day),
        "compositions": convening.on(day, asked),
        "local": local[:MOST_LOCAL],
        "more_local": len(local) > MOST_LOCAL,
        "is_told": is_told,
        "has_no_ladder": form.group.is_outside_ladder and not any(way.now for way in ways),
        "instead": instead,
        "instead_address": form.address_with(grupp=instead.slug) if instead else "",
    }


def _local(form: LiftForm, visible: QuerySet[Group], day: dt.date) -> list[Group]:
    """Return the local groups to turn to at the first step: the one chosen, else those of the place. One query."""
    if form.here and form.here.tier == Tier.LOCAL:
        return [form.here]
    if not form.place:
        return []
    near = lifting.local_groups(form.place, form.home, visible.current(), day)
    return list(near.select_related("type", "region", "parent__region")[: MOST_LOCAL + 1])


def _is_reached(rung: EscalationLink, shown: dict[int, str]) -> bool:
    """Tell whether the reader can turn to whom the rung leads to."""
    return rung.to_group_id is None or shown.get(rung.to_group_id, "ended") != "ended"


def _instead(group: Group, visible: QuerySet[Group]) -> Group | None:
    """Return the tjänstemannaberedning to turn to where no way is registered, None where there is no other."""
    if not group.region or group.region.is_county:
        return None
    found = lifting.officials_of(group.region, visible.current())
    return None if found == group else found


def _ends(way: Way) -> bool:
    """Tell whether the ladder names nothing after the step that the question takes now, without settling it there."""
    return bool(way.now and way.now.trigger in escalation.STAGES and not way.now.final and not way.after)


def _sides(ladder: Ladder, way: Way, day: dt.date, shown: dict[int, str]) -> list[tuple[Principal, list[Seat]]]:
    """Return the contact seats of the step that the question takes now, by whose side they are on.

    Where it has none, whoever is the contact with the same receiver at another step is so at this one too.
    Region and municipalities are always told of, those of neither only where there are any; nothing without seats.
    Seats of groups that the reader may not see are none.
    """
    seats = ladder.contacts_for(way.now, day) if way.now else ()
    seats = [seat for seat in seats if seat.group_id in shown]
    sides = [(side, [seat for seat in seats if seat.side == side]) for side in Principal]
    return [(side, here) for side, here in sides if seats and (here or side != Principal.NONE)]
