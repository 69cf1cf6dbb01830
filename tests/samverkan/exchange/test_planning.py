"""What a file says against what the registry states: rows, keys, references and blanks, before anything is written."""

import uuid

import pytest

from groups.models import Group, Organisation, Person, Region, Seat, Topic
from samverkan.exchange.digest import digest
from samverkan.exchange.planning import Problem
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, only_row, planned, problems, refused, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def rad():
    """A type that may stand anywhere, by the name "Råd"."""
    return f.GroupTypeFactory(name="Råd")


@pytest.fixture
def nordvast():
    return f.RegionFactory(name="Nordväst")


def group(**said):
    """A row of a new group with what it must say."""
    return {"type": "Råd", "tier": "lokal", "region": "Nordväst"} | said


def test_children_may_come_before_their_parents(rad, nordvast):
    taken(groups=[group(name="Barnet", parent="Rådet"), group(name="Rådet"), group(name="Barnbarnet", parent="barnet")])
    below = Group.objects.get(name="Barnbarnet")
    assert [each.name for each in below.get_ancestors()] == ["Rådet", "Barnet"]


@pytest.mark.parametrize("word", ["Rådet", "rådet", "RK", "ett-rad", "Gamla rådet"])
def test_a_row_new_in_the_file_is_referred_to_by_key_name_short_name_and_alias(rad, nordvast, word):
    new = group(slug="ett-rad", name="Rådet", short_name="RK", aliases="Äldre rådet | Gamla rådet")
    taken(groups=[group(name="Barnet", parent=word), new], seats=[{"group": word, "title": "ordförande"}])
    assert Group.objects.get(name="Barnet").parent.slug == "ett-rad"
    assert Seat.objects.get().group.slug == "ett-rad"


def test_words_of_ones_own_tie_new_rows_together(rad, nordvast):
    g = f.GroupFactory(name="Rådet", region=nordvast)
    taken(
        persons=[{"uid": "p-1", "name": "Alma Påhittad", "invented": "ja"}, {"uid": "p-2", "name": "Alma Påhittad"}],
        seats=[{"uid": "ny-1", "group": "Rådet", "places": "2"}],
        memberships=[{"seat": "ny-1", "person": "p-2"}, {"uid": "", "seat": "NY-1", "person": "p-1"}],
    )
    seat = Seat.objects.get()
    assert seat.group == g
    assert sorted(seat.memberships.values_list("person__invented", flat=True)) == [False, True]
    assert isinstance(seat.uid, uuid.UUID)


def test_headings_and_words_may_be_swedish_or_the_machines(rad, nordvast):
    taken(groups=[{"Namn": "Ett", "Grupptyp": "rad", "NIVÅ": "local", "region": "nordvast", "Status": "paused"}])
    taken(groups=[{"name": "Två", "type": "Råd", "tier": "Lokal", "Delregion": "Nordväst", "status": "Pausad"}])
    assert set(Group.objects.values_list("tier", "status")) == {("local", "paused")}


def test_codes_keep_their_first_nought_or_get_it_back():
    rows = [
        {"name": "Upplands Väsby", "kind": "kommun", "principal": "kommun", "municipality_code": code}
        for code in ("0114", "115")
    ]
    taken(organisations=[rows[0], rows[1] | {"name": "Vallentuna"}])
    assert set(Organisation.objects.values_list("municipality_code", flat=True)) == {"0114", "0115"}


def test_blank_rows_are_passed_by(rad, nordvast):
    plan = planned(groups=[{"name": ""}, group(name="Ett"), group(name="", type="", tier="", region="")])
    assert [row.number for row in plan.rows()] == [3]


def test_a_key_that_stands_twice_in_the_file_is_refused_at_the_second(rad, nordvast):
    g = f.GroupFactory(name="Ett", region=nordvast)
    said = {"slug": g.slug, "note": "Ny anmärkning"}
    assert problems(refused(groups=[said, said | {"slug": g.slug.upper()}])) == [
        ("groups", 3, "slug", "Samma nyckel står på rad 2.")
    ]
    new = group(slug="nytt", name="Nytt")
    other = new | {"note": "Annan"}
    assert problems(refused(groups=[new, other])) == [("groups", 3, "slug", "Samma nyckel står på rad 2.")]


def test_a_new_row_that_is_said_again_in_the_same_words_is_one_row(rad, nordvast):
    new = group(slug="nytt", name="Nytt")
    assert [row.number for row in planned(groups=[new, new, group(name="Annat"), new]).rows()] == [2, 4]


def test_a_key_that_nobody_has_is_a_new_row(rad, nordvast):
    own = uuid.uuid4()
    taken(groups=[group(slug="nytt-rad", name="Nytt")], persons=[{"uid": str(own), "name": "Alma Påhittad"}])
    assert Group.objects.get().slug == "nytt-rad"
    assert Person.objects.get().uid == own


