"""Memory that is freed goes back to the system, wherever in the heap it lay."""

from __future__ import annotations

import subprocess
import sys

import pytest

HOLES = """
import numpy as np
from dashboard.memory import give_large_ones_back
give_large_ones_back()
def resident():
    return int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS"))) // 1024
np.ones(31 * 2**17)  # 31 MB, freed at once: makes glibc take what is smaller for small, by itself
before = resident()
arrays, kept = [], []
for _ in range(50):  # what is kept lies between them, and is too large for the gaps that importing has left
    arrays.append(np.ones(8 * 2**17))
    kept.append(bytes(2**19))
del arrays
print(resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's own ways")
def test_large_arrays_leave_no_holes() -> None:
    found = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True)
    assert int(found.stdout) < 60  # 400 without the call, where glibc has its usual ways
