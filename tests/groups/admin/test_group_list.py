"""The list of groups in the admin: tree order, counts, filters, search."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from groups.models import Coverage, Group, Mandate, ReportingAnswer, Seat, Status, Tier
from tests import factories as make
from tests.groups.admin.world import World

pytestmark = pytest.mark.django_db
LIST = "/admin/groups/group/"


@pytest.fixture
def leader(world: World) -> Client:
    return world.client("leader")


def names(client: Client, **query: str) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [group.name for group in response.context["cl"].result_list]


def test_the_list_stands_in_tree_order_and_indents(leader, world):
    top = world.ours.group
    make.GroupFactory(name="Ödåkra", parent=top)
    middle = make.GroupFactory(name="Alfa", parent=top)
    make.GroupFactory(name="Under alfa", parent=middle)
    found = names(leader, delregion="nordvast")
    assert found == ["Nordväst grupp", "Alfa", "Under alfa", "Ödåkra"]
    assert "tree-depth-2" in leader.get(LIST).content.decode()


def test_members_and_vacant_places_are_counted(leader, world):
    make.SeatFactory(group=world.ours.group, places=3)
    response = leader.get(LIST, {"delregion": "nordvast"})
    group = response.context["cl"].result_list[0]
    admin = response.context["cl"].model_admin
    assert (admin.members(group), admin.vacant(group)) == (1, 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"delregion": "nordvast"}, ["Nordväst grupp"]),
        ({"kommun": "sydost-kommun"}, ["Sydost grupp"]),
        ({"typ": "samrad"}, ["Nordväst grupp", "Sydost grupp"]),
        ({"status": "paused"}, ["Pausad"]),
        ({"status": "ended"}, ["Avslutad"]),
        ({"status": "misstag"}, ["Misstag"]),
        ({"mandat": "full"}, ["Beslutar"]),
        ({"rapporterar": "nowhere"}, ["Tyst"]),
        ({"niva": "delregional"}, ["Delregional"]),
        ({"behov": "sammankallande", "delregion": "sammanslagen"}, ["Utan kallelse"]),
        ({"behov": "vakant"}, ["Vakant"]),
        ({"behov": "ej-granskad", "delregion": "granskad"}, ["Gammal"]),
        ({"q": "ANGELHOLM"}, ["Ängelholms samverkan"]),
    ],
)
def test_each_filter_finds_its_groups(leader, world, query, found):
    make.GroupFactory(name="Pausad", status=Status.PAUSED)
    make.GroupFactory(name="Avslutad", status=Status.ENDED)
    mistake = make.GroupFactory(name="Misstag")
    Group.objects.filter(pk=mistake.pk).update(mistaken=True)
    make.GroupFactory(name="Beslutar", mandate=Mandate.FULL)
    make.GroupFactory(name="Tyst", reporting=ReportingAnswer.NOWHERE)
    make.GroupFactory(name="Delregional", tier=Tier.DELREGIONAL)
    make.GroupFactory(name="Ängelholms samverkan")
    make.SeatFactory(group=make.GroupFactory(name="Vakant"))
    merged = make.RegionFactory(name="Sammanslagen")
    make.SeatFactory(group=make.GroupFactory(name="Kallas", region=merged), kind=Seat.Kind.CONVENER, by_role=True)
    make.GroupFactory(name="Utan kallelse", region=merged)
    reviewed = make.RegionFactory(name="Granskad")
    for name, days in (("Ny", 10), ("Gammal", 400)):
        group = make.GroupFactory(name=name, region=reviewed)
        Group.objects.filter(pk=group.pk).update(reviewed_on=localdate() - dt.timedelta(days=days))
    assert names(leader, **query) == found


def test_ended_groups_and_mistakes_show_only_when_asked_for(leader):
    make.GroupFactory(name="Avslutad", status=Status.ENDED)
    mistake = make.GroupFactory(name="Misstag")
    Group.objects.filter(pk=mistake.pk).update(mistaken=True)
    assert not {"Avslutad", "Misstag"} & set(names(leader))
    assert "Avslutad" in names(leader, status="alla")
    assert "Misstag" not in names(leader, status="alla")


def test_filters_are_folded_until_they_are_in_use(leader):
    def unfolded(**query: str) -> list[str]:
        return re.findall(r'<details data-filter-title="([^"]+)" open>', leader.get(LIST, query).content.decode())

    assert unfolded() == ["att göra"]
    assert unfolded(status="alla", typ="finns-inte") == ["att göra", "status", "grupptyp"]


def test_nothing_deletes_a_group(leader, world):
    keeper = world.client("superuser")
    group = world.ours.group
    assert keeper.get(reverse("admin:groups_group_delete", args=[group.pk])).status_code == 403
    assert keeper.post(reverse("admin:groups_group_delete", args=[group.pk]), {"post": "yes"}).status_code == 403
    keeper.post(LIST, {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"})
    assert Group.objects.filter(pk=group.pk).exists()
    assert "delete_selected" not in keeper.get(LIST).content.decode()


def test_the_list_costs_the_same_with_few_and_many_groups(leader, world):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            leader.get(LIST)
        return len(asked)

    def grow(number: int) -> None:
        for _each in range(number):
            group = make.GroupFactory(parent=world.ours.group, coverage=Coverage.REGION)
            make.MembershipFactory(seat=make.SeatFactory(group=group, organisation=world.ours.organisation))
            make.SeatFactory(group=make.GroupFactory(parent=group, part=True), per=Seat.Per.MUNICIPALITY)

    grow(2)
    few = cost()
    grow(12)
    assert cost() == few
    # session, user, role, permissions, regions of the account; count twice, the page; regions, types and
    # municipalities to filter by; seven for the composition
    assert few <= 22
