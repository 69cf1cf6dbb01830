"""Which groups a reader is shown, and the few that they are not: the two must always make up the whole."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from groups import lifecycle
from groups.models import Group
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    """A delregion with groups that are shown, hidden, parts of either, below a hidden one, and mistaken."""
    region = factories.RegionFactory()
    factories.GroupFactory(name="Synlig", region=region)
    open_ = factories.GroupFactory(name="Hel", region=region)
    factories.GroupFactory(name="Del", parent=open_, part=True)
    hidden = factories.GroupFactory(name="Dold", region=region, is_public=False)
    factories.GroupFactory(name="Del av dold", parent=hidden, part=True)
    factories.GroupFactory(name="Under dold", parent=hidden)
    factories.GroupFactory(name="Dold del", parent=open_, part=True, is_public=False)
    lifecycle.mark_mistaken(factories.GroupFactory(name="Felregistrerad", region=region), reason="Dubblett.")
    return region


@pytest.mark.parametrize("who", ["nobody", "note taker", "process leader", "administrator"])
def test_what_is_hidden_is_all_that_is_not_shown(region, who):
    user = {
        "nobody": AnonymousUser,
        "note taker": factories.NoteTakerFactory,
        "process leader": lambda: factories.ProcessLeaderFactory(regions=[region]),
        "administrator": factories.AdministratorFactory,
    }[who]()
    keeps = who in {"process leader", "administrator"}
    out = {"Felregistrerad"} if keeps else {"Felregistrerad", "Dold", "Del av dold", "Dold del"}
    everything = set(Group.objects.values_list("name", flat=True))
    assert set(Group.objects.visible_to(user).values_list("name", flat=True)) == everything - out
    assert set(Group.objects.filter(pk__in=Group.objects.keys_hidden_from(user)).values_list("name", flat=True)) == out
