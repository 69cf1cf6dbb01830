"""The demo's reviews: two closed ones that can be compared, and an open one with answers that wait."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from groups import differences, frozen, review_facts, review_letters
from groups.models import Answer, Compilation, Group, Letter, Outcome, Proposal, Review, ReviewItem, User
from tests.demo_fixture import TODAY

pytestmark = [pytest.mark.django_db]

INVENTED = {"natverk-for-vardplanering-bjuv-och-astorp-demo", "arbetsgrupp-for-gemensam-provtagning-demo"}
MERGED = "samrad-unga-vuxna-demo"
RENAMED = "rehabkoordinator-vuxenenhet-och-ekonomiskt-bistand-hoganas"


@pytest.fixture
def closed(demo: dt.date) -> list[Compilation]:
    """The compilations of May 2021 and of spring 2023, the last in two versions."""
    return list(Compilation.objects.select_related("review").order_by("made_at"))


@pytest.fixture
def changes(closed: list[Compilation]) -> differences.Differences:
    return differences.between(closed[0].snapshot, closed[2].snapshot)


@pytest.fixture
def current(demo: dt.date) -> Review:
    return Review.objects.open().get()


def slugs(told: list) -> set[str]:
    return {each.slug for each in told}


@pytest.mark.once
def test_the_closed_reviews_stand_on_stated_days_and_are_whole(closed) -> None:
    assert [(each.review.slug, each.version, each.reason) for each in closed] == [
        ("nordvast-2021", 1, ""),
        ("nordvast-2023", 1, ""),
        ("nordvast-2023", 2, "En förening hade fel namn"),
    ]
    assert [each.review.reference_date for each in closed[:2]] == [dt.date(2021, 5, 31), dt.date(2023, 3, 1)]
    assert all(each.review.closed_at.date() > each.review.reference_date for each in closed)
    assert all(each.is_whole for each in closed)
    assert closed[1].review.compared_with == closed[0]
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING)
    assert set(waiting.values_list("answer__item__review__slug", flat=True)) == {"nordvast-2026"}
    for each in closed:
        assert each.snapshot["authors"] == "processledarna för God och Nära vård"
        assert each.snapshot["commissioner"]["slug"] == "au-nordvast"
        assert "Demo:" in each.snapshot["introduction"]


@pytest.mark.once
def test_the_groups_that_the_inventory_calls_new_are_new(changes) -> None:
    assert slugs(changes.new) == {
        "god-och-nara-vard-helsingborg",
        "mobilt-team-landskrona",
        "arbetsgruppen-mobilt-team-landskrona",
        "narsjukvardsradet-mobilt-team-landskrona",
        "lilla-samverkansmotet-landskrona",  # with the municipalities that came in autumn 2021
        "lilla-samverkansmotet-svalov",
    }


@pytest.mark.once
def test_the_groups_that_are_gone_are_marked_as_invented(changes) -> None:
    assert slugs(changes.ended) == INVENTED | {MERGED}
    assert all("(demo)" in each.name and "(demo)" in each.reason and each.since for each in changes.ended)
    assert [(each.slug, each.successors) for each in changes.merged] == [
        (MERGED, [("stort-lokalt-samrad-psykiatri", "Stort lokalt samråd psykiatri")])
    ]
    ended = Group.objects.filter(slug__in=slugs(changes.ended))
    assert all(group.is_ended and "Påhittad för demon" in group.note for group in ended)
    assert not Group.objects.current().filter(name__contains="(demo)").exists()


@pytest.mark.once
def test_a_new_name_is_neither_a_new_group_nor_one_that_is_gone(changes) -> None:
    (renamed,) = changes.renamed
    assert (renamed.slug, renamed.was) == (RENAMED, "Rehabgruppen Höganäs")
    assert RENAMED not in slugs(changes.new) | slugs(changes.ended)


@pytest.mark.once
def test_what_was_otherwise_in_2021_is_told_field_by_field(changes) -> None:
    changed = {each.slug: {fact.key: (fact.was, fact.now) for fact in each.facts} for each in changes.changed}
    assert changed["stort-lokalt-samrad-psykiatri"]["frequency"] == ("2 ggr/termin", "1 ggr/termin")
    assert {"frequency", "purpose", "municipalities"} <= set(changed["styrgrupp-fact"])
    assert changed["samverkan-akutmottagning-primarvard-helsingborg"] == {
        "frequency": ("varannan månad", "en gång i månaden")
    }
    (committee,) = [each for each in changes.changed if each.slug == "ds-tb-nordvast"]
    assert committee.holders, "the chair of 2021"
    assert {"lilla-samverkansmotet-bjuv", "halsostadens-politiska-styrgrupp"} == slugs(changes.attested)
    assert "stora-samverkansmotet" in slugs(changes.unanswered)


@pytest.mark.once
def test_no_later_review_shows_in_a_closed_one(closed) -> None:
    for each in closed:
        reviewed = {entry["codes"]["reviewed_on"] for entry in each.snapshot["groups"].values()} - {None}
        assert reviewed
        assert max(reviewed) < each.made_at.date().isoformat()
    assert not Group.objects.get(slug="styrgrupp-fact").reviewed_on < TODAY - dt.timedelta(days=60)


@pytest.mark.once
def test_what_the_committee_decided_in_2021_has_come_about_or_not(changes) -> None:
    became = {each.slug: each.became for each in changes.decided}
    assert became["natverk-for-vardplanering-bjuv-och-astorp-demo"] == "avslutad"
    assert became[MERGED] == "avslutad; ersätts av Stort lokalt samråd psykiatri"
    assert became["stora-samverkansmotet"] == "aktiv, oförändrad"
    verdicts = ReviewItem.objects.exclude(verdict="")
    assert {each.verdict_by.username for each in verdicts} == {"au-nv"}
    assert {"return", "merge", "end", "dormant", "continue"} == set(verdicts.values_list("verdict", flat=True))
    assert all("(demo)" in each.verdict_note for each in verdicts if each.verdict_note)


@pytest.mark.once
def test_the_correction_says_what_was_wrong_and_leaves_the_first_version(closed) -> None:
    _old, first, second = closed
    assert "Privata vårdgivares förening" in first.content
    assert "Privata vårdgivares förening" not in second.content
    renamed = first.content.replace("Privata vårdgivares förening", "Privata vårdgivares råd")
    assert json.loads(renamed) | {"version": 2} == second.snapshot


def test_the_database_refuses_to_change_what_is_closed(closed) -> None:
    assert frozen.is_guarded()
    for statement in (
        "UPDATE groups_compilation SET content = '{}'",
        "DELETE FROM groups_compilation WHERE version = 2",
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert [each.pk for each in Compilation.objects.order_by("made_at") if each.is_whole] == [c.pk for c in closed]


@pytest.mark.once
def test_todays_words_are_those_of_the_inventory(demo_group) -> None:
    assert demo_group("Stort lokalt samråd psykiatri").frequency_text == "1 ggr/termin"
    group = Group.objects.get(slug=RENAMED)
    assert group.name == "Rehabkoordinator, vuxenenhet och ekonomiskt bistånd, Höganäs"
    told = list(group.history.order_by("history_id").values_list("name", "history_change_reason"))
    assert told[0] == ("Rehabgruppen Höganäs", "Inläst demo")
    assert (group.name, "Svar i granskningen ”Samverkansgrupper i Nordväst, våren 2023”") in told


@pytest.mark.once
def test_the_open_review_is_of_the_year_and_has_answers_that_wait(demo, current) -> None:
    assert (current.slug, current.title) == ("nordvast-2026", "Samverkansgrupper i Nordväst, 2026")
    assert current.opened_at.date() < demo < current.answers_by
    assert (current.compared_with.review.slug, current.compared_with.version) == ("nordvast-2023", 2)
    answers = Answer.objects.filter(item__review=current)
    assert all(each.settled_at is None for each in answers)
    by_group = {}
    for each in answers.order_by("answered_at"):
        by_group.setdefault(each.item.group.slug, []).append(each)
    assert set(by_group) == {
        "styrgrupp-for-samraden-psykiatri",
        "styrgrupp-fact",
        "litet-samrad-psykiatri",
        "mobilt-team-landskrona",
    }
    (unchanged,) = by_group["styrgrupp-for-samraden-psykiatri"]
    assert unchanged.unchanged
    (changed,) = by_group["styrgrupp-fact"]
    asked = set(changed.proposals.values_list("field", flat=True))
    assert asked == {"frequency", "basis", Proposal.OTHER}
    first, second = by_group["litet-samrad-psykiatri"]
    assert first.unchanged
    assert (second.outcome, second.merge_with.slug) == (Outcome.MERGE, "stort-lokalt-samrad-psykiatri")
    assert first.link.person != second.link.person
    (on_behalf,) = by_group["mobilt-team-landskrona"]
    assert (on_behalf.recorded_by.username, on_behalf.on_behalf_of) == (
        "processledare-nv",
        "MAS i Landskrona, per telefon",
    )
    told = review_facts.of(Group.objects.get(slug="styrgrupp-fact"), demo)
    assert told["frequency"].value == "4 gånger per år", "nothing changes before it is accepted"


@pytest.mark.once
def test_letters_are_noted_and_some_are_to_be_rung(demo, current) -> None:
    letters = Letter.objects.select_related("link")
    assert {each.kind for each in letters} == {"invitation", "reminder"}
    assert all(each.sent_at and not each.problem for each in letters)
    assert all(each.link.email.endswith("@example.org") for each in letters)
    now = timezone.make_aware(dt.datetime.combine(demo, dt.time(12)))
    to_ring = {item.group.label for item in review_letters.post(current, Letter.Kind.REMINDER, now).to_ring}
    assert {"Lilla samverkansmötet Båstad", "Stora samverkansmötet", "Klustersamverkan NV"} <= to_ring
    assert len(to_ring) < current.items.count() - Answer.objects.filter(item__review=current).count()


@pytest.mark.once
def test_who_sits_in_the_committee_reads_and_nobody_else(demo, current) -> None:
    readable = {user.username: Review.objects.readable_by(user, demo).count() for user in User.objects.all()}
    assert readable == {
        "admin": 3,
        "processledare-nv": 3,
        "processledare-so": 0,
        "antecknare-nv": 0,
        "au-nv": 3,
    }
