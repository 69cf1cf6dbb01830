"""Which municipalities and delregions have the groups that are expected in each."""

from __future__ import annotations

import datetime as dt

import pytest

from groups import coverage, lifecycle, needs
from groups.coverage import Answer
from groups.models import Coverage, Group, GroupType, Region
from tests import factories as make

DAY = dt.date(2026, 3, 14)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> GroupType:
    return make.GroupTypeFactory(name="Lilla mötet", expected_per=GroupType.Expected.MUNICIPALITY)


@pytest.fixture
def region() -> Region:
    """Two municipalities: Alby and Boda."""
    municipalities = [make.MunicipalityFactory(name=name) for name in ("Alby", "Boda")]
    return make.RegionFactory(name="Norr", municipalities=municipalities)


def covering(kind: GroupType, region: Region, *names: str, **facts) -> Group:
    """A group of the type that covers the municipalities named."""
    municipalities = [row.municipality for row in region.municipality_rows.filter(municipality__name__in=names)]
    facts = {"coverage": Coverage.LISTED, "municipalities": municipalities, **facts}
    return make.GroupFactory(type=kind, region=region, **facts)


def on(*regions: Region, day: dt.date = DAY, groups=None) -> coverage.CoverageOn:
    return coverage.on(day, Group.objects.all() if groups is None else groups, regions)


def answers(region: Region, **asked) -> dict[str, list[Answer]]:
    """The answers for each municipality of the delregion, by its name."""
    [found] = on(region, **asked).regions
    return {row.municipality.name: [cell.answer for cell in row.cells] for row in found.rows}


def test_municipality_has_a_group_that_covers_it_and_its_neighbour_does_not(kind, region):
    group = covering(kind, region, "Alby")
    [found] = on(region).regions
    assert found.rows[0].cells[0].groups == [group]
    assert answers(region) == {"Alby": [Answer.HAS], "Boda": [Answer.MISSING]}
    [total] = found.totals
    assert (total.has, total.not_stated, total.of) == (1, 0, 2)


def test_group_that_does_not_say_leaves_the_others_without_an_answer(kind, region):
    covering(kind, region, "Alby")
    silent = make.GroupFactory(type=kind, region=region, coverage=Coverage.NOT_STATED)
    [found] = on(region).regions
    assert answers(region) == {"Alby": [Answer.HAS], "Boda": [Answer.NOT_STATED]}
    assert found.silent == [silent]
    [total] = found.totals
    assert (total.has, total.not_stated, total.of) == (1, 1, 2)


def test_silence_in_one_delregion_says_nothing_of_another(kind, region):
    other = make.RegionFactory(name="Söder", municipalities=[make.MunicipalityFactory(name="Viken")])
    make.GroupFactory(type=kind, region=other, coverage=Coverage.NOT_STATED)
    assert answers(region) == {"Alby": [Answer.MISSING], "Boda": [Answer.MISSING]}
    assert answers(other) == {"Viken": [Answer.NOT_STATED]}


def test_group_of_a_neighbouring_delregion_counts_for_the_municipality_it_covers(kind, region):
    other = make.RegionFactory(name="Söder")
    group = covering(kind, region, "Boda")
    Group.objects.filter(pk=group.pk).update(region=other)
    assert answers(region)["Boda"] == [Answer.HAS]


def test_group_for_the_whole_delregion_covers_all_its_municipalities(kind, region):
    make.GroupFactory(type=kind, region=region, coverage=Coverage.REGION)
    assert set(map(tuple, answers(region).values())) == {(Answer.HAS,)}


def test_several_groups_of_a_municipality_are_all_there_in_swedish_order(kind, region):
    for name in ("Östra", "Ängs", "Alby"):
        covering(kind, region, "Alby", name=name)
    [found] = on(region).regions
    assert [group.name for group in found.rows[0].cells[0].groups] == ["Alby", "Ängs", "Östra"]
    assert found.totals[0].has == 1


@pytest.mark.parametrize(("status", "answer"), [("dormant", Answer.HAS), ("ended", Answer.MISSING)])
def test_dormant_group_is_there_and_an_ended_one_is_not(kind, region, status, answer):
    covering(kind, region, "Alby", status=status)
    assert answers(region)["Alby"] == [answer]


def test_part_and_mistake_are_no_groups_of_their_own(kind, region):
    whole = make.GroupFactory(region=region)
    covering(kind, region, "Alby", parent=whole, part=True)
    mistake = covering(kind, region, "Boda")
    Group.objects.filter(pk=mistake.pk).update(mistaken=True)
    assert set(map(tuple, answers(region, groups=Group.objects.listed()).values())) == {(Answer.MISSING,)}


def test_types_that_nobody_expects_are_no_columns(kind, region):
    make.GroupFactory(region=region, type__expected_per=GroupType.Expected.NONE)
    body = make.GroupTypeFactory(name="Organet", expected_per=GroupType.Expected.REGION)
    found = on(region)
    assert (found.municipal_types, found.regional_types) == ([kind], [body])


def test_delregion_has_its_bodies_or_not(region):
    kind = make.GroupTypeFactory(name="Organet", expected_per=GroupType.Expected.REGION)
    body = make.GroupFactory(type=kind, region=region, tier="delregional")
    without = make.RegionFactory(name="Söder")
    bodies = [[(cell.answer, cell.groups) for cell in each.bodies] for each in on(region, without).regions]
    assert bodies == [[(Answer.HAS, [body])], [(Answer.MISSING, [])]]


