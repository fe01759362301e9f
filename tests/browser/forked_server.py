"""Streamlit servers forked from one process that has imported what they need: up in a moment instead of in seconds."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
PRELOADED = (
    "streamlit.web.bootstrap",
    "folium.plugins",
    "dashboard.state.loaded_events",
    "dashboard.state.page_address",
)
"""Modules that only define: one that draws, or declares a component, must be run by its server."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(list(PRELOADED))


class ForkedServer:
    """A `streamlit run` in a process, and a process group, of its own; waited for as a subprocess.Popen is."""

    def __init__(self, app: Path | str, flags: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self._process = _forks.Process(target=_run, args=(str(app), list(flags), dict(env), str(log)))
        # What a page's AppTest leaves as __main__ would be run in the child.
        with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
            self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> None:
        """Raises subprocess.TimeoutExpired where the process still runs after so many seconds."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("streamlit", timeout or 0)


def _run(app: str, flags: list[str], env: dict[str, str], log: str) -> None:
    from streamlit.web import cli

    os.setsid()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(ROOT)
    sys.argv = ["streamlit", "run", app, *flags]
    cli.main()
