"""What is sent to the note taker's page, and where."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
)

DAY = dt.date(2026, 10, 2)
SCRIPT = {"X-Requested-With": "notes"}


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
