"""Municipalities that a list names count, whether or not it says that they are what the group covers."""

import pytest

from groups.models import Coverage, Group
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, only_row, planned, taken

pytestmark = pytest.mark.django_db

LISTED = str(Coverage.LISTED.label)


@pytest.fixture
def bjuv():
    return f.MunicipalityFactory(name="Bjuv")


@pytest.fixture
def stands(bjuv):
    region = f.RegionFactory(name="Nordväst", municipalities=[bjuv])
    return f.GroupFactory(name="Mötet", slug="motet", region=region, type=f.GroupTypeFactory(name="Råd"))


def new(**said):
    return {"name": "Nytt", "type": "Råd", "tier": "lokal", "region": "Nordväst", "municipalities": "Bjuv"} | said


def covering(bjuv):
    return set(Group.objects.covering(bjuv, TODAY).values_list("name", flat=True))


@pytest.mark.parametrize("said", [{}, {"coverage": ""}])
def test_a_new_group_covers_the_municipalities_it_names(stands, bjuv, said):
    row = only_row(planned(groups=[new(**said)]))
    assert (row.texts["coverage"], row.remarks) == (LISTED, [])
    taken(groups=[new(**said)])
    assert covering(bjuv) == {"Nytt"}


def test_a_group_that_did_not_say_what_it_covers_does_so_by_naming_them(stands, bjuv):
    rows = [{"slug": "motet", "municipalities": "Bjuv"}]
    row = only_row(planned(groups=rows))
    assert row.changes == {"municipalities": ("", "Bjuv"), "coverage": ("ej angivet", LISTED)}
    taken(groups=rows)
    assert covering(bjuv) == {"Mötet"}
    assert planned(groups=rows).is_empty


@pytest.mark.parametrize("coverage", [Coverage.REGION, Coverage.NOT_STATED])
def test_a_column_that_says_otherwise_is_pointed_out_and_hinders_nothing(stands, bjuv, coverage):
    word = str(coverage.label)
    words = f"Kommunerna räknas bara om gruppen omfattar ”{LISTED}”; här står ”{word}”."
    plan = planned(groups=[new(coverage=word)])
    (remark,) = only_row(plan).remarks
    assert plan.is_sound
    assert (remark.column, remark.message, remark.suggestions) == ("coverage", words, (LISTED,))
    assert only_row(planned(groups=[new(coverage=LISTED)])).remarks == []


def test_a_group_of_the_whole_delregion_stays_so_and_that_is_pointed_out(stands, bjuv):
    Group.objects.update(coverage=Coverage.REGION)
    row = only_row(planned(groups=[{"slug": "motet", "municipalities": "Bjuv"}]))
    assert set(row.changes) == {"municipalities"}
    assert [each.column for each in row.remarks] == ["coverage"]


def test_what_is_as_it_was_does_not_change(stands, bjuv):
    f.GroupMunicipalityFactory(group=stands, municipality=bjuv)
    assert planned(groups=[{"slug": "motet", "municipalities": "bjuv"}]).is_empty
    assert planned(groups=[{"slug": "motet", "municipalities": "Bjuvs kommun"}]).is_empty
