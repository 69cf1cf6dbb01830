"""Two who write in the registers at the same moment, each over a connection of their own."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from groups.models import Organisation, RegionMunicipality
from tests import factories as make
from tests.at_once import refused_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def slow_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has checked a row waits before saving it: long enough for another to check meanwhile."""
    for model in (RegionMunicipality, Organisation):

        def clean(row: object, check: Callable = model.clean) -> None:
            try:
                check(row)
            finally:
                time.sleep(0.3)

        monkeypatch.setattr(model, "clean", clean)


@pytest.mark.usefixtures("slow_checks")
def test_a_municipality_is_placed_once_however_many_place_it_at_once() -> None:
    municipality, administrator = make.MunicipalityFactory(), make.AdministratorFactory()
    url = reverse("admin:groups_regionmunicipality_add")

    def place(client: Client, region: object) -> Callable[[], object]:
        return lambda: client.post(url, {"municipality": municipality.pk, "region": region.pk})

    assert refused_at_once(*(place(signed_in(administrator), make.RegionFactory()) for _each in range(2))) == []
    assert RegionMunicipality.objects.filter(municipality=municipality).count() == 1


@pytest.mark.usefixtures("slow_checks")
def test_two_units_do_not_come_to_lie_under_each_other() -> None:
    administrator = make.AdministratorFactory()
    first, second = make.OrganisationFactory(), make.OrganisationFactory()

    def put(unit: Organisation, under: Organisation) -> Callable[[], object]:
        client = signed_in(administrator)
        url = reverse("admin:groups_organisation_change", args=[unit.pk])
        sent = {"name": unit.name, "kind": unit.kind, "principal": unit.principal, "operation": unit.operation}
        return lambda: client.post(url, {**sent, "parent": under.pk})

    assert refused_at_once(put(first, second), put(second, first)) == []
    assert Organisation.objects.filter(parent__isnull=True).count() == 1
