"""How the other geoparsers' answers are made comparable: spans, namesakes, and which texts are timed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from gazetteer.index import Gazetteer
from tests.benchmarks.peer_worker import _PROCLITICS, _in_order, _longest_names
from tests.benchmarks.peers import ROOT, _split_warm_up


def test_names_without_offsets_are_found_in_their_order() -> None:
    text = "Parish of Paris, then Homs, then Paris"
    assert _in_order(text, ["Paris", "Paris", "Oslo"]) == [[10, 15, "Paris"], [33, 38, "Paris"]]


def test_the_longest_name_is_taken_and_none_inside_it() -> None:
    names = {("New", "York"), ("York",), ("New", "York", "Mills")}
    assert _longest_names("New York Mills near York", names, str) == [[0, 14, "New York Mills"], [20, 24, "York"]]


def test_a_proclitic_before_a_name_is_no_hindrance() -> None:
    found = _longest_names("وبالحسكة #حلب_الجديدة", {("حسكة",), ("حلب",)}, str, proclitics=_PROCLITICS)
    assert [name for _, _, name in found] == ["وبالحسكة", "حلب"]


def test_what_warms_a_tool_up_is_not_timed() -> None:
    warm_up, timed = _split_warm_up(["a" * 5_000] * 50)
    assert (len(warm_up), len(timed)) == (4, 46)
    warm_up, timed = _split_warm_up(["a" * 10] * 10)
    assert (len(warm_up), len(timed)) == (2, 8)


def test_our_own_worker_answers_with_time_memory_and_places(gazetteer: Gazetteer) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.peer_worker", "dawriya", str(max(os.sched_getaffinity(0)))],
        input=f"{json.dumps(['A patrol in Aleppo.'])}\n{json.dumps(['A patrol in Homs.', 'Nothing.'])}\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"DAWRIYA_GAZETTEER": str(gazetteer.path)},
        check=True,
    )
    answer = json.loads(done.stdout)
    (start, end, lat, lon, _), *others = answer["spans"][0]
    assert (start, end, round(lat), round(lon), others) == (12, 16, 35, 37, [])
    assert answer["spans"][1] == []
    assert answer["seconds"] > 0
    assert answer["memory_mb"] > 10
