"""Choosing a row on a group's page by writing its name, without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from groups.admin.search_select import found_by
from groups.models import Group, Membership, Person, Seat
from tests import factories as make
from tests.groups.admin.sent_form import fields_of, opened
from tests.groups.admin.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page(group: Group) -> str:
    return reverse("admin:groups_group_change", args=[group.pk])


@pytest.fixture
def leader(world: World) -> Client:
    return world.client("leader")


@pytest.fixture
def group(world: World) -> Group:
    return world.ours.group


def test_words_that_fit_one_row_choose_it(leader, group, world):
    make.OrganisationFactory(name="Ängelholms vårdcentral")
    data = opened(leader, page(group))
    data[f"seats-{world.ours.seat.pk}-organisation-sok"] = "angelholms vard"
    assert leader.post(page(group), data).status_code == 302
    assert Seat.objects.get(pk=world.ours.seat.pk).organisation.name == "Ängelholms vårdcentral"


def test_words_that_fit_several_are_suggested_and_told_apart(leader, group, world):
    for place in ("Klippans", "Åstorps"):
        make.PersonFactory(name="Kim Påhittad", organisation=make.OrganisationFactory(name=f"{place} vårdcentral"))
    data = opened(leader, page(group)) | {f"holders-{world.ours.membership.pk}-person-sok": "kim"}
    response = leader.post(page(group), data)
    html = response.content.decode()
    assert "Flera passar ”kim”" in html
    assert '<option value="Kim Påhittad – Åstorps vårdcentral">' in html
    data = fields_of(response) | {
        f"holders-{world.ours.membership.pk}-person-sok": "Kim Påhittad – Åstorps vårdcentral"
    }
    assert leader.post(page(group), data).status_code == 302
    membership = Membership.objects.get(pk=world.ours.membership.pk)
    assert membership.person == Person.objects.get(organisation__name="Åstorps vårdcentral")


def test_persons_of_one_name_are_told_apart_and_never_chosen_between(leader, group, world):
    field = f"holders-{world.ours.membership.pk}-person"
    clinic = make.OrganisationFactory(name="Klippans vårdcentral")
    make.PersonFactory(name="Kim Påhittad", title="Läkare", organisation=clinic)
    chief = make.PersonFactory(name="Kim Påhittad", title="Enhetschef", organisation=clinic)
    address = reverse("admin:groups_group_suggest")
    offered = leader.get(address, {"vad": "person", "q": "kim"}).json()["results"]
    assert "Kim Påhittad – Enhetschef, Klippans vårdcentral" in {each["text"] for each in offered}
    namesake = make.PersonFactory(name="Kim Påhittad", title="Enhetschef", organisation=clinic)
    offered = leader.get(address, {"vad": "person", "q": "kim"}).json()["results"]
    assert len({each["text"] for each in offered}) == 3
    label = "Kim Påhittad – Enhetschef, Klippans vårdcentral"
    response = leader.post(page(group), opened(leader, page(group)) | {f"{field}-sok": label})
    assert f"{label} – nr {chief.pk} · {label} – nr {namesake.pk}" in response.content.decode()
    sent = fields_of(response) | {f"{field}-sok": f"{label} – nr {namesake.pk}"}
    assert leader.post(page(group), sent).status_code == 302
    assert Membership.objects.get(pk=world.ours.membership.pk).person == namesake


def test_groups_of_one_name_are_told_apart_by_their_delregion(leader, world):
    for side in (world.ours, world.theirs):
        make.GroupFactory(name="Samverkan i vardagen", region=side.region)
    answer = leader.get(reverse("admin:groups_group_suggest"), {"vad": "grupp", "q": "vardagen"}).json()
    assert {each["text"] for each in answer["results"]} == {
        "Samverkan i vardagen – Nordväst", "Samverkan i vardagen – Sydost",
    }  # fmt: skip


def test_words_that_fit_nothing_are_told(leader, group, world):
    data = opened(leader, page(group)) | {f"holders-{world.ours.membership.pk}-person-sok": "xyzzy"}
    assert "Inget i registret passar ”xyzzy”" in leader.post(page(group), data).content.decode()


def test_a_name_that_is_wiped_clears_the_choice(leader, group, world):
    data = opened(leader, page(group)) | {f"seats-{world.ours.seat.pk}-organisation-sok": ""}
    assert leader.post(page(group), data).status_code == 302
    assert Seat.objects.get(pk=world.ours.seat.pk).organisation is None


def test_suggestions_find_ängelholm_for_angelholm(leader):
    make.OrganisationFactory(name="Ängelholms sjukhus")
    answer = leader.get(reverse("admin:groups_group_suggest"), {"vad": "organisation", "q": "angelholm"}).json()
    assert [each["text"] for each in answer["results"]] == ["Ängelholms sjukhus"]


def test_a_short_name_chooses_its_group_among_others_that_the_words_fit(leader, world):
    for name, short in (("Beredningen", "DS-TB Nordväst"), ("Utskottet för DS-TB Nordväst", "")):
        make.GroupFactory(name=name, short_name=short, region=world.ours.region)
    assert [each.name for each in found_by("ds-tb nordvast", Group.objects.all())] == ["Beredningen"]
