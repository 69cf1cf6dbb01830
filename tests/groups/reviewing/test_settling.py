"""Only what a process leader accepts changes the registry, wholly or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from groups import lifecycle, tree
from groups.models import Group, Outcome, Proposal, Seat, Status
from groups.settling import AlreadySettled, FactGone, StaleFact, settle
from tests import factories as make
from tests.groups.reviewing.given import NOW, TODAY, answered, item_of, proposed

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def by():
    return make.ProcessLeaderFactory()


def test_an_accepted_fact_is_written_and_signed(by) -> None:
    group = make.GroupFactory(purpose="Gammalt")
    proposal = settle(proposed(item_of(group), facts={"purpose": "Nytt"}), True, by=by, now=LATER, note="Bra")
    group.refresh_from_db()
    assert group.purpose == "Nytt"
    record = group.history.first()
    assert (record.history_user, "Svar i granskningen" in record.history_change_reason) == (by, True)
    assert (proposal.state, proposal.settled_by, proposal.note) == (Proposal.State.ACCEPTED, by, "Bra")
    assert proposal.answer.settled_at == LATER


def test_a_rejection_leaves_the_registry_alone(by) -> None:
    group = make.GroupFactory(purpose="Gammalt")
    proposal = settle(proposed(item_of(group), facts={"purpose": "Nytt"}), False, by=by, now=LATER)
    before = group.revision
    group.refresh_from_db()
    assert (group.purpose, group.revision, proposal.state) == ("Gammalt", before, Proposal.State.REJECTED)


def test_an_answer_is_settled_when_nothing_of_it_waits(by) -> None:
    given = answered(item_of(make.GroupFactory()), facts={"purpose": "Nytt", "basis": "Avtal"})
    first, second = given.proposals.all()
    settle(first, True, by=by, now=NOW)
    given.refresh_from_db()
    assert given.settled_at is None
    settle(second, False, by=by, now=LATER)
    given.refresh_from_db()
    assert given.settled_at == LATER


def test_it_is_settled_once(by) -> None:
    proposal = proposed(item_of(make.GroupFactory()), facts={"purpose": "Nytt"})
    settle(proposal, True, by=by, now=NOW)
    with pytest.raises(AlreadySettled, match="redan godtagen"):
        settle(proposal, False, by=by, now=NOW)


def test_whoever_accepts_must_have_seen_what_holds_today(by) -> None:
    group = make.GroupFactory(purpose="Gammalt")
    proposal = proposed(item_of(group), facts={"purpose": "Nytt"})
    group.purpose = "Någon annans"
    tree.update(group)
    with pytest.raises(StaleFact, match="Någon annans") as stale:
        settle(proposal, True, by=by, now=NOW)
    assert stale.value.value == "Någon annans"
    settle(proposal, True, by=by, now=NOW, seen="Någon annans")
    group.refresh_from_db()
    assert group.purpose == "Nytt"


def test_unchanged_attests_the_day_it_was_answered_unless_a_later_day_is_known(by) -> None:
    group = make.GroupFactory()
    item = item_of(group)
    first, second = proposed(item, unchanged=True), proposed(item, unchanged=True, now=LATER)
    settle(second, True, by=by, now=LATER)
    settle(first, True, by=by, now=LATER)
    group.refresh_from_db()
    assert (group.reviewed_on, group.reviewed_by) == (LATER.date(), "processledare")


def test_dormant_with_the_condition_for_restart(by) -> None:
    group = make.GroupFactory()
    proposal = proposed(item_of(group), outcome=Outcome.DORMANT, restart_condition="Ny ordförande")
    settle(proposal, True, by=by, now=LATER)
    group.refresh_from_db()
    assert (group.status, group.restart_condition) == (Status.DORMANT, "Ny ordförande")
    assert group.status_since == LATER.date()


def test_ended_for_the_reason_given(by) -> None:
    group = make.GroupFactory()
    settle(proposed(item_of(group), outcome=Outcome.END, end_note="Uppdraget är klart"), True, by=by, now=NOW)
    group.refresh_from_db()
    assert (group.status, group.status_reason) == (Status.ENDED, "Uppdraget är klart")


def test_revising_the_task_changes_nothing_by_itself(by) -> None:
    group = make.GroupFactory()
    settle(proposed(item_of(group), outcome=Outcome.REVISE, task_change="Fler frågor"), True, by=by, now=NOW)
    before = group.revision
    group.refresh_from_db()
    assert group.revision == before


def test_merged_into_the_group_named_with_parts_lines_and_open_seats(by) -> None:
    group = make.GroupFactory()
    into = make.GroupFactory(region=group.region, type=group.type)
    part = make.GroupFactory(parent=group, part=True)
    line = make.ReportingLineFactory(group=group, to_words="Ledningen")
    make.SeatFactory(group=group, title="MAS")
    settle(proposed(item_of(group), outcome=Outcome.MERGE, merge_with=into), True, by=by, now=NOW)
    group.refresh_from_db(), part.refresh_from_db(), line.refresh_from_db()
    assert (group.status, list(group.successors.all()), part.parent) == (Status.ENDED, [into], into)
    assert line.end_date < TODAY
    assert str(into.reporting_lines.get()) == "rapporterar till Ledningen"
    assert into.seats.get().title == "MAS"


def test_a_merge_named_in_words_alone_asks_for_the_group(by) -> None:
    group = make.GroupFactory()
    into = make.GroupFactory(region=group.region, type=group.type)
    proposal = proposed(item_of(group), outcome=Outcome.MERGE, merge_note="Med samrådet")
    with pytest.raises(ValidationError, match="Välj vilken grupp"):
        settle(proposal, True, by=by, now=NOW)
    settle(proposal, True, by=by, now=NOW, into=into)
    group.refresh_from_db()
    assert (list(group.successors.all()), group.status_reason) == ([into], "Med samrådet")


def test_what_the_registry_refuses_stays_waiting(by) -> None:
    group = make.GroupFactory()
    make.GroupFactory(parent=group)
    proposal = proposed(item_of(group), outcome=Outcome.END, end_note="Klar")
    with pytest.raises(ValidationError, match="undergrupp är inte avslutad"):
        settle(proposal, True, by=by, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WAITING


def test_a_status_changed_meanwhile_must_be_seen(by) -> None:
    group = make.GroupFactory()
    proposal = proposed(item_of(group), outcome=Outcome.END, end_note="Klar")
    lifecycle.change(group, Status.PAUSED, effective=TODAY)
    with pytest.raises(StaleFact, match="pausad"):
        settle(proposal, True, by=by, now=NOW)
    settle(proposal, True, by=by, now=NOW, seen=Status.PAUSED)


def test_a_conveners_seat_that_has_ended_cannot_get_an_address(by) -> None:
    group = make.GroupFactory()
    seat = make.SeatFactory(group=group, kind=Seat.Kind.CONVENER)
    proposal = proposed(item_of(group), facts={f"email_{seat.uid.hex}": "mas@example.org"})
    seat.end_date = dt.date(2026, 4, 1)
    seat.save()
    with pytest.raises(FactGone):
        settle(proposal, True, by=by, now=NOW)
    settle(proposal, False, by=by, now=NOW)


def test_what_waits_when_the_review_closes_may_still_be_settled(by) -> None:
    group = make.GroupFactory(purpose="Gammalt")
    item = item_of(group)
    proposal = proposed(item, facts={"purpose": "Nytt"})
    make.CompilationFactory(review=item.review)
    settle(proposal, True, by=by, now=LATER)
    group.refresh_from_db()
    assert group.purpose == "Nytt"


@pytest.mark.parametrize("where", ["answer", "proposal", "middle of the merge"])
def test_a_crash_while_settling_leaves_all_as_it_was(by, monkeypatch, where) -> None:
    group = make.GroupFactory()
    into = make.GroupFactory(region=group.region, type=group.type)
    make.SeatFactory(group=group)
    part = make.GroupFactory(parent=group, part=True)
    proposal = proposed(item_of(group), outcome=Outcome.MERGE, merge_with=into)

    def crash(*args, **kwargs) -> None:
        raise RuntimeError

    target = {
        "answer": "groups.models.Answer.save",
        "proposal": "groups.models.Proposal.save",
        "middle of the merge": "groups.lifecycle.end",
    }[where]
    monkeypatch.setattr(target, crash)
    with pytest.raises(RuntimeError):
        settle(proposal, True, by=by, now=NOW)
    proposal.refresh_from_db(), part.refresh_from_db()
    group = Group.objects.get(pk=group.pk)
    assert (group.status, part.parent, proposal.state) == (Status.ACTIVE, group, Proposal.State.WAITING)
    assert group.seats.get().end_date is None
    assert not into.seats.exists()
    assert not tree.check()
