"""What reading processes are made to do in tests: to be killed in the midst of their work, once or by one text."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from dashboard.batch.prepared import PreparedReport
from dashboard.batch.work import Batch, read_batch

POISON = "poison"


def killed_once(run: str, batch: Batch) -> list[PreparedReport | str]:
    """Reads a batch; the first process that comes to the folder's third file is killed there, as by kill -9."""
    read = read_batch(run, batch)
    for report in batch:
        trace = report.path.with_name("killed")
        if report.path.stem == "002" and _is_first(trace):
            os.kill(os.getpid(), signal.SIGKILL)
    return read


def killed_by_poison(run: str, batch: Batch) -> list[str]:  # noqa: ARG001 - called as read_batch is
    """Says of each file that it was looked at; one that bears the name kills every process that comes to it."""
    if any(report.path.stem == POISON for report in batch):
        os.kill(os.getpid(), signal.SIGKILL)
    return [f"looked at {report.path.stem}" for report in batch]


def _is_first(trace: Path) -> bool:
    try:
        trace.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