def test_a_uid_is_known_however_it_is_written():
    person = f.PersonFactory()
    for written in (str(person.uid), str(person.uid).upper(), person.uid.hex, f"{{{person.uid}}}"):
        assert only_row(planned(persons=[{"uid": written, "title": "chef"}])).pk == person.pk


def test_a_key_with_other_signs_is_refused(rad, nordvast):
    words = "En nyckel har bara små bokstäver a–z, siffror och bindestreck. Lämna tom för en ny."
    assert problems(refused(groups=[group(slug="två_ord", name="Nytt")])) == [("groups", 2, "slug", words)]
    words += " Är det ett namn ska kolumnen kopplas till namnet i stället."
    assert problems(refused(groups=[group(slug="Två ord", name="Nytt")])) == [("groups", 2, "slug", words)]


def test_a_blank_cell_clears_and_a_column_that_is_not_there_leaves_alone():
    region = f.RegionFactory()
    g = f.GroupFactory(note="Anmärkning", purpose="Syfte", region=region, topics=[f.TopicFactory()])
    taken(groups=[{"slug": g.slug, "note": ""}])
    g.refresh_from_db()
    assert (g.note, g.purpose, g.topics.count()) == ("", "Syfte", 1)
    taken(groups=[{"slug": g.slug, "topics": ""}])
    assert g.topics.count() == 0


def test_what_must_stand_cannot_be_cleared():
    g = f.GroupFactory()
    plan = refused(groups=[{"slug": g.slug, "name": "", "type": "", "coverage": "", "is_public": ""}])
    assert {(column, words) for _s, _r, column, words in problems(plan)} == {
        (name, "Cellen får inte vara tom.") for name in ("name", "type", "coverage", "is_public")
    }
    row = only_row(plan)
    assert Problem("coverage", "Cellen får inte vara tom.", ("ej angivet",)) in row.problems


def test_a_new_row_must_say_what_its_model_asks_for():
    assert [
        (column, words) for _s, _r, column, words in problems(refused(groups=[{"note": "Bara en anmärkning"}]))
    ] == [
        ("name", "Fyll i namn."),
        ("type", "Fyll i grupptyp."),
        ("tier", "Fyll i nivå."),
    ]


def test_a_new_row_without_a_name_does_not_hinder_others_from_being_found(rad, nordvast):
    """Nothing to call it by: the rows that refer to others are still read."""
    plan = refused(groups=[{"note": "Namnlös"}, group(name="Ett", parent="Finns inte")])
    assert ("groups", 3, "parent", "”Finns inte” finns inte i ”Grupper”.") in problems(plan)


def test_what_hangs_on_a_row_that_is_refused_is_not_judged_by_it(rad, nordvast):
    plan = refused(groups=[{"name": "Hel"}, group(name="Del", parent="Hel"), group(name="Under", parent="Del")])
    assert {row for _sheet, row, _column, _words in problems(plan)} == {2}


def test_groups_in_a_circle_are_refused(rad, nordvast):
    plan = refused(groups=[group(name="Ett", parent="Två"), group(name="Två", parent="Ett"), group(name="Tre")])
    words = "En grupp kan inte ligga under sig själv eller en av sina egna undergrupper."
    assert problems(plan) == [("groups", 2, "parent", words), ("groups", 3, "parent", words)]


def test_organisations_in_a_circle_are_refused():
    clinic = {"kind": "klinik eller verksamhet", "principal": "region"}
    plan = refused(organisations=[clinic | {"name": "Ett", "parent": "Två"}, clinic | {"name": "Två", "parent": "Ett"}])
    assert {words for *_where, words in problems(plan)} == {"Raden ligger under sig själv."}


def test_a_long_chain_of_rows_is_judged_and_not_followed_for_ever():
    clinic = {"kind": "klinik eller verksamhet", "principal": "region"}
    rows = [clinic | {"name": f"Enhet {n}", "parent": f"Enhet {n + 1}"} for n in range(1500)]
    plan = refused(organisations=[*rows, clinic | {"name": "Enhet 1500"}])
    assert {words for *_where, words in problems(plan)} == {"Organisationer får ligga i högst fyra nivåer."}


def test_a_row_of_a_group_registered_by_mistake_is_refused():
    from groups import lifecycle

    g = f.GroupFactory()
    seat = f.SeatFactory(group=g)
    lifecycle.mark_mistaken(g, reason="Dubblett")
    words = "Raden är registrerad av misstag, eller hör till en sådan grupp."
    plan = refused(groups=[{"slug": g.slug, "note": "Hej"}], seats=[{"uid": str(seat.uid), "places": "2"}])
    assert problems(plan) == [("groups", 2, "slug", words), ("seats", 2, "uid", words)]


