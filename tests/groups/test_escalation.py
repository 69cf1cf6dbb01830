"""The ladder: held where the rule lives, inherited by what stands below, overridden by a group's own link."""

import datetime as dt

import pytest

from groups.escalation import ladders
from groups.models import EscalationLink, Group, Tier
from tests.factories import AgreementFactory, EscalationLinkFactory, GroupFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 3, 1)
Step, Trigger = EscalationLink.Step, EscalationLink.Trigger


@pytest.fixture
def preparatory() -> Group:
    return GroupFactory(name="DS-TB", tier=Tier.DELREGIONAL)


@pytest.fixture
def agreement():
    return AgreementFactory(name="HS-avtalet", order=1)


def rungs(group: Group) -> list[list[tuple[str, str]]]:
    return [[(rung.step, rung.trigger) for rung in ladder.rungs] for ladder in ladders(group, DAY)]


def test_a_ladder_is_inherited_in_order(preparatory: Group, agreement) -> None:
    for step, trigger in (
        (Step.ASIDE, Trigger.ABOUT_AGREEMENT),
        (Step.THIRD_LOCAL, Trigger.DISPUTE_LOCAL),
        (Step.SECOND, Trigger.LESSON),
        (Step.SECOND, Trigger.NOT_CORRECTED),
        (Step.THIRD_PRINCIPLE, Trigger.DISPUTE_PRINCIPLE),
        (Step.FIRST, Trigger.SHORTCOMING),
    ):
        EscalationLinkFactory(group=preparatory, agreement=agreement, step=step, trigger=trigger, to_group=preparatory)
    below = GroupFactory(parent=GroupFactory(parent=preparatory))
    expected = [
        (Step.FIRST, Trigger.SHORTCOMING),
        (Step.SECOND, Trigger.NOT_CORRECTED),
        (Step.SECOND, Trigger.LESSON),
        (Step.THIRD_PRINCIPLE, Trigger.DISPUTE_PRINCIPLE),
        (Step.THIRD_LOCAL, Trigger.DISPUTE_LOCAL),
        (Step.ASIDE, Trigger.ABOUT_AGREEMENT),
    ]
    assert rungs(below) == rungs(preparatory) == [expected]
    ladder = ladders(below, DAY)[0]
    assert [rung.step for rung in ladder.aside] == [Step.ASIDE]
    assert len(ladder.main) == 5


def test_what_stands_beside_or_above_inherits_nothing(preparatory: Group, agreement) -> None:
    below = GroupFactory(parent=preparatory)
    EscalationLinkFactory(group=below, agreement=agreement, to_group=preparatory)
    assert rungs(preparatory) == rungs(GroupFactory(parent=preparatory)) == []


def test_an_own_link_overrides_for_its_kind_of_question_and_agreement_alone(preparatory: Group, agreement) -> None:
    other = AgreementFactory(name="Psykiatriavtalet", order=2)
    board = GroupFactory(name="Styrgrupp", parent=preparatory)
    EscalationLinkFactory(group=preparatory, agreement=agreement, to_group=preparatory)
    EscalationLinkFactory(
        group=preparatory, agreement=agreement, trigger=Trigger.DISPUTE_LOCAL, step="3b", to_group=preparatory
    )
    own = EscalationLinkFactory(
        group=board, agreement=other, trigger=Trigger.DISPUTE_LOCAL, step="2", to_group=board, final=True
    )
    closer = EscalationLinkFactory(group=board, agreement=agreement, to_group=board)
    first, second = ladders(GroupFactory(parent=board), DAY)
    assert (first.agreement, second.agreement) == (agreement, other)
    assert first.rung_for(Trigger.NOT_CORRECTED) == closer
    assert first.rung_for(Trigger.DISPUTE_LOCAL).to_group == preparatory
    assert (second.rung_for(Trigger.DISPUTE_LOCAL), second.rung_for(Trigger.LESSON)) == (own, None)


def test_a_link_counts_only_on_its_days(preparatory: Group, agreement) -> None:
    EscalationLinkFactory(
        group=preparatory, agreement=agreement, to_group=preparatory, end_date=DAY - dt.timedelta(days=1)
    )
    assert rungs(preparatory) == []


def test_a_second_way_for_the_same_question_is_refused(preparatory: Group, agreement) -> None:
    EscalationLinkFactory(group=preparatory, agreement=agreement, to_group=preparatory)
    twin = EscalationLink(
        group=preparatory, agreement=agreement, step="2", trigger=Trigger.NOT_CORRECTED, to_group=preparatory
    )
    with pytest.raises(Exception, match="redan en väg"):
        twin.full_clean()


def test_ladders_cost_three_queries(preparatory: Group, agreement, django_assert_num_queries) -> None:
    for trigger in Trigger:
        EscalationLinkFactory(group=preparatory, agreement=agreement, trigger=trigger, to_group=preparatory)
    below = GroupFactory(parent=preparatory)
    # The groups above, their links, the links' contact seats.
    with django_assert_num_queries(3):
        assert len(ladders(below, DAY)[0].rungs) == len(Trigger)
