"""The scorer of places itself: pairing, distance, shapes, calibration, causes, and how the own set is divided."""

from __future__ import annotations

import math
from typing import Any

import pytest
from shapely.geometry import LineString, Point, box

from gazetteer.index import Gazetteer
from tests.accuracy.place_causes import Causes, describe
from tests.accuracy.place_scoring import (
    Annotated,
    Gold,
    Predicted,
    Score,
    distance_km,
    is_placed_right,
    is_right_shape,
    joined,
    pair_spans,
    read_annotated,
    read_predicted,
    score_documents,
)
from tests.accuracy.places_sets import halves

TEXT = "Aleppo and Homs"
ALEPPO = {"lat": 36.2, "lon": 37.16}
HOMS = {"lat": 34.73, "lon": 36.71}
PLANO = {"lat": 41.66, "lon": -88.54}  # Aleppo's namesake, for what it matters: far away


def gold(start: int, end: int, **fields: Any) -> Gold:
    return Gold(start=start, end=end, text=TEXT[start:end], **fields)


def predicted(start: int, end: int, **fields: Any) -> Predicted:
    return Predicted(start=start, end=end, text=TEXT[start:end], **fields)


def score(golds: list[Gold], predictions: list[Predicted]) -> Score:
    return score_documents([(Annotated(id="a", lang="en", text=TEXT, golds=tuple(golds)), predictions)])


def test_an_exact_span_is_paired_before_a_longer_one_that_overlaps() -> None:
    assert pair_spans([gold(0, 6)], [predicted(0, 15), predicted(0, 6)]) == [(0, 1)]


def test_the_longer_overlap_wins_and_each_span_has_one_partner() -> None:
    golds = [gold(0, 6), gold(11, 15)]
    assert pair_spans(golds, [predicted(4, 15)]) == [(1, 0)]
    assert sorted(pair_spans(golds, [predicted(4, 15), predicted(0, 3)])) == [(0, 1), (1, 0)]


def test_spans_that_only_touch_are_no_pair() -> None:
    assert pair_spans([gold(0, 6)], [predicted(6, 11)]) == []


def test_exact_and_overlapping_spans_are_counted_apart() -> None:
    result = score([gold(0, 6), gold(11, 15)], [predicted(0, 6), predicted(7, 13), predicted(7, 9)])
    assert (result.exact.right, result.overlap.right) == (1, 2)
    assert (result.overlap.predicted, result.overlap.gold) == (3, 2)
    assert result.overlap.precision == pytest.approx(2 / 3)
    assert result.overlap.f1 == pytest.approx(0.8)


def test_a_span_given_twice_counts_once() -> None:
    result = score([gold(0, 6)], [predicted(0, 6), predicted(0, 6)])
    assert result.overlap.precision == 1.0


def test_nothing_found_and_nothing_annotated_are_zero_and_not_an_error() -> None:
    assert score([gold(0, 6)], []).overlap.f1 == 0.0
    assert score([], [predicted(0, 6)]).overlap.f1 == 0.0


def test_a_missed_mention_counts_among_all_gold_but_not_among_the_resolved() -> None:
    golds = [gold(0, 6, **ALEPPO), gold(11, 15, **HOMS)]
    result = score(golds, [predicted(0, 6, **ALEPPO)])
    assert (result.near_of_resolved, result.near_of_all) == (1.0, 0.5)
    assert result.median_km == 0.0


def test_a_namesake_is_found_but_not_near() -> None:
    result = score([gold(0, 6, **ALEPPO)], [predicted(0, 6, **PLANO)])
    assert (result.overlap.recall, result.near_of_all) == (1.0, 0.0)
    assert 9_500 < result.median_km < 10_500


def test_a_corpus_without_coordinates_says_nothing_of_placing() -> None:
    result = score([gold(0, 6, has_place=False)], [predicted(0, 6, **ALEPPO, score=0.95)])
    assert math.isnan(result.near_of_all)
    assert result.sure(0.9) == (0, 0, 0)


def test_one_degree_of_a_meridian_is_111_kilometres() -> None:
    assert distance_km(lat=35.0, lon=40.0, other_lat=36.0, other_lon=40.0) == pytest.approx(111.195, abs=0.001)


def test_an_own_distance_decides_where_it_is_given() -> None:
    near = predicted(0, 6, lat=36.3, lon=37.16)  # 11 km north
    assert is_placed_right(gold(0, 6, **ALEPPO, km=10.0), near) is False
    assert is_placed_right(gold(0, 6, **ALEPPO, km=12.0), near) is True


def test_a_village_of_no_gazetteer_is_right_when_it_is_left_unresolved() -> None:
    assert is_placed_right(gold(0, 6), predicted(0, 6)) is True
    assert is_placed_right(gold(0, 6), predicted(0, 6, **ALEPPO)) is False
    assert is_placed_right(gold(0, 6), None) is False


@pytest.mark.parametrize(
    ("geometry", "contains", "excludes", "is_right"),
    [
        (box(40, 36, 41, 37), [(40.5, 36.5)], [], True),
        (box(40, 36, 41, 37), [(42.0, 36.5)], [], False),
        (box(40, 36, 41, 37), [(41.008, 36.5)], [], True),  # 700 m outside
        (box(40, 36, 41, 37), [(41.02, 36.5)], [], False),  # 1.8 km outside
        (box(40, 36, 41, 37), [], [(40.5, 36.5)], False),
        (box(40, 36, 41, 37), [], [(40.992, 36.5)], True),  # 700 m inside
        (box(40, 36, 41, 37), [(40.5, 36.5)], [(42.0, 36.5)], True),
        (LineString([(40, 37), (41, 37)]), [(40.5, 37.005)], [(40.5, 36.9)], True),
        (LineString([(40, 37), (41, 37)]), [], [(40.5, 37.005)], False),
        (Point(40, 37), [(40.005, 37)], [], True),
        (None, [], [(0.0, 0.0)], False),
    ],
)
def test_a_shape_holds_its_probes_give_or_take_a_kilometre(
    geometry: Any, contains: Any, excludes: Any, is_right: bool
) -> None:
    assert is_right_shape(geometry, contains, excludes) is is_right


