"""How often a group meets: the ways of writing it that we have seen, and none read for more than it says."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.frequency import LONGEST_TEXT, MOST_MEETINGS, Frequency, describe, parse

CANNOT_BE_TOLD = (None, None)

SEEN = {
    "4 gånger per år": (4, 4),
    "2 ggr/termin": (4, 4),
    "1 ggr/termin": (2, 2),
    "vanligen 2 ggr per termin": (4, 4),
    "flera gånger per termin": (4, None),
    "en gång i månaden": (10, 12),
    "var 6-8:e v": (5, 8),
    "1 g/vecka": (43, 52),
    "ca 8 möten/år": (8, 8),
    "cirka 6-8 gånger/år": (6, 8),
    "var 3:e-4:e vecka": (10, 17),
    "två gånger per år samt vid behov": (2, None),
    "4 workshops under vintern/våren": CANNOT_BE_TOLD,
    "behovsstyrd": CANNOT_BE_TOLD,
    "bestäms lokalt": CANNOT_BE_TOLD,
}

RELATED = {
    # so many a period
    "åtta gånger om året": (8, 8),
    "4/år": (4, 4),
    "2 per termin": (4, 4),
    "1gång/mån.": (10, 12),
    "2 x per termin": (4, 4),
    "en i veckan": (43, 52),
    "tre gånger i veckan": (129, 156),
    "en gång i halvåret": (2, 2),
    "fyra ggr/läsår": (4, 4),
    "4–5 fysiska möten per år": (4, 5),
    "6 till 8 träffar per år": (6, 8),
    "mellan 6 och 8 gånger per år": (6, 8),
    "en eller två gånger per termin": (2, 4),
    "en till två gånger per kvartal": (4, 8),
    "en eller flera gånger per termin": (2, None),
    "ett par gånger per termin": (4, 4),
    "några gånger per år": (2, None),
    "två årliga möten": (2, 2),
    "4 möten årligen": (4, 4),
    "per termin: 2 möten": (4, 4),
    "Varje år hålls fyra möten": (4, 4),
    "tjugo sammanträden per år": (20, 20),
    "en gång på våren och en gång på hösten": (2, 2),
    # a rhythm
    "varje vecka": (43, 52),
    "varannan vecka": (21, 26),
    "var annan vecka": (21, 26),
    "jämna veckor": (21, 26),
    "var 14:e dag": (21, 26),
    "varje torsdag kl. 13.00": (43, 52),
    "var tredje vecka": (14, 17),
    "var 3 v.": (14, 17),
    "var sjätte till åttonde vecka": (5, 8),
    "varannan eller var tredje vecka": (14, 26),
    "med 6-8 veckors mellanrum": (5, 8),
    "ett möte var sjätte vecka": (7, 8),
    "varje månad": (10, 12),
    "varannan månad": (5, 6),
    "var fjärde månad": (2, 3),
    "två gånger i månaden": (20, 24),
    "första måndagen i månaden": (10, 12),
    "den 15:e varje månad": (10, 12),
    "veckovis": (43, 52),
    "månadsvis": (10, 12),
    "kvartalsvis": (4, 4),
    "tertialvis": (3, 3),
    "terminsvis": (2, 2),
    "halvårsvis": (2, 2),
    "årligen": (1, 1),
    "vartannat år": (0, 1),
    # bounds
    "minst 4 ggr/år": (4, None),
    "2 ggr/termin minst": (4, None),
    "minst varannan vecka": (21, None),
    "högst 4 ggr/år": (None, 4),
    "max 4 möten per år": (None, 4),
    "upp till fyra gånger per år": (None, 4),
    "högst en gång i månaden": (None, 12),
    "minst 2 och högst 4 gånger per år": (2, 4),
    "minst en gång per termin, högst 4 gånger per år": (2, 4),
    # more, fewer, on demand
    "en gång per termin och vid behov": (2, None),
    "2 ggr/termin, oftare vid behov": (4, None),
    "en gång i månaden eller oftare": (10, None),
    "4 ggr per år och extra möten": (4, None),
    "4 ggr per år, glesare på sommaren": (None, 4),
    "en gång i månaden, färre om ärenden saknas": (None, 12),
    "2 ggr per termin vid behov": CANNOT_BE_TOLD,  # or not at all
    "vid behov": CANNOT_BE_TOLD,
    "efter kallelse": CANNOT_BE_TOLD,
    "direkt efter varje möte": CANNOT_BE_TOLD,
    "per termin och vid behov": CANNOT_BE_TOLD,
    # said twice
    "2 ggr per termin (4 ggr per år)": (4, 4),
    "4 möten per år, två på våren och två på hösten": (4, 4),
    "var 6-8:e vecka (ca 6-8 gånger per år)": (6, 8),
    "AU en gång i månaden, styrgrupp två gånger per termin": CANNOT_BE_TOLD,
    # with something beside
    "4 ggr per år, 3 timmar": (4, 4),
    "2 timmar varannan vecka": (21, 26),
    "två gånger per år (vår och höst)": (2, 2),
    "fyra gånger per år, första gången i mars": (4, 4),
    "en gång i månaden utom på sommaren": (10, 12),
    "en gång per kvartal, med start hösten 2023": (4, 4),
    "från 15 januari 2023 varje vecka": (43, 52),
    "var 6:e v, start v 12": (7, 8),
    "ordförande väljs årligen, möten 2 ggr/termin": (4, 4),
    "4 ggr per år. Arvode 500 kr per möte": (4, 4),
}

NO_RATE = [
    "",
    " ",
    "?",
    "2023-01-15",
    "15 oktober 2021 kl. 09:00–12:00",
    "2 december, 9–12",
    "2023",
    "500 kr per år",
    "20 000 kr årligen",
    "en avgift på 500 kr som betalas varje år",
    "2 timmar per vecka",
    "8 ledamöter",
    "10 ledamöter varje år",
    "per år",
    "gånger per termin",
    "enstaka gånger per år",
    "någon gång per termin",
    "1,5 ggr per termin",
    "½ gång per år",
    "1 000 gånger per år",
    "999 ggr per år",
    "8-6 ggr per år",
    "var 0:e vecka",
    "4 ggr per år?",
    "inte 4 ggr per år",
    "tidigare varje vecka, nu varje månad",
    "en gång per termin/år",
    "en gång i månaden eller år",
    "2, 3 gånger per termin",
    "grupp 2, 4 ggr per år",
    "4 gånger i år",
    "varje vecka under våren",
    "varje vecka under pandemin",
    "varje vecka januari–april",
    "varje måndag och torsdag",
    "första och tredje måndagen i månaden",
    "mötestider bokas terminsvis",
    "uppdraget utvärderas ca. en gång per år",
    "många möten varje år",
    "\x00",
    "\ud800",
    "🙂",
]


def reading(text: str) -> tuple[int | None, int | None]:
    frequency = parse(text)
    return frequency.minimum, frequency.maximum


@pytest.mark.parametrize(("text", "expected"), SEEN.items())
def test_the_inventory_s_own_words_are_read(text, expected):
    assert reading(text) == expected


@pytest.mark.parametrize(("text", "expected"), RELATED.items())
def test_related_words_are_read(text, expected):
    assert reading(text) == expected


@pytest.mark.parametrize("text", NO_RATE)
def test_what_is_no_plain_rate_cannot_be_told(text):
    assert reading(text) == CANNOT_BE_TOLD
    assert not parse(text).known


@pytest.mark.parametrize(("text", "known"), [("minst 4 ggr/år", True), ("högst 4 ggr/år", True), ("vid behov", False)])
def test_one_limit_is_enough_to_be_known(text, known):
    assert parse(text).known is known


# Texts made of the words the parser knows come nearer to its edges than arbitrary ones.
KNOWN_WORDS = sorted({word for text in [*SEEN, *RELATED, *NO_RATE] for word in text.split(" ")})
pieces = st.sampled_from([*KNOWN_WORDS, " ", "-", "–", "/", ",", ".", "¤", "0", "12", "400", "3:e", "²", "٣", "\n"])
likely_text = st.lists(pieces, max_size=12).map("".join) | st.lists(pieces, max_size=12).map(" ".join)
any_text = st.text(alphabet=st.characters(), max_size=LONGEST_TEXT + 20) | likely_text


@given(any_text)
def test_any_text_is_kept_and_its_numbers_make_sense(text):
    frequency = parse(text)
    assert frequency.text == text
    given_limits = [limit for limit in (frequency.minimum, frequency.maximum) if limit is not None]
    assert given_limits == sorted(given_limits)
    assert all(0 <= limit <= MOST_MEETINGS for limit in given_limits)
    assert describe(frequency.minimum, frequency.maximum)


@given(any_text)
def test_doubt_makes_any_text_untold(text):
    assert reading(f"{text}?") == CANNOT_BE_TOLD


known_text = st.sampled_from([*SEEN, *RELATED])


@given(known_text, st.sampled_from([str.upper, str.title, str.capitalize, str.swapcase]))
def test_case_does_not_count(text, change):
    assert reading(change(text)) == reading(text)


@given(known_text, st.sampled_from(["  ", "\t", "\n", "\r\n", "\u00a0", "\u2009", " \n "]))
def test_kind_of_blank_does_not_count(text, blank):
    assert reading(f"{blank}{text.replace(' ', blank)}{blank}") == reading(text)


@given(known_text, st.sampled_from("-–—‑−"))
def test_kind_of_dash_does_not_count(text, dash):
    assert reading(re.sub("[-–]", dash, text)) == reading(text)


@given(known_text)
def test_decomposed_letters_are_the_same_letters(text):
    assert reading(text.replace("å", "a\u030a").replace("ä", "a\u0308").replace("ö", "o\u0308")) == reading(text)


@given(st.integers(0, MOST_MEETINGS), st.integers(0, MOST_MEETINGS))
def test_a_range_per_year_is_itself(one, other):
    low, high = sorted((one, other))
    assert reading(f"{low}-{high} gånger per år") == (low, high)


@given(st.integers(1, 40), st.integers(1, 40))
def test_the_longer_between_meetings_the_fewer_they_are(nearer, farther):
    nearer, farther = sorted((nearer, farther))
    often, seldom = parse(f"var {nearer}:e vecka"), parse(f"var {farther}:e vecka")
    assert often.minimum >= seldom.minimum
    assert often.maximum >= seldom.maximum >= 1


def test_a_long_account_cannot_be_told_and_costs_no_time():
    account = "en gång per termin " * 100_000
    started = time.monotonic()
    assert parse(account) == Frequency(account, None, None)
    assert parse("4 ggr/år" + " " * LONGEST_TEXT).known is False
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "unit",
    ["1", "1-", "1 ", "a", "¤", "en ", "möte", "var ", "minst ", "4 möten ", "varje ", "ggr/", "jan,", "1 till "],
)
def test_no_text_makes_the_reading_slow(unit):
    text = (unit * LONGEST_TEXT)[:LONGEST_TEXT]
    started = time.monotonic()
    parse(text)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("minimum", "maximum", "words"),
    [
        (None, None, "går inte att säga"),
        (0, None, "går inte att säga"),
        (4, 4, "omkring 4 möten per år"),
        (1, 1, "omkring 1 möte per år"),
        (5, 8, "5–8 möten per år"),
        (4, None, "minst 4 möten per år"),
        (1, None, "minst 1 möte per år"),
        (None, 4, "högst 4 möten per år"),
        (0, 1, "högst 1 möte per år"),
        (0, 0, "inga möten"),
        (None, 0, "inga möten"),
    ],
)
def test_expected_meetings_are_described_in_swedish(minimum, maximum, words):
    assert describe(minimum, maximum) == words


@given(st.integers(1, MOST_MEETINGS), st.integers(1, MOST_MEETINGS))
def test_a_description_can_be_read_again(one, other):
    low, high = sorted((one, other))
    assert reading(describe(low, high)) == (low, high)
    assert reading(describe(low, None)) == (low, None)
    assert reading(describe(None, high)) == (None, high)
