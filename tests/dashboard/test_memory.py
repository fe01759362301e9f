"""Memory that is freed goes back to the system, wherever in the heap it lay."""

from __future__ import annotations

import subprocess
import sys

import pytest

HOLES = """
import numpy as np
from dashboard.memory import give_large_ones_back
{first}
def resident():
    return int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS"))) // 1024
np.ones(31 * 2**17)  # 31 MB, freed at once: makes glibc take what is smaller for small, by itself
before = resident()
arrays = [np.ones(8 * 2**17) for _ in range(50)]
kept = [bytes(100_000) for _ in range(50)]
del arrays
print(resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's own ways")
def test_large_arrays_leave_no_holes() -> None:
    def left(first: str) -> int:
        found = subprocess.run(
            [sys.executable, "-c", HOLES.format(first=first)], capture_output=True, text=True, check=True
        )
        return int(found.stdout)

    assert left("give_large_ones_back()") < 40 < 200 < left("")
