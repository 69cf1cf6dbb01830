"""Dates and times of day as people write them in Swedish."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _

MONTHS = [
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
]
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""A year outside is a slip of the finger."""

_NUMBERS = {name: number for number, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]00?:00(?::00(?:\.0+)?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})([/.]) ?(\d{1,2})(\2 ?| )(\d{4})")
_IN_WORDS = re.compile(r"(?:den )?(\d{1,2})(?::?[ae])? ([a-zåäö]{3,})\.? (\d{4})", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(r"\d{1,2}[/.-] ?\d{1,2}|\d{1,2}[ -][a-zåäö]{3,}\.?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}(\1| )\d{2}|\d{1,2}[ -][a-zåäö]{3,}\.?[ -]\d{2}|\d{6}", re.IGNORECASE)
_TIME = re.compile(r"(?:kl(?:\.|ockan)? ?)?(\d{1,2})[:.](\d\d)(?:[:.]00)?|kl(?:\.|ockan)? ?(\d{1,2})", re.IGNORECASE)
_DASHES = str.maketrans("‐‑–−", "----")


def date_of(text: str) -> dt.date:
    """Return the day that is written: 2026-11-22, 20261122, 22/11 2026, 22/11/2026, 22.11.2026, 22 nov(ember) 2026.

    Raises ValueError, in Swedish, for a day that is not in the calendar, lacks its year, or can be read in two ways:
    4/3/2026 is in March to a Swede and in April to an American's program, while 4/3 2026 is only written in Swedish.
    """
    written = _plain(text)
    if found := _YEAR_FIRST.fullmatch(written):
        return _day(found[1], found[3], found[4])
    if found := _COMPACT.fullmatch(written):
        return _day(*found.groups())
    if found := _DAY_FIRST.fullmatch(written):
        day, _between, month, _again, year = found.groups()
        if both := readings(written):
            raise ValueError(
                _("”%(text)s” kan betyda både %(one)s och %(other)s. Skriv det ena.")
                % {"text": written, "one": both[0], "other": both[1]}
            )
        return _day(year, month, day)
    if found := _IN_WORDS.fullmatch(written):
        if (number := _NUMBERS.get(found[2].lower())) is None:
            raise ValueError(_("”%(month)s” är ingen månad. Skriv som 2026-11-22.") % {"month": found[2]})
        return _day(found[3], number, found[1])
    if _WITHOUT_YEAR.fullmatch(written):
        raise ValueError(_("”%(text)s” saknar år. Skriv som 2026-11-22.") % {"text": written})
    if _SHORT_YEAR.fullmatch(written):
        raise ValueError(_("Skriv året i ”%(text)s” med fyra siffror, som 2026-11-22.") % {"text": written})
    raise ValueError(_("”%(text)s” är inget datum. Skriv som 2026-11-22.") % {"text": written})


def readings(text: str) -> tuple[dt.date, dt.date] | None:
    """Return the two days that a text can mean, by day/month and by month/day; None where it means one, or none."""
    found = _DAY_FIRST.fullmatch(_plain(text))
    if not found:
        return None
    day, between, month, again, year = found.groups()
    if not (between == again == "/" and day != month and int(day) <= 12 and int(month) <= 12):
        return None
    try:
        return _day(year, month, day), _day(year, day, month)
    except ValueError:
        return None


def time_of(text: str) -> dt.time:
    """Return the time of day that is written: 9:00, 09.00, kl. 9. Raises ValueError, in Swedish, for what is none."""
    written = _plain(text)
    found = _TIME.fullmatch(written)
    if found is None:
        raise ValueError(_("”%(text)s” är inget klockslag. Skriv som 09.00.") % {"text": written})
    hour, minute = int(found[1] or found[3]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise ValueError(_("Klockslaget ”%(text)s” finns inte. Skriv som 09.00.") % {"text": written})
    return dt.time(hour, minute)


def _plain(text: str) -> str:
    """Return the text with one space between its words, common dashes, and no more of it than a message can show."""
    written = " ".join(text.split()).translate(_DASHES)
    return written if len(written) <= 60 else written[:59] + "…"


def _day(year: str | int, month: str | int, day: str | int) -> dt.date:
    year, month, day = int(year), int(month), int(day)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_("Året %(year)s kan inte stämma.") % {"year": year})
    if not 1 <= month <= 12:
        raise ValueError(_("Det finns ingen månad %(month)s. Skriv som 2026-11-22.") % {"month": month})
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValueError(
            _("Det finns ingen %(day)s %(month)s %(year)s.") % {"day": day, "month": MONTHS[month - 1], "year": year}
        ) from None
