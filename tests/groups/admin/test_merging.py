"""The page where two records are merged: who may, what it says first, what it does."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group as Role
from django.urls import reverse

from groups.models import Organisation, Person
from tests import factories as make
from tests.groups.admin.world import World


def merge_url(first, second) -> str:
    return f"{reverse(f'admin:groups_{first._meta.model_name}_merge')}?a={first.pk}&b={second.pk}"


@pytest.fixture
def twins(world: World) -> tuple[Person, Person]:
    twin = make.PersonFactory(name="Nordväst Persson", organisation=world.ours.organisation)
    make.MembershipFactory(person=twin, seat=make.SeatFactory(group=world.ours.group))
    return world.ours.person, twin


def test_the_action_leads_from_two_chosen_rows_to_the_page(world: World, twins: tuple[Person, Person]) -> None:
    client = world.client("leader")
    url = reverse("admin:groups_person_changelist")
    third = make.PersonFactory()
    for chosen, target in ((twins, merge_url(*twins)), (twins[:1], url), ((*twins, third), url)):
        response = client.post(url, {"action": "merge_rows", "_selected_action": [each.pk for each in chosen]})
        assert response.status_code == 302
        assert response["Location"].removeprefix("http://testserver").split("?")[0] == target.split("?")[0]


def test_the_page_shows_both_and_says_what_will_happen(world: World, twins: tuple[Person, Person]) -> None:
    html = world.client("leader").get(merge_url(*twins)).content.decode()
    for words in (twins[0].name, twins[1].name, "Ledamöter: 1", "Det går inte att ångra"):
        assert words in html
    assert Person.objects.filter(pk__in=[each.pk for each in twins]).count() == 2


@pytest.mark.parametrize("kept", [0, 1])
def test_the_chosen_one_stays(world: World, twins: tuple[Person, Person], kept: int) -> None:
    keep, drop = twins[kept], twins[1 - kept]
    response = world.client("leader").post(merge_url(*twins), {"keep": keep.pk, "reason": "samma"})
    assert response["Location"] == reverse("admin:groups_person_change", args=[keep.pk])
    assert not Person.objects.filter(pk=drop.pk).exists()
    assert keep.memberships.count() == 2


@pytest.mark.parametrize("data", [{}, {"keep": "0"}, {"keep": "x"}])
def test_nothing_happens_before_one_is_chosen(world: World, twins: tuple[Person, Person], data: dict) -> None:
    response = world.client("leader").post(merge_url(*twins), data)
    assert response.context["form"].errors["keep"]
    assert Person.objects.filter(pk__in=[each.pk for each in twins]).count() == 2


def test_both_records_must_be_the_leaders(world: World, twins: tuple[Person, Person]) -> None:
    pair = (world.ours.person, world.theirs.person)
    for url in (merge_url(*pair), merge_url(*reversed(pair))):
        assert world.client("leader").post(url, {"keep": pair[0].pk}).status_code == 403
    assert world.client("administrator").post(merge_url(*pair), {"keep": pair[0].pk}).status_code == 302


def test_a_leader_does_not_write_in_another_delregions_group(world: World, employed_elsewhere: Person) -> None:
    make.MembershipFactory(person=employed_elsewhere, seat=make.SeatFactory(group=world.theirs.group))
    url = merge_url(world.ours.person, employed_elsewhere)
    response = world.client("leader").post(url, {"keep": world.ours.person.pk})
    assert response.status_code == 200
    assert "annan delregion" in response.content.decode()
    assert Person.objects.filter(pk=employed_elsewhere.pk).exists()
    assert world.client("administrator").post(url, {"keep": world.ours.person.pk}).status_code == 302


def test_a_leader_merges_no_municipalities(world: World) -> None:
    """A twin without code or people, made by mistake, can be merged away by an administrator alone."""
    twin = make.MunicipalityFactory()
    make.RegionMunicipalityFactory(region=world.ours.region, municipality=twin)
    url = merge_url(world.ours.municipality, twin)
    for keep in (world.ours.municipality, twin):
        response = world.client("leader").post(url, {"keep": keep.pk})
        assert "Kommuner slås ihop av en administratör." in response.content.decode()
    assert Organisation.objects.municipalities().count() == 3
    assert world.client("administrator").post(url, {"keep": world.ours.municipality.pk}).status_code == 302
    assert Organisation.objects.municipalities().count() == 2


def test_what_a_merge_moves_must_be_the_accounts_to_change(world: World, twins: tuple[Person, Person]) -> None:
    """Whatever kind of row it is: here one that process leaders may not change, for the sake of the test."""
    role = Role.objects.get(name="Processledare")
    role.permissions.remove(*role.permissions.filter(codename="change_membership"))
    response = world.client("leader").post(merge_url(*twins), {"keep": twins[0].pk})
    assert "Ledamöter berörs och ändras av en administratör." in response.content.decode()
    assert Person.objects.filter(pk__in=[each.pk for each in twins]).count() == 2


def test_what_hinders_is_said_before_and_after(world: World) -> None:
    client = world.client("administrator")
    unlike = merge_url(world.ours.municipality, world.ours.organisation)
    assert "annat slag" in client.get(unlike).content.decode()
    assert "annat slag" in client.post(unlike, {"keep": world.ours.municipality.pk}).content.decode()
    two_places = merge_url(world.ours.municipality, world.theirs.municipality)
    refused = client.post(two_places, {"keep": world.ours.municipality.pk})
    assert "hör redan till" in refused.content.decode()
    assert Organisation.objects.municipalities().count() == 2


@pytest.mark.parametrize(
    "query", ["", "?a=1", "?a=1&b=1", "?a=x&b=y", "?a=-1&b=2", "?a=99999999999999999999&b=1", "?a=1²&b=2"]
)
def test_an_address_without_two_records_is_not_found(world: World, query: str) -> None:
    assert world.client("administrator").get(reverse("admin:groups_person_merge") + query).status_code == 404


def test_erasing_says_what_will_happen_and_does_it(world: World) -> None:
    client = world.client("administrator")
    url = reverse("admin:groups_person_erase", args=[world.ours.person.pk])
    page = client.get(url).content.decode()
    assert world.ours.person.name in page
    assert "1 pågående eller kommande uppdrag avslutas" in page
    client.post(url)
    assert Person.objects.get(pk=world.ours.person.pk).name == "borttagen person"
    assert (
        "radera/"
        not in world.client("leader")
        .get(reverse("admin:groups_person_change", args=[world.ours.person.pk]))
        .content.decode()
    )
