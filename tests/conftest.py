"""Fixtures that every test may use: the real gazetteer, built once for all workers."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator

import pytest
from hypothesis import settings

from gazetteer.build import build
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH
from gazetteer.own import PATH_VARIABLE as OWN_PATH_VARIABLE
from gazetteer.sources.imported import DIRECTORY_VARIABLE

settings.register_profile("untimed", deadline=None)  # how long an example takes is the machine's affair
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays on one process, which makes its fixtures once; those that say otherwise keep their group."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes have no place in a test's name: archives hold the second in which a worker made them."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def nothing_of_ones_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a developer has entered or imported must not change what the tests find."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OWN_PATH_VARIABLE, str(folder / "own.sqlite"))
        patch.setenv(DIRECTORY_VARIABLE, str(folder / "imported"))
        yield


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    """The real gazetteer, open; the first worker builds it if it is missing or out of date, the others wait."""
    DEFAULT_PATH.parent.mkdir(parents=True, exist_ok=True)
    with DEFAULT_PATH.with_name("build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(quiet=True)
    with Gazetteer.open(DEFAULT_PATH) as opened:
        yield opened