def test_probes_decide_even_where_the_point_would_be_right() -> None:
    border = gold(0, 6, **ALEPPO, km=10.0, contains=((37.16, 36.2),))
    assert is_placed_right(border, predicted(0, 6, **ALEPPO)) is False
    assert is_placed_right(border, predicted(0, 6, geometry=box(37, 36, 38, 37))) is True


def test_the_right_place_with_the_wrong_shape_is_named_but_not_placed() -> None:
    border = gold(0, 6, **ALEPPO, km=10.0, contains=((37.16, 36.2),))
    result = score([border], [predicted(0, 6, **ALEPPO, score=0.95)])
    assert (result.placed_of_all, result.named_of_all) == (0.0, 1.0)
    assert (result.sure(0.9), result.sure(0.9, by_point=True)) == ((1, 0, 0), (1, 1, 0))
    assert joined([result, result]).overlap.gold == 2


def test_sure_predictions_are_counted_with_and_without_those_that_nobody_annotated() -> None:
    golds = [gold(0, 6, **ALEPPO), gold(11, 15, **HOMS)]
    found = [
        predicted(0, 6, **ALEPPO, score=0.95),
        predicted(11, 15, **PLANO, score=0.91),
        predicted(7, 10, **PLANO, score=1.0),
        predicted(6, 7, score=0.99),  # unresolved: it claims no place
    ]
    result = score(golds, found)
    assert result.sure(0.9) == (2, 1, 1)
    assert result.sure(0.94) == (1, 1, 1)
    last = result.bins()[-1]
    assert (last.graded, last.right, last.extra) == (2, 1, 1)
    assert sum(row.graded + row.extra for row in result.bins()[:-1]) == 0


def test_roles_and_relations_are_compared_where_they_are_annotated() -> None:
    golds = [gold(0, 6, **ALEPPO, role="event", relation="near"), gold(11, 15, **HOMS, role="context", relation="")]
    result = score(golds, [predicted(0, 6, role="event"), predicted(11, 15, role="event")])
    assert (result.agreeing("role"), result.agreeing("relation")) == (0.5, 0.5)


def test_an_own_annotation_is_read_by_the_occurrence_of_its_words() -> None:
    document = {
        "id": 7,
        "lang": "en",
        "text": "From Homs to Homs",
        "places": [{"text": "Homs", "n": 2, **HOMS, "km": 5, "role": "event", "shape": {"contains": [[36.7, 34.7]]}}],
    }
    read = read_annotated(document).golds[0]
    assert (read.start, read.end, read.km, read.relation) == (13, 17, 5, "")
    assert read.contains == ((36.7, 34.7),)


def test_an_annotation_that_is_not_in_the_text_is_named() -> None:
    with pytest.raises(ValueError, match=r"x: 'Hama' number 1"):
        read_annotated({"id": "x", "text": TEXT, "places": [{"text": "Hama", "n": 1}]})


def test_a_printed_mention_is_read_back() -> None:
    line = {"start": 0, "end": 6, **ALEPPO, "geometry": {"type": "Point", "coordinates": [37.16, 36.2]}, "score": 0.9}
    assert read_predicted(line).geometry == Point(37.16, 36.2)


def test_a_text_stays_in_its_half_whatever_is_added_to_the_set() -> None:
    documents = [{"id": f"ar{number:03}"} for number in range(200)]
    tuned, held_out = halves(documents)
    assert len(tuned) + len(held_out) == 200
    assert 80 <= len(held_out) <= 120
    assert halves(documents[:50])[1] == [document for document in held_out if document in documents[:50]]


def test_every_error_is_listed_with_a_cause(gazetteer: Gazetteer) -> None:
    text = "Reading Aleppo police said the Iraqi town of Xyzzyville and Homs were reading."
    document = {
        "id": "e",
        "text": text,
        "places": [
            {"text": "Iraqi", "n": 1, "lat": 33.0, "lon": 44.0},
            {"text": "Xyzzyville", "n": 1, "lat": 33.0, "lon": 44.0},
            {"text": "Homs", "n": 1, **HOMS, "km": 10},
        ],
        "not_places": ["Aleppo police"],
    }
    at = {name: (text.index(name), text.index(name) + len(name)) for name in ("Reading", "Aleppo", "Homs")}
    found = [
        Predicted(start=start, end=end, text=name, lat=41.66, lon=-88.54, place_ids=("nobody:1",))
        for name, (start, end) in at.items()
    ]
    result = score_documents([(read_annotated(document), found)])
    causes = {(cause.what, cause.why) for cause in Causes(gazetteer).of(result) if cause.what != "RELATION"}
    assert causes == {
        ("MISSED", "demonym"),
        ("MISSED", "not in the gazetteer under this spelling"),
        ("PLACED", "another place of this name"),
        ("EXTRA", "annotated as no place"),
        ("EXTRA", "also an ordinary word"),
    }
    assert sum(1 for _ in describe(result)) == 5
