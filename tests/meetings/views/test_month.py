"""A month of meetings, week by week."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from meetings import months
from meetings.models import Meeting
from tests.factories import GroupFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def cell(html: str, day: str) -> str:
    """Return the words in the cell of a day."""
    found = re.search(rf'<td[^>]*>\s*<time datetime="{day}".*?</td>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found[0])).strip()


def test_weeks_begin_on_monday_and_have_their_swedish_numbers(read):
    read("/moten/manad/2027-01/")
    assert re.findall(r'<th scope="row">.*?</span>(\d+)</th>', read.html) == ["53", "1", "2", "3", "4"]
    begins = re.search(r'</th>((?:\s*<td class="outside"></td>)+)\s*<td[^>]*>\s*<time datetime="2027-01-01"', read.html)
    assert begins[1].count("<td") == 4  # days of another month are left blank: they must not look free
    assert re.findall(r'<th scope="col">(\w+)</th>', read.html)[0] == "Måndag"


def test_a_meeting_stands_on_its_day_and_one_of_several_on_each(read):
    MeetingFactory(group__short_name="DS")
    MeetingFactory(group__short_name="TB", date=dt.date(2026, 12, 30), last_date=dt.date(2027, 1, 2), title="Internat")
    words = read("/moten/manad/2026-12/")
    assert "2 möten i månaden." in words
    assert cell(read.html, "2026-12-04") == "fredag 4 december 2026 09.00 DS"
    for day in ("2026-12-30", "2026-12-31"):
        assert "TB: Internat" in cell(read.html, day)
    assert "2027-01-01" not in read.html.split("<table")[1]  # outside the month
    read("/moten/manad/2027-01/")
    assert "TB: Internat" in cell(read.html, "2027-01-02")
    assert "09.00" not in cell(read.html, "2027-01-02")  # that is when the first day begins


def test_a_cancelled_meeting_says_so(read):
    MeetingFactory(group__short_name="DS", status="cancelled", cancel_reason="Snö")
    read("/moten/manad/2026-12/")
    assert cell(read.html, "2026-12-04").endswith("DS inställt")


def test_a_full_day_leads_on_to_the_list(read):
    group = GroupFactory()
    MeetingFactory.create_batch(months.MOST_A_DAY + 2, group=group)
    words = read(f"/moten/manad/2026-12/?grupp={group.slug}")
    assert "8 möten i månaden." in words
    assert "2 till i listan" in words
    address = f"/moten/?grupp={group.slug}&amp;dag=2026-12-04"
    assert f'href="{address}"' in read.html
    assert "8 möten" in read(address.replace("&amp;", "&"))


def test_months_lead_to_each_other_with_the_same_filters(read, client):
    group = GroupFactory()
    read(f"/moten/manad/2026-12/?grupp={group.slug}")
    for month in ("2026-11", "2027-01"):
        assert f'href="/moten/manad/{month}/?grupp={group.slug}"' in read.html
    answer = client.get(f"/moten/manad/?grupp={group.slug}&visa=tidigare")
    assert (answer.status_code, answer["Location"]) == (302, f"/moten/manad/2026-11/?grupp={group.slug}")
    read("/moten/manad/1950-01/")
    assert 'rel="prev"' not in read.html
    assert "Februari 1950" in read.html
    read("/moten/manad/2100-12/")
    assert 'rel="next"' not in read.html


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "0000-01", "9999-12", "1949-12", "2026-1", "2026-011", "x"])
def test_what_is_no_month_is_no_page(client, text):
    assert client.get(f"/moten/manad/{text}/").status_code == 404


def test_a_month_is_bounded_whatever_there_is():
    group = GroupFactory()
    Meeting.objects.bulk_create(Meeting(group=group, date=dt.date(2026, 12, 1 + number % 31)) for number in range(1000))
    weeks, number = months.of(dt.date(2026, 12, 1), Meeting.objects.all())
    shown = [day for week in weeks for day in week.days]
    assert number == 1000
    assert sum(len(day.meetings) for day in shown) == 31 * months.MOST_A_DAY
    assert sum(day.left_out for day in shown) == 1000 - 31 * months.MOST_A_DAY
