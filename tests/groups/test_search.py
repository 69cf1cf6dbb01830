"""Search folds å, ä and ö alike on both databases."""

import pytest

from groups.models import Group, Organisation, Person
from groups.search import groups_matching, organisations_matching, persons_matching
from tests.factories import (
    GroupFactory,
    GroupTypeFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["ängelholm", "Ängelholm", "Angelholm", "ANGEL", "  engelholm"])
def test_a_municipality_is_found_however_it_is_spelled(query: str) -> None:
    town = MunicipalityFactory(name="Ängelholm", aliases="Engelholm\nÄ-holm")
    MunicipalityFactory(name="Örkelljunga")
    assert list(organisations_matching(query, Organisation.objects.all())) == [town]


@pytest.mark.parametrize("query", ["orkelljunga", "Örskälljunga", "örskalljunga"])
def test_a_misspelled_name_is_an_alias(query: str) -> None:
    town = MunicipalityFactory(name="Örkelljunga", aliases="Örskälljunga")
    assert list(organisations_matching(query, Organisation.objects.all())) == [town]


@pytest.mark.parametrize("query", ["lokala samarbetsgrupper", "utskrivning", "Råd STÖD", "svu möte", "tidigt"])
def test_a_group_is_found_by_name_alias_purpose_and_topic(query: str) -> None:
    group = GroupFactory(
        name="Råd och stöd-mötet",
        aliases="Lokala samarbetsgrupper\nSVU-mötet",
        purpose="Fånga upp frågor tidigt.",
        topics=[TopicFactory(name="Utskrivning")],
    )
    GroupFactory(name="Något annat")
    assert list(groups_matching(query, Group.objects.all())) == [group]


@pytest.mark.parametrize(
    "query", ["MAS", "vc bjuv", "psykiatrisamordnare", "psykatri", "nätverk bjuv", "sammankallande"]
)
def test_a_group_is_found_by_type_seats_their_organisations_and_municipalities(query: str) -> None:
    clinic = OrganisationFactory(name="Psykiatri nordväst", aliases="Psykatri")
    town = MunicipalityFactory(name="Bjuv")
    group = GroupFactory(
        name="Gruppen", type=GroupTypeFactory(name="Nätverk"), coverage="listed", municipalities=[town]
    )
    SeatFactory(group=group, kind="convener", title="VC eller MAS")
    SeatFactory(group=group, title="psykiatrisamordnaren", organisation=clinic)
    GroupFactory(name="Samarbetsgrupp för masker")
    assert list(groups_matching(query, Group.objects.all())) == [group]


def test_an_abbreviation_stands_alone_and_a_person_leads_to_no_group() -> None:
    GroupFactory(name="Samarbetsgrupper")
    held = MembershipFactory(person__name="Ymer Hemlig")
    assert not groups_matching("MAR", Group.objects.all())
    assert not groups_matching("Ymer", Group.objects.filter(pk=held.seat.group_id))


def test_every_word_must_stand_somewhere() -> None:
    GroupFactory(name="Styrgrupp psykiatri")
    assert not groups_matching("styrgrupp ortopedi", Group.objects.all())


@pytest.mark.parametrize("query", ["%", "_", "\\", "'", "\x00", "%%%"])
def test_signs_of_a_pattern_are_only_signs(query: str) -> None:
    GroupFactory(name="Styrgrupp")
    assert list(groups_matching(query, Group.objects.all())) == list(groups_matching("", Group.objects.all()))


def test_a_renamed_group_is_found_by_its_new_name_alone() -> None:
    group = GroupFactory(name="Gammalt")
    group.name = "Nytt"
    group.save()
    assert not groups_matching("gammalt", Group.objects.all())
    assert groups_matching("nytt", Group.objects.all())


def test_persons_are_found_among_those_asked_for() -> None:
    public = PersonFactory(name="Åsa Påhittad", name_public=True)
    PersonFactory(name="Åsa Hemlig")
    assert list(persons_matching("asa", Person.objects.named_publicly())) == [public]
