"""An import of so many new groups in a process of its own: what memory it took at most.

`python -m tests.samverkan.exchange.measured_import csv 20000`, with the empty, migrated database of DATABASE_URL.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from pathlib import Path

import django


def measured(kind: str, number: int) -> dict[str, float]:
    """Take so many new groups in; return {"rows", "seconds", "ready": MB when the file is made, "peak": MB at most}."""
    from groups.models import Group
    from samverkan import demo, tabular
    from samverkan.exchange import incoming
    from samverkan.exchange.models import Import

    today = dt.date(2026, 11, 23)
    demo.load_structure(today)
    before = Group.objects.count()
    headings, rows = groups(number)
    data = _csv(headings, rows) if kind == "csv" else tabular.xlsx_bytes([("Grupper", headings, rows)])
    del rows
    ready, began = _peak(), time.monotonic()
    entry = Import(file_name=f"Grupper.{kind}")
    incoming.take_in(entry, incoming.tables(data, entry.file_name), by=None, today=today)
    assert Group.objects.count() == before + number
    return {"rows": number, "seconds": time.monotonic() - began, "ready": ready, "peak": _peak()}


def groups(number: int) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows of new groups, each under an earlier one or under a delregion's DS-TB."""
    regions = ["Nordväst", "Nordost", "Mellersta", "Malmö", "Sydost", "Sydväst"]
    headings = [
        "Nyckel", "Namn", "Kort namn", "Andra namn", "Grupptyp", "Nivå", "Ligger under", "Delregion", "Plats sedan",
        "Omfattar", "Syfte", "Möts", "Status", "Ämnen", "Anmärkning",
    ]  # fmt: skip
    rows = []
    for n in range(number):
        region = regions[n % len(regions)]
        above = f"ny-grupp-{n - len(regions)}" if n % 30 >= len(regions) else f"DS-TB {region}"
        rows.append([
            f"ny-grupp-{n}", f"Påhittad grupp {n} i {region}", f"PG {n}", f"Grupp nummer {n}", "Kluster eller nätverk",
            "lokal", above, region, "2021-09-01", "hela delregionen", "Att pröva hur mycket minne det går åt. " * 4,
            "4 ggr/år", "aktiv", "", "Påhittad.",
        ])  # fmt: skip
    return headings, rows


def _csv(headings: list[str], rows: list[list[str]]) -> bytes:
    from samverkan import tabular

    return "".join(tabular.csv_lines(headings, rows)).encode()


def _peak() -> float:
    """Return the most memory that the process has held, in megabytes.

    As the kernel counts it since the program began: `resource.getrusage` tells of whoever started it too.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverkan.settings")
    django.setup()
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))  # noqa: T201
