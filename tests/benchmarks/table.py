"""The benchmark's answer as text: the machine's facts, and one line for each measure."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import django

from tests.benchmarks.lines import Line

HEAD = ("vad", "jämfört med", "att nå", "SQLite", "PostgreSQL", "")


def machine() -> list[str]:
    """What the figures depend on, as far as the machine tells."""
    cpu = _first(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()
    memory = int((_first(Path("/proc/meminfo"), "MemTotal") or "0").split()[0]) / 2**20
    return [
        f"{os.cpu_count()} kärnor, {cpu}, {memory:.0f} GiB minne",
        f"Python {platform.python_version()}",
        f"Django {django.get_version()}",
    ]


def drawn(facts: list[str], found: dict[str, list[Line]], failed: list[str], size: int) -> list[str]:
    """The lines of text: facts, the table with both databases side by side, the times behind it, what failed."""
    by_measure: dict[tuple[str, str], dict[str, Line]] = {}
    for database, lines in found.items():
        for line in lines:
            by_measure.setdefault((line.what, line.against), {})[database] = line
    rows = [HEAD]
    for (what, against), told in by_measure.items():
        values = [_measured(told[name]) if name in told else "–" for name in HEAD[3:5]]
        bounds = list(dict.fromkeys(_bound(line) for line in told.values()))
        verdict = "ok" if all(line.holds for line in told.values()) else "KORT"
        rows.append((what, against, " / ".join(bounds), *values, verdict))
    notes = [
        f"  {line.what} ({database}): {line.note}" for database, lines in found.items() for line in lines if line.note
    ]
    return [
        f"{size} grupper. {', '.join(facts)}.",
        "Varje rad är en kvot inom samma körning: turvis, flera varv, skräpsamlaren vilar.",
        "",
        *_columns(rows),
        "",
        *notes,
        *(f"FEL: {words}" for words in failed),
    ]


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("─" * width for width in widths), *lines[1:]]


def _bound(line: Line) -> str:
    return f"{'≥' if line.at_least else '≤'} {line.bound:g} {line.unit}".replace(".", ",")


def _measured(line: Line) -> str:
    return f"{line.measured:.2f} {line.unit}".replace(".", ",") + ("" if line.holds else " !")


def _first(file: Path, name: str) -> str:
    """The value of the file's first line that begins with the name; "" where there is none."""
    lines = file.read_text().splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
