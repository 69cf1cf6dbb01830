"""Moving, changing status, ending, marking as a mistake, attesting: asked, told, then done."""

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from groups import tree
from groups.models import Group, Placement, StatusChange, Tier
from tests import factories as make
from tests.groups.admin.sent_form import fields_of, opened
from tests.groups.admin.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]

YESTERDAY = localdate() - dt.timedelta(days=1)


@pytest.fixture
def group(world: World) -> Group:
    return world.ours.group


@pytest.fixture
def leader(world: World) -> Client:
    return world.client("leader")


def url(name: str, group: Group) -> str:
    return reverse(f"admin:groups_group_{name}", args=[group.pk])


def ask(client: Client, name: str, group: Group, **answers: Any) -> HttpResponse:
    """Open the dialog, answer, and send it once."""
    data = opened(client, url(name, group)) | {"effective": YESTERDAY.isoformat(), "reason": "Beslut"} | answers
    for key in answers:
        data.pop(f"{key}-sok", None)
    return client.post(url(name, group), data)


def confirm(client: Client, name: str, group: Group, response: HttpResponse) -> HttpResponse:
    assert response.context["outcome"], response.context["form"].errors
    return client.post(url(name, group), fields_of(response))


def attest_button(client: Client, group: Group) -> str:
    """What the button on the group's page sends along."""
    html = client.get(reverse("admin:groups_group_change", args=[group.pk])).content.decode()
    return re.search(r'name="seen" value="([^"]+)"><button', html)[1]


def test_nothing_is_moved_before_it_is_confirmed_and_what_will_happen_is_told(leader, group, world):
    make.GroupFactory(parent=group)
    parent = make.GroupFactory(name="Ny överordnad", region=world.ours.region)
    response = ask(leader, "move", group, parent=parent.pk)
    told = " ".join(response.context["outcome"])
    assert "till Ny överordnad" in told
    assert "1 grupp under den följer med" in told
    assert Group.objects.get(pk=group.pk).parent is None
    assert Placement.objects.filter(group=group).count() == 1
    assert confirm(leader, "move", group, response).status_code == 302
    assert Group.objects.get(pk=group.pk).parent == parent
    event = Placement.objects.filter(group=group).latest_first().first()
    assert (event.effective, event.reason, event.recorded_by) == (YESTERDAY, "Beslut", world.accounts["leader"])


def test_a_move_to_another_delregion_tells_so_and_asks_for_an_administrator(leader, group, world):
    response = ask(leader, "move", group, parent=world.theirs.group.pk)
    assert "inte är processledare för" in response.content.decode()
    keeper = world.client("administrator")
    response = ask(keeper, "move", group, parent=world.theirs.group.pk)
    assert "Delregionen ändras från Nordväst till Sydost" in " ".join(response.context["outcome"])
    assert confirm(keeper, "move", group, response).status_code == 302
    assert Group.objects.get(pk=group.pk).region == world.theirs.region


def test_the_delregion_is_chosen_where_the_place_does_not_decide_it(group, world):
    keeper = world.client("administrator")
    response = ask(keeper, "move", group, region=world.theirs.region.pk)
    told = " ".join(response.context["outcome"])
    assert "ligger kvar under toppen av trädet" in told
    assert "Delregionen ändras från Nordväst till Sydost" in told
    assert confirm(keeper, "move", group, response).status_code == 302
    assert Group.objects.get(pk=group.pk).region == world.theirs.region
    response = ask(keeper, "move", group, parent=world.theirs.group.pk, region=world.ours.region.pk)
    assert "hör till Sydost" in str(response.context["form"].errors["region"])


def test_moving_begins_where_the_group_is(leader, group, world):
    below = make.GroupFactory(parent=group)
    data = opened(leader, url("move", below))
    assert (data["parent"], data["parent-sok"]) == (str(group.pk), "Nordväst grupp – Nordväst")


def test_a_leader_cannot_choose_the_delregion_of_others(leader, group, world):
    response = ask(leader, "move", group, region=world.theirs.region.pk)
    assert "inte är processledare för" in response.content.decode()
    assert Group.objects.get(pk=group.pk).region == world.ours.region


def test_a_parent_can_be_named_without_script(leader, group, world):
    parent = make.GroupFactory(name="Ängelholms samråd", region=world.ours.region)
    data = opened(leader, url("move", group)) | {
        "effective": YESTERDAY.isoformat(), "reason": "Beslut", "parent-sok": "angelholms",
    }  # fmt: skip
    response = leader.post(url("move", group), data)
    assert confirm(leader, "move", group, response).status_code == 302
    assert Group.objects.get(pk=group.pk).parent == parent


