"""What the note taker's page shows."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from groups.models import Principal
from meetings.models import Meeting, Minutes
from tests.factories import (
    ActionFactory,
    ActionPartyFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    HeldMeetingFactory,
)
from tests.meetings.notes.sending import DAY, SCRIPT, at, everything

pytestmark = pytest.mark.django_db


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


def test_who_sits_for_somebody_is_counted_in_their_place_as_in_the_minutes(client, meeting):
    kept_away = AttendanceFactory(meeting=meeting, state="excused", side=Principal.REGION)
    AttendanceFactory(meeting=meeting, role="deputy", deputy_for=kept_away, side=Principal.REGION)
    AttendanceFactory(meeting=meeting, person=None, name="En gäst", role="guest", title="föredragande")
    page = client.get(at(meeting))
    assert page.context["counts"]["called"] == page.context["counts"]["present"] == 1
    assert [(each.present, each.called) for each in page.context["lists"]] == [(1, 1), (0, 0)]
    assert page.content.decode().count("data-instead") == 1
    assert "1 av 1 närvarande" in client.get(f"/moten/{meeting.pk}/anteckningar/").content.decode()


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
    assert "js/notes.js" not in page
    forms = page[page.index("data-notes") :]
    assert "<button" not in forms
    for address, fields in addresses.items():
        answer = client.post(address, fields, headers=SCRIPT)
        assert answer.status_code in (200, 423), address  # 200: led back to a page that says so
        assert answer.json()["kind"] in ("locked", "reload"), address
    assert Meeting.objects.get().revision == meeting.revision
