"""A type's rules and the groups that stand: no rule is made that they already break."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate

from groups import lifecycle
from groups.models import Group, GroupType, Tier
from tests import factories as make
from tests.groups.admin.sent_form import opened
from tests.groups.admin.world import World

pytestmark = pytest.mark.once


@pytest.fixture
def kind(db: None) -> GroupType:
    return make.GroupTypeFactory(name="Arbetsgrupp")


def save(world: World, kind: GroupType, **changed: Any) -> HttpResponse:
    client, url = world.client("administrator"), reverse("admin:groups_grouptype_change", args=[kind.pk])
    sent = {**opened(client, url), **changed}
    return client.post(url, {name: value for name, value in sent.items() if value is not None})


def refused(response: HttpResponse, field: str) -> str:
    """The words at the field; blank if the page was saved."""
    return "" if response.status_code == 302 else " ".join(response.context["adminform"].errors.get(field, []))


def test_a_tier_that_groups_do_not_stand_on(world: World, kind: GroupType) -> None:
    make.GroupFactory(name="Lokal arbetsgrupp", type=kind)
    assert "Lokal arbetsgrupp" in refused(save(world, kind, tier="delregional"), "tier")
    assert refused(save(world, kind, tier="local"), "tier") == ""
    kind.refresh_from_db()
    assert kind.tier == Tier.LOCAL


def test_a_parent_that_groups_lie_under(world: World, kind: GroupType) -> None:
    board = make.GroupFactory(tier=Tier.DELREGIONAL)
    child = make.GroupFactory(name="Under styrelsen", type=kind, parent=board)
    assert "Under styrelsen" in refused(save(world, kind, allowed_parents=[str(kind.pk)]), "allowed_parents")
    assert refused(save(world, kind, allowed_parents=[str(board.type.pk)]), "allowed_parents") == ""
    child.refresh_from_db()
    child.full_clean()


def test_no_longer_at_the_top(world: World, kind: GroupType) -> None:
    make.GroupFactory(name="Fristående", type=kind)
    assert "Fristående" in refused(save(world, kind, may_be_root=None), "may_be_root")


def test_ended_and_mistaken_groups_and_parts_hinder_nothing(world: World, kind: GroupType) -> None:
    whole = make.GroupFactory(tier=Tier.DELREGIONAL)
    ended, mistaken = make.GroupFactory(type=kind), make.GroupFactory(type=kind)
    lifecycle.end(ended, effective=localdate(), reason="klar")
    lifecycle.mark_mistaken(mistaken, reason="dubblett")
    make.GroupFactory(type=kind, parent=whole, part=True)
    assert save(world, kind, tier="central", allowed_parents=[str(kind.pk)], may_be_root=None).status_code == 302


def test_many_groups_are_named_in_part(world: World, kind: GroupType) -> None:
    for number in range(7):
        make.GroupFactory(name=f"Nummer {number}", type=kind)
    words = refused(save(world, kind, tier="central"), "tier")
    assert "Nummer 4 och 2 till" in words
    assert "Nummer 5" not in words


def test_what_is_not_changed_is_not_asked_about(world: World, kind: GroupType) -> None:
    make.GroupFactory(type=kind)
    Group.objects.update(tier=Tier.DELREGIONAL)
    GroupType.objects.filter(pk=kind.pk).update(tier=Tier.LOCAL)
    assert save(world, kind, plural="Arbetsgrupperna").status_code == 302
