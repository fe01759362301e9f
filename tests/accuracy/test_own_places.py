"""The project's own annotated places, located: how many are found and placed, in each language.

The floors lie a little under what `python -m tests.accuracy.measure_places` measures, so that a change that costs
accuracy fails here; raise them when the figures rise.
"""

from __future__ import annotations

import pytest

from gazetteer.index import Gazetteer
from tests.accuracy import places_sets
from tests.accuracy.measure_places import predict_with, score_set
from tests.accuracy.place_scoring import Score, read_annotated

LEAST = {"ar": {"f1": 0.94, "placed": 0.88}, "en": {"f1": 0.95, "placed": 0.83}}
SETS = {path.stem.removeprefix("places_"): path for path in places_sets.FILES}


@pytest.fixture(scope="module", params=sorted(SETS))
def measured(request: pytest.FixtureRequest, gazetteer: Gazetteer) -> tuple[str, Score]:
    documents = [read_annotated(document) for document in places_sets.read_documents(SETS[request.param])]
    return request.param, score_set(documents, predict_with(gazetteer))


def test_the_places_of_the_own_set_are_found(measured: tuple[str, Score]) -> None:
    lang, score = measured
    assert score.overlap.f1 >= LEAST[lang]["f1"]


def test_the_places_of_the_own_set_are_put_where_they_are(measured: tuple[str, Score]) -> None:
    lang, score = measured
    assert score.placed_of_all >= LEAST[lang]["placed"]
