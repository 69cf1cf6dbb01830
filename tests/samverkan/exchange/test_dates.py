"""Days and times of day as people write them in Swedish."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverkan.exchange.reading.dates import MONTHS, date_of, time_of

DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22",
        " 2026-11-22 ",
        "2026–11–22",
        "2026/11/22",
        "2026-11-22 00:00:00",
        "2026-11-22T00:00",
        "20261122",
        "22/11 2026",
        "22/11\u00a02026",
        "22/11/2026",
        "22.11.2026",
        "22. 11. 2026",
        "22.11 2026",
        "22 november 2026",
        "22 NOVEMBER 2026",
        "22 nov 2026",
        "22 nov. 2026",
        "den 22 november 2026",
        "22:e november 2026",
    ],
)
def test_a_day_is_read_however_it_is_written(text):
    assert date_of(text) == DAY


@settings(deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_every_day_is_read_back(day):
    month = MONTHS[day.month - 1]
    swedish = (
        f"{day.day}/{day.month} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        f"{day:%Y%m%d}",
        f"{day.year}-{day.month}-{day.day}",
    )
    assert {date_of(text) for text in swedish} == {day}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("4/3/2026", "både 2026-03-04 och 2026-04-03"),
        ("11/22/2026", "ingen månad 22"),
        ("2026-13-01", "ingen månad 13"),
        ("2026-02-30", "ingen 30 februari 2026"),
        ("31/4 2026", "ingen 31 april 2026"),
        ("22/11", "saknar år"),
        ("22 nov", "saknar år"),
        ("22/11 26", "fyra siffror"),
        ("261122", "fyra siffror"),
        ("22 nov 26", "fyra siffror"),
        ("22 brumaire 2026", "”brumaire” är ingen månad"),
        ("0202-11-22", "Året 202 kan inte stämma"),
        ("2026-11-22 13:00", "inget datum"),
        ("november 2026", "inget datum"),
        ("2026-11/22", "inget datum"),
        ("", "inget datum"),
        ("²/3 2026", "inget datum"),
        ("x" * 1000, "…” är inget datum"),
    ],
)
def test_a_day_that_is_none_or_two_is_refused_in_words(text, says):
    with pytest.raises(ValueError, match=r".") as refused:
        date_of(text)
    assert says in str(refused.value)


def test_a_day_of_slashes_is_read_where_it_can_only_be_one():
    assert date_of("5/5/2026") == dt.date(2026, 5, 5)
    assert date_of("13/5/2026") == dt.date(2026, 5, 13)


@pytest.mark.parametrize("text", ["9:00", "09.00", "09:00", "09:00:00", "kl. 9", "kl 9", "klockan 9", "kl.9"])
def test_a_time_is_read_however_it_is_written(text):
    assert time_of(text) == dt.time(9)


@pytest.mark.parametrize(
    ("text", "says"),
    [("24:00", "finns inte"), ("9:60", "finns inte"), ("9", "inget klockslag"), ("", "inget"), ("9:00 PM", "inget")],
)
def test_a_time_that_is_none_is_refused_in_words(text, says):
    with pytest.raises(ValueError, match=says):
        time_of(text)


@settings(deadline=None)
@given(st.text() | st.text(st.sampled_from("0123456789-/. :klnov²٣")))
def test_whatever_is_written_is_read_or_refused(text):
    for read in (date_of, time_of):
        with suppress(ValueError):
            assert read(text) is not None
