"""The only writer of places in the tree: create, update, move, merge, check, rebuild.

Each takes the registry's lock, re-reads what it will change, and writes the tree and the dated log together.
Siblings stand in Swedish order. Roots stand in the order they were made: sorting them would renumber every tree.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groups import lifecycle, many, planting, tree_numbers, tree_sql
from groups.editing import adopt, adopt_current, bump, editing, signed, structure_lock
from groups.models import Group, Placement, Region, Status, StatusChange, Tier, User
from groups.ordering import fold, sort_key
from groups.planting import Seedling
from groups.review_items import enrol
from groups.takeover import take_over
from groups.tree_numbers import Difference

_SLUGS_AT_ONCE = 50


def create(
    group: Group,
    *,
    parent: Group | None = None,
    part: bool = False,
    status: str = Status.ACTIVE,
    effective: dt.date | None = None,
    assumed: bool = False,
    reason: str = "",
    by: User | None = None,
    today: dt.date | None = None,
) -> Group:
    """Register an unsaved `group` under `parent` (None: at the top) from `effective` (None: not known).

    Raises ValidationError, by field, if the group may not stand there. `today` bounds the date when given.
    """
    if status == Status.ENDED and not reason.strip():
        raise ValidationError({"reason": _("Ange varför gruppen avslutades.")})
    with structure_lock():
        parent = _fresh(parent)
        group.parent, group.is_part, group.placed_since = parent, part, effective
        if parent and not group.region_id and parent.tier != Tier.CENTRAL:
            group.region = parent.region
        group.status, group.status_since, group.status_reason = status, effective, reason
        group.slug = group.slug or free_slug(group.label)
        if effective:
            Placement.objects.none().refuse_day(effective, today)
        group.full_clean(exclude=["successors", "topics"])
        target, position = _position(group, parent)
        Group.objects.insert_node(group, target, position, refresh_target=False)
        signed(group, by, reason or _("Registrerad")).save()
        _log(group, None, None, effective=effective, assumed=assumed, reason=reason, by=by)
        lifecycle.begin(group, effective=effective, assumed=assumed, reason=reason, by=by)
        if parent:
            bump(parent)
    return group


def create_many(seedlings: Sequence[Seedling], *, by: User | None = None, reason: str = "") -> None:
    """Register many groups at once, as `planting.check` returned them; the rules and logs are those of `create`.

    Raises ValidationError, by field, at one that may not stand there.
    """
    if seedlings:
        with structure_lock():
            planting.plant(seedlings, by=by, reason=reason or _("Registrerad"))


def update_many(
    groups: Sequence[Group],
    fields: Sequence[str],
    *,
    by: User | None = None,
    reason: str = "",
    links: many.Links | None = None,
) -> None:
    """Save the named words of many groups, and their topics and successors, as `update` would one of them.

    Their places and status are not written. The words are to be checked by the caller, who raises the revisions too.
    """
    if not groups:
        return
    with structure_lock():
        many.update(groups, fields, by=by, reason=reason, links=links)
        if "name" in fields:
            planting.settle(groups)


def restore_many(
    groups: Sequence[Group],
    fields: Sequence[str],
    *,
    by: User | None = None,
    reason: str = "",
    links: many.Links | None = None,
) -> None:
    """Give groups back what they held before an import, place and status too, with the events it logged gone already.

    The numbers of the tree are the caller's to rebuild.
    """
    with structure_lock():
        many.update(groups, [name for name in fields if name != "revision"], by=by, reason=reason, links=links)
        Group.objects.filter(pk__in=[group.pk for group in groups]).update(revision=F("revision") + 1)


def remove_many(groups: Sequence[Group], *, by: User | None = None, reason: str = "") -> None:
    """Take away groups that only an import now taken back has made, with their logs. The numbers are to be rebuilt."""
    with structure_lock():
        keys = [group.pk for group in groups]
        for log in (Placement, StatusChange):
            for start in range(0, len(keys), many.BATCH):
                log.objects.filter(group__in=keys[start : start + many.BATCH]).delete()
        many.delete(sorted(groups, key=lambda group: -group.depth), by=by, reason=reason)


def update(group: Group, *, by: User | None = None, reason: str = "") -> Group:
    """Save an edited group: its own words, not its place or status. Keeps siblings in order when renamed.

    Raises ValidationError, by field.
    """
    with structure_lock():
        current = adopt_current(group)
        group.full_clean(exclude=["successors", "topics"])
        renamed = current.name != group.name
        signed(group, by, reason).save()
        if renamed and group.parent_id:
            _settle(group)
        bump(group)
    return group


def move(
    group: Group,
    parent: Group | None,
    *,
    part: bool = False,
    region: Region | None = None,
    tier: str | None = None,
    effective: dt.date,
    reason: str,
    by: User | None = None,
    today: dt.date | None = None,
    revision: int | None = None,
) -> Placement:
    """Put `group`, with all below it, under `parent` from `effective`; returns the event.

    Its delregion, and that of all below it, becomes the parent's; under a central parent or none it becomes `region`
    (None: as it was). What lies below a central group keeps its own. With `tier`, the tier that the place asks for
    comes along, and `region` is meant as it is: None for none.

    Raises ValidationError if the group may not stand there, stands there already, or the date is ahead of `today` or
    before an earlier move; StaleGroup as `editing` does.
    """
    with editing(group, revision=revision) as node:
        parent = _fresh(parent)
        old_parent, old_region = node.parent, node.region
        if parent and parent.tier != Tier.CENTRAL:
            region = parent.region
        elif region:
            region = Region.objects.get(pk=region.pk)
        elif tier is None:
            region = old_region
        node.region, node.tier = region, tier or node.tier
        if (parent, part, node.region) == (old_parent, node.is_part, old_region):
            raise ValidationError({"parent": _("Gruppen ligger redan där.")})
        carried = _carried(node) if node.region != old_region else []
        Placement.objects.filter(group__in=[node, *carried]).refuse_day(effective, today)
        if problem := node.region_problem():
            raise ValidationError({"region": problem})
        if problem := node.placement_problem(parent, part=part):
            raise ValidationError({"parent": problem})
        node.is_part, node.placed_since = part, effective
        signed(node, by, reason)
        target, position = _position(node, parent)
        Group.objects.move_node(node, target, position)
        for below in _carried(node) if carried else ():  # with the numbers that they have by now
            was, below.region, below.placed_since = below.region, node.region, effective
            signed(below, by, reason).save()
            _log(below, below.parent, was, effective=effective, reason=reason, by=by)
            bump(below)
        event = _log(node, old_parent, old_region, effective=effective, reason=reason, by=by)
        bump(*{each.pk: each for each in (old_parent, parent) if each}.values())
        adopt(group, node)
    return event


def merge(
    group: Group,
    into: Group,
    *,
    effective: dt.date,
    reason: str,
    by: User | None = None,
    today: dt.date | None = None,
) -> None:
    """End `group` from `effective` and let `into` succeed it; its parts, subgroups, lines and open seats go along.

    What stood before `effective` stays with the old group. Raises ValidationError if one lies under the other, or
    what lies below may not stand under `into`.
    """
    with structure_lock():
        group, into = _fresh(group), _fresh(into)
        if group == into or into.get_ancestors().filter(pk=group.pk).exists():
            raise ValidationError({"into": _("En grupp kan inte slås ihop med sig själv eller något under den.")})
        for child in group.get_children().listed():
            move(child, into, part=child.is_part, effective=effective, reason=reason, by=by, today=today)
        take_over(group, into, effective=effective, reason=reason, by=by)
        lifecycle.end(group, effective=effective, reason=reason, successors=[into], by=by, today=today)
        bump(into)


def check() -> list[Difference]:
    """Recompute every tree number from the parents alone and return what differs. One query."""
    return tree_numbers.differences(_rows("name"))


def is_whole() -> bool:
    """Whether `check` would find nothing but siblings out of order: asked of the database alone, far cheaper."""
    return tree_sql.is_whole()


def rebuild() -> int:
    """Write right every tree number that is not what the parents say, under the lock; returns how many rows.

    Groups from which no way leads to the top (`Difference.is_lost`) are left as they are.
    """
    with structure_lock():
        rows = _rows()
        right = tree_numbers.numbered(rows)
        wrong = tree_numbers.changed([row for row in rows if row["pk"] in right], right)
        tree_sql.write(wrong)
        if wrong:
            # One record in the history tells pages that readers have already that the order is another.
            signed(Group.objects.get(pk=min(wrong)), None, _("Trädets nummer rättades")).save()
    return len(wrong)


def free_slug(name: str) -> str:
    """An address for `name` that no group has. Call under the lock."""
    stem = slugify(fold(name))[:70].strip("-") or "grupp"
    wanted = [stem]
    # Some at a time, each looked up in the index: to ask what begins so, SQLite would read every row.
    for number in itertools.count(2, _SLUGS_AT_ONCE):
        taken = set(Group.objects.order_by().filter(slug__in=wanted).values_list("slug", flat=True))
        if free := [slug for slug in wanted if slug not in taken]:
            return free[0]
        wanted = [f"{stem}-{each}" for each in range(number, number + _SLUGS_AT_ONCE)]


def _rows(*more: str) -> list[tree_numbers.Row]:
    """Every group with its numbers, siblings in Swedish order; those of one name as they stand."""
    columns = ("pk", "parent_id", *tree_numbers.FIELDS, *more)
    return list(Group.objects.order_by("sort_key", "lft", "pk").values(*columns))


def _fresh(group: Group | None) -> Group | None:
    return group and Group.objects.select_related("type", "region", "parent").get(pk=group.pk)


def _carried(node: Group) -> list[Group]:
    """What lies below a group and belongs to the delregion that it does. One query."""
    below = node.get_descendants().select_related("parent", "region")
    if node.tier == Tier.CENTRAL:
        below = below.filter(tier=Tier.CENTRAL)
    return [each for each in below if each.region_id != node.region_id]


def _position(group: Group, parent: Group | None) -> tuple[Group | None, str]:
    """Where mptt is to put the group so that siblings stand in Swedish order."""
    if parent is None:
        return None, "last-child"
    siblings = parent.get_children().exclude(pk=group.pk)
    after = siblings.filter(sort_key__gt=sort_key(group.name)).order_by("lft").first()
    if after is None:
        return parent, "last-child"
    after.parent = parent  # which the tree library would fetch again
    return after, "left"


def _settle(group: Group) -> None:
    """Move a renamed group to its place among its siblings."""
    node = Group.objects.select_related("parent").get(pk=group.pk)
    target, position = _position(node, node.parent)
    node.skip_history_when_saving = True
    Group.objects.move_node(node, target, position)
    adopt(group, node)


def _log(group: Group, old_parent, old_region, *, effective, reason, by, assumed: bool = False) -> Placement:
    enrol(group)
    return Placement.objects.create(
        group=group,
        old_parent=old_parent,
        parent=group.parent,
        part=group.is_part,
        old_region=old_region,
        region=group.region,
        effective=effective,
        assumed=assumed,
        reason=reason,
        recorded_by=by,
    )
