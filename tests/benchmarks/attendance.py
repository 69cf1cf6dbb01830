"""What it costs to tell how many come to one group's meetings: among many meetings, against among a hundredth of them.

The group has met as often lately in both; all else is its earlier meetings and those of others. `MOST` is the measure
it is held to. `BENCH_MEETINGS` says how many (20 000 unless told); with `BENCH_DATABASE_URL` the measure is
taken in that database, which must be empty.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from time import perf_counter

from django.core.management import call_command
from django.utils import timezone

from groups.models import Group
from meetings import participation
from meetings.models import Attendance, Meeting
from samverkan.management.commands.benchmark_data import fill

MOST = 1.5
MEETINGS = int(os.environ.get("BENCH_MEETINGS", "20000"))
ROUNDS = 100


def fastest(work: Callable[[], object]) -> float:
    """Return the shortest time, in seconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = perf_counter()
        work()
        best = min(best, perf_counter() - begun)
    return best


def run() -> bool:
    """Print the ratios; tell whether they hold."""
    call_command("migrate", verbosity=0)
    day = timezone.localdate()
    measures = {"andelen närvarande": participation.lately, "hela deltagandet": participation.of}
    groups = fill(max(1, MEETINGS // 100), day)
    small = _measured(measures, groups[len(groups) // 2])
    groups = fill(MEETINGS - MEETINGS // 100, day)
    great = _measured(measures, groups[len(groups) // 2])
    print(f"deltagandet i en grupp, {Meeting.objects.count()} möten och {Attendance.objects.count()} deltagare")  # noqa: T201
    for name in measures:
        ratio = great[name] / small[name]
        told = f"{great[name] * 1000:.2f} ms, {ratio:.2f} × en hundradel av dem (högst {MOST})"
        print(f"  {name}: {told}")  # noqa: T201
    return all(great[name] / small[name] <= MOST for name in measures)


def _measured(measures: dict[str, Callable], group: Group) -> dict[str, float]:
    group = Group.objects.select_related("parent__region", "region").get(pk=group.pk)
    day = timezone.localdate()
    return {name: fastest(lambda measure=measure: measure(group, day)) for name, measure in measures.items()}
