"""All of a plan is written or nothing, and nothing but what somebody saw."""

import datetime as dt

import pytest

from groups import tree
from groups.models import Group
from samverkan.exchange import incoming
from samverkan.exchange.applying import TreeIsBroken
from samverkan.exchange.digest import digest
from samverkan.exchange.models import Import
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, book, everything, planned, refused, take, taken, words

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)


def test_all_or_nothing_at_an_error_in_the_last_sheet(group):
    before = everything()
    assert words(
        refused(
            topics=[{"name": "Psykiatri"}],
            groups=[{"slug": group.slug, "note": "Ny", "topics": "Psykiatri"}],
            persons=[{"name": "Alma Påhittad"}],
            meetings=[{"group": "Rådet", "date": "2026-11-30", "status": "hållet"}],
        )
    ) == [("status", "Ett möte är hållet först när dagen har kommit.")]
    assert everything() == before


def test_a_broken_tree_takes_nothing_in(group):
    Group.objects.filter(pk=group.pk).update(rght=7)
    before = everything()
    with pytest.raises(TreeIsBroken):
        take(book(groups=[{"slug": group.slug, "note": "Ny"}]))
    with pytest.raises(TreeIsBroken):
        planned(groups=[{"slug": group.slug, "note": "Ny"}])
    assert everything() == before


def test_a_tree_that_an_import_breaks_is_not_kept(group, monkeypatch):
    before = everything()
    calls = iter([True, False])
    monkeypatch.setattr(tree, "is_whole", lambda: next(calls))
    with pytest.raises(TreeIsBroken):
        take(book(groups=[{"slug": group.slug, "note": "Ny"}]))
    assert everything() == before


def test_a_plan_that_is_no_longer_what_was_shown_is_not_written(group):
    said = {"slug": group.slug, "note": "Ny", "purpose": "Syftet"}
    seen = digest(planned(groups=[said]), TODAY)
    group.purpose = "Ett annat syfte"
    tree.update(group)
    before = everything()
    with pytest.raises(incoming.Changed):
        take(book(groups=[said]), seen=seen)
    assert everything() == before
    take(book(groups=[said]), seen=digest(planned(groups=[said]), TODAY))


def test_a_name_that_another_group_bears_by_now_is_not_what_was_shown(group):
    other = f.GroupFactory(name="Annat", region=group.region)
    below = f.GroupFactory(name="Under", region=group.region)
    rows = {"groups": [{"slug": below.slug, "parent": "Rådet"}], "reporting_lines": [{"group": "Under"}]}
    rows["reporting_lines"][0]["to_group"] = "Rådet"
    for sheet, said in rows.items():
        seen = digest(planned(**{sheet: said}), TODAY)
        group.name, other.name = other.name, group.name
        tree.update(group)
        tree.update(other)
        with pytest.raises(incoming.Changed):
            take(book(**{sheet: said}), seen=seen)


@pytest.mark.parametrize(
    ("said", "is_same"),
    [
        ({"status": "pausad"}, False),
        ({"status": "pausad", "status_since": "2026-11-02"}, True),
        ({"parent": "Annat"}, False),
        ({"parent": "Annat", "placed_since": "2026-11-02"}, True),
        ({"note": "Ny"}, True),
    ],
)
def test_a_plan_that_takes_its_day_from_today_is_good_for_today_alone(group, said, is_same):
    f.GroupFactory(name="Annat", region=group.region)
    plan = planned(groups=[{"slug": group.slug} | said])
    assert (digest(plan, TODAY) == digest(plan, TODAY + dt.timedelta(1))) is is_same


def test_what_was_shown_yesterday_is_not_written_as_of_today(group):
    seen = digest(planned(groups=[{"slug": group.slug, "status": "pausad"}]), TODAY)
    tables = incoming.tables(book(groups=[{"slug": group.slug, "status": "pausad"}]), "Fil.zip", [])
    tomorrow = TODAY + dt.timedelta(1)
    with pytest.raises(incoming.Changed):
        incoming.take_in(Import(file_name="Fil.zip"), tables, by=None, today=tomorrow, seen=seen)
    incoming.take_in(Import(file_name="Fil.zip", effective=TODAY), tables, by=None, today=tomorrow, seen=seen)


def test_a_preview_keeps_nothing_and_a_file_without_news_leaves_no_entry(group):
    before = everything()
    assert planned(groups=[{"slug": group.slug, "note": "Ny", "status": "pausad"}]).is_sound
    entry = taken(groups=[{"slug": group.slug, "name": "Rådet"}])
    assert everything() == before
    assert entry.pk is None
