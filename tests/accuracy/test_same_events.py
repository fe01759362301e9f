"""Reports of one event are joined about as well as they were last seen to be, on the half that nobody tuned on."""

from __future__ import annotations

from collections import Counter

import pytest

from dashboard.merging.matching import find_matches
from gazetteer.index import Gazetteer
from tests.accuracy.edited_copies import measure_copies
from tests.accuracy.retold import retell
from tests.accuracy.same_events import (
    PairScore,
    halves,
    joined_pairs,
    read_and_match,
    read_told,
    score_generated,
    score_pairs,
)

LEAST_PRECISION, LEAST_RECALL = 0.9, 0.6
REPORTS = read_told()


@pytest.fixture(scope="module")
def held_out(gazetteer: Gazetteer) -> dict[str, PairScore]:
    """The scores of the held-out half: of what is joined, and of what is joined or offered."""
    events, matches = read_and_match(REPORTS, gazetteer)
    told = dict(halves(REPORTS))["held out"]
    return {
        "joined": score_pairs(joined_pairs(events, matches), told),
        "offered": score_pairs(joined_pairs(events, matches, doubts=True), told),
    }


def test_what_is_joined_of_hand_written_reports_is_one_event(held_out: dict[str, PairScore]) -> None:
    assert held_out["joined"].precision() >= LEAST_PRECISION


def test_most_hand_written_reports_of_one_event_are_joined(held_out: dict[str, PairScore]) -> None:
    assert held_out["joined"].recall() >= LEAST_RECALL
    assert held_out["offered"].recall() >= LEAST_RECALL


def test_generated_events_are_joined_and_their_look_alikes_not() -> None:
    retold = retell(1_000, seed=1)
    joined, offered = score_generated(find_matches(retold.frame, {}), retold.truth, retold.langs)
    assert joined.precision() >= 0.95
    assert joined.recall() >= 0.78
    assert offered.recall() >= 0.84


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_edited_copies_are_known_and_look_alikes_are_not(lang: str) -> None:
    score = measure_copies(lang)
    assert score.precision() >= 0.95
    assert score.recall() >= 0.9


def test_the_set_has_many_groups_in_both_languages() -> None:
    groups = {told.group for told in REPORTS}
    assert len(groups) >= 60
    assert min(Counter(told.lang for told in REPORTS).values()) >= 90
    assert len({told.id for told in REPORTS}) == len(REPORTS)
    held = {told.group for told in REPORTS if told.is_held_out}
    assert 25 <= len(held) <= len(groups) - 25
