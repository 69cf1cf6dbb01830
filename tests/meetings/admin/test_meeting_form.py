"""A meeting's page in the admin: filled in, refused, and saved by two at once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups import lifecycle
from groups.models import Group, Person
from meetings import scheduling
from meetings.models import Meeting, Minutes, Mode, NoMeeting, Practice, Term
from tests import factories as make
from tests.groups.admin.sent_form import choose, opened
from tests.meetings.admin.world import World, days

pytestmark = pytest.mark.once

ADD = "/admin/meetings/meeting/add/"


def url(meeting: Meeting) -> str:
    return reverse("admin:meetings_meeting_change", args=[meeting.pk])


def add(world: World, role: str = "leader", address: str = ADD, **facts: Any) -> Any:
    client = world.client(role)
    sent = {**opened(client, address), **facts}
    return client.post(address, {name: value for name, value in sent.items() if value is not None}, follow=True)


def change(world: World, role: str = "leader", meeting: Meeting | None = None, **facts: Any) -> Any:
    client, address = world.client(role), url(meeting or world.meeting)
    return client.post(address, {**opened(client, address), **facts}, follow=True)


def problems(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


# A new one


def test_a_meeting_is_added_for_a_group_chosen_by_name(world: World) -> None:
    response = add(
        world, **{"group-sok": "nordväst samråd", "date": str(days(50)), "start": "09:00", "title": "Internat"}
    )
    assert response.status_code == 200
    meeting = Meeting.objects.get(date=days(50))
    assert (meeting.group, meeting.title, f"{meeting.start:%H:%M}") == (world.group, "Internat", "09:00")
    record = meeting.history.get()
    assert (record.history_type, record.history_user) == ("+", world.accounts["leader"])


def test_a_new_meeting_begins_with_the_habits_of_the_group_that_one_comes_from(world: World) -> None:
    Practice.objects.filter(group=world.group).update(place="Stadshuset", mode=Mode.BOTH, start="13:00", end="15:00")
    for asked in (world.group.pk, world.group.slug):
        sent = opened(world.client("leader"), f"{ADD}?grupp={asked}")
        assert (sent["place"], sent["mode"], sent["start"], sent["end"]) == ("Stadshuset", "both", "13:00", "15:00")
        assert sent["group"] == str(world.group.pk)
    assert opened(world.client("leader"), f"{ADD}?grupp={world.elsewhere.pk}")["place"] == ""


def test_a_note_taker_chooses_among_their_own_groups(world: World) -> None:
    html = world.client("note_taker").get(ADD).content.decode()
    assert "Nordväst samråd" in html
    assert "Sydost samråd" not in html
    add(world, "note_taker", group=str(world.group.pk), date=str(days(50)))
    assert Meeting.objects.get(date=days(50)).group == world.group
    refused = add(world, "note_taker", group=str(world.elsewhere.pk), date=str(days(51)))
    assert "group" in problems(refused)
    assert not Meeting.objects.filter(date=days(51)).exists()


def test_a_leader_adds_no_meeting_for_a_group_elsewhere(world: World) -> None:
    for facts in ({"group-sok": "sydost samråd"}, {"group": str(world.elsewhere.pk), "group-sok": None}):
        client, sent = world.client("leader"), opened(world.client("leader"), ADD)
        sent |= {**facts, "date": str(days(50))}
        response = client.post(ADD, {name: value for name, value in sent.items() if value is not None})
        assert "group" in problems(response)
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"date": ""}, "date", "måste fyllas i"),
        ({"date": "2026-02-30"}, "date", "giltigt datum"),
        ({"date": "0206-02-03"}, "date", "Året ser inte rätt ut"),
        ({"start": "12:00", "end": "09:00"}, "__all__", "slutar innan det börjar"),
        ({"end": "09:00", "start": ""}, "__all__", "när mötet börjar"),
        ({"start": "25:00"}, "start", "giltig tid"),
        ({"last_date": "2020-01-01"}, "__all__", "Sista dagen"),
        ({"link": "inte en länk"}, "link", "giltig URL"),
        ({"mode": "telepati"}, "mode", "giltigt alternativ"),
        ({"title": "x" * 151}, "title", "som mest 150"),
        ({"place": "a\0b"}, "place", "Null"),
        ({"guest_1-sok": "Sydost samrad", "guest_0-sok": "nordväst samråd"}, "guest_0", "sin egen gäst"),
        ({"guest_0-sok": "finns inte"}, "guest_0", "Inget i registret"),
        ({"chair-sok": "finns inte"}, "chair", "Inget i registret"),
        ({"matters_by": "2999-01-01"}, "matters_by", "efter mötet"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(
    world: World, facts: dict, field: str, words: str
) -> None:
    typed = {"group-sok": "nordväst samråd", "date": str(days(50)), "title": "Internat", **facts}
    response = add(world, **typed)
    assert words in " ".join(problems(response)[field])
    assert Meeting.objects.count() == 2
    html = response.content.decode()
    assert "Inget är sparat" in html
    for value in typed.values():
        assert "\0" in value or f'value="{value}"' in html or value == "telepati"


def test_an_ended_group_is_not_called_to_new_meetings(world: World) -> None:
    lifecycle.end(world.group, effective=days(0), reason="klar")
    response = add(world, **{"group-sok": "nordväst samråd", "date": str(days(50))})
    assert "avslutad" in " ".join(problems(response)["group"])


def test_one_is_warned_of_a_term_off(world: World) -> None:
    NoMeeting.objects.create(group=world.group, year=days(50).year, term=Term.of_month(days(50).month))
    assert "inte möts" in add(world, **{"group-sok": "nordväst samråd", "date": str(days(50))}).content.decode()


# A new one at the same time as others


@pytest.fixture
def related(world: World) -> World:
    """The two groups share a member, and both meet in 30 days."""
    person = make.PersonFactory()
    for group in (world.group, world.elsewhere):
        make.MembershipFactory(person=person, seat__group=group)
    return world


def at(day: int, **facts: str) -> dict[str, str]:
    return {"group-sok": "nordväst samråd", "date": str(days(day)), "start": "11:00", **facts}


def warned(response: Any) -> list[str]:
    """The warnings that the field for the day tells of, to those who hear the page as well."""
    html = response.content.decode()
    field = re.search(r'<input type="date" name="date"[^>]*>', html)[0]
    (described,) = re.findall(r'aria-describedby="([^"]+)"', field) or [""]
    found = re.search(r'<ul class="warnings" id="id_date_warnings">(.*?)</ul>', html, re.DOTALL)
    assert bool(found) == ("id_date_warnings" in described.split())
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


def test_a_new_meeting_that_clashes_is_told_of_before_it_is_saved_and_then_saved_all_the_same(related: World) -> None:
    typed = at(30, title="Internat", place="Rådhuset", **{"guest_1-sok": ""})
    asked = add(related, **typed)
    assert Meeting.objects.count() == 2
    assert asked.status_code == 200
    first, second = warned(asked)
    assert first.startswith("Krockar med Nordväst samråd, ")
    assert first.endswith("(samma grupp).")
    assert second.startswith("Krockar med Sydost samråd, ")
    assert second.endswith("(1 gemensam ledamot).")
    html = asked.content.decode()
    assert re.search(r'role="alert">\s*<h2>Mötet krockar med 2 andra</h2>', html)
    assert 'value="Spara ändå"' in html
    again = opened_from(asked)
    assert {name: again[name] for name in typed} == typed
    saved = related.client("leader").post(ADD, {**again, "_save": "Spara ändå"}, follow=True)
    meeting = Meeting.objects.get(title="Internat")
    assert (meeting.date, meeting.place) == (days(30), "Rådhuset")
    assert meeting.history.get().history_type == "+"
    assert "change_reason" not in again, "there is no change to give a reason for"
    assert "Krockar med" not in saved.content.decode(), "it has been told"
    page = related.client("leader").get(url(related.meeting)).content.decode()
    assert "Sydost samråd" in page
    assert "gemensam ledamot" in page


def test_a_new_meeting_that_clashes_with_nothing_is_saved_at_once(related: World) -> None:
    add(related, **at(31))
    assert Meeting.objects.filter(date=days(31)).exists()
    add(related, **at(32, told="x"))
    assert Meeting.objects.filter(date=days(32)).exists()


def test_who_has_been_told_of_some_clashes_is_told_of_others(related: World) -> None:
    make.MeetingFactory(group=related.elsewhere, date=days(31))
    again = opened_from(add(related, **at(30)))
    client = related.client("leader")
    other = client.post(ADD, {**again, "date": str(days(31))})
    assert [words.partition(",")[0] for words in warned(other)] == ["Krockar med Sydost samråd"]
    assert re.search(r'role="alert">\s*<h2>Mötet krockar med ett annat</h2>', other.content.decode())
    assert Meeting.objects.count() == 3
    # What was told of is changed by somebody else before it is sent again.
    scheduling.change(related.theirs, {"title": "Internat", "end": dt.time(15)}, by=None, today=days(0))
    once_more = client.post(ADD, again)
    assert len(warned(once_more)) == 2
    assert Meeting.objects.count() == 3
    assert client.post(ADD, opened_from(once_more)).status_code == 302
    assert Meeting.objects.count() == 4


def test_what_cannot_be_is_refused_before_anybody_is_asked_to_save_it_all_the_same(related: World) -> None:
    response = add(related, **at(30, matters_by=str(days(40))))
    assert "efter mötet" in " ".join(problems(response)["matters_by"])
    assert not warned(response)
    assert "Spara ändå" not in response.content.decode()


def test_one_is_told_of_no_meeting_that_one_may_not_see(related: World) -> None:
    Group.objects.filter(pk=related.elsewhere.pk).update(is_public=False)
    asked = add(related, "note_taker", **{**at(30), "group-sok": None, "group": str(related.group.pk)})
    assert [words.partition(",")[0] for words in warned(asked)] == ["Krockar med Nordväst samråd"]


# Changing


def test_what_is_changed_is_saved_with_guests_and_persons(world: World) -> None:
    chair = make.PersonFactory(name="Åke Ängsblom")
    change(world, **{"place": "Stadshuset", "guest_0-sok": "sydost samråd", "chair-sok": "ake angsblom",
                     "change_reason": "större sal"})  # fmt: skip
    meeting = Meeting.objects.get(pk=world.meeting.pk)
    assert (meeting.place, meeting.chair, list(meeting.guests.all())) == ("Stadshuset", chair, [world.elsewhere])
    assert meeting.history.first().history_change_reason == "större sal"
    sent = opened(world.client("leader"), url(meeting))
    assert (sent["guest_0"], sent["chair"]) == (str(world.elsewhere.pk), str(chair.pk))
    sent |= {"guest_0-sok": ""}
    world.client("leader").post(url(meeting), sent)
    assert not meeting.guests.exists()
    assert Meeting.objects.get(pk=meeting.pk).chair == chair


def test_the_group_of_a_meeting_stays(world: World) -> None:
    change(world, group=str(world.elsewhere.pk), place="Stadshuset")
    meeting = Meeting.objects.get(pk=world.meeting.pk)
    assert (meeting.group, meeting.place) == (world.group, "Stadshuset")


def test_a_note_taker_chooses_persons_of_their_own_groups_alone(world: World) -> None:
    stranger, member = make.PersonFactory(name="Främmande Frida"), make.PersonFactory(name="Medlem Maja")
    make.MembershipFactory(person=member, seat__group=world.group)
    assert "chair" in problems(change(world, "note_taker", **{"chair-sok": "främmande frida"}))
    change(world, "note_taker", **{"chair-sok": "medlem maja"})
    assert Meeting.objects.get(pk=world.meeting.pk).chair == member
    Meeting.objects.filter(pk=world.meeting.pk).update(chair=stranger)  # a leader has chosen them
    change(world, "note_taker", place="Stadshuset")
    meeting = Meeting.objects.get(pk=world.meeting.pk)
    assert (meeting.chair, meeting.place) == (stranger, "Stadshuset")


@pytest.mark.parametrize(("role", "kind", "words", "found"), [
    ("note_taker", "person", "frida", []),
    ("note_taker", "person", "maja", ["Medlem Maja"]),
    ("leader", "person", "frida", ["Främmande Frida"]),
    ("note_taker", "grupp", "samråd", ["Nordväst samråd – Nordväst", "Sydost samråd – Sydost"]),
    ("note_taker", "grupp", "dolda", []),
    ("leader", "grupp", "dolda", ["Dolda gruppen – Nordost"]),
    ("note_taker", "konto", "a", []),
])  # fmt: skip
def test_suggestions_tell_no_more_than_the_account_may_choose(world, role, kind, words, found) -> None:
    make.PersonFactory(name="Främmande Frida")
    make.MembershipFactory(person=make.PersonFactory(name="Medlem Maja"), seat__group=world.group)
    make.GroupFactory(name="Dolda gruppen", is_public=False, region=make.RegionFactory(name="Nordost"))
    answer = world.client(role).get(reverse("admin:meetings_meeting_suggest"), {"vad": kind, "q": words})
    assert sorted(row["text"] for row in answer.json()["results"]) == found


def test_verified_minutes_keep_what_they_say_and_the_rest_can_be_changed(world: World) -> None:
    meeting = make.HeldMeetingFactory(group=world.group, date=days(-30), minutes=Minutes.VERIFIED)
    change(world, meeting=meeting, place="Annanstans", title="Annat", diary_number="2026/17",
           **{"guest_0-sok": "sydost samråd"})  # fmt: skip
    stored = Meeting.objects.get(pk=meeting.pk)
    assert (stored.place, stored.title, stored.diary_number) == ("", "", "2026/17")
    assert not stored.guests.exists()


# Two at once


def test_what_another_saved_meanwhile_is_neither_lost_nor_overwritten(world: World) -> None:
    mine, theirs = world.client("leader"), world.client("note_taker")
    address = url(world.meeting)
    my_page, their_page = opened(mine, address), opened(theirs, address)
    theirs.post(address, {**their_page, "place": "Rådhuset", "title": "Internat"})
    response = mine.post(address, {**my_page, "place": "Stadshuset", "start": "10:00"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Någon annan har sparat mötet medan du skrev" in html
    assert "ändrat av er båda" in html
    stored = Meeting.objects.get(pk=world.meeting.pk)
    assert (stored.place, f"{stored.start:%H}") == ("Rådhuset", "09")
    again = opened_from(response)
    assert (again["place"], again["start"], again["title"]) == ("Stadshuset", "10:00", "Internat")
    assert mine.post(address, again).status_code == 302
    stored = Meeting.objects.get(pk=world.meeting.pk)
    assert (stored.place, f"{stored.start:%H}", stored.title) == ("Stadshuset", "10", "Internat")


def opened_from(response: Any) -> dict:
    from tests.groups.admin.sent_form import fields_of

    return fields_of(response)


def test_what_is_noted_at_the_meeting_meanwhile_is_no_conflict(world: World) -> None:
    client, address = world.client("leader"), url(world.meeting)
    sent = opened(client, address)
    Meeting.objects.filter(pk=world.meeting.pk).update(revision=17, next_meeting="i januari")
    assert client.post(address, {**sent, "place": "Stadshuset"}).status_code == 302
    stored = Meeting.objects.get(pk=world.meeting.pk)
    assert (stored.place, stored.next_meeting) == ("Stadshuset", "i januari")


def test_a_page_that_cannot_tell_what_it_showed_is_shown_again(world: World) -> None:
    client, address = world.client("leader"), url(world.meeting)
    for seen in ("", "x", "\0"):
        response = client.post(address, {**opened(client, address), "seen": seen, "place": "Stadshuset"})
        assert response.status_code == 409
        assert 'value="Stadshuset"' in response.content.decode()
    assert Meeting.objects.get(pk=world.meeting.pk).place == ""


# The page


def test_the_page_tells_what_is_due_and_what_may_be_done(world: World) -> None:
    html = world.client("leader").get(url(world.meeting)).content.decode()
    for page in ("move", "cancel", "history"):
        assert reverse(f"admin:meetings_meeting_{page}", args=[world.meeting.pk]) in html
    assert reverse("admin:meetings_meeting_held", args=[world.meeting.pk]) not in html  # it is ahead
    assert reverse("admin:meetings_meeting_back", args=[world.meeting.pk]) not in html
    past = make.MeetingFactory(group=world.group, date=days(0))
    html = world.client("leader").get(url(past)).content.decode()
    assert reverse("admin:meetings_meeting_held", args=[past.pk]) in html
    new = scheduling.move(world.meeting, days(60), why="krock", by=None, today=days(0))
    html = world.client("leader").get(url(world.meeting)).content.decode()
    assert f'href="{url(new)}"' in html
    assert "krock" in html


def test_the_page_costs_the_same_whatever_there_is_to_choose_among(world: World) -> None:
    """2 session and account · 2 role and permissions · 1 regions kept · 2 the meeting, twice · 1 may it be edited ·
    1 its guests · 6 clashes; the note taker's seats instead of regions. None for each group, person or guest.
    """

    def cost(role: str) -> int:
        client = world.client(role)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(world.meeting)).status_code == 200
        return len(queries)

    roles = ("leader", "note_taker")
    few = [cost(role) for role in roles]
    for _each in range(10):
        guest = make.GroupFactory(region=world.group.region)
        world.meeting.guests.add(guest)
        make.MembershipFactory(seat__group=guest)
        make.MeetingFactory(group=guest, date=world.meeting.date)
    assert [cost(role) for role in roles] == few
    assert max(few) <= 18


def test_the_history_says_who_changed_what_and_nothing_of_counters(world: World) -> None:
    change(world, place="Stadshuset", change_reason="större sal")
    html = (
        world.client("leader").get(reverse("admin:meetings_meeting_history", args=[world.meeting.pk])).content.decode()
    )
    assert "</strong> – → Stadshuset" in html
    assert "större sal" in html
    assert "sequence" not in html


def test_nothing_is_written_by_looking(world: World) -> None:
    before = (Meeting.objects.values_list().get(pk=world.meeting.pk), Group.objects.count(), Person.objects.count())
    for role in ("leader", "note_taker", "administrator"):
        world.client(role).get(url(world.meeting))
        world.client(role).get(ADD)
    after = (Meeting.objects.values_list().get(pk=world.meeting.pk), Group.objects.count(), Person.objects.count())
    assert before == after


def test_a_choice_by_key_is_taken_as_the_script_sends_it(world: World) -> None:
    client, address = world.client("leader"), url(world.meeting)
    sent = opened(client, address)
    choose(sent, "guest_0", world.elsewhere)
    assert client.post(address, sent).status_code == 302
    assert list(world.meeting.guests.all()) == [world.elsewhere]
