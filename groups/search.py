"""Search that finds Ängelholm for "ängelholm" and "Angelholm", alike on both databases.

The database folds no å, ä or ö by itself (SQLite's LIKE), so both the words sought and the text sought in are folded
in Python; the text is stored folded in `search_text`. A word may stand inside another ("samordnare" in
"psykiatrisamordnaren"), but an abbreviation must stand alone: MAR is not in "samarbete".
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from groups.models import Group, GroupMunicipality, Organisation, Person, Seat, Topic
from groups.ordering import words

LONGEST_ABBREVIATION = 3


def groups_matching(query: str, among: QuerySet[Group]) -> QuerySet[Group]:
    """Those `among` groups about which the registry has each word of `query`.

    Looked for in the group's own words, its topics and type, what its seats are called and whose they are, and the
    municipalities it names. Persons are not looked for here.
    """
    for word in words(query):
        here = {"group": OuterRef("pk")}
        among = among.filter(
            _has(word)
            | _has(word, "type__")
            | Exists(Topic.objects.filter(_has(word), groups=OuterRef("pk")))
            | Exists(Seat.objects.filter(_has(word) | _has(word, "organisation__"), **here))
            | Exists(GroupMunicipality.objects.filter(_has(word, "municipality__"), **here))
        )
    return among


def organisations_matching(query: str, among: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those `among` organisations where each word of `query` stands in name or alias."""
    return _containing(query, among)


def persons_matching(query: str, among: QuerySet[Person]) -> QuerySet[Person]:
    """Those `among` persons where each word of `query` stands in name or title.

    Pass `Person.objects.named_publicly()` for readers who are not logged in.
    """
    return _containing(query, among)


def _containing(query: str, among: QuerySet) -> QuerySet:
    for word in words(query):
        among = among.filter(_has(word))
    return among


def _has(word: str, path: str = "") -> Q:
    """The condition that the text at `path` has the word."""
    sought = f" {word} " if len(word) <= LONGEST_ABBREVIATION else word
    return Q(**{f"{path}search_text__contains": sought})
