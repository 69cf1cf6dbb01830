"""The åtgärdsstrappa: where a question goes from a group when it cannot be solved there.

The agreement's ladder is held where the rule lives, mostly at the delregion's tjänstemannaberedning, and inherited by
all that stands below; a group's own link overrides an inherited one for the same agreement and kind of question.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from groups.models import Agreement, EscalationLink, Group, Seat

STEPS = list(EscalationLink.Step)
TRIGGERS = list(EscalationLink.Trigger)
Trigger = EscalationLink.Trigger
STAGES = {
    Trigger.SHORTCOMING: 1,
    Trigger.NOT_CORRECTED: 2,
    Trigger.LESSON: 2,
    Trigger.DISPUTE_PRINCIPLE: 3,
    Trigger.DISPUTE_LOCAL: 3,
}
"""How far a question of each kind has come; a question about the agreement stands outside. Not the same as the steps:
under an agreement of its own kind a dispute may be settled at step 2."""
NEIGHBOURS = {
    Trigger.SHORTCOMING: Trigger.LESSON,
    Trigger.DISPUTE_PRINCIPLE: Trigger.DISPUTE_LOCAL,
    Trigger.DISPUTE_LOCAL: Trigger.DISPUTE_PRINCIPLE,
}
"""The kind that each is easily taken for: the shortcut for principled deviations, the two branches of a dispute."""


@dataclass(frozen=True)
class Ladder:
    """The rungs that apply to a group under one agreement, in order."""

    agreement: Agreement
    rungs: list[EscalationLink]

    def rung_for(self, trigger: str) -> EscalationLink | None:
        """The rung that a question of this kind takes, None where no link is registered."""
        return next((rung for rung in self.rungs if rung.trigger == trigger), None)

    def contacts_for(self, rung: EscalationLink, day: dt.date) -> list[Seat]:
        """The contact seats of the rung, else those of other rungs to the same receiver; on the day. Costs no query."""
        others = (each for each in self.rungs if each != rung and _receiver(each) == _receiver(rung))
        for rungs in ([rung], others):
            seats = (seat for each in rungs for seat in each.contact_seats.all() if seat.overlaps(day, day))
            if found := list(dict.fromkeys(seats)):
                return found
        return []

    @property
    def main(self) -> list[EscalationLink]:
        """The rungs of the ladder itself."""
        return [rung for rung in self.rungs if rung.step != EscalationLink.Step.ASIDE]

    @property
    def aside(self) -> list[EscalationLink]:
        """The side door: what any party may take directly."""
        return [rung for rung in self.rungs if rung.step == EscalationLink.Step.ASIDE]


@dataclass(frozen=True)
class Way:
    """What one agreement says of one kind of question: where it goes now, what comes before that and after."""

    agreement: Agreement
    now: EscalationLink | None
    """None where no link is registered for such questions."""
    before: list[EscalationLink]
    after: list[EscalationLink]
    instead: EscalationLink | None
    """Where it would go if it were of the neighbouring kind (`NEIGHBOURS`), when that is to somebody else."""


def way(ladder: Ladder, trigger: str) -> Way:
    """Return the part of the ladder that a question of this kind has to do with. Costs no query.

    Deviations that others can learn from take a shortcut: nothing comes before it, and no other kind passes it.
    """
    now, stage = ladder.rung_for(trigger), STAGES.get(trigger)
    neighbour = ladder.rung_for(NEIGHBOURS.get(trigger, ""))
    instead = neighbour if now and neighbour and _receiver(neighbour) != _receiver(now) else None
    if stage is None:
        return Way(ladder.agreement, now, [], [], None)
    staged = [(STAGES[rung.trigger], rung) for rung in ladder.rungs if rung.trigger in STAGES]
    staged = [(at, rung) for at, rung in staged if rung.trigger != Trigger.LESSON]
    return Way(
        ladder.agreement,
        now,
        before=[rung for at, rung in staged if at < stage and trigger != Trigger.LESSON],
        after=[rung for at, rung in staged if at > stage and not (now and now.final)],
        instead=instead,
    )


def _receiver(rung: EscalationLink) -> tuple[int | None, str]:
    return rung.to_group_id, rung.recipient


def ladders(group: Group, day: dt.date) -> list[Ladder]:
    """The ladders that apply to `group` on `day`, one for each agreement, in the agreements' order.

    Three queries: the groups above, their links, the links' contact seats.
    """
    lineage = [each.pk for each in (group, *reversed(group.above()))]
    links = EscalationLink.objects.on(day).filter(group__in=lineage)
    return _ladders(_with_contacts(links.select_related("agreement", "group", "to_group")), lineage)


def around(group: Group, above: list[Group], day: dt.date) -> tuple[list[Ladder], list[EscalationLink]]:
    """The ladders that apply to `group` on `day`, and the rungs of others' that lead to it, as they come.

    Two queries: the links and their contact seats. `above` are all the groups above it, the top one first. Of the
    groups that the rungs lead to no more is fetched than what it takes to name them.
    """
    lineage = [each.pk for each in (group, *reversed(above))]
    asked = EscalationLink.objects.on(day).filter(Q(group__in=lineage) | Q(to_group=group.pk))
    links = list(_with_contacts(asked.select_related("agreement", "to_group").only(*NAMED)))
    arriving = [link for link in links if link.to_group_id == group.pk and link.group_id != group.pk]
    return _ladders([link for link in links if link.group_id in lineage], lineage), arriving


NAMED = (
    "group_id", "step", "trigger", "condition", "recipient", "final", "agreement__name", "agreement__short_name",
    "agreement__url", "agreement__order", "to_group__name", "to_group__short_name", "to_group__slug",
)  # fmt: skip


def _with_contacts(links: QuerySet[EscalationLink]) -> QuerySet[EscalationLink]:
    """Put in no order: whoever sorts them knows more."""
    return links.order_by().prefetch_related(Prefetch("contact_seats", Seat.objects.select_related("organisation")))


def _ladders(links: Iterable[EscalationLink], lineage: list[int]) -> list[Ladder]:
    """Of each kind of question under each agreement the link held nearest; the group's own key comes first."""
    nearness = {pk: distance for distance, pk in enumerate(lineage)}
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
