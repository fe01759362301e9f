"""Errors reach an Arabic reader in Arabic."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.errors import DashboardError
from dashboard.filters import from_query
from dashboard.problems import PROBLEMS, say_problem
from dashboard.reading.report import MAX_CHARACTERS, decode_report, make_report
from dashboard.store import Store
from dashboard.translation import Words


def ask_store(path: Path) -> None:
    with Store(path) as store:
        store.event("nothing")


@pytest.mark.parametrize(
    "fails",
    [
        lambda _: make_report("  "),
        lambda _: make_report("a " * MAX_CHARACTERS),
        lambda _: decode_report(b"%PDF-1.7\n%\xe2\xe3"),
        lambda _: from_query({"force": "usa"}),
        lambda _: from_query({"layer": "q"}),
        lambda _: from_query({"from": "yesterday"}),
        lambda _: from_query({"from": "2024-02-01", "to": "2024-01-01"}),
        lambda folder: ask_store(folder / "store.sqlite"),
    ],
)
def test_an_error_is_foreseen_and_said_in_arabic(fails: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(DashboardError) as caught:
        fails(tmp_path)
    assert say_problem(str(caught.value), Words("en")) == str(caught.value)
    said = say_problem(str(caught.value), Words("ar"))
    assert re.match("[\u0600-\u06ff]", said)
    assert "لم ينجح" not in said


def test_an_error_that_is_not_foreseen_is_quoted() -> None:
    assert say_problem("disk {full}", Words("en")) == "disk {full}"
    assert say_problem("disk {full}", Words("ar")) == "لم ينجح ذلك: disk {full}"


def test_the_parts_of_a_message_go_into_its_translation() -> None:
    template = next(one for one in PROBLEMS if "{count} characters" in one)
    message = template.format(count="2,000,001", most="2,000,000")
    said = say_problem(message, Words("ar"))
    assert "2,000,001" in said
    assert "2,000,000" in said
