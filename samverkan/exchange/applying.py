"""Writes a plan: all of it or nothing, under the registry's lock, through the writers that the admin uses.

New rows and plain facts are written many at a time. A move, a new status and a meeting are written one by one by the
verbs that know their rules (`groups_in`, `meetings_in`). When all of it stands, each row is judged by its own model,
and what is refused is noted at its row; then nothing is kept.
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

from groups import many, tree
from groups.editing import structure_lock
from groups.models import Group, Seat, User
from groups.planting import Seedling
from samverkan.exchange import building, judging, meetings_in, reach
from samverkan.exchange.groups_in import Writer
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
        """New groups first, then what changes of those that stand, and at last the rows that hang on both."""
        tree.create_many(list(self.seedlings.values()), by=self.by, reason=self.reason)
        facts = {"by": self.by, "reason": self.reason, "effective": self.effective, "today": self.today}
        Writer(each.changed, self._one, **facts).write()
        self._rows_of(each, "municipalities", building.municipalities)

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
        for part in many.parts(touched - {None}):
            Group.objects.filter(pk__in=part).update(revision=F("revision") + 1)


def _parted(sheets: list[SheetPlan]) -> tuple[list[SheetPlan], list[SheetPlan]]:
    """The registers that groups build on, and the rest."""
    first = next((place for place, each in enumerate(sheets) if each.sheet.name not in REGISTERS), len(sheets))
    return sheets[:first], sheets[first:]


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
