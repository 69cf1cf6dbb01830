"""Settling what an answer proposes: a process leader accepts or rejects each difference by itself.

Only what is accepted changes the registry, and only through its own writers, in the same transaction as the note that
it was accepted. What was answered in a review that has been closed since may still be settled: the registry goes on.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from groups import lifecycle, review_facts, tree
from groups.editing import structure_lock
from groups.models import Answer, Group, Outcome, Proposal, Status, User


class AlreadySettled(Exception):
    """Somebody else has accepted or rejected the proposal; `proposal` is as it stands."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        super().__init__(_("Ändringen är redan %(state)s.") % {"state": proposal.get_state_display()})


class StaleFact(Exception):
    """The registry says something else than what was seen; `value` is today's, and `words` how it reads."""

    def __init__(self, value: str, words: str) -> None:
        self.value, self.words = value, words
        super().__init__(
            _("Uppgiften har ändrats sedan du öppnade sidan. Nu står det: %(words)s")
            % {"words": words or _("inget angivet")}
        )


class FactGone(ValidationError):
    """The proposal is about a convener's seat that has ended."""

    def __init__(self) -> None:
        super().__init__(_("Platsen som uppgiften gäller finns inte längre. Avvisa förslaget."))


def settle(
    proposal: Proposal,
    accept: bool,
    *,
    by: User,
    now: dt.datetime,
    seen: str | None = None,
    note: str = "",
    into: Group | None = None,
) -> Proposal:
    """Accept the proposal, and let the registry say so from today; or reject it, and leave the registry alone.

    `seen` is today's value as the caller saw it, None where that is what whoever answered saw; `into` the group to
    merge with, where the answer names it in words alone. To settle several at once, wrap the calls in one
    `structure_lock`. Raises AlreadySettled, StaleFact, FactGone, and ValidationError by what the registry's writers
    refuse; nothing is then written. Returns the proposal as it stands.
    """
    with structure_lock():
        proposal = Proposal.objects.select_related("answer__item__review", "answer__merge_with").get(pk=proposal.pk)
        if proposal.state != Proposal.State.WAITING:
            raise AlreadySettled(proposal)
        if accept:
            _write(proposal, by, now, proposal.was if seen is None else seen, note.strip(), into)
        proposal.state = Proposal.State.ACCEPTED if accept else Proposal.State.REJECTED
        proposal.settled_at, proposal.settled_by, proposal.note = now, by, note.strip()
        proposal.full_clean()
        proposal.save()
        answer = proposal.answer
        if not answer.proposals.filter(state=Proposal.State.WAITING).exists():
            answer.settled_at = now
            answer.save(update_fields=["settled_at"])
    return proposal


def _write(proposal: Proposal, by: User, now: dt.datetime, seen: str, note: str, into: Group | None) -> None:
    """Let the registry say what is proposed. Under the lock."""
    answer, today = proposal.answer, timezone.localdate(now)
    group = Group.objects.select_related("type", "region", "parent__parent").get(pk=answer.item.group_id)
    reason = _cut(_("Svar i granskningen ”%(review)s”") % {"review": answer.item.review})
    if proposal.field == Proposal.UNCHANGED:
        _attest(group, timezone.localdate(answer.answered_at), by)
    elif proposal.field == Proposal.OUTCOME:
        if group.status != seen:
            raise StaleFact(group.status, str(group.get_status_display()))
        _let_happen(answer, group, by, today, note, reason, into)
    elif proposal.field != Proposal.OTHER:
        fact = review_facts.of(group, today).get(proposal.field)
        if fact is None:
            raise FactGone
        if fact.value != seen:
            raise StaleFact(fact.value, fact.words)
        fact.write(fact.clean(proposal.value), by=by, today=today, reason=reason)


def _attest(group: Group, day: dt.date, by: User) -> None:
    """Note that what the registry said was true on the day, unless a later day is known."""
    if group.reviewed_on is None or group.reviewed_on < day:
        lifecycle.attest(group, on=day, by=by)


def _let_happen(
    answer: Answer, group: Group, by: User, today: dt.date, note: str, default: str, into: Group | None
) -> None:
    """Do with the group what the answer proposes. That its task is to be revised is a fact of its own."""
    said = {Outcome.MERGE: answer.merge_note, Outcome.END: answer.end_note}.get(answer.outcome, "")
    signature = {"effective": today, "reason": _cut(note or said or default), "by": by, "today": today}
    if answer.outcome == Outcome.MERGE:
        into = into or answer.merge_with
        if into is None:
            raise ValidationError({"into": _("Välj vilken grupp den ska slås ihop med.")})
        tree.merge(group, into, **signature)
    elif answer.outcome == Outcome.DORMANT:
        lifecycle.change(group, Status.DORMANT, restart_condition=answer.restart_condition, **signature)
    elif answer.outcome == Outcome.END:
        lifecycle.end(group, **signature)


def _cut(words: str) -> str:
    """As much of the words as the registry keeps of a reason."""
    return Truncator(words).chars(Group._meta.get_field("status_reason").max_length)
