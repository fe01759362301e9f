"""No pattern of the dashboard tries a hostile text in ever more ways."""

from __future__ import annotations

import dashboard
from tests.hostile_runs import patterns, slow_patterns


def test_no_pattern_backtracks_for_long() -> None:
    assert len(patterns(dashboard)) > 250
    # Many are only matched where a word begins, and may look over the rest of a line: 3 ms. What tries each way to
    # divide it in three takes seconds.
    assert slow_patterns(dashboard, length=500, most_s=0.1) == []
