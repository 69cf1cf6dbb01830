"""The note taker's page: who comes in, what it shows, and how each part is saved, with script and without."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from unittest import mock

import pytest
from django.test import Client
from django.urls import resolve, reverse

from groups.models import Principal, Seat
from meetings.models import Action, Attendance, Decision, Meeting, Minutes
from tests.factories import (
    ActionFactory,
    ActionPartyFactory,
    AdministratorFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    GroupFactory,
    HeldMeetingFactory,
    MembershipFactory,
    NoteTakerFactory,
    ProcessLeaderFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 10, 2)
SCRIPT = {"X-Requested-With": "notes"}


@pytest.fixture(autouse=True)
def _on_the_day():
    with mock.patch("django.utils.timezone.localdate", return_value=DAY):
        yield


@pytest.fixture
def meeting():
    return HeldMeetingFactory(date=DAY, group__region=RegionFactory(name="Nordväst"))


@pytest.fixture
def taker(meeting):
    user = NoteTakerFactory()
    MembershipFactory(person=user.person, seat__group=meeting.group, seat__kind=Seat.Kind.SECRETARY)
    return user


@pytest.fixture
def client(taker):
    client = Client()
    client.force_login(taker)
    return client


def at(meeting, name="notes", *args):
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def send(client, address, script=False, **fields):
    return client.post(address, fields, headers=SCRIPT if script else {})


def everything(meeting):
    """An address of each kind, with what may be sent to it."""
    item = AgendaItemFactory(meeting=meeting)
    decision, action = DecisionFactory(item=item), ActionFactory(group=meeting.group, meeting=meeting)
    row = AttendanceFactory(meeting=meeting)
    return {
        at(meeting, "notes-call"): {},
        at(meeting, "notes-agenda"): {"gor": "numrera"},
        at(meeting, "notes-facts"): {"revision": "0", "next_meeting": "i vår"},
        at(meeting, "notes-presence"): {f"n{row.pk}-state": "absent", f"n{row.pk}-revision": "1"},
        at(meeting, "notes-new-participant"): {"role": "guest", "name": "Någon", "title": "gäst"},
        at(meeting, "notes-participant", row.pk): {"title": "tf chef", "revision": "1"},
        at(meeting, "notes-item", item.uid): {"note": "Text.", "revision": "1"},
        at(meeting, "notes-decision", decision.uid): {"text": "Text.", "revision": "1"},
        at(meeting, "notes-action", action.uid): {"what": "Text.", "revision": "1"},
    }


# Who comes in


def roles(meeting, taker):
    other = NoteTakerFactory()
    MembershipFactory(person=other.person, seat__group=GroupFactory(), seat__kind=Seat.Kind.SECRETARY)
    former = NoteTakerFactory()
    MembershipFactory(
        person=former.person,
        seat__group=meeting.group,
        seat__kind=Seat.Kind.SECRETARY,
        end_date=DAY - dt.timedelta(days=1),
    )
    return {
        "nobody": (None, False),
        "note taker": (taker, True),
        "note taker of another group": (other, False),
        "former note taker": (former, False),
        "process leader": (ProcessLeaderFactory(regions=[meeting.group.region]), True),
        "process leader elsewhere": (ProcessLeaderFactory(regions=[RegionFactory()]), False),
        "administrator": (AdministratorFactory(), True),
        "closed account": (AdministratorFactory(is_active=False), False),
    }


def test_every_address_is_open_to_those_who_may_edit_the_meeting_and_to_nobody_else(meeting, taker):
    addresses = everything(meeting)
    for name, (user, may) in roles(meeting, taker).items():
        visitor = Client()
        if user:
            visitor.force_login(user)
        stranger = user is None or not user.is_active
        refused = 302 if stranger else 404
        assert visitor.get(at(meeting)).status_code == (200 if may else refused), name
        for address, fields in addresses.items():
            assert visitor.get(address).status_code == 405
            before = Meeting.objects.get().revision
            answer = visitor.post(address, fields)
            assert answer.status_code == (302 if may else refused) or (may and answer.status_code == 409), (
                name,
                address,
            )
            assert (Meeting.objects.get().revision == before) or may, (name, address)


def test_who_is_not_logged_in_is_led_to_the_login_and_back(meeting):
    answer = Client().get(at(meeting))
    assert answer["Location"] == f"/admin/login/?next={at(meeting)}"


def test_the_script_is_told_that_the_login_has_ended(meeting):
    for address, fields in everything(meeting).items():
        answer = Client().post(address, fields, headers=SCRIPT)
        assert (answer.status_code, answer.json()["kind"]) == (401, "login")


def test_a_meeting_that_is_not_there_is_told_so(client, meeting):
    for number in (meeting.pk + 1, 10**30):
        assert client.get(f"/moten/{number}/anteckna/").status_code == 404
    assert client.get(f"/moten/{'9' * 5000}/anteckna/").status_code == 404


def test_what_is_noted_is_not_kept_by_any_cache(client, meeting):
    assert "no-store" in client.get(at(meeting))["Cache-Control"]


def test_nothing_is_written_by_looking(client, meeting):
    everything(meeting)
    before = Meeting.objects.get().revision
    client.get(at(meeting))
    assert Meeting.objects.get().revision == before
    assert not Meeting.history.filter(history_type="~").exists()


# What it shows


def test_the_page_shows_all_that_is_noted(client, meeting):
    item = AgendaItemFactory(meeting=meeting, label="§ 3", title="Läget", note="Det går bra.", deferred=True)
    DecisionFactory(item=item, text="Vi fortsätter.", dissent="En kommun avstår.")
    action = ActionFactory(group=meeting.group, meeting=meeting, item=item, what="Kalla", due_text="till internatet")
    ActionPartyFactory(action=action, person=None, name="processledarna", uncertain=True)
    AttendanceFactory(meeting=meeting, person__name="Ada Påhittad", side=Principal.REGION)
    AttendanceFactory(meeting=meeting, person=None, name="En gäst", role="guest", title="föredragande")
    page = client.get(at(meeting)).content.decode()
    for words in (
        "Det går bra.",
        "Vi fortsätter.",
        "En kommun avstår.",
        "till internatet",
        "processledarna?",
        "Ada Påhittad",
        "1 av 1",
        "Inbjuden",
    ):
        assert words in page, words
    assert page.count("<h1") == 1
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_open_actions_are_shown_to_follow_up_and_so_are_those_closed_since(client, meeting):
    earlier = HeldMeetingFactory(group=meeting.group, date=dt.date(2026, 5, 1))
    later = HeldMeetingFactory(group=meeting.group, date=dt.date(2026, 11, 1))
    for what, values in {
        "Öppen": {"meeting": earlier},
        "Utan möte": {},
        "Klar i dag": {"meeting": earlier, "state": "done", "closed_on": DAY},
        "Klar förut": {"meeting": earlier, "state": "done", "closed_on": dt.date(2026, 9, 1)},
        "Senare": {"meeting": later},
    }.items():
        ActionFactory(group=meeting.group, what=what, **values)
    ActionFactory(what="En annan grupps")
    followed = client.get(at(meeting)).context["followed"]
    assert {row.row.what for row in followed} == {"Öppen", "Utan möte", "Klar i dag"}


def fill(meeting, size):
    earlier = HeldMeetingFactory(group=meeting.group, date=dt.date(2026, 5, 1))
    for _ in range(size):
        item = AgendaItemFactory(meeting=meeting, stems_from=AgendaItemFactory(meeting=earlier, deferred=True, order=1))
        DecisionFactory(item=item)
        for action in (
            ActionFactory(group=meeting.group, meeting=meeting, item=item),
            ActionFactory(group=meeting.group, meeting=meeting),
            ActionFactory(group=meeting.group, meeting=earlier, due=DAY),
        ):
            ActionPartyFactory(action=action)
        called = AttendanceFactory(meeting=meeting)
        AttendanceFactory(meeting=meeting, role="deputy", deputy_for=called)
        AgendaItemFactory(meeting=earlier, deferred=True)


def test_the_page_costs_as_many_queries_whatever_is_noted(client, meeting, django_assert_num_queries):
    for size in (1, 6):
        fill(meeting, size)
        # session, account; roles and regions of the account, the meeting; participants, guests, who holds seats;
        # items, their decisions, actions and these's parties; followed actions and their parties; loose actions and
        # theirs; what was seen of the facts; titles and the four kinds of proposals
        with django_assert_num_queries(22):
            assert client.get(at(meeting)).status_code == 200


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"minutes": Minutes.VERIFIED}, "justerade"),
        ({"status": "cancelled", "cancel_reason": "sjukdom"}, "inställt (sjukdom)"),
    ],
)
def test_what_may_no_longer_be_noted_is_read_only_and_says_why(client, meeting, values, words):
    addresses = everything(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(**values)
    page = client.get(at(meeting)).content.decode()
    assert words in page
    assert "notes.js" not in page
    forms = page[page.index("data-notes") :]
    assert "<button" not in forms
    for address, fields in addresses.items():
        answer = client.post(address, fields, headers=SCRIPT)
        assert answer.status_code in (200, 423), address  # 200: led back to a page that says so
        assert answer.json()["kind"] in ("locked", "reload"), address
    assert Meeting.objects.get().revision == meeting.revision


# Saving without script


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
    assert "kan inte vara hållet" in answer.content.decode()


# Saving by script


def test_the_script_hears_what_it_has_now_seen(client, meeting):
    item = AgendaItemFactory(meeting=meeting)
    answer = send(client, at(meeting, "notes-item", item.uid), script=True, note="Text.", revision="1")
    assert answer.json() == {"kind": "saved", "revision": 2, "meeting": 2}
    answer = send(client, at(meeting, "notes-item", item.uid), script=True, note="Annat.", revision="1")
    told = answer.json()
    assert (answer.status_code, told["kind"], told["revision"]) == (409, "clash", 2)
    assert 'data-other="note" data-value="Text."' in told["said"]


def test_the_script_gets_the_list_drawn_anew_when_somebody_is_added(client, meeting):
    answer = send(client, at(meeting, "notes-new-participant"), script=True, role="guest", name="Någon", title="gäst")
    assert answer.json()["part"].lstrip().startswith("<details")
    assert "Någon" in answer.json()["part"]


NASTY = [
    "",
    "\0",
    "9" * 400,
    "-1",
    "1e9",
    "None",
    "<script>",
    "å" * 400,
    "\ud7ff",
    "' OR 1=1",
    "2026-02-30",
    "0000-00-00",
]
FIELDS = {
    "notes-agenda": ["gor", "forslag"],
    "notes-facts": ["revision", "chair", "note_taker", "next_meeting", "held"],
    "notes-presence": [
        "n{row}-state",
        "n{row}-online",
        "n{row}-revision",
        "n1234567-state",
        "n999999999999999999-state",
    ],
    "notes-new-participant": ["role", "name", "title", "deputy_for", "side", "online"],
    "notes-participant": ["revision", "title", "side", "list_name", "gor"],
    "notes-item": ["revision", "label", "title", "note", "deferred", "deferred_to", "gor"],
    "notes-decision": ["revision", "item", "kind", "text", "dissent", "gor"],
    "notes-action": ["revision", "item", "what", "due", "due_text", "state", "note", "who", "convening", "gor"],
}


@pytest.mark.parametrize("nasty", NASTY)
def test_no_value_of_any_field_breaks_a_save(client, meeting, nasty):
    addresses = everything(meeting)
    row = meeting.attendances.first()
    told = {f"meetings:{name}": [field.format(row=row.pk) for field in fields] for name, fields in FIELDS.items()}
    for address, sent in addresses.items():
        fields = told.get(resolve(address).view_name, ["gor"])
        for script, values in [(False, dict.fromkeys(fields, nasty)), *((True, {name: nasty}) for name in fields)]:
            answer = send(client, address, script=script, **sent | values)
            assert answer.status_code in (200, 302, 409, 410, 422), (address, values)
    assert client.get(at(meeting)).status_code == 200
