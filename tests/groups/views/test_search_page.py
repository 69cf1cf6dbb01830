"""One question to the whole registry."""

from __future__ import annotations

import pytest

from groups import lifecycle
from groups.views import search
from tests import factories
from tests.groups.views.conftest import DAY

URL = "/sok/"


def found(client, query: str) -> str:
    answer = client.get(URL, {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("size", [2, 6])
def test_search_costs_the_same_whatever_is_found(client, registry, django_assert_num_queries, size):
    registry(size)
    with django_assert_num_queries(10):
        # Groups, organisations, delregions, who sits where, topics; ended groups; composition: listed, seats,
        # exceptions, holders (4).
        client.get(URL, {"q": "klinik"})


@pytest.mark.parametrize("query", ["ängelholm", "ANGELHOLM", "Ängel", "samverkan angelholm"])
def test_search_finds_with_and_without_dots(client, db, query):
    factories.GroupFactory(name="Samverkan Ängelholm")
    assert "Samverkan Ängelholm" in found(client, query)


def test_search_finds_every_kind(client, db):
    region = factories.RegionFactory(name="Nordväst")
    factories.GroupFactory(name="Samråd nordväst", region=region)
    factories.OrganisationFactory(name="Psykiatrin nordväst")
    person = factories.PersonFactory(name="Nora Nordväst", name_public=True)
    factories.MembershipFactory(person=person, seat__group__name="Styrgruppen")
    page = found(client, "nordväst")
    for words in ("/delregioner/nordvast/", "Samråd nordväst", "Psykiatrin nordväst", "Nora Nordväst", "Styrgruppen"):
        assert words in page


def test_search_finds_no_person_who_has_not_said_yes(client, db):
    factories.MembershipFactory(person__name="Tyst Person")
    assert "Inget hittades" in found(client, "tyst")


def test_ended_groups_are_counted_and_led_to(client, db):
    group = factories.GroupFactory(name="Klusternätverket")
    lifecycle.end(group, effective=DAY, reason="slut")
    page = found(client, "klusternätverket")
    assert "En avslutad grupp stämmer också." in page
    assert "status=avslutade" in page
    assert group.get_absolute_url() not in page


def test_nothing_found_says_what_to_try(client, db):
    assert "Pröva ett färre ord" in found(client, "finns inte")


@pytest.mark.parametrize("query", ["", " ", "...", "\0", "%", "_", "<script>"])
def test_question_without_words_is_met_kindly(client, db, query):
    page = found(client, query)
    assert "<script>" not in page.replace('<script type="module"', "")


def test_more_than_a_few_lead_to_the_list(client, db, monkeypatch):
    monkeypatch.setattr(search, "MOST_SHOWN", 1)
    region, kind = factories.RegionFactory(name="Mitten"), factories.GroupTypeFactory()
    for n in range(2):
        factories.GroupFactory(name=f"Möte {n}", region=region, type=kind)
        factories.OrganisationFactory(name=f"Mötesplats {n}")
    page = found(client, "möte")
    assert "/grupper/?q=m%C3%B6te" in page
    assert "/organisationer/?q=m%C3%B6te" in page
