"""What a number in a workbook stands for, by how it is shown: a date, a time of day, a code with zeros, or itself."""

from __future__ import annotations

import datetime as dt
import math
import re

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from samverkan.exchange.reading.sheets import Cell

DATE = "date"
TIME = "time"
Look = str | int | None
"""DATE, TIME (a clock without a day), the number of figures that a code is filled out to, or None: a plain number."""

_ZEROS = re.compile("0{2,}")
_EAST_ASIAN_DATES = {*range(27, 37), *range(50, 59)}  # reserved numbers that openpyxl leaves out
_EPOCH = dt.datetime(1899, 12, 30)
_EPOCH_1904 = dt.datetime(1904, 1, 1)
_LAST_DAY = 2_958_465  # 9999-12-31
_FEBRUARY_29_1900 = 60  # which Excel believes in
_EXACT = 10**15  # whole numbers beyond have lost figures
_SECONDS = 24 * 60 * 60


def look_of(code: str) -> Look:
    """Return how a number with this format code is to be taken."""
    if _ZEROS.fullmatch(code):
        return len(code)
    if is_timedelta_format(code) or not is_date_format(code):
        return None
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code.split(";")[0]).lower()
    return DATE if re.search("[dy]", shown) or not re.search("[hs]", shown) else TIME


def looks_of(codes: dict[str, str], formats: list[str]) -> dict[str, Look]:
    """Return the look of each style, by its number as text, where it is not plain.

    `codes` is the workbook's own format codes by their numbers, `formats` the number of each style's format.
    """
    known = {code: look_of(text) for code, text in codes.items()}
    looks: dict[str, Look] = {}
    for style, code in enumerate(formats):
        if code not in known:
            number = int(code)
            known[code] = DATE if number in _EAST_ASIAN_DATES else look_of(BUILTIN_FORMATS.get(number, ""))
        if known[code] is not None:
            looks[str(style)] = known[code]
    return looks


def value_of(text: str, look: Look, is_1904: bool) -> Cell:
    """Return what a number stands for. Raises ValueError if it is none."""
    number = float(text)
    if look in (DATE, TIME):
        moment = _moment(number, look, is_1904)
        if moment is not None:
            return moment
    if not number.is_integer() or abs(number) >= _EXACT:
        if not math.isfinite(number):
            raise ValueError(text)
        return number
    whole = int(number)
    return str(whole).zfill(look) if type(look) is int and whole >= 0 else whole


def _moment(number: float, look: Look, is_1904: bool) -> dt.date | dt.datetime | dt.time | None:
    """Return the day, the time or both, to the second; None for a number that is beyond the calendar."""
    if not 0 <= number <= _LAST_DAY:
        return None
    day, seconds = divmod(round(number * _SECONDS), _SECONDS)
    if day == 0 and not is_1904 and (seconds or look == TIME):
        return (_EPOCH + dt.timedelta(seconds=seconds)).time()
    epoch = _EPOCH_1904 if is_1904 else _EPOCH
    if not is_1904 and day < _FEBRUARY_29_1900:
        epoch += dt.timedelta(days=1)
    try:
        moment = epoch + dt.timedelta(days=day, seconds=seconds)
    except OverflowError:
        return None
    if look == TIME and is_1904 and day == 0:
        return moment.time()
    return moment if seconds else moment.date()
