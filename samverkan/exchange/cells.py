"""Kinds of cell: how a fact becomes the text of a cell, and how that text is read back.

A kind writes whole columns at a time, since a nation's registry has millions of cells. It reads one text, with a lookup
that finds the rows that others refer to, and raises `Misread` with words for whoever wrote it. What is blank is None or
"" as the model has it.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from groups.ordering import fold
from samverkan.exchange.reading import dates
from samverkan.tabular import BETWEEN

if TYPE_CHECKING:
    from samverkan.exchange.lookup import Lookup

YES, NO = ("ja", "j", "yes", "true", "sant", "1", "x"), ("nej", "n", "no", "false", "falskt", "0")

LONGEST_OWN_KEY = 300
"""Characters of a word of one's own for a new row, such as "ny-1", or what a mapping puts together."""

MOST_GUESSES, LONGEST_GUESSED, ALIKE = 3, 100, 70
"""Words that are suggested, signs of a text that they are sought by, and how alike of 100 they are at least."""

_SEPARATORS = ("|", "\n", ";", ",")


LEAST_PHONE = 7
"""Digits of a number that is not one of a place's own short ones."""

_BETWEEN_NAMES = re.compile(r" (?:och|samt|&) | ?/ ?")
_SLUG = re.compile(r"[-a-z0-9_]+")
_WHOLE = re.compile(r"([-−]?[0-9]{1,18})(?:[.,]0+)?")


class Misread(Exception):
    """A cell that cannot be read; `suggestions` are texts that would be right."""

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        self.message, self.suggestions = message, list(suggestions)
        super().__init__(message)


class Kind:
    """What every kind does unless it says otherwise: a value is its text, and a text is itself."""

    typed = False
    """Whether a workbook has the value itself, a date or a number, rather than its text."""
    example = ""

    def texts(self, values: Iterable[Any]) -> list[str]:
        """The text of each value of a column as the database has it."""
        return ["" if value is None else str(value) for value in values]

    def read(self, text: str, lookup: Lookup) -> Any:
        """The value of a text that is not blank."""
        return text

    def allowed(self) -> list[tuple[str, str]]:
        """What may stand there, with what the machine says for it; nothing where anything may."""
        return []


@dataclass(frozen=True)
class Text(Kind):
    """Free text."""

    def texts(self, values: Iterable[Any]) -> list[str]:
        return [value or "" for value in values]


@dataclass(frozen=True)
class Lines(Kind):
    """Several texts in one field, one on each line; in a cell with a bar between them."""

    example = "Närvårdsgruppen | Gruppen för närvård"

    def texts(self, values: Iterable[Any]) -> list[str]:
        return [BETWEEN.join(value.splitlines()) if value else "" for value in values]

    def read(self, text: str, lookup: Lookup) -> str:
        return "\n".join(part for each in text.split("|") if (part := each.strip()))


@dataclass(frozen=True)
class Choice(Kind):
    """One of the values of a field; the Swedish word or the machine's."""

    choices: tuple[tuple[str, Any], ...]
    """(value, word), as a field has them."""

    def texts(self, values: Iterable[Any]) -> list[str]:
        words = {value: str(word) for value, word in self.choices}
        return [words.get(value, value or "") for value in values]

    def read(self, text: str, lookup: Lookup) -> str:
        if (value := self._values.get(fold(text))) is not None:
            return value
        words = [str(word) for _value, word in self.choices]
        raise Misread(_("Välj något av: %(words)s.") % {"words": ", ".join(words)}, near(text, words))

    def allowed(self) -> list[tuple[str, str]]:
        return [(str(word), value) for value, word in self.choices]

    @cached_property
    def _values(self) -> dict[str, str]:
        """The values by all that may be written for them, folded; a word goes before a machine's word."""
        by_value = {fold(value): value for value, _word in self.choices}
        return by_value | {fold(str(word)): value for value, word in self.choices}


@dataclass(frozen=True)
class YesNo(Kind):
    """ja or nej."""

    example = "ja"

    def texts(self, values: Iterable[Any]) -> list[str]:
        yes, no = _("ja"), _("nej")
        return [yes if value else no for value in values]

    def read(self, text: str, lookup: Lookup) -> bool:
        asked = fold(text)
        if asked in YES:
            return True
        if asked in NO:
            return False
        raise Misread(_("Skriv ja eller nej."), [_("ja"), _("nej")])

    def allowed(self) -> list[tuple[str, str]]:
        return [(_("ja"), "true"), (_("nej"), "false")]


