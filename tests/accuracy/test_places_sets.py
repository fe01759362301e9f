"""The project's own annotated places: each line keeps to the format that README.md states, and the halves hold."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.accuracy.place_scoring import read_annotated
from tests.accuracy.places_sets import FILES, halves, read_documents

SETS = [path for path in FILES if path.is_file()]
RELATIONS = {"", "in", "near", "offset", "sector", "between", "along", "border", "countryside", "part_of"}
ROLES = {"event", "context", "actor", "source"}
FIELDS = {"id", "lang", "country", "text", "places", "not_places"}
PLACE_FIELDS = {"text", "n", "lat", "lon", "km", "relation", "role"}
OPTIONAL_FIELDS = {"shape", "note"}


@pytest.fixture(scope="module", params=SETS, ids=lambda path: path.stem)
def documents(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    path: Path = request.param
    return read_documents(path)


def _places(documents: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{document['id']} {place['text']}", place) for document in documents for place in document["places"]]


def test_there_is_a_set_to_check() -> None:
    assert SETS


def test_a_set_has_sixty_paragraphs_of_its_language_and_ids_are_unique(documents: list[dict[str, Any]]) -> None:
    assert len(documents) >= 60
    assert len({document["lang"] for document in documents}) == 1
    repeated = [document_id for document_id, count in Counter(d["id"] for d in documents).items() if count > 1]
    assert repeated == []


def test_a_line_has_the_stated_fields_and_no_others(documents: list[dict[str, Any]]) -> None:
    assert [d["id"] for d in documents if d.keys() != FIELDS] == []
    wrong = [
        label
        for label, place in _places(documents)
        if not place.keys() >= PLACE_FIELDS or place.keys() - PLACE_FIELDS - OPTIONAL_FIELDS
    ]
    assert wrong == []


def test_a_paragraph_is_neither_a_line_nor_an_article(documents: list[dict[str, Any]]) -> None:
    assert [d["id"] for d in documents if not 15 <= len(d["text"].split()) <= 150] == []


def test_every_name_stands_in_its_text_and_no_two_overlap(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        spans = sorted((gold.start, gold.end) for gold in read_annotated(document).golds)
        assert [pair for pair in pairwise(spans) if pair[1][0] < pair[0][1]] == [], document["id"]


def test_every_word_that_is_no_place_stands_in_its_text(documents: list[dict[str, Any]]) -> None:
    assert [(d["id"], word) for d in documents for word in d["not_places"] if word not in d["text"]] == []


def test_relations_and_roles_are_those_of_the_design(documents: list[dict[str, Any]]) -> None:
    assert {place["relation"] for _, place in _places(documents)} <= RELATIONS
    assert {place["role"] for _, place in _places(documents)} <= ROLES


def test_coordinates_and_probes_are_on_the_earth(documents: list[dict[str, Any]]) -> None:
    for label, place in _places(documents):
        assert (place["lat"] is None) == (place["lon"] is None), label
        if place["lat"] is not None:
            assert -90 <= place["lat"] <= 90, label
            assert -180 <= place["lon"] <= 180, label
            assert 0 < place["km"] <= 4000, label
        shape = place.get("shape", {})
        for lon, lat in [*shape.get("contains", []), *shape.get("excludes", [])]:
            assert -180 <= lon <= 180, label
            assert -90 <= lat <= 90, label


def test_every_relation_has_probes_on_both_sides(documents: list[dict[str, Any]]) -> None:
    for label, place in _places(documents):
        if place["relation"] in ("", "in") and "shape" not in place:
            continue
        assert 2 <= len(place["shape"]["contains"]) <= 5, label
        assert 2 <= len(place["shape"]["excludes"]) <= 5, label


def test_a_place_without_coordinates_says_why(documents: list[dict[str, Any]]) -> None:
    assert [label for label, place in _places(documents) if place["lat"] is None and not place.get("note")] == []


def test_the_halves_are_of_a_size_and_do_not_move(documents: list[dict[str, Any]]) -> None:
    tuned, held_out = halves(documents)
    assert len(tuned) + len(held_out) == len(documents)
    assert min(len(tuned), len(held_out)) >= len(documents) // 3
    assert halves(held_out) == ([], held_out)
