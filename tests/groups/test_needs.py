"""What needs doing: each kind finds what it should, and no more; the numbers and the lists agree."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import lifecycle, tree
from groups.models import Agreement, Coverage, EscalationLink, Group, GroupType, Region, Seat, Status, Tier
from groups.needs import NEEDS, absent_groups, groups_needing, overview
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 5, 4)


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def well_kept(region: Region, **facts) -> Group:
    """A group that needs nothing."""
    group = make.GroupFactory(region=region, **facts)
    make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, by_role=True)
    make.MembershipFactory(seat=make.SeatFactory(group=group))
    agreement = Agreement.objects.first() or make.AgreementFactory(name="Avtalet")
    for trigger in EscalationLink.Trigger:
        make.EscalationLinkFactory(group=group, agreement=agreement, trigger=trigger, recipient="styrgruppen")
    lifecycle.attest(group, on=days(-10), by=make.UserFactory())
    return group


def needed(group: Group) -> set[str]:
    return {key for key in NEEDS if groups_needing(key, Group.objects.all(), TODAY).filter(pk=group.pk).exists()}


@pytest.fixture
def region() -> Region:
    return make.RegionFactory(municipalities=[make.MunicipalityFactory()])


def test_a_well_kept_group_needs_nothing(region: Region) -> None:
    group = well_kept(region)
    assert needed(group) == set()
    assert overview([region], TODAY)[0].is_clear


def test_a_group_nobody_has_filled_in_needs_what_it_lacks(region: Region) -> None:
    assert needed(make.GroupFactory(region=region)) == {"ej-granskad", "sammankallande", "stege"}


@pytest.mark.parametrize(("reviewed", "needs"), [(days(-365), set()), (days(-366), {"ej-granskad"})])
def test_not_reviewed_for_a_year(region: Region, reviewed: dt.date, needs: set[str]) -> None:
    group = well_kept(region)
    lifecycle.attest(group, on=reviewed, by=make.UserFactory())
    assert needed(group) == needs


def test_a_vacant_place(region: Region) -> None:
    group = well_kept(region)
    seat = make.SeatFactory(group=group, places=2)
    make.MembershipFactory(seat=seat)
    assert needed(group) == {"vakant"}
    make.MembershipFactory(seat=seat)
    assert needed(group) == set()


@pytest.mark.parametrize(
    ("end", "needs"), [(days(91), set()), (days(90), {"upphor"}), (days(0), {"upphor"}), (days(-1), {"vakant"})]
)
def test_a_term_that_ends(region: Region, end: dt.date, needs: set[str]) -> None:
    group = well_kept(region)
    make.MembershipFactory(seat=make.SeatFactory(group=group), end_date=end)
    assert needed(group) == needs


def test_a_municipality_that_is_missing(region: Region) -> None:
    group = well_kept(region, coverage=Coverage.REGION)
    assert needed(group) == {"saknad-kommun"}
    person = make.PersonFactory(organisation=region.municipalities_on(TODAY).get())
    make.MembershipFactory(seat=make.SeatFactory(group=group), person=person)
    assert needed(group) == set()


def test_nobody_convenes(region: Region) -> None:
    group = well_kept(region)
    group.seats.filter(kind=Seat.Kind.CONVENER).update(end_date=days(-1))
    assert needed(group) == {"sammankallande"}


@pytest.mark.parametrize(("since", "needs"), [(days(-183), set()), (days(-184), {"pausad"})])
def test_paused_for_long(region: Region, since: dt.date, needs: set[str]) -> None:
    group = well_kept(region)
    lifecycle.change(group, Status.PAUSED, effective=since)
    assert needed(group) == needs


def test_the_way_up_may_stand_above(region: Region) -> None:
    above = well_kept(region, tier=Tier.DELREGIONAL)
    below = well_kept(region, parent=above)
    below.escalation_links.all().delete()
    assert needed(below) == set()
    above.escalation_links.update(end_date=days(-1))
    assert needed(below) == {"stege"}


@pytest.mark.parametrize("trigger", list(EscalationLink.Trigger))
def test_a_ladder_with_a_missing_rung(region: Region, trigger: str) -> None:
    above = well_kept(region, tier=Tier.DELREGIONAL)
    below = well_kept(region, parent=above)
    below.escalation_links.all().delete()
    above.escalation_links.filter(trigger=trigger).update(end_date=days(-1))
    assert needed(above) == needed(below) == {"stege-lucka"}
    other = make.EscalationLinkFactory(
        group=above, trigger=trigger, recipient="x", agreement=make.AgreementFactory(order=1)
    )
    assert needed(below) == {"stege-lucka"}, "only the first agreement is to answer for every kind"
    other.delete()
    make.EscalationLinkFactory(
        group=below, agreement=Agreement.objects.get(name="Avtalet"), trigger=trigger, recipient="styrgruppen"
    )
    assert (needed(above), needed(below)) == ({"stege-lucka"}, set())


def test_a_rung_that_leads_to_an_ended_group_is_a_gap_unless_a_nearer_one_leads_on(region: Region) -> None:
    above = well_kept(region, tier=Tier.DELREGIONAL)
    below = well_kept(region, parent=above)
    gone = make.GroupFactory(region=region, type=make.GroupTypeFactory(side=GroupType.Side.POLITICAL))
    rung = above.escalation_links.get(trigger="lesson")
    rung.to_group = gone
    rung.save()
    assert (needed(above), needed(below)) == (set(), set())
    lifecycle.end(gone, effective=TODAY, reason="klar")
    assert (needed(above), needed(below)) == ({"stege-lucka"}, set())
    own = below.escalation_links.get(trigger="lesson")
    own.to_group = gone
    own.save()
    above.escalation_links.update(to_group=None)
    assert (needed(above), needed(below)) == (set(), {"stege-lucka"})


def test_a_rung_of_another_agreement_that_leads_to_an_ended_group_is_a_gap(region: Region) -> None:
    above = well_kept(region, tier=Tier.DELREGIONAL)
    below = well_kept(region, parent=above)
    other, gone = make.AgreementFactory(order=1), make.GroupFactory(region=region)
    seat = make.SeatFactory(group=above, kind="contact", by_role=True)
    rung = make.EscalationLinkFactory(group=above, agreement=other, trigger="dispute_local", to_group=gone)
    rung.contact_seats.add(seat)
    assert (needed(above), needed(below)) == (set(), set()), "it need not speak of every kind"
    lifecycle.end(gone, effective=TODAY, reason="klar")
    assert (needed(above), needed(below)) == ({"stege-lucka"}, {"stege-lucka"})
    make.EscalationLinkFactory(group=below, agreement=other, trigger="dispute_local", recipient="rådet")
    assert (needed(above), needed(below)) == ({"stege-lucka"}, set())


def test_a_rung_to_officials_says_whom_to_contact(region: Region) -> None:
    group = well_kept(region, tier=Tier.DELREGIONAL)
    officials = make.GroupFactory(region=region, type=make.GroupTypeFactory(side=GroupType.Side.OFFICIALS))
    group.escalation_links.filter(trigger__in=("lesson", "not_corrected")).update(to_group=officials)
    assert needed(group) == {"stege-kontakt"}
    seat = make.SeatFactory(group=officials, kind="contact", by_role=True)
    group.escalation_links.get(trigger="lesson").contact_seats.add(seat)
    assert needed(group) == set(), "one contact with the same receiver is enough"
    Seat.objects.filter(pk=seat.pk).update(end_date=days(-1))
    assert needed(group) == {"stege-kontakt"}
    political = make.GroupFactory(region=region, type=make.GroupTypeFactory(side=GroupType.Side.POLITICAL))
    group.escalation_links.filter(to_group=officials).update(to_group=political)
    assert needed(group) == set(), "politicians are reached by who convenes them"


def test_a_contact_under_another_agreement_is_none(region: Region) -> None:
    group = well_kept(region, tier=Tier.DELREGIONAL)
    officials = make.GroupFactory(region=region, type=make.GroupTypeFactory(side=GroupType.Side.OFFICIALS))
    group.escalation_links.filter(trigger="lesson").update(to_group=officials)
    other = make.EscalationLinkFactory(
        group=group, agreement=make.AgreementFactory(order=1), trigger="lesson", to_group=officials
    )
    other.contact_seats.add(make.SeatFactory(group=officials, kind="contact", by_role=True))
    assert needed(group) == {"stege-kontakt"}


def test_politicians_and_the_central_tier_need_no_way_up(region: Region) -> None:
    political = well_kept(region, type=make.GroupTypeFactory(side=GroupType.Side.POLITICAL))
    central = well_kept(region.parent, tier=Tier.CENTRAL)
    for group in (political, central):
        group.escalation_links.all().delete()
        assert needed(group) == set()


def test_a_remark_until_it_is_dealt_with(region: Region) -> None:
    group = well_kept(region)
    remark = make.RemarkFactory(group=group)
    make.RemarkFactory(group=group)
    assert needed(group) == {"papekande"}
    assert overview([region], TODAY)[0].counts["papekande"] == 2
    group.remarks.update(handled_at="2026-05-01T10:00Z")
    assert needed(group) == set()
    assert remark.pk


def test_parts_are_asked_for_their_seats_only(region: Region) -> None:
    part = make.GroupFactory(parent=well_kept(region), part=True)
    assert needed(part) == set()
    make.SeatFactory(group=part)
    assert needed(part) == {"vakant"}


def test_ended_and_mistaken_groups_need_nothing_but_answers_to_remarks(region: Region) -> None:
    ended, mistaken = make.GroupFactory(region=region), make.GroupFactory(region=region)
    for group in (ended, mistaken):
        make.SeatFactory(group=group)
    lifecycle.end(ended, effective=TODAY, reason="klar")
    lifecycle.mark_mistaken(mistaken, reason="dubblett")
    assert needed(ended) == needed(mistaken) == set()
    assert overview([region], TODAY)[0].is_clear
    for group in (ended, mistaken):
        make.RemarkFactory(group=group)
        assert needed(group) == {"papekande"}
    assert overview([region], TODAY)[0].counts == {"papekande": 2}


def test_each_region_counts_its_own_and_the_county_its_central_groups(region: Region) -> None:
    other = make.RegionFactory()
    for where in (region, other, other):
        make.GroupFactory(region=where)
    make.CentralGroupFactory()
    make.CentralGroupFactory(region=region.parent)
    found = overview([region.parent, region, other], TODAY)
    assert [each.counts["sammankallande"] for each in found] == [2, 1, 2]
    assert [each.counts["sammankallande"] for each in overview([region], TODAY)] == [1]


def test_numbers_and_lists_agree(region: Region) -> None:
    make.GroupFactory(region=region)
    make.SeatFactory(group=well_kept(region, coverage=Coverage.REGION))
    counts = overview([region], TODAY)[0].counts
    for key in NEEDS:
        assert counts[key] == groups_needing(key, Group.objects.filter(region=region), TODAY).count(), key


# What ought to exist and does not


def expected(per: str) -> GroupType:
    return make.GroupTypeFactory(expected_per=per)


def test_a_group_expected_in_every_municipality(region: Region) -> None:
    first, second = region.municipalities_on(TODAY).get(), make.MunicipalityFactory()
    make.RegionMunicipalityFactory(region=region, municipality=second, start_date=days(0))
    kind = expected("municipality")
    make.GroupFactory(region=region, type=kind, coverage=Coverage.LISTED, municipalities=[first])
    assert [(each.type, each.municipalities) for each in absent_groups([region], TODAY)[region.pk]] == [
        (kind, [second])
    ]
    assert absent_groups([region], days(-1))[region.pk] == []
    make.GroupFactory(region=region, type=kind, coverage=Coverage.REGION)
    assert absent_groups([region], TODAY)[region.pk] == []


def test_a_group_that_does_not_say_what_it_covers_makes_absence_uncertain(region: Region) -> None:
    kind = expected("municipality")
    assert absent_groups([region], TODAY)[region.pk][0].uncertain is None
    group = make.GroupFactory(region=region, type=kind, coverage=Coverage.NOT_STATED)
    assert absent_groups([region], TODAY)[region.pk][0].uncertain == group


def test_a_group_expected_in_every_delregion(region: Region) -> None:
    kind = expected("region")
    other = make.RegionFactory()
    group = make.GroupFactory(region=other, type=kind)
    absent = absent_groups([region, other, region.parent], TODAY)
    assert [(each.type, each.municipalities) for each in absent[region.pk]] == [(kind, [])]
    assert absent[other.pk] == absent[region.parent.pk] == []
    lifecycle.end(group, effective=TODAY, reason="klar")
    assert absent_groups([other], TODAY)[other.pk]


def test_the_overview_costs_the_same_for_any_number_of_groups(region: Region) -> None:
    """1 groups · 2 coverage (places in delregions, listed) · 1 seats · 1 exceptions · 1 holders · 7 needs asked of the
    database · 3 more each for the 2 about ladders (groups, all parents, rungs) · 1 expected types · 1 groups of
    them · 2 their coverage · 1 municipalities of the delregions."""
    kind = expected("municipality")

    def grow(regions: list[Region]) -> None:
        for where in regions:
            whole = well_kept(where, coverage=Coverage.REGION)
            part = make.GroupFactory(parent=whole, part=True)
            make.SeatFactory(group=part)
            make.GroupFactory(
                region=where, type=kind, coverage=Coverage.LISTED, municipalities=[make.MunicipalityFactory()]
            )

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            overview(list(Region.objects.all()), TODAY)
        return len(queries) - 1

    grow([region])
    few = cost()
    grow([region, *(make.RegionFactory(municipalities=[make.MunicipalityFactory()]) for _each in range(4))])
    assert cost() == few <= 25
    assert tree.check() == []
