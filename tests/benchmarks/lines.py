"""A line of the benchmark's table, and how its times are taken.

Machines differ and are shared, so no line states a time: it states a ratio between two things that take turns within
the same run, with the garbage collector resting meanwhile. What is near its bound is told by the turn whose ratio is in
the middle: a machine whose speed changes is alike to both within a turn, where the best of each may be of two speeds.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True)
class Line:
    """One thing measured: what it is, against what, the bound to keep, and what came out, in `unit`."""

    what: str
    against: str
    bound: float
    measured: float
    unit: str = "×"
    at_least: bool = False
    """Whether the bound is the least that will do, and not the most."""
    note: str = ""
    """The times behind the ratio, or what else helps to judge it."""

    @property
    def holds(self) -> bool:
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


def ratio(
    what: str, work: Work, against: str, other: Work, bound: float, *, rounds: int = 5, before: Work | None = None
) -> Line:
    """The line that `work` takes at most `bound` times as long as `other`; `before` prepares each of them, untimed."""
    took, compared = middle(turns(work, other, rounds=rounds, before=before))
    return Line(what, against, bound, took / compared, note=times(took, compared))


def fastest(*works: Work, rounds: int = 5, before: Work | None = None) -> list[float]:
    """The shortest time of each, in seconds."""
    return [min(taken) for taken in zip(*turns(*works, rounds=rounds, before=before), strict=True)]


def turns(*works: Work, rounds: int, before: Work | None = None) -> list[list[float]]:
    """How long each takes in each round, in seconds; they take turns, so that what disturbs meets them alike."""
    return [[_prepared(work, before) for work in works] for _ in range(rounds)]


def middle(pairs: list[list[float]]) -> list[float]:
    """The pair of times whose ratio is the median of all."""
    return sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]


def _prepared(work: Work, before: Work | None) -> float:
    if before:
        before()
    return timed(work)


def timed(work: Work) -> float:
    """How long one call takes, in seconds, with the garbage collector at rest."""
    gc.collect()
    gc.disable()
    try:
        begun = perf_counter()
        work()
        return perf_counter() - begun
    finally:
        gc.enable()


def times(took: float, compared: float) -> str:
    """Both times in words: "12,1 ms mot 4,03 ms"."""
    return f"{_words(took)} mot {_words(compared)}"


def _words(seconds: float) -> str:
    value, unit = (seconds, "s") if seconds >= 1 else (seconds * 1000, "ms")
    return f"{value:.3g} {unit}".replace(".", ",")
