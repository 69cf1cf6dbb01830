"""What an answer proposes, set beside what the registry says today: the rows that a process leader settles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from groups import answer_words
from groups.models import Answer, Group, Outcome, Proposal
from groups.review_facts import ReviewFact


@dataclass
class Row:
    """One proposal."""

    proposal: Proposal
    label: str
    was: str
    """What whoever answered saw, in words."""
    today: str
    proposed: str
    value: str
    """Today's value as a form holds it: what is settled must still be so."""
    effect: str
    """What accepting it does."""
    is_stale: bool = False
    """Whether the registry has come to say something else than what was seen, and than what is proposed."""
    is_so: bool = False
    """Whether the registry says already what is proposed."""
    needs_target: bool = False
    """Whether a group to merge with is to be named."""
    target_words: str = ""
    """What the answer says of the group to merge with, where it names none in the registry."""
    later: bool = False
    """Whether a later answer says something of the same."""
    note: str = ""
    into: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        return self.proposal.state == Proposal.State.WAITING

    @property
    def is_fact(self) -> bool:
        """Whether there is a value beside it to compare with."""
        return self.proposal.field not in (Proposal.UNCHANGED, Proposal.OTHER)


@dataclass
class Answered:
    """One answer with its rows."""

    answer: Answer
    rows: list[Row]
    said: list[tuple[str, str]]

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.is_waiting]


def of(answers: Iterable[Answer], group: Group, facts: Mapping[str, ReviewFact]) -> list[Answered]:
    """Return the answers, the latest first, each with its proposals beside the facts as they are. No queries.

    `answers` come with their proposals and the group to merge with.
    """
    found, seen = [], set()
    for answer in answers:
        rows = [_row(each, answer, group, facts, later=each.field in seen) for each in answer.proposals.all()]
        seen |= {row.proposal.field for row in rows}
        is_told = any(row.proposal.field == Proposal.OUTCOME for row in rows)
        found.append(Answered(answer, rows, answer_words.questions(answer, with_outcome=not is_told)))
    return found


def _row(proposal: Proposal, answer: Answer, group: Group, facts: Mapping[str, ReviewFact], *, later: bool) -> Row:
    is_outcome = proposal.field == Proposal.OUTCOME
    fact = facts.get(proposal.field)
    value = str(group.status) if is_outcome else fact.value if fact else ""
    is_merge = is_outcome and proposal.value == Outcome.MERGE
    compared = is_outcome or fact is not None
    return Row(
        proposal,
        answer_words.label(proposal, facts),
        answer_words.in_words(proposal, proposal.was, facts),
        answer_words.in_words(proposal, value, facts),
        answer_words.proposed(proposal, facts, answer),
        value,
        _effect(proposal, answer, fact),
        is_stale=compared and proposal.was != value and (is_outcome or proposal.value != value),
        is_so=fact is not None and proposal.value == value,
        needs_target=is_merge,
        target_words="" if answer.merge_with_id or not is_merge else answer.merge_note,
        later=later,
        into=answer.merge_with.name if is_merge and answer.merge_with else "",
    )


def _effect(proposal: Proposal, answer: Answer, fact: ReviewFact | None) -> str:
    if proposal.field == Proposal.UNCHANGED:
        day = date_format(dt.date.fromisoformat(proposal.value), "j F Y")
        return _("Gruppen antecknas som granskad %(day)s.") % {"day": day}
    if proposal.field == Proposal.OTHER:
        return _("Ändrar inget av sig självt: skriv in det på gruppens sida i redaktionen.")
    if proposal.field == Proposal.OUTCOME:
        return {
            Outcome.MERGE: _("Gruppen avslutas i dag. Delar, öppna platser och länkar flyttas till den andra gruppen."),
            Outcome.DORMANT: _("Gruppen blir vilande från i dag."),
            Outcome.END: _("Gruppen avslutas i dag. Sidan ligger kvar."),
        }.get(proposal.value, _("Ändrar inget av sig självt: uppdraget skrivs om på gruppens sida i redaktionen."))
    if fact is None:
        return _("Platsen som uppgiften gäller finns inte längre. Avvisa förslaget.")
    return _("”%(fact)s” ändras från i dag.") % {"fact": capfirst(str(fact.label))}
