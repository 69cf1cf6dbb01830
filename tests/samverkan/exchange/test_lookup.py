"""Which row a text refers to: by key, or by a name that no other row bears."""

import pytest

from samverkan.exchange import lookup as room
from samverkan.exchange.cells import Misread
from samverkan.exchange.lookup import Lookup
from tests import factories as f

pytestmark = pytest.mark.django_db


def found(sheet: str, text: str, **facts) -> int:
    return Lookup().find(sheet, text, **facts)


def missed(sheet: str, text: str, **facts) -> Misread:
    with pytest.raises(Misread) as error:
        found(sheet, text, **facts)
    return error.value


@pytest.mark.parametrize(
    "text",
    ["ds-nv", "DS-NV", "Delregionalt samverkansorgan", "delregionalt  SAMVERKANSORGAN", "DS Nordväst", "Rådet i NV"],
)
def test_a_group_is_found_by_key_name_short_name_and_alias(text):
    names = {
        "name": "Delregionalt samverkansorgan",
        "short_name": "DS Nordväst",
        "aliases": "Nordvästrådet\nRådet i NV",
    }
    group = f.GroupFactory(slug="ds-nv", **names)
    assert found("groups", text) == group.pk


def test_a_name_that_two_bear_is_told_with_their_keys():
    one, two = f.GroupFactory(name="Rådet", slug="radet-1"), f.GroupFactory(aliases="Rådet", slug="radet-2")
    error = missed("groups", "rådet")
    assert error.message == "Flera heter så. Skriv nyckeln i stället: radet-1, radet-2."
    assert error.suggestions == ["radet-1", "radet-2"]
    assert found("groups", "radet-2") == two.pk != one.pk


def test_a_group_registered_by_mistake_has_no_name():
    from groups import lifecycle

    group = f.GroupFactory(name="Rådet")
    lifecycle.mark_mistaken(group, reason="Dubblett")
    assert missed("groups", "Rådet").message == "”Rådet” finns inte i ”Grupper”."
    assert missed("groups", group.slug).message == "”radet” är registrerad av misstag."
    other = f.GroupFactory(name="Radet")
    assert found("groups", group.slug) == other.pk


@pytest.mark.parametrize("text", ["1260", "bjuv", "Bjuv", "Bjuvs kommun", "BJUVS KOMMUN"])
def test_a_municipality_is_found_by_code_too_and_in_full(text):
    bjuv = f.MunicipalityFactory(name="Bjuv", municipality_code="1260")
    assert found("organisations", text, among="municipality") == bjuv.pk


def test_a_code_that_has_lost_its_nought_is_still_the_municipality():
    vasby = f.MunicipalityFactory(name="Upplands Väsby", municipality_code="0114")
    for text in ("0114", "114"):
        assert found("organisations", text, among="municipality") == vasby.pk


def test_among_municipalities_others_are_not_found_by_key_or_name():
    f.OrganisationFactory(name="Lasarettet")
    for text in ("lasarettet", "Lasarettet"):
        assert found("organisations", text)
        missed("organisations", text, among="municipality")


def test_what_looks_like_it_is_suggested():
    for name in ("Örkelljunga", "Ängelholm", "Åstorp"):
        f.MunicipalityFactory(name=name)
    assert missed("organisations", "Örkeljunga", among="municipality").suggestions[0] == "Örkelljunga"
    assert missed("organisations", "Engelholm", among="municipality").suggestions[0] == "Ängelholm"
    assert missed("organisations", "qqq", among="municipality").suggestions == []


def test_one_suggestion_is_made_for_each_thing():
    f.MunicipalityFactory(name="Ängelholm", aliases="Engelholm\nÄngelholms stad")
    f.MunicipalityFactory(name="Ängelholma")
    first, second = missed("organisations", "Ängelholn", among="municipality").suggestions
    assert (first, second.startswith("Ängelholma")) == ("Ängelholm", True)
    f.GroupTypeFactory(name="Lokal samverkansgrupp", plural="Lokala samverkansgrupper")
    assert missed("group_types", "Lokal samverkansgrup").suggestions == ["Lokal samverkansgrupp"]


def test_guesses_are_made_once_for_each_text_and_not_without_end(monkeypatch):
    f.TopicFactory(name="Psykiatri")
    asked = []
    monkeypatch.setattr(room, "nearest", lambda folded, words, most: asked.append(folded) or [])
    monkeypatch.setattr(room, "MOST_GUESSED", 3)
    names = Lookup()
    for number in range(20):
        for _twice in range(2):
            with pytest.raises(Misread):
                names.find("topics", f"Ämne {number}")
    assert asked == ["amne 0", "amne 1", "amne 2"]


def test_names_are_asked_for_once(django_assert_num_queries):
    f.TopicFactory(name="Psykiatri")
    names = Lookup()
    with django_assert_num_queries(2):  # the keys, the names
        for text in ("Psykiatri", "psykiatri", "Psykiatrin"):
            names.has("topics", text)
