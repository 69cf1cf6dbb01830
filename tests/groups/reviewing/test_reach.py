"""Who reads a review, and who keeps it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from groups.models import Group, Review, Seat
from tests import factories as make
from tests.groups.reviewing.given import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    return make.ReviewFactory()


def reads(user, day: dt.date = TODAY) -> set[Review]:
    return set(Review.objects.readable_by(user, day))


def seated(review: Review, **membership):
    user = make.CommissionerFactory()
    seat = {name: membership.pop(name) for name in ("kind",) if name in membership}
    seat = make.SeatFactory(group=review.commissioner, **seat)
    make.MembershipFactory(seat=seat, person=user.person, **membership)
    return user


def test_process_leaders_keep_those_of_their_delregions_and_administrators_all(review) -> None:
    other = make.ReviewFactory()
    leader = make.ProcessLeaderFactory(regions=[review.region])
    assert set(Review.objects.editable_by(leader)) == reads(leader) == {review}
    administrator = make.AdministratorFactory()
    assert set(Review.objects.editable_by(administrator)) == reads(administrator) == {review, other}


def test_a_member_of_the_commissioning_group_reads_and_does_not_keep(review) -> None:
    make.ReviewFactory()
    user = seated(review, start_date=dt.date(2026, 1, 1), end_date=dt.date(2026, 12, 31))
    assert reads(user) == {review}
    assert reads(user, dt.date(2027, 1, 1)) == set()
    assert not Review.objects.editable_by(user).exists()


def test_a_seat_alone_opens_nothing_nor_the_role_nor_being_called_in(review) -> None:
    sitting = make.NoteTakerFactory()
    make.MembershipFactory(seat=make.SeatFactory(group=review.commissioner), person=sitting.person)
    assert reads(sitting) == set()
    assert reads(make.CommissionerFactory()) == set()
    assert reads(seated(review, kind=Seat.Kind.CO_OPTED)) == set()
    nobody = make.CommissionerFactory(person=None)
    assert reads(nobody) == reads(AnonymousUser()) == set()
    closed = seated(review)
    closed.is_active = False
    assert reads(closed) == set()


def test_what_is_not_public_stays_so_outside_the_review(review) -> None:
    hidden = make.GroupFactory(region=review.region, is_public=False)
    user = seated(review)
    assert hidden not in Group.objects.visible_to(user)
    assert review.items.filter(group=hidden).exists()
