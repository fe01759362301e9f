"""Fixtures that every test may use: the real gazetteer, built once for all workers."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator

import pytest

from gazetteer.build import build
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    """The real gazetteer, open; the first worker builds it if it is missing or out of date, the others wait."""
    DEFAULT_PATH.parent.mkdir(parents=True, exist_ok=True)
    with DEFAULT_PATH.with_name("build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(quiet=True)
    with Gazetteer.open(DEFAULT_PATH) as opened:
        yield opened
