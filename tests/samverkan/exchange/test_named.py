"""A row without a key is the group that is called so, where only one can be meant; else somebody says which it is."""

import pytest

from groups import lifecycle
from groups.models import Group
from samverkan.exchange import incoming, report
from samverkan.exchange.plans import NEW, Problem
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, csv_bytes, only_row, planned, problems, refused, taken

pytestmark = pytest.mark.django_db

LONG, SHORT = "Delregional tjänstemannaberedning Nordväst", "DS-TB Nordväst"


@pytest.fixture
def nordvast():
    return f.RegionFactory(name="Nordväst")


@pytest.fixture
def beredning(nordvast):
    names = {"name": LONG, "short_name": SHORT, "aliases": "Beredningen\nTB"}
    return f.GroupFactory(slug="ds-tb", region=nordvast, type=f.GroupTypeFactory(name="Råd"), note="Kvar", **names)


def group(name, **said):
    return {"name": name, "type": "Råd", "tier": "lokal", "region": "Nordväst"} | said


def told(plan):
    return [(row.number, each.message, each.suggestions) for row in plan.rows() for each in row.remarks]


@pytest.mark.parametrize("name", [LONG, LONG.upper(), SHORT, "ds-tb  nordväst", "Beredningen", "tb"])
def test_a_list_with_names_alone_finds_the_groups_and_renames_none(beredning, name):
    rows = [{"name": name, "frequency_text": "4 ggr/år", "note": ""}]
    plan = planned(groups=rows)
    row = only_row(plan)
    assert (row.pk, row.changes) == (beredning.pk, {"frequency_text": ("", "4 ggr/år")})
    assert row.remarks == [Problem("slug", f"Läses som {LONG}, som redan finns.", (NEW,))]
    taken(groups=rows)
    beredning.refresh_from_db()
    assert (beredning.name, beredning.frequency_text, beredning.note) == (LONG, "4 ggr/år", "Kvar")
    again = planned(groups=rows)
    assert again.is_empty
    assert again.sheets[0].unchanged == 1


def test_people_call_the_column_what_they_like_and_it_says_so_in_the_command(beredning):
    tables = incoming.tables(csv_bytes([{"Namn": SHORT, "Möts": "4 ggr/år"}]), "Lista.csv", [])
    lines = list(report.as_words(incoming.preview(tables, by=None, effective=None, today=TODAY)))
    assert lines[0] == "Grupper: 0 nya, 1 ändrade, 0 oförändrade"
    assert lines[1].endswith(f"Läses som {LONG}, som redan finns. Är raden ny: skriv ”ny rad” i kolumnen Nyckel.")


@pytest.mark.parametrize(
    "said",
    [{"region": "Sydost"}, {"parent": "Annan"}, {"municipalities": "Klippan"}, {"slug": "eget"}, {"slug": "Ny rad"}],
)
def test_what_stands_elsewhere_or_is_said_to_be_new_is_another_group(beredning, nordvast, said):
    f.RegionFactory(name="Sydost")
    bjuv, _klippan = f.MunicipalityFactory(name="Bjuv"), f.MunicipalityFactory(name="Klippan")
    f.GroupMunicipalityFactory(group=beredning, municipality=bjuv)
    f.GroupFactory(name="Annan", region=nordvast, type=beredning.type)
    taken(groups=[group(LONG, **said)])
    assert Group.objects.filter(name=LONG).count() == 2
    assert not Group.objects.filter(slug="ny-rad").exists()


def test_what_is_said_of_the_same_place_in_other_words_does_not_hinder(beredning, nordvast):
    klippan = f.MunicipalityFactory(name="Klippan")
    below = f.GroupFactory(name="AU", parent=beredning, municipalities=[klippan], coverage="listed")
    said = {"region": "nordvast", "parent": "beredningen", "municipalities": "Klippans kommun"}
    assert planned(groups=[{"name": "au", **said}]).is_empty
    assert below.name == "AU"


