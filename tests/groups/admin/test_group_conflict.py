"""Two people edit one group: nobody loses what they typed, and nobody undoes what they have not seen."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from groups import lifecycle, tree
from groups.models import Group, Membership, Seat, Status
from tests import factories as make
from tests.groups.admin.sent_form import blank_holder, choose, fields_of, opened
from tests.groups.admin.world import World, build_world

pytestmark = pytest.mark.django_db


def page(group: Group) -> str:
    return reverse("admin:groups_group_change", args=[group.pk])


@pytest.fixture
def group(world: World) -> Group:
    return world.ours.group


@pytest.fixture
def me(world: World) -> Client:
    return world.client("leader")


@pytest.fixture
def colleague(world: World) -> Client:
    return world.client("administrator")


def save(client: Client, group: Group, **values: Any) -> None:
    assert client.post(page(group), opened(client, page(group)) | values).status_code == 302


def test_the_later_save_is_refused_with_everything_typed_kept(me, colleague, group):
    mine = opened(me, page(group)) | {"purpose": "Mitt syfte", "change_reason": "Mitt skäl"}
    save(colleague, group, purpose="Kollegans syfte", note="Kollegans anmärkning", change_reason="Deras skäl")
    response = me.post(page(group), mine)
    assert response.status_code == 409
    assert Group.objects.get(pk=group.pk).purpose == "Kollegans syfte"
    kept = fields_of(response)
    assert (kept["purpose"], kept["change_reason"]) == ("Mitt syfte", "Mitt skäl")


def test_what_the_colleague_changed_stands_beside_it_with_who_and_when(me, colleague, group, world):
    mine = opened(me, page(group)) | {"purpose": "Mitt syfte"}
    save(colleague, group, purpose="Kollegans syfte", mandate="full")
    response = me.post(page(group), mine)
    changes = {change.label: change for change in response.context["sheet"].differences}
    assert set(changes) == {"Syfte", "Beslutsmandat"}
    assert (changes["Syfte"].was, changes["Syfte"].now, changes["Syfte"].clash) == ("–", "Kollegans syfte", True)
    mandate = changes["Beslutsmandat"]
    assert (mandate.was, mandate.now, mandate.clash) == ("ej angivet", "fullt beslutsmandat", False)
    assert {change.who for change in changes.values()} == {"administrator"}
    assert mandate.when == group.history.first().history_date
    html = response.content.decode()
    assert "Ändrat av er båda" in html
    assert "Kollegans syfte" in html


def test_saving_again_keeps_mine_and_the_colleagues(me, colleague, group):
    mine = opened(me, page(group)) | {"purpose": "Mitt syfte"}
    save(colleague, group, purpose="Kollegans syfte", mandate="full", note="Kollegans anmärkning")
    again = fields_of(me.post(page(group), mine))
    assert me.post(page(group), again).status_code == 302
    after = Group.objects.get(pk=group.pk)
    assert (after.purpose, after.mandate, after.note) == ("Mitt syfte", "full", "Kollegans anmärkning")


def test_a_third_save_in_between_is_seen_too(me, colleague, group):
    mine = opened(me, page(group)) | {"purpose": "Mitt syfte"}
    save(colleague, group, note="Första")
    again = fields_of(me.post(page(group), mine))
    save(colleague, group, note="Andra")
    response = me.post(page(group), again)
    assert response.status_code == 409
    last = fields_of(response)
    assert (last["purpose"], last["note"]) == ("Mitt syfte", "Andra")
    assert me.post(page(group), last).status_code == 302


def test_the_same_change_by_both_is_no_clash(me, colleague, group):
    mine = opened(me, page(group)) | {"mandate": "full"}
    save(colleague, group, mandate="full")
    response = me.post(page(group), mine)
    assert [change.clash for change in response.context["sheet"].differences] == [False]


def test_a_colleague_ending_a_seat_does_not_cost_me_my_new_holder(me, colleague, group, world):
    other = make.SeatFactory(group=group, title="Vice")
    newcomer = make.PersonFactory(name="Ny Påhittad")
    mine = opened(me, page(group))
    new = blank_holder(mine, other)
    choose(mine, f"{new}-person", newcomer)
    save(colleague, group, **{f"seats-{world.ours.seat.pk}-end_date": "2025-06-30"})
    response = me.post(page(group), mine)
    assert response.status_code == 409
    again = fields_of(response)
    assert again[f"{new}-person"] == str(newcomer.pk)
    assert again[f"seats-{world.ours.seat.pk}-end_date"] == "2025-06-30"
    assert me.post(page(group), again).status_code == 302
    assert other.memberships.get().person == newcomer
    assert str(Seat.objects.get(pk=world.ours.seat.pk).end_date) == "2025-06-30"
    assert str(Membership.objects.get(pk=world.ours.membership.pk).end_date) == "2025-06-30"


def test_a_row_that_the_colleague_added_is_shown_and_left_alone(me, colleague, group):
    mine = opened(me, page(group)) | {"lines-ny0-to_words": "Min mottagare"}
    theirs = opened(colleague, page(group)) | {"lines-ny0-to_words": "Kollegans mottagare"}
    assert colleague.post(page(group), theirs).status_code == 302
    response = me.post(page(group), mine)
    assert response.status_code == 409
    assert any("Kollegans mottagare" in change.now for change in response.context["sheet"].differences)
    assert me.post(page(group), fields_of(response)).status_code == 302
    assert {line.to_words for line in group.reporting_lines.all()} == {"Min mottagare", "Kollegans mottagare"}


def test_both_changing_one_row_clash_field_by_field(me, colleague, group, world):
    seat = f"seats-{world.ours.seat.pk}"
    mine = opened(me, page(group)) | {f"{seat}-title": "Mitt ord", f"{seat}-places": "2"}
    save(colleague, group, **{f"{seat}-title": "Kollegans ord", f"{seat}-order": "7"})
    response = me.post(page(group), mine)
    clashes = {change.label: change.clash for change in response.context["sheet"].differences}
    assert clashes == {"Benämning": True, "Ordning": False}
    assert me.post(page(group), fields_of(response)).status_code == 302
    after = Seat.objects.get(pk=world.ours.seat.pk)
    assert (after.title, after.places, after.order) == ("Mitt ord", 2, 7)


def test_unticking_a_box_counts_as_a_change_of_mine(me, colleague, group):
    mine = opened(me, page(group))
    del mine["is_public"]
    save(colleague, group, note="Annat")
    again = fields_of(me.post(page(group), mine))
    assert "is_public" not in again
    assert me.post(page(group), again).status_code == 302
    assert not Group.objects.get(pk=group.pk).is_public


def test_a_box_the_colleague_unticked_stays_unticked(me, colleague, group):
    mine = opened(me, page(group)) | {"purpose": "Mitt"}
    theirs = opened(colleague, page(group))
    del theirs["is_public"]
    assert colleague.post(page(group), theirs).status_code == 302
    again = fields_of(me.post(page(group), mine))
    assert me.post(page(group), again).status_code == 302
    after = Group.objects.get(pk=group.pk)
    assert (after.purpose, after.is_public) == ("Mitt", False)


def test_a_changed_status_and_a_move_are_told(me, group, world):
    mine = opened(me, page(group)) | {"purpose": "Mitt"}
    parent = make.GroupFactory(name="Ny överordnad", region=world.ours.region)
    tree.move(group, parent, effective=localdate(), reason="", by=world.accounts["administrator"])
    lifecycle.change(group, Status.PAUSED, effective=group.history.first().history_date.date(), reason="Paus")
    response = me.post(page(group), mine)
    told = {change.label: (change.was, change.now) for change in response.context["sheet"].differences}
    assert told["status"] == ("aktiv", "pausad")
    assert told["ligger under"] == ("–", "Ny överordnad")
    assert me.post(page(group), fields_of(response)).status_code == 302
    after = Group.objects.get(pk=group.pk)
    assert (after.status, after.parent, after.purpose) == ("paused", parent, "Mitt")


def test_a_row_ended_so_far_back_that_it_leaves_the_page_is_still_told(me, colleague, group):
    line = make.ReportingLineFactory(group=group, to_words="Ledningen")
    mine = opened(me, page(group)) | {f"lines-{line.pk}-note": "Mitt ord"}
    save(colleague, group, **{f"lines-{line.pk}-end_date": "2015-01-01"})
    assert f"lines-{line.pk}-note" not in opened(colleague, page(group))
    response = me.post(page(group), mine)
    assert [change.label for change in response.context["sheet"].differences] == ["Till och med"]
    assert me.post(page(group), fields_of(response)).status_code == 302
    line.refresh_from_db()
    assert (line.note, str(line.end_date)) == ("Mitt ord", "2015-01-01")


def test_what_the_page_does_not_show_is_no_conflict(me, group):
    mine = opened(me, page(group)) | {"purpose": "Mitt"}
    make.GroupFactory(parent=group)
    assert Group.objects.get(pk=group.pk).revision > group.revision
    assert me.post(page(group), mine).status_code == 302


def test_text_with_line_breaks_that_nobody_touched_is_no_clash(me, colleague, group):
    Group.objects.filter(pk=group.pk).update(agenda="Ett\nTvå")
    mine = opened(me, page(group)) | {"purpose": "Mitt"}
    save(colleague, group, agenda="Ett\r\nTvå\r\nTre")
    response = me.post(page(group), mine)
    assert [(change.label, change.clash) for change in response.context["sheet"].differences] == [
        ("Stående dagordning", False)
    ]


@pytest.mark.parametrize("seen", ["", "skräp", "e30:1abc:def", None])
def test_a_page_that_cannot_tell_what_it_showed_is_shown_again(me, group, seen):
    data = opened(me, page(group)) | {"purpose": "Mitt", "seen": seen}
    if seen is None:
        del data["seen"]
    response = me.post(page(group), data)
    assert response.status_code == 409
    assert Group.objects.get(pk=group.pk).purpose == ""
    again = fields_of(response)
    assert again["purpose"] == "Mitt"
    assert me.post(page(group), again).status_code == 302


def test_what_another_groups_page_showed_does_not_count(me, group, world):
    other = make.GroupFactory(region=world.ours.region)
    data = opened(me, page(group)) | {"seen": opened(me, page(other))["seen"]}
    assert me.post(page(group), data).status_code == 409


def test_an_error_and_a_conflict_do_not_hide_each_other(me, colleague, group):
    mine = opened(me, page(group)) | {"name": "", "purpose": "Mitt"}
    save(colleague, group, note="Annat")
    response = me.post(page(group), mine)
    assert response.status_code == 409
    again = fields_of(response)
    assert again["name"] == ""
    response = me.post(page(group), again)
    assert response.status_code == 200
    assert "Detta fält måste fyllas i" in response.content.decode()
    assert me.post(page(group), fields_of(response) | {"name": "Rätt"}).status_code == 302
    after = Group.objects.get(pk=group.pk)
    assert (after.name, after.purpose, after.note) == ("Rätt", "Mitt", "Annat")


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused() -> None:
    world = build_world()
    group = world.ours.group
    clients = [world.client("leader"), world.client("administrator")]
    pages = [opened(client, page(group)) | {"purpose": f"Nummer {n}"} for n, client in enumerate(clients)]
    start, answers = threading.Barrier(2), {}

    def send(number: int) -> None:
        try:
            start.wait(10)
            answers[number] = clients[number].post(page(group), pages[number]).status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in (0, 1)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert sorted(answers.values()) == [302, 409]
    winner = next(number for number, status in answers.items() if status == 302)
    assert Group.objects.get(pk=group.pk).purpose == f"Nummer {winner}"
