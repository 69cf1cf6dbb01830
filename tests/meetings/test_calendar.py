"""Calendars as programs read them: read back with another parser than the one that wrote them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import vobject

from groups.models import Group
from meetings import calendar, rows
from meetings.models import Meeting
from tests.factories import GroupFactory, HeldMeetingFactory, MeetingFactory, PersonFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 26)
LINK = "https://video.example.org/rum/17"


def written(private: bool = False, guests=None) -> str:
    guests = Group.objects.all() if guests is None else guests
    found = rows.shown(Meeting.objects.order_by("date", "pk"), guests)
    return calendar.written("Möten", found, "https://x.example.org{}".format, private=private).decode()


def read(text: str):
    return vobject.readOne(text)


def event(text: str | None = None):
    return read(text or written()).vevent


def test_another_parser_reads_back_what_was_written():
    group = GroupFactory(name="Beredningen; NV, och \\ fler", short_name="DS-TB Nordväst")
    meeting = MeetingFactory(group=group, title="Internat: mål, medel; vägval", place="Rådhuset,\nsal 2")
    made = event()
    assert made.summary.value == "DS-TB Nordväst: Internat: mål, medel; vägval"
    assert made.location.value == "Rådhuset,\nsal 2"
    assert made.uid.value == str(meeting.uid)
    assert made.status.value == "CONFIRMED"
    assert made.url.value == f"https://x.example.org/moten/{meeting.pk}/"
    assert "Ärenden lämnas senast 20 november 2026" in made.description.value
    assert read(written()).x_wr_calname.value == "Möten"


def test_hours_are_those_of_stockholm_by_a_time_zone_that_stands_in_the_file():
    MeetingFactory(date=dt.date(2026, 12, 4))
    MeetingFactory(date=dt.date(2027, 6, 4))
    made = read(written())
    assert made.vtimezone.tzid.value == "Europe/Stockholm"
    moments = [each.dtstart.value.astimezone(ZoneInfo("UTC")) for each in made.vevent_list]
    assert [(moment.month, moment.hour) for moment in moments] == [(12, 8), (6, 7)]
    assert "DTSTART;TZID=Europe/Stockholm:20261204T090000" in written()


def test_a_meeting_without_hours_fills_its_day_and_one_of_several_days_all_of_them():
    MeetingFactory(start=None, end=None)
    MeetingFactory(date=dt.date(2026, 12, 7), last_date=dt.date(2026, 12, 8), start=dt.time(13), end=None)
    MeetingFactory(date=dt.date(2026, 12, 9), last_date=dt.date(2026, 12, 10), start=dt.time(13), end=dt.time(12))
    MeetingFactory(date=dt.date(2026, 12, 11), start=dt.time(13), end=None)
    whole, several, timed, open_ = read(written()).vevent_list
    assert (whole.dtstart.value, whole.dtend.value) == (dt.date(2026, 12, 4), dt.date(2026, 12, 5))
    assert (several.dtstart.value, several.dtend.value) == (dt.date(2026, 12, 7), dt.date(2026, 12, 9))
    assert "Börjar kl. 13.00" in several.description.value
    assert timed.dtend.value.replace(tzinfo=None) == dt.datetime(2026, 12, 10, 12)
    assert not hasattr(open_, "dtend")


def test_a_change_raises_the_sequence_and_a_cancelled_meeting_stays_and_says_so():
    meeting = MeetingFactory(group__short_name="DS Nordväst")
    assert event().sequence.value == "0"
    later = MeetingFactory(group=meeting.group, date=dt.date(2026, 12, 11))
    meeting.status, meeting.cancel_reason, meeting.replaced_by = "cancelled", "Krock", later
    meeting.save()
    made = next(each for each in read(written()).vevent_list if each.uid.value == str(meeting.uid))
    assert (made.sequence.value, made.status.value, made.transp.value) == ("1", "CANCELLED", "TRANSPARENT")
    assert made.summary.value == "Inställt: DS Nordväst"
    assert "Inställt: Krock\nErsätts av mötet 11 december 2026" in made.description.value
    assert "Ärenden" not in made.description.value


def test_what_is_not_known_is_left_out_and_never_none():
    MeetingFactory(start=None, end=None)
    MeetingFactory(date=dt.date(2026, 12, 5), end=None)
    HeldMeetingFactory(date=dt.date(2026, 10, 2))
    for text in (written(), written(private=True)):
        assert "None" not in text
        assert "\nLOCATION:\r" not in text


@pytest.mark.parametrize(
    ("mode", "place", "said"),
    [
        ("on_site", "Rådhuset", "Rådhuset"),
        ("on_site", "", None),
        ("online", "", "Digitalt"),
        ("both", "Rådhuset", "Rådhuset och digitalt"),
        ("both", "", "På plats och digitalt"),
    ],
)
def test_where_is_told_in_words(mode, place, said):
    MeetingFactory(mode=mode, place=place)
    assert getattr(getattr(event(), "location", None), "value", None) == said


def test_link_and_names_are_told_to_members_alone():
    chair = PersonFactory(name="Öppen Ordförande", name_public=True)
    MeetingFactory(link=LINK, chair=chair, note_taker=PersonFactory(name="Dold Antecknare"))
    public, private = written(), written(private=True)
    for secret in ("video.example.org", "Öppen", "Dold"):
        assert secret not in public
    assert f"Möteslänk: {LINK}\nOrdförande: Öppen Ordförande\nFör anteckningar: Dold Antecknare" in (
        event(private).description.value
    )


def test_the_link_of_a_cancelled_meeting_leads_nobody_there():
    MeetingFactory(link=LINK, status="cancelled", cancel_reason="Snö")
    assert "video.example.org" not in written(private=True)


def test_guests_are_told_as_far_as_the_reader_may_see_them():
    MeetingFactory(guests=[GroupFactory(short_name="Öppna"), GroupFactory(short_name="Dolda", is_public=False)])
    text = event(written(guests=Group.objects.filter(is_public=True))).description.value
    assert "Gemensamt med Öppna\n" in text
    assert "Dolda" not in text


def test_the_same_meetings_give_the_same_bytes_and_no_line_is_too_long():
    MeetingFactory.create_batch(3, place="Å" * 150)
    assert written() == written()
    assert all(len(line) <= 75 for line in written().encode().split(b"\r\n"))


def test_a_calendar_holds_a_year_back_and_two_ahead():
    for days in (-800, -370, -300, 0, 700, 740):
        MeetingFactory(date=DAY + dt.timedelta(days=days))
    found = [(meeting.date - DAY).days for meeting in calendar.window(Meeting.objects.all(), DAY)]
    assert found == [-300, 0, 700]


def test_of_too_many_meetings_the_nearest_ahead_come_first(monkeypatch):
    monkeypatch.setattr(calendar, "MOST_EVENTS", 3)
    for days in (-20, -10, 5, 10):
        MeetingFactory(date=DAY + dt.timedelta(days=days))
    found = [(meeting.date - DAY).days for meeting in calendar.window(Meeting.objects.all(), DAY)]
    assert found == [-10, 5, 10]
    for days in (2, 3):
        MeetingFactory(date=DAY + dt.timedelta(days=days))
    found = [(meeting.date - DAY).days for meeting in calendar.window(Meeting.objects.all(), DAY)]
    assert found == [2, 3, 5]
