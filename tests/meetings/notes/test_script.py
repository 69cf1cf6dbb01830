"""What the page's own script is answered, and that nothing sent breaks a save."""

from __future__ import annotations

import pytest
from django.urls import resolve

from tests.factories import (
    AgendaItemFactory,
)
from tests.meetings.notes.sending import at, everything, send

pytestmark = pytest.mark.django_db


def test_the_script_hears_what_it_has_now_seen(client, meeting):
    item = AgendaItemFactory(meeting=meeting)
    answer = send(client, at(meeting, "notes-item", item.uid), script=True, note="Text.", revision="1")
    assert answer.json() == {"kind": "saved", "revision": 2, "before": 1, "meeting": 2}
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
