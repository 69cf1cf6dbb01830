"""Pages about a group's meetings among few meetings and among many: the same queries, and no page without end."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import Group
from meetings.models import Attendance, Meeting
from tests.factories import AdministratorFactory

SIZES = [20, 2000]
QUERIES = {
    # Session, account and role beside what each page asks.
    "/grupper/matgrupp-1/": 33,
    "/grupper/matgrupp-1/deltagande/": 11,
    "/grupper/matgrupp-1/handlingsplan/": 8,
    "/grupper/matgrupp-1/handlingsplan.csv": 7,
}
MOST_BYTES = 150_000


@pytest.fixture(scope="module", params=SIZES)
def meetings(request, django_db_setup, django_db_blocker) -> Iterator[int]:
    """Hold so many meetings for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        call_command("benchmark_data", size=request.param, stdout=out)
        assert f"{request.param} möten" in out.getvalue()
        with django_db_blocker.block():
            yield request.param
        transaction.set_rollback(True)


@pytest.mark.parametrize("page", QUERIES)
def test_the_pages_of_one_group_cost_as_much_among_few_meetings_as_among_many(meetings, db, page):
    assert (Meeting.objects.count(), Attendance.objects.count()) == (meetings, 10 * meetings)
    client = Client()
    client.force_login(AdministratorFactory())
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert len(asked) == QUERIES[page]
    assert len(body) < MOST_BYTES
    for query in asked:
        assert "meetings_attendance" not in query["sql"] or "IN (" in query["sql"], "attendances by meeting alone"


def test_the_groups_have_the_same_past_whatever_the_size(meetings, db):
    counts = {group.meetings.count() for group in Group.objects.filter(name__startswith="Mätgrupp")}
    assert counts == {min(meetings, 400)}
    held = Meeting.objects.held()
    assert held.exists()
    assert not held.filter(attendances__state="unknown").exists()
