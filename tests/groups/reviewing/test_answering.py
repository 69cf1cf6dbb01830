"""What a convener answers is kept whole, once, and changes nothing in the registry by itself."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError

from groups import answer_links, reviewing
from groups.models import Answer, Outcome, Proposal
from groups.reviewing import ReviewClosed
from tests import factories as make
from tests.groups.reviewing.given import NOW, answered, item_of

pytestmark = pytest.mark.django_db


def refusal(call, *args, **kwargs) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.message_dict if hasattr(caught.value, "error_dict") else {"": caught.value.messages}


def test_differences_become_proposals_and_the_group_stays_as_it_is() -> None:
    group = make.GroupFactory(name="Gruppen", purpose="Gammalt syfte")
    item = item_of(group)
    given = answered(
        item,
        facts={"name": "Gruppen", "purpose": " Nytt syfte ", "mandate": "full"},
        outcome=Outcome.REVISE,
        other="MAS i Bjuv är ny",
        serves=Answer.Serves.PARTLY,
    )
    assert [(row.field, row.was, row.value) for row in given.proposals.all()] == [
        ("purpose", "Gammalt syfte", "Nytt syfte"),
        ("mandate", "not_stated", "full"),
        ("outcome", "active", "revise"),
        ("other", "", "MAS i Bjuv är ny"),
    ]
    assert given.settled_at is None
    group.refresh_from_db()
    assert (group.purpose, group.reviewed_on) == ("Gammalt syfte", None)


def test_unchanged_is_an_attestation_that_waits_to_be_accepted() -> None:
    given = answered(item_of(make.GroupFactory()), unchanged=True, outcome=Outcome.CONTINUE)
    assert [(row.field, row.value) for row in given.proposals.all()] == [("unchanged", "2026-04-10")]


def test_an_answer_that_proposes_nothing_is_settled_at_once() -> None:
    assert answered(item_of(make.GroupFactory()), serves=Answer.Serves.YES).settled_at == NOW


def test_a_difference_is_counted_from_what_was_seen() -> None:
    group = make.GroupFactory(purpose="Ändrat under tiden")
    item = item_of(group)
    given = answered(item, facts={"purpose": "Som det stod"}, seen={"purpose": "Som det stod"}, serves="yes")
    assert not given.proposals.exists()
    given = answered(item, facts={"purpose": "Ändrat under tiden"}, seen={"purpose": "Som det stod"})
    assert given.proposals.get().was == "Som det stod"


def test_sent_twice_it_is_one_answer_and_two_answers_are_both_kept() -> None:
    item, other = item_of(make.GroupFactory()), item_of(make.GroupFactory())
    uid = uuid.uuid4()
    first = answered(item, uid=uid, unchanged=True)
    assert answered(item, uid=uid, unchanged=True) == first
    assert answered(item, outcome=Outcome.END, end_note="Klar") != first
    assert item.answers.count() == 2
    assert "annan grupp" in refusal(answered, other, uid=uid, unchanged=True)[""][0]
    link = answer_links.make(item, to="MAS", now=NOW, by=None)
    assert "annan grupp" in refusal(answered, other, link=link, unchanged=True)[""][0]


def test_an_outcome_says_at_its_field_what_it_needs() -> None:
    group, ended = make.GroupFactory(), make.GroupFactory(status="ended")
    item = item_of(group)
    for said, field in (
        ({"outcome": Outcome.MERGE}, "merge_with"),
        ({"outcome": Outcome.MERGE, "merge_with": group}, "merge_with"),
        ({"outcome": Outcome.MERGE, "merge_with": ended}, "merge_with"),
        ({"outcome": Outcome.DORMANT, "restart_condition": " "}, "restart_condition"),
        ({"outcome": Outcome.END}, "end_note"),
        ({"outcome": "something"}, "outcome"),
        ({"unchanged": True, "facts": {"name": "Annat"}}, "unchanged"),
        ({"facts": {"name": "", "valid_until": "snart"}}, "name"),
        ({"by": make.ProcessLeaderFactory(), "unchanged": True}, "on_behalf_of"),
    ):
        assert field in refusal(answered, item, **said)
    assert "minst en fråga" in refusal(answered, item)[""][0]
    assert not Answer.objects.exists()


def test_what_nobody_asked_is_not_kept() -> None:
    item = item_of(make.GroupFactory())
    given = answered(item, facts={"status": "ended", "slug": "x"}, serves="yes")
    assert not given.proposals.exists()
    with pytest.raises(TypeError):
        answered(item, settled="yes")


def test_a_crash_half_way_keeps_nothing(monkeypatch) -> None:
    item = item_of(make.GroupFactory(purpose="Gammalt"))
    saved = Proposal.save

    def crash(proposal: Proposal, *args, **kwargs) -> None:
        saved(proposal, *args, **kwargs)
        raise RuntimeError

    monkeypatch.setattr(Proposal, "save", crash)
    with pytest.raises(RuntimeError):
        answered(item, facts={"purpose": "Nytt"})
    assert not Answer.objects.exists()


def test_a_closed_review_takes_no_answer_and_no_verdict() -> None:
    item = item_of(make.GroupFactory())
    by = make.ProcessLeaderFactory()
    make.CompilationFactory(review=item.review)
    with pytest.raises(ReviewClosed, match="avslutad"):
        answered(item, unchanged=True)
    with pytest.raises(ReviewClosed):
        reviewing.decide(item, "end", on=NOW.date(), by=by, now=NOW)
