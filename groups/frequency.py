"""How often a group meets, from the words people write to expected meetings a year, and back to words.

The words are always kept as written; the numbers are a reading of them, and none is better than a wrong one.

The reckoning: a year holds two terms, together about ten months. What is said per year, term, half-year or quarter
is multiplied out. A rhythm – so often a month or a week – may rest in the summer or not, so its minimum counts the
ten months and its maximum the whole year, in whole meetings: monthly is 10–12, weekly 43–52, every 6–8 weeks 5–8.
A number of occasions in one season is a series, not a yearly rate, and cannot be told.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups import frequency_words as swedish

TERMS_IN_YEAR = 2
MONTHS_IN_YEAR = 12
MONTHS_IN_TERMS = 10
WEEKS_IN_YEAR = 52
WEEKS_IN_TERMS = WEEKS_IN_YEAR * MONTHS_IN_TERMS // MONTHS_IN_YEAR  # 43

MOST_MEETINGS = 400  # more than one a day is a misreading
LONGEST_TEXT = 500  # what is longer is an account, and may say anything

# How many of each there are a year: fewest, most.
_A_YEAR_HOLDS = {
    "week": (WEEKS_IN_TERMS, WEEKS_IN_YEAR),
    "month": (MONTHS_IN_TERMS, MONTHS_IN_YEAR),
    "quarter": (4, 4),
    "third": (3, 3),
    "term": (TERMS_IN_YEAR, TERMS_IN_YEAR),
    "half": (2, 2),
    "year": (1, 1),
}


@dataclass(frozen=True)
class Frequency:
    """Words about how often a group meets, and the meetings a year they promise, as far as that can be told.

    `minimum` or `maximum` alone is None when only the other is promised ("minst 4" has no maximum).
    """

    text: str
    minimum: int | None = None
    maximum: int | None = None

    @property
    def known(self) -> bool:
        """Tell whether anything can be expected of the words."""
        return self.minimum is not None or self.maximum is not None


def parse(text: str) -> Frequency:
    """Return the text, verbatim, with the expected meetings a year; both None when they cannot be told.

    They cannot when the text names no rate, names rates that cannot hold at once, leaves a number unexplained, or
    doubts itself. Any text is accepted.
    """
    minimum, maximum = _reading(text) if len(text) <= LONGEST_TEXT else _NOTHING
    return Frequency(text, minimum, maximum)


def describe(minimum: int | None, maximum: int | None) -> str:
    """Return expected meetings a year as words for a page: "omkring 4 möten per år", "5–8 möten per år" …"""
    if maximum is None:
        if not minimum:
            return _("går inte att säga")
        return ngettext("minst %(count)d möte per år", "minst %(count)d möten per år", minimum) % {"count": minimum}
    if maximum == 0:
        return _("inga möten")
    if not minimum:
        return ngettext("högst %(count)d möte per år", "högst %(count)d möten per år", maximum) % {"count": maximum}
    if minimum == maximum:
        return ngettext("omkring %(count)d möte per år", "omkring %(count)d möten per år", maximum) % {"count": maximum}
    return _("%(minimum)d–%(maximum)d möten per år") % {"minimum": minimum, "maximum": maximum}


_Limits = tuple[int | None, int | None]
_NOTHING: _Limits = (None, None)


@lru_cache(maxsize=1024)  # many groups say it in the same words
def _reading(text: str) -> _Limits:
    rest = swedish.SUMMER_BREAK.sub(" ", _normalised(text))
    if swedish.DOUBTS.search(rest):
        return _NOTHING
    rest = swedish.BESIDE.sub(" ¤ ", swedish.CLAUSE.sub(_without_other_matters, rest))
    found: list[dict[str, str | None]] = []

    def take(match: re.Match[str]) -> str:
        found.append(match.groupdict())
        return " ¤ "

    for pattern in swedish.SAID:
        rest = pattern.sub(take, rest)
    rest = swedish.CLAUSE.sub(
        lambda clause: swedish.SAID_WITHOUT_COUNT.sub(_unless_deciding(clause, take), clause[0]), rest
    )

    said = [_per_year(parts) for parts in found]
    finest = max((_A_YEAR_HOLDS[_period(parts)[0]][1] for parts in found), default=1)
    if not said or _NOTHING in said or swedish.LEFT_OVER.search(rest) or _is_limited(rest, finest):
        return _NOTHING
    return _adjusted(rest, *_at_once(said))


def _normalised(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(swedish.DASHES)
    plain = re.sub(r"[\s\x00-\x1f\x7f]+", " ", plain.replace("¤", " ").replace("c:a", "ca"))
    return swedish.SHORTENED.sub(r"\1 ", plain)


def _without_other_matters(clause: re.Match[str]) -> str:
    """Return the clause, or a mark in its place if it speaks of money, reports, elections and the like."""
    return " ¤ " if swedish.OTHER_MATTERS.search(clause[0]) else clause[0]


def _unless_deciding(clause: re.Match[str], take: Callable[[re.Match[str]], str]) -> Callable | str:
    """Return `take`, or a mere mark if the clause tells when meetings are decided and not how often they are."""
    return " ¤ " if swedish.DECIDING.search(clause[0]) else take


def _per_year(found: dict[str, str | None]) -> _Limits:
    """Return the fewest and most meetings a year that one statement promises, None where it sets no limit.

    Both are None if it makes no sense; a range written backwards is left for `_at_once` to refuse.
    """
    fewest, most = _count(found)
    period, nearest, farthest = _period(found)
    in_terms, in_year = _A_YEAR_HOLDS[period]
    if not 0 < nearest <= farthest:
        return _NOTHING
    minimum = fewest * in_terms // farthest
    maximum = None if most is None else max(most * in_year // nearest, min(most, 1))
    if max(minimum, maximum or 0) > MOST_MEETINGS:
        return _NOTHING
    if found.get("least") or found.get("least_after"):
        maximum = None
    return (None if found.get("most") else minimum), maximum


def _count(found: dict[str, str | None]) -> tuple[int, int | None]:
    """Return how many meetings at least and at most fall in the stated period; without a count it is one."""
    if found.get("several"):
        return 2, None
    if found.get("pair"):
        return 2, 2
    if found.get("spring"):
        return (both := _number(found["spring"]) + _number(found["autumn"])), both
    low = found.get("low") or found.get("from") or found.get("between")
    high = found.get("high") or found.get("upto") or found.get("and")
    if low is None:
        return 1, 1
    return _number(low), None if found.get("open") else _number(high or low)


def _period(found: dict[str, str | None]) -> tuple[str, int, int]:
    """Return the kind of period, and between how many of them (nearest, farthest) the meetings stand."""
    if words := found.get("per"):
        return _kind(swedish.PERIODS, words), 1, 1
    if words := found.get("adverb"):
        return _kind(swedish.ADVERBS, words), 1, 1
    if words := found.get("every"):
        nearest = _step(found["step"])
        return _kind(swedish.PERIODS, words), nearest, _step(found["step_to"]) if found["step_to"] else nearest
    if gap := found.get("gap"):
        kind = "week" if found["gaps"] == "vecko" else "month"
        return kind, _number(gap), _number(found["gap_to"] or gap)
    if found.get("even"):
        return "week", 2, 2
    return ("month" if found.get("monthly") else "year"), 1, 1


def _kind(kinds: dict[str, str], words: str) -> str:
    return next(kind for kind, pattern in kinds.items() if re.fullmatch(pattern, words))


def _step(words: str) -> int:
    """Return the step in "varje" (1), "varannan" (2), "var tredje" or "3:e" (3)."""
    if re.search(r"ann(?:an|at)$", words):
        return 2
    if digits := re.search(r"[0-9]+", words):
        return int(digits.group())
    return swedish.ORDINALS.get(words.split()[-1], 1)


def _number(word: str) -> int:
    return swedish.NUMBERS[word] if word in swedish.NUMBERS else int(word)


def _is_limited(rest: str, finest: int) -> bool:
    """Tell whether a rhythm is said of one season or some months only, so that a year of it cannot be told."""
    if finest <= 1:
        return False
    if swedish.SEASON.search(rest) and not (re.search(r"\bvår", rest) and re.search(r"\bhöst", rest)):
        return True
    return finest >= MONTHS_IN_YEAR and re.search(rf"\b{swedish.MONTH}", rest) is not None


def _at_once(said: list[_Limits]) -> _Limits:
    """Return what holds when all that is said holds, or nothing if it contradicts itself."""
    minimum = max(_given(low for low, _high in said), default=None)
    maximum = min(_given(high for _low, high in said), default=None)
    if minimum is not None and maximum is not None and minimum > maximum:
        return _NOTHING
    return minimum, maximum


def _given(values: Iterator[int | None]) -> Iterator[int]:
    return (value for value in values if value is not None)


def _adjusted(rest: str, minimum: int | None, maximum: int | None) -> _Limits:
    """Return the numbers after words of more, fewer or only on demand that stand beside the rate."""
    if swedish.ON_DEMAND.search(rest) and maximum is not None:
        return _NOTHING
    return (None if swedish.FEWER.search(rest) else minimum), (None if swedish.MORE.search(rest) else maximum)
