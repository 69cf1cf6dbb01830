"""Groups that stand, changed by a file through the verbs of `groups.tree` and `groups.lifecycle` alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups import lifecycle, many, tree
from groups.models import Group, Region, Status, Tier, User
from samverkan.exchange import building
from samverkan.exchange.building import STANDING, STATUS
from samverkan.exchange.planning import Row


@dataclass
class Writer:
    """The rows of groups that stand, being written. `effective` is the day of what says none itself."""

    rows: list[Row]
    one: Callable[..., None]
    """Does a thing for a row and notes there what a rule says of it: `one(row, work, day="placed_since")`, `day` being
    the column of the day that it happens."""
    by: User | None
    reason: str
    effective: dt.date
    today: dt.date

    def write(self) -> None:
        """Write words, then moves and at last status: from above, but for what ends, from below."""
        self._words()
        self._moves([row for row in self.rows if any(name in row.changes for name in STANDING)])
        for row in self.rows:
            if {"type", "tier"} & set(row.values) and not row.problems:
                self.one(row, Group.objects.get(pk=row.pk).clean)
        moved = [row for row in self.rows if any(name in row.changes for name in STATUS)]
        depth = dict(Group.objects.filter(pk__in=[row.pk for row in moved]).values_list("pk", "depth"))

        def order(row: Row) -> tuple[bool, int]:
            ends = row.values["status"] == Status.ENDED
            return ends, -depth[row.pk] if ends else depth[row.pk]

        for row in sorted(moved, key=order):
            self.one(row, lambda row=row: self._status(row), day="status_since")

    def _words(self) -> None:
        """What the groups that stand say of themselves."""
        kept = {*STANDING, *STATUS, *building.DAYS}
        told = [row for row in self.rows if any(name not in kept for name in row.values)]
        links: many.Links = defaultdict(list)
        for row in told:
            for name, targets in building.linked(row).items():
                links[name].append((row.instance, targets))
        fields = {name for row in told for name in row.values if name not in kept}
        plain = sorted(
            name for name in fields if (field := told[0].sheet.by_name[name].field) and not field.many_to_many
        )
        tree.update_many([row.instance for row in told], plain, by=self.by, reason=self.reason, links=links)

    def _moves(self, rows: list[Row]) -> None:
        """Move the groups, again and again while one more can be: one may have to leave before another comes."""
        while rows:
            for row in rows:
                self.one(row, lambda row=row: self._move(row), day="placed_since")
            left = [row for row in rows if row.problems]
            if not left or len(left) == len(rows):
                return
            for row in left:
                row.problems.clear()
            rows = left

    def _move(self, row: Row) -> None:
        """Give the group the tier and the place that its row says, where another's move has not done so already."""
        told = row.values
        group = Group.objects.select_related("type", "parent__region", "region").get(pk=row.pk)
        parent, tier = group.parent, told.get("tier", group.tier)
        if "parent" in told:
            parent = Group.objects.select_related("region").get(pk=key) if (key := _key(told["parent"])) else None
        part = told.get("is_part", group.is_part)
        region = Region.objects.get(pk=key) if (key := _key(told.get("region"))) else None
        if parent and parent.tier != Tier.CENTRAL:
            _refuse_other_region(row, parent, region, tier)
            region = parent.region
        elif "region" not in told:
            region = group.region
        facts: dict[str, Any] = {"by": self.by, "reason": self.reason}
        if (parent, part, region) != (group.parent, group.is_part, group.region):
            day = told.get("placed_since") or self.effective
            facts |= {"effective": day, "today": self.today}
            tree.move(group, parent, part=part, region=region, tier=tier, **facts)
        elif tier != group.tier:
            group.tier = tier
            group.clean()
            tree.update_many([group], ["tier"], **facts)

    def _status(self, row: Row) -> None:
        group = Group.objects.get(pk=row.pk)
        facts = {
            "effective": row.values.get("status_since") or self.effective,
            "reason": row.values.get("status_reason") or self.reason,
            "by": self.by,
            "today": self.today,
        }
        if row.values["status"] == Status.ENDED:
            successors = building.linked(row).get("successors")
            if successors is None:
                successors = group.successors.all()
            lifecycle.end(group, successors=Group.objects.filter(pk__in=[each.pk for each in successors]), **facts)
        else:
            lifecycle.change(group, row.values["status"], **facts)


def _key(target: Row | int | None) -> int | None:
    """The key of what a cell refers to."""
    return target.instance.pk if isinstance(target, Row) else target


def _refuse_other_region(row: Row, parent: Group, region: Region | None, tier: str) -> None:
    """Raise ValidationError if the row says another delregion than the parent's, or none where it changes no more."""
    if region and region != parent.region:
        words = _("%(parent)s hör till %(region)s. En grupp hör till samma delregion som den överordnade.")
        raise ValidationError({"region": words % {"parent": parent, "region": parent.region}})
    if "region" in row.values and not region and "parent" not in row.values and tier != Tier.CENTRAL:
        raise ValidationError({"region": _("Ange delregion: bara centrala grupper saknar en.")})
