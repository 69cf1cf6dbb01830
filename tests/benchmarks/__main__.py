"""Speed, as ratios within one run: `make bench`. Never part of the tests, since machines differ."""

import os
import sys
import tempfile


def main() -> int:
    """Print every measure; return 1 if one does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "samverkan.settings", "DATA_DIR": folder}
        os.environ.pop("DATABASE_URL", None)
        if other := os.environ.get("BENCH_DATABASE_URL"):
            os.environ["DATABASE_URL"] = other
        import django

        django.setup()
        from tests.benchmarks import attendance, comparison, drawing

        return 0 if all([drawing.run(), comparison.run(), attendance.run()]) else 1


if __name__ == "__main__":
    sys.exit(main())
