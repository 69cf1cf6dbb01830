"""What the registry answers to a few words: kind by kind, the kind with the best hit first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from groups import placenames, search, spelling
from groups.abbreviations import ABBREVIATIONS
from groups.models import Group, Membership, Organisation, Person, Region, Topic
from groups.ordering import fold, searchable, words

KINDS = {
    "groups": _("Grupper"),
    "regions": _("Delregioner"),
    "organisations": _("Kommuner och organisationer"),
    "seated": _("Personer"),
    "topics": _("Ämnen"),
    "abbreviations": _("Förkortningar"),
}
"""In the order in which they stand when their best hits are as good."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Section:
    """The hits of one kind."""

    kind: str
    """A key of `KINDS`."""
    rows: Sequence[Any]
    grade: int
    """That of the best hit, see `search.grade`."""
    more: bool = False
    """Whether there are more than the rows given."""

    @property
    def label(self) -> str:
        """What the kind is called."""
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class Answer:
    query: str
    """What was searched for in the end."""
    sections: Sequence[Section]
    ended: int
    """Ended groups that match; they are not among the hits."""
    instead_of: str = ""
    """What was asked for, where words of it were exchanged for those that they are slips of."""
    municipalities: Sequence[Organisation] = ()
    """Those that the words name."""


def answer(query: str, visible: QuerySet[Group], day: dt.date, most: int) -> Answer:
    """Return at most `most` hits of each kind among the groups given, and what is public beside them.

    A municipality among the words asks for what covers it, beside what bears its name: "psykiatri klippan".

    A slip is mended where nothing is found, and where it is found as an alias alone: "Psykatri" asks for psykiatri.

    Seven queries; where nothing is found, those of `spelling.mended`, and seven for the mended question.
    """
    found = _answer(query, visible, day, most)
    anything = found.sections or found.ended
    mended = _by_name(query, found.sections) if anything else _mended(query, visible, day)
    if not mended:
        return found
    again = _answer(mended, visible, day, most)
    return replace(again, instead_of=query) if again.sections or again.ended else found


def _mended(query: str, visible: QuerySet[Group], day: dt.date) -> str:
    """Return the query without its slips, "" where nothing answers to that either.

    What has all the words goes before what has some, and covers the municipality that the others name.
    """
    of_whom = seated(visible, day)
    if mended := spelling.mended(query, visible, of_whom, finder(visible, day)):
        return mended
    several = len(words(query)) > 1
    return spelling.mended(query, visible, of_whom, _covering_finder(visible.current(), day)) if several else ""


def finder(visible: QuerySet[Group], day: dt.date) -> Callable[[str], bool]:
    """Return what tells whether anything answers to a query. One query where a row does, else two."""

    def finds(query: str) -> bool:
        found = [
            search.groups_matching(query, visible),
            search.organisations_matching(query, Organisation.objects.all()),
            search.topics_matching(query, Topic.objects.all()),
            _seated(query, visible, day),
        ]
        keys = [rows.order_by().values("pk") for rows in found]
        return keys[0].union(*keys[1:], all=True).exists() or bool(_abbreviations(query)) or bool(_regions(query))

    return finds


def _covering_finder(current: QuerySet[Group], day: dt.date) -> Callable[[str], bool]:
    """Return what tells whether a group covers the municipalities that a query names and has its other words.

    One query each, and one in all for the names of municipalities.
    """
    known = Organisation.objects.municipalities()

    def finds(query: str) -> bool:
        municipalities, rest = placenames.parted(query, known)
        return bool(municipalities and rest) and _there(rest, municipalities, current, day).exists()

    return finds


def seated(visible: QuerySet[Group], day: dt.date) -> QuerySet[Membership]:
    """Return who sits in the groups on the day, of those whose name may be shown."""
    # One by one, once the persons are found: a list of all groups would take longer than all the rest.
    here = Exists(visible.current().order_by().filter(pk=OuterRef("seat__group")))
    return Membership.objects.on(day).filter(here, person__name_public=True)


def _answer(query: str, visible: QuerySet[Group], day: dt.date, most: int) -> Answer:
    municipalities, rest = placenames.parted(query)
    matching = search.groups_matching(query, visible)
    groups = search.graded(matching.current().for_rows(), query, "name_text")
    if municipalities and rest:
        groups = _covering(query, rest, municipalities, visible.current(), day)
    organisations = search.organisations_matching(query, Organisation.objects.with_lineage())
    topics = search.topics_matching(query, Topic.objects.all())
    sections = [
        _section("groups", groups, most),
        _counted("regions", _regions(query), most),
        _section("organisations", search.graded(organisations, query, "search_text"), most),
        _section("seated", _seated(query, visible, day), most),
        _section("topics", search.graded(topics, query, "search_text"), most),
        _counted("abbreviations", _abbreviations(query), most),
    ]
    sections = sorted((section for section in sections if section.rows), key=lambda section: section.grade)
    return Answer(query, sections, matching.with_status("ended").count(), municipalities=municipalities)