@dataclass(frozen=True)
class Date(Kind):
    """A day."""

    typed = True
    example = "2026-11-22"

    def texts(self, values: Iterable[Any]) -> list[str]:
        return [value.isoformat() if value else "" for value in values]

    def read(self, text: str, lookup: Lookup) -> dt.date:
        try:
            return dates.date_of(text.removesuffix(" 00:00"))
        except ValueError as error:
            raise Misread(str(error), [day.isoformat() for day in dates.readings(text) or ()]) from None


@dataclass(frozen=True)
class Time(Kind):
    """A time of day."""

    typed = True
    example = "09:00"

    def texts(self, values: Iterable[Any]) -> list[str]:
        return [value.strftime("%H:%M") if value else "" for value in values]

    def read(self, text: str, lookup: Lookup) -> dt.time:
        try:
            return dates.time_of(text)
        except ValueError as error:
            raise Misread(str(error)) from None


@dataclass(frozen=True)
class Number(Kind):
    """A whole number; a thousand may be parted by a blank, and decimals may stand after it if they are noughts."""

    typed = True
    example = "4"

    def read(self, text: str, lookup: Lookup) -> int:
        found = _WHOLE.fullmatch("".join(text.split()))
        if found is None:
            raise Misread(_("Skriv ett heltal."))
        return int(found[1].replace("−", "-"))


@dataclass(frozen=True)
class Slug(Text):
    """The key of a row that has a natural one; blank is a new row that gets one of its name."""

    example = "ds-tb-nordvast"

    def read(self, text: str, lookup: Lookup) -> str:
        if not _SLUG.fullmatch(text):
            words = _("En nyckel har bara små bokstäver a–z, siffror och bindestreck. Lämna tom för en ny.")
            if text.casefold() != text or " " in text:
                words += " " + _("Är det ett namn ska kolumnen kopplas till namnet i stället.")
            raise Misread(words)
        return text


@dataclass(frozen=True)
class Phone(Text):
    """A telephone number, whose first sign a spreadsheet may have lost when it took it for a number."""

    example = "070-174 06 05"

    def read(self, text: str, lookup: Lookup) -> str:
        if text.isdecimal() and len(text) >= LEAST_PHONE and not text.startswith("0"):
            raise Misread(
                _("Numret börjar varken med 0 eller +: det första tecknet kan ha gått förlorat."),
                [f"0{text}", f"+{text}"],
            )
        return text


@dataclass(frozen=True)
class Uid(Kind):
    """The key of a row without a natural one; blank is a new row, and so is a word of one's own."""

    example = "ny-1"

    def read(self, text: str, lookup: Lookup) -> uuid.UUID | str:
        try:
            return uuid.UUID(text)
        except ValueError:
            if len(text) <= LONGEST_OWN_KEY:
                return text
            raise Misread(_("Nyckeln är inte hel. Lämna cellen tom för en ny rad.")) from None


@dataclass(frozen=True)
class Code(Kind):
    """A municipality's code, whose first nought a spreadsheet may have lost."""

    example = "1283"

    def texts(self, values: Iterable[Any]) -> list[str]:
        return [value or "" for value in values]

    def read(self, text: str, lookup: Lookup) -> str:
        return text.zfill(4) if text.isdigit() else text


@dataclass(frozen=True)
class Reference(Kind):
    """A row of another sheet, by its key, or by a name that no other has."""

    sheet: str
    among: str = ""
    """The only kind of organisation it may be."""

    def read(self, text: str, lookup: Lookup) -> Any:
        return lookup.find(self.sheet, text, among=self.among)


@dataclass(frozen=True)
class References(Kind):
    """Several rows of another sheet."""

    sheet: str
    among: str = ""
    example = "psykiatri | utskrivning"

    def read(self, text: str, lookup: Lookup) -> tuple[Any, ...]:
        """The rows, each once, in the order given."""
        found = [self._find(part, text, lookup) for part in parts(text, self._is_one(lookup))]
        return tuple(dict.fromkeys(found))

    def _find(self, name: str, text: str, lookup: Lookup) -> Any:
        """The row of one name in the cell. What would be right is told as the whole cell, the others as they are."""
        try:
            return lookup.find(self.sheet, name, among=self.among)
        except Misread as error:
            instead = error.suggestions
            if _BETWEEN_NAMES.search(name) and not self._is_one(lookup)(name):  # two names: one of them is half of it
                instead = [each for each in instead if _BETWEEN_NAMES.search(each)]
            raise Misread(error.message, [text.replace(name, each, 1) for each in instead]) from None

    def _is_one(self, lookup: Lookup) -> Callable[[str], bool]:
        return lambda text: lookup.has(self.sheet, text, among=self.among)


