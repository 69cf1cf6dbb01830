"""Pages about a group's meetings among few meetings and among many: the same queries, and no page without end."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import Group, Region
from meetings import calendar_keys
from meetings.deadlines import LATE
from meetings.models import Attendance, Meeting, Minutes
from tests.factories import AdministratorFactory, ProcessLeaderFactory

SIZES = [20, 2000]
QUERIES = {
    # Session, account and role beside what each page asks.
    "/grupper/matgrupp-1/": 16,
    "/grupper/matgrupp-1/deltagande/": 11,
    "/grupper/matgrupp-1/handlingsplan/": 8,
    "/grupper/matgrupp-1/handlingsplan.csv": 7,
    "/grupper/matgrupp-1/handlingsplan.xlsx": 7,
    # One meeting, its minutes and what is noted at it
    "/moten/{published}/": 8,
    "/moten/{published}/anteckningar/": 14,
    "/moten/{published}/anteckningar.docx": 12,
    "/moten/{published}/anteckningar.pdf": 12,
    "/moten/{draft}/anteckningar/": 18,
    "/moten/{draft}/anteckna/": 18,
    # Lists and months
    "/moten/": 8,
    "/moten/?visa=tidigare": 8,
    "/moten/?visa=tidigare&grupp=matgrupp-1": 9,
    "/moten/?delregion=mattrakten": 8,
    "/moten/manad/{month}/": 8,
    "/moten/mina/?grupp=matgrupp-1": 9,
    # Calendars
    "/moten/{published}/mote.ics": 4,
    "/moten.ics?grupp=matgrupp-1": 5,
    "/grupper/matgrupp-1/moten.ics": 5,
    "/delregioner/mattrakten/moten.ics": 5,
    "/kalender/{member}.ics": 6,
}
ONE_LESS = {
    # Where the group has been to no other's meeting none is fetched; where nothing is to follow up, nobody who does it.
    "/grupper/matgrupp-1/", "/grupper/matgrupp-1/deltagande/", "/moten/{draft}/anteckna/",
}  # fmt: skip
MOST_BYTES = 250_000


@pytest.fixture(scope="module", params=SIZES)
def meetings(request, django_db_setup, django_db_blocker) -> Iterator[int]:
    """Hold so many meetings for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        call_command("benchmark_data", size=request.param, stdout=out)
        assert f"{request.param} möten" in out.getvalue()
        connection.check_constraints()  # or PostgreSQL checks all these rows anew at the end of each test
        with django_db_blocker.block():
            yield request.param
        transaction.set_rollback(True)


@pytest.mark.parametrize("page", QUERIES)
def test_the_pages_about_meetings_cost_as_much_among_few_meetings_as_among_many(meetings, db, page):
    assert (Meeting.objects.count(), Attendance.objects.count()) == (meetings, 10 * meetings)
    client = Client()
    client.force_login(AdministratorFactory())
    address = page.format(**places())
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert QUERIES[page] - (page in ONE_LESS) <= len(asked) <= QUERIES[page]
    assert len(body) < MOST_BYTES
    for query in asked:
        by_meeting = "IN (" in query["sql"] or '"meetings_attendance"."meeting_id" = ' in query["sql"]
        assert "meetings_attendance" not in query["sql"] or by_meeting, "attendances by meeting alone"


def places() -> dict[str, str]:
    """Return what stands in the addresses: meetings of one group, their month, the key of somebody called to them."""
    held = Meeting.objects.held().filter(group__slug="matgrupp-1").order_by("date")
    person = held.last().attendances.first().person
    return {
        "published": str(held.filter(minutes=Minutes.PUBLISHED).last().pk),
        "draft": str(held.filter(minutes=Minutes.DRAFT).last().pk),
        "month": f"{held.last().date:%Y-%m}",
        "member": calendar_keys.address(calendar_keys.issue(person, by=None)).split("/")[-1].removesuffix(".ics"),
    }


LISTS = ["nar=alla", "nar=passerade", "nar=alla&status=held", "nar=alla&anteckningar=draft", "sent=anteckningar"]


@pytest.fixture
def leader(meetings, db) -> Client:
    client = Client()
    client.force_login(ProcessLeaderFactory(regions=[Region.objects.get(slug="mattrakten")]))
    return client


@pytest.mark.parametrize("asked", LISTS)
def test_a_page_of_the_register_is_cut_out_of_an_index_and_nothing_else_is_put_in_order(meetings, leader, asked):
    """Held by what the database says it does, not by time: it neither looks through the table nor sorts it."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table of this size as a whole, and is right to")
    with CaptureQueriesContext(connection) as queries:
        answer = leader.get(f"/admin/meetings/meeting/?{asked}")
    assert answer.context["cl"].result_count
    counted, page = (query["sql"] for query in queries if 'FROM "meetings_meeting"' in query["sql"])
    assert ("LIMIT 50)" in page) == (meetings > 50), "the page is cut out before what it prints is fetched"
    for sql in (counted, page):
        for within, told in plan_of(sql):
            verb, table, *_how = told.split()
            if verb == "SCAN" and (table == "meetings_meeting" or f'"meetings_meeting" {table} ' in sql):
                assert "COVERING INDEX" in told, sql
            # What is sorted outside of any subquery is the page itself.
            assert "TEMP B-TREE" not in told or not within, sql


def plan_of(sql: str) -> list[tuple[int, str]]:
    """Return the steps of SQLite's plan: the number of the step that each belongs to, 0 for none, and its words."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [(within, told) for _step, within, _unused, told in cursor.fetchall()]


def test_the_first_page_counts_what_waits_without_asking_each_meeting_for_its_group(leader):
    with CaptureQueriesContext(connection) as queries:
        answer = leader.get("/admin/")
    assert "anteckningar" in {late.key for late, _number in answer.context["waiting"]}
    counts = [query["sql"] for query in queries if "COUNT(*)" in query["sql"] and "meetings_meeting" in query["sql"]]
    assert len(counts) >= len(LATE)
    for sql in counts:
        assert 'IN (SELECT U0."id"' not in sql, "all that wait, looked for among all that are kept"


def test_the_groups_have_the_same_past_whatever_the_size(meetings, db):
    counts = {group.meetings.count() for group in Group.objects.filter(name__startswith="Mätgrupp")}
    assert counts == {min(meetings, 400)}
    held = Meeting.objects.held()
    assert held.exists()
    assert not held.filter(attendances__state="unknown").exists()
