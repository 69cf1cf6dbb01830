"""The one writer of status."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from groups import lifecycle
from groups.editing import StaleGroup
from groups.models import Group, Status, StatusChange, Tier
from tests.factories import GroupFactory, ProcessLeaderFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 3, 1)


def refusal(call, *args, **kwargs) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.message_dict


def test_a_change_of_status_is_an_event_with_today_on_the_row() -> None:
    group, leader = GroupFactory(), ProcessLeaderFactory()
    event = lifecycle.change(group, Status.PAUSED, effective=DAY, reason="Andra prioriteringar", by=leader)
    assert (event.old_status, event.status, event.effective) == (Status.ACTIVE, Status.PAUSED, DAY)
    assert (event.reason, event.recorded_by) == ("Andra prioriteringar", leader)
    assert (group.status, group.status_since, group.status_reason) == (Status.PAUSED, DAY, "Andra prioriteringar")
    record = group.history.first()
    assert (record.history_user, record.history_change_reason) == (leader, "Andra prioriteringar")


def test_status_on_a_day_is_told_by_the_log_whenever_it_was_typed_in() -> None:
    group = GroupFactory(effective=dt.date(2020, 1, 1))
    lifecycle.change(group, Status.DORMANT, effective=DAY, restart_condition="Ny ordförande")

    def status_on(day: dt.date) -> str | None:
        return Group.objects.annotate(was=StatusChange.objects.value_on(day, "status")).get(pk=group.pk).was

    assert status_on(dt.date(2019, 12, 31)) is None
    assert status_on(dt.date(2020, 1, 1)) == Status.ACTIVE
    assert status_on(DAY - dt.timedelta(days=1)) == Status.ACTIVE
    assert status_on(DAY) == Status.DORMANT
    assert group.restart_condition == "Ny ordförande"


def test_an_unknown_beginning_counts_as_before_everything() -> None:
    group = GroupFactory(effective=None)
    was = Group.objects.annotate(was=StatusChange.objects.value_on(dt.date(1990, 1, 1), "status")).get(pk=group.pk)
    assert was.was == Status.ACTIVE


def test_dormant_group_is_not_shown_as_ended() -> None:
    group = GroupFactory()
    lifecycle.change(group, Status.DORMANT, effective=DAY)
    assert group in Group.objects.current()
    assert not group.is_ended


def test_a_date_ahead_or_before_the_last_change_is_refused() -> None:
    group = GroupFactory()
    ahead = refusal(lifecycle.change, group, Status.PAUSED, effective=DAY + dt.timedelta(days=1), today=DAY)
    assert "framåt" in ahead["effective"][0]
    lifecycle.change(group, Status.PAUSED, effective=DAY)
    earlier = refusal(lifecycle.change, group, Status.ACTIVE, effective=DAY - dt.timedelta(days=1))
    assert "2023-03-01" in earlier["effective"][0]
    assert group.status_changes.count() == 2


def test_the_same_status_again_is_refused() -> None:
    group = GroupFactory()
    assert refusal(lifecycle.change, group, Status.ACTIVE, effective=DAY)["status"] == ["Gruppen är redan aktiv."]


def test_ending_needs_a_reason() -> None:
    group = GroupFactory()
    assert refusal(lifecycle.end, group, effective=DAY, reason=" ")["reason"] == ["Ange varför gruppen avslutas."]
    group.refresh_from_db()
    assert group.status == Status.ACTIVE


def test_ending_leaves_the_page_and_says_what_replaced_it() -> None:
    old, new = GroupFactory(), GroupFactory()
    lifecycle.end(old, effective=DAY, reason="Uppgick i en annan", successors=[new])
    assert old.is_ended
    assert list(old.successors.all()) == [new]
    assert list(new.predecessors.all()) == [old]
    assert old not in Group.objects.current()
    assert old in Group.objects.listed()


def test_parts_end_with_the_whole_but_subgroups_stand_in_the_way() -> None:
    whole = GroupFactory(tier=Tier.DELREGIONAL)
    part = GroupFactory(parent=whole, part=True)
    child = GroupFactory(parent=whole, name="Egen grupp")
    message = refusal(lifecycle.end, whole, effective=DAY, reason="Klart")["status"][0]
    assert "Egen grupp" in message
    assert part.name not in message
    lifecycle.end(child, effective=DAY, reason="Klart")
    lifecycle.end(whole, effective=DAY, reason="Klart")
    part.refresh_from_db()
    assert part.is_ended


@pytest.mark.parametrize("which", ["itself", "ended"])
def test_a_group_is_not_replaced_by_itself_or_by_what_has_ended(which: str) -> None:
    group, ended = GroupFactory(), GroupFactory()
    lifecycle.end(ended, effective=DAY, reason="Klart")
    successor = group if which == "itself" else ended
    assert "successors" in refusal(lifecycle.end, group, effective=DAY, reason="x", successors=[successor])
    group.refresh_from_db()
    assert group.status == Status.ACTIVE


def test_an_ended_group_can_be_taken_up_again() -> None:
    group = GroupFactory()
    lifecycle.end(group, effective=DAY, reason="Klart")
    group.successors.add(GroupFactory())
    lifecycle.change(group, Status.ACTIVE, effective=DAY, reason="Behovet kom tillbaka")
    assert group.status == Status.ACTIVE
    assert not group.successors.exists()


def test_what_stands_under_an_ended_group_is_not_taken_up_again() -> None:
    whole = GroupFactory(tier=Tier.DELREGIONAL)
    part = GroupFactory(parent=whole, part=True)
    lifecycle.end(whole, effective=DAY, reason="Klart")
    assert "avslutad" in refusal(lifecycle.change, part, Status.ACTIVE, effective=DAY)["status"][0]


def test_a_mistaken_group_disappears_from_every_list_and_can_come_back() -> None:
    group, leader = GroupFactory(), ProcessLeaderFactory()
    assert "reason" in refusal(lifecycle.mark_mistaken, group, reason="")
    lifecycle.mark_mistaken(group, reason="Dubblett", by=leader)
    assert group not in Group.objects.listed()
    assert group not in Group.objects.visible_to(leader)
    assert group.history.first().history_change_reason == "Dubblett"
    assert "reason" in refusal(lifecycle.unmark_mistaken, group, reason=" ")
    lifecycle.unmark_mistaken(group, reason="Var ingen dubblett", by=leader)
    assert group in Group.objects.listed()


def test_what_lies_under_a_mistake_comes_back_after_it() -> None:
    whole = GroupFactory(tier=Tier.DELREGIONAL)
    child = GroupFactory(parent=whole)
    lifecycle.mark_mistaken(child, reason="Dubblett")
    lifecycle.mark_mistaken(whole, reason="Dubblett")
    assert whole.name in refusal(lifecycle.unmark_mistaken, child, reason="Var rätt")["reason"][0]


def test_a_change_by_one_who_has_not_seen_the_latest_is_refused() -> None:
    group = GroupFactory()
    seen = group.revision
    lifecycle.change(group, Status.PAUSED, effective=DAY, revision=seen)
    for verb, values in (
        (lifecycle.change, {"status": Status.ACTIVE, "effective": DAY}),
        (lifecycle.end, {"effective": DAY, "reason": "Klart"}),
        (lifecycle.mark_mistaken, {"reason": "Dubblett"}),
        (lifecycle.attest, {"on": DAY, "by": ProcessLeaderFactory()}),
    ):
        with pytest.raises(StaleGroup):
            verb(group, revision=seen, **values)
    assert Group.objects.get(pk=group.pk).status == Status.PAUSED


def test_a_long_reason_is_kept_whole_and_an_end_is_one_record() -> None:
    group, new, reason = GroupFactory(), GroupFactory(), "x" * 250
    before = group.history.count()
    lifecycle.end(group, effective=DAY, reason=reason, successors=[new])
    record = group.history.first()
    assert (record.history_change_reason, group.history.count()) == (reason, before + 1)
    assert [row.to_group_id for row in record.successors.all()] == [new.pk]


def test_a_group_that_others_lie_under_cannot_be_a_mistake() -> None:
    whole = GroupFactory(tier=Tier.DELREGIONAL)
    GroupFactory(parent=whole)
    assert "reason" in refusal(lifecycle.mark_mistaken, whole, reason="Dubblett")


def test_attesting_names_the_function_and_not_the_person() -> None:
    group = GroupFactory()
    leader = ProcessLeaderFactory(first_name="Påhittad", last_name="Person", function="processledare Nordväst")
    lifecycle.attest(group, on=DAY, by=leader)
    assert (group.reviewed_on, group.reviewed_by) == (DAY, "processledare Nordväst")
