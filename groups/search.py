"""Search that finds Ängelholm for "ängelholm" and "Angelholm", alike on both databases.

The database folds no å, ä or ö by itself (SQLite's LIKE), so both the words sought and the text sought in are folded
in Python; the text is stored folded in `search_text`.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from groups.models import Group, Organisation, Person, Topic
from groups.ordering import words


def groups_matching(query: str, among: QuerySet[Group]) -> QuerySet[Group]:
    """Those `among` groups where each word of `query` stands in name, alias, purpose or topic."""
    for word in words(query):
        topics = Topic.objects.filter(groups=OuterRef("pk"), search_text__contains=word)
        among = among.filter(Q(search_text__contains=word) | Exists(topics))
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
        among = among.filter(search_text__contains=word)
    return among
