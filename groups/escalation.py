"""The åtgärdsstrappa: where a question goes from a group when it cannot be solved there.

The agreement's ladder is held where the rule lives, mostly at the delregion's tjänstemannaberedning, and inherited by
all that stands below; a group's own link overrides an inherited one for the same agreement and kind of question.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from groups.models import Agreement, EscalationLink, Group

STEPS = list(EscalationLink.Step)
TRIGGERS = list(EscalationLink.Trigger)


@dataclass(frozen=True)
class Ladder:
    """The rungs that apply to a group under one agreement, in order."""

    agreement: Agreement
    rungs: list[EscalationLink]

    def rung_for(self, trigger: str) -> EscalationLink | None:
        """The rung that a question of this kind takes, None where no link is registered."""
        return next((rung for rung in self.rungs if rung.trigger == trigger), None)

    @property
    def main(self) -> list[EscalationLink]:
        """The rungs of the ladder itself."""
        return [rung for rung in self.rungs if rung.step != EscalationLink.Step.ASIDE]

    @property
    def aside(self) -> list[EscalationLink]:
        """The side door: what any party may take directly."""
        return [rung for rung in self.rungs if rung.step == EscalationLink.Step.ASIDE]


def ladders(group: Group, day: dt.date) -> list[Ladder]:
    """The ladders that apply to `group` on `day`, one for each agreement, in the agreements' order.

    Three queries: the groups above, their links, the links' contact seats.
    """
    above = [each.pk for each in (group, *reversed(group.above()))]
    nearness = {pk: distance for distance, pk in enumerate(above)}
    links = (
        EscalationLink.objects.on(day)
        .filter(group__in=above)
        .select_related("agreement", "group", "to_group")
        .prefetch_related("contact_seats__organisation")
    )
    nearest: dict[Agreement, dict[str, EscalationLink]] = defaultdict(dict)
    for link in sorted(links, key=lambda link: nearness[link.group_id]):
        nearest[link.agreement].setdefault(link.trigger, link)
    return [
        Ladder(
            agreement,
            sorted(
                nearest[agreement].values(),
                key=lambda link: (STEPS.index(link.step), TRIGGERS.index(link.trigger)),
            ),
        )
        for agreement in sorted(nearest, key=lambda agreement: (agreement.order, agreement.name))
    ]
