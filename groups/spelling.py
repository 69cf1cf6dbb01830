"""The nearest word that the registry knows to one that it does not have."""

from __future__ import annotations

import re

from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from groups import search
from groups.abbreviations import ABBREVIATIONS
from groups.models import Group, Membership, Organisation, Region, Topic
from groups.ordering import fold, searchable, words

_WORD = re.compile(r"[^\W_]+")


def mended(query: str, visible: QuerySet[Group], seated: QuerySet[Membership]) -> str:
    """Return the query with each word that nothing has exchanged for the nearest there is; "" when there is none.

    Only names that the reader may see are looked among: of the groups and holders given, and of what is public beside
    them. Five queries, and one for each word that is in no name.
    """
    known = _known(visible, seated)
    new, changed = [], False
    for word in words(query):
        if search.has_all(word, _one_text(known)) or search.groups_matching(word, visible).exists():
            new.append(_as_written(word, query))
        elif near := _nearest(word, known):
            new.append(_as_written(near, " ".join(known[near])))
            changed = True
        else:
            return ""
    return " ".join(new) if changed else ""


def slips(word: str) -> int:
    """How many signs may be wrong, missing, too many or swapped in a word for it to be taken for another."""
    return 0 if len(word) < 4 else min(3, len(word) // 3)


def _nearest(word: str, known: dict[str, tuple[str, ...]]) -> str | None:
    """The known word with the fewest slips, one of a name before one of an alias, which may be a common misspelling.

    Of several the one that begins alike, is as long, comes first.
    """
    near = process.extract(word, known.keys(), scorer=OSA.distance, score_cutoff=slips(word), limit=None)
    order = (
        (_only_alias(other, known[other]), wrong, other[0] != word[0], abs(len(other) - len(word)), other)
        for other, wrong, _key in near
    )
    return min(order, default=(None,))[-1]


def _only_alias(word: str, texts: tuple[str, ...]) -> bool:
    return f" {word} " not in searchable(*texts[:2])


def _known(visible: QuerySet[Group], seated: QuerySet[Membership]) -> dict[str, tuple[str, ...]]:
    """Each word of the names that the reader may see, folded → the texts where it stands as it is written.

    The texts are a name and a short name (or title), then the aliases.
    """
    named = ("name", "short_name", "aliases")
    rows = [
        *visible.current().order_by().values_list("name_text", *named),
        *Organisation.objects.order_by().values_list("search_text", *named),
        *Topic.objects.order_by().values_list("search_text", "name"),
        *seated.order_by().values_list("person__search_text", "person__name", "person__title"),
        *((searchable(name), name) for name in Region.objects.order_by().values_list("name", flat=True)),
        *((searchable(short), short) for short in ABBREVIATIONS),
    ]
    known: dict[str, tuple[str, ...]] = {}
    for folded, *texts in rows:
        for word in folded.replace("|", "").split():
            # A row with the word in its name goes before one with it among the aliases, in whatever order they come.
            if word not in known or (_only_alias(word, known[word]) and not _only_alias(word, tuple(texts))):
                known[word] = tuple(texts)
    return known


def _one_text(known: dict[str, tuple[str, ...]]) -> str:
    return f" {' '.join(known)} "


def _as_written(word: str, text: str) -> str:
    """The folded word as it is written in the text."""
    return next((written for written in _WORD.findall(text) if fold(written) == word), word)
