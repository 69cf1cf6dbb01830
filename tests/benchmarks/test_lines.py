"""How a line's times are taken."""

from __future__ import annotations

from tests.benchmarks.lines import middle, turns


def test_the_middle_is_the_turn_whose_ratio_is_the_median():
    at_full_speed, at_half, disturbed = [3.0, 2.0], [6.2, 4.0], [9.0, 2.0]
    assert middle([disturbed, at_full_speed, at_half]) == at_half


def test_each_has_its_turn_in_every_round_and_is_prepared_for_it():
    done = []
    taken = turns(lambda: done.append("a"), lambda: done.append("b"), rounds=2, before=lambda: done.append("-"))
    assert "".join(done) == "-a-b-a-b"
    assert [len(each) for each in taken] == [2, 2]
