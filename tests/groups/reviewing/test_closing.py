"""Verdicts, closing and correcting: the compilation is frozen with the review, wholly or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from groups import reviewing
from groups.models import Compilation, ReviewItem
from groups.models.compilation import canonical, digest
from groups.reviewing import ReviewClosed, ReviewOpen
from tests import factories as make
from tests.groups.reviewing.given import NOW, TODAY, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make.ProcessLeaderFactory()


def compose(review, version):
    return {"title": review.title, "version": version, "ö": "å"}, {"uid": {"name": "Påhittad", "public": True}}


def test_a_verdict_is_noted_with_its_day_and_taken_back(by) -> None:
    item = item_of(make.GroupFactory())
    reviewing.decide(item, ReviewItem.Verdict.MERGE, note="med samrådet", on=TODAY, by=by, now=NOW)
    item.refresh_from_db()
    assert (item.verdict, item.verdict_note, item.verdict_on, item.verdict_by) == ("merge", "med samrådet", TODAY, by)
    assert item.history.first().history_user == by
    reviewing.decide(item, "", on=None, by=by, now=NOW)
    item.refresh_from_db()
    assert (item.verdict, item.verdict_on, item.verdict_by) == ("", None, None)
    assert item.group.status == "active"


def test_a_verdict_has_a_day_that_is_not_ahead(by) -> None:
    item = item_of(make.GroupFactory())
    for verdict, on, field in (
        ("end", None, "verdict_on"),
        ("end", TODAY + dt.timedelta(days=1), "verdict_on"),
        ("gone", TODAY, "verdict"),
    ):
        with pytest.raises(ValidationError) as refused:
            reviewing.decide(item, verdict, on=on, by=by, now=NOW)
        assert set(refused.value.message_dict) == {field}


def test_closing_freezes_what_was_composed(by) -> None:
    review = make.ReviewFactory()
    compilation = reviewing.close(review, by=by, now=NOW, compose=compose)
    compilation.refresh_from_db()
    assert (compilation.version, compilation.made_at, compilation.made_by) == (1, NOW, by)
    assert compilation.content == canonical(compose(review, 1)[0])
    assert compilation.sha256 == digest(compilation.content)
    assert compilation.is_whole
    assert compilation.names["uid"]["name"] == "Påhittad"
    assert not review.is_open
    review.refresh_from_db()
    assert (review.closed_at, review.closed_by) == (NOW, by)
    with pytest.raises(ReviewClosed):
        reviewing.close(review, by=by, now=NOW, compose=compose)


def test_a_correction_is_a_further_version_and_the_first_stays(by) -> None:
    review = make.ReviewFactory()
    with pytest.raises(ReviewOpen):
        reviewing.correct(review, reason="Fel namn", by=by, now=NOW, compose=compose)
    first = reviewing.close(review, by=by, now=NOW, compose=compose)
    with pytest.raises(ValidationError, match="rättat"):
        reviewing.correct(review, reason=" ", by=by, now=NOW, compose=compose)
    for version in (2, 3):
        made = reviewing.correct(review, reason="Fel namn", by=by, now=NOW, compose=compose)
        assert (made.version, made.snapshot["version"], made.reason) == (version, version, "Fel namn")
    assert Compilation.objects.get(pk=first.pk).snapshot["version"] == 1


@pytest.mark.parametrize("where", ["compose", "save"])
def test_a_crash_while_closing_leaves_the_review_open(by, monkeypatch, where) -> None:
    review = make.ReviewFactory()
    saved = Compilation.save

    def crash(compilation, *args, **kwargs):
        if where == "save":
            saved(compilation, *args, **kwargs)
        raise RuntimeError

    if where == "save":
        monkeypatch.setattr(Compilation, "save", crash)
    with pytest.raises(RuntimeError):
        reviewing.close(review, by=by, now=NOW, compose=compose if where == "save" else crash)
    assert review.is_open
    review.refresh_from_db()
    assert review.is_open
    assert not Compilation.objects.exists()
    assert review.history.count() == 1
