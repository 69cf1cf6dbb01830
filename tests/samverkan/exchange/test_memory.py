"""An import of a nation's 20,000 groups keeps within 400 MB: a tenth of it here, all of it in `make soak`."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

MOST = 400
"""Megabytes of the whole process, at 20,000 rows."""
A_TENTH = (MOST - 130) / 10
"""What is left of them for 2,000 rows, when Django and the file itself have theirs."""


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_two_thousand_new_groups_take_a_tenth_of_the_memory_that_is_allowed(site, kind):
    done = subprocess.run(
        [sys.executable, "-m", "tests.samverkan.exchange.measured_import", kind, "2000"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": site.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"] == 2000
    assert told["peak"] - told["ready"] < A_TENTH, told
    assert told["ready"] < 130, told
