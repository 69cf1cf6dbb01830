"""A new group's page in the admin: what it begins with, and what may be registered where."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from groups.admin.group_beginning import like_another
from groups.models import Coverage, Group, Mandate, ReportingAnswer, Seat, Tier
from tests import factories as make
from tests.groups.admin.sent_form import choose, fields_of, opened
from tests.groups.admin.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADD = "/admin/groups/group/add/"


@pytest.fixture
def leader(world: World) -> Client:
    return world.client("leader")


@pytest.fixture
def group(world: World) -> Group:
    return world.ours.group


def new_group(client: Client, world: World, **values: Any) -> dict[str, Any]:
    """A filled-in page for a new group in our delregion."""
    data = opened(client, ADD)
    data |= {"name": "Nytt samråd", "type": world.ours.group.type_id, "tier": Tier.LOCAL, "status": "active"}
    choose(data, "parent", world.ours.group)
    return data | values


def test_a_new_group_stands_where_it_is_put_with_what_its_type_brings(leader, world):
    kind = make.GroupTypeFactory(
        tier=Tier.LOCAL,
        default_purpose="Löser vardagen",
        default_mandate=Mandate.FULL,
        default_agenda="Avvikelser\nSIP",
    )
    data = new_group(leader, world, type=kind.pk, tier="", effective="2024-02-01", reason="Beslut i DS")
    assert leader.post(ADD, data).status_code == 302
    made = Group.objects.get(name="Nytt samråd")
    assert (made.parent, made.region, made.tier) == (world.ours.group, world.ours.region, "local")
    assert (made.purpose, made.mandate, made.agenda) == ("Löser vardagen", "full", "Avvikelser\nSIP")
    assert (made.status, made.status_since, made.status_reason) == ("active", dt.date(2024, 2, 1), "Beslut i DS")


def test_the_type_in_the_address_fills_in_the_page(leader, world):
    kind = make.GroupTypeFactory(default_purpose="Löser vardagen", default_agenda="Avvikelser")
    data = opened(leader, f"{ADD}?type={kind.pk}")
    assert (data["purpose"], data["agenda"], data["type"]) == ("Löser vardagen", "Avvikelser", str(kind.pk))


def test_a_new_group_comes_with_its_rows(leader, world):
    data = new_group(leader, world, **{"seats-ny0-kind": "convener", "lines-ny0-to_words": "Ledningen"})
    choose(data, "holders-ny0-person", world.ours.person)
    assert leader.post(ADD, data).status_code == 302
    made = Group.objects.get(name="Nytt samråd")
    assert [seat.kind for seat in made.seats.all()] == ["convener"]
    assert made.seats.get().memberships.get().person == world.ours.person
    assert made.reporting_lines.get().to_words == "Ledningen"


def test_what_the_tree_refuses_stands_at_the_field_and_nothing_is_kept(leader, world):
    kind = make.GroupTypeFactory(name="Ensam typ", allowed_parents=[])
    data = new_group(leader, world, type=kind.pk, **{"seats-ny0-kind": "convener", "seats-ny0-title": "Står kvar"})
    response = leader.post(ADD, data)
    html = response.content.decode()
    assert "Ensam typ får inte ligga under" in html
    assert "Står kvar" in html
    assert not Group.objects.filter(name="Nytt samråd").exists()
    data = fields_of(response) | {"type": world.ours.group.type_id}
    assert leader.post(ADD, data).status_code == 302


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": ""}, "Detta fält måste fyllas i"),
        ({"effective": "2999-01-01"}, "framåt i tiden"),
        ({"effective": "i våras"}, "giltigt datum"),
        ({"type": "999999"}, "Välj ett giltigt alternativ"),
        ({"parent": "999999"}, "Välj ett giltigt alternativ"),
        ({"tier": "galax"}, "Välj ett giltigt alternativ"),
        ({"tier": ""}, "Välj nivå"),
        ({"basis_url": "inte en länk"}, "giltig URL"),
        ({"seats-ny0-places": "-3"}, "större än eller lika med"),
        ({"seats-ny0-kind": "kung"}, "Välj ett giltigt alternativ"),
        ({"lines-ny0-note": "Till vem?"}, "Ange mottagaren på ett sätt"),
        ({"name": "A" * 151}, "som mest 150 tecken"),
    ],
)
def test_bad_input_is_told_in_swedish_at_its_field(leader, world, values, message):
    response = leader.post(ADD, new_group(leader, world, **values))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Group.objects.filter(name__in=["Nytt samråd", "A" * 151]).exists()


def test_a_process_leader_adds_only_in_their_delregion(leader, world):
    data = new_group(leader, world)
    choose(data, "parent", world.theirs.group)
    assert "inte är processledare för" in leader.post(ADD, data).content.decode()
    assert not Group.objects.filter(name="Nytt samråd").exists()


def test_copy_brings_words_and_seats_but_no_holders(leader, world, group):
    topic = make.TopicFactory()
    group.topics.add(topic)
    Seat.objects.filter(pk=world.ours.seat.pk).update(title="Enhetschef", kind="deputy", places=3)
    Group.objects.filter(pk=group.pk).update(purpose="Ett syfte", reporting=ReportingAnswer.NOWHERE)
    make.GroupMunicipalityFactory(group=group, municipality=world.ours.municipality)
    data = opened(leader, f"{ADD}?som={group.pk}")
    assert (data["purpose"], data["reporting"], data["name"]) == ("Ett syfte", "nowhere", "")
    assert leader.post(ADD, data | {"name": "Likadan"}).status_code == 302
    made = Group.objects.get(name="Likadan")
    assert (made.purpose, made.reporting, made.coverage) == ("Ett syfte", "nowhere", Coverage.REGION)
    assert list(made.topics.all()) == [topic]
    assert [row.municipality for row in made.municipality_rows.all()] == [world.ours.municipality]
    seat = made.seats.get()
    assert (seat.title, seat.kind, seat.places, seat.organisation) == (
        "Enhetschef",
        "deputy",
        3,
        world.ours.organisation,
    )
    assert not seat.memberships.exists()


def test_a_copy_of_a_group_that_is_not_public_is_not_public_from_the_start(leader, group):
    Group.objects.filter(pk=group.pk).update(is_public=False)
    assert "is_public" not in opened(leader, f"{ADD}?som={group.pk}")
    Group.objects.filter(pk=group.pk).update(is_public=True)
    assert opened(leader, f"{ADD}?som={group.pk}")["is_public"] == "on"


def test_what_the_first_page_says_is_missing_begins_with_its_delregion_and_type(leader, world, group):
    data = opened(leader, f"{ADD}?type={group.type_id}&region={world.ours.region.pk}")
    assert (data["type"], data["region"]) == (str(group.type_id), str(world.ours.region.pk))


def test_a_copy_has_the_seats_of_the_day_it_is_made_for(group, world):
    world.ours.seat.start_date = dt.date(2024, 1, 1)
    world.ours.seat.save()
    assert like_another(group, dt.date(2023, 12, 31))[1]["seats"] == []
    assert len(like_another(group, dt.date(2024, 1, 1))[1]["seats"]) == 1