def test_delregion_without_municipalities_has_totals_of_none(kind):
    empty = make.RegionFactory(name="Tomma")
    [total] = on(empty).regions[0].totals
    assert (total.has, total.of) == (0, 0)


def test_total_of_all_is_the_sum_of_the_delregions(kind, region):
    other = make.RegionFactory(name="Söder", municipalities=[make.MunicipalityFactory()])
    covering(kind, region, "Alby")
    make.GroupFactory(type=kind, region=other, coverage=Coverage.NOT_STATED)
    [total] = on(region, other).totals
    assert (total.has, total.not_stated, total.of) == (1, 1, 3)


def test_day_decides_who_belongs_where_and_what_had_begun(kind, region):
    turn = dt.date(2021, 9, 1)
    region.municipality_rows.filter(municipality__name="Boda").update(start_date=turn)
    covering(kind, region, "Alby", effective=dt.date(2022, 1, 1))
    before = turn - dt.timedelta(1)
    assert answers(region, day=before, groups=Group.objects.as_of(before)) == {"Alby": [Answer.MISSING]}
    assert list(answers(region, day=turn, groups=Group.objects.as_of(turn))) == ["Alby", "Boda"]
    assert answers(region)["Alby"] == [Answer.HAS]


def test_group_that_has_ended_since_was_there_then(kind, region):
    group = covering(kind, region, "Alby", effective=dt.date(2019, 1, 1))
    lifecycle.end(group, effective=dt.date(2023, 1, 1), reason="uppgiften är klar")
    then = dt.date(2020, 1, 1)
    assert answers(region, day=then, groups=Group.objects.as_of(then))["Alby"] == [Answer.HAS]
    assert answers(region)["Alby"] == [Answer.MISSING]


def test_rows_of_the_file_are_the_cells_of_the_page(kind, region):
    covering(kind, region, "Alby", name="Lilla mötet Alby", status="paused")
    make.GroupFactory(type=kind, region=region, name="Tigande", coverage=Coverage.NOT_STATED)
    code = region.municipality_rows.get(municipality__name="Alby").municipality.municipality_code
    alby, boda = coverage.file_rows(on(region))
    assert alby == ["Norr", "Alby", code, "Lilla mötet", "finns", ["Lilla mötet Alby"], ["pausad"], []]
    assert boda[4:] == ["ej angivet", [], [], ["Tigande"]]
    assert len(alby) == len(coverage.HEADER)


def test_a_cell_whose_groups_bear_the_name_of_the_type_need_not_say_it(kind, region):
    covering(kind, region, "Alby", name="Lilla mötet Alby")
    assert [row.cells[0].is_named for row in on(region).regions[0].rows] == [True, False]
    covering(kind, region, "Alby", name="Ett annat")
    assert [row.cells[0].is_named for row in on(region).regions[0].rows] == [False, False]


def test_only_groups_that_may_concern_the_delregion_are_read(region: Region, kind: GroupType, monkeypatch) -> None:
    """Those of the delregion, of its county, and those of others that list a municipality of it."""
    ceby = make.MunicipalityFactory(name="Ceby")
    south = make.RegionFactory(name="Söder", parent=region.parent, municipalities=[ceby])
    alby = region.municipality_rows.get(municipality__name="Alby").municipality
    here, _there = covering(kind, region, "Alby", name="Här"), covering(kind, south, "Ceby", name="Där")
    covering(kind, south, coverage=Coverage.NOT_STATED, name="Tyst")
    covering(kind, south, coverage=Coverage.REGION, name="Hela Söder")
    guest = covering(kind, south, municipalities=[alby], name="Gäst")
    county = make.GroupFactory(name="Länets", type=kind, region=region.parent, tier="central", coverage="region")
    elsewhere = {"Där", "Tyst", "Hela Söder"}
    read: list[str] = []
    coverage_on = coverage.composition.coverage_on

    def spied(day: dt.date, groups: list[Group]) -> dict:
        read.extend(group.name for group in groups)
        return coverage_on(day, groups)

    monkeypatch.setattr(coverage.composition, "coverage_on", spied)
    narrow = on(region).regions[0]
    assert set(read) - elsewhere >= {"Gäst", "Här", "Länets"}
    assert not set(read) & elsewhere
    assert {group for row in narrow.rows for cell in row.cells for group in cell.groups} == {here, guest, county}
    assert on(region, south).regions[0] == narrow
    assert set(read) > elsewhere


# The demo stays for the rest of the module once it is asked for: its tests come last.


def test_what_is_missing_is_what_needs_doing_says_is_absent(demo, db):
    """The two read the same registry; the one must not promise what the other denies."""
    regions = list(Region.objects.delregions())
    absent = needs.absent_groups(regions, demo)
    for each in coverage.on(demo, Group.objects.listed(), regions).regions:
        todo = {
            (one.type.name, municipality.name): bool(one.uncertain)
            for one in absent[each.region.pk]
            for municipality in one.municipalities
        }
        seen = {
            (cell.type.name, row.municipality.name): cell.answer == Answer.NOT_STATED
            for row in each.rows
            for cell in row.cells
            if cell.answer != Answer.HAS
        }
        assert seen == todo


def test_demo_tells_the_meetings_of_the_north_west(demo, db):
    north_west = Region.objects.get(slug="nordvast")
    small, large = coverage.on(demo, Group.objects.all(), [north_west]).totals
    assert (small.type.name, small.has, small.not_stated, small.of) == ("Lilla samverkansmötet", 10, 0, 10)
    assert (large.type.name, large.has, large.not_stated, large.of) == ("Stora samverkansmötet", 0, 10, 10)
