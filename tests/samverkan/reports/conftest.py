"""Closed compilations, and everyone who may or may not read the whole of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from groups.models import Seat
from tests.factories import (
    AdministratorFactory,
    CommissionerFactory,
    MembershipFactory,
    NoteTakerFactory,
    PersonFactory,
    ProcessLeaderFactory,
    RegionFactory,
    UserFactory,
)
from tests.samverkan.reports import snapshot_world

READS_WHOLE = ("administrator", "process leader", "commissioner")
READS_PUBLIC = (
    "anonymous", "other process leader", "note taker", "without a role", "other commissioner", "former commissioner",
    "closed account",
)  # fmt: skip


@pytest.fixture
def world(db) -> SimpleNamespace:
    """Give the two compilations of `snapshot_world`, `old` and `new`, and their delregion."""
    old, new = snapshot_world.build()
    return SimpleNamespace(old=old, new=new, region=new.review.region, commissioner=new.review.commissioner)


@pytest.fixture
def readers(world) -> dict[str, object]:
    """Give an account in each role, by role."""

    def member(group, **seat):
        person = PersonFactory()
        MembershipFactory(person=person, seat__group=group, **seat)
        return person

    taker = NoteTakerFactory()
    MembershipFactory(person=taker.person, seat__group=world.commissioner, seat__kind=Seat.Kind.SECRETARY)
    elsewhere = snapshot_world.GroupFactory()
    return {
        "administrator": AdministratorFactory(),
        "process leader": ProcessLeaderFactory(regions=[world.region]),
        "commissioner": CommissionerFactory(person=member(world.commissioner)),
        "anonymous": AnonymousUser(),
        "other process leader": ProcessLeaderFactory(regions=[RegionFactory()]),
        "note taker": taker,
        "without a role": UserFactory(person=member(world.commissioner)),
        "other commissioner": CommissionerFactory(person=member(elsewhere)),
        "former commissioner": CommissionerFactory(person=member(world.commissioner, end_date="2020-01-01")),
        "closed account": AdministratorFactory(is_active=False),
    }


@pytest.fixture
def visit(client):
    """Give what fetches an address as somebody and reads the whole answer."""

    def fetch(address: str, user=None, method: str = "get"):
        client.logout()
        if user is not None and user.is_authenticated:
            client.force_login(user)
        answer = getattr(client, method)(address)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer

    return fetch
