"""Each part of the note taker's page is saved by its button, and told at its place when it cannot be."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest

from meetings.models import Action, Attendance, Decision, Meeting
from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    HeldMeetingFactory,
    MembershipFactory,
)
from tests.meetings.notes.sending import DAY, at, send

pytestmark = pytest.mark.django_db


def test_the_list_is_saved_as_one_form_and_only_what_changed_is_written(client, meeting):
    a, b, c = (AttendanceFactory(meeting=meeting, state="unknown") for _ in range(3))
    fields = {}
    for row, state in ((a, "present"), (b, "absent"), (c, "unknown")):
        fields |= {f"n{row.pk}-state": state, f"n{row.pk}-online": "", f"n{row.pk}-revision": "1"}
    answer = send(client, at(meeting, "notes-presence"), **fields)
    assert answer["Location"] == f"{at(meeting)}#narvaro"
    states = dict(Attendance.objects.values_list("pk", "state"))
    assert states == {a.pk: "present", b.pk: "absent", c.pk: "unknown"}
    c.refresh_from_db()
    assert c.revision == 1


def test_one_clash_in_the_list_is_told_at_its_place_and_the_rest_is_saved(client, meeting):
    a, b = (AttendanceFactory(meeting=meeting, state="unknown") for _ in range(2))
    send(client, at(meeting, "notes-presence"), **{f"n{a.pk}-state": "excused", f"n{a.pk}-revision": "1"})
    fields = {f"n{row.pk}-{name}": value for row in (a, b) for name, value in (("state", "present"), ("revision", "1"))}
    answer = send(client, at(meeting, "notes-presence"), **fields)
    assert answer.status_code == 409
    page = answer.content.decode()
    place = page[page.index(f'id="narvaro-{a.pk}"') : page.index(f'id="narvaro-{b.pk}"')]
    assert "anmält förhinder" in place
    assert 'value="present" checked' in place
    assert f'name="n{a.pk}-revision" value="2"' in place
    b.refresh_from_db()
    assert b.state == "present"


def test_who_is_far_away_is_there_and_who_is_absent_is_not_far_away(client, meeting):
    row = AttendanceFactory(meeting=meeting, state="unknown")
    name = f"n{row.pk}"
    send(
        client,
        at(meeting, "notes-presence"),
        **{f"{name}-state": "unknown", f"{name}-online": "1", f"{name}-revision": "1"},
    )
    row.refresh_from_db()
    assert (row.state, row.online) == ("present", True)
    answer = send(
        client,
        at(meeting, "notes-presence"),
        **{f"{name}-state": "absent", f"{name}-online": "1", f"{name}-revision": "2"},
    )
    assert answer.status_code == 422
    assert "vara med på distans" in answer.content.decode()


def test_a_clash_in_a_note_shows_both_texts_and_saving_again_keeps_what_was_typed(client, meeting):
    item = AgendaItemFactory(meeting=meeting, note="")
    address = at(meeting, "notes-item", item.uid)
    send(client, address, note="Den enas text.", revision="1")
    answer = send(client, address, note="Min <text>.", title="Min rubrik", label="§ 9", revision="1")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Den enas text." in page
    assert "Min &lt;text&gt;." in page
    assert 'value="Min rubrik"' in page
    [seen] = re.findall(rf'data-row="punkt-{item.uid}".*?name="revision" value="(\d*)"', page, re.DOTALL)
    assert send(client, address, note="Min text.", revision=seen).status_code == 302
    item.refresh_from_db()
    assert item.note == "Min text."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Ge punkten en rubrik"),
        ({"title": "x" * 251}, "250"),
        ({"label": "x" * 21}, "20"),
        ({"note": "a\0b"}, "Null-tecken"),
        ({"note": "x" * 20_001}, "20000"),
        ({"deferred_to": "i vår", "deferred": ""}, "Kryssa för att punkten är bordlagd"),
        ({"revision": "-1"}, "Inte sparat"),
        ({"revision": "9" * 400}, "Inte sparat"),
        ({"revision": "åtta"}, "Inte sparat"),
    ],
)
def test_what_cannot_be_noted_is_told_at_its_place_and_kept(client, meeting, fields, said):
    item = AgendaItemFactory(meeting=meeting, title="Läget")
    sent = {"title": "Läget nu", "note": "Detta skrev jag.", "revision": "1"} | fields
    answer = send(client, at(meeting, "notes-item", item.uid), **sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    place = page[page.index(f'id="punkt-{item.uid}"') :]
    assert said in place
    if "note" not in fields:
        assert "Detta skrev jag." in place
    item.refresh_from_db()
    assert (item.title, item.revision) == ("Läget", 1)


def test_a_new_item_decision_and_action_are_written_with_the_keys_of_the_page(client, meeting):
    MembershipFactory(seat__group=meeting.group, person__name="Ada Påhittad")
    page = client.get(at(meeting))
    blank = page.context["new_item"]
    send(client, blank.address, label="§ 1", title="Läget", note="", revision="")
    item = meeting.items.get()
    row = client.get(at(meeting)).context["items"][0]
    decision = {"item": str(item.uid), "kind": "proposal", "text": "Att mötas.", "dissent": "", "revision": ""}
    for _ in range(2):  # a button pressed twice
        assert send(client, row.new_decision.address, **decision).status_code == 302
    assert Decision.objects.get().kind == "proposal"
    client.post(
        row.new_action.address,
        {
            "item": str(item.uid),
            "what": "Kalla",
            "who": ["Ada Påhittad", "processledarna?", ""],
            "convening": "0",
            "due": "2026-11-20",
            "due_text": "20/11",
            "revision": "",
        },
    )
    action = Action.objects.get()
    assert (action.item, action.group, action.due, action.due_text) == (
        item,
        meeting.group,
        dt.date(2026, 11, 20),
        "20/11",
    )
    assert [(each.who, each.convening) for each in action.parties.all()] == [
        ("Ada Påhittad", True),
        ("processledarna?", False),
    ]
    assert action.parties.first().person.name == "Ada Påhittad"


def test_a_new_row_that_cannot_be_saved_is_shown_again_with_what_was_typed(client, meeting):
    item = AgendaItemFactory(meeting=meeting)
    other = AgendaItemFactory(meeting=meeting)
    uid = uuid.uuid4()
    answer = send(
        client, at(meeting, "notes-action", uid), item=str(other.uid), what="Kalla alla", due="2026-10-01", who="Ada"
    )
    assert answer.status_code == 422
    first, second = answer.context["items"]
    assert (first.row, second.row) == (item, other)
    assert first.new_action.problem is None
    shown = second.new_action
    assert (shown.place, shown.values["what"], shown.values["due"], shown.lines[0]) == (
        f"atgard-{uid}",
        "Kalla alla",
        "2026-10-01",
        ("Ada", False),
    )
    assert "före mötet" in answer.content.decode()


def test_what_was_typed_under_an_item_that_is_gone_is_shown_all_the_same(client, meeting):
    answer = send(
        client, at(meeting, "notes-decision", uuid.uuid4()), item=str(uuid.uuid4()), kind="wish", text="Viktigt."
    )
    assert answer.status_code == 410
    [lost] = answer.context["homeless"]
    assert ("Lydelse", "Viktigt.") in lost.kept
    assert "Viktigt." in answer.content.decode()


def test_decisions_and_actions_are_taken_away(client, meeting):
    item = AgendaItemFactory(meeting=meeting)
    decision, action = DecisionFactory(item=item), ActionFactory(group=meeting.group, meeting=meeting, item=item)
    for name, row in (("notes-decision", decision), ("notes-action", action)):
        address = at(meeting, name, row.uid)
        assert send(client, address, gor="ta-bort", revision="7").status_code == 409
        assert send(client, address, gor="ta-bort", revision="1").status_code == 302
    assert not Decision.objects.exists()
    assert not Action.objects.exists()


def test_moving_an_item_saves_what_was_typed_in_it_too(client, meeting):
    first, second = AgendaItemFactory(meeting=meeting), AgendaItemFactory(meeting=meeting)
    send(client, at(meeting, "notes-item", second.uid), note="Nytt.", revision="1", gor="upp")
    assert [item.note for item in meeting.items.all()] == ["Nytt.", ""]
    send(client, at(meeting, "notes-item", first.uid), gor="ta-bort", revision="1")
    assert list(meeting.items.all()) == [second]
    answer = send(client, at(meeting, "notes-item", second.uid), gor="ta-bort", revision="2")
    assert "Ta bort dem först" in answer.content.decode()


def test_the_list_is_fetched_from_the_seats_and_the_rest_noted_as_present(client, meeting, taker):
    answer = client.post(at(meeting, "notes-call"), follow=True)
    assert "1 kallad lades till." in answer.content.decode()
    answer = client.post(at(meeting, "notes-call"), {"gor": "resten"}, follow=True)
    row = meeting.attendances.get()
    assert (row.person, row.state) == (taker.person, "present")
    assert "stämmer redan" in client.post(at(meeting, "notes-call"), follow=True).content.decode()


def test_the_agenda_is_made_of_the_standing_one_and_of_what_is_proposed(client, meeting):
    meeting.group.agenda = "Upprop\nÖvrigt"
    meeting.group.save()
    AgendaItemFactory(
        meeting__group=meeting.group, meeting__date=dt.date(2026, 5, 1), title="Internatet", deferred=True
    )
    page = client.get(at(meeting))
    [internat] = [each for each in page.context["proposals"] if each.title == "Internatet"]
    client.post(at(meeting, "notes-agenda"), {"gor": "stående"})
    client.post(at(meeting, "notes-agenda"), {"forslag": [internat.key, "skräp\0"]})
    assert [str(item) for item in meeting.items.all()] == ["§ 1 Upprop", "§ 2 Övrigt", "§ 3 Internatet"]
    assert "oförändrad" in client.post(at(meeting, "notes-agenda"), {"gor": "stående"}, follow=True).content.decode()


def test_somebody_not_called_is_written_as_something_or_refused_with_all_typed_kept(client, meeting):
    answer = send(client, at(meeting, "notes-new-participant"), role="guest", name="Någon Annan", side="region")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "skriv som vad" in page
    assert 'value="Någon Annan"' in page
    send(client, at(meeting, "notes-new-participant"), role="guest", name="Någon Annan", title="gäst", side="region")
    row = meeting.attendances.get()
    assert (row.who, row.state, row.side) == ("Någon Annan", "present", "region")
    send(client, at(meeting, "notes-participant", row.pk), gor="ta-bort", revision="1")
    assert not meeting.attendances.exists()


def test_a_deputy_is_for_somebody_called_to_this_meeting(client, meeting):
    called = AttendanceFactory(meeting=meeting)
    fields = {"role": "deputy", "name": "Ersättaren"}
    for wrong in (AttendanceFactory(meeting=HeldMeetingFactory()).pk, "9" * 400, "x"):
        answer = send(client, at(meeting, "notes-new-participant"), deputy_for=str(wrong), **fields)
        assert "kallad till samma möte" in answer.content.decode()
    send(client, at(meeting, "notes-new-participant"), deputy_for=str(called.pk), **fields)
    assert meeting.attendances.get(role="deputy").deputy_for == called


def test_the_meetings_own_facts_are_saved_and_only_those_offered_may_be_chosen(client, meeting, taker):
    seen = str(client.get(at(meeting)).context["facts"].revision)
    stranger = AttendanceFactory(meeting=HeldMeetingFactory()).person
    answer = send(client, at(meeting, "notes-facts"), revision=seen, chair=str(stranger.pk), next_meeting="2 december")
    assert answer.status_code == 422
    assert "Välj någon av dem som erbjuds" in answer.content.decode()
    assert 'value="2 december"' in answer.content.decode()
    fields = {
        "revision": seen,
        "chair": str(taker.person.pk),
        "note_taker": "",
        "next_meeting": "2 december",
        "held": "1",
    }
    assert send(client, at(meeting, "notes-facts"), **fields).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.chair, meeting.next_meeting, meeting.status) == (taker.person, "2 december", "held")


def test_a_meeting_that_is_ahead_is_not_held(client, meeting):
    Meeting.objects.update(status="planned", date=DAY + dt.timedelta(days=1))
    seen = str(client.get(at(meeting)).context["facts"].revision)
    answer = send(client, at(meeting, "notes-facts"), revision=seen, held="1")
    assert "först när dagen har kommit" in answer.content.decode()
