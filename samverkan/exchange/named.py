"""Which group a row of a file is that says no key: the one that is called so, where only one can be meant.

The list that people keep has names and no keys. A row whose name is that of one group, and whose other facts do not say
that it is another, is taken as that group. Where several may be meant somebody has to say which: nobody shall get a
second group by forgetting a key.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groups.models import Group, GroupMunicipality, Region, User
from groups.ordering import fold
from samverkan.exchange.cells import Misread
from samverkan.exchange.lookup import Lookup
from samverkan.exchange.matching import Matching
from samverkan.exchange.plans import NEW, Problem, Row

MOST_ASKED = 4
"""Groups of one name that are told."""


@dataclass(frozen=True)
class _Standing:
    """A group that a row may be."""

    pk: int
    slug: str
    name: str
    region: int | None
    parent: frozenset[str]
    """All that the group above it is called, and its key, folded."""
    municipalities: frozenset[int]


@dataclass(frozen=True)
class _Said:
    """What a row says of where its group stands; None of what it does not say, or in words that cannot be read."""

    region: Any
    parent: str | None
    municipalities: frozenset | None

    def may_be(self, standing: _Standing, counties: set[int]) -> bool:
        """Whether nothing that is said is otherwise of the group. A county is the place of central groups."""
        elsewhere = self.region not in (None, standing.region)
        if elsewhere and not (standing.region is None and self.region in counties):
            return False
        if self.parent is not None and self.parent not in standing.parent:
            return False
        both = self.municipalities and standing.municipalities
        return not both or bool(self.municipalities & standing.municipalities)


def settle(matching: Matching, by: User | None) -> None:
    """Take new groups without a key as those that are called so, or refuse them until it is said which they are.

    `by` is whose groups are looked among, None for all. Four queries, and none if every row has a key.
    """
    unsure = [row for row in matching.plan.rows if row.is_new and not (row.key or row.is_answered)]
    unsure = [row for row in unsure if row.texts.get("name", "").strip()]
    if matching.sheet.model is not Group or not unsure:
        return
    by_name = _standing(by)
    counties = set(Region.objects.filter(parent=None).values_list("pk", flat=True))
    in_file: dict[tuple, int] = {}
    for row in unsure:
        name, said = fold(row.texts["name"]), _said(row, matching.lookup)
        found = [each for each in by_name.get(name, ()) if said.may_be(each, counties)]
        if len(found) == 1:
            _take(row, found[0], matching)
        elif found:
            _ask(
                row,
                _("Flera grupper heter så. Säg vilken det är, eller att det är en ny."),
                [each.slug for each in found[:MOST_ASKED]],
            )
        elif (first := in_file.setdefault((name, said), row.number)) != row.number:
            _ask(row, _("En grupp med samma namn på samma plats står på rad %(number)d.") % {"number": first})


def _take(row: Row, standing: _Standing, matching: Matching) -> None:
    first = matching.seen.setdefault(standing.slug.casefold(), (row.table, row.number))
    told = {"group": standing.name, "number": first[1]}
    if first != (row.table, row.number):
        _ask(row, _("%(group)s står redan på rad %(number)d.") % told)
        return
    row.pk, row.key, row.is_by_name = standing.pk, standing.slug, True
    row.remarks.append(Problem("slug", _("Läses som %(group)s, som redan finns.") % told, (NEW,)))


def _ask(row: Row, words: str, keys: list[str] | None = None) -> None:
    """Refuse the row for this alone: what else is wrong depends on the answer."""
    row.is_asked = True
    row.refuse("slug", words, [*(keys or ()), NEW])


def _said(row: Row, lookup: Lookup) -> _Said:
    municipalities = _read(row, "municipalities", lookup)
    return _Said(
        _read(row, "region", lookup),
        fold(row.texts.get("parent", "")) or None,
        frozenset(each for each, _start, _end in municipalities) if municipalities else None,
    )


def _read(row: Row, name: str, lookup: Lookup) -> Any:
    text = row.texts.get(name, "").strip()
    try:
        return row.sheet.by_name[name].kind.read(text, lookup) if text else None
    except Misread:
        return None


def _standing(by: User | None) -> dict[str, list[_Standing]]:
    """The current groups that the account may change, by all that they are called, folded. Two queries."""
    concerned: dict[int, set[int]] = defaultdict(set)
    for group, municipality in GroupMunicipality.objects.order_by().values_list("group", "municipality"):
        concerned[group].add(municipality)
    above = ("parent__slug", "parent__name", "parent__short_name", "parent__aliases")
    groups = Group.objects.listed().current()
    if by is not None:
        groups = groups.editable_by(by)
    found: dict[str, list[_Standing]] = defaultdict(list)
    columns = ("pk", "slug", "name", "short_name", "aliases", "region", *above)
    for pk, slug, name, short, aliases, region, *parent in groups.order_by("pk").values_list(*columns):
        own = _Standing(pk, slug, name, region, _names(*parent), frozenset(concerned[pk]))
        for each in _names(name, short, aliases):
            found[each].append(own)
    return found


def _names(*texts: str | None) -> frozenset[str]:
    """The names in the texts, one on each line of them, folded."""
    return frozenset(name for text in texts if text for line in text.splitlines() if (name := fold(line)))
