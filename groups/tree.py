"""The only writer of places in the tree: create, update, move, merge, check, rebuild.

Each takes the registry's lock, re-reads what it will change, and writes the tree and the dated log together.
Siblings stand in Swedish order. Roots stand in the order they were made: sorting them would renumber every tree.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groups import lifecycle
from groups.editing import adopt_current, bump, editing, signed, structure_lock
from groups.models import Group, Placement, Status, User
from groups.ordering import fold, sort_key


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
    with structure_lock():
        parent = _fresh(parent)
        group.parent, group.is_part = parent, part
        if parent and not group.region_id and parent.tier != "central":
            group.region = parent.region
        group.status, group.status_since, group.status_reason = status, effective, reason
        group.slug = group.slug or free_slug(group.label)
        _not_ahead(effective, today)
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
    effective: dt.date,
    reason: str,
    by: User | None = None,
    today: dt.date | None = None,
) -> Placement:
    """Put `group`, with all below it, under `parent` from `effective`; returns the event.

    A group that comes under a delregional parent of another delregion takes its region, and so does all below it.
    Raises ValidationError if the group may not stand there, stands there already, or the date is ahead of `today`
    or before an earlier move.
    """
    with editing(group) as node:
        parent = _fresh(parent)
        if parent == node.parent and part == node.is_part:
            raise ValidationError({"parent": _("Gruppen ligger redan där.")})
        _not_ahead(effective, today)
        latest = Placement.objects.filter(group=node).latest_first().first()
        if latest and latest.effective and effective < latest.effective:
            raise ValidationError(
                {
                    "effective": _("Gruppen flyttades senast %(day)s; en flytt kan inte gälla från en tidigare dag.")
                    % {"day": latest.effective}
                }
            )
        old_parent, old_region = node.parent, node.region
        if parent and parent.tier != "central":
            node.region = parent.region
        if problem := node.placement_problem(parent, part=part):
            raise ValidationError({"parent": problem})
        node.is_part = part
        signed(node, by, reason)
        target, position = _position(node, parent)
        Group.objects.move_node(node, target, position)
        node.refresh_from_db()
        if node.region_id != (old_region.pk if old_region else None):
            for below in node.get_descendants():
                was = below.region
                below.region = node.region
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
    """End `group` and let `into` succeed it; its parts, subgroups, lines and open seats go along.

    Raises ValidationError if one lies under the other, or what lies below may not stand under `into`.
    """
    with structure_lock():
        group, into = _fresh(group), _fresh(into)
        if group == into or into.get_ancestors().filter(pk=group.pk).exists():
            raise ValidationError({"into": _("En grupp kan inte slås ihop med sig själv eller något under den.")})
        for child in group.get_children().filter(mistaken=False):
            move(child, into, part=child.is_part, effective=effective, reason=reason, by=by, today=today)
        open_rows = Q(end_date__isnull=True) | Q(end_date__gt=effective)
        for relation in ("seats", "reporting_lines", "commissions", "escalation_links"):
            for row in getattr(group, relation).filter(open_rows):
                row.group = into
                row.full_clean()
                signed(row, by, reason).save()
        for relation in ("reportinglines_in", "commissions_in", "escalations_in"):
            for row in getattr(group, relation).filter(open_rows):
                row.to_group = into
                if row.group_id != into.pk:
                    signed(row, by, reason).save()
        lifecycle.end(group, effective=effective, reason=reason, successors=[into], by=by, today=today)
        bump(into)


@dataclass(frozen=True)
class Difference:
    """A number in the tree that is not what the parents say."""

    pk: int
    name: str
    field: str
    stored: int
    expected: int


def check() -> list[Difference]:
    """Recompute every tree number from the parents alone and return what differs. Two queries."""
    rows = list(Group.objects.order_by("tree_id", "lft", "pk").values("pk", "name", "parent_id", *_NUMBERS))
    numbers = _number(rows)
    return [
        Difference(row["pk"], row["name"], field, row[field], expected)
        for row in rows
        for field, expected in zip(_NUMBERS, numbers[row["pk"]], strict=True)
        if row[field] != expected
    ]


def rebuild() -> int:
    """Write right every tree number that is not what the parents say, under the lock; returns how many rows."""
    with structure_lock():
        rows = list(Group.objects.order_by("tree_id", "lft", "pk").values("pk", "parent_id", *_NUMBERS))
        numbers = _number(rows)
        wrong = [row["pk"] for row in rows if tuple(row[field] for field in _NUMBERS) != numbers[row["pk"]]]
        nodes = []
        for node in Group.objects.filter(pk__in=wrong).only("pk"):
            node.tree_id, node.lft, node.rght, node.depth = numbers[node.pk]
            nodes.append(node)
        Group.objects.bulk_update(nodes, _NUMBERS, batch_size=500)
    return len(nodes)


def free_slug(name: str) -> str:
    """An address for `name` that no group has. Call under the lock."""
    stem = slugify(fold(name))[:70].strip("-") or "grupp"
    taken = set(Group.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


_NUMBERS = ("tree_id", "lft", "rght", "depth")


def _number(rows: list[dict]) -> dict[int, tuple[int, int, int, int]]:
    """Tree id, left, right and depth of each row, from parents alone; siblings keep the order given."""
    children = defaultdict(list)
    for row in rows:
        children[row["parent_id"]].append(row)
    numbers: dict[int, tuple[int, int, int, int]] = {}
    used: set[int] = set()
    for root in children[None]:
        tree_id = root["tree_id"] if root["tree_id"] not in used else max(used) + 1
        used.add(tree_id)
        counter, stack = 1, [(root, 0, None)]
        while stack:
            row, depth, left = stack.pop()
            if left is not None:
                numbers[row["pk"]] = (tree_id, left, counter, depth)
                counter += 1
                continue
            stack.append((row, depth, counter))
            counter += 1
            stack.extend((child, depth + 1, None) for child in reversed(children[row["pk"]]))
    return numbers


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


def _not_ahead(effective: dt.date | None, today: dt.date | None) -> None:
    if effective and today and effective > today:
        raise ValidationError({"effective": _("Dagen kan inte ligga framåt i tiden.")})
