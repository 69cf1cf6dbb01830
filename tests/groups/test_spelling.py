"""A word that the registry does not have is read as the nearest that it has, and never as one that may not be seen."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from groups import search_answer, spelling
from groups.models import Group, Organisation
from groups.ordering import searchable
from tests import factories
from tests.groups.views.conftest import DAY

pytestmark = pytest.mark.django_db


def mended(query: str) -> str:
    visible = Group.objects.visible_to(AnonymousUser())
    seated, finds = search_answer.seated(visible, DAY), search_answer.finder(visible, DAY)
    return spelling.mended(query, visible, seated, finds)


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


def test_names_are_read_once_and_again_when_one_has_changed(django_assert_num_queries):
    factories.MunicipalityFactory(name="Örkelljunga")
    with django_assert_num_queries(10):
        # Topics, what state the names are in; groups, organisations, types, delregions, persons (5); is the word found
        # anywhere, as a delregion; is the mended query.
        mended("Örskälljunga")
    with django_assert_num_queries(5):
        assert mended("Örskälljunga") == "Örkelljunga"
    with django_assert_num_queries(8):
        # Two words are looked for, none of them a delregion.
        mended("Örskälljunga orkeljunga landet")
    factories.MunicipalityFactory(name="Orkeljungen")
    with django_assert_num_queries(10):
        assert mended("Orkeljungenn") == "Orkeljungen"


@pytest.mark.parametrize("write", ["made", "renamed", "in bulk", "removed"])
def test_a_change_of_names_is_known_at_once(write):
    town = factories.MunicipalityFactory(name="Kvarnby")
    assert mended("Kvarnbyy") == "Kvarnby"
    if write == "made":
        factories.GroupFactory(name="Kvarnbxy")
        assert mended("Kvarnbxyy") == "Kvarnbxy"
    elif write == "renamed":
        town.name = "Sågmo"
        town.save()
        assert (mended("Sågmoo"), mended("Kvarnbyy")) == ("Sågmo", "")
    elif write == "in bulk":
        text = searchable("Sågmo")
        Organisation.objects.bulk_create([Organisation(name="Sågmo", slug="s", kind="clinic", search_text=text)])
        assert mended("Sågmoo") == "Sågmo"
    else:
        town.delete()
        assert mended("Kvarnbyy") == ""


def test_words_that_lead_nowhere_together_are_mended_by_the_next_nearest():
    """Both "leila" and "lilla" are one letter from "lila"; only one of them goes with the other word."""
    group = factories.GroupFactory(name="Lilla mötet")
    factories.MembershipFactory(seat__group=group, person__name="Lela Fors", person__name_public=True)
    factories.OrganisationFactory(name="Lala")
    assert mended("lila") == "Lala"
    assert mended("lila mötet") == "Lilla mötet"


def test_names_of_groups_come_before_those_of_persons():
    group = factories.GroupFactory(name="Lilla mötet")
    factories.MembershipFactory(seat__group=group, person__name="Leila Fors", person__name_public=True)
    assert mended("lila") == "Lilla"
    assert mended("leilaa") == "Leila", "whose name is nearer"


def test_a_word_that_is_said_somewhere_is_mended_where_it_finds_nothing_with_the_others():
    factories.GroupFactory(name="Stora samverkansmötet")
    factories.GroupFactory(name="Norra rådet", purpose="Om samverkansmöten.")
    assert mended("stora samverkansmöten") == "stora samverkansmötet"


def test_a_word_that_is_a_name_is_never_taken_for_a_slip():
    factories.OrganisationFactory(name="Kvarnbo")
    factories.GroupFactory(name="Rådet i Kvarnby")
    assert mended("rådet Kvarnbu") == "rådet Kvarnby"
    assert mended("rådet Kvarnbo") == ""


def test_a_name_is_known_in_another_form_where_that_goes_with_the_others():
    factories.OrganisationFactory(name="Teamet")
    factories.GroupFactory(name="Mobila team")
    assert mended("mobila teamet") == "mobila team"


@pytest.mark.parametrize("form", ["samordningens", "samordningarna", "samordningar", "samordningarnas", "samordningen"])
def test_other_forms_of_a_word_are_found(form):
    factories.GroupFactory(name="Samordning psykiatri")
    assert mended(f"{form} psykiatri") == "Samordning psykiatri"


def test_three_letters_may_lack_one_among_other_words():
    factories.GroupFactory(name="Mobilt team")
    assert mended("mobil tem") == "mobil team"
    assert mended("tem") == ""


def test_a_hidden_name_alone_does_not_keep_a_slip_from_being_mended():
    factories.GroupFactory(name="Kvarnbz", is_public=False)
    factories.GroupFactory(name="Kvarnby")
    assert mended("kvarnbz") == "Kvarnby"


def test_a_word_is_not_told_as_it_is_written_in_a_hidden_name():
    factories.GroupFactory(name="KvarnBY", is_public=False)
    factories.GroupFactory(name="Rådet", purpose="Om kvarnby.")
    assert mended("kvarnbyy") == ""


def test_few_ways_are_tried():
    for number in range(40):
        factories.OrganisationFactory(name=f"Verksamhet{number:02}x Avdelning{number:02}y")
    visible = Group.objects.visible_to(AnonymousUser())
    tried = []
    asked = "verksamhetzz avdelningzz"
    spelling.mended(asked, visible, search_answer.seated(visible, DAY), lambda query: bool(tried.append(query)))
    assert 2 < len(tried) - len(asked.split()) <= spelling.MOST_TRIED