def test_rows_without_a_key_of_their_own_are_known_by_what_they_say():
    bjuv = f.MunicipalityFactory(name="Bjuv")
    f.InhabitantsFactory(municipality=bjuv, year=2024, number=15_000)
    plan = planned(inhabitants=[{"municipality": "Bjuvs kommun", "year": "2024", "number": "15 100"}])
    assert only_row(plan).changes == {"number": ("15000", "15 100")}
    assert planned(inhabitants=[{"municipality": "bjuv", "year": "2024", "number": "15 000"}]).is_empty
    assert only_row(planned(inhabitants=[{"municipality": "bjuv", "year": "2023", "number": "15 000"}])).is_new


def test_only_a_municipality_has_inhabitants():
    f.OrganisationFactory(name="Lasarettet")
    f.MunicipalityFactory(name="Bjuv")
    for said in ("Lasarettet", "lasarettet"):
        plan = refused(inhabitants=[{"municipality": said, "year": "2024", "number": "1"}])
        assert problems(plan) == [("inhabitants", 2, "municipality", f"”{said}” finns inte i ”Organisationer”.")]


def test_a_municipality_new_in_the_file_is_found_by_name_code_and_in_full():
    new = {"name": "Bjuv", "kind": "kommun", "principal": "kommun", "municipality_code": "1260"}
    for year, said in enumerate(("Bjuv", "Bjuvs kommun", "1260"), 2020):
        plan = planned(organisations=[new], inhabitants=[{"municipality": said, "year": str(year), "number": "1"}])
        assert problems(plan) == []


def test_the_same_sheet_may_come_in_several_tables(rad, nordvast):
    """As where each municipality has a sheet of its own."""
    from samverkan.exchange import incoming
    from samverkan.tabular import xlsx_bytes

    headings = ["name", "type", "tier", "region", "parent"]
    own = ["Råd", "lokal", "Nordväst"]
    data = xlsx_bytes([
        ("Bjuv", headings, [["Ett", *own, "Två"]]),
        ("Klippan", headings, [["Två", *own, ""], ["Tre", *own, "Ett"]]),
    ])  # fmt: skip
    from tests.samverkan.exchange.taking import take

    _entry, plan = take(data, "Bok.xlsx")
    assert [len(each.new) for each in plan.sheets] == [3]
    assert [(row.table, row.number) for row in plan.rows()] == [("Bjuv", 2), ("Klippan", 2), ("Klippan", 3)]
    assert Group.objects.get(name="Tre").parent.parent.name == "Två"
    twice = xlsx_bytes([(title, ["slug", "note"], [["tre", "Hej"]]) for title in ("Bjuv", "Klippan")])
    plan = incoming.preview(incoming.tables(twice, "Bok.xlsx", []), by=None, effective=None, today=TODAY)
    assert problems(plan) == [("groups", 2, "slug", "Samma nyckel står på rad 2 i ”Bjuv”.")]


def test_a_correction_stands_instead_of_the_cell_also_in_a_column_that_the_file_lacks(rad, nordvast):
    old = f.GroupFactory(name="Ett", region=nordvast)
    said = {"name": "Ett", "type": "Rod", "tier": "lokal", "region": "Nordväst"}
    assert problems(planned(groups=[said]))
    plan = planned(groups=[said | {"name": "Tre"}], corrections={("groups", 2, "type"): "Råd"})
    assert problems(plan) == []
    assert only_row(plan).is_new
    corrections = {("groups", 2, "type"): old.type.slug, ("groups", 2, "slug"): old.slug}
    plan = planned(groups=[said, said | {"name": "Två", "type": "Råd"}], corrections=corrections)
    assert [(row.number, row.is_new) for row in plan.rows()] == [(3, True)]
    assert plan.sheets[0].unchanged == 1


def test_the_digest_tells_whether_the_plan_is_the_one_that_was_shown(rad, nordvast):
    one = planned(groups=[group(name="Ett")])
    assert digest(planned(groups=[group(name="Ett")]), TODAY) == digest(one, TODAY)
    assert digest(planned(groups=[group(name="Två")]), TODAY) != digest(one, TODAY)


def test_region_and_topic_get_a_key_of_their_name():
    taken(regions=[{"name": "Skåne"}, {"name": "Nordväst", "parent": "Skåne"}], topics=[{"name": "Äldre"}] * 1)
    assert Region.objects.get(slug="nordvast").parent.slug == "skane"
    assert Topic.objects.get().slug == "aldre"
    assert problems(refused(topics=[{"name": "Äldre"}])) == [
        ("topics", 2, "name", "Äldre finns redan på en annan rad.")
    ]
