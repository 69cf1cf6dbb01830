"""Many new groups at once: the rules of `tree.create` set-wise, the same logs, and the tree's numbers in memory.

Called through `groups.tree`. What one group costs alone is mostly questions to the database; here they are asked once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groups import many, tree_numbers, tree_sql
from groups.models import Group, GroupType, Placement, Region, Review, ReviewItem, Status, StatusChange, Tier, User
from groups.models.event import AHEAD
from groups.models.placing import problem
from groups.ordering import fold

DAYS = ("placed_since", "status_since")


@dataclass
class Seedling:
    """A group to be made: an unsaved row with its type, region and words, and where it is to stand.

    The parent is a row that stands in the database, or another seedling's unsaved group. `status`, its day and reason
    stand on the group, as does the day from which it is placed.
    """

    group: Group
    topics: Sequence = ()
    successors: Sequence[Group] = ()
    problems: dict[str, str] = field(default_factory=dict)
    """Why it may not be made, by field, in Swedish."""


def check(seedlings: Sequence[Seedling], *, today: dt.date | None = None) -> list[Seedling]:
    """Fill in what follows from the place, note what is wrong with each, and return them with parents before children.

    Those that stand in a circle are noted and left out. `today` bounds the days when given. Four queries, and one for
    each part of the parents.
    """
    allowed = _allowed()
    _fetch([seedling.group for seedling in seedlings])
    ordered = _parents_first(seedlings)
    placed = {id(each) for each in ordered}
    for seedling in seedlings:
        if id(seedling) not in placed:
            seedling.problems["parent"] = _(
                "En grupp kan inte ligga under sig själv eller en av sina egna undergrupper."
            )
    for seedling in ordered:
        group, parent = seedling.group, seedling.group.parent
        group.status = group.status or Status.ACTIVE
        if parent and not group.region_id and parent.tier != Tier.CENTRAL:
            group.region = parent.region
        wrong = {
            **{name: str(AHEAD) for name in DAYS if today and (day := getattr(group, name)) and day > today},
            "tier": group.tier_problem(),
            "region": group.region_problem(),
            "parent": problem(
                group,
                parent,
                part=group.is_part,
                lies_below=lambda: False,
                type_allows=lambda group=group, parent=parent: parent.type_id in allowed[group.type_id],
            ),
            "status_reason": _("Ange varför gruppen avslutades.")
            if group.status == Status.ENDED and not group.status_reason.strip()
            else None,
        }
        seedling.problems |= {name: words for name, words in wrong.items() if words and name not in seedling.problems}
    return ordered


def misplaced(groups: Sequence[Group]) -> Iterator[tuple[Group, str]]:
    """Yield those of the groups that may not stand where they do, each with the first reason in Swedish. One query.

    The groups are to be fetched with type and region, their parent's too, in a tree that is whole.
    """
    allowed = _allowed()
    for group in groups:
        words = (
            group.tier_problem()
            or group.region_problem()
            or problem(
                group,
                group.parent,
                part=group.is_part,
                lies_below=lambda: False,
                type_allows=lambda group=group: group.parent.type_id in allowed[group.type_id],
            )
        )
        if words:
            yield group, str(words)


def plant(seedlings: Sequence[Seedling], *, by: User | None, reason: str) -> None:
    """Write what `check` returned without problems. Under the lock. Raises ValidationError at a problem."""
    for seedling in seedlings:
        if seedling.problems:
            raise ValidationError(dict(seedling.problems))
    groups = [seedling.group for seedling in seedlings]
    _name(groups)
    moved = _number(groups)
    for level in _levels(groups):
        for start in range(0, len(level), many.BATCH):
            Group._base_manager.bulk_create(level[start : start + many.BATCH])
    tree_sql.write(moved)
    many.set_links(
        {
            "topics": [(each.group, each.topics) for each in seedlings if each.topics],
            "successors": [(each.group, each.successors) for each in seedlings if each.successors],
        }
    )
    many.record(groups, "+", by=by, reason=reason)
    _log(groups, by)
    above = {group.parent_id for group in groups if group.parent_id}
    Group.objects.filter(pk__in=above - {group.pk for group in groups}).update(revision=F("revision") + 1)


def settle(groups: Sequence[Group]) -> None:
    """Put renamed groups in their places among their siblings. Under the lock."""
    trees = {group.tree_id for group in groups if group.parent_id}
    rows = _standing(trees)
    tree_sql.write(tree_numbers.changed(rows, tree_numbers.numbered(_in_order(rows))))


def _fetch(groups: Sequence[Group]) -> None:
    """Give each group the rows that its keys lead to, so that the rules ask for none of them."""
    regions = {each.pk: each for each in Region.objects.select_related("parent")}
    types = GroupType.objects.in_bulk()
    parents: dict[int, Group] = {}
    for part in many.parts({group.parent_id for group in groups if group.parent_id}):
        fetched = Group.objects.filter(pk__in=part).select_related("type", "region__parent")
        parents |= {each.pk: each for each in fetched}
    for group in groups:
        if group.parent_id:
            group.parent = parents[group.parent_id]
        if group.region_id:
            group.region = regions[group.region_id]
        group.type = types[group.type_id]


def _allowed() -> dict[int, set[int]]:
    """The types under which each type may stand."""
    found: dict[int, set[int]] = defaultdict(set)
    for lower, upper in GroupType.allowed_parents.through.objects.values_list("from_grouptype", "to_grouptype"):
        found[lower].add(upper)
    return found


def _parents_first(seedlings: Sequence[Seedling]) -> list[Seedling]:
    """Those that stand in no circle, each after the one it stands under, otherwise in the order given."""
    by_group = {id(seedling.group): seedling for seedling in seedlings}
    below: dict[int, list[Seedling]] = defaultdict(list)
    ready = []
    for seedling in seedlings:
        above = by_group.get(id(seedling.group.parent))
        (below[id(above)] if above else ready).append(seedling)
    for seedling in ready:  # grows while it is read
        ready += below[id(seedling)]
    return ready


def _name(groups: Sequence[Group]) -> None:
    """Give each group without an address one that no other has. One query."""
    if all(group.slug for group in groups):
        return
    taken = {*Group.objects.order_by().values_list("slug", flat=True), *(group.slug for group in groups)}
    latest: dict[str, int] = {}
    for group in groups:
        if group.slug:
            continue
        stem = slugify(fold(group.label))[:70].strip("-") or "grupp"
        slug, number = stem, latest.get(stem, 1)
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        latest[stem] = number
        taken.add(slug)
        group.slug = slug


def _number(groups: Sequence[Group]) -> dict[int, tree_numbers.Numbers]:
    """Give the groups their numbers in the tree; return those that others get, by their keys. One query."""
    roots = {group.parent.tree_id for group in groups if group.parent and group.parent.pk}
    for group in groups:
        group.derive()
    standing = _standing(roots)
    fresh = []
    keys = {id(group): -1 - place for place, group in enumerate(groups)}
    highest = Group.objects.order_by("-tree_id").values_list("tree_id", flat=True).first() or 0
    for group in groups:
        parent = group.parent
        above = None if parent is None else parent.pk or keys[id(parent)]
        highest += parent is None
        fresh.append({"pk": keys[id(group)], "parent_id": above, "sort_key": group.sort_key, "tree_id": highest})
    right = tree_numbers.numbered(_in_order([*standing, *fresh]))
    for group in groups:
        group.tree_id, group.lft, group.rght, group.depth = right[keys[id(group)]]
    return tree_numbers.changed(standing, right)


def _standing(trees: Collection[int]) -> list[tree_numbers.Row]:
    """The rows of these trees as their numbers are worked out from, in tree order. One query."""
    standing = Group.objects.filter(tree_id__in=trees).order_by("tree_id", "lft")
    return list(standing.values("pk", "parent_id", "sort_key", *tree_numbers.FIELDS))


def _in_order(rows: list[tree_numbers.Row]) -> list[tree_numbers.Row]:
    """The rows so that siblings stand in Swedish order, roots in the order they were made."""
    return sorted(rows, key=lambda row: (row["parent_id"] is not None, row["sort_key"] if row["parent_id"] else ""))


def _levels(groups: Collection[Group]) -> list[list[Group]]:
    """The groups by depth: a parent has its key before its children are written."""
    found: dict[int, list[Group]] = defaultdict(list)
    for group in groups:
        found[group.depth].append(group)
    return [found[depth] for depth in sorted(found)]


def _log(groups: Sequence[Group], by: User | None) -> None:
    """Write the first event of place and status of each, and ask of it in the reviews that are open."""
    Placement.objects.bulk_create(
        (
            Placement(
                group=group,
                parent_id=group.parent_id,
                part=group.is_part,
                region_id=group.region_id,
                effective=group.placed_since,
                recorded_by=by,
            )
            for group in groups
        ),
        batch_size=many.BATCH,
    )
    StatusChange.objects.bulk_create(
        (
            StatusChange(
                group=group,
                status=group.status,
                effective=group.status_since,
                reason=group.status_reason,
                recorded_by=by,
            )
            for group in groups
        ),
        batch_size=many.BATCH,
    )
    reviews = dict(Review.objects.open().values_list("region", "pk"))
    asked = [each for each in groups if each.region_id in reviews and not each.is_part and not each.is_ended]
    ReviewItem.objects.bulk_create(
        (ReviewItem(review_id=reviews[group.region_id], group=group) for group in asked),
        batch_size=many.BATCH,
        ignore_conflicts=True,
    )
