"""The åtgärdsstrappa of many groups as it was on a day, in words: each group's steps, and where they are not whole.

Says of another day what `groups.ladder_gaps` asks the database of today, and finds the same gaps.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from groups.escalation import STEPS, TRIGGERS, Ladder
from groups.models import Agreement, EscalationLink, Group, GroupType, Status, Tier
from groups.nearest_rungs import NearestRungs

Rungs = dict[tuple[int, str], EscalationLink]
"""The rung held nearest, by agreement and kind of question."""


@dataclass(frozen=True)
class Told:
    """The ladder that holds for a group."""

    steps: list[tuple[str, Group | None]]
    """Each step in words ("steg 2: när → till"), with the group that it leads to."""
    gaps: list[str] = field(default_factory=list)
    """What is missing or unclear, in sentences; nothing for parts and for bodies outside the ladder."""


class StandingLadders:
    """The ladders of all groups on `day`. Seven queries when made, however many groups; none when asked."""

    def __init__(self, day: dt.date) -> None:
        then = Group.objects.as_of(day)
        self._day = day
        above = dict(then.order_by().values_list("pk", then.at("parent")))
        self._agreements = {each.pk: each for each in Agreement.objects.order_by("order", "name")}
        self._first = next(iter(self._agreements), None)
        self._own: dict[int, Rungs] = defaultdict(dict)
        links = EscalationLink.objects.on(day).select_related("to_group__type")
        for link in links.prefetch_related("contact_seats"):
            self._own[link.group_id][link.agreement_id, link.trigger] = link
        targets = {link.to_group_id for rungs in self._own.values() for link in rungs.values()} - {None}
        alive = then.listed().current().filter(pk__in=targets)
        self._alive = set(alive.order_by().values_list("pk", flat=True))
        self._nearest = NearestRungs(self._own, above)
        self._told = {link.pk: self._words(link) for rungs in self._own.values() for link in rungs.values()}

    def of(self, group: Group) -> Told:
        """Return the ladder of a group that is fetched as of the day, with its type."""
        rungs = self._nearest[group.pk]
        steps = [(self._told[link.pk], link.to_group) for link in self._in_order(rungs, group.pk)]
        concerned = not (group.is_part or group.is_ended or group.is_outside_ladder)
        return Told(steps, [*(self._gaps(rungs) if concerned else []), *self._uncontacted(group, rungs)])

    def _in_order(self, rungs: Rungs, here: int) -> list[EscalationLink]:
        """Return the rungs as they are read. A side door to the group itself is no door."""
        shown = (link for link in rungs.values() if link.step != EscalationLink.Step.ASIDE or link.to_group_id != here)
        agreements = list(self._agreements)
        return sorted(
            shown,
            key=lambda link: (
                agreements.index(link.agreement_id),
                STEPS.index(link.step),
                TRIGGERS.index(link.trigger),
            ),
        )

    def _words(self, link: EscalationLink) -> str:
        step = link.get_step_display()
        step = step if link.step == EscalationLink.Step.ASIDE else _("steg %(step)s") % {"step": step}
        words = f"{step}: {link.get_trigger_display()} → {link.to_group or link.recipient}"
        return words if link.agreement_id == self._first else f"{self._agreements[link.agreement_id]}, {words}"

    def _leads_on(self, link: EscalationLink) -> bool:
        return link.to_group_id is None or link.to_group_id in self._alive

    def _gaps(self, rungs: Rungs) -> list[str]:
        if not rungs:
            return [_("Varken gruppen eller någon över den har en väg vidare.")]
        gaps = []
        untold = [kind for kind in TRIGGERS if (self._first, kind) not in rungs]
        if untold:
            gaps.append(
                _("Ingen väg vidare för: %(kinds)s.") % {"kinds": ", ".join(str(each.label) for each in untold)}
            )
        for link in rungs.values():
            if not self._leads_on(link):
                gaps.append(
                    _("%(kind)s leder till %(group)s, som är avslutad.")
                    % {"kind": str(link.get_trigger_display()).capitalize(), "group": link.to_group}
                )
        return gaps

    def _uncontacted(self, group: Group, rungs: Rungs) -> list[str]:
        """Tell to which groups of officials the group's own rungs lead without saying whom to contact there."""
        if group.tier == Tier.CENTRAL or group.status == Status.ENDED or group.pk not in self._own:
            return []
        receivers = {}
        for link in self._own[group.pk].values():
            ladder = Ladder(
                self._agreements[link.agreement_id],
                [each for each in rungs.values() if each.agreement_id == link.agreement_id],
            )
            officials = link.to_group and link.to_group.type.side != GroupType.Side.POLITICAL
            if officials and self._leads_on(link) and not ladder.contacts_for(link, self._day):
                receivers[link.to_group_id] = link.to_group
        return [
            _("Det står inte vem man hör av sig till i %(group)s.") % {"group": receiver}
            for receiver in receivers.values()
        ]
