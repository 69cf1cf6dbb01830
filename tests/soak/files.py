"""Ten thousand strange files: never an error page, never a partial write.

`python -m tests.soak.files`; SOAK_FILES and SOAK_SEED in the environment.
"""

from __future__ import annotations

import sys
import time


def run(number: int, seed: int) -> tuple[dict[str, int], list[str]]:
    """Try so many files in a registry made for it; return how often each thing happened, and what was wrong."""
    from tests.soak import file_trials

    file_trials.registry()
    return file_trials.run(number, seed)


def main() -> int:
    from tests.soak.part import number_of, report, seed, set_up

    set_up()
    number, began = number_of("FILES", 10_000), time.monotonic()
    happened, wrong = run(number, seed())
    seconds = time.monotonic() - began
    told = [
        f"{number} filer på {seconds:.0f} s, {seconds / number * 1000:.0f} ms var",
        "  " + ", ".join(f"{what} {times}" for what, times in sorted(happened.items())),
    ]
    lacking = {"Unreadable", "Refused", "taken in", "nothing new"} - set(happened)
    if lacking:
        wrong.append(f"nothing was tried of: {sorted(lacking)}")
    return report("filer", told, wrong)


if __name__ == "__main__":
    sys.exit(main())
