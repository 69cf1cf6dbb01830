"""An import of 20,000 new groups out of a workbook: how much memory it takes at most.

`python -m tests.soak.memory`; SOAK_ROWS in the environment.
"""

from __future__ import annotations

import sys

MOST = 400
"""Megabytes of the whole process, at 20,000 rows."""


def main() -> int:
    from tests.soak.part import number_of, report, set_up

    set_up()
    from tests.samverkan.exchange.measured_import import measured

    told = measured("xlsx", number_of("ROWS", 20_000))
    line = f"{told['rows']} nya grupper på {told['seconds']:.0f} s: {told['peak']:.0f} MB som mest"
    line += f" ({told['ready']:.0f} MB när filen var gjord)"
    return report("minne", [line], [] if told["peak"] < MOST else [f"more than {MOST} MB"])


if __name__ == "__main__":
    sys.exit(main())
