"""A guess is made where the words or the title say so and the cells agree; no guess is better than a wrong one."""

import pytest

from samverkan.exchange.guessing import USED, guess
from samverkan.exchange.lookup import Lookup
from samverkan.exchange.sheets import BY_NAME
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry():
    f.GroupFactory(name="DS-TB Nordväst", type=f.GroupTypeFactory(name="Styrgrupp"))
    f.MunicipalityFactory(name="Bjuv")


def guessed(heading, *cells, sheet="groups", taken=()):
    return guess(BY_NAME[sheet], heading, cells, set(taken), Lookup())


@pytest.mark.parametrize(
    ("heading", "cells", "column"),
    [
        ("Grupp", ["Styrgrupp FACT", "Litet samråd"], "name"),
        ("Grupp", ["styrgrupp"], "type"),
        ("Andel", ["0,5"], ""),
        ("Överordnad", ["DS-TB Nordväst"], "parent"),
        ("Överordnad", ["ingen vet"], ""),
        ("Träffas", ["4 ggr/år"], "frequency_text"),
        ("Hur ofta", [], "frequency_text"),
        ("Startade", ["2024-03-01"], "placed_since"),
        ("Startade", ["efter pandemin"], "origin"),
        ("Kommentar", ["bra"], "note"),
        ("Kommun", ["Bjuv", "Lund"], "municipalities"),
        ("Niva", ["lokal"], "tier"),
        ("Nivån", ["lokal", "central", "?"], "tier"),
        ("Nivån", ["1", "2", "lokal"], ""),
        ("Visas publik", ["kanske"], ""),
        ("Visas publik", ["ja"], "is_public"),
        ("Mandat", ["full inom ämnet, ibland"], "mandate_text"),
        ("Nyckeln", ["a"], ""),
    ],
)
def test_what_a_heading_is_taken_for(heading, cells, column):
    assert guessed(heading, *cells) == column


def test_a_column_is_one_heading_only():
    assert guessed("Grupp", "Styrgrupp FACT", taken=["name"]) == ""


def test_the_words_people_use_are_of_columns_that_are_read():
    for sheet, words in USED.items():
        for name in words:
            assert not BY_NAME[sheet].by_name[name].told
