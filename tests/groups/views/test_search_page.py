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
        # Groups, organisations, delregions, who sits where, topics; ended groups; municipalities; composition: listed,
        # seats, holders (3).
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
    assert "Pröva med ett ord färre" in found(client, "finns inte")


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


def test_the_best_kind_comes_first_and_in_it_the_best_hit(client, db):
    factories.GroupFactory(name="Arbetsgrupp, Psykiatri", slug="senare")
    factories.GroupFactory(name="Psykiatri och skola", slug="forst")
    factories.OrganisationFactory(name="Psykiatri")
    page = found(client, "psykiatri")
    assert page.index("Kommuner och organisationer</h2>") < page.index("Grupper</h2>")
    assert page.index("/grupper/forst/") < page.index("/grupper/senare/")


def test_a_small_slip_is_told_and_mended(client, db):
    factories.MunicipalityFactory(name="Örkelljunga", slug="orkelljunga")
    page = found(client, "Örskälljunga")
    assert "Visar träffar för <strong>”Örkelljunga”</strong> i stället för ”Örskälljunga”." in page
    assert 'href="/kommuner/orkelljunga/"' in page
    assert 'value="Örskälljunga"' in page


@pytest.mark.parametrize("query", ["psykatri", "Psykatri nordväst"])
def test_a_slip_that_is_an_alias_is_told_and_ranks_as_the_right_word(client, db, query):
    factories.OrganisationFactory(name="Psykiatri nordväst", aliases="Psykatri nordväst\nPsykatri")
    factories.TopicFactory(name="Psykiatri, nordväst", slug="psykiatri")
    right = query.replace("sykatri", "sykiatri").replace("p", "P", 1)
    page, wanted = found(client, query), found(client, right)
    assert f"Visar träffar för <strong>”{right}”</strong> i stället för ”{query}”." in page
    assert page[page.index("<h2") :] == wanted[wanted.index("<h2") :]
    assert "Ämnen" in page


@pytest.mark.parametrize("query", ["närsjukvårdsrådet", "engelholm", "primärvården"])
def test_another_name_is_no_slip_where_something_is_called_so(client, db, query):
    factories.GroupFactory(name="Närsjukvårdsgruppen", aliases="Närsjukvårdsrådet")
    factories.OrganisationFactory(name="Primärvård", aliases="Primärvården")
    factories.MunicipalityFactory(name="Ängelholm", aliases="Engelholm")
    factories.MembershipFactory(person__name="Ymer Engelholm", person__name_public=True)
    assert "i stället för" not in found(client, query)


def test_topics_and_abbreviations_are_found(client, db):
    factories.TopicFactory(name="Utskrivning", slug="utskrivning")
    assert "/grupper/?amne=utskrivning" in found(client, "utskriv")
    assert "Medicinskt ansvarig sjuksköterska" in found(client, "mas")


def suggested(client, query: str) -> str:
    answer = client.get(f"{URL}forslag/", {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


def test_suggestions_are_few_grouped_and_counted(client, db):
    for n in range(6):
        factories.OrganisationFactory(name=f"Klinik {n}")
    page = suggested(client, "klinik")
    assert page.count('role="option"') == 4
    assert 'data-told="4 förslag."' in page
    assert 'aria-label="Kommuner och organisationer"' in page


def test_suggestions_are_eight_at_most(client, db):
    for n in range(5):
        factories.GroupFactory(name=f"Möte {n}")
        factories.OrganisationFactory(name=f"Mötesplats {n}")
        factories.TopicFactory(name=f"Möten {n}")
    assert suggested(client, "möte").count('role="option"') == 8


@pytest.mark.parametrize("query", ["", "   ", "...", "xyzzy"])
def test_no_suggestion_is_said_in_words(client, db, query):
    assert 'data-told="Inga förslag."' in suggested(client, query)


def test_suggestions_tell_no_more_than_may_be_seen(client, db):
    factories.GroupFactory(name="Hemligheten", is_public=False)
    factories.MembershipFactory(person__name="Hemlig Person")
    assert "Inga förslag" in suggested(client, "hemlig")


@pytest.mark.parametrize("size", [2, 6])
def test_suggestions_cost_less_than_the_page(client, registry, django_assert_num_queries, size):
    registry(size)
    with django_assert_num_queries(7):
        # Groups, organisations, delregions, who sits where, topics; ended groups; municipalities.
        suggested(client, "klinik")


@pytest.mark.parametrize("size", [2, 6])
def test_a_slip_costs_the_same_whatever_is_found(client, registry, django_assert_num_queries, size):
    registry(size)
    with django_assert_num_queries(24):
        # The seven of the question twice; two of the state of the names and five of the names; is the word found, as a
        # delregion; is the mended one; none of composition, no group is found.
        found(client, "Lasarettett")


def test_a_municipality_leads_to_all_that_concerns_it(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    for name in ("Ena", "Andra"):
        factories.GroupFactory(name=name, coverage="listed", municipalities=[bjuv])
    factories.GroupFactory(name="Dold", coverage="listed", municipalities=[bjuv], is_public=False)
    for query in ("bjuv", "Bjuvs kommun", "ena bjuv"):
        assert 'href="/kommuner/bjuv/">Alla 2 grupper som berör Bjuv' in found(client, query)
    assert "som berör" not in found(client, "ena")
