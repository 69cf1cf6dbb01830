"""Groups as they stood on another day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import composition, escalation, lifecycle, tree
from groups.models import Coverage, Group, Status
from groups.models.past import StoodThen
from tests import factories

BEFORE, MOVED, AFTER = dt.date(2020, 1, 1), dt.date(2021, 6, 1), dt.date(2022, 1, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved() -> Group:
    """A group that stood under ”Gamla” in Söder, and since `MOVED` under ”Nya” in Norr."""
    south, north = factories.RegionFactory(name="Söder"), factories.RegionFactory(name="Norr")
    old = factories.GroupFactory(name="Gamla", region=south, effective=dt.date(2015, 1, 1))
    new = factories.GroupFactory(name="Nya", region=north, effective=dt.date(2015, 1, 1))
    group = factories.GroupFactory(name="Flyttad", parent=old, effective=dt.date(2018, 1, 1))
    tree.move(group, parent=new, region=north, effective=MOVED, reason="ny delregion")
    return Group.objects.get(pk=group.pk)


def names(groups) -> list[str]:
    return sorted(group.name for group in groups)


@pytest.mark.parametrize(("day", "parent", "region"), [(BEFORE, "Gamla", "Söder"), (AFTER, "Nya", "Norr")])
def test_a_group_stands_where_it_stood_that_day(moved, day, parent, region):
    then = Group.objects.as_of(day).get(pk=moved.pk)
    assert (then.parent.name, then.region.name) == (parent, region)
    assert [each.name for each in then.above()] == [parent]
    assert names(Group.objects.as_of(day).in_region(then.region)) == sorted([parent, "Flyttad"])
    assert Group.objects.as_of(day).count_by("region")[then.region.pk] == 2


def test_the_day_of_the_change_is_of_the_new(moved):
    assert Group.objects.as_of(MOVED).get(pk=moved.pk).parent.name == "Nya"
    assert Group.objects.as_of(MOVED - dt.timedelta(1)).get(pk=moved.pk).parent.name == "Gamla"


def test_what_was_recorded_late_is_there_from_the_day_it_happened(db):
    group = factories.GroupFactory(effective=dt.date(2018, 1, 1))
    lifecycle.change(group, Status.DORMANT, effective=MOVED, reason="pandemin")
    assert Group.objects.as_of(BEFORE).get().status == Status.ACTIVE
    then = Group.objects.as_of(AFTER).get()
    assert (then.status, then.status_since, then.status_reason) == (Status.DORMANT, MOVED, "pandemin")


def test_a_group_is_not_there_before_it_began(db):
    factories.GroupFactory(name="Ny", effective=MOVED)
    factories.GroupFactory(name="Okänd början")
    assert names(Group.objects.as_of(BEFORE)) == ["Okänd början"]
    assert names(Group.objects.as_of(AFTER)) == ["Ny", "Okänd början"]


def test_an_ended_group_was_current_before_it_ended(db):
    group = factories.GroupFactory(effective=dt.date(2018, 1, 1))
    lifecycle.end(group, effective=MOVED, reason="klar")
    assert list(Group.objects.current()) == []
    assert list(Group.objects.as_of(BEFORE).current()) == [group]
    assert list(Group.objects.as_of(BEFORE).with_status(Status.ACTIVE)) == [group]
    assert list(Group.objects.as_of(AFTER).current()) == []


def test_a_part_was_a_group_of_its_own_before_it_became_one(db):
    whole = factories.GroupFactory(name="Hel", effective=dt.date(2015, 1, 1))
    part = factories.GroupFactory(name="Del", parent=whole, effective=dt.date(2018, 1, 1))
    tree.move(part, parent=whole, part=True, effective=MOVED, reason="blev en del")
    assert names(Group.objects.as_of(BEFORE).counted()) == ["Del", "Hel"]
    assert names(Group.objects.as_of(AFTER).counted()) == ["Hel"]


def test_what_was_part_of_a_hidden_group_is_hidden_that_day(db):
    from django.contrib.auth.models import AnonymousUser

    hidden = factories.GroupFactory(name="Dold", is_public=False, effective=dt.date(2015, 1, 1))
    open_one = factories.GroupFactory(name="Öppen", region=hidden.region, effective=dt.date(2015, 1, 1))
    part = factories.GroupFactory(name="Del", parent=hidden, part=True, effective=dt.date(2018, 1, 1))
    tree.move(part, parent=open_one, effective=MOVED, reason="egen grupp")
    anyone = AnonymousUser()
    assert names(Group.objects.as_of(AFTER).visible_to(anyone)) == ["Del", "Öppen"]
    assert names(Group.objects.as_of(BEFORE).visible_to(anyone)) == ["Öppen"]


def test_a_group_of_the_past_cannot_be_saved(moved):
    then = Group.objects.as_of(BEFORE).get(pk=moved.pk)
    with pytest.raises(StoodThen):
        then.save()


def test_municipalities_are_those_that_the_region_of_that_day_had_that_day(moved):
    place = factories.RegionMunicipalityFactory(region=Group.objects.get(name="Gamla").region)
    Group.objects.filter(pk=moved.pk).update(coverage=Coverage.REGION)
    then = Group.objects.as_of(BEFORE).for_rows().get(pk=moved.pk)
    assert composition.of(then, BEFORE).covered == [place.municipality]
    assert list(Group.objects.as_of(BEFORE).covering(place.municipality, BEFORE)) == [then]
    assert Group.objects.as_of(BEFORE).count_covering(BEFORE) == {place.municipality.pk: 1}
    assert not Group.objects.covering(place.municipality, BEFORE).exists()


def test_the_ladder_is_that_of_those_above_it_then(moved):
    factories.EscalationLinkFactory(group=Group.objects.get(name="Gamla"), recipient="den gamla vägen")
    then = Group.objects.as_of(BEFORE).get(pk=moved.pk)
    assert [rung.recipient for ladder in escalation.ladders(then, BEFORE) for rung in ladder.rungs] == [
        "den gamla vägen"
    ]
    assert escalation.ladders(moved, AFTER) == []


def test_moves_that_contradict_each_other_do_not_go_round(db):
    day = {year: dt.date(year, 1, 1) for year in (2015, 2019, 2022, 2023, 2024)}
    region = factories.RegionFactory()
    first = factories.GroupFactory(name="A", region=region, effective=day[2015])
    second = factories.GroupFactory(name="B", region=region, effective=day[2015])
    tree.move(first, parent=second, effective=day[2019], reason="")
    tree.move(first, parent=None, effective=day[2024], reason="")
    tree.move(second, parent=first, effective=day[2022], reason="")
    then = Group.objects.as_of(day[2023]).get(name="A")
    assert [each.name for each in then.above()] == ["B"]


def test_rows_of_the_past_cost_the_same_for_any_number(db):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            list(Group.objects.as_of(BEFORE).for_rows())
        return len(asked)

    counts = []
    for size in (2, 6):
        for _ in range(size):
            group = factories.GroupFactory(effective=dt.date(2015, 1, 1))
            lifecycle.change(group, Status.DORMANT, effective=MOVED, reason="vila")
        counts.append(queries())
    assert counts == [2, 2]  # the groups; their status that day


def test_of_several_changes_before_the_day_the_last_one_holds(db):
    places = [factories.GroupFactory(name=f"Plats {n}", effective=dt.date(2015, 1, 1)) for n in range(3)]
    group = factories.GroupFactory(name="Ofta", parent=places[0], effective=dt.date(2016, 1, 1))
    for year, status, place in ((2017, Status.PAUSED, 1), (2018, Status.DORMANT, 2), (2023, Status.ACTIVE, 0)):
        group = Group.objects.get(pk=group.pk)
        lifecycle.change(group, status, effective=dt.date(year, 1, 1), reason="ändrat")
        group = Group.objects.get(pk=group.pk)
        tree.move(group, parent=places[place], region=places[place].region, effective=dt.date(year, 1, 1), reason="")
    then = Group.objects.as_of(BEFORE).get(pk=group.pk)
    assert (then.status, then.status_since) == (Status.DORMANT, dt.date(2018, 1, 1))
    assert (then.parent.name, then.placed_since) == ("Plats 2", dt.date(2018, 1, 1))
