"""A watched folder: what comes into it is read once it is whole, and never twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.errors import StoreError, UsageError
from dashboard.store import Store
from dashboard.watching import Watch, stopping, watch
from gazetteer.index import Gazetteer
from tests import report_files as files

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_is_ready_when_it_no_longer_grows_and_only_once(tmp_path: Path) -> None:
    watched = Watch(tmp_path)
    growing = tmp_path / "a.txt"
    growing.write_text("A US pat")
    assert watched.settled() == []
    growing.write_text("A US patrol passed Qamishli.")
    assert watched.settled() == []
    assert watched.settled() == [growing]
    watched.mark_done(growing)
    assert watched.settled() == []
    growing.write_text("A US patrol passed Qamishli. And Amuda.")  # another report under the same name
    assert watched.settled() == []
    assert watched.settled() == [growing]


def test_a_file_that_goes_and_comes_again_is_looked_at_again(tmp_path: Path) -> None:
    watched = Watch(tmp_path)
    (tmp_path / "a.txt").write_text("one")
    watched.settled()
    watched.mark_done(watched.settled()[0])
    (tmp_path / "a.txt").unlink()
    assert watched.settled() == []
    (tmp_path / "a.txt").write_text("one")
    assert watched.settled() == []
    assert watched.settled() == [tmp_path / "a.txt"]  # its text is known to the store by its hash


def test_a_file_that_could_not_be_kept_is_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("two")
    stop = threading.Event()
    tried: list[str] = []

    def read(path: Path) -> None:
        tried.append(path.name)
        if len(tried) == 1:
            raise StoreError("The store is away.")
        if len(tried) == 3:
            stop.set()

    watch(tmp_path, read, every_s=0.01, stop=stop)
    assert tried == ["a.txt", "b.txt", "a.txt"]
    assert "a.txt: The store is away." in capsys.readouterr().err


def test_a_folder_that_goes_away_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    watched = Watch(folder)
    folder.rmdir()
    assert watched.settled() == watched.settled() == []
    assert capsys.readouterr().err.count("nothing at") == 1
    with pytest.raises(UsageError, match="no folder"):
        watch(folder, lambda _: None, every_s=1, stop=threading.Event())


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_ask_to_stop_and_are_given_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with stopping() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        assert stop.wait(5)
    assert signal.getsignal(number) is before


def test_the_command_watches_until_it_is_told_to_end(tmp_path: Path, gazetteer: Gazetteer) -> None:
    folder, store_path, failures = tmp_path / "in", tmp_path / "s.sqlite", tmp_path / "failures.csv"
    folder.mkdir()
    (folder / "a.html").write_text(files.page(), encoding="utf-8")
    arguments = ["--watch", str(folder), "--every", "0.2", "--store", str(store_path), "--failures", str(failures)]
    environment = {**os.environ, "DAWRIYA_GAZETTEER": str(gazetteer.path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "dashboard", "ingest", *arguments], stderr=subprocess.PIPE, env=environment, text=True
    ) as process:

        def count() -> int:
            if not store_path.exists():
                return 0
            with Store(store_path) as store:
                return len(store.reports())

        wait_for(lambda: count() == 1)
        (folder / "again.html").write_text(files.page(), encoding="utf-8")
        (folder / "scan.pdf").write_bytes(files.picture_pdf())
        wait_for(lambda: failures.exists() and "scan.pdf" in failures.read_text(encoding="utf-8-sig"))
        (folder / "b.eml").write_bytes(files.mail(files.ENGLISH))
        wait_for(lambda: count() == 2)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1]
    assert process.returncode == 0
    assert "Traceback" not in said
    assert said.count("1 known already") == 1
    assert failures.read_text(encoding="utf-8-sig").splitlines()[0] == "where,problem"
