"""The table of kinds: every kind that a source or a cue uses is in it."""

from __future__ import annotations

import csv

import pytest

from gazetteer.errors import PlaceError
from gazetteer.place_checks import check_kind
from gazetteer.place_kinds import read_kinds, usual_radius_m
from gazetteer.sources.curated import DIRECTORY


def read(name: str) -> list[dict[str, str]]:
    with (DIRECTORY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", ["places/sy.csv", "places/iq.csv", "shapes.csv", "kind_words.csv"])
def test_the_kinds_of_a_table_are_known(table: str) -> None:
    assert {row["kind"] for row in read(table)} <= set(read_kinds())


def test_the_kinds_that_cues_tell_are_known() -> None:
    assert {row["value"] for row in read("cues.csv") if row["cue"] == "kind"} <= set(read_kinds())


def test_a_kind_is_understood_in_any_case() -> None:
    assert check_kind(" Oil_Field ") == "oil field"
    assert usual_radius_m("oil field") == 4_000
    with pytest.raises(PlaceError, match="The kinds are"):
        check_kind("")
