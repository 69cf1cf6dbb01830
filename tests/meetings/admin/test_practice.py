"""A group's habits and its terms without meetings, kept by those who keep the group."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Meeting, NoMeeting, Practice, Term
from tests import factories as make
from tests.groups.admin.sent_form import opened
from tests.meetings.admin.world import World, days

pytestmark = pytest.mark.once

YEAR = days(0).year + 1


def add(world: World, kind: str, role: str = "leader", **facts: Any) -> Any:
    client, url = world.client(role), reverse(f"admin:meetings_{kind}_add")
    return client.post(url, {**opened(client, url), **facts}, follow=True)


def change(world: World, row: Any, **facts: Any) -> Any:
    client, url = world.client("leader"), reverse(f"admin:meetings_{row._meta.model_name}_change", args=[row.pk])
    return client.post(url, {**opened(client, url), **facts}, follow=True)


def errors(response: Any) -> str:
    form = response.context["adminform"].form
    return " ".join(message for messages in form.errors.values() for message in messages)


def test_the_way_from_the_group_leads_to_its_habits_or_to_where_they_are_first_stated(world: World) -> None:
    client = world.client("leader")
    there = client.get(reverse("admin:meetings_practice_of", args=[world.group.pk]))
    assert there["Location"] == reverse("admin:meetings_practice_change", args=[world.practice.pk])
    world.practice.delete()
    there = client.get(reverse("admin:meetings_practice_of", args=[world.group.pk]))
    assert opened(client, there["Location"])["group"] == str(world.group.pk)


def test_habits_are_stated_for_a_group_chosen_by_name_and_changed(world: World) -> None:
    world.practice.delete()
    facts = {"group-sok": "nordväst samråd", "start": "09:00", "end": "12:00", "matters_days": "20"}
    add(world, "practice", **facts)
    practice = Practice.objects.get()
    assert (practice.group, practice.matters_days, f"{practice.start:%H:%M}") == (world.group, 20, "09:00")
    change(world, practice, place="Stadshuset", change_reason="ny lokal")
    practice.refresh_from_db()
    assert (practice.group, practice.place) == (world.group, "Stadshuset")
    assert practice.history.first().history_change_reason == "ny lokal"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"start": "12:00", "end": "09:00"}, "slutar innan det börjar"),
        ({"agenda_days": "366"}, "365"),
        ({"minutes_days": "-1"}, "0"),
        ({"matters_days": "9" * 30}, "365"),
        ({"place": "\0"}, "Null"),
    ],
)
def test_habits_that_cannot_be_are_refused(world: World, facts: dict, words: str) -> None:
    assert words in errors(change(world, world.practice, **facts))
    assert Practice.objects.get() == world.practice


def test_a_leader_states_nothing_of_groups_elsewhere(world: World) -> None:
    for kind, facts in (("practice", {}), ("nomeeting", {"year": YEAR, "term": "spring"})):
        assert "Inget i registret" in errors(add(world, kind, **{"group-sok": "sydost samråd"}, **facts))
    assert (Practice.objects.count(), NoMeeting.objects.count()) == (1, 1)


def test_a_term_without_meetings_is_said_and_taken_back(world: World) -> None:
    Meeting.objects.all().delete()
    add(world, "nomeeting", **{"group-sok": "nordväst samråd", "year": YEAR, "term": "autumn", "reason": "valår"})
    row = NoMeeting.objects.get(year=YEAR)
    assert (row.group, row.term, row.reason) == (world.group, Term.AUTUMN, "valår")
    assert row.history.get().history_user == world.accounts["leader"]
    url = reverse("admin:meetings_nomeeting_delete", args=[row.pk])
    world.client("leader").post(url, {"post": "yes"})
    assert not NoMeeting.objects.filter(year=YEAR).exists()


def test_a_term_with_planned_meetings_or_said_already_is_refused(world: World) -> None:
    make.MeetingFactory(group=world.group, date=days(0).replace(year=YEAR, month=9, day=1))
    facts = {"group-sok": "nordväst samråd", "year": YEAR, "term": "autumn"}
    assert "1 möte är planerat" in errors(add(world, "nomeeting", **facts))
    assert "redan sagt" in errors(add(world, "nomeeting", **{**facts, "year": world.off.year, "term": "spring"}))
    assert "Året ser inte" in errors(add(world, "nomeeting", **{**facts, "year": "206"}))
    assert "1 möte är planerat" in errors(change(world, world.off, year=YEAR, term="autumn"))
    assert NoMeeting.objects.get() == world.off


@pytest.mark.parametrize("kind", ["practice", "nomeeting"])
def test_the_lists_find_groups_and_cost_the_same_for_few_and_many(world: World, kind: str) -> None:
    url = reverse(f"admin:meetings_{kind}_changelist")

    def cost() -> int:
        client = world.client("leader")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = cost()
    for _each in range(10):
        group = make.GroupFactory()
        Practice.objects.create(group=group)
        NoMeeting.objects.create(group=group, year=YEAR, term=Term.SPRING)
    assert cost() == few
    client = world.client("leader")
    assert client.get(url, {"q": "nordvast samrad"}).context["cl"].result_count == 1
    assert client.get(url, {"delregion": "nordvast"}).context["cl"].result_count == 1
