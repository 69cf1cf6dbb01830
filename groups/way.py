"""The way of a question, lit in the drawing: from the group chosen up to where the ladder leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from groups.drawing import Fold, Forest, Node, walk
from groups.models import Agreement, EscalationLink

Step = EscalationLink.Step


@dataclass
class Lit:
    """Which of the lines from a delregion's leading bodies are lit."""

    beside: bool = False
    """3b: from the officials' body to the political one at its side."""
    up: bool = False
    """3a: from the delregion's officials to the central ones."""
    door: bool = False
    """The side door: straight to the central officials."""


@dataclass(frozen=True)
class StepInWords:
    """One step of the ladder as it holds in every delregion drawn: who receives, by kind of group, and when."""

    number: str
    is_aside: bool
    agreement: Agreement
    recipient: str
    reasons: list[EscalationLink]


def in_words(rungs: Iterable[EscalationLink]) -> list[StepInWords]:
    """Return the steps in order, the side door last; rungs of one step to one kind of group are told together.

    The rungs' `agreement` and `to_group.type` are to be fetched.
    """
    found: dict[tuple[str, str], StepInWords] = {}
    for rung in sorted(rungs, key=lambda rung: list(Step).index(Step(rung.step))):
        recipient = (
            f"{rung.to_group.type.name} ({rung.to_group.get_tier_display()})" if rung.to_group else rung.recipient
        )
        step = StepInWords(rung.get_step_display(), rung.step == Step.ASIDE, rung.agreement, recipient, [])
        found.setdefault((rung.step, recipient), step).reasons.append(rung)
    return list(found.values())


def light(forest: Forest, rungs: Iterable[EscalationLink], region: int | None, chosen: int | None = None) -> Lit:
    """Mark the steps on the groups that the rungs lead to, and the way up from the chosen one; return what else is lit.

    A line is lit only where the drawing has one: between a group and those above it, between partners, and from a
    delregion to the centre. Where a rung leads elsewhere, its number alone tells.
    """
    target: dict[str, int] = {}
    for rung in rungs:
        if rung.to_group_id:
            target.setdefault(rung.step, rung.to_group_id)
    central = {node.partner.key for node in forest.central if node.partner}
    leads = forest.by_region.get(region, ())
    own = next((top for top in leads if top.partner and top.partner.key == target.get(Step.SECOND)), None)
    begun = any(_mark(top, chosen, target.get(Step.SECOND)) for top in leads)
    lit = Lit(
        beside=bool(own and target.get(Step.THIRD_LOCAL) == own.key),
        up=bool(own and target.get(Step.THIRD_PRINCIPLE) in central),
        door=bool(leads and target.get(Step.ASIDE) in central),
    )
    lined = {Step.SECOND: begun, Step.THIRD_LOCAL: lit.beside, Step.THIRD_PRINCIPLE: lit.up, Step.ASIDE: lit.door}
    nodes = {node.key: node for node in walk(forest.tops)}
    for step, key in target.items():
        if key != chosen and key in nodes:
            nodes[key].steps[EscalationLink.Step(step).label] = lined.get(step, False)
    return lit


def _mark(top: Node, chosen: int | None, target: int | None) -> bool:
    """Mark the line from the chosen group up to the target; tell whether the one stands under the other."""
    path = _path(top, chosen)
    keys = [item.key if isinstance(item, Node) else None for item, _beside in path]
    if target not in keys or keys.index(target) == len(keys) - 1:
        return False
    for item, beside in path[keys.index(target) + 1 :]:
        item.mark = "here"
        for earlier in beside[: beside.index(item)]:
            earlier.mark = "pass"
    return True


def _path(top: Node, key: int) -> list[tuple[Node | Fold, list[Node | Fold]]]:
    """The cards from the top down to that of the key, each with those it stands in line with; [] if it is not there."""

    def look(item: Node | Fold, beside: list, *, partner: bool = False) -> list:
        if isinstance(item, Node) and item.key == key:
            return [(item, beside)]
        below = [(level.items, False) for level in item.levels] if partner else [(item.children, False)]
        if isinstance(item, Node) and item.partner:
            below.append(([item.partner], True))
        for within, partners in below:
            for each in within:
                if found := look(each, within, partner=partners):
                    return [(item, beside), *found]
        return []

    return look(top, [top])
