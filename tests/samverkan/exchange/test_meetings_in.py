"""Meetings out of a file follow the verbs of meetings: planned, held, cancelled, and locked when verified."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from meetings import scheduling
from meetings.models import Meeting
from samverkan.exchange import incoming, undoing
from samverkan.exchange.undoing import CannotUndo, undo
from tests import factories as f
from tests.samverkan.exchange.taking import book, planned, refused, take, taken, words

pytestmark = pytest.mark.django_db
PAST = dt.date(2026, 10, 1)


@pytest.fixture
def group():
    return f.GroupFactory(name="Rådet")


def test_a_new_meeting_is_planned_held_or_cancelled(group):
    guest = f.GroupFactory(name="Gästen")
    rows = [
        {
            "group": "Rådet",
            "date": "4/12 2026",
            "start": "9:00",
            "end": "kl. 12",
            "mode": "digitalt",
            "guests": "Gästen",
        },
        {"group": "radet", "date": "2026-10-01", "status": "hållet"},
        {"group": "Rådet", "date": "2026-10-08", "status": "inställt", "cancel_reason": "Sjukdom"},
    ]
    taken(meetings=[rows[0] | {"guests": "Gästen"}, *rows[1:]])
    meetings = Meeting.objects.order_by("date")
    assert [each.status for each in meetings] == ["held", "cancelled", "planned"]
    assert meetings[1].cancel_reason == "Sjukdom"
    assert (meetings[2].start, meetings[2].end, list(meetings[2].guests.all())) == (dt.time(9), dt.time(12), [guest])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"date": ""}, ("date", "Fyll i datum.")),
        ({"date": "2026-12-01", "status": "hållet"}, ("status", "Ett möte är hållet först när dagen har kommit.")),
        ({"date": "2026-12-01", "status": "inställt"}, ("cancel_reason", "Ange varför mötet är inställt.")),
        ({"date": "2026-12-01", "cancel_reason": "Sjukdom"}, ("cancel_reason", "Orsaken anges när mötet ställs in.")),
        ({"date": "2026-12-01", "guests": "Rådet"}, ("guests", "Värdgruppen är inte sin egen gäst.")),
        ({"date": "2026-12-01", "start": "12:00", "end": "09:00"}, ("", "Mötet slutar innan det börjar.")),
        ({"date": "2150-12-01"}, ("date", "Året ser inte rätt ut.")),
        ({"date": "2026-12-01", "matters_by": "2026-12-24"}, ("matters_by", "Dagen ligger efter mötet.")),
        (
            {"date": "2026-12-01", "group": "Slutet"},
            ("group", "Slutet är avslutad och kan inte kallas till nya möten."),
        ),
    ],
)  # fmt: skip
def test_a_meeting_that_the_rules_refuse(group, said, expected):
    f.GroupFactory(name="Slutet", status="ended")
    found = words(refused(meetings=[{"group": "Rådet"} | said]))
    assert expected in found or ("", expected[1]) in found, found


def test_a_meeting_changes_by_what_the_file_says(group):
    meeting = f.MeetingFactory(group=group, date=PAST)
    sequence = meeting.sequence
    key = {"uid": str(meeting.uid)}
    chair = f.PersonFactory(name="Alma Påhittad")
    taken(
        meetings=[
            key | {"place": "Biblioteket", "chair": "Alma Påhittad", "guests": f.GroupFactory(name="Gästen").slug}
        ]
    )
    meeting.refresh_from_db()
    assert (meeting.place, meeting.chair) == ("Biblioteket", chair)
    assert [each.name for each in meeting.guests.all()] == ["Gästen"]
    assert meeting.sequence > sequence
    assert meeting.history.latest("pk").history_change_reason == "Inläst ur Fil.zip"
    taken(meetings=[key | {"status": "inställt", "cancel_reason": "Sjukdom"}])
    taken(meetings=[key | {"status": "hållet", "cancel_reason": ""}])
    meeting.refresh_from_db()
    assert (meeting.status, meeting.cancel_reason) == ("held", "")
    assert planned(meetings=[key | {"status": "held", "place": "Biblioteket"}]).is_empty
    assert words(refused(meetings=[key | {"cancel_reason": "Sjukdom"}])) == [
        ("cancel_reason", "Orsaken anges när mötet ställs in.")
    ]


def test_what_verified_minutes_say_is_locked_and_their_registration_is_not(group):
    meeting = f.HeldMeetingFactory(group=group, minutes="verified")
    key = {"uid": str(meeting.uid)}
    for said in ({"place": "Biblioteket"}, {"date": "2026-10-03"}, {"guests": f.GroupFactory().slug}):
        assert words(refused(meetings=[key | said])) == [
            ("", "Minnesanteckningarna är justerade. Skriv en rättelse i stället.")
        ]
    assert words(refused(meetings=[key | {"status": "planerat"}])) == [
        ("", "Bara ett hållet möte har justerade minnesanteckningar.")
    ]
    taken(meetings=[key | {"diary_number": "2026-17"}])
    meeting.refresh_from_db()
    assert meeting.diary_number == "2026-17"


def changed_by_a_colleague(meeting: Meeting, **facts) -> None:
    scheduling.change(Meeting.objects.get(pk=meeting.pk), facts, by=None, today=PAST)


def elsewhere(deed: Callable[[], None]) -> None:
    """Do it by a connection of its own."""
    try:
        deed()
    finally:
        connections.close_all()


def test_what_a_colleague_changes_while_the_file_is_compared_is_not_written_over(group, monkeypatch, tmp_path):
    meeting = f.MeetingFactory(group=group, place="Salen")
    file = tmp_path / "Fil.zip"
    file.write_bytes(book(meetings=[{"uid": str(meeting.uid), "place": "Biblioteket"}]))
    plan = incoming.plan

    def slowly(*args, **options):
        found = plan(*args, **options)
        changed_by_a_colleague(meeting, place="Rådhuset")
        return found

    monkeypatch.setattr(incoming, "plan", slowly)
    with pytest.raises(incoming.Changed):
        take(file.read_bytes())
    with pytest.raises(CommandError, match="någon annan ändrade samma rader"):
        call_command("import_registry", str(file))
    assert not Meeting.objects.filter(place="Biblioteket").exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_colleague_changes_while_the_file_is_written_is_not_counted_as_its_own(monkeypatch):
    meeting = f.MeetingFactory(group=f.GroupFactory(name="Rådet"), place="Salen")
    latest = incoming.traces.latest
    colleague: list[Future] = []
    with ThreadPoolExecutor(1) as pool:

        def slowly():
            found = latest()
            colleague.append(pool.submit(elsewhere, lambda: changed_by_a_colleague(meeting, title="Kollegans")))
            wait(colleague, timeout=0.5)  # no longer: the colleague waits for the import
            return found

        monkeypatch.setattr(incoming.traces, "latest", slowly)
        entry = taken(meetings=[{"uid": str(meeting.uid), "place": "Biblioteket"}])
        colleague[0].result()
    meeting.refresh_from_db()
    assert (meeting.title, meeting.place) == ("Kollegans", "Biblioteket")
    assert len(entry.wrote["records"]["meetings.Meeting"]) == 1
    with pytest.raises(CannotUndo):
        undo(entry, by=None)


@pytest.mark.django_db(transaction=True)
def test_what_a_colleague_changes_while_an_import_is_taken_back_is_not_written_over(monkeypatch):
    meeting = f.MeetingFactory(group=f.GroupFactory(name="Rådet"), place="Salen")
    entry = taken(meetings=[{"uid": str(meeting.uid), "place": "Biblioteket"}])
    refuse = undoing._refuse_later_events
    colleague: list[Future] = []
    with ThreadPoolExecutor(1) as pool:

        def slowly(events):
            colleague.append(pool.submit(elsewhere, lambda: changed_by_a_colleague(meeting, place="Rådhuset")))
            wait(colleague, timeout=0.5)  # no longer: the colleague waits for what is taken back
            refuse(events)

        monkeypatch.setattr(undoing, "_refuse_later_events", slowly)
        undo(entry, by=None)
        colleague[0].result()
    meeting.refresh_from_db()
    assert meeting.place == "Rådhuset"


def test_a_link_where_everybody_reads_is_refused(group):
    found = words(refused(meetings=[{"group": "Rådet", "date": "2026-12-01", "place": "https://moten.example.org/1"}]))
    assert found[0][0] == "place"
