"""The manager of groups: the tree library's, which writes fewer rows when `groups.tree` moves a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, F, When
from django.db.models.expressions import CombinedExpression
from mptt.exceptions import InvalidMove
from mptt.managers import TreeManager

from groups.models.group_queries import GroupQuerySet

if TYPE_CHECKING:
    from groups.models.group import Group


class GroupManager(TreeManager.from_queryset(GroupQuerySet)):
    """Groups in tree order."""

    def _move_child_within_tree(self, node: Group, target: Group, position: str) -> None:
        """Move a group with all below it within its tree; the group is given its new parent and numbers.

        mptt 0.20.0 writes every row of the tree, here only those that get other numbers. PostgreSQL keeps the old row
        beside each new one until a fifth of the table is such, and reads them all in every move: the more groups that
        other trees have, the longer. Raises InvalidMove if the target is the group itself or lies below it.
        """
        if node.lft <= target.lft <= node.rght:
            raise InvalidMove(f"{node!r}: {position} {target!r}")
        after, rise, _left, parent, width = self._calculate_inter_tree_move_values(node, target, position)
        if after >= node.rght:
            passed, step, back = (node.rght + 1, after), after - node.rght, -width
        else:
            passed, step, back = (after + 1, node.lft - 1), after + 1 - node.lft, width
        moved = (node.lft, node.rght)

        def stepped(number: str) -> CombinedExpression:
            ways = [When(**{f"{number}__range": moved}, then=step), When(**{f"{number}__range": passed}, then=back)]
            return F(number) + Case(*ways, default=0)

        first, last = min(*moved, *passed), max(*moved, *passed)
        touched = self.filter(tree_id=node.tree_id, rght__gte=first, lft__lte=last)
        if step:  # else it stands there already
            touched.exclude(lft__lt=first, rght__gt=last).update(
                lft=stepped("lft"),
                rght=stepped("rght"),
                depth=F("depth") - Case(When(lft__range=moved, then=rise), default=0),
            )
        node.lft, node.rght, node.depth, node.parent = node.lft + step, node.rght + step, node.depth - rise, parent
        node._mptt_cached_fields[self.parent_attr] = parent.pk