@pytest.mark.parametrize(
    ("name", "answers", "field", "message"),
    [
        ("move", {"parent": "BELOW"}, "parent", "under sig själv eller en av sina egna undergrupper"),
        ("move", {"parent": "PARENT", "effective": "2999-01-01"}, "effective", "framåt i tiden"),
        ("move", {"parent": "PARENT", "effective": ""}, "effective", "fyllas i"),
        ("move", {"parent": "PARENT", "reason": ""}, "reason", "fyllas i"),
        ("move", {"parent": ""}, "parent", "ligger redan där"),
        ("move", {"parent": "99999999999999999999999"}, "parent", "giltigt alternativ"),
        ("status", {"status": "paused", "effective": "2999-01-01"}, "effective", "framåt i tiden"),
        ("status", {"status": "active"}, "status", "giltigt alternativ"),
        ("status", {"status": "ended"}, "status", "giltigt alternativ"),
        ("status", {"status": ""}, "status", "fyllas i"),
        ("end", {}, None, "inte avslutad"),
        ("end", {"reason": ""}, "reason", "fyllas i"),
        ("end", {"successor_1": "x"}, "successor_1", "giltigt alternativ"),
        ("mistaken", {"reason": " "}, "reason", "fyllas i"),
        ("mistaken", {}, "reason", "Grupper ligger under den"),
    ],
)
def test_what_the_rules_refuse_stands_at_its_field_with_the_rest_kept(
    leader, group, world, name, answers, field, message
):
    below = make.GroupFactory(parent=group)
    rows = {"BELOW": below.pk, "PARENT": make.GroupFactory(region=world.ours.region).pk}
    response = ask(leader, name, group, **{key: rows.get(value, value) for key, value in answers.items()})
    assert response.status_code == 200
    assert response.context["outcome"] is None
    errors = response.context["form"].errors
    assert any(message in each for each in errors.get(field or "__all__", errors.get("status", []))), errors
    if "reason" not in answers:
        assert 'value="Beslut"' in response.content.decode()
    assert Group.objects.get(pk=group.pk).status == "active"


def test_what_became_impossible_before_the_confirmation_is_told(leader, group, world):
    parent = make.GroupFactory(region=world.ours.region)
    response = ask(leader, "move", group, parent=parent.pk)
    Group.objects.filter(pk=parent.pk).update(status="ended")
    response = confirm(leader, "move", group, response)
    assert response.status_code == 200
    assert "är avslutad" in str(response.context["form"].errors)


def test_status_changes_with_a_condition_for_restart(leader, group):
    response = ask(leader, "status", group, status="dormant", restart_condition="Ny ordförande")
    assert "är vilande från och med" in response.context["outcome"][0]
    assert confirm(leader, "status", group, response).status_code == 302
    after = Group.objects.get(pk=group.pk)
    assert (after.status, after.status_since, after.restart_condition) == ("dormant", YESTERDAY, "Ny ordförande")
    assert StatusChange.objects.filter(group=group).latest_first().first().reason == "Beslut"


def test_a_group_ends_with_what_replaces_it_and_its_parts(leader, group, world):
    part = make.GroupFactory(parent=group, part=True)
    successor = make.GroupFactory(name="Efterträdaren", region=world.ours.region)
    response = ask(leader, "end", group, successor_1=successor.pk)
    told = " ".join(response.context["outcome"])
    assert "1 del avslutas samtidigt" in told
    assert "Ersätts av Efterträdaren" in told
    assert confirm(leader, "end", group, response).status_code == 302
    assert Group.objects.get(pk=group.pk).is_ended
    assert Group.objects.get(pk=part.pk).is_ended
    assert list(group.successors.all()) == [successor]


def test_a_mistake_is_marked_and_taken_back(leader, group):
    assert confirm(leader, "mistaken", group, ask(leader, "mistaken", group)).status_code == 302
    assert Group.objects.get(pk=group.pk).mistaken
    response = ask(leader, "mistaken", group)
    assert "kommer tillbaka" in response.context["outcome"][0]
    assert confirm(leader, "mistaken", group, response).status_code == 302
    assert not Group.objects.get(pk=group.pk).mistaken


def test_going_back_from_the_summary_keeps_the_answers(leader, group):
    response = ask(leader, "status", group, status="paused", restart_condition="Vid behov")
    response = leader.post(url("status", group), fields_of(response) | {"_andra": "Ändra"})
    assert response.context["outcome"] is None
    data = fields_of(response)
    assert (data["status"], data["reason"], data["restart_condition"]) == ("paused", "Beslut", "Vid behov")
    assert Group.objects.get(pk=group.pk).status == "active"


def test_attesting_is_one_click(leader, group, world):
    seen = attest_button(leader, group)
    assert leader.post(url("attest", group), {"seen": seen}).status_code == 302
    after = Group.objects.get(pk=group.pk)
    assert (after.reviewed_on, after.reviewed_by) == (localdate(), world.accounts["leader"].public_function)
    assert leader.get(url("attest", group)).status_code == 405


