"""What it costs to tell how many come to one group's meetings: among many meetings, against among a hundredth of them.

The group has met as often lately in both; all else is its earlier meetings and those of others. `MOST` is the measure
it is held to. `BENCH_MEETINGS` says how many, unless as many as there are to be groups.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from django.utils import timezone

from groups.models import Group
from meetings import participation
from samverkan.management.commands.benchmark_data import fill
from tests.benchmarks.lines import Line, fastest, times
from tests.benchmarks.registries import registry

MOST = 1.5
ROUNDS = 100


def lines(size: int) -> Iterator[Line]:
    """Of one group among `size` meetings (or BENCH_MEETINGS), and among a hundredth of them."""
    meetings = int(os.environ.get("BENCH_MEETINGS") or size)
    measures = {"andelen närvarande": participation.lately, "hela deltagandet": participation.of}
    day = timezone.localdate()
    with registry(0, own="_attendance"):
        groups = fill(max(1, meetings // 100), day)
        few = _measured(measures, groups[len(groups) // 2])
        groups = fill(meetings - meetings // 100, day)
        many = _measured(measures, groups[len(groups) // 2])
    for name in measures:
        told = times(many[name], few[name])
        yield Line(
            f"{name} i en grupp, {meetings} möten", "en hundradel av dem", MOST, many[name] / few[name], note=told
        )


def _measured(measures: dict[str, Callable], group: Group) -> dict[str, float]:
    group = Group.objects.select_related("parent__region", "region").get(pk=group.pk)
    day = timezone.localdate()
    works = [lambda measure=measure: measure(group, day) for measure in measures.values()]
    return dict(zip(measures, fastest(*works, rounds=ROUNDS), strict=True))
