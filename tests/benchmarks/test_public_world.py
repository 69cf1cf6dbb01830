"""No public page is left out of what the benchmark asks."""

from tests.benchmarks.public_world import COUNTING, LOCAL, OVERALL, WHOLE
from tests.public.addresses import PAGES


def test_every_public_page_is_measured_once_or_holds_the_whole_registry():
    assert sorted([*LOCAL, *OVERALL, *WHOLE]) == sorted(PAGES)
    assert {*OVERALL} >= COUNTING