def test_a_group_changed_since_the_page_was_read_is_not_attested_before_the_change_is_seen(leader, group, world):
    seen = attest_button(leader, group)
    group.purpose = "Kollegans syfte"
    tree.update(group, by=world.accounts["administrator"], reason="Deras skäl")
    response = leader.post(url("attest", group), {"seen": seen})
    assert response.status_code == 409
    assert Group.objects.get(pk=group.pk).reviewed_on is None
    html = response.content.decode()
    assert all(words in html for words in ("Kollegans syfte", "administrator", "Deras skäl"))
    assert leader.post(url("attest", group), fields_of(response)).status_code == 302
    assert Group.objects.get(pk=group.pk).reviewed_on == localdate()


@pytest.mark.parametrize(
    ("name", "answers", "kept"),
    [
        ("move", {"parent": "PARENT", "part": "on"}, "parent"),
        ("status", {"status": "paused"}, "status"),
        ("end", {"successor_1": "PARENT"}, "successor_1"),
        ("mistaken", {}, "reason"),
    ],
)
@pytest.mark.parametrize("when", ["answering", "confirming"])
def test_a_dialog_opened_before_a_colleagues_change_is_shown_again_with_the_change(
    leader, group, world, name, answers, kept, when
):
    parent = make.GroupFactory(region=world.ours.region)
    answers = {key: parent.pk if value == "PARENT" else value for key, value in answers.items()}
    data = opened(leader, url(name, group)) | {"effective": YESTERDAY.isoformat(), "reason": "Mitt skäl"} | answers
    for key in answers:
        data.pop(f"{key}-sok", None)
    if when == "confirming":
        data = fields_of(leader.post(url(name, group), data))
    group.purpose = "Kollegans syfte"
    tree.update(group, by=world.accounts["administrator"])
    response = leader.post(url(name, group), data)
    assert response.status_code == 409
    assert response.context["outcome"] is None
    assert "Kollegans syfte" in response.content.decode()
    again = fields_of(response)
    assert (again["reason"], again[kept]) == ("Mitt skäl", str(answers.get(kept, "Mitt skäl")))
    before = Group.objects.get(pk=group.pk)
    assert (before.status, before.parent, before.mistaken) == ("active", None, False)
    assert confirm(leader, name, group, leader.post(url(name, group), again)).status_code == 302


def test_a_condition_for_restart_that_nobody_touched_takes_what_a_colleague_wrote(leader, group, world):
    mine = opened(leader, url("status", group)) | {"status": "paused", "reason": "Sommar"}
    group.restart_condition = "Kollegans villkor"
    tree.update(group, by=world.accounts["administrator"])
    again = fields_of(leader.post(url("status", group), mine))
    assert again["restart_condition"] == "Kollegans villkor"
    confirm(leader, "status", group, leader.post(url("status", group), again))
    assert Group.objects.get(pk=group.pk).restart_condition == "Kollegans villkor"


def test_a_condition_for_restart_by_both_shows_the_colleagues_beside_mine(leader, group, world):
    mine = opened(leader, url("status", group)) | {"status": "paused", "restart_condition": "Mitt villkor"}
    group.restart_condition = "Kollegans villkor"
    tree.update(group, by=world.accounts["administrator"])
    response = leader.post(url("status", group), mine)
    assert fields_of(response)["restart_condition"] == "Mitt villkor"
    assert "Ändrat av er båda" in response.content.decode()


@pytest.mark.parametrize("seen", ["", "skräp", "\x00", None])
def test_a_dialog_that_cannot_tell_what_it_showed_is_shown_again(leader, group, seen):
    data = opened(leader, url("status", group)) | {"status": "paused", "seen": seen}
    if seen is None:
        del data["seen"]
    response = leader.post(url("status", group), data)
    assert response.status_code == 409
    assert fields_of(response)["status"] == "paused"
    assert Group.objects.get(pk=group.pk).status == "active"


def test_attesting_from_the_list_leaves_other_delregions_alone(leader, group, world):
    data = {"action": "attest_chosen", "_selected_action": [group.pk, world.theirs.group.pk]}
    response = leader.post(reverse("admin:groups_group_changelist"), data, follow=True)
    assert Group.objects.get(pk=group.pk).reviewed_on == localdate()
    assert Group.objects.get(pk=world.theirs.group.pk).reviewed_on is None
    assert "1 valda grupper hör till andra delregioner" in response.content.decode()


def test_the_dialogs_cost_the_same_however_many_groups_there_are(leader, group, django_assert_max_num_queries):
    for size in (2, 20):
        for _number in range(size):
            make.GroupFactory(parent=group, tier=Tier.LOCAL)
        for name in ("move", "status", "end", "mistaken"):
            with django_assert_max_num_queries(9):  # session, user, role, permissions, group, may it be edited
                leader.get(url(name, group))
