"""Writes a plan: all of it or nothing, under the registry's lock, through the writers that the admin uses.

New rows and plain facts are written many at a time. A move, a new status and a meeting are written one by one by the
verbs that know their rules (`groups.tree`, `groups.lifecycle`, `meetings.scheduling`). When all of it stands, each row
is judged by its own model, and what is refused is noted at its row; then nothing is kept.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from groups import lifecycle, many, tree
from groups.editing import structure_lock
from groups.models import Group, Region, Seat, Status, Tier, User
from groups.planting import Seedling
from samverkan.exchange import building, judging, meetings_in, reach
from samverkan.exchange.building import STANDING, STATUS
from samverkan.exchange.planning import Plan, Row, SheetPlan, Tick

MOST_REHEARSED = 5_000
"""A plan with more rows to write is not tried out before it is confirmed: the lock would be held twice."""


REGISTERS = {
    "regions", "organisations", "inhabitants", "region_municipalities", "topics", "group_types", "agreements",
}  # fmt: skip
"""Sheets that groups build on."""


class Refused(Exception):
    """Nothing was written: the plan's rows say why."""


class TreeIsBroken(Exception):
    """The numbers of the tree are not what the parents say; it has to be rebuilt first."""

    def __init__(self) -> None:
        super().__init__(_("Trädet är skadat. Kör ”manage.py rebuild_tree” och läs in filen igen."))


