"""A group with those above it and those directly below: what its page stands on, in one question."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from groups.models import Group, Status

MOST_BELOW = 100
"""Groups directly below that are named; beyond that the list is the place."""
MOST_ABOVE = 20
"""More levels than any structure has."""

PARENT = Group._meta.get_field("parent")


@dataclass(frozen=True)
class Kin:
    """A group as a reader may see it, with type, region and parents fetched."""

    group: Group
    above: list[Group]
    """The top one first, those that the reader may not see too."""
    shown: list[Group]
    """Those of them that the reader may see."""
    below: list[Group]
    """In tree order, those that the reader may see; ended ones only below a group that has ended itself."""

    @property
    def parts(self) -> list[Group] | None:
        """The parts among those below; None where there are more below than are fetched."""
        return [each for each in self.below if each.is_part] if len(self.below) < MOST_BELOW else None


def of(slug: str, visible: QuerySet[Group]) -> Kin | None:
    """Return the group at the address with its kin, None where the reader may see none there.

    One query; four on another day than today, and one or two for each level above.
    """
    return _then(slug, visible) if visible.day_asked else _today(slug, visible)


def _today(slug: str, visible: QuerySet[Group]) -> Kin | None:
    me = Group.objects.order_by().filter(slug=slug)
    tree, left, right, key = (Subquery(me.values(name)) for name in ("tree_id", "lft", "rght", "pk"))
    above = Q(tree_id=tree, lft__lte=left, rght__gte=right)
    below = Q(parent=key, is_shown=True) & (~Q(status=Status.ENDED) | Q(parent__status=Status.ENDED))
    asked = Group.objects.annotate(is_shown=Exists(visible.order_by().filter(pk=OuterRef("pk"))))
    rows = list(asked.filter(above | below).select_related("type", "region__parent")[: MOST_BELOW + MOST_ABOVE])
    # In tree order those above come first, the group itself next, then those below.
    place = next((number for number, each in enumerate(rows) if each.slug == slug), None)
    if place is None or not rows[place].is_shown:
        return None
    by_key = {each.pk: each for each in rows}
    for each in rows:
        if each.parent_id in by_key:
            PARENT.set_cached_value(each, by_key[each.parent_id])
    shown = [each for each in rows[:place] if each.is_shown]
    return Kin(rows[place], rows[:place], shown, rows[place + 1 :][:MOST_BELOW])


def _then(slug: str, visible: QuerySet[Group]) -> Kin | None:
    rows = visible.select_related("type", "parent__parent__region", "parent__region", "region__parent")
    group = rows.filter(slug=slug).first()
    if group is None:
        return None
    above = group.above()
    shown = set(visible.filter(pk__in=[each.pk for each in above]).values_list("pk", flat=True))
    below = visible.filter(**{visible.at("parent"): group.pk}).for_rows()
    if not group.is_ended:
        below = below.current()
    return Kin(group, above, [each for each in above if each.pk in shown], list(below[:MOST_BELOW]))
