"""Who calls a group: its own conveners, and where these name nobody the ones of its parts.

"En i varje del" answers the question of who calls only together with the parts' own answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from groups import composition
from groups.composition import Composition
from groups.models import Group


def on(day: dt.date, groups: Iterable[Group]) -> dict[int, Composition]:
    """Return the composition of each group on `day`, by primary key, with who convenes the parts where that tells more.

    One query more than `composition.on` where somebody's conveners name nobody; three more with parts that may be seen.
    """
    groups = list(groups)
    made = composition.on(day, groups)
    if unnamed := [group for group in groups if needs_parts(made[group.pk])]:
        parts = parts_of(unnamed)
        tell_parts(made, parts, composition.conveners_on(day, parts) if parts else {})
    return made


def needs_parts(made: Composition) -> bool:
    """Tell whether no convener of a group of its own is a person or a unit by name, so that its parts may tell more.

    None at all, or a role that anybody may have.
    """
    named = any(place.holders or place.seat.organisation_id or not place.seat.by_role for place in made.conveners)
    return not (made.group.is_part or named)


def tell_parts(made: dict[int, Composition], parts: Iterable[Group], told: dict[int, Composition]) -> None:
    """Let the whole of each of the `parts` tell who convenes them, as `told` of them."""
    for part in parts:
        made[part.parent_id].of_parts += [(part, place) for place in told[part.pk].conveners]


def parts_of(groups: list[Group]) -> list[Group]:
    """The parts of the groups that may be told of to everybody, in Swedish order. One query."""
    then = Group.objects.as_of(groups[0].as_of)
    own = {then.at("is_part"): True, f"{then.at('parent')}__in": [group.pk for group in groups]}
    parts = then.listed().current().filter(**own, is_public=True)
    return list(parts.select_related("region", "parent__region").order_by("sort_key", "pk"))


def told_to_all(parts: Iterable[Group]) -> list[Group]:
    """The same of parts that are fetched."""
    told = (each for each in parts if each.is_public and not each.is_ended)
    return sorted(told, key=lambda each: (each.sort_key, each.pk))
