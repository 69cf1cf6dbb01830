"""Every public page among a hundred times as many groups: against the same page, the rows on it held equal.

Two pairs of registries, each of a small and a great one. Pages of one place are asked where the counties are alike and
a hundred times as many; those of the whole where the places are as many, with a hundred times as many groups in them.
Each page's ratio is told as it is measured; the table has the worst.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.lines import Line, middle, timed, times
from tests.benchmarks.pages import Site, site
from tests.benchmarks.public_world import COUNTING, LOCAL, OVERALL, addresses
from tests.benchmarks.registries import registry

MOST, MOST_COUNTING = 1.5, 3
TIMES, ROUNDS = 100, 12
COUNTIES = 21


def lines(size: int) -> Iterator[Line]:
    """The worst page of each kind, and how many ask more questions among more groups."""
    small = max(size // TIMES, 200)
    local = ({"groups": small, "counties": 1}, {"groups": size, "counties": size // small})
    overall = ({"groups": small, "counties": COUNTIES}, {"groups": size, "counties": COUNTIES})
    found = [*_compared(LOCAL, *local), *_compared(OVERALL, *overall)]
    for bound, kind, names in (
        (MOST, "publika sidor", {*LOCAL, *OVERALL} - COUNTING),
        (MOST_COUNTING, "publika sidor med antal vid filtren", COUNTING),
    ):
        worst = sorted((each for each in found if each[0] in names), key=lambda each: -each[1])
        note = "; ".join(f"{name} {ratio:.2f} ({told})" for name, ratio, told, _more in worst[:3])
        yield Line(f"{kind}, den värsta", f"samma sida vid {small} grupper", bound, worst[0][1], note=note)
    more = [name for name, _ratio, _told, is_more in found if is_more]
    yield Line("publika sidor med fler frågor", f"vid {small} grupper", 0, len(more), "sidor", note=", ".join(more))


def _compared(pages: dict[str, str], small: dict, great: dict) -> Iterator[tuple[str, float, str, bool]]:
    """Yield of each page its name, how much longer it takes, both times in words, whether it asks more questions."""
    with site() as asked:
        both = [_Place(asked, each) for each in (great, small)]
        for name, address in pages.items():
            many, few = (place.queries(address) for place in both)
            took, compared = middle([[place.timed(address) for place in both] for _ in range(ROUNDS)])
            told = f"{times(took, compared)}, {few} → {many} frågor"
            print(f"    {name}: {took / compared:.2f} ({told})", file=sys.stderr, flush=True)  # noqa: T201
            yield name, took / compared, told, many > few


class _Place:
    """A registry with the pages' addresses in it."""

    def __init__(self, asked: Site, size: dict[str, int]) -> None:
        self._asked, self._size = asked, {**size, "own": "_public"}
        with registry(**self._size):
            self._told = addresses()

    def queries(self, address: str) -> int:
        """How many questions the page asks; what is kept from one request to the next is kept then."""
        with registry(**self._size):
            answer = self._asked.get(address.format(**self._told))
            assert answer.status == 200, (address, answer.status)
            with CaptureQueriesContext(connection) as captured:
                self._asked.get(address.format(**self._told))
                return len(captured)

    def timed(self, address: str) -> float:
        with registry(**self._size):
            return timed(lambda: self._asked.get(address.format(**self._told)))
