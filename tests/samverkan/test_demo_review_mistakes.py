"""Mistakes in the file of the demo's reviews: each is told with its place."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from django.db import transaction

from samverkan import demo as loader
from samverkan.demo import DemoError, reviews, source
from tests.demo_fixture import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MISTAKES = [
    ('verdict = "end"', 'verdict = "slut"', "reviews.toml, closed 1, verdict 1: verdict"),
    ('group = "lilla-bjuv"', 'group = "lilla-bju"', "closed 2, answer 8: gruppen ”lilla-bju” finns inte"),
    ('group = "lilla-bjuv"', 'group = "cs-tb"', "closed 2, answer 8: gruppen ”cs-tb” är inte med i granskningen"),
    ('today = ["frequency"]', 'today = ["purpose"]', "closed 2, answer 2: ”purpose” är som i dag redan"),
    ('today = ["frequency"]\n', "", "reviews.toml: inget svar ger gruppen .*stort-samrad"),
    ('region = "nordvast"', 'region = "malmo"', "reviews.toml, closed 1: inget konto sköter Malmö"),
    ("{ frequency =", "{ frekvens =", "reviews.toml, open, answer 2: okända uppgifter: frekvens"),
    ('serves_note = "Frågorna', 'servesnote = "Frågorna', "open, answer 4: okänt fält: servesnote"),
    ('person = "sammankallande-h', 'person = "x', "open, answer 4: personen"),
    ('email = "fact', 'email = "fakt', "open, answer 2: ingen länk har skickats dit"),
    ("answers_by = 9", "answers_by = -20", "reviews.toml, open: answers_by"),
    (
        'misnamed = "',
        'misnamed = "' + "x" * 300,
        "reviews.toml, closed 2, correction: name",
    ),  # last: it leaves its name behind
]


@pytest.fixture
def begun(monkeypatch):
    """Load all but the reviews, once for all mistakes; give what has been loaded, and the accounts."""
    held = []
    with monkeypatch.context() as without:
        without.setattr(reviews, "load_closed", lambda book, users: held.append((book, users)))
        without.setattr(reviews, "load_open", lambda book, users: None)
        assert loader.load(TODAY)
    (given,) = held
    return given


def hold(book, users):
    reviews.load_closed(book, users)
    reviews.load_open(book, users)


def test_a_mistake_in_the_file_is_told_with_its_place(tmp_path, monkeypatch, begun):
    book, users = begun
    text = (source.FIXTURES / reviews.FILE).read_text()
    monkeypatch.setattr(source, "FIXTURES", tmp_path)
    for old, new, place in MISTAKES:
        assert old in text
        (tmp_path / reviews.FILE).write_text(text.replace(old, new, 1))
        with pytest.raises(DemoError, match=place), transaction.atomic():
            hold(replace(book, later=deepcopy(book.later)), users)
