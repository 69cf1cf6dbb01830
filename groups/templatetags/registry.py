"""What is said of groups in templates: facts with where they come from, and who fills a place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.utils.translation import gettext as _

from groups.composition import Composition, Place
from groups.escalation import Ladder
from groups.models import Coverage, EscalationLink, Group, Mandate, Membership, Principal, ReportingAnswer, Seat

register = template.Library()

KINDS = list(Seat.Kind)
UNSAID = {"", None, Coverage.NOT_STATED, Mandate.NOT_STATED, ReportingAnswer.UNKNOWN}


@register.inclusion_tag("components/fact.html")
def fact(group: Group, field: str, label: str = "") -> dict[str, Any]:
    """Show one fact of a group, or plainly that it is not stated; a part says the fact of its whole, and whose it is.

    Costs no query when the groups that it is part of are fetched.
    """
    holder = group.inherited(field)
    value = getattr(holder, field)
    display = getattr(holder, f"get_{field}_display", None)
    return {
        "label": label or Group._meta.get_field(field).verbose_name,
        "words": display() if display else value,
        "said": value not in UNSAID,
        "source": holder if holder != group else None,
        "more": getattr(holder, f"{field}_text", "") if field in ("mandate", "coverage") else "",
    }


@register.filter
def holder_name(membership: Membership) -> str:
    """Return the person's name with title where it may be shown, else "" – the place is filled, no more is said."""
    person = membership.person
    if not person.name_public:
        return ""
    return f"{person.name}, {person.title}" if person.title else person.name


@register.filter
def convener_words(place: Place) -> str:
    """Return who convenes, as people say it: the role, else the unit; beside it the person if the name is public."""
    seat = place.seat
    role = seat.title if seat.title.casefold() != str(seat.get_kind_display()).casefold() else ""
    words = role or str(place.organisation or seat.get_organisation_kind_display() or "")
    if names := ", ".join(filter(None, map(holder_name, place.holders))):
        return f"{words} ({names})" if words else names
    if not (seat.by_role or place.holders):
        return _("%(who)s – vakant") % {"who": words} if words else _("vakant")
    return words or _("utsedd, namnet visas inte publikt")


@register.filter
def conveners(composition: Composition | None) -> str:
    """Return all conveners on one line, "" where none is registered."""
    return " · ".join(map(convener_words, composition.conveners)) if composition else ""


@register.filter
def by_side(composition: Composition) -> list[tuple[str, list[Place]]]:
    """Return places by huvudman; a chair whose seat may fall to either side stands on the side of who holds it now.

    Within a side the chair comes first, then the other kinds in their order.
    """
    sides: dict[str, list[Place]] = {side: [] for side in Principal}
    for place in composition.places:
        side = place.seat.side
        if side == Principal.NONE:
            held = {holder.organisation.principal for holder in place.holders if holder.organisation}
            side = held.pop() if len(held) == 1 else side
        sides[side].append(place)
    return [(side, sorted(places, key=_rank)) for side, places in sides.items() if places]


def _rank(place: Place) -> int:
    return KINDS.index(place.seat.kind)


@dataclass
class Step:
    """One step of a ladder as it is read: who receives the question, and all that leads there."""

    number: str
    aside: bool
    group: Group | None
    recipient: str
    reasons: list[str] = field(default_factory=list)
    contacts: list[Seat] = field(default_factory=list)
    final: bool = False


@register.filter
def steps(ladder: Ladder) -> list[Step]:
    """Return the ladder in reading order; rungs that lead to the same place at the same step are one."""
    found: dict[tuple, Step] = {}
    for rung in [*ladder.main, *ladder.aside]:
        shown = rung.to_group if rung.to_group and rung.to_group.is_public and not rung.to_group.mistaken else None
        recipient = rung.recipient or ("" if shown else _("En grupp som inte visas publikt"))
        aside = rung.step == EscalationLink.Step.ASIDE
        step = found.setdefault(
            (rung.step, rung.to_group_id, recipient),
            Step(rung.get_step_display(), aside, shown, recipient, final=rung.final),
        )
        step.reasons.append(rung.condition or rung.get_trigger_display())
        step.contacts += [seat for seat in rung.contact_seats.all() if seat not in step.contacts]
    return list(found.values())


@register.filter
def look_up(table: dict, key: Any) -> Any:
    """Return what the table has at the key, None when it has nothing there."""
    return table.get(key)
