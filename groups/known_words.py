"""Every word of the names in the registry, kept from one question to the next: what a slip may be taken for.

Read anew as soon as anybody has changed a name, in whatever process. Words of hidden groups are among them: whoever
tells a word to a reader asks first whether it stands where he may see it, see `groups.spelling`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Value

from groups.abbreviations import ABBREVIATIONS
from groups.models import Group, GroupType, Organisation, Person, Region, Topic
from groups.ordering import searchable

NAMED = (Group, GroupType, Organisation, Person, Region)
"""Told by their history whether they have changed; the topics are so few that they tell it themselves."""
KEPT = "groups.known_words"
KEPT_FOR = 3600
"""Seconds; names that are erased are not kept for ever where nobody asks again."""


@dataclass(slots=True)
class Known:
    """Where a word stands."""

    public: str = ""
    """A text that everybody may see where it stands, as it is written; "" where there is none."""
    in_groups: bool = False
    """Whether it stands in a group's names, which may be hidden."""
    in_persons: bool = False
    """Whether it stands in the name or title of somebody whose name may be shown."""
    only_alias: bool = True
    """Whether it stands among aliases alone: one may be a common misspelling."""

    @property
    def only_persons(self) -> bool:
        return self.in_persons and not self.in_groups and not self.public


class KnownWords(dict[str, tuple]):
    """All words, folded, each with the values of its `Known`: plain ones, which are read back ten times as fast."""

    def at(self, word: str) -> Known | None:
        """Return where the word stands, None where it is not known."""
        return Known(*self[word]) if word in self else None


def known_words() -> KnownWords:
    """Return all words, folded, with where they stand. Two queries; five more when a name may have changed."""
    topics = sorted(Topic.objects.order_by().values_list("pk", "name"))
    state = [*topics, *_state()]  # before the names: what is written meanwhile is then read the next time
    kept = cache.get(KEPT)
    if kept and kept[0] == state:
        return KnownWords(kept[1])
    known = {word: astuple(entry) for word, entry in _read([name for _pk, name in topics]).items()}
    cache.set(KEPT, (state, known), KEPT_FOR)
    return KnownWords(known)


def _state() -> list[tuple]:
    """Return what is another as soon as a name is: the number and the last of the rows, and of their versions.

    The number too, since what began first may be the last to be committed. The keys alone are read, not the rows.
    """
    tables = [manager for model in NAMED for manager in (model._base_manager, model.history.model._base_manager)]
    counts = [_counted(manager.order_by(), number) for number, manager in enumerate(tables)]
    return sorted(counts[0].union(*counts[1:], all=True))


def _counted(rows: QuerySet, number: int) -> QuerySet:
    return rows.values(table=Value(number)).annotate(n=Count("pk"), last=Max("pk")).values_list("table", "n", "last")


def _read(topics: list[str]) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for name_text, short in Group.objects.listed().order_by().values_list("name_text", "short_name"):
        for word, is_alias in _words(name_text, short):
            entry = known.setdefault(word, Known())
            entry.in_groups, entry.only_alias = True, entry.only_alias and is_alias
    # A row with the word in its name goes before one with it among the aliases, in whatever order they come.
    for text, short, written in _public(topics):
        for word, is_alias in _words(text, short):
            entry = known.setdefault(word, Known())
            if not entry.public or (entry.only_alias and not is_alias):
                entry.public = written
            entry.only_alias = entry.only_alias and is_alias
    for text in Person.objects.named_publicly().order_by().values_list("search_text", flat=True):
        for word, _is_alias in _words(text, "title"):
            entry = known.setdefault(word, Known())
            entry.in_persons, entry.only_alias = True, False
    return known


def _public(topics: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (folded, short name, as written) for what everybody may see."""
    rows = Organisation.objects.order_by("pk").values_list("search_text", "name", "short_name", "aliases")
    yield from ((text, short, f"{name} {short} {aliases}") for text, name, short, aliases in rows)
    yield from ((searchable(name), "", name) for name in topics)
    kinds = GroupType.objects.order_by("pk").values_list("search_text", "name", "plural")
    yield from ((text, plural, f"{name} {plural}") for text, name, plural in kinds)
    yield from ((searchable(name), "", name) for name in Region.objects.order_by("pk").values_list("name", flat=True))
    yield from ((searchable(short), "", short) for short in ABBREVIATIONS)


def _words(text: str, short: str) -> Iterable[tuple[str, bool]]:
    """Yield the words of what `searchable` made of a name, a short name (if any) and aliases; whether of an alias."""
    names = 2 if short else 1
    for place, part in enumerate(text.strip("| ").split(" | ")):
        for word in part.split():
            yield word, place >= names
