"""The only writer of places in the tree: create, update, move, merge, check, rebuild.

Each takes the registry's lock, re-reads what it will change, and writes the tree and the dated log together.
Siblings stand in Swedish order. Roots stand in the order they were made: sorting them would renumber every tree.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groups import lifecycle, tree_numbers
from groups.editing import adopt_current, bump, editing, signed, structure_lock
from groups.models import Group, Placement, Region, Status, Tier, User
from groups.ordering import fold, sort_key
from groups.review_items import enrol
from groups.takeover import take_over
from groups.tree_numbers import Difference


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
    effective: dt.date,
    reason: str,
    by: User | None = None,
    today: dt.date | None = None,
    revision: int | None = None,
) -> Placement:
    """Put `group`, with all below it, under `parent` from `effective`; returns the event.

    Its delregion, and that of all below it, becomes the parent's; under a central parent or none it becomes `region`
    (None: as it was). Raises ValidationError if the group may not stand there, stands there already, or the date is
    ahead of `today` or before an earlier move; StaleGroup as `editing` does.
    """
    with editing(group, revision=revision) as node:
        parent = _fresh(parent)
        old_parent, old_region = node.parent, node.region
        if parent and parent.tier != Tier.CENTRAL:
            region = parent.region
        node.region = region or old_region
        if (parent, part, node.region) == (old_parent, node.is_part, old_region):
            raise ValidationError({"parent": _("Gruppen ligger redan där.")})
        with_all_below = node.get_descendants(include_self=True) if node.region != old_region else [node]
        Placement.objects.filter(group__in=with_all_below).refuse_day(effective, today)
        if problem := node.region_problem():
            raise ValidationError({"region": problem})
        if problem := node.placement_problem(parent, part=part):
            raise ValidationError({"parent": problem})
        node.is_part, node.placed_since = part, effective
        signed(node, by, reason)
        target, position = _position(node, parent)
        Group.objects.move_node(node, target, position)
        node.refresh_from_db()
        if node.region != old_region:
            for below in node.get_descendants().select_related("parent", "region"):
                was, below.region, below.placed_since = below.region, node.region, effective
                signed(below, by, reason).save()
                _log(below, below.parent, was, effective=effective, reason=reason, by=by)
                bump(below)
        event = _log(node, old_parent, old_region, effective=effective, reason=reason, by=by)
        for other in {each.pk: each for each in (old_parent, parent) if each}.values():
            bump(other)
    _take_tree_fields(group)
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
    rows = Group.objects.order_by("tree_id", "lft", "pk").values("pk", "name", "parent_id", *tree_numbers.FIELDS)
    return tree_numbers.differences(list(rows))


def rebuild() -> int:
    """Write right every tree number that is not what the parents say, under the lock; returns how many rows."""
    with structure_lock():
        rows = list(Group.objects.order_by("tree_id", "lft", "pk").values("pk", "parent_id", *tree_numbers.FIELDS))
        right = tree_numbers.numbered(rows)
        wrong = [row["pk"] for row in rows if tuple(row[field] for field in tree_numbers.FIELDS) != right[row["pk"]]]
        nodes = list(Group.objects.filter(pk__in=wrong).only("pk"))
        for node in nodes:
            node.tree_id, node.lft, node.rght, node.depth = right[node.pk]
        Group.objects.bulk_update(nodes, tree_numbers.FIELDS, batch_size=500)
        if nodes:
            # One record in the history tells pages that readers have already that the order is another.
            signed(Group.objects.get(pk=nodes[0].pk), None, _("Trädets nummer rättades")).save()
    return len(nodes)


def free_slug(name: str) -> str:
    """An address for `name` that no group has. Call under the lock."""
    stem = slugify(fold(name))[:70].strip("-") or "grupp"
    taken = set(Group.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _fresh(group: Group | None) -> Group | None:
    return group and Group.objects.select_related("type", "region", "parent").get(pk=group.pk)


def _position(group: Group, parent: Group | None) -> tuple[Group | None, str]:
    """Where mptt is to put the group so that siblings stand in Swedish order."""
    if parent is None:
        return None, "last-child"
    siblings = parent.get_children().exclude(pk=group.pk)
    after = siblings.filter(sort_key__gt=sort_key(group.name)).order_by("lft").first()
    return (after, "left") if after else (parent, "last-child")


def _settle(group: Group) -> None:
    """Move a renamed group to its place among its siblings."""
    node = Group.objects.select_related("parent").get(pk=group.pk)
    target, position = _position(node, node.parent)
    node.skip_history_when_saving = True
    Group.objects.move_node(node, target, position)
    _take_tree_fields(group)


def _take_tree_fields(group: Group) -> None:
    adopt_current(group)
    group._mptt_meta.update_mptt_cached_fields(group)


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