def _covering(
    query: str, rest: str, municipalities: Sequence[Organisation], current: QuerySet[Group], day: dt.date
) -> QuerySet[Group]:
    """Return the groups that match the query, then those that match the rest of it and cover all the municipalities."""
    named = Q(pk__in=search.groups_matching(query, current).order_by().values("pk"))
    there = Q(pk__in=_there(rest, municipalities, current, day).order_by().values("pk"))
    found = current.filter(named | there).for_rows()
    nearness = Case(When(named, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = search.graded(found, query, "name_text").annotate(nearness=nearness, rest=search.rank(rest, "name_text"))
    return found.order_by("grade", "nearness", "rest", "sort_key", "pk")


def _there(
    text: str, municipalities: Sequence[Organisation], current: QuerySet[Group], day: dt.date
) -> QuerySet[Group]:
    """Return the groups that match the text and cover all the municipalities."""
    there = search.groups_matching(text, current)
    for municipality in municipalities:
        there = there.filter(pk__in=current.covering(municipality, day).order_by().values("pk"))
    return there


def _by_name(query: str, sections: Sequence[Section]) -> str:
    """Return the query with each word that only aliases have exchanged for the word of the name that it is a slip of.

    "" where there is none such. A word that ends otherwise is no slip but another form: "primärvården".
    """
    hits = [(_own_names(section.kind, row), row) for section in sections for row in section.rows]
    in_names = searchable(*(own for own, _row in hits))
    right = {}
    for word in words(query):
        near = [
            (OSA.distance(word, fold(written)), written)
            for own, row in hits
            if word not in in_names and f" {word} " in searchable(*getattr(row, "alias_list", ()))
            for written in _WORD.findall(own)
            if fold(written)[-2:] == word[-2:]
        ]
        wrong, written = min(near, default=(0, ""))
        if 0 < wrong <= spelling.slips(word):
            right[word] = written
    return _WORD.sub(lambda found: right.get(fold(found[0]), found[0]), query) if right else ""


def _own_names(kind: str, row: Any) -> str:
    """What a hit is called, aliases apart."""
    if kind == "abbreviations":
        return row[0]
    if kind == "seated":
        return row.person.name
    return f"{row.name} {getattr(row, 'short_name', '')}"


def _section(kind: str, found: QuerySet, most: int) -> Section:
    """Return the first of what was found. One query."""
    rows = list(found[: most + 1])
    return Section(kind, rows[:most], rows[0].grade if rows else search.WORST, len(rows) > most)


def _counted(kind: str, found: list[tuple[int, Any]], most: int) -> Section:
    """The same for what is graded already."""
    ordered = sorted(found, key=lambda pair: pair[0])
    rows = [row for _rank, row in ordered]
    return Section(kind, rows[:most], ordered[0][0] if ordered else search.WORST, len(rows) > most)


def _seated(query: str, visible: QuerySet[Group], day: dt.date) -> QuerySet[Membership]:
    """Who sits where and has the words in name or title; a title is no name, so only a name's beginning ranks."""
    whole = " ".join(words(query))
    grade = Case(
        When(person__search_text__startswith=f"| {whole} |", then=Value(0)),
        When(person__search_text__startswith=f"| {whole}", then=Value(1)),
        default=Value(search.WORST),
        output_field=IntegerField(),
    )
    persons = search.persons_matching(query, Person.objects.named_publicly()).order_by().values("pk")
    held = seated(visible, day).filter(person__in=persons).for_display().select_related("seat__group")
    return held.annotate(grade=grade).order_by("grade", "person__sort_key", "pk")


def _regions(query: str) -> list[tuple[int, Region]]:
    """The delregions in whose name each word begins a word. They are few: all are read."""
    asked = words(query)
    return [
        (search.grade(query, searchable(region.name)), region)
        for region in Region.objects.all()
        if all(any(part.startswith(word) for part in fold(region.name).split()) for word in asked)
    ]


def _abbreviations(query: str) -> list[tuple[int, tuple[str, str]]]:
    """The abbreviations, and what they stand for, that have each word."""
    return [
        (search.grade(query, searchable(short)), (short, str(stands_for)))
        for short, stands_for in ABBREVIATIONS.items()
        if search.has_all(query, searchable(short, str(stands_for)))
    ]
