"""Signs in a text that a spreadsheet program, or somebody's choice of encoding, has spoilt it."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _

ERRORS = {
    *("#N/A", "#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"),
    *("#SAKNAS!", "#NAMN?", "#VÄRDE!", "#VÄRDEFEL!", "#REFERENS!", "#DIVISION/0!", "#OGILTIGT!", "#SKÄRNING!"),
}
"""What Excel shows instead of a value, in English and in Swedish."""

_MONTHS = ["jan", "feb", "mar", "apr", "maj", "may", "jun", "jul", "aug", "sep", "sept", "okt", "oct", "nov", "dec"]
_MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_MADE_A_DATE = re.compile(rf"(?:0?(?P<day>[1-9]|[12]\d|3[01])-{_MONTH}|{_MONTH.replace('month', 'first')}-\d\d)", re.I)
_NUMBER_OF_MONTH = dict(zip(_MONTHS, (1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9, 10, 10, 11, 12), strict=True))
_MADE_A_NUMBER = re.compile(r"-?\d(?:[.,]\d+)?E[+-]\d{2,3}")
_TOO_NARROW = re.compile("#{3,}")
# UTF-8 read as what Windows writes: the two bytes of å, ä, ö, é … seen as two signs, and of dashes and quotes as three.
_TWICE_DECODED = re.compile("[ÂÃ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€")


def damage(text: str, *, saved_as_text: bool = True) -> str | None:
    """Return why the text looks spoilt and what to do, in Swedish; None if it looks whole.

    `saved_as_text` is of a CSV file, where dates and numbers have become texts; a workbook keeps texts as they are.

    A text that only begins as a spoilt one does is whole: "6-8 ggr/år", "8-jun eller senare". For columns of free
    text; in a column of dates "06-aug" is a date without its year, and no more.
    """
    cell = text.strip()
    if cell.upper() in ERRORS:
        return _("Cellen visar felet %(error)s i stället för ett värde. Skriv värdet.") % {"error": cell}
    if _TOO_NARROW.fullmatch(cell):
        return _("Kolumnen var för smal när filen sparades, så att bara # kom med. Skriv värdet.")
    if saved_as_text and (found := _MADE_A_DATE.fullmatch(cell)):
        return _made_a_date(cell, found)
    if saved_as_text and _MADE_A_NUMBER.fullmatch(cell):
        return _(
            "Excel har gjort om ett långt nummer till %(cell)s, och siffror har gått förlorade. Skriv numret igen, i "
            "en kolumn med formatet Text."
        ) % {"cell": cell}
    if "\ufffd" in cell:
        return _("Ett tecken har gått förlorat (�). Spara originalet som CSV UTF-8, eller skriv texten igen.")
    if _TWICE_DECODED.search(cell):
        return _twice_decoded(cell)
    return None


def date_in_text(day: dt.date) -> tuple[str, list[str]]:
    """Return what to say of a workbook's date where a text belongs, and what it may have been."""
    meant = list(dict.fromkeys([f"{day.day}-{day.month}", f"{day.month}-{day.day}"]))
    return _("Excel kan ha gjort om texten till ett datum. Skriv om den, i en kolumn med formatet Text."), [
        *meant,
        day.isoformat(),
    ]


def _made_a_date(cell: str, found: re.Match[str]) -> str:
    told = {"cell": cell}
    if found["day"]:
        month = _NUMBER_OF_MONTH[found["month"].lower()]
        told |= {"one": f"{month}-{found['day']}", "other": f"{found['day']}-{month}"}
        return (
            _(
                "Excel kan ha gjort om texten till ett datum: %(cell)s kan ha varit ”%(one)s” eller ”%(other)s”. Skriv "
                "om den, i en kolumn med formatet Text."
            )
            % told
        )
    return (
        _("Excel kan ha gjort om texten till ett datum (%(cell)s). Skriv om den, i en kolumn med formatet Text.") % told
    )


def _twice_decoded(cell: str) -> str:
    try:
        meant = cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return _("Texten har sparats med fel teckenkodning. Spara originalet som CSV UTF-8, eller skriv texten igen.")
    return _(
        "Texten har sparats med fel teckenkodning; det ska nog stå ”%(meant)s”. Spara originalet som CSV UTF-8, eller "
        "skriv texten igen."
    ) % {"meant": meant if len(meant) <= 60 else meant[:59] + "…"}
