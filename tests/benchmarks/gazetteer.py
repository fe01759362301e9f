"""How long the gazetteer takes to build, to open and to search, and how much memory it needs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gazetteer.build import build
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH
from gazetteer.manifest import read_manifest
from gazetteer.names import tokenize

Measure = tuple[str, str, str]

_TEXT = "دورية روسية قرب بلدة القحطانية بريف القامشلي، and a patrol near Tell Tamr on the M4 in Hasakah governorate.\n"
_OPEN = """
import time
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH
start = time.perf_counter()
gazetteer = Gazetteer.open()
gazetteer.search("Qamishli")
opened = time.perf_counter() - start
gazetteer.containing(lat=37.0, lon=41.5)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(opened, int(peak.split()[1]) / 1024)
"""  # not getrusage: a child's ru_maxrss begins at its parent's


def run() -> list[Measure]:
    """Figures against the issue's targets: (what, measured, target)."""
    build(quiet=True)
    return [measure_build(), *measure_open(), measure_matching(), measure_search()]


def measure_build() -> Measure:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "gazetteer"
        start = time.perf_counter()
        build(path, quiet=True)
        seconds = time.perf_counter() - start
        return "gazetteer: build", f"{seconds:.1f} s, {read_manifest(path).size / 1e6:.0f} MB", "< 60 s"


def measure_open() -> list[Measure]:
    """In a process of its own: open and first search, and the memory of the whole process afterwards."""
    done = subprocess.run([sys.executable, "-c", _OPEN], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    return [
        ("gazetteer: open and first search", f"{seconds * 1000:.0f} ms", "< 500 ms"),
        ("gazetteer: memory of the process", f"{megabytes:.0f} MB", "< 200 MB"),
    ]


def measure_matching() -> Measure:
    text = _TEXT * 200
    with Gazetteer.open(DEFAULT_PATH) as gazetteer:
        start = time.perf_counter()
        tokens = tokenize(text)
        for i in range(len(tokens)):
            gazetteer.matcher.names_at(tokens, i)
        seconds = time.perf_counter() - start
    return "gazetteer: names of a text", f"{len(text) / seconds / 1000:.0f} k characters/s", "> 30 k characters/s"


def measure_search() -> Measure:
    names = ("Qahtaniya", "القامشلي", "Deir Ezzor", "San José", "Tirbespî")
    with Gazetteer.open(DEFAULT_PATH) as gazetteer:
        start = time.perf_counter()
        for name in names:
            gazetteer.search(name)
        seconds = (time.perf_counter() - start) / len(names)
    return "gazetteer: search", f"{seconds * 1000:.1f} ms", "< 50 ms"
