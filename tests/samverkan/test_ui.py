"""The tags that every page is written with."""

from datetime import UTC, date, datetime
from time import perf_counter
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from samverkan.templatetags import ui


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1\u00a0000"),
        (145415, "145\u00a0415"),
        (-1234567, "-1\u00a0234\u00a0567"),
    ],
)
def test_number_is_parted_by_no_break_spaces(value, text):
    assert ui.number(value) == text


def test_number_that_is_not_known_is_left_blank():
    assert ui.number(None) == ""


def test_day_is_written_with_its_year_and_does_not_break():
    assert ui.day(date(2026, 11, 22)) == '<time datetime="2026-11-22">22\u00a0november\u00a02026</time>'


def test_day_of_a_moment_is_the_swedish_day():
    assert "1\u00a0januari\u00a02027" in ui.day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))


def test_day_that_is_not_known_is_left_blank():
    assert ui.day(None) == ""


def test_abbreviation_is_explained_once_and_the_longest_wins():
    text = ui.explain("DS-TB Nordväst; frågor till DS-TB går vidare till DS")
    assert text.count("<abbr") == 2
    assert ">DS-TB<span> tjänstemannaberedningen till delregionalt samverkansorgan</span></abbr> Nordväst" in text
    assert text.endswith(">DS<span> delregionalt samverkansorgan</span></abbr>")


def test_explanation_is_a_stop_for_the_keyboard():
    assert ui.explain("VC").startswith('<abbr tabindex="0">VC<span> vårdcentral')


@pytest.mark.parametrize("text", ["MASSOR", "gods", "PVC", "xDS", "DS1"])
def test_letters_inside_another_word_are_no_abbreviation(text):
    assert ui.explain(text) == text


def test_explained_text_is_escaped_unless_it_is_safe_already():
    assert ui.explain("<b>VC</b>").startswith("&lt;b&gt;<abbr")
    assert ui.explain(mark_safe("<b>VC</b>")).startswith("<b><abbr")
    assert ui.explain("<b>VC</b>").startswith("&lt;b&gt;<abbr")


def test_explaining_a_thousand_rows_takes_no_time():
    words = ["VC eller MAS, efter överenskommelse", "DS-TB Nordväst", "enhetschef, BUP"]
    start = perf_counter()
    for n in range(1000):
        ui.explain(words[n % 3])
    assert perf_counter() - start < 0.1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Tjänstemannaberedning", ["Tjänstemanna", "beredning"]),
        ("Delregionalt samverkansorgan", ["Delregionalt samverkans", "organ"]),
        ("organisationen", ["organisationen"]),
        ("Grupper", ["Grupper"]),
    ],
)
def test_long_words_may_break_between_their_parts(text, parts):
    assert ui.soften(text).split("\u00ad") == parts


def test_name_of_the_site_is_parted_at_its_first_blank():
    assert (ui.first_word("Samverkan Skåne län"), ui.other_words("Samverkan Skåne län")) == (
        "Samverkan",
        "Skåne län",
    )
    assert (ui.first_word("Samverkan"), ui.other_words("Samverkan")) == ("Samverkan", "")


@pytest.mark.parametrize(
    ("name", "mark"),
    [("groups:group-list", "page"), ("groups:group-detail", "true"), ("groups:map", None), (None, None)],
)
def test_current_marks_the_page_and_those_below_it(name, mark):
    match = SimpleNamespace(view_name=name) if name else None
    context = {"request": SimpleNamespace(resolver_match=match)}
    said = ui.current(context, "groups:group-list", "groups:group-detail")
    assert said == (f' aria-current="{mark}"' if mark else "")


def test_current_says_nothing_where_there_is_no_request():
    assert ui.current({}, "groups:group-list") == ""


def test_page_numbers_offer_both_ends_and_the_neighbours():
    page = Paginator(range(1000), 50).page(10)
    assert ui.page_numbers(page) == [1, "…", 9, 10, 11, "…", 20]


def test_an_address_breaks_after_its_at_and_before_its_dots_alone():
    assert ui.breakable("a.b-c@example.org") == "a<wbr>.b-c@<wbr>example<wbr>.org"
    assert ui.breakable("<b>@x.y") == "&lt;b&gt;@<wbr>x<wbr>.y"
