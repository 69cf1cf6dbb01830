"""Where somebody works and which groups are near, in registries of a few rows; what follows a settled question."""

from __future__ import annotations

import datetime as dt

from groups import lifting
from groups.escalation import Ladder, ladders, way
from groups.lifting import groups_near, home_of, organisations_meant
from groups.models import Group
from tests import factories as make

DAY = dt.date(2026, 11, 23)


def test_a_municipality_that_has_left_is_at_home_nowhere(db):
    row = make.RegionMunicipalityFactory(end_date=DAY - dt.timedelta(days=1))
    assert home_of(row.municipality, DAY) is None
    assert home_of(row.municipality, row.end_date) == row.region


def test_namesakes_are_never_chosen_between(db):
    for number in (1, 2):
        make.OrganisationFactory(name="Socialförvaltningen", slug=f"sf-{number}")
    assert len(organisations_meant("socialförvaltningen")) == 2
    assert [each.slug for each in organisations_meant("sf-2")] == ["sf-2"]


def test_the_name_itself_comes_before_those_that_hold_it_however_many(db, monkeypatch):
    monkeypatch.setattr(lifting, "MOST_ALIKE", 2)
    for number in range(4):
        make.OrganisationFactory(name=f"Avdelning {number} i Lunden")
    lund = make.MunicipalityFactory(name="Lunden")
    assert organisations_meant("Lunden") == [lund]


def test_the_nearest_groups_come_first_and_ended_ones_are_none(db):
    lund, other = make.MunicipalityFactory.create_batch(2)
    region = make.RegionFactory(municipalities=[lund, other])
    central = make.CentralGroupFactory(coverage="region", region=region.parent)
    unstated = make.GroupFactory(region=region, coverage="not_stated")
    board = make.GroupFactory(region=region, coverage="region", tier="delregional")
    local = make.GroupFactory(region=region, coverage="listed", municipalities=[lund])
    seated = make.GroupFactory(region=region, coverage="listed", municipalities=[other])
    make.SeatFactory(group=seated, organisation=lund)
    make.GroupFactory(region=region, coverage="listed", municipalities=[other])
    make.GroupFactory(region=region, coverage="region", status="ended")
    make.GroupFactory(parent=unstated, part=True)
    part = make.GroupFactory(parent=unstated, part=True)
    make.SeatFactory(group=part, organisation=lund)
    near = groups_near(lund, region, Group.objects.current(), DAY)
    assert {group: group.nearness for group in near} == {
        seated: 0,
        part: 0,
        local: 1,
        board: 2,
        central: 3,
        unstated: 4,
    }
    assert [group.nearness for group in near] == [0, 0, 1, 2, 3, 4]


def test_a_settled_question_goes_no_further(db):
    agreement = make.AgreementFactory()
    board = make.GroupFactory()
    for step, trigger in (("2", "not_corrected"), ("3b", "dispute_local")):
        make.EscalationLinkFactory(group=board, agreement=agreement, step=step, trigger=trigger, to_group=board)
    ladder = ladders(board, DAY)[0]
    assert len(way(ladder, "not_corrected").after) == 1
    settled = ladder.rung_for("not_corrected")
    settled.final = True
    assert way(Ladder(agreement, [settled, ladder.rung_for("dispute_local")]), "not_corrected").after == []