@dataclass(frozen=True)
class DatedReferences(References):
    """Several rows, each from a day to a day: "bjuv | klippan 2021-01-01– | perstorp –2023-12-31"."""

    example = "bjuv | klippan 2021-01-01– | perstorp –2023-12-31"

    def read(self, text: str, lookup: Lookup) -> tuple[tuple[Any, dt.date | None, dt.date | None], ...]:
        """The rows with their first and last day, None for unknown or open."""
        found = []
        for part in parts(text, lambda each: self._is_one(lookup)(_undated(each)[0])):
            name, start, end = _undated(part)
            found.append((self._find(name, text, lookup), start, end))
        return _each_once(found, [(row, start) for row, start, _end in found])


@dataclass(frozen=True)
class CountedReferences(References):
    """Several rows, each with a number: "helsingborg 2 | bjuv 0"."""

    number: models.Field | None = None
    """The field where the number is kept: what it refuses is refused here."""
    example = "helsingborg 2 | bjuv 0"

    def read(self, text: str, lookup: Lookup) -> tuple[tuple[Any, int], ...]:
        found = []
        for part in parts(text, lambda each: False):
            name, _blank, number = part.rpartition(" ")
            if not (number.isdecimal() and len(number) < 10 and name.strip()):
                raise Misread(_("Skriv kommunen följd av antalet, t.ex. ”bjuv 2”."))
            if self.number:
                check(self.number, int(number))
            found.append((self._find(name.strip(), text, lookup), int(number)))
        return _each_once(found, [row for row, _number in found])


def check(field: models.Field, value: Any) -> None:
    """Ask the field's own validators. Raises Misread."""
    try:
        field.run_validators(value)
    except ValidationError as error:
        raise Misread(" ".join(error.messages)) from None


def _each_once(found: list[tuple], told_apart_by: list[Any]) -> tuple:
    """What was found, each once. Raises Misread where two of them say different things of the same."""
    unlike = tuple(dict.fromkeys(found))
    if len(unlike) != len(set(told_apart_by)):
        raise Misread(_("Samma kommun står två gånger."))
    return unlike


def dated(key: str, start: dt.date | None, end: dt.date | None) -> str:
    """How a row with its days stands in a cell."""
    if start is None and end is None:
        return key
    return f"{key} {start.isoformat() if start else ''}–{end.isoformat() if end else ''}"


def _undated(text: str) -> tuple[str, dt.date | None, dt.date | None]:
    """The name, and the days that may stand last. Raises Misread."""
    name, _blank, period = text.rpartition(" ")
    if "–" not in period or not name:
        return text, None, None
    start, _dash, end = period.partition("–")
    try:
        return name.strip(), (start and dates.date_of(start)) or None, (end and dates.date_of(end)) or None
    except ValueError as error:
        raise Misread(str(error)) from None


def parts(text: str, is_one: Callable[[str], bool]) -> list[str]:
    """The parts of a cell that holds several; a bar parts them, and where there is none what people use instead.

    What `is_one` says is one name is not parted: "Samverkan barn, unga och familj".
    """
    separator = next((each for each in _SEPARATORS if each in text), "")
    if separator == "|":
        return [part for each in text.split("|") if (part := each.strip())]
    if not separator or is_one(text.strip()):
        return _apart(text.strip(), is_one)
    return [one for each in text.split(separator) if (part := each.strip()) for one in _apart(part, is_one)]


def _apart(text: str, is_one: Callable[[str], bool]) -> list[str]:
    """Names with a word or a stroke between, where the whole is no name: "Klippan och Åstorp", "Klippan/Åstorp"."""
    joints = list(_BETWEEN_NAMES.finditer(text))
    if not joints or is_one(text):
        return [text]
    for joint in (joints[0], joints[-1]):  # either may have such a word in its own name: "Klippan samt Barn och unga"
        two = [text[: joint.start()].strip(), text[joint.end() :].strip()]
        if all(map(is_one, two)):
            return two
    each = [part for one in _BETWEEN_NAMES.split(text) if (part := one.strip())]
    return each if len(each) > 1 and any(map(is_one, each)) else [text]


def near(text: str, words: Iterable[str]) -> list[str]:
    """The words that look like the text, the nearest first."""
    written = {fold(word): word for word in words}
    return [written[each] for each in nearest(fold(text), written)]


def nearest(folded: str, words: Iterable[str], most: int = MOST_GUESSES) -> list[str]:
    """The same of texts that are folded already; `most` of them."""
    from rapidfuzz import fuzz, process

    asked = folded[:LONGEST_GUESSED]
    found = process.extract(asked, list(words), scorer=fuzz.WRatio, limit=most, score_cutoff=ALIKE)
    return [word for word, _score, _place in found]
