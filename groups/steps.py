"""A ladder as it is read, step by step: no more of who receives the question than the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from groups.escalation import Ladder
from groups.models import Agreement, EscalationLink, Group, Seat, Status


@dataclass
class Step:
    """One step: who receives the question, and all that leads there."""

    number: str
    aside: bool
    group: Group | None
    """None where it is no group, or one that the reader may not see."""
    hidden: bool
    """Whether it is a group that the reader may not see."""
    ended: bool
    """Whether the group has ended, on the day that the page shows."""
    recipient: str
    final: bool
    rungs: list[EscalationLink] = field(default_factory=list)
    contacts: list[Seat] = field(default_factory=list)


@dataclass(frozen=True)
class ToldLadder:
    """What one agreement says, in reading order."""

    agreement: Agreement
    steps: list[Step]

    @property
    def has_main(self) -> bool:
        """Whether there is a ladder, not the side door alone."""
        return not all(step.aside for step in self.steps)


def told(ladders: Sequence[Ladder], here: Group, visible: QuerySet[Group]) -> list[ToldLadder]:
    """Return the ladders that hold for the group `here`, for somebody who may see `visible`. One query."""
    return told_to(statuses(ladders, visible), ladders, here)


def told_to(seen: dict[int, str], ladders: Sequence[Ladder], here: Group) -> list[ToldLadder]:
    """Return the same for somebody who may see the groups `seen`: the status, by key, of each of `keys` that may be."""
    return [ToldLadder(ladder.agreement, _steps(ladder, here, seen)) for ladder in ladders]


def statuses(ladders: Sequence[Ladder], visible: QuerySet[Group]) -> dict[int, str]:
    """Return which of the groups that receive or send contacts may be seen: their status by key. One query.

    The status is that of the day which `visible` asks of.
    """
    return dict(visible.filter(pk__in=keys(ladders)).values_list("pk", visible.at("status")))


def keys(ladders: Sequence[Ladder]) -> set[int]:
    """Return the keys of the groups that receive or send contacts."""
    rungs = [rung for ladder in ladders for rung in ladder.rungs]
    contacts = {seat.group_id for rung in rungs for seat in rung.contact_seats.all()}
    return {rung.to_group_id for rung in rungs} - {None} | contacts


def _steps(ladder: Ladder, here: Group, seen: dict[int, str]) -> list[Step]:
    """Rungs that lead to the same place at the same step are one. A side door to the group itself is no door."""
    found: dict[tuple, Step] = {}
    for rung in [*ladder.main, *(each for each in ladder.aside if each.to_group_id != here.pk)]:
        step = found.setdefault((rung.step, rung.to_group_id, rung.recipient), _step(rung, seen))
        step.rungs.append(rung)
        step.contacts += [
            seat for seat in rung.contact_seats.all() if seat.group_id in seen and seat not in step.contacts
        ]
    return list(found.values())


def _step(rung: EscalationLink, seen: dict[int, str]) -> Step:
    return Step(
        rung.get_step_display(),
        aside=rung.step == EscalationLink.Step.ASIDE,
        group=rung.to_group if rung.to_group_id in seen else None,
        hidden=bool(rung.to_group_id) and rung.to_group_id not in seen,
        ended=seen.get(rung.to_group_id) == Status.ENDED,
        recipient=rung.recipient,
        final=rung.final,
    )
