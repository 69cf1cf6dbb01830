"""Speed, as ratios within one run: `make bench`. Never part of the tests, since machines differ."""

import sys

from tests.benchmarks.run import main

sys.exit(main(sys.argv[1:]))
