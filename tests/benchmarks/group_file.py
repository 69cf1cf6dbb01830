"""The file of all public groups, streamed, against the same bytes by hand; and that its memory does not grow.

Its memory is that of a process of its own for each size, which reads the whole file piece by piece: for a tenth of the
groups, and for ten times as many.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from samverkan.views import group_csv
from tests.benchmarks import group_file_by_hand
from tests.benchmarks.lines import Line, ratio
from tests.benchmarks.nation import COUNTIES
from tests.benchmarks.registries import address, registry

MOST = 2
MOST_MORE_MEMORY = 5
"""Megabytes between a registry and one a hundred times as great."""
ROOT = Path(__file__).resolve().parents[2]


def lines(size: int) -> Iterator[Line]:
    with registry(size):
        if streamed() != by_hand():
            raise AssertionError("Filen för hand är en annan")
        yield ratio("CSV med alla grupper", streamed, "SQL och dict för hand, samma byte", by_hand, MOST, rounds=15)
    peaks = []
    for part in (0.1, 10):
        counties = max(1, int(COUNTIES * part))
        with registry(int(size * part), counties=counties, seats=0):
            peaks.append(peak(address()))
    small, great = peaks
    yield Line(
        "minnet för den filen, hundra gånger så många grupper", "en tiondel av grupperna", MOST_MORE_MEMORY,
        great - small, "MB mer", note=f"som mest {great:.1f} MB mot {small:.1f} MB",
    )  # fmt: skip


def pieces() -> Iterator[bytes]:
    """The file as it is sent to anybody who asks."""
    request = RequestFactory().get("/grupper.csv", headers={"host": "localhost"})
    request.user = AnonymousUser()
    return iter(group_csv(request).streaming_content)


def streamed() -> bytes:
    return b"".join(pieces())


def by_hand() -> bytes:
    return group_file_by_hand.written(timezone.localdate(), "http://localhost")


def peak(database: str) -> float:
    """How many megabytes a process of its own has at most, all told, that streams the file of that registry."""
    told = subprocess.run(
        [sys.executable, "-c", _STREAMING], cwd=ROOT, env=os.environ | {"DATABASE_URL": database},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(told.stdout) / 1000


# Not what getrusage tells: that begins with the memory of whoever started the process.
_STREAMING = """
import django
django.setup()
from pathlib import Path
from tests.benchmarks.group_file import pieces
for piece in pieces():
    pass
print(next(line.split()[1] for line in Path("/proc/self/status").open() if line.startswith("VmHWM")))
"""
