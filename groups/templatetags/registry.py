"""What is said of groups in templates: facts with where they come from, and who fills a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from groups import facts
from groups.composition import Composition, Place
from groups.models import EscalationLink, Group, Membership, Principal, ReportingLine, Seat

register = template.Library()

KINDS = list(Seat.Kind)


@register.inclusion_tag("components/fact.html", takes_context=True)
def fact(context: Context, group: Group, field: str, label: str = "") -> dict[str, Any]:
    """Show one fact of a group, or plainly that it is not stated; a part says the fact of its whole, and whose it is.

    The page tells which day is `asked` for. Costs no query when the groups that it is part of are fetched.
    """
    stated = facts.fact(group, field)
    return {
        "label": label or Group._meta.get_field(field).verbose_name,
        "fact": stated,
        "asked": context["asked"],
        "not_stated": _("Okänt") if field == "feedback" else "",
        "more": _beside(stated, field),
    }


def _beside(stated: facts.Fact, field: str) -> str:
    """Return what is told beside a fact in words of its own."""
    if field == "frequency_text":
        return stated.holder.expected_meetings if stated.holder.meetings_max else ""
    return stated.holder.mandate_text if field == "mandate" else ""


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
def seat_words(seat: Seat, mark: str = ": ") -> str:
    """Return what a seat is called, with its kind and the mark before it where its own words do not say that."""
    kind = str(seat.get_kind_display())
    if seat.kind == Seat.Kind.MEMBER or not seat.title or kind.casefold() in seat.title.casefold():
        return seat.label
    return f"{kind}{mark}{seat.title}"


@register.filter
def vacant_words(place: Place) -> str:
    """Return "vakant", or how many of several places are."""
    if place.places == 1:
        return _("vakant")
    return _("%(vacant)s av %(places)s vakanta") % {"vacant": place.vacant, "places": place.places}


@register.filter
def convening(composition: Composition | None) -> list[tuple[Place, str]]:
    """Return who calls, each place with its words; of a group whose own words name nobody, those of its parts."""
    if not composition:
        return []
    if composition.of_parts:
        name = composition.group.name
        return [(place, f"{_part_of(name, part)}: {convener_words(place)}") for part, place in composition.of_parts]
    return [(place, convener_words(place)) for place in composition.conveners]


def _part_of(whole: str, part: Group) -> str:
    """Return what tells the part from its whole: "Ängelholm" of "Litet samråd psykiatri, Ängelholm"."""
    return part.name.removeprefix(whole).strip(" ,–-:") or part.name


@register.filter
def conveners(composition: Composition | None) -> str:
    """Return all conveners on one line, "" where none is registered."""
    return " · ".join(words for _place, words in convening(composition))


SIDES = {
    Principal.REGION: _lazy("regionens kontakt"),
    Principal.MUNICIPALITY: _lazy("kommunernas kontakt"),
    Principal.NONE: _lazy("den andra kontakten"),
}


@register.filter
def instead(seats: list[Seat], held: dict[int, list[Membership]] | None) -> dict[str, Any] | None:
    """Return whom to turn to while some of a step's contacts are vacant: the others, in words; None if none is.

    `held` is who holds them, by seat. What has an address of its own can be reached whoever sits there.
    """
    held = held or {}
    filled = [seat for seat in seats if seat.by_role or seat.function_email or seat.function_phone or held.get(seat.pk)]
    if len(filled) == len(seats):
        return None
    return {"others": f" {_('och')} ".join(dict.fromkeys(str(SIDES[seat.side]) for seat in filled))}


@register.filter
def seats_of(sides: list[tuple[Principal, list[Seat]]]) -> list[Seat]:
    """Return the seats of all the sides."""
    return [seat for _side, seats in sides for seat in seats]


@dataclass
class Row:
    """One seat with its places: several where it is counted per municipality."""

    seat: Seat
    places: list[Place]

    @property
    def place(self) -> Place:
        return self.places[0]


@register.filter
def by_side(composition: Composition) -> list[tuple[str, list[Row]]]:
    """Return seats by huvudman; a chair whose seat may fall to either side stands on the side of who holds it now.

    Within a side the chair comes first, then the other kinds in their order.
    """
    sides: dict[str, dict[int, Row]] = {side: {} for side in Principal}
    for place in composition.places:
        side = place.seat.side
        if side == Principal.NONE:
            held = {holder.organisation.principal for holder in place.holders if holder.organisation}
            side = held.pop() if len(held) == 1 else side
        sides[side].setdefault(place.seat.pk, Row(place.seat, [])).places.append(place)
    return [(side, sorted(rows.values(), key=_rank)) for side, rows in sides.items() if rows]


def _rank(row: Row) -> int:
    return KINDS.index(row.seat.kind)


INWARD = {
    ReportingLine.Kind.REPORTS: _lazy("rapporterar hit"),
    ReportingLine.Kind.INFORMS: _lazy("informerar hit"),
    ReportingLine.Kind.PROPOSES: _lazy("lämnar förslag hit"),
    ReportingLine.Kind.MUTUAL: _lazy("ömsesidig rapportering"),
}


@register.filter
def inward_words(line: ReportingLine) -> str:
    """Return how a line is told at the end that receives."""
    words = str(INWARD[line.kind])
    return f"{words}, {_('vid behov')}" if line.when_needed else words


TRIGGERS = {
    EscalationLink.Trigger.SHORTCOMING: _lazy("en brist, eller något annat som hindrar samarbetet"),
}


@register.filter
def reason(rung: EscalationLink) -> str:
    """Return when a question takes the rung, beginning with "När"; the registry's own words may begin so already."""
    words = rung.condition or str(TRIGGERS.get(rung.trigger) or rung.get_trigger_display())
    return words if words.casefold().startswith(("när ", "vid ", "om ")) else _("När: %(reason)s") % {"reason": words}


@register.filter
def arrivals(rungs: list[EscalationLink]) -> list[tuple[Any, str, list[str]]]:
    """Return (agreement, step, reasons) for the questions that come to a group, each told once."""
    found: dict[tuple, list[str]] = {}
    for rung in rungs:
        aside = rung.step == EscalationLink.Step.ASIDE
        step = _("vid sidan av trappan") if aside else _("steg %(number)s") % {"number": rung.get_step_display()}
        reasons = found.setdefault((rung.agreement, step), [])
        if reason(rung) not in reasons:
            reasons.append(reason(rung))
    return [(agreement, step, reasons) for (agreement, step), reasons in found.items()]


@register.filter
def look_up(table: dict | None, key: Any) -> Any:
    """Return what the table has at the key, None when it has nothing there or is not given."""
    return table.get(key) if table else None
