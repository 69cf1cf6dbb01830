"""Each kind of cell both ways: what is written is read back as the same value, and people's own words are read."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.models import Coverage, Status
from samverkan.exchange import cells
from samverkan.exchange.cells import Misread


class Known:
    """A lookup in which these texts refer to something."""

    def __init__(self, *names):
        self.names = names

    def find(self, sheet, text, *, among=""):
        if text not in self.names:
            raise Misread(f"{text} finns inte", [name for name in self.names if name[:2] == text[:2]])
        return self.names.index(text)

    def has(self, sheet, text, *, among=""):
        return text in self.names


NOBODY = Known()
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"], exclude_characters="|"), min_size=1)


def both_ways(kind, value, lookup=NOBODY):
    (text,) = kind.texts([value])
    return kind.read(text, lookup)


@given(st.text(min_size=1))
def test_text_is_itself(value):
    assert both_ways(cells.Text(), value) == value


@given(st.lists(LINE.map(str.strip).filter(bool), min_size=1))
def test_lines_keep_what_stands_on_each(lines):
    assert both_ways(cells.Lines(), "\n".join(lines)) == "\n".join(lines)


def test_lines_in_a_cell_may_be_parted_by_line_breaks_too():
    assert cells.Lines().read("Ett\nTvå | Tre\n\n", NOBODY) == "Ett\nTvå\nTre"


@pytest.mark.parametrize("choices", [Status, Coverage])
def test_a_choice_is_read_by_its_word_and_by_the_machines(choices):
    kind = cells.Choice(tuple(choices.choices))
    for value, word in choices.choices:
        assert both_ways(kind, value) == value
        assert kind.read(str(word).upper(), NOBODY) == kind.read(value, NOBODY) == value
    assert kind.texts(["", None, "gone"]) == ["", "", "gone"]


def test_a_word_that_is_no_choice_is_told_what_may_stand_there():
    with pytest.raises(Misread) as found:
        cells.Choice(tuple(Status.choices)).read("pausat", NOBODY)
    assert found.value.message == "Välj något av: planerad, nystartad, aktiv, pausad, vilande, avslutad."
    assert found.value.suggestions[0] == "pausad"
    with pytest.raises(Misread) as found:
        cells.Choice(tuple(Status.choices)).read("q" * 100_000, NOBODY)
    assert found.value.suggestions == []


@given(st.booleans())
def test_yes_and_no(value):
    assert both_ways(cells.YesNo(), value) is value


@pytest.mark.parametrize("word", ["Ja", "JA ", "x", "sant", "1", "yes"])
def test_yes_in_other_words(word):
    assert cells.YesNo().read(word, NOBODY) is True


def test_neither_yes_nor_no():
    with pytest.raises(Misread, match="Skriv ja eller nej"):
        cells.YesNo().read("kanske", NOBODY)


@given(DAYS)
def test_days(value):
    assert both_ways(cells.Date(), value) == value
    assert cells.Date().read(f"{value.day}/{value.month} {value.year}", NOBODY) == value
    assert cells.Date().read(f"{value} 00:00", NOBODY) == value


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_times(value):
    assert both_ways(cells.Time(), value) == value


@given(st.integers(-(10**17), 10**17))
def test_numbers(value):
    assert both_ways(cells.Number(), value) == value
    assert cells.Number().read(f"{value:_}".replace("_", "\N{NO-BREAK SPACE}"), NOBODY) == value


@pytest.mark.parametrize("said", ["12,0", "12.00", " 1 2 ", "12"])
def test_a_number_that_a_spreadsheet_has_given_decimals(said):
    assert cells.Number().read(said, NOBODY) == 12


@pytest.mark.parametrize("said", ["12,5", "1.234", "1e5", "1_000", "tolv", "9" * 5000, "٣", "--1", ""])
def test_what_is_no_whole_number(said):
    with pytest.raises(Misread, match="Skriv ett heltal"):
        cells.Number().read(said, NOBODY)


@given(st.uuids())
def test_keys(value):
    assert both_ways(cells.Uid(), value) == value


def test_a_key_of_ones_own_is_a_short_word():
    assert cells.Uid().read("ny-1", NOBODY) == "ny-1"
    assert isinstance(cells.Uid().read(str(uuid.uuid4()), NOBODY), uuid.UUID)
    with pytest.raises(Misread, match="Nyckeln är inte hel"):
        cells.Uid().read("x" * 301, NOBODY)


def test_a_slug_has_no_other_signs():
    assert both_ways(cells.Slug(), "ds-tb_2") == "ds-tb_2"
    for wrong in ("Två", "DS-TB", "a b", "é"):
        with pytest.raises(Misread, match="små bokstäver"):
            cells.Slug().read(wrong, NOBODY)


@given(st.integers(0, 9999))
def test_a_code_gets_its_noughts_back(value):
    assert cells.Code().read(str(value), NOBODY) == f"{value:04}"


@pytest.mark.parametrize("number", ["070-174 06 05", "0701740605", "+46701740605", "112", "1177", "växeln"])
def test_a_telephone_number_is_kept_as_it_is(number):
    assert both_ways(cells.Phone(), number) == number


def test_a_telephone_number_that_has_lost_its_first_sign_is_seen():
    with pytest.raises(Misread, match="det första tecknet kan ha gått förlorat") as found:
        cells.Phone().read("701740605", NOBODY)
    assert found.value.suggestions == ["0701740605", "+701740605"]


@pytest.mark.parametrize("separator", [" | ", "|", ";", ", ", "\n"])
def test_several_references_are_parted_as_people_part_them(separator):
    known = Known("Bjuv", "Barn, unga och familj", "Klippan")
    assert cells.References("topics").read(f"Bjuv{separator}Klippan{separator}Bjuv", known) == (0, 2)


@pytest.mark.parametrize(
    ("kind", "said", "right"),
    [
        (cells.References("organisations"), "bjuv, klipan", "bjuv, klippan"),
        (cells.DatedReferences("organisations"), "bjuv | klipan 2021-01-01–", "bjuv | klippan 2021-01-01–"),
        (cells.CountedReferences("organisations"), "bjuv 2 | klipan 0", "bjuv 2 | klippan 0"),
    ],
)
def test_what_would_be_right_is_the_cell_with_the_others_as_they_are(kind, said, right):
    with pytest.raises(Misread) as found:
        kind.read(said, Known("bjuv", "klippan"))
    assert found.value.suggestions == [right]


def test_a_name_with_a_comma_is_one_name():
    known = Known("Bjuv", "Barn, unga och familj")
    assert cells.References("topics").read("Barn, unga och familj", known) == (1,)
    assert cells.References("topics").read("Bjuv; Barn, unga och familj", known) == (0, 1)


def test_a_last_name_after_och_is_a_name_of_its_own():
    """As in "Bjuv, Klippan och Åstorp"; but not where the whole is one name."""
    known = Known("Bjuv", "Klippan", "Åstorp", "Barn och unga", "Vård och omsorg")
    read = cells.References("organisations").read
    assert read("Bjuv, Klippan och Åstorp", known) == (0, 1, 2)
    assert read("Bjuv och Åstorp", known) == (0, 2)
    assert read("Bjuv, Barn och unga", known) == (0, 3)
    assert read("Barn och unga; Vård och omsorg", known) == (3, 4)
    assert read("Bjuv samt Klippan", known) == (0, 1)
    assert read("Bjuv & Klippan", known) == (0, 1)
    with pytest.raises(Misread, match="Lund finns inte"):
        read("Bjuv och Lund", known)
    for text in ("Bjuv/Åstorp", "Bjuv / Åstorp", "Bjuv, Åstorp/Bjuv"):
        assert read(text, known) == (0, 2)
    assert read("Bjuv/Klippan och Åstorp", known) == (0, 1, 2)
    assert read("Bjuv samt Barn och unga", known) == (0, 3)
    assert read("Barn och unga / Bjuv", known) == (3, 0)


@pytest.mark.parametrize("text", ["Bjuvv/Klipan", "Bjuvv och Klipan"])
def test_no_half_of_what_stands_there_is_suggested(text):
    with pytest.raises(Misread) as error:
        cells.References("topics").read(text, Known("Bjuv", "Klippan", "Bjäre och Klippan"))
    assert error.value.suggestions == ["Bjäre och Klippan"]
    with pytest.raises(Misread) as error:
        cells.DatedReferences("topics").read("Bjuv/Klipan 2021-01-01–", Known("Bjuv", "Klippan"))
    assert error.value.suggestions == ["Bjuv/Klippan 2021-01-01–"]


@given(st.lists(st.tuples(st.integers(0, 2), st.none() | DAYS, st.none() | DAYS), min_size=1, max_size=4))
def test_references_with_days(values):
    kind, known = cells.DatedReferences("organisations", "municipality"), Known("bjuv", "klippan", "perstorp")
    text = " | ".join(cells.dated(known.names[place], start, end) for place, start, end in values)
    unlike = tuple(dict.fromkeys(values))
    if len(unlike) == len({(place, start) for place, start, _end in unlike}):
        assert kind.read(text, known) == unlike
    else:
        with pytest.raises(Misread, match="Samma kommun står två gånger"):
            kind.read(text, known)


def test_a_day_that_is_none_after_a_municipality():
    with pytest.raises(Misread, match="ingen 30 februari 2021"):
        cells.DatedReferences("organisations").read("bjuv 2021-02-30–", Known("bjuv"))


@given(st.dictionaries(st.sampled_from(["bjuv", "klippan", "östra göinge"]), st.integers(0, 999), min_size=1))
def test_references_with_numbers(values):
    known = Known("bjuv", "klippan", "östra göinge")
    text = " | ".join(f"{name} {number}" for name, number in values.items())
    found = cells.CountedReferences("organisations").read(text, known)
    assert found == tuple((known.names.index(name), number) for name, number in values.items())


@pytest.mark.parametrize("said", ["bjuv", "2", "bjuv två", "bjuv 2 klippan", "bjuv ²", "bjuv " + "9" * 5000])
def test_a_reference_without_its_number(said):
    with pytest.raises(Misread, match=r"följd av antalet|finns inte"):
        cells.CountedReferences("organisations").read(said, Known("bjuv"))
