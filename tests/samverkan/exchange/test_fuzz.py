"""Whatever a file holds: taken in whole, refused in words, or unreadable. `make soak` tries ten thousand of them."""

import random

import pytest

from groups.models import Group
from samverkan.exchange import cells
from tests.soak import file_trials, files, made_files

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_two_hundred_files_are_taken_in_or_refused_as_a_whole():
    happened, wrong = files.run(200, seed=6)
    assert wrong == []
    assert happened.total() == 200
    for each in ("Unreadable", "Refused", "taken in", "nothing new"):
        assert happened[each] >= 5, happened


def test_the_same_number_makes_the_same_file():
    """Packed files tell the hour too; those of text can be compared."""
    tables = [("Grupper", [["Nyckel", "Namn"], ["a", "Rådet"]])]
    one, other = ([made_files.made(tables, random.Random(seed)) for seed in range(30)] for _twice in range(2))
    texts = [(file, again) for file, again in zip(one, other, strict=True) if file[1].endswith(".csv")]
    assert len(texts) > 5
    assert all(file == again for file, again in texts)
    assert len({file for file, _again in texts}) > 3


def test_what_does_not_hold_is_told_with_the_number_of_its_file(monkeypatch):
    file_trials.registry()
    monkeypatch.setattr(file_trials.incoming, "preview", lambda *args, **facts: 1 / 0)
    _happened, wrong = file_trials.run(5, seed=6)
    assert wrong
    assert all("ZeroDivisionError" in each for each in wrong)


def test_a_number_that_is_too_large_is_seen(monkeypatch):
    file_trials.registry()
    monkeypatch.setattr(cells, "check", lambda field, value: None)
    _happened, wrong = file_trials.run(60, seed=6)
    assert wrong
    assert all("too many places" in each for each in wrong)


def test_a_partial_write_is_seen(monkeypatch):
    file_trials.registry()

    def preview(*args, **facts):
        Group.objects.update(note="halfway")
        raise file_trials.Refused

    monkeypatch.setattr(file_trials.incoming, "preview", preview)
    _happened, wrong = file_trials.run(5, seed=6)
    assert all("written in part" in each for each in wrong)