def test_a_group_that_has_ended_or_is_not_ones_own_is_not_taken(beredning, nordvast):
    sydost = f.RegionFactory(name="Sydost")
    f.GroupFactory(name=LONG, region=sydost)
    assert only_row(planned(groups=[{"name": LONG, "note": "Ny"}])).is_asked
    leader = f.ProcessLeaderFactory(regions=[nordvast])
    assert only_row(planned(by=leader, groups=[{"name": LONG, "note": "Ny"}])).pk == beredning.pk
    lifecycle.end(beredning, effective=TODAY, reason="Klar", today=TODAY)
    plan = planned(groups=[group(LONG)])
    assert only_row(plan).is_new
    assert told(plan) == [(2, f"”{LONG}” finns redan.", ("ds-tb", NEW))]


def test_where_several_may_be_meant_that_is_asked_before_anything_else(beredning, nordvast):
    other = f.GroupFactory(slug="tva", name="Två", aliases=SHORT, region=nordvast)
    words = "Flera grupper heter så. Säg vilken det är, eller att det är en ny."
    said = {"name": SHORT, "type": "Rådd", "note": "Ny"}
    plan = refused(groups=[said])
    assert only_row(plan).problems == [Problem("slug", words, ("ds-tb", "tva", NEW))]
    assert told(plan) == []
    row = only_row(planned(groups=[said | {"type": "Råd"}], corrections={("groups", 2, "slug"): "tva"}))
    assert (row.pk, set(row.changes)) == (other.pk, {"type", "note"})
    new = only_row(planned(groups=[said], corrections={("groups", 2, "slug"): NEW}))
    assert {each.column for each in new.problems} == {"type", "tier"}


def test_the_same_place_and_name_twice_in_the_file_is_asked_about(beredning):
    plan = refused(groups=[group("Nytt"), group("nytt "), group(SHORT, note="x"), group("Beredningen", note="y")])
    assert problems(plan) == [
        ("groups", 3, "slug", "En grupp med samma namn på samma plats står på rad 2."),
        ("groups", 5, "slug", f"{LONG} står redan på rad 4."),
    ]
    taken(groups=[group("Nytt"), group("nytt ", slug=NEW), group("Nytt", slug=NEW), group("Nytt", slug="nytt-4")])
    assert Group.objects.filter(slug__startswith="nytt").count() == 4


def test_a_file_with_keys_is_known_by_its_keys(beredning, nordvast):
    other = f.GroupFactory(slug="annan", name="Annan", region=nordvast)
    taken(groups=[{"slug": "annan", "name": SHORT}, {"slug": "ds-tb", "name": "Annan"}])
    assert {each.slug: each.name for each in Group.objects.all()} == {"annan": SHORT, "ds-tb": "Annan"}
    assert other.pk


def test_pointing_out_a_row_under_another_of_its_names_does_not_rename_it(nordvast):
    f.OrganisationFactory(slug="vof", name="Vård- och omsorgsförvaltningen", short_name="VOF")
    unit = {"name": "vof", "kind": "förvaltning", "principal": "kommun"}
    row = only_row(planned(organisations=[unit], corrections={("organisations", 2, "slug"): "vof"}))
    assert "name" not in row.changes
    row = only_row(planned(organisations=[unit | {"slug": "vof"}]))
    assert row.changes["name"] == ("Vård- och omsorgsförvaltningen", "vof")


def test_rows_that_refer_to_a_group_by_name_still_find_it(beredning):
    rows = [{"name": SHORT, "note": "Ny"}, group("Barnet", parent=SHORT), group("Barnbarnet", parent="Barnet")]
    taken(groups=rows)
    assert Group.objects.get(name="Barnbarnet").parent.parent == beredning


def test_ten_thousand_names_are_looked_for_at_the_cost_of_one(beredning, django_assert_max_num_queries):
    rows = [group(f"Grupp {number}") for number in range(50)]
    tables = incoming.tables(csv_bytes(rows), "groups.csv", [])
    from samverkan.exchange.planning import plan

    with django_assert_max_num_queries(14):  # what stands, its keys, and names of what the cells refer to
        plan(tables)
