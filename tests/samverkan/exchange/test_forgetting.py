"""A person who is erased is gone from what imports are called too, and from the reasons that these have given."""

import pytest

from groups import erasing
from groups.models import Group, Placement, StatusChange, Topic
from samverkan.exchange import mappings
from samverkan.exchange.headings import Mapping
from samverkan.exchange.models import LONGEST_REASON, Import
from samverkan.exchange.undoing import undo
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, book, everything, took

pytestmark = pytest.mark.django_db
NAME = "Hemlig Öberg"


def imported(group, file_name, why=""):
    """Take in a file that makes one group and moves and pauses another."""
    head = {"name": "Nytt", "type": group.type.name, "tier": "lokal", "region": "Nordväst"}
    moved = head | {"slug": group.slug, "name": "Rådet", "parent": "Nytt", "status": "pausad"}
    return took(book(groups=[head, moved]), file_name, why=why)[0]


def test_no_word_of_the_person_is_left_of_an_import_or_of_its_undoing(group):
    person = f.PersonFactory(name=NAME, email="hemlig@example.org")
    entry = imported(group, f"Från {NAME}.zip", f"{NAME.upper()} bad om det, hemlig@example.org")
    undo(took(book(topics=[{"name": "Barn"}]), f"{NAME}.zip")[0], by=None)
    erasing.erase_person(person, by=None, today=TODAY)
    assert "hemlig" not in str(everything()).lower()
    entry.refresh_from_db()
    group.refresh_from_db()
    assert entry.reason == "Inläst ur Från borttagen person.zip: borttagen person bad om det, borttagen person"
    told = [
        log.get(reason=entry.reason).group_id
        for log in (Placement.objects, StatusChange.objects.exclude(old_status=""))
    ]
    assert told == [group.pk, group.pk]
    assert group.status_reason == entry.reason
    assert {entry.reason} == set(
        Group.history.exclude(name="Rådet", history_type="+").values_list("history_change_reason", flat=True)
    )
    assert Topic.history.latest().history_change_reason == "Ångrad: Inläst ur borttagen person.zip"


@pytest.mark.parametrize("name", ["lista_Hemlig_Öberg_2026.zip", "HEMLIG-ÖBERG.zip", "plan-hemlig.öberg-ny.zip"])
def test_a_name_goes_that_is_joined_as_in_names_of_files(name):
    person = f.PersonFactory(name=NAME)
    entry = took(book(topics=[{"name": "Barn"}]), name)[0]
    erasing.erase_person(person, by=None, today=TODAY)
    entry.refresh_from_db()
    assert "öberg" not in entry.file_name.lower()
    assert entry.file_name.endswith(".zip")


def test_what_has_been_said_of_strange_headings_keeps_no_name(group):
    person = f.PersonFactory(name=NAME)
    said = {"note": {"hemlig oberg": "ordförande", "ingen": ""}, "reason": {"x": f"{NAME} bad om det"}}
    told = Mapping("groups", {"forum": "name"}, {"note": f"Av {NAME}"}, said)
    kept = mappings.keep(f"Från_{NAME}.xlsx", told, by=None)
    other = mappings.keep("Annan", Mapping("groups", {"grupp": "name"}, {"note": "Ny"}, {"note": {"ja": "x"}}), by=None)
    before = other.changed_at
    erasing.erase_person(person, by=None, today=TODAY)
    kept.refresh_from_db()
    assert (kept.name, kept.constants) == ("Från_borttagen person.xlsx", {"note": "Av borttagen person"})
    assert kept.values == {"note": {"ingen": ""}, "reason": {}}
    other.refresh_from_db()
    assert other.changed_at == before


def test_what_names_nobody_is_left_as_it_is_and_what_grows_is_cut(group):
    person = f.PersonFactory(name="Bo Ek")
    other = imported(group, "Bo Eks lista.zip", "Bo Ekström")
    before = everything()
    long = took(book(topics=[{"name": "Barn"}]), "Bo Ek " * 31 + ".zip", why="Bo Ek, " * 28)[0]
    last = took(book(topics=[{"name": "Äldre"}]), f"{'x' * 190}.zip", why=f"{'y' * 150} Bo Ek")[0]
    erasing.erase_person(person, by=None, today=TODAY)
    last.refresh_from_db()
    assert last.why.endswith("y borttagen person"), "though the reason was cut before it"
    other.refresh_from_db()
    assert (other.file_name, other.why) == ("Bo Eks lista.zip", "Bo Ekström")
    assert everything()["groups_historicalgroup"] == before["groups_historicalgroup"]
    long.refresh_from_db()
    assert "Bo Ek" not in long.file_name + long.why
    assert len(long.file_name) <= 200
    (record,) = [each for each in everything()["groups_historicaltopic"] if "Barn" in str(each)]
    assert "Bo Ek" not in str(record)
    assert len(long.reason) == LONGEST_REASON
    assert long.reason in record


def test_an_import_can_be_taken_back_afterwards(group):
    person = f.PersonFactory(name=NAME)
    entry = imported(group, f"{NAME}.zip")
    erasing.erase_person(person, by=None, today=TODAY)
    undo(Import.objects.get(pk=entry.pk), by=None)
    assert not Group.objects.filter(name="Nytt").exists()
    assert NAME not in str(everything())
