"""Many who write to the tree at once, each in a process with a connection of its own, while others read.

`python -m tests.soak.writers`; SOAK_WRITERS × SOAK_EACH deeds, SOAK_READERS and SOAK_SEED in the environment.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Event

from tests.soak.part import number_of, report, seed, set_up

NAMED = ("ValidationError", "StaleGroup")
"""How a deed may be refused; anything else that is raised is a fault."""


@dataclass(frozen=True)
class Outcome:
    """What came of one deed: the name of the refusal, "" when it was done; seconds; the traceback of a fault."""

    deed: str
    why: str
    refusal: str
    seconds: float
    fault: str = ""


def write(number: int, each: int, seed: int) -> list[Outcome]:
    """Do so many deeds, chosen by the seed alone, one after the other."""
    from tests.soak import deeds

    chance, outcomes = random.Random(f"{seed} writer {number}"), []
    for n in range(each):
        deed, why = deeds.choose(chance), f"soak {number}:{n}"
        began, refusal, fault = time.monotonic(), "", ""
        try:
            deed(chance, why)
        except Exception as error:
            refusal = type(error).__name__
            fault = "" if refusal in NAMED else traceback.format_exc()
        outcomes.append(Outcome(deed.__name__, why, refusal, time.monotonic() - began, fault))
    return outcomes


_done: Event


def _begin(done: Event) -> None:
    global _done
    _done = done


def _read(number: int, seed: int) -> tuple[Counter, list[str]]:
    from tests.soak import readers

    return readers.read(number, seed, _done.is_set)


def run(writers: int, each: int, readers: int, seed: int) -> tuple[list[Outcome], Counter, list[str]]:
    """Let them all loose; return what the writers did, how often was read, and what the readers found wrong."""
    from django.db import connections

    connections.close_all()  # a forked process shares what is open, and two cannot speak on one connection
    forked = multiprocessing.get_context("fork")
    done = forked.Event()
    with ProcessPoolExecutor(writers + readers, forked, _begin, (done,)) as pool:
        reading = [pool.submit(_read, number, seed) for number in range(readers)]
        writing = [pool.submit(write, number, each, seed) for number in range(writers)]
        try:
            outcomes = [outcome for each in writing for outcome in each.result()]
        finally:
            done.set()
        asked, wrong = Counter(), []
        for each_asked, each_wrong in (each.result() for each in reading):
            asked += each_asked
            wrong += each_wrong
    return outcomes, asked, wrong


def judge(outcomes: list[Outcome]) -> list[str]:
    """What does not agree afterwards: the registry with itself, or with what the writers were told."""
    from tests.soak import deeds, world

    logs = {deed.__name__: logs for deed, (_weight, logs) in deeds.DEEDS.items()}
    found = world.traces()
    wrong = world.faults() + [f"{each.deed} {each.why}: {each.fault}" for each in outcomes if each.fault]
    for each in outcomes:
        left = found.get(each.why, set())
        if each.refusal and left:
            wrong.append(f"{each.deed} {each.why} was refused ({each.refusal}) but left {left}")
        if not each.refusal and not left >= logs[each.deed]:
            wrong.append(f"{each.deed} {each.why} was done but left {left} alone")
    return wrong


def main() -> int:
    set_up()
    from tests.soak import world

    writers, each, readers = number_of("WRITERS", 8), number_of("EACH", 200), number_of("READERS", 4)
    world.build()
    began = time.monotonic()
    outcomes, asked, wrong = run(writers, each, readers, seed())
    seconds = time.monotonic() - began
    wrong += judge(outcomes)
    done = Counter(each.deed for each in outcomes if not each.refusal)
    refused = Counter(each.refusal for each in outcomes if each.refusal)
    took = sorted(each.seconds for each in outcomes)
    told = [
        f"{writers} skrivare × {each} på {seconds:.1f} s: {done.total()} gjorda, {refused.total()} nekade",
        "  gjorda: " + ", ".join(f"{name} {number}" for name, number in sorted(done.items())),
        "  nekade: " + ", ".join(f"{name} {number}" for name, number in sorted(refused.items())),
        f"  en handling, med väntan: median {took[len(took) // 2] * 1000:.0f} ms, längst {took[-1]:.2f} s",
        f"  {readers} läsare: " + ", ".join(f"{name} {number}" for name, number in sorted(asked.items())),
    ]
    lacking = [name for name in (deed for deed in ("insert", "move", "rename")) if not done[name]]
    if lacking or not asked.total():
        wrong.append(f"nothing was tried of: {lacking or 'reading'}")
    return report("skrivare", told, wrong)


if __name__ == "__main__":
    sys.exit(main())
