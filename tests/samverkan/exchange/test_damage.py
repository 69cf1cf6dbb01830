"""What Excel or an encoding has done to a text is told; a text that is whole is left in peace."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverkan.exchange.reading.damage import ERRORS, damage


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("06-aug", "”8-6” eller ”6-8”"),
        ("8-jun", "”6-8” eller ”8-6”"),
        ("12-okt", "”10-12” eller ”12-10”"),
        ("aug-06", "datum (aug-06)"),
        ("jan-20", "datum (jan-20)"),
        ("06-Aug", "datum"),
        ("3-may", "datum"),
        ("1,23457E+11", "långt nummer"),
        ("4.67012E+11", "långt nummer"),
        (" #NAMN? ", "felet #NAMN?"),
        ("#Värde!", "felet"),
        ("#######", "för smal"),
        ("Sk\ufffdne", "tecken har gått förlorat"),
        ("SkÃ¥ne", "”Skåne”"),
        ("Ã–rkelljunga", "”Örkelljunga”"),
        ("RÃ¥d â€“ kommun", "”Råd – kommun”"),
        ("RÃ¥d och Å", "fel teckenkodning. Spara"),
    ],
)
def test_damage_is_told_with_what_to_do(text, says):
    told = damage(text)
    assert told is not None
    assert says in told
    assert "kriv" in told


@pytest.mark.parametrize("error", sorted(ERRORS))
def test_every_error_of_excel_is_seen(error):
    assert damage(error)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6-8 ggr/år",
        "6-8",
        "8-jun eller senare",
        "jan-20 deltagare",
        "maj-juni",
        "32-jan",
        "augusti",
        "2026-08-06",
        "1E",
        "E+11",
        "Väg E6",
        "#",
        "### rubrik",
        "#NAMN? är ett fel",
        "São Paulo, à la carte, Ångström, Âge",
        "ÅÄÖ…",
        "”Råd” – 5 €",
    ],
)
def test_whole_texts_are_not_flagged(text):
    assert damage(text) is None


@settings(deadline=None)
@given(st.text(st.sampled_from("abcåäöÅÄÖé –”0123456789-./"), min_size=1).map(str.strip))
def test_swedish_read_with_the_wrong_encoding_is_seen_and_read_with_the_right_one_is_not(text):
    assert damage(text) is None
    try:
        spoilt = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return  # the five bytes that Windows has no sign for
    assert (damage(spoilt) is None) == text.isascii()
