"""Two at the same moment, each over a connection of their own: nothing is lost, nothing is done twice."""

from __future__ import annotations

import time
import uuid

import pytest
from django.core import mail

from groups import review_letters, reviewing
from groups.models import Answer, Compilation, Group, Letter, Outcome, Seat
from groups.settling import AlreadySettled, settle
from tests import factories as make
from tests.at_once import refused_at_once
from tests.groups.reviewing.given import NOW, answered, item_of, proposed

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_answers_at_once_are_both_kept_and_one_sent_twice_is_one() -> None:
    item, uid = item_of(make.GroupFactory()), uuid.uuid4()
    calls = [lambda: answered(item, uid=uid, unchanged=True)] * 2 + [lambda: answered(item, serves="no")]
    assert refused_at_once(*calls) == []
    assert Answer.objects.count() == 2


def test_an_answer_comes_before_the_review_is_closed_or_is_refused() -> None:
    item = item_of(make.GroupFactory())
    by = make.ProcessLeaderFactory()

    def compose(review, version):
        time.sleep(0.2)
        return {"answers": Answer.objects.count()}, {}

    raised = refused_at_once(
        lambda: reviewing.close(item.review, by=by, now=NOW, compose=compose),
        lambda: (time.sleep(0.1), answered(item, unchanged=True)),
    )
    kept = Answer.objects.count()
    assert [type(error) for error in raised] == [reviewing.ReviewClosed] * (1 - kept)
    assert Compilation.objects.get().snapshot == {"answers": kept}


def test_of_two_closings_and_of_two_corrections_at_once_each_leaves_one_version() -> None:
    review, by = make.ReviewFactory(), make.ProcessLeaderFactory()

    def compose(review, version):
        time.sleep(0.1)
        return {"version": version}, {}

    raised = refused_at_once(*[lambda: reviewing.close(review, by=by, now=NOW, compose=compose)] * 2)
    assert [type(error) for error in raised] == [reviewing.ReviewClosed]
    assert Compilation.objects.get().version == 1
    correction = {"reason": "Ett namn", "by": by, "now": NOW, "compose": compose}
    assert refused_at_once(*[lambda: reviewing.correct(review, **correction)] * 2) == []
    told = [(each.version, each.snapshot["version"]) for each in Compilation.objects.order_by("version")]
    assert told == [(1, 1), (2, 2), (3, 3)]


def test_what_is_settled_while_the_review_closes_is_told_wholly_or_not_at_all() -> None:
    group = make.GroupFactory(purpose="Förut")
    item = item_of(group)
    proposal = proposed(item, facts={"purpose": "Nu"})
    by = make.ProcessLeaderFactory()

    def compose(review, version):
        first = Group.objects.get(pk=group.pk).purpose
        time.sleep(0.2)
        return {"purpose": [first, Group.objects.get(pk=group.pk).purpose]}, {}

    raised = refused_at_once(
        lambda: reviewing.close(item.review, by=by, now=NOW, compose=compose),
        lambda: (time.sleep(0.1), settle(proposal, True, by=by, now=NOW)),
    )
    assert raised == []
    assert len(set(Compilation.objects.get().snapshot["purpose"])) == 1
    assert Group.objects.get(pk=group.pk).purpose == "Nu"


def test_a_merge_accepted_twice_at_once_happens_once() -> None:
    group = make.GroupFactory()
    into = make.GroupFactory(region=group.region, type=group.type)
    make.SeatFactory(group=group)
    proposal = proposed(item_of(group), outcome=Outcome.MERGE, merge_with=into)
    by = make.ProcessLeaderFactory()
    raised = refused_at_once(*[lambda: settle(proposal, True, by=by, now=NOW)] * 2)
    assert [type(error) for error in raised] == [AlreadySettled]
    assert into.seats.count() == 1
    assert Group.objects.get(pk=group.pk).is_ended


def test_two_who_press_send_at_once_send_one_letter() -> None:
    group = make.GroupFactory()
    make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, function_email="mas@example.org")
    review, by = item_of(group).review, make.ProcessLeaderFactory()

    def send() -> None:
        review_letters.send(review, Letter.Kind.INVITATION, by=by, now=NOW, address=str)

    assert refused_at_once(send, send) == []
    assert len(mail.outbox) == Letter.objects.count() == 1
