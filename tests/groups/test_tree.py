"""The one writer of the tree: its rules, its log, and that its numbers stay whole whatever is done to it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups import lifecycle, tree
from groups.models import Coverage, Group, NeverDeleted, Placement, Seat, Status, Tier
from tests.factories import (
    CentralGroupFactory,
    CountyFactory,
    EscalationLinkFactory,
    GroupFactory,
    GroupTypeFactory,
    MembershipFactory,
    RegionFactory,
    ReportingLineFactory,
    SeatExceptionFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 3, 1)
BEFORE = DAY - dt.timedelta(days=1)


def names(parent: Group) -> list[str]:
    return [child.name for child in Group.objects.get(pk=parent.pk).get_children()]


@pytest.fixture
def board() -> Group:
    """A delregional group that others can stand under."""
    return GroupFactory(name="Beredning", tier=Tier.DELREGIONAL)


def refusal(call, *args, **kwargs) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.message_dict


def test_siblings_stand_in_swedish_order(board: Group) -> None:
    for name in ("Öresund", "Zon", "Ängelholm", "Alfa", "Ås"):
        GroupFactory(name=name, parent=board)
    assert names(board) == ["Alfa", "Zon", "Ås", "Ängelholm", "Öresund"]


def test_a_renamed_group_moves_among_its_siblings_and_keeps_its_address(board: Group) -> None:
    GroupFactory(name="Mitten", parent=board)
    group = GroupFactory(name="Alfa", parent=board)
    part = GroupFactory(name="En del", parent=group, part=True)
    group.name = "Öst"
    tree.update(group)
    assert names(board) == ["Mitten", "Öst"]
    assert names(group) == [part.name]
    assert Group.objects.get(pk=group.pk).slug == "alfa"
    assert tree.check() == []


def test_two_groups_of_one_name_get_addresses_of_their_own(board: Group) -> None:
    first, second = (GroupFactory(name="Råd för äldre", parent=board) for _ in range(2))
    assert (first.slug, second.slug) == ("rad-for-aldre", "rad-for-aldre-2")


def test_a_free_address_is_found_past_any_number_of_taken_ones(board: Group, monkeypatch) -> None:
    monkeypatch.setattr(tree, "_SLUGS_AT_ONCE", 2)
    slugs = [GroupFactory(name="Råd", parent=board).slug for _ in range(6)]
    assert slugs == ["rad", "rad-2", "rad-3", "rad-4", "rad-5", "rad-6"]


def test_a_new_group_takes_its_parents_region_and_logs_place_and_status(board: Group) -> None:
    group = GroupFactory(parent=board, effective=DAY, reason="Beslut i beredningen")
    assert group.region == board.region
    placement, status = group.placements.get(), group.status_changes.get()
    assert (placement.old_parent, placement.parent, placement.effective) == (None, board, DAY)
    assert (status.old_status, status.status, status.reason) == ("", Status.ACTIVE, "Beslut i beredningen")


def test_a_move_takes_all_below_along_and_is_logged(board: Group) -> None:
    other = GroupFactory(name="Annan", tier=Tier.DELREGIONAL)
    group = GroupFactory(name="Grupp", parent=board)
    below = GroupFactory(name="Under", parent=group)
    event = tree.move(group, other, effective=DAY, reason="Ny indelning")
    assert [each.name for each in group.get_ancestors()] == ["Annan"]
    group.refresh_from_db()
    below.refresh_from_db()
    assert (event.old_parent, event.parent, event.effective) == (board, other, DAY)
    assert (event.old_region, event.region) == (board.region, other.region)
    assert group.region == below.region == other.region
    assert [each.name for each in group.get_ancestors()] == ["Annan"]
    assert below.placements.latest_first().first().region == other.region
    assert group.history.first().history_change_reason == "Ny indelning"
    assert tree.check() == []


def test_the_log_tells_where_a_group_stood_on_a_day(board: Group) -> None:
    other = GroupFactory(tier=Tier.DELREGIONAL, region=board.region)
    group = GroupFactory(parent=board)
    tree.move(group, other, effective=DAY, reason="Ny indelning")
    placed = Group.objects.filter(pk=group.pk)
    before = placed.annotate(stood=Placement.objects.value_on(DAY - dt.timedelta(days=1), "parent")).get()
    after = placed.annotate(stood=Placement.objects.value_on(DAY, "parent")).get()
    assert (before.stood, after.stood) == (board.pk, other.pk)


def test_a_group_cannot_stand_under_itself_or_its_own_descendant(board: Group) -> None:
    group = GroupFactory(parent=board)
    below = GroupFactory(parent=group)
    for parent in (group, below):
        assert "sina egna undergrupper" in refusal(tree.move, group, parent, effective=DAY, reason="x")["parent"][0]
    assert tree.check() == []


def test_a_parent_of_a_lower_tier_is_refused(board: Group) -> None:
    local = GroupFactory(parent=board)
    message = refusal(GroupFactory, tier=Tier.DELREGIONAL, parent=local)["parent"][0]
    assert message == "En delregional grupp kan inte ligga under en lokal."


def test_a_type_that_may_not_stand_there_is_refused_but_a_part_may(board: Group) -> None:
    picky = GroupTypeFactory(name="Arbetsutskott", allowed_parents=[], may_be_root=False)
    message = refusal(GroupFactory, type=picky, parent=board)["parent"][0]
    assert message.startswith("Arbetsutskott får inte ligga under ")
    assert "överst" in refusal(GroupFactory, type=picky)["parent"][0]
    assert GroupFactory(type=picky, parent=board, part=True).is_part


def test_a_type_cannot_be_changed_into_one_that_its_place_does_not_allow(board: Group) -> None:
    group = GroupFactory(parent=board)
    group.type = GroupTypeFactory(allowed_parents=[], may_be_root=True)
    assert "får inte ligga under" in refusal(tree.update, group)["parent"][0]


def test_a_type_of_another_tier_is_refused(board: Group) -> None:
    central_only = GroupTypeFactory(name="Centralt organ", tier=Tier.CENTRAL)
    assert refusal(GroupFactory, type=central_only, parent=board)["tier"] == [
        "Grupptypen Centralt organ hör till nivån central."
    ]


def test_a_local_group_without_region_is_refused() -> None:
    assert "Ange delregion" in refusal(GroupFactory, region=None)["region"][0]


def test_a_local_group_of_a_whole_county_is_refused() -> None:
    assert "inte hela länet" in refusal(GroupFactory, region=CountyFactory())["region"][0]


def test_a_group_belongs_to_the_region_of_its_parent_unless_that_is_central(board: Group) -> None:
    elsewhere = RegionFactory(name="Sydost")
    assert "samma delregion" in refusal(GroupFactory, parent=board, region=elsewhere)["parent"][0]
    central = CentralGroupFactory(region=CountyFactory())
    assert GroupFactory(parent=central, region=elsewhere).region == elsewhere


def test_nothing_new_stands_under_an_ended_group(board: Group) -> None:
    lifecycle.end(board, effective=DAY, reason="Uppgiften är klar")
    assert "avslutad" in refusal(GroupFactory, parent=board)["parent"][0]


def test_a_move_may_be_dated_back_but_not_ahead_nor_before_an_earlier_move(board: Group) -> None:
    other = GroupFactory(tier=Tier.DELREGIONAL, region=board.region)
    group = GroupFactory(parent=board)
    tomorrow = DAY + dt.timedelta(days=1)
    assert "framåt" in refusal(tree.move, group, other, effective=tomorrow, reason="x", today=DAY)["effective"][0]
    tree.move(group, other, effective=dt.date(2020, 1, 1), reason="x", today=DAY)
    assert "2020-01-01" in refusal(tree.move, group, board, effective=dt.date(2019, 1, 1), reason="x")["effective"][0]


def test_a_group_under_a_central_one_changes_delregion_by_a_move_that_is_logged() -> None:
    central = CentralGroupFactory(region=CountyFactory())
    group = GroupFactory(parent=central, region=RegionFactory(name="Malmö"), tier=Tier.DELREGIONAL)
    below = GroupFactory(parent=group)
    elsewhere = RegionFactory(name="Sydost")
    group.region = elsewhere
    tree.update(group)
    assert group.region.name == "Malmö"
    wrong = refusal(tree.move, group, central, region=central.region, effective=DAY, reason="x")
    assert "inte hela länet" in wrong["region"][0]
    event = tree.move(group, central, region=elsewhere, effective=DAY, reason="Ny indelning")
    below.refresh_from_db()
    assert (event.old_region.name, event.region, group.region, below.region) == ("Malmö", *[elsewhere] * 3)
    assert (group.placed_since, below.placed_since) == (DAY, DAY)


def test_a_move_of_delregion_is_not_dated_before_what_lies_below_was_moved(board: Group) -> None:
    other, third = (GroupFactory(tier=Tier.DELREGIONAL, region=board.region) for _ in range(2))
    below = GroupFactory(parent=other)
    tree.move(below, board, effective=DAY, reason="x")
    elsewhere = GroupFactory(tier=Tier.DELREGIONAL)
    assert "2023-03-01" in refusal(tree.move, board, elsewhere, effective=BEFORE, reason="x")["effective"][0]
    tree.move(third, elsewhere, effective=BEFORE, reason="x")


def test_a_part_lies_directly_under_the_whole(board: Group) -> None:
    part = GroupFactory(parent=board, part=True)
    assert "själv en del" in refusal(GroupFactory, parent=part, part=True)["parent"][0]


def test_a_group_registered_as_ended_says_why() -> None:
    group = Group(name="Krismötet", type=GroupTypeFactory(), tier=Tier.LOCAL, region=RegionFactory())
    assert "reason" in refusal(tree.create, group, status=Status.ENDED)
    assert tree.create(group, status=Status.ENDED, reason="Pandemin var över").is_ended


def test_a_move_to_where_the_group_stands_is_refused(board: Group) -> None:
    group = GroupFactory(parent=board)
    assert refusal(tree.move, group, board, effective=DAY, reason="x") == {"parent": ["Gruppen ligger redan där."]}


def test_an_edit_never_carries_place_or_status(board: Group) -> None:
    group = GroupFactory(parent=board)
    stale = Group.objects.get(pk=group.pk)
    lifecycle.change(group, Status.PAUSED, effective=DAY)
    other = GroupFactory(tier=Tier.DELREGIONAL, region=board.region)
    tree.move(group, other, effective=DAY, reason="x")
    stale.purpose, stale.status, stale.parent = "Nytt syfte", Status.ENDED, None
    tree.update(stale)
    group.refresh_from_db()
    assert (group.purpose, group.status, group.parent) == ("Nytt syfte", Status.PAUSED, other)
    assert tree.check() == []


def test_a_merge_hands_over_what_is_open_and_keeps_the_past(board: Group) -> None:
    old, new = GroupFactory(parent=board), GroupFactory(parent=board)
    part = GroupFactory(parent=old, part=True)
    seat = SeatFactory(group=old, per=Seat.Per.MUNICIPALITY, title="chef")
    exception = SeatExceptionFactory(seat=seat)
    held = MembershipFactory(seat=seat, on_behalf_of=exception.municipality)
    past = SeatFactory(group=old, end_date=BEFORE)
    ReportingLineFactory(group=old, to_words="Ledningen")
    between = ReportingLineFactory(group=old, to_group=new)
    inward = ReportingLineFactory(group=board, to_group=old)
    link = EscalationLinkFactory(group=old, to_group=board)
    link.contact_seats.add(seat)
    seen = Group.objects.get(pk=board.pk).revision
    tree.merge(old, new, effective=DAY, reason="Samma uppgift")
    for row in (old, part, seat, held, past, between, inward, link):
        row.refresh_from_db()
    assert (part.parent, part.is_part) == (new, True)
    assert (seat.group, seat.end_date, held.end_date, between.end_date, link.end_date) == (old, *[BEFORE] * 4)
    heir = new.seats.get()
    assert (heir.title, heir.start_date, heir.exceptions.get().places) == ("chef", DAY, exception.places)
    assert (heir.memberships.get().person, heir.uid == seat.uid) == (held.person, False)
    assert [str(line.target) for line in new.reporting_lines.all()] == ["Ledningen"]
    assert set(new.escalation_links.get().contact_seats.all()) == {seat, heir}
    assert [line.to_group for line in board.reporting_lines.on(DAY)] == [new]
    assert [line.to_group for line in board.reporting_lines.on(BEFORE)] == [old]
    assert past.end_date == BEFORE
    assert Group.objects.get(pk=board.pk).revision > seen
    assert (old.status, list(old.successors.all())) == (Status.ENDED, [new])
    assert tree.check() == []


def test_a_group_cannot_be_merged_into_something_below_it(board: Group) -> None:
    group = GroupFactory(parent=board)
    assert "into" in refusal(tree.merge, board, group, effective=DAY, reason="x")


def test_groups_are_never_deleted(board: Group) -> None:
    with pytest.raises(NeverDeleted):
        board.delete()
    with pytest.raises(NeverDeleted):
        Group.objects.filter(pk=board.pk).delete()
    assert Group.objects.filter(pk=board.pk).exists()


def test_check_reports_each_broken_number_and_rebuild_mends_them(board: Group) -> None:
    first, second = GroupFactory(name="A", parent=board), GroupFactory(name="B", parent=board)
    GroupFactory()
    Group.objects.filter(pk=second.pk).update(lft=2, rght=3, depth=4)
    assert {(each.pk, each.field) for each in tree.check()} >= {(second.pk, "depth")}
    assert tree.rebuild() > 0
    assert tree.check() == []
    assert set(names(board)) == {first.name, second.name}


def test_every_write_at_or_below_raises_the_revision(board: Group) -> None:
    seen = board.revision
    group = GroupFactory(parent=board)
    board.refresh_from_db()
    assert board.revision > seen
    seen = group.revision
    tree.update(group)
    assert group.revision == Group.objects.get(pk=group.pk).revision == seen + 1
    part = GroupFactory(parent=group, part=True)
    lifecycle.end(group, effective=DAY, reason="Klart")
    assert Group.objects.get(pk=part.pk).revision > part.revision


def test_the_way_to_the_top_is_that_of_the_moment_it_is_asked_for(board: Group) -> None:
    """A page fetches a group first and its way after; in between somebody else may have renumbered the tree."""
    first, second = GroupFactory(name="M", parent=board), GroupFactory(name="Z", parent=board)
    group = Group.objects.get(pk=GroupFactory(parent=first).pk)
    for n in range(3):
        GroupFactory(name=f"A {n}", parent=board)
        GroupFactory(parent=second)
    assert list(group.get_ancestors()) == group.above() == [board, first]
    assert list(group.get_ancestors(ascending=True, include_self=True)) == [group, first, board]
    assert list(board.get_ancestors()) == []
    assert list(board.get_ancestors(include_self=True)) == [board]


def test_escalation_links_and_coverage_survive_a_rebuild(board: Group) -> None:
    EscalationLinkFactory(group=board, to_group=board)
    board.coverage = Coverage.REGION
    tree.update(board)
    tree.rebuild()
    board.refresh_from_db()
    assert board.coverage == Coverage.REGION
    assert board.escalation_links.count() == 1


STEPS = st.lists(
    st.tuples(st.sampled_from(["create", "move", "rename", "root"]), st.integers(0, 30), st.integers(0, 30)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_tree_stays_whole_whatever_is_done_to_it(steps: list[tuple[str, int, int]]) -> None:
    """Random creations, moves and renames: numbers agree with parents, siblings stay ordered, nothing is lost."""
    from django.db import transaction

    with transaction.atomic():
        kind, region = GroupTypeFactory(), RegionFactory()
        groups = [GroupFactory(type=kind, region=region) for _ in range(3)]
        parents = {group.pk: None for group in groups}
        for action, one, two in steps:
            group, other = groups[one % len(groups)], groups[two % len(groups)]
            if action == "create":
                groups.append(GroupFactory(type=kind, region=region, parent=other, name=f"{two:02} ny"))
                parents[groups[-1].pk] = other.pk
            elif action == "rename":
                group = Group.objects.get(pk=group.pk)
                group.name = f"{two:02} namn"
                tree.update(group)
            else:
                target = None if action == "root" else other
                try:
                    tree.move(group, target, effective=DAY, reason="flytt")
                except ValidationError:
                    continue
                parents[group.pk] = target.pk if target else None
        assert tree.check() == []
        assert dict(Group.objects.values_list("pk", "parent")) == parents
        for group in Group.objects.all():
            keys = [child.sort_key for child in group.get_children()]
            assert keys == sorted(keys)
        transaction.set_rollback(True)
