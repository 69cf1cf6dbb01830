"""Planning a year: the questions, the proposal that can be changed, the warnings, and the meetings that are made."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import Meeting, NoMeeting, Practice, Term
from tests import factories as make
from tests.groups.admin.sent_form import fields_of, opened
from tests.meetings.admin.world import World, days

pytestmark = pytest.mark.once

URL = "/admin/meetings/meeting/planera/"
NEXT = days(0).year + 1


@pytest.fixture(autouse=True)
def twice_a_term(world: World) -> None:
    world.group.frequency_text = "2 ggr/termin"
    world.group.save()
    Meeting.objects.all().delete()


def proposed(world: World, role: str = "leader", **asked: Any) -> Any:
    return world.client(role).get(URL, {"grupp": world.group.pk, "ar": NEXT, **asked})


def dates(response: Any) -> list[dt.date]:
    return [form.initial["dag"] for form in response.context["rows"] if form.initial.get("dag")]


def address(world: World) -> str:
    return f"{URL}?grupp={world.group.pk}&ar={NEXT}"


def send(world: World, button: str = "_lagg_in", role: str = "leader", **facts: Any) -> Any:
    client = world.client(role)
    return client.post(address(world), {**opened(client, address(world)), **facts, button: "x"}, follow=True)


def test_first_the_group_is_chosen_by_name(world: World) -> None:
    html = world.client("leader").get(URL).content.decode()
    assert 'name="grupp-sok"' in html
    assert 'name="dag-0-dag"' not in html
    response = world.client("leader").get(URL, {"grupp-sok": "nordväst samråd", "grupp": "", "grupp-visad": ""})
    assert response.context["group"] == world.group
    assert len(dates(response)) >= 2


def test_a_year_of_days_is_proposed_from_the_groups_words_and_nothing_is_written(world: World) -> None:
    response = proposed(world)
    days_of = dates(response)
    assert [day.month <= 6 for day in days_of] == [True, True, False, False]
    assert {day.year for day in days_of} == {NEXT}
    html = response.content.decode()
    assert "2 ggr/termin" in html
    assert 'name="var" value="2"' in html
    assert not Meeting.objects.exists()


def test_year_number_and_weekday_can_be_asked_for(world: World) -> None:
    response = proposed(world, var="3", host="0", veckodag="4")
    assert [day.weekday() for day in dates(response)] == [4, 4, 4]
    assert {day.month <= 6 for day in dates(response)} == {True}


def test_a_group_that_does_not_say_how_often_is_asked_and_may_still_be_planned(world: World) -> None:
    world.group.frequency_text = "behovsstyrd"
    world.group.save()
    response = proposed(world)
    assert dates(response) == []
    assert "säger inte hur många möten" in response.content.decode()
    assert len(dates(proposed(world, var="1"))) == 1
    send(world, **{"dag-0-med": "on", "dag-0-dag": f"{NEXT}-03-04"})
    assert Meeting.objects.get().date == dt.date(NEXT, 3, 4)


def test_the_days_become_meetings_when_confirmed(world: World) -> None:
    Practice.objects.filter(group=world.group).update(place="Stadshuset", start="09:00", end="12:00")
    wanted = dates(proposed(world))
    html = send(world, title="x").content.decode()
    assert "4 möten är inlagda för Nordväst samråd." in html
    made = list(Meeting.objects.order_by("date"))
    assert [each.date for each in made] == wanted
    assert {(each.place, f"{each.start:%H}", each.group) for each in made} == {("Stadshuset", "09", world.group)}
    assert {each.history.get().history_user for each in made} == {world.accounts["leader"]}


def test_days_are_changed_left_out_and_added(world: World) -> None:
    client = world.client("leader")
    sent = opened(client, address(world))
    sent.pop("dag-1-med")
    sent |= {"dag-0-dag": f"{NEXT}-02-03", "dag-5-med": "on", "dag-5-dag": f"{NEXT}-12-01", "_lagg_in": "x"}
    client.post(address(world), sent)
    made = list(Meeting.objects.order_by("date").values_list("date", flat=True))
    assert len(made) == 4
    assert (made[0], made[-1]) == (dt.date(NEXT, 2, 3), dt.date(NEXT, 12, 1))


def test_looking_again_warns_of_each_day_and_makes_nothing(world: World) -> None:
    child = make.GroupFactory(parent=world.group)
    make.MeetingFactory(group=child, date=dt.date(NEXT, 2, 3))
    response = send(world, "_se", **{
        "dag-0-dag": f"{NEXT}-02-03", "dag-1-dag": f"{NEXT}-05-01", "dag-2-dag": "2020-09-01", "start": "11:00",
        "end": "12:00",
    })  # fmt: skip
    warned = [form.warnings for form in response.context["rows"]]
    assert any("Krockar med" in words and "(underordnad grupp)" in words for words in warned[0])
    assert warned[1] == ["Första maj"]
    assert "Dagen har passerat" in warned[2]
    assert Meeting.objects.count() == 1
    later = send(world, "_se", **{"dag-0-dag": f"{NEXT}-02-03", "start": "13:00", "end": "14:00"})
    assert later.context["rows"].forms[0].warnings == []


def test_sending_the_same_plan_twice_makes_it_once(world: World) -> None:
    client = world.client("leader")
    sent = {**opened(client, address(world)), "_lagg_in": "x"}
    client.post(address(world), sent)
    html = client.post(address(world), sent, follow=True).content.decode()
    assert Meeting.objects.count() == 4
    assert "4 dagar hade redan ett möte" in html


def test_what_is_planned_already_and_terms_off_are_told(world: World) -> None:
    make.MeetingFactory(group=world.group, date=dt.date(NEXT, 3, 4))
    NoMeeting.objects.create(group=world.group, year=NEXT, term=Term.AUTUMN, reason="valår")
    response = proposed(world)
    html = response.content.decode()
    assert len(dates(response)) == 1
    assert f"4 mars {NEXT}" in html
    assert "inte möts hösten" in html
    assert "valår" in html


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"dag-0-dag": ""}, "Ange vilken dag"),
        ({"dag-0-dag": "i morgon"}, "giltigt datum"),
        ({"dag-0-dag": "0206-02-03"}, "Året ser inte rätt ut"),
        ({"dag-0-dag": "\0"}, "giltigt datum"),
        ({"start": "12:00", "end": "09:00"}, "slutar innan det börjar"),
        ({"end": "09:00", "start": ""}, "när mötet börjar"),
        ({"mode": "telepati"}, "giltigt alternativ"),
        ({"link": "inte en länk"}, "giltig URL"),
        ({"place": "x" * 201}, "som mest 200"),
        ({"dag-TOTAL_FORMS": "x"}, "ManagementForm"),
        ({"dag-TOTAL_FORMS": "100000"}, "70"),
        ({f"dag-{each}-med": "" for each in range(4)}, "minst en dag"),
    ],
)
def test_what_cannot_be_is_told_and_no_meeting_is_made(world: World, facts: dict, words: str) -> None:
    facts = {name: value for name, value in facts.items() if value or not name.endswith("-med")}
    left_out = {} if facts else {f"dag-{each}-med" for each in range(4)}
    client = world.client("leader")
    sent = {name: value for name, value in opened(client, address(world)).items() if name not in left_out}
    response = client.post(address(world), {**sent, **facts, "_lagg_in": "x"})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"ar": "x"}, {"ar": "0"}, {"ar": "9" * 30}, {"ar": "1999"}, {"var": "-1"}, {"var": "9" * 30}, {"host": "\0"},
        {"veckodag": "7"}, {"veckodag": "x"}, {"grupp": "0"}, {"grupp": "9" * 30}, {"grupp": "\0"}, {"grupp": "x"},
        {"grupp-sok": "x" * 3000, "grupp": ""}, {"okand": "\0"},
    ],
)  # fmt: skip
def test_no_address_breaks_the_page(world: World, asked: dict) -> None:
    for role in ("leader", "note_taker"):
        for method in ("get", "post"):
            client = world.client(role)
            query = {"grupp": str(world.group.pk), "ar": str(NEXT), **asked}
            response = client.get(URL, query) if method == "get" else client.post(URL, {}, query_params=query)
            assert response.status_code == 200
    assert not Meeting.objects.exists()


def test_each_plans_for_the_groups_whose_meetings_they_keep(world: World) -> None:
    for role, reaches in (("leader", True), ("note_taker", True), ("other_leader", False), ("other_note_taker", False)):
        response = proposed(world, role)
        assert ("group" in response.context) is reaches, role
    client = world.client("other_leader")
    sent = {**fields_of(proposed(world)), "_lagg_in": "x"}
    client.post(address(world), sent)
    assert not Meeting.objects.exists()


def test_before_september_the_year_is_this_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from meetings.admin import plan_views

    for day, year in ((dt.date(2027, 8, 31), 2027), (dt.date(2027, 9, 1), 2028)):
        monkeypatch.setattr(plan_views, "localdate", lambda day=day: day)
        response = world.client("leader").get(URL, {"grupp": world.group.pk})
        assert response.context["year"] == year
        assert all(each > day for each in dates(response))
    assert timezone.localdate()


def test_planning_costs_the_same_for_few_days_and_many(world: World) -> None:
    """2 session and account · 2 role and permissions · 1 regions kept · 1 group · 3 what stands, terms off and habit ·
    5 clashes; none for each day.
    """

    def cost(**asked: str) -> int:
        client = world.client("leader")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(world), {"grupp": world.group.pk, "ar": NEXT, **asked}).status_code == 200
        return len(queries)

    for day in dates(proposed(world, var="1", host="1")):
        make.MeetingFactory(group=make.GroupFactory(parent=world.group), date=day)
    few = cost(var="1", host="1")
    for number in range(10):
        make.MeetingFactory(group=make.GroupFactory(parent=world.group), date=dt.date(NEXT, 2, 1 + number))
    assert cost(var="20", host="20") == few <= 16
