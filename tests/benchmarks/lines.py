"""A line of the benchmark's table, and how its times are taken.

Machines differ and are shared, so no line states a time: it states a ratio between two things that take turns within
the same run, each at its best of several rounds, with the garbage collector resting meanwhile.
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
    took, compared = fastest(work, other, rounds=rounds, before=before)
    return Line(what, against, bound, took / compared, note=times(took, compared))


def fastest(*works: Work, rounds: int = 5, before: Work | None = None) -> list[float]:
    """The shortest time of each, in seconds; they take turns, so that what disturbs meets them alike."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for place, work in enumerate(works):
            if before:
                before()
            best[place] = min(best[place], timed(work))
    return best


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
