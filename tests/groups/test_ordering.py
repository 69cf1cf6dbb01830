"""Swedish order and search: keys sort as a Swede would, and folded text is what people type."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.ordering import LONGEST_QUERY, MOST_WORDS, SORT_KEY_LENGTH, fold, in_full, sort_key, words

ALPHABET = " abcdefghijklmnopqrstuvwxyzåäö"
# fmt: off
MUNICIPALITIES = [
    "Bjuv", "Bromölla", "Burlöv", "Båstad", "Eslöv", "Helsingborg", "Hässleholm", "Höganäs", "Hörby", "Höör",
    "Klippan", "Kristianstad", "Kävlinge", "Landskrona", "Lomma", "Lund", "Malmö", "Osby", "Perstorp",
    "Simrishamn", "Sjöbo", "Skurup", "Staffanstorp", "Svalöv", "Svedala", "Tomelilla", "Trelleborg",
    "Vellinge", "Ystad", "Åstorp", "Ängelholm", "Örkelljunga", "Östra Göinge",
]
# fmt: on

any_text = st.text(alphabet=st.characters(), max_size=300)  # every code point, surrogates included
swedish_text = st.text(alphabet=ALPHABET, max_size=40).map(lambda text: " ".join(text.split()))


def swedish_places(text: str) -> list[int]:
    return [ALPHABET.index(sign) for sign in text]


def test_the_33_municipalities_come_in_swedish_order():
    shuffled = random.Random(33).sample(MUNICIPALITIES, len(MUNICIPALITIES))
    assert sorted(shuffled, key=sort_key) == MUNICIPALITIES


@given(st.lists(swedish_text, max_size=20))
def test_sorting_by_key_is_sorting_by_the_swedish_alphabet(texts):
    assert sorted(texts, key=sort_key) == sorted(texts, key=swedish_places)


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_numbers_sort_by_their_value(one, other):
    keys = sort_key(f"Grupp {one}"), sort_key(f"Grupp {other}")
    assert (keys[0] < keys[1]) == (one < other)
    assert (keys[0] == keys[1]) == (one == other)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("", "A"),
        ("AU", "AU NV"),
        ("AU NV", "Aula"),
        ("9", "A"),
        ("A 9", "A A"),
        ("Grupp 2", "Grupp 10"),
        ("V", "W"),
        ("Z", "Å"),
        ("Å", "Ä"),
        ("Ä", "Ö"),
        ("Ö", "Ω"),
        ("Ide", "Idé b"),
    ],
)
def test_the_first_comes_before_the_other(first, then):
    assert sort_key(first) < sort_key(then)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ängelholm", "ÄNGELHOLM"),
        ("\u00c5storp", "A\u030astorp"),  # composed and decomposed
        ("Åstorp", "\u212bstorp"),  # the ångström sign
        ("Armé", "Arme"),
        ("Müller", "Myller"),
        ("Sæby", "Säby"),
        ("Ærø", "Ärö"),
        ("España", "Espana"),
        ("Łódź", "Lodz"),
        ("DS-TB", "DS – TB"),
        ("  Lund.", "lund"),
        ("O'Brien", "OBrien"),
        ("Grupp 07", "Grupp 7"),
        ("mot\u00adtagning", "mottagning"),  # soft hyphen
    ],
)
def test_these_share_one_place_in_the_order(one, other):
    assert sort_key(one) == sort_key(other)


@given(any_text)
def test_a_key_is_digits_in_pairs_and_never_longer_than_its_column(text):
    key = sort_key(text)
    assert len(key) <= SORT_KEY_LENGTH
    assert len(key) % 2 == 0
    assert set(key) <= set("0123456789")


def test_a_very_long_text_gets_a_full_key_quickly():
    assert sort_key("å" * 3_000_000) == "56" * (SORT_KEY_LENGTH // 2)


@given(any_text)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_folded_text_holds_only_words_and_single_spaces(text):
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(sign == " " or sign.isalnum() for sign in folded)
    folded.encode()  # no lone surrogate is left to stop the database


@given(swedish_text)
def test_case_does_not_count_in_search_or_order(text):
    assert fold(text.upper()) == fold(text)
    assert sort_key(text.upper()) == sort_key(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ängelholm", "angelholm"),
        ("ängelholm", "angelholm"),
        ("Angelholm", "angelholm"),
        ("A\u0308ngelholm", "angelholm"),
        ("Örkelljunga", "orkelljunga"),
        ("ÅSTORP", "astorp"),
        ("Æblegård", "ablegard"),
        ("Tønder", "tonder"),
        ("Straße", "strasse"),
        ("idé", "ide"),
        ("DS-TB – Nordväst", "ds tb nordvast"),
        ("  kl.\t09:00\r\n", "kl 09 00"),
        ("läkar’ns", "lakarns"),
        ("a\x00b", "a b"),
        ("\ud800", ""),
        ("🙂 FACT 🙂", "fact"),
        ("", ""),
    ],
)
def test_text_is_folded_as_people_search(written, folded):
    assert fold(written) == folded


def test_a_query_gives_its_words_once_and_in_order():
    assert words("Samråd, psykiatri: SAMRÅD i Ängelholm") == ["samrad", "psykiatri", "i", "angelholm"]


@pytest.mark.parametrize("query", ["", "   ", "–", "\x00", "🙂", "%_*"])
def test_a_query_without_words_gives_none(query):
    assert words(query) == []


@given(any_text)
def test_words_are_few_and_already_folded(query):
    found = words(query)
    assert len(found) <= MOST_WORDS
    assert len(set(found)) == len(found)
    assert all(word and fold(word) == word for word in found)


def test_a_query_is_read_only_so_far():
    assert words(" " * LONGEST_QUERY + "lund") == []
    assert words(" ".join(f"ord{n}" for n in range(20))) == [f"ord{n}" for n in range(MOST_WORDS)]


@pytest.mark.parametrize(
    ("name", "written"),
    [("Bjuv", "Bjuvs kommun"), ("Höganäs", "Höganäs kommun"), ("Gnosjö", "Gnosjös kommun"), ("Ritz", "Ritz kommun")],
)
def test_municipality_is_written_with_its_genitive(name, written):
    assert in_full(name) == written
