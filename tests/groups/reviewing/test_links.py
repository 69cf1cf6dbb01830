"""A personal address opens one group in one review, for some weeks, until it is withdrawn or the review is closed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import signing

from groups import answer_links
from groups.answer_links import LinkExpired, LinkOver, LinkVoid
from groups.models import AnswerLink
from meetings import verifier_links
from tests import factories as make
from tests.groups.reviewing.given import NOW, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def link() -> AnswerLink:
    item = item_of(make.GroupFactory())
    return answer_links.make(item, to="MAS", email="mas@example.org", now=NOW, by=make.ProcessLeaderFactory())


def test_it_opens_its_own_group_in_one_query(link, django_assert_num_queries) -> None:
    signed = answer_links.sign(link)
    with django_assert_num_queries(1):
        found = answer_links.read(signed, NOW)
        assert (found, found.item.review.region, found.item.group.type) is not None
    assert found == link
    assert answer_links.read(signed, NOW) == link


def test_two_links_of_one_group_are_two_keys(link) -> None:
    other = answer_links.make(link.item, to="VC", now=NOW, by=None)
    assert answer_links.sign(other) != answer_links.sign(link)
    assert link.uid.hex not in answer_links.sign(other)


def test_forged_and_borrowed_addresses_open_nothing(link, django_assert_num_queries) -> None:
    signed = answer_links.sign(link)
    with django_assert_num_queries(0):
        for address in (
            "", "x", link.uid.hex, signed[:-1], signed.replace(signed[3], "A" if signed[3] != "A" else "B", 1),
            signing.dumps(link.uid.hex), signing.dumps(link.uid.hex, salt=verifier_links.__name__),
            signing.dumps(["x"], salt=answer_links.__name__), signing.dumps(None, salt=answer_links.__name__),
        ):  # fmt: skip
            with pytest.raises(LinkVoid):
                answer_links.read(address, NOW)


def test_it_expires_and_a_reminder_keeps_it_open_longer(link) -> None:
    signed, last = answer_links.sign(link), NOW + answer_links.OPEN_FOR
    assert answer_links.read(signed, last)
    with pytest.raises(LinkExpired):
        answer_links.read(signed, last + dt.timedelta(seconds=1))
    answer_links.prolong(link, last)
    assert answer_links.read(signed, last + dt.timedelta(days=59))


def test_withdrawn_it_opens_nothing_and_the_new_one_does(link) -> None:
    new = answer_links.renew(link, now=NOW, by=None)
    answer_links.withdraw(link, NOW + dt.timedelta(days=1))
    assert link.withdrawn_at == NOW
    with pytest.raises(LinkVoid) as refused:
        answer_links.read(answer_links.sign(link), NOW)
    assert type(refused.value) is LinkVoid
    assert answer_links.read(answer_links.sign(new), NOW).email == "mas@example.org"


def test_after_closing_it_says_so(link) -> None:
    make.CompilationFactory(review=link.item.review)
    with pytest.raises(LinkOver):
        answer_links.read(answer_links.sign(link), NOW)
