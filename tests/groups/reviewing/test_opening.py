"""A review asks about every group of its own in the delregion, also those that come while it is open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from groups import lifecycle, reviewing, tree
from groups.models import Review, Status
from tests import factories as make
from tests.groups.reviewing.given import NOW, TODAY

pytestmark = pytest.mark.django_db


def names(review: Review) -> set[str]:
    return set(review.items.values_list("group__name", flat=True))


def test_every_group_that_has_not_ended_gets_an_item_and_parts_do_not() -> None:
    region = make.RegionFactory()
    whole = make.GroupFactory(region=region, name="Hela")
    make.GroupFactory(parent=whole, part=True, name="En del")
    make.GroupFactory(region=region, name="Vilande", status=Status.DORMANT)
    make.GroupFactory(region=region, name="Avslutad", status=Status.ENDED, effective=dt.date(2025, 1, 1))
    make.GroupFactory(name="I en annan delregion")
    lifecycle.mark_mistaken(make.GroupFactory(region=region, name="Misstag"), reason="Fel")
    assert names(make.ReviewFactory(region=region)) == {"Hela", "Vilande", "Arbetsutskottet"}


def test_a_reference_date_that_has_passed_asks_about_the_groups_of_that_day() -> None:
    region = make.RegionFactory()
    ended = make.GroupFactory(region=region, name="Fanns då")
    lifecycle.end(ended, effective=dt.date(2026, 3, 1), reason="Klar")
    make.GroupFactory(region=region, name="Kom senare", effective=dt.date(2026, 3, 1))
    review = make.ReviewFactory(region=region, reference_date=dt.date(2026, 2, 1))
    assert names(review) == {"Fanns då", "Arbetsutskottet"}


def test_a_group_that_comes_while_the_review_is_open_is_asked_about_too() -> None:
    review = make.ReviewFactory()
    new = make.GroupFactory(region=review.region, name="Ny")
    part = make.GroupFactory(parent=new, part=True, name="Del")
    back = make.GroupFactory(name="Återuppstår", region=review.region, status=Status.ENDED, effective=TODAY)
    moved = make.GroupFactory(name="Flyttar in")
    assert names(review) == {"Arbetsutskottet", "Ny"}
    lifecycle.change(back, Status.ACTIVE, effective=TODAY)
    tree.move(moved, None, region=review.region, effective=TODAY, reason="Byter delregion")
    tree.move(part, review.commissioner, effective=TODAY, reason="Blir egen")
    assert names(review) == {"Arbetsutskottet", "Ny", "Återuppstår", "Flyttar in", "Del"}


def test_a_closed_review_asks_about_nothing_more() -> None:
    review = make.CompilationFactory().review
    make.GroupFactory(region=review.region, name="Ny")
    assert names(review) == {"Arbetsutskottet"}


def test_a_delregion_has_one_open_review_and_addresses_are_its_own() -> None:
    first = make.ReviewFactory(region__name="Nordväst")
    with pytest.raises(ValidationError) as refused:
        make.ReviewFactory(region=first.region, commissioner=first.commissioner)
    assert refused.value.messages == ["Delregionen har redan en öppen granskning."]
    make.CompilationFactory(review=first)
    second = make.ReviewFactory(region=first.region, commissioner=first.commissioner)
    assert (first.slug, second.slug) == ("nordvast-2026", "nordvast-2026-2")


def test_what_cannot_be_is_refused_at_its_field() -> None:
    other = make.CompilationFactory()
    region = make.RegionFactory()
    facts = {
        "title": "T", "authors": "A", "reference_date": TODAY, "answers_by": TODAY, "by": None, "now": NOW,
        "commissioner": make.GroupFactory(region=region),
    }  # fmt: skip
    for change, field in (
        ({"answers_by": dt.date(2026, 4, 9)}, "answers_by"),
        ({"title": ""}, "title"),
        ({"compared_with": other}, "compared_with"),
        ({"region": region.parent}, "region"),
    ):
        with pytest.raises(ValidationError) as refused:
            reviewing.open_review(**{"region": region} | facts | change)
        assert set(refused.value.message_dict) == {field}
    assert not Review.objects.filter(region=region).exists()


def test_registering_a_group_costs_one_query_more_for_it(django_assert_num_queries) -> None:
    from groups.review_items import enrol

    group = make.GroupFactory()
    with django_assert_num_queries(1):
        enrol(group)
