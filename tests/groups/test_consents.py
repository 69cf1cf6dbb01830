"""Whose names may be shown publicly: what is asked of today's records, along those merged into each other."""

from __future__ import annotations

import uuid

import pytest

from groups.consents import consenting
from groups.merging import merge_persons
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_a_consent_taken_back_holds_no_longer(django_assert_num_queries) -> None:
    kept, taken_back = PersonFactory(name_public=True), PersonFactory(name_public=True)
    taken_back.name_public = False
    taken_back.save()
    with django_assert_num_queries(1):  # the persons
        assert consenting([str(kept.uid), str(taken_back.uid)]) == {str(kept.uid)}


def test_a_record_that_was_merged_consents_as_the_one_that_stays() -> None:
    first, second, last = (PersonFactory(name_public=True) for _time in range(3))
    merge_persons(second, first, by=None, reason="Dubblett")
    merge_persons(last, second, by=None, reason="Dubblett")
    asked = [str(each.uid) for each in (first, second, last)]
    assert consenting(asked) == set(asked)
    last.refresh_from_db()
    last.name_public = False
    last.save()
    assert consenting(asked) == set()


def test_a_record_that_is_gone_does_not_consent() -> None:
    gone = PersonFactory(name_public=True)
    uid = str(gone.uid)
    gone.delete()
    assert consenting([uid, str(uuid.uuid4())]) == set()
