"""How an answer in a review reads: what is said to each question, and what each proposal would change."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from groups.models import Answer, Outcome, Proposal, Status
from groups.review_facts import ReviewFact

Said = list[tuple[str, str]]


def questions(answer: Answer, *, with_outcome: bool = True) -> Said:
    """Return what is asked and what is said to it, for each of the questions that is answered.

    Without the outcome where what is proposed for the group is told by itself.
    """
    serves = ". ".join(filter(None, [capfirst(answer.get_serves_display() or ""), answer.serves_note]))
    rows = [("serves", serves)]
    rows += [(name, getattr(answer, name)) for name in ("task_change", "merge_note", "end_note")]
    if with_outcome:
        rows.append(("outcome", outcome(answer)))
    return [(_asked(name), words) for name, words in rows if words]


def outcome(answer: Answer) -> str:
    """Return what is proposed for the group, with whom or until when; "" where nothing is."""
    words = capfirst(answer.get_outcome_display() or "")
    if answer.outcome == Outcome.MERGE and answer.merge_with:
        return f"{words}: {answer.merge_with.name}"
    if answer.outcome == Outcome.DORMANT:
        return _("%(words)s. Startar igen: %(condition)s") % {"words": words, "condition": answer.restart_condition}
    return words


def label(proposal: Proposal, facts: Mapping[str, ReviewFact]) -> str:
    """Return what a proposal is about, in words."""
    if fact := facts.get(proposal.field):
        return str(fact.label)
    told = {
        Proposal.UNCHANGED: _("Uppgifterna stämmer"),
        Proposal.OUTCOME: _("Vad gruppen bör bli"),
        Proposal.OTHER: _("Annat som har ändrats"),
    }
    return told.get(proposal.field) or _("En uppgift som inte finns längre")


def proposed(proposal: Proposal, facts: Mapping[str, ReviewFact], answer: Answer) -> str:
    """Return the value proposed, in words; "" where it is that nothing is stated."""
    if proposal.field == Proposal.OUTCOME:
        return outcome(answer)
    return in_words(proposal, proposal.value, facts)


def in_words(proposal: Proposal, value: str, facts: Mapping[str, ReviewFact]) -> str:
    """Return how a value of what the proposal is about reads: of the outcome, a status."""
    if proposal.field == Proposal.OUTCOME:
        return capfirst(str(dict(Status.choices).get(value, value)))
    fact = facts.get(proposal.field)
    return _read(fact, value) if fact else value


def stated(facts: Mapping[str, ReviewFact]) -> tuple[Said, list[str]]:
    """Return each fact that is stated with its words, and what those that are not are called."""
    said = [(str(fact.label), _read(fact, fact.value)) for fact in facts.values() if fact.words]
    return said, [str(fact.label) for fact in facts.values() if not fact.words]


def _read(fact: ReviewFact, value: str) -> str:
    words = fact.in_words(value)
    return words if "@" in words else capfirst(words)


def answers_in_words(answer: Answer, facts: Mapping[str, ReviewFact]) -> Said:
    """Return all that is said in an answer, as whoever gave it reads it."""
    rows = [
        (label(each, facts), proposed(each, facts, answer) or _("Inget angivet"))
        for each in answer.proposals.all()
        if each.field not in (Proposal.OUTCOME, Proposal.UNCHANGED)
    ]
    attested = [(_("Uppgifterna om gruppen"), _("Allt stämmer"))] if answer.unchanged else []
    return attested + rows + questions(answer)


def _asked(name: str) -> str:
    return capfirst(str(Answer._meta.get_field(name).verbose_name))
