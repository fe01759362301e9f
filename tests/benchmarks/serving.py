"""A server for as long as a measurement takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from dashboard.store import Store
from tests.benchmarks.review import fill
from tests.browser.conftest import ROOT, free_port, server_flags, stop, wait_until_healthy


@contextmanager
def served(command: Sequence[str], env: Mapping[str, str]) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of `python COMMAND…` with Streamlit's flags for a free port, and its process; stopped at the end."""
    port = free_port()
    log = Path(tempfile.gettempdir()) / f"dawriya-bench-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command, *server_flags(port, True)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}", process
    finally:
        stop(process)
        log.unlink(missing_ok=True)


@contextmanager
def filled_server(events: int) -> Iterator[tuple[Path, str, subprocess.Popen[bytes]]]:
    """A store of so many made-up events, and the address and the process of the dashboard that serves it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        with Store(path) as store:
            fill(store, events)
        command = ["-m", "streamlit", "run", str(ROOT / "dashboard" / "app.py")]
        with served(command, {"DAWRIYA_STORE": str(path)}) as (address, server):
            yield path, address, server
