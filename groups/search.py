"""Search that finds Ängelholm for "ängelholm" and "Angelholm", alike on both databases.

The database folds no å, ä or ö by itself (SQLite's LIKE), so both the words sought and the text sought in are folded
in Python; the text is stored folded in `search_text`, with an index (`groups.search_index`). A word may stand inside
another ("samordnare" in "psykiatrisamordnaren"), but an abbreviation must stand alone: MAR is not in "samarbete".
"""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from groups.models import Group, GroupMunicipality, GroupType, Organisation, Person, Seat, Topic
from groups.ordering import fold, words

LONGEST_ABBREVIATION = 3
WORST = 4


def groups_matching(query: str, among: QuerySet[Group]) -> QuerySet[Group]:
    """Those `among` groups about which the registry has each word of `query`.

    Looked for in the group's own words, its topics and type, what its seats are called and whose they are, and the
    municipalities it names. Persons are not looked for here.
    """
    for word in words(query):
        among = among.filter(pk__in=_groups_with(word))
    return among


def groups_meant(words_of_it: str, among: QuerySet[Group], most: int) -> list[Group]:
    """Return the groups that a name may mean, at most `most`: those of just that name, else those that it fits."""
    if not words(words_of_it):
        return []
    found = list(groups_matching(words_of_it, among)[: 10 * most])
    named = [group for group in found if fold(words_of_it).strip() in (fold(group.name), fold(group.short_name))]
    return (named or found)[:most]


def organisations_matching(query: str, among: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those `among` organisations where each word of `query` stands in name or alias."""
    return _matching(query, among)


def persons_matching(query: str, among: QuerySet[Person]) -> QuerySet[Person]:
    """Those `among` persons where each word of `query` stands in name or title.

    Pass `Person.objects.named_publicly()` for readers who are not logged in.
    """
    return _matching(query, among)


def topics_matching(query: str, among: QuerySet[Topic]) -> QuerySet[Topic]:
    """Those `among` topics where each word of `query` stands in the name."""
    return _matching(query, among)


def grade(query: str, names: str) -> int:
    """Return how well folded names answer the query, 0 the best.

    0: one of them is the query; 1: one begins with it; 2: it stands in them as it is; 3: all its words do; 4: found by
    something else than a name.
    """
    grades = enumerate(_grades(query))
    return next((rank for rank, signs in grades if all(sign in names for sign in signs)), WORST)


def graded(found: QuerySet, query: str, names: str) -> QuerySet:
    """Return what was found with its `grade` by the column `names`: the best first, and alike in Swedish order."""
    return found.annotate(grade=rank(query, names)).order_by("grade", "sort_key", "pk")


def rank(query: str, names: str) -> Case:
    """Return `grade` as the database reckons it, by the column `names`."""
    whens = (
        When(Q(*((f"{names}__contains", sign) for sign in signs)), then=Value(number))
        for number, signs in enumerate(_grades(query))
    )
    return Case(*whens, default=Value(WORST), output_field=IntegerField())


def has_all(query: str, text: str) -> bool:
    """Return whether a folded text has each word of the query."""
    return all(_sought(word) in text for word in words(query))


def _grades(query: str) -> list[list[str]]:
    """What folded names hold, all of it, at each grade; see `groups.ordering.searchable`."""
    asked = words(query)
    whole = " ".join(asked)
    return [[f"| {whole} |"], [f"| {whole}"], [f" {whole} "], [_sought(word) for word in asked]]


def _matching(query: str, among: QuerySet) -> QuerySet:
    for word in words(query):
        among = among.filter(_has(word))
    return among


def _groups_with(word: str) -> QuerySet:
    """The keys of all groups about which the registry has the word: one list from each place, each by its index."""
    has = _has(word)
    named = Organisation.objects.filter(has).order_by().values("pk")
    return (
        Group.objects.filter(has)
        .order_by()
        .values("pk")
        .union(
            Group.objects.filter(type__in=GroupType.objects.filter(has).order_by().values("pk"))
            .order_by()
            .values("pk"),
            Group.topics.through.objects.filter(topic__in=Topic.objects.filter(has).order_by().values("pk")).values(
                "group"
            ),
            Seat.objects.filter(has).order_by().values("group"),
            Seat.objects.filter(organisation__in=named).order_by().values("group"),
            GroupMunicipality.objects.filter(municipality__in=named).order_by().values("group"),
        )
    )


def _has(word: str) -> Q:
    """The condition that the row's text has the word."""
    return Q(search_text__holds=_sought(word))


def _sought(word: str) -> str:
    return f" {word} " if len(word) <= LONGEST_ABBREVIATION else word
