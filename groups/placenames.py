"""The names of municipalities in what people write: "Klippans vårdcentral", "psykiatri östra göinge"."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from groups.models import Organisation
from groups.ordering import LONGEST_QUERY, fold, genitive

MUNICIPALITY = "kommun"
SHORTEST = 3


def municipalities_in(text: str) -> list[Organisation]:
    """Return the municipalities whose name, or its genitive, stands in the text, in Swedish order. One query."""
    return parted(text)[0]


def parted(text: str, known: QuerySet[Organisation] | None = None) -> tuple[list[Organisation], str]:
    """Return the municipalities named in the text, and its other words, folded. One query.

    The word "kommun" goes with the name before it. Who asks of several texts gives the municipalities known, which are
    then fetched once.
    """
    known = _near(text) if known is None else known
    rest = f" {fold(text[:LONGEST_QUERY])} "
    found = []
    # The longest first, so that no name is read in one that holds it.
    for each in sorted(known, key=lambda each: -len(each.name)):
        for name in (fold(genitive(each.name)), fold(each.name)):
            for written in (f" {name} {MUNICIPALITY} ", f" {name} "):
                if name and written in rest:
                    rest = rest.replace(written, " ")
                    found.append(each)
    return sorted(set(found), key=lambda each: each.sort_key), rest.strip()


def _near(text: str) -> QuerySet[Organisation]:
    """Return the municipalities that may stand in the text: those that a word of it finds, as it does a genitive.

    Words that no index is for are passed by: no municipality's name has fewer than three letters.
    """
    asked = set(fold(text[:LONGEST_QUERY]).split()) - {MUNICIPALITY}
    has = [Q(search_text__holds=word) for word in sorted(asked) if len(word) >= SHORTEST]
    return Organisation.objects.municipalities().filter(reduce(or_, has, Q(pk__in=[])))
