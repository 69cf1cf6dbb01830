"""The history of a group: each change field by field, its rows' too, and nothing to go back with."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from groups import lifecycle, tree
from groups.admin import group_history
from groups.models import Group, Mandate
from tests import factories as make
from tests.groups.admin.sent_form import choose, opened
from tests.groups.admin.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def group(world: World) -> Group:
    return world.ours.group


@pytest.fixture
def leader(world: World) -> Client:
    return world.client("leader")


def history(group: Group) -> str:
    return reverse("admin:groups_group_history", args=[group.pk])


def save(client: Client, group: Group, **values: str) -> None:
    page = reverse("admin:groups_group_change", args=[group.pk])
    assert client.post(page, opened(client, page) | values).status_code == 302


def latest(group: Group) -> group_history.Entry:
    return group_history.read(group_history.entries(group).page(1).object_list)[0]


def test_a_change_is_told_field_by_field_in_swedish_words(leader, group, world):
    save(leader, group, mandate="full", note="Hej", change_reason="Beslut i maj")
    entry = latest(group)
    assert {(change.label, change.was, change.now) for change in entry.changes} == {
        ("Beslutsmandat", "ej angivet", "fullt beslutsmandat"),
        ("Anmärkning", "", "Hej"),
    }
    assert (entry.who, entry.reason, entry.kind) == ("leader", "Beslut i maj", "ändrad")


def test_topics_and_types_are_told_by_name(leader, group):
    topic, kind = make.TopicFactory(name="Psykiatri"), make.GroupTypeFactory(name="Nätverk")
    save(leader, group, topics=[topic.pk], type=kind.pk)
    assert {(change.label, change.was, change.now) for change in latest(group).changes} == {
        ("Ämnen", "", "Psykiatri"),
        ("Grupptyp", "Samråd", "Nätverk"),
    }


def test_changes_of_rows_are_among_them(leader, group, world):
    save(leader, group, **{f"holders-{world.ours.membership.pk}-end_date": "2025-06-30"})
    entry = latest(group)
    assert entry.what == "Ledamot: Nordväst Person"
    assert [(change.label, change.was, change.now) for change in entry.changes] == [("Till och med", "", "2025-06-30")]


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"lines-ny0-to_words": "Ledningen"}, "Rapporteringsväg: Ledningen"),
        ({"commissions-ny0-to_words": "Chefen"}, "Uppdragsgivare: Chefen"),
        ({"municipalities-ny0-municipality": "KOMMUN"}, "Kommun som omfattas: Nordväst kommun"),
        ({"seats-ny0-kind": "chair", "seats-ny0-title": "Ordet"}, "Ledamotsplats: Ordet"),
    ],
)
def test_a_new_row_is_told_by_its_name(leader, group, world, values, what):
    save(
        leader,
        group,
        **{key: world.ours.municipality.pk if value == "KOMMUN" else value for key, value in values.items()},
    )
    entry = latest(group)
    assert (entry.what, entry.kind) == (what, "ny")


def test_new_holders_are_told_with_their_seat(leader, group, world):
    data = {"seats-ny0-kind": "chair", "seats-ny0-title": "Ordet"}
    page = reverse("admin:groups_group_change", args=[group.pk])
    sent = opened(leader, page) | data
    choose(
        sent,
        next(name[:-6] for name, value in sent.items() if name.endswith("-place") and value == "ny0") + "-person",
        world.theirs.person,
    )
    assert leader.post(page, sent).status_code == 302
    told = {entry.what: entry for entry in group_history.read(group_history.entries(group).page(1).object_list)}
    changes = {change.label: change.now for change in told["Ledamot: Sydost Person"].changes}
    assert changes["Ledamotsplats"] == "Ordet"


def test_the_page_shows_the_dated_log_of_place_and_status(leader, group, world):
    parent = make.GroupFactory(name="Ny överordnad", region=world.ours.region)
    tree.move(group, parent, effective=dt.date(2024, 3, 1), reason="Omorganisation", by=world.accounts["leader"])
    lifecycle.change(group, "paused", effective=dt.date(2024, 5, 1), reason="Sommar", by=world.accounts["leader"])
    html = leader.get(history(group)).content.decode()
    for words in ("2024-03-01", "Ny överordnad", "Omorganisation", "2024-05-01", "pausad", "Sommar"):
        assert words in html


def test_the_history_is_paginated_and_costs_the_same(leader, group, world):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert leader.get(history(group)).status_code == 200
        return len(asked)

    for number in range(30):
        save_quickly(group, number)
        make.MembershipFactory(seat=make.SeatFactory(group=group, places=2))
    few = cost()
    for number in range(60):
        save_quickly(group, 100 + number)
        make.MembershipFactory(seat=make.SeatFactory(group=group, places=2))
    assert cost() <= few
    assert few <= 32
    assert leader.get(history(group)).context["page"].paginator.num_pages > 5
    assert leader.get(history(group), {"sida": "3"}).context["page"].number == 3
    for garbage in ("-1", "x", "999999999999", "\x00"):
        assert leader.get(history(group), {"sida": garbage}).status_code == 200


def save_quickly(group: Group, number: int) -> None:
    fresh = Group.objects.get(pk=group.pk)
    fresh.note, fresh.mandate = f"Anmärkning {number}", list(Mandate)[number % 5]
    tree.update(fresh)


def test_there_is_no_way_to_revert(leader, group):
    with pytest.raises(NoReverseMatch):
        reverse("admin:groups_group_simple_history", args=[group.pk, group.history.first().history_id])
    old = f"{history(group)}{group.history.first().history_id}/"
    before = Group.objects.values().get(pk=group.pk)
    assert leader.post(old, {"name": "Återställd"}).status_code in (302, 404)
    assert Group.objects.values().get(pk=group.pk) == before


def test_what_was_saved_at_once_stands_together_and_a_new_row_lists_its_values(leader, group):
    save(leader, group, note="Hej", change_reason="Vårens genomgång", **{"lines-ny0-to_words": "Ledningen"})
    response = leader.get(history(group))
    latest_save = response.context["saves"][0]
    assert {entry.what for entry in latest_save.entries} == {"Grupp", "Rapporteringsväg: Ledningen"}
    assert latest_save.reason == "Vårens genomgång"
    html = response.content.decode()
    assert "<del>–</del>" not in html
    assert "<ins>Ledningen</ins>" in html
