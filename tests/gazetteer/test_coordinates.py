"""Coordinates as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.coordinates import read_angle, read_coordinates
from gazetteer.errors import CoordinateError


@pytest.mark.parametrize(
    "text",
    [
        "36.9, 41.5",
        "36.9 41.5",
        "(36.9,41.5)",
        "36,9; 41,5",
        "36,9 41,5",
        "36,9, 41,5",
        "36.9N, 41.5E",
        "N36.9 E41.5",
        "41.5°E 36.9°N",
        "36°54'N 41°30'E",
        "36°54′00.0″N, 41°30′00″E",
        "36 54 0 41 30 0",
        "lat: 36.9 lon: 41.5",
        "٣٦٫٩، ٤١٫٥",
        "شمال 36.9 شرق 41.5",
        "36.9 شمالا 41.5 شرقا",
    ],
)
def test_the_usual_notations_are_read(text: str) -> None:
    assert read_coordinates(text) == pytest.approx((36.9, 41.5))


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("37S GA 12345 67890", 36.73300, 41.37806),
        ("37SGA1267", 36.73, 41.375),
        ("33°52'S 151°12'E", -33.866667, 151.2),
        ("-33.5, -70.25", -33.5, -70.25),
        ("33.5S 70.25W", -33.5, -70.25),
    ],
)
def test_grids_and_other_quarters_of_the_globe(text: str, lat: float, lon: float) -> None:
    assert read_coordinates(text) == pytest.approx((lat, lon), abs=0.01)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("37S 722687 4086756", 36.9, 41.5),
        ("UTM 37N 722687 4086756", 36.9, 41.5),
        ("٣٧S ٧٢٢٦٨٧ ٤٠٨٦٧٥٦", 36.9, 41.5),
        ("37 S 722687mE 4086756mN", 36.9, 41.5),
        ("34S 261878 6243186", -33.925, 18.424),
        ("34H 261878 6243186", -33.925, 18.424),
    ],
)
def test_utm_is_read_with_a_band_or_a_half_of_the_globe(text: str, lat: float, lon: float) -> None:
    assert read_coordinates(text) == pytest.approx((lat, lon), abs=2e-3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Write latitude and longitude"),
        ("Qamishli", "Write latitude and longitude"),
        ("36.9", "Write latitude and longitude"),
        ("36,9,41,5", "Write latitude and longitude"),
        ("141, 36", "look swapped"),
        ("36, 200", "longitude 200"),
        ("36 75 N 41 30 E", "not between 0 and 60"),
        ("36N 41N", "same axis twice"),
        ("36E 41E", "same axis twice"),
        ("37S ZZ 123 456", "Not a grid reference"),
        ("1" * 500, "500 characters"),
    ],
)
def test_what_is_not_understood_is_told(text: str, message: str) -> None:
    with pytest.raises(CoordinateError, match=message):
        read_coordinates(text)


@pytest.mark.parametrize(("text", "degrees"), [("36.9", 36.9), ("36,9", 36.9), ("٣٦٫٩", 36.9), ("41°30'W", -41.5)])
def test_one_angle_is_read(text: str, degrees: float) -> None:
    assert read_angle(text) == pytest.approx(degrees)


@pytest.mark.parametrize("text", ["nan", "inf", "", "x", "1e999", "36.9 N 41 E"])
def test_what_is_no_angle_is_told(text: str) -> None:
    with pytest.raises(CoordinateError):
        read_angle(text)


@given(st.one_of(st.text(max_size=140), st.text(alphabet="0123456789.,;°'\"NSEW- +٣٫شمالGA", max_size=140)))
def test_any_text_is_a_position_or_a_clear_error(text: str) -> None:
    try:
        found = read_coordinates(text)
    except CoordinateError:
        return
    assert -90 <= found.lat <= 90
    assert -180 <= found.lon <= 180
