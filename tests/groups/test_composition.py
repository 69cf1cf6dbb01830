"""Seats against holders: places, vacancies, ending terms, and municipalities without a representative."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from groups import composition, tree
from groups.models import Coverage, Group, Membership, Organisation, Principal, Region, Seat, Tier
from groups.models.seat import most_at_once
from tests.factories import (
    GroupFactory,
    GroupMunicipalityFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    RegionFactory,
    RegionMunicipalityFactory,
    SeatExceptionFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 10, 15)
JOINED = dt.date(2021, 9, 1)


@pytest.fixture
def bjuv() -> Organisation:
    return MunicipalityFactory(name="Bjuv")


@pytest.fixture
def svalov() -> Organisation:
    return MunicipalityFactory(name="Svalöv")


@pytest.fixture
def region(bjuv: Organisation, svalov: Organisation) -> Region:
    """A delregion that Svalöv joined on 1 September 2021."""
    region = RegionFactory(municipalities=[bjuv])
    RegionMunicipalityFactory(region=region, municipality=svalov, start_date=JOINED)
    return region


@pytest.fixture
def group(region: Region) -> Group:
    return GroupFactory(region=region, coverage=Coverage.REGION, tier=Tier.DELREGIONAL)


@pytest.fixture
def seat(group: Group) -> Seat:
    """One place for each municipality."""
    return SeatFactory(group=group, per=Seat.Per.MUNICIPALITY, title="förvaltningschef")


def hold(seat: Seat, organisation: Organisation | None = None, **dates) -> Membership:
    """A holder of the seat, refused as the admin would refuse it."""
    membership = Membership(seat=seat, person=PersonFactory(), on_behalf_of=organisation, **dates)
    membership.full_clean()
    membership.save()
    return membership


def refusal(call, *args, **kwargs) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.message_dict


def named(places: list) -> list[str]:
    return [str(place.label) for place in places]


def test_a_municipality_is_missing_from_the_day_it_is_covered(group: Group, seat: Seat, bjuv, svalov) -> None:
    hold(seat, bjuv)
    before, after = composition.of(group, JOINED - dt.timedelta(days=1)), composition.of(group, JOINED)
    assert (before.missing, before.vacancies, before.total) == ([], 0, 1)
    assert (after.missing, after.vacancies, after.total) == ([svalov], 1, 2)
    assert named(after.vacant) == ["förvaltningschef, Svalöv"]


def test_a_unit_of_the_municipality_represents_it(group: Group, seat: Seat, bjuv, svalov) -> None:
    administration = OrganisationFactory(
        name="Vård och omsorg", parent=svalov, principal=Principal.MUNICIPALITY, kind="administration"
    )
    hold(seat, administration)
    assert composition.of(group, DAY).missing == [bjuv]


def test_nothing_is_missing_from_a_group_that_is_one_municipalitys_alone(region: Region, bjuv) -> None:
    group = GroupFactory(region=region, coverage=Coverage.LISTED)
    GroupMunicipalityFactory(group=group, municipality=bjuv)
    hold(SeatFactory(group=group, organisation=bjuv))
    assert composition.of(group, DAY).missing == []


def test_nothing_is_missing_where_coverage_is_not_stated_or_one_speaks_for_all(group: Group, seat: Seat) -> None:
    assert len(composition.of(group, DAY).missing) == 2
    group.every_municipality = False
    assert composition.of(group, DAY).missing == []
    group.every_municipality, group.coverage = True, Coverage.NOT_STATED
    assert composition.of(group, DAY).missing == []


def test_a_group_without_registered_seats_has_nothing_missing(group: Group) -> None:
    assert composition.of(group, DAY).missing == []


def test_a_deputy_or_a_guest_does_not_represent_a_municipality(group: Group, bjuv, svalov) -> None:
    for kind, municipality in ((Seat.Kind.DEPUTY, bjuv), (Seat.Kind.CO_OPTED, svalov)):
        hold(SeatFactory(group=group, kind=kind, organisation=municipality))
    assert composition.of(group, DAY).missing == [bjuv, svalov]


def test_a_role_fills_its_seat_and_represents_its_municipality(group: Group, bjuv, svalov) -> None:
    SeatFactory(group=group, kind=Seat.Kind.CONVENER, organisation=bjuv, by_role=True)
    made = composition.of(group, DAY)
    assert made.vacancies == 0
    assert made.missing == [svalov]


def test_who_is_called_in_and_a_role_that_only_calls_are_no_places(group: Group) -> None:
    for kind in (Seat.Kind.CO_OPTED, Seat.Kind.INVITED):
        SeatFactory(group=group, kind=kind)
    SeatFactory(group=group, kind=Seat.Kind.CONVENER, by_role=True)
    assert (composition.of(group, DAY).total, composition.of(group, DAY).vacancies) == (0, 0)
    SeatFactory(group=group, kind=Seat.Kind.CONTACT)
    assert (composition.of(group, DAY).total, composition.of(group, DAY).vacancies) == (1, 1)


def test_an_exception_gives_a_municipality_more_places(group: Group, seat: Seat, bjuv) -> None:
    SeatExceptionFactory(seat=seat, municipality=bjuv, places=2)
    hold(seat, bjuv)
    made = composition.of(group, DAY)
    assert (made.total, made.vacancies) == (3, 2)
    hold(seat, bjuv)
    assert "upptagen" in refusal(hold, seat, bjuv)["person"][0]


def test_terms_that_end_soon_are_told(group: Group) -> None:
    soon = hold(SeatFactory(group=group), end_date=DAY + dt.timedelta(days=90))
    hold(SeatFactory(group=group), end_date=DAY + dt.timedelta(days=91))
    hold(SeatFactory(group=group))
    assert composition.of(group, DAY).ending == [soon]
    assert len(composition.on(DAY, [group], ending_within=91)[group.pk].ending) == 2


def test_seats_and_holders_count_only_on_their_days(group: Group) -> None:
    SeatFactory(group=group, end_date=DAY - dt.timedelta(days=1))
    seat = SeatFactory(group=group)
    hold(seat, start_date=DAY + dt.timedelta(days=1))
    made = composition.of(group, DAY)
    assert (made.total, made.vacancies) == (1, 1)
    assert composition.of(group, DAY + dt.timedelta(days=1)).vacancies == 0


@pytest.mark.parametrize(("principal", "same"), [(Principal.REGION, True), (Principal.MUNICIPALITY, False)])
def test_chair_and_vice_chair_of_one_huvudman_is_told(group: Group, principal: str, same: bool) -> None:
    hold(SeatFactory(group=group, kind=Seat.Kind.CHAIR, organisation=OrganisationFactory()))
    vice = OrganisationFactory(principal=principal)
    hold(SeatFactory(group=group, kind=Seat.Kind.VICE_CHAIR, organisation=vice))
    assert composition.of(group, DAY).chairs_of_same_principal is same


def test_a_part_does_not_cover_what_its_whole_covers(group: Group, bjuv) -> None:
    part = GroupFactory(parent=group, part=True)
    own = GroupFactory(parent=group, part=True, coverage=Coverage.LISTED, municipalities=[bjuv])
    assert composition.coverage_on(DAY, [part, own]) == {part.pk: [], own.pk: [bjuv]}


def test_the_past_is_told_by_where_the_group_belonged_then(group: Group, seat: Seat, bjuv, svalov) -> None:
    ystad = MunicipalityFactory(name="Ystad")
    elsewhere = GroupFactory(region=RegionFactory(municipalities=[ystad]), tier=Tier.DELREGIONAL)
    tree.move(group, elsewhere, effective=dt.date(2024, 1, 1), reason="Ny indelning")
    assert composition.of(group, DAY).covered == [bjuv, svalov]
    assert composition.of(group, dt.date(2023, 12, 31)).missing == [bjuv, svalov]
    assert composition.of(group, dt.date(2024, 1, 1)).missing == [ystad]


def test_who_sits_in_an_ended_seat_sits_nowhere(group: Group) -> None:
    seat = SeatFactory(group=group)
    held = hold(seat)
    seat.end_date = DAY
    seat.save()
    assert list(Membership.objects.on(DAY)) == [held]
    assert not Membership.objects.on(DAY + dt.timedelta(days=1))


def test_a_county_covers_the_municipalities_of_all_its_delregions(region: Region, bjuv, svalov) -> None:
    lund = MunicipalityFactory(name="Lund")
    RegionFactory(municipalities=[lund], parent=region.parent)
    central = GroupFactory(tier=Tier.CENTRAL, region=region.parent, coverage=Coverage.REGION)
    assert composition.coverage_on(DAY, [central]) == {central.pk: [bjuv, lund, svalov]}
    assert central.get_coverage_display() == "hela länet"


def test_many_groups_cost_as_many_queries_as_one(group: Group, seat: Seat, bjuv, django_assert_num_queries) -> None:
    listed = GroupFactory(region=group.region, coverage=Coverage.LISTED, municipalities=[bjuv])
    hold(seat, bjuv)
    few = list(Group.objects.for_rows())
    for _ in range(5):
        more = GroupFactory(region=group.region, coverage=Coverage.REGION, tier=Tier.DELREGIONAL)
        hold(SeatFactory(group=more, per=Seat.Per.MUNICIPALITY), bjuv)
    many = list(Group.objects.for_rows())
    # Municipalities listed, municipalities of regions, seats with their exceptions, holders.
    for groups in (few, many):
        with django_assert_num_queries(4):
            for made in composition.on(DAY, groups).values():
                assert made.places or made.group == listed


def test_a_one_place_seat_has_one_holder_at_a_time(group: Group) -> None:
    seat = SeatFactory(group=group)
    first = hold(seat, start_date=dt.date(2020, 1, 1), end_date=dt.date(2021, 12, 31))
    message = refusal(hold, seat, start_date=dt.date(2021, 12, 31))["person"][0]
    assert str(first.person) in message
    hold(seat, start_date=dt.date(2022, 1, 1))
    assert "upptagen" in refusal(hold, seat)["person"][0]


def test_the_same_person_does_not_hold_a_seat_twice(group: Group) -> None:
    seat = SeatFactory(group=group, places=3)
    held = hold(seat)
    twice = Membership(seat=seat, person=held.person)
    assert "redan platsen" in refusal(twice.full_clean)["person"][0]


def test_a_place_per_municipality_asks_which(group: Group, seat: Seat) -> None:
    assert "vilken kommun" in refusal(hold, seat)["on_behalf_of"][0]


def test_a_holder_stands_within_the_seats_own_days(group: Group) -> None:
    seat = SeatFactory(group=group, end_date=dt.date(2020, 12, 31))
    assert "2020-12-31" in str(refusal(hold, seat, start_date=dt.date(2021, 1, 1))["start_date"][0])


def test_most_at_once_counts_the_worst_day() -> None:
    day = dt.date(2021, 1, 1)
    window = Membership(start_date=day, end_date=day + dt.timedelta(days=9))
    apart = [(day, day + dt.timedelta(days=1)), (day + dt.timedelta(days=2), None)]
    together = [*apart, (None, day + dt.timedelta(days=2))]
    outside = [(day + dt.timedelta(days=10), None), (None, day - dt.timedelta(days=1))]
    assert [most_at_once(periods, window) for periods in ([], apart, together, outside)] == [0, 1, 2, 0]
    assert MembershipFactory().overlaps(None, None)


def test_seats_asked_for_beside_are_told_of_but_are_no_part_of_a_composition(group, region):
    """Of a part that is asked for those alone who convene it, another seat may be a contact's."""
    part = GroupFactory(region=region)
    convener = MembershipFactory(seat__group=part, seat__kind=Seat.Kind.CONVENER)
    contact = MembershipFactory(seat__group=part, seat__kind=Seat.Kind.CONTACT)
    elsewhere = MembershipFactory(seat__group=GroupFactory(region=region))
    asked = Q(pk__in=[contact.seat_id, elsewhere.seat_id])
    made, held = composition.together(JOINED, [group], conveners_of=[part], beside=asked)
    assert set(held) == {convener, contact, elsewhere}
    assert set(made) == {group.pk, part.pk}
    assert [place.seat for place in made[part.pk].places] == [convener.seat]