class Applying:
    """One plan being written. `by` is None for a command, which may write everything."""

    def __init__(self, plan: Plan, *, by: User | None, reason: str, effective: dt.date, today: dt.date) -> None:
        self.plan, self.by, self.reason, self.effective, self.today = plan, by, reason, effective, today
        self.seedlings: dict[int, Seedling] = {}
        self._own_rows: dict[int, list[models.Model]] = {}
        self.tick: Tick = lambda rows: None
        self.look: Callable[[list[SheetPlan]], None] = lambda sheets: None
        """What is to see the sheets before they are written, with the instances of their rows."""

    def rehearse(self) -> None:
        """Note at its row what the registry would refuse, and keep nothing. Raises TreeIsBroken."""
        if self.plan.is_empty:
            return
        with structure_lock():
            if tree.check():
                raise TreeIsBroken
            self._write(rehearsing=True)
            transaction.set_rollback(True)

    def run(self) -> None:
        """Write everything. Raises Refused if a row is refused, TreeIsBroken."""
        with structure_lock():
            if self.plan.is_empty and self.plan.is_sound:
                return
            if not tree.is_whole():
                raise TreeIsBroken
            self._write(rehearsing=False)
            if not self.plan.is_sound:
                raise Refused
            if not tree.is_whole():
                raise TreeIsBroken

    def _write(self, *, rehearsing: bool) -> None:
        """Write in two steps: whether a group may stand somewhere depends on types and regions that are new too."""
        registers, rest = _parted(self.plan.sheets)
        reach.refuse(self.plan, self.by)
        building.build(registers, self.today)
        self.look(registers)
        if any(each.wrong for each in registers) or not self._all(registers):
            return
        self.seedlings = building.build(rest, self.today)
        self.look(rest)
        many_rows = sum(len(each.rows) for each in rest) > MOST_REHEARSED
        if not self.plan.is_sound or (rehearsing and many_rows) or not self._all(rest):
            return
        judging.judge(self.plan, self._own_rows, self.today)
        self._bump()
        reach.refuse_what_left(self.plan, self.by)

    def _all(self, sheets: list[SheetPlan]) -> bool:
        """Write the sheets, and tell whether the registry took them in."""
        try:
            with transaction.atomic():
                for each in sheets:
                    self._sheet(each)
                    self.tick(len(each.rows))
        except IntegrityError:
            self._at.refuse("", _("Registret tar inte emot raden: den säger emot en annan rad."))
        except DataError:
            self._at.refuse("", _("Registret tar inte emot raden: ett värde i den får inte plats."))
        return self.plan.is_sound or not any(each.wrong for each in sheets)

    _at: Row

    def _sheet(self, each: SheetPlan) -> None:
        if not each.rows:
            return
        self._at = each.rows[0]
        if each.sheet.model is Group:
            self._groups(each)
        elif each.sheet.name == "meetings":
            for row in each.rows:
                self._one(row, lambda row=row: meetings_in.write(row, by=self.by, reason=self.reason, today=self.today))
        else:
            self._plain(each)
        if each.sheet.model is Seat:
            self._rows_of(each, "exceptions", building.exceptions)

    def _plain(self, each: SheetPlan) -> None:
        """Rows without a verb of their own."""
        new = [row for row in each.rows if row.is_new]
        levels = _levels(new)
        if each.wrong:
            return
        for level in levels:
            many.create([row.instance for row in level], by=self.by, reason=self.reason)
        changed = [row for row in each.rows if not row.is_new]
        fields = sorted({name for row in changed for name in row.values if self._is_plain(each, name)})
        links: many.Links = defaultdict(list)
        for row in each.rows:
            for name, targets in building.linked(row).items():
                links[name].append((row.instance, targets))
        many.update([row.instance for row in changed], fields, by=self.by, reason=self.reason, links=links)
        if links and not changed:
            many.set_links(links)
        if links and new:
            many.record([row.instance for row in new if building.linked(row)], "~", by=self.by, reason=self.reason)

    @staticmethod
    def _is_plain(each: SheetPlan, name: str) -> bool:
        field = each.sheet.by_name[name].field
        return field is not None and not field.many_to_many

    def _groups(self, each: SheetPlan) -> None:
        """New groups first, then words, moves and at last status: from above, but for what ends, from below."""
        seedlings = list(self.seedlings.values())
        tree.create_many(seedlings, by=self.by, reason=self.reason)
        changed = [row for row in each.rows if not row.is_new]
        self._words(changed)
        self._moves([row for row in changed if any(name in row.changes for name in STANDING)])
        for row in changed:
            if {"type", "tier"} & set(row.values) and not row.problems:
                self._one(row, Group.objects.get(pk=row.pk).clean)
        moved = [row for row in changed if any(name in row.changes for name in STATUS)]
        depth = dict(Group.objects.filter(pk__in=[row.pk for row in moved]).values_list("pk", "depth"))

        def order(row: Row) -> tuple[bool, int]:
            ends = row.values["status"] == Status.ENDED
            return ends, -depth[row.pk] if ends else depth[row.pk]

        for row in sorted(moved, key=order):
            self._one(row, lambda row=row: self._status(row), day="status_since")
        self._rows_of(each, "municipalities", building.municipalities)

    def _words(self, changed: list[Row]) -> None:
        """What the groups that stand say of themselves."""
        kept = {*STANDING, *STATUS, *building.DAYS}
        told = [row for row in changed if any(name not in kept for name in row.values)]
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
                self._one(row, lambda row=row: self._move(row), day="placed_since")
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

    def _rows_of(self, each: SheetPlan, name: str, find: Callable) -> None:
        """Rows that one cell stands for."""
        told = [row for row in each.rows if name in row.values]
        found = [find(row) for row in told]
        if each.wrong:
            return
        for row, own in zip(told, found, strict=True):
            self._own_rows[id(row)] = [*own[0], *own[1]]
        made, changed, gone = ([own for rows in found for own in rows[place]] for place in range(3))
        facts: dict[str, Any] = {"by": self.by, "reason": self.reason}
        many.delete(gone, **facts)
        many.create(made, **facts)
        many.update(changed, ["end_date" if name == "municipalities" else "places"], **facts)

    def _one(self, row: Row, work: Callable[[], Any], *, day: str = "") -> None:
        """Do one thing; what a rule says of it is noted, and the next one goes on as if it had not been tried."""
        self._at = row
        try:
            with transaction.atomic():
                work()
        except ValidationError as error:
            row.refuse_as(error, day=day)

    def _bump(self) -> None:
        """Raise the revision of every group at or below which something was written, or from which it went away."""
        touched = {key for row in self.plan.rows() for key in (reach.group_of(row), row.left)}
        keys = list(touched - {None})
        for start in range(0, len(keys), 1000):
            Group.objects.filter(pk__in=keys[start : start + 1000]).update(revision=F("revision") + 1)


def _parted(sheets: list[SheetPlan]) -> tuple[list[SheetPlan], list[SheetPlan]]:
    """The registers that groups build on, and the rest."""
    first = next((place for place, each in enumerate(sheets) if each.sheet.name not in REGISTERS), len(sheets))
    return sheets[:first], sheets[first:]


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


def _levels(rows: Iterable[Row]) -> list[list[Row]]:
    """New rows so that those they stand under come in an earlier list; those in or below a circle are refused."""
    below: dict[int, list[Row]] = defaultdict(list)
    level = []
    rows = list(rows)
    for row in rows:
        above = row.values.get("parent")
        (below[id(above)] if isinstance(above, Row) else level).append(row)
    found = []
    while level:
        found.append(level)
        level = [child for row in level for child in below.pop(id(row), ())]
    for row in (row for left in below.values() for row in left):
        row.refuse("parent", _("Raden ligger under sig själv."))
    return found
