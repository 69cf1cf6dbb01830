"""Meetings out of a file follow the verbs of meetings: planned, held, cancelled, and locked when verified."""

import datetime as dt

import pytest

from meetings.models import Meeting
from tests import factories as f
from tests.samverkan.exchange.taking import planned, problems, refused, taken

pytestmark = pytest.mark.django_db
PAST = dt.date(2026, 10, 1)


@pytest.fixture
def group():
    return f.GroupFactory(name="Rådet")


def words(plan):
    return [(column, said) for _sheet, _row, column, said in problems(plan)]


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


def test_a_link_where_everybody_reads_is_refused(group):
    found = words(refused(meetings=[{"group": "Rådet", "date": "2026-12-01", "place": "https://moten.example.org/1"}]))
    assert found[0][0] == "place"
