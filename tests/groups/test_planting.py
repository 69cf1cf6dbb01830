"""Many groups at once follow the rules of one: `planting.check` and `tree.create` refuse the same in the same words."""

import datetime as dt
import random

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from groups import planting, tree
from groups.models import Group, GroupType, Placement, Region, StatusChange
from groups.planting import Seedling
from tests import factories as f

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)

FIELDS = {"effective": "placed_since", "reason": "status_reason"}
"""What `create` calls the day and the reason, and where a row has them."""


@pytest.fixture
def world():
    """A little of everything that a rule asks about: counties, types that do not go together, all kinds of groups."""
    skane, halland = f.CountyFactory(), f.CountyFactory(name="Halland")
    regions = [
        f.RegionFactory(name="Nordväst"),
        f.RegionFactory(name="Sydost"),
        f.RegionFactory(name="Kattegatt", parent=halland),
        skane,
        halland,
        None,
    ]
    anywhere = f.GroupTypeFactory(name="Var som helst")
    below = f.GroupTypeFactory(name="Bara under", may_be_root=False, allowed_parents=[anywhere])
    nowhere = f.GroupTypeFactory(name="Ingenstans", may_be_root=False, allowed_parents=[])
    local = f.GroupTypeFactory(name="Bara lokal", tier="local")
    anywhere.allowed_parents.set([anywhere, below, local])
    types = [anywhere, below, nowhere, local]
    parents = [None]
    for region in regions[:3]:
        parents.append(f.GroupFactory(name=f"Rådet {region}", type=anywhere, tier="delregional", region=region))
        parents.append(f.GroupFactory(name=f"Lokalt {region}", type=local, region=region))
    for region in (skane, halland, None):
        parents.append(f.CentralGroupFactory(name=f"Centrala {region}", type=anywhere, region=region))
    parents.append(f.GroupFactory(name="Delen", type=local, parent=parents[1], part=True))
    parents.append(f.GroupFactory(name="Slutet", type=anywhere, region=regions[0], status="ended"))
    return {"region": regions, "type": types, "parent": parents}


def drawn(world: dict, chance: random.Random) -> dict:
    said = {name: chance.choice(values) for name, values in world.items()}
    said |= {
        "tier": chance.choice(["central", "delregional", "local"]),
        "is_part": chance.random() < 0.3,
        "status": chance.choice(["active", "active", "paused", "ended"]),
        "status_reason": chance.choice(["", "Uppgiften är klar"]),
        "day": chance.choice([None, dt.date(2020, 1, 1), dt.date(2027, 1, 1)]),
    }
    return said


def alone(said: dict) -> dict[str, str]:
    """What `create` says, by field, of one group."""
    group = Group(name="Nytt", type=said["type"], tier=said["tier"], region=said["region"])
    facts = {"part": said["is_part"], "status": said["status"], "effective": said["day"], "today": TODAY}
    try:
        with transaction.atomic():
            tree.create(group, parent=said["parent"], reason=said["status_reason"], **facts)
            transaction.set_rollback(True)
    except ValidationError as error:
        return {FIELDS.get(name, name): " ".join(words) for name, words in error.message_dict.items()}
    return {}


def seedling(said: dict) -> Seedling:
    days = {"placed_since": said["day"], "status_since": said["day"]}
    kept = {name: value for name, value in said.items() if name != "day"}
    return Seedling(Group(name="Nytt", **days, **kept))


def test_they_refuse_the_same_things_in_the_same_words(world):
    chance, refused, taken = random.Random(6), set(), 0
    for _each in range(400):
        said = drawn(world, chance)
        new = seedling(said)
        planting.check([new], today=TODAY)
        one, many = alone(said), new.problems
        refused |= set(many.values())
        taken += not many
        if not one:
            assert not many, said
        else:  # `create` tells of a reason, or a day, that lacks before it asks further
            assert one.items() <= many.items() or one == {"__all__": one.get("__all__")}, (said, one, many)
    assert taken > 10
    assert len(refused) > 12


def test_what_is_planted_is_what_creating_one_by_one_makes(world):
    """The same groups, numbers, records and logs."""
    skane = Region.objects.get(slug="skane")
    kind = GroupType.objects.get(name="Var som helst")

    def rows() -> list[tuple[Group, Group | None]]:
        top = Group(name="Toppen", type=kind, tier="central", region=skane)
        middle = Group(name="Mitten", type=kind, tier="delregional", region=Region.objects.get(slug="nordvast"))
        low = Group(name="Ålen", short_name="Ål", type=kind, tier="local", region=middle.region)
        other = Group(name="Ängen", type=kind, tier="local", region=middle.region)
        same = Group(name="Ängen", type=kind, tier="local", region=middle.region)
        return [(top, None), (middle, top), (other, middle), (low, middle), (same, middle)]

    def told() -> list:
        names = ("name", "slug", "tree_id", "lft", "rght", "depth", "status", "sort_key", "search_text", "region")
        groups = list(Group.objects.values_list(*names, "parent__slug"))
        logs = [
            list(
                Placement.objects.order_by("group__slug").values_list("group__slug", "parent__slug", "region", "part")
            ),
            list(StatusChange.objects.order_by("group__slug").values_list("group__slug", "status", "old_status")),
        ]
        records = Group.history.order_by("slug").values_list("slug", "history_type", "history_change_reason")
        return [groups, logs, list(records)]

    with transaction.atomic():
        for group, parent in rows():
            tree.create(group, parent=parent)
        one_by_one = told()
        transaction.set_rollback(True)
    seedlings = []
    for group, parent in rows():
        group.parent = parent
        seedlings.append(Seedling(group))
    tree.create_many(planting.check(seedlings))
    assert told() == one_by_one
    assert tree.check() == []


def test_new_groups_find_their_places_among_those_that_stand(world):
    parent = world["parent"][1]
    kind = world["type"][0]
    for name in ("Bo", "Ek"):
        f.GroupFactory(name=name, parent=parent, type=kind)
    rows = [Group(name=name, type=kind, tier="local", parent=parent) for name in ("Åsa", "Dag", "Al")]
    revision = Group.objects.get(pk=parent.pk).revision
    tree.create_many(planting.check([Seedling(row) for row in rows]))
    assert [each.name for each in Group.objects.filter(parent=parent, is_part=False)] == [
        "Al",
        "Bo",
        "Dag",
        "Ek",
        "Åsa",
    ]
    assert tree.check() == []
    assert Group.objects.get(pk=parent.pk).revision == revision + 1


def test_the_number_of_questions_does_not_follow_the_number_of_groups(world, django_assert_num_queries):
    kind, region = world["type"][0], world["region"][0]

    def seedlings(number: int) -> list[Seedling]:
        rows = [Group(name=f"Grupp {n}", type=kind, tier="local", region=region) for n in range(number)]
        for row, above in zip(rows[1:], rows, strict=False):
            row.parent = above if number < 10 else rows[0]
        return [Seedling(row) for row in rows]

    with django_assert_num_queries(3):  # the types that go together, the regions, the types
        planting.check(seedlings(3))
    with django_assert_num_queries(3):
        planting.check(seedlings(300))
