"""A word that the registry does not have is read as the nearest that it has, and never as one that may not be seen."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from groups import search_answer, spelling
from groups.models import Group
from tests import factories
from tests.groups.views.conftest import DAY

pytestmark = pytest.mark.django_db


def mended(query: str) -> str:
    visible = Group.objects.visible_to(AnonymousUser())
    return spelling.mended(query, visible, search_answer.seated(visible, DAY))


@pytest.mark.parametrize("query", ["Örskälljunga", "örkeljunga", "orkelljnuga", "ÖRKELLJUNGGA", "årkelljunga"])
def test_a_misspelled_municipality_is_found_without_an_alias(query):
    factories.MunicipalityFactory(name="Örkelljunga")
    assert mended(query) == "Örkelljunga"


def test_a_name_comes_before_an_alias_that_is_a_misspelling_itself():
    factories.MunicipalityFactory(name="Örkelljunga", aliases="Örskälljunga")
    assert mended("Örskäljunga") == "Örkelljunga"


@pytest.mark.parametrize("first", ["Kvarnbz", "Kvarnby"])
def test_a_word_that_is_a_name_somewhere_counts_as_one_whatever_is_registered_first(first):
    made = {"Kvarnbz": {"name": "Kvarnbz"}, "Kvarnby": {"name": "Nedre", "aliases": "Kvarnbz"}}
    for name in sorted(made, key=lambda name: name != first):
        factories.OrganisationFactory(**made[name])
    factories.OrganisationFactory(name="Kvarnly")
    assert mended("kvarnbx") == "Kvarnbz"


def test_only_the_word_that_nothing_has_is_exchanged():
    factories.GroupFactory(name="Styrgrupp psykiatri", purpose="Handla gemensamt.")
    assert mended("Styrgrupp psykatri") == "Styrgrupp psykiatri"
    assert mended("gemensamt psykatri") == "gemensamt psykiatri"


def test_words_that_are_there_one_by_one_are_left_as_they_are():
    factories.GroupFactory(name="Styrgrupp")
    factories.OrganisationFactory(name="Ortopedi")
    assert mended("styrgrupp ortopedi") == ""


@pytest.mark.parametrize("query", ["xqzwk", "helsing", "ab", "1283"])
def test_what_is_near_nothing_is_left_alone(query):
    factories.MunicipalityFactory(name="Örkelljunga")
    assert mended(query) == ""


@pytest.mark.parametrize(("word", "number"), [("mas", 0), ("bjuv", 1), ("ystad", 1), ("skurup", 2), ("angelholm", 3)])
def test_longer_words_may_have_more_slips(word, number):
    assert spelling.slips(word) == number


def test_no_word_is_told_that_may_not_be_seen():
    factories.GroupFactory(name="Hemligheten", is_public=False)
    factories.GroupFactory(name="Misstaget", mistaken=True)
    factories.MembershipFactory(person__name="Ymerina Tystlåten")
    factories.PersonFactory(name="Öppenhjärtig Utanplats", name_public=True)
    for near in ("hemlighetenn", "misstagett", "ymerinna", "tystlåtenn", "öppenhjärtigg"):
        assert mended(near) == "", near
    factories.MembershipFactory(person__name="Ymerine Talför", person__name_public=True)
    assert mended("ymerinna") == "Ymerine"


def test_it_costs_five_queries_and_one_for_each_word_in_no_name(django_assert_num_queries):
    factories.MunicipalityFactory(name="Örkelljunga")
    with django_assert_num_queries(6):
        # Groups, organisations, topics, persons, delregions; is it said anywhere of a group.
        mended("Örskälljunga")
    with django_assert_num_queries(7):
        mended("Örskälljunga orkeljunga")
