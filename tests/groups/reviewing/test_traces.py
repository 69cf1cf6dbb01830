"""What reviews keep of a person goes when the person is erased, and follows when two records become one."""

from __future__ import annotations

import pytest

from groups import answer_links, erasing
from groups.merging import merge_persons
from groups.models import AnswerLink, Compilation
from groups.reviewing import decide
from tests import factories as make
from tests.groups.reviewing.given import NOW, TODAY, answered, item_of
from tests.groups.test_erasing import everything_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make.PersonFactory(name="Hemlig Öberg", email="hemlig@example.org", phone="070-174 06 05")


def test_a_personal_link_loses_its_address_and_is_withdrawn(person) -> None:
    item = item_of(make.GroupFactory())
    link = answer_links.make(item, to="MAS", email=person.email, person=person, now=NOW, by=None)
    functions = answer_links.make(item, to="VC", email="vc@example.org", now=NOW, by=None)
    erasing.erase_person(person, by=None, today=TODAY)
    link.refresh_from_db(), functions.refresh_from_db()
    assert (link.email, link.person, link.to) == ("", None, "MAS")
    with pytest.raises(answer_links.LinkVoid):
        answer_links.read(answer_links.sign(link), NOW)
    assert functions.email == "vc@example.org"


def test_the_name_goes_from_compilations_whose_frozen_part_stays(person) -> None:
    other = {"name": "Påhittad Anna", "public": True}
    compilation = make.CompilationFactory(names={str(person.uid): {"name": person.name, "public": True}, "b": other})
    erasing.erase_person(person, by=None, today=TODAY)
    compilation.refresh_from_db()
    assert compilation.names == {"b": other}
    assert compilation.is_whole


def test_what_was_written_of_the_person_goes_too(person) -> None:
    by = make.ProcessLeaderFactory()
    item = item_of(make.GroupFactory())
    given = answered(
        item, other="Ny MAS: Hemlig Öberg, 070-174 06 05, hemlig@example.org.", on_behalf_of="Hemlig Öberg"
    )
    decide(item, "return", note="Fråga Hemlig Öberg", on=TODAY, by=by, now=NOW)
    erasing.erase_person(person, by=None, today=TODAY)
    left = everything_stored()
    assert [word for word in ("Hemlig", "070-174 06 05", "hemlig@example.org") if word in left] == []
    given.refresh_from_db()
    assert given.other.startswith("Ny MAS: borttagen person")


def test_two_records_made_one_take_the_links_along_and_are_erased_as_one(person) -> None:
    twin = make.PersonFactory(name="Hemmlig Öberg")
    item = item_of(make.GroupFactory())
    link = answer_links.make(item, to="MAS", email="hemmlig@example.org", person=twin, now=NOW, by=None)
    names = {str(each.uid): {"name": each.name, "public": True} for each in (person, twin)}
    make.CompilationFactory(review=item.review, names=names)
    merge_persons(person, twin, by=make.AdministratorFactory(), reason="samma")
    link.refresh_from_db()
    assert link.person == person
    assert Compilation.objects.get().names == names  # what was frozen still finds its names
    erasing.erase_person(person, by=None, today=TODAY)
    assert Compilation.objects.get().names == {}
    assert AnswerLink.objects.get().email == ""
