"""Who calls a group: its own conveners, and where these name nobody the ones of its parts.

"En i varje del" answers the question of who calls only together with the parts' own answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from groups import composition
from groups.composition import Composition
from groups.models import Group, Seat


def on(day: dt.date, groups: Iterable[Group]) -> dict[int, Composition]:
    """Return the composition of each group on `day`, by primary key, with who convenes the parts where that tells more.

    One query more than `composition.on` where somebody's conveners name nobody; with parts that may be seen, six more.
    """
    groups = list(groups)
    made = composition.on(day, groups)
    unnamed = [group.pk for group in groups if not group.is_part and _names_nobody(made[group.pk])]
    if not unnamed:
        return made
    then = Group.objects.as_of(groups[0].as_of)
    parts = (
        then.listed()
        .current()
        .filter(**{then.at("is_part"): True, f"{then.at('parent')}__in": unnamed}, is_public=True)
    )
    parts = list(parts.select_related("region", "parent__region").order_by("sort_key", "pk"))
    told = composition.on(day, parts, kinds=[Seat.Kind.CONVENER]) if parts else {}
    for part in parts:
        made[part.parent_id].of_parts += [(part, place) for place in told[part.pk].conveners]
    return made


def _names_nobody(made: Composition) -> bool:
    """Tell whether no convener is a person or a unit by name: none at all, or a role that anybody may have."""
    return not any(place.holders or place.seat.organisation_id or not place.seat.by_role for place in made.conveners)
