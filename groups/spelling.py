"""The nearest words that the registry knows to those that lead to nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from groups.known_words import KnownWords, known_words
from groups.models import Group, Membership, Person
from groups.ordering import fold, words

MOST_TRIED = 10
"""So many ways to mend a query are tried, the most likely first."""
MOST_NEAR = 6
"""So many words are looked at for each word to mend."""
ENDINGS = re.compile(r"([eao]rnas?|e[nt]s?|[eao]r|na|ns|n|t|s)$")
"""What other forms of a word end with, the longest that there is."""
SHORTEST_STEM = 4

_WORD = re.compile(r"[^\W_]+")


def mended(query: str, visible: QuerySet[Group], seated: QuerySet[Membership], finds: Callable[[str], bool]) -> str:
    """Return a query that finds nothing with words exchanged for the nearest there are, so that it `finds` something.

    "" if none does. Words that nothing has are exchanged, and others where they find nothing together: those of no
    name, and any for another form of it. Only names that the reader may see are looked among: of the groups and holders
    given, and of what is public beside them.

    Two queries for the known words, five more when a name may have changed, and at most two for each word exchanged;
    beside these `finds` is asked once for each word, and of at most `MOST_TRIED` queries.
    """
    known = known_words()
    asked = words(query)
    choices = []
    for word in asked:
        entry = known.at(word)
        found = bool(entry and entry.public) or finds(word)
        is_name = bool(found and entry and not entry.only_alias and not entry.only_persons)
        near = _near(word, known, among_others=len(asked) > 1, only_forms=is_name)
        if not (near or found):
            return ""
        as_it_is = [_as_written(word, query)] if found else []
        choices.append(Choice(visible, seated, known, iter(near), as_it_is))
    for places in _likeliest(len(choices)):
        chosen = [choice.at(place) for choice, place in zip(choices, places, strict=True)]
        if None not in chosen and words(" ".join(chosen)) != asked and finds(" ".join(chosen)):
            return " ".join(chosen)
    return ""


def slips(word: str) -> int:
    """How many signs may be wrong, missing, too many or swapped in a word for it to be taken for another."""
    return 0 if len(word) < 4 else min(3, len(word) // 3)


@dataclass
class Choice:
    """What one word of a query may be meant to be, the likeliest first; asked for one at a time."""

    visible: QuerySet[Group]
    seated: QuerySet[Membership]
    known: KnownWords
    more: Iterator[str]
    words: list[str]
    """As they are written, as far as they have been asked for."""

    def at(self, place: int) -> str | None:
        """Return the word at the place, None where there are not so many that the reader may see."""
        while len(self.words) <= place:
            if (word := next(self.more, None)) is None:
                return None
            if text := self._text(word):
                self.words.append(_as_written(word, text))
        return self.words[place]

    def _text(self, word: str) -> str:
        """Return a text with the word in it that the reader may see, "" where there is none. At most two queries."""
        entry, alone = self.known.at(word), f" {word} "
        if entry.public:
            return entry.public
        if entry.in_groups:
            named = self.visible.current().filter(search_text__holds=alone, name_text__contains=alone).order_by("pk")
            if found := named.values_list("name", "short_name", "aliases").first():
                return " ".join(found)
        if entry.in_persons:
            persons = Person.objects.named_publicly().filter(search_text__holds=alone).order_by().values("pk")
            held = self.seated.filter(person__in=persons).order_by("person", "pk")
            if found := held.values_list("person__name", "person__title").first():
                return " ".join(found)
        return ""


def _likeliest(length: int) -> Iterator[tuple[int, ...]]:
    """Yield which choice to take of each word: first that of all, then one further on for one word at a time."""
    tried = 0
    for sum_ in range(MOST_TRIED):
        for steps in itertools.combinations_with_replacement(range(length), sum_):
            if tried == MOST_TRIED:
                return
            tried += 1
            yield tuple(steps.count(place) for place in range(length))


def _near(word: str, known: KnownWords, *, among_others: bool, only_forms: bool) -> list[str]:
    """Return the known words that this may be a slip for, or another form of; the likeliest first.

    Words of a name come before those of aliases, which may be common misspellings, the fewest slips first, and names of
    groups and organisations before those of persons; of several the one that begins alike, is as long, comes first.
    Among others a word of three letters may lack one: "mobilt tem". What is a name as it stands is no slip, but may be
    known in another form.
    """
    alike = () if only_forms else known.keys()
    found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=slips(word), limit=None)
    near = {other: wrong for other, wrong, _key in found}
    if among_others and len(word) == 3 and not only_forms:
        near |= {other: 1 for other in known if len(other) == 4 and OSA.distance(word, other) == 1}
    if len(stem := _stem(word)) >= SHORTEST_STEM:
        near |= {other: 1 for other in known if other.startswith(stem) and _stem(other) == stem}
    near.pop(word, None)

    def order(other: str) -> tuple:
        entry = known.at(other)
        unlike = (other[0] != word[0], abs(len(other) - len(word)), other)
        return entry.only_alias, near[other], entry.only_persons, *unlike

    return sorted(near, key=order)[:MOST_NEAR]


def _stem(word: str) -> str:
    """Return the word without its ending, where enough of it is left."""
    stem = ENDINGS.sub("", word)
    return stem if len(stem) >= SHORTEST_STEM else word


def _as_written(word: str, text: str) -> str:
    """The folded word as it is written in the text."""
    return next((written for written in _WORD.findall(text) if fold(written) == word), word)
