"""Moving, cancelling, holding and taking back: what is asked, what is told, what is done, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from meetings import scheduling
from meetings.models import Meeting, Minutes
from tests import factories as make
from tests.groups.admin.sent_form import fields_of, opened
from tests.meetings.admin.world import World, days

pytestmark = pytest.mark.once

CONFIRM = {"bekraftat": "1"}


def url(name: str, meeting: Meeting) -> str:
    return reverse(f"admin:meetings_meeting_{name}", args=[meeting.pk])


def answer(world: World, name: str, meeting: Meeting | None = None, role: str = "leader", **facts: Any) -> Any:
    client, address = world.client(role), url(name, meeting or world.meeting)
    return client.post(address, {**opened(client, address), **facts})


def stored(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def test_cancelling_tells_first_and_does_it_when_confirmed(world: World) -> None:
    asked = answer(world, "cancel", why="sjukdom")
    assert "Nordväst samråd" in asked.context["outcome"][0]
    assert "sjukdom" in asked.context["outcome"][1]
    assert stored(world.meeting).status == Meeting.Status.PLANNED
    done = world.client("leader").post(url("cancel", world.meeting), fields_of(asked), follow=True)
    assert "ställs in" in done.content.decode()
    meeting = stored(world.meeting)
    assert (meeting.status, meeting.cancel_reason) == (Meeting.Status.CANCELLED, "sjukdom")
    assert meeting.history.first().history_user == world.accounts["leader"]


def test_moving_tells_what_follows_and_warns_of_clashes(world: World) -> None:
    world.meeting.guests.add(world.elsewhere)
    make.MeetingFactory(group=world.elsewhere, date=days(44))
    make.AttendanceFactory(meeting=world.meeting)
    asked = answer(world, "move", date=str(days(44)), start="10:00", why="krock")
    told = " ".join(asked.context["outcome"])
    for words in ("ersätts av ett nytt", "kl. 10.00–12.00", "1 rad i närvarolistan"):
        assert words in told
    (clash,) = asked.context["clashes"]
    assert clash.startswith("Sydost samråd, ")
    html = asked.content.decode()
    assert f"<li>{clash}</li>" in html
    assert 'value="Flytta ändå"' in html
    assert Meeting.objects.filter(date=days(44)).count() == 1
    done = world.client("leader").post(url("move", world.meeting), fields_of(asked), follow=True)
    new = stored(world.meeting).replaced_by
    assert (new.date, f"{new.start:%H:%M}", list(new.guests.all())) == (days(44), "10:00", [world.elsewhere])
    assert done.request["PATH_INFO"] == url("change", new)


def test_a_move_is_confirmed_for_the_clashes_that_were_told_and_no_others(world: World) -> None:
    world.meeting.guests.add(world.elsewhere)
    client = world.client("leader")
    sent = fields_of(answer(world, "move", date=str(days(44)), why="krock"))
    make.MeetingFactory(group=world.elsewhere, date=days(44))  # since then
    asked = client.post(url("move", world.meeting), sent)
    assert len(asked.context["clashes"]) == 1
    assert stored(world.meeting).status == Meeting.Status.PLANNED
    changed = client.post(url("move", world.meeting), {**fields_of(asked), "_andra": "x"})
    html = changed.content.decode()
    assert re.search(r'<input type="date" name="date"[^>]*aria-describedby="id_date_warnings"', html)
    assert '<ul class="warnings" id="id_date_warnings"><li>Krockar med Sydost samråd, ' in html
    assert f'value="{days(44)}"' in html
    assert client.post(url("move", world.meeting), fields_of(asked)).status_code == 302
    assert stored(world.meeting).status == Meeting.Status.CANCELLED


def test_answers_can_be_changed_after_being_told(world: World) -> None:
    asked = answer(world, "cancel", why="sjukdom")
    again = world.client("leader").post(url("cancel", world.meeting), {**fields_of(asked), "_andra": "x"})
    assert again.context["outcome"] is None
    assert 'value="sjukdom"' in again.content.decode()


@pytest.mark.parametrize(
    ("name", "facts", "field", "words"),
    [
        ("cancel", {"why": ""}, "why", "måste fyllas i"),
        ("cancel", {"why": "   "}, "why", "måste fyllas i"),
        ("cancel", {"why": "a\0b"}, "why", "Null"),
        ("cancel", {"why": "x" * 251}, "why", "som mest 250"),
        ("move", {"why": "krock"}, "date", "måste fyllas i"),
        ("move", {"why": "krock", "date": "0206-01-01"}, "date", "Året ser inte rätt ut"),
        ("move", {"why": "krock", "date": "2027-13-01"}, "date", "giltigt datum"),
        ("move", {"why": "krock", "date": "2027-01-04", "last_date": "2027-01-03"}, "__all__", "Sista dagen"),
        ("move", {"why": "krock", "date": "2027-01-04", "start": "12:00", "end": "9:00"}, "__all__", "slutar innan"),
        ("move", {"why": "krock", "date": "2027-01-04", "matters_by": "2027-01-05"}, "matters_by", "efter mötet"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_before_anything_is_done(world, name, facts, field, words) -> None:
    for more in ({}, CONFIRM):
        response = answer(world, name, **facts, **more)
        assert response.status_code == 200
        assert words in " ".join(response.context["form"].errors[field])
        assert "Inget är ändrat" in response.content.decode()
    assert stored(world.meeting).status == Meeting.Status.PLANNED
    assert Meeting.objects.count() == 2


def test_moving_to_where_it_is_is_refused(world: World) -> None:
    response = answer(world, "move", date=str(world.meeting.date), why="krock")
    assert "redan då" in " ".join(response.context["form"].errors["date"])


@pytest.mark.parametrize(("name", "facts"), [("cancel", {}), ("move", {"date": str(days(44))})])
def test_what_another_changed_meanwhile_stops_it_and_keeps_what_was_typed(world, name, facts) -> None:
    client, address = world.client("leader"), url(name, world.meeting)
    sent = {**opened(client, address), "why": "sjukdom", **facts, **CONFIRM}
    scheduling.change(world.meeting, {"date": days(35)}, by=None, today=days(0))
    response = client.post(address, sent)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Någon annan har ändrat mötet" in html
    assert 'value="sjukdom"' in html
    assert stored(world.meeting).status == Meeting.Status.PLANNED
    assert client.post(address, {**fields_of(response), **CONFIRM}).status_code == 302
    assert stored(world.meeting).status == Meeting.Status.CANCELLED


@pytest.mark.parametrize("seen", ["", "x", "-1", "\0", "9" * 30])
def test_a_dialog_that_cannot_tell_what_it_showed_does_nothing(world: World, seen: str) -> None:
    response = world.client("leader").post(url("cancel", world.meeting), {"why": "sjukdom", "seen": seen, **CONFIRM})
    assert response.status_code == 409
    assert stored(world.meeting).status == Meeting.Status.PLANNED


def test_a_meeting_is_held_by_one_button_once_its_day_has_come(world: World) -> None:
    client = world.client("note_taker")
    ahead = client.post(url("held", world.meeting), {"seen": world.meeting.sequence}, follow=True)
    assert "hållet först när dagen" in ahead.content.decode()
    assert stored(world.meeting).status == Meeting.Status.PLANNED
    today = make.MeetingFactory(group=world.group, date=days(0))
    assert "är hållet" in client.post(url("held", today), {"seen": 0}, follow=True).content.decode()
    assert stored(today).status == Meeting.Status.HELD
    assert "Någon annan har ändrat" in client.post(url("held", today), {"seen": 0}, follow=True).content.decode()


def test_what_was_marked_by_mistake_is_taken_back_after_being_told(world: World) -> None:
    held = make.HeldMeetingFactory(group=world.group, date=days(-3))
    cancelled = make.MeetingFactory(group=world.group, date=days(3), status="cancelled", cancel_reason="sjukdom")
    for meeting in (held, cancelled):
        client, address = world.client("leader"), url("back", meeting)
        page = client.get(address)
        assert "blir planerat igen" in page.context["outcome"][0]
        assert client.post(address, fields_of(page)).status_code == 302
        assert stored(meeting).status == Meeting.Status.PLANNED


def test_verified_or_replaced_meetings_are_not_taken_back(world: World) -> None:
    verified = make.HeldMeetingFactory(group=world.group, date=days(-3), minutes=Minutes.VERIFIED)
    moved = world.meeting
    scheduling.move(moved, days(44), why="krock", by=None, today=days(0))
    for meeting, words in ((verified, "justerade"), (moved, "ersätts av")):
        client, address = world.client("leader"), url("back", meeting)
        response = client.post(address, fields_of(client.get(address)))
        assert words in response.content.decode()
        assert stored(meeting).status != Meeting.Status.PLANNED


@pytest.mark.parametrize("key", ["0", "999999", "9" * 30])
def test_no_key_breaks_a_dialog(world: World, key: str) -> None:
    for address in ("flytta", "stall-in", "ta-tillbaka"):
        assert world.client("leader").get(f"/admin/meetings/meeting/{key}/{address}/").status_code in {302, 404}
