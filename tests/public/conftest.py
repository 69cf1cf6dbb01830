"""The public pages over a small registry, and what visits them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import localdate

from groups.models import Group
from meetings import calendar_keys
from meetings.models import Correction
from tests.factories import HeldMeetingFactory, MeetingFactory, MembershipFactory
from tests.groups.views.conftest import build
from tests.meetings import minutes_world
from tests.public.addresses import PAGES
from tests.samverkan.reports import snapshot_world


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """Return every page's address over a small registry that stays for the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build(2)
        minutes = minutes_world.build()
        minutes_world.publish(minutes.meeting)
        snapshot_world.build(made.region)
        Correction.objects.create(meeting=minutes.meeting, text="Ska vara § 3.")
        told = _meetings(made.board, made.groups[0])
        told |= {"municipality": made.municipalities[0].slug, "minutes": minutes.meeting.pk}
        connection.check_constraints()  # or PostgreSQL checks all these rows anew at the end of each test
        yield {name: address.format(**told) for name, address in PAGES.items()}
        transaction.set_rollback(True)


def _meetings(board: Group, group: Group) -> dict[str, str]:
    """Make meetings to come and past, joint and cancelled; return what stands in their addresses."""
    today = localdate()
    planned = MeetingFactory(group=board, date=today + dt.timedelta(days=20), guests=[group])
    moved = {"status": "cancelled", "cancel_reason": "Krock", "replaced_by": planned}
    MeetingFactory(group=board, date=today + dt.timedelta(days=5), **moved)
    for days in (10, 40, 70):
        HeldMeetingFactory(group=group, date=today - dt.timedelta(days=days))
    member = MembershipFactory(seat__group=group).person
    address = calendar_keys.address(calendar_keys.issue(member, by=None))
    return {"meeting": str(planned.pk), "month": f"{planned.date:%Y-%m}", "calendar": address}


@pytest.fixture
def visit(pages, db):
    """Return what fetches an address as somebody without an account and reads the whole answer.

    `db` is asked for here too: pytest-django makes a test database only if some test does so by itself.
    """

    def fetch(address: str, method: str = "get"):
        client = Client(raise_request_exception=True)
        answer = getattr(client, method)(address)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not client.cookies, address
        return answer

    return fetch
