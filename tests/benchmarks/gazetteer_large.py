"""A gazetteer of twelve million places: how long it takes to build, in how much memory, and how it is to use.

Only when asked for by name (`python -m tests.benchmarks gazetteer_large`): it takes the better part of an hour and
6 GB of disk, in $TMPDIR. $DAWRIYA_LARGE_PLACES sets another number of places.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ONLY_BY_NAME = True
PLACES = int(os.environ.get("DAWRIYA_LARGE_PLACES") or 12_000_000)
Measure = tuple[str, str, str]

_MEMORY = """
import json, random, sys, time
from pathlib import Path
def megabytes(field):
    line = next(line for line in open("/proc/self/status") if line.startswith(field))
    return int(line.split()[1]) / 1024
"""  # not getrusage: a child's ru_maxrss begins at its parent's
_DUMP = """
from tests.benchmarks.dump import write_dump
write_dump(Path(sys.argv[1]), int(sys.argv[2]))
print("{}")
"""
_BUILD = """
from itertools import chain
from gazetteer.build import read_all, write
from gazetteer.manifest import read_manifest
from gazetteer.sources.geonames_dump import read_dump
start = time.perf_counter()
write(Path(sys.argv[2]), chain(read_all(), read_dump(Path(sys.argv[1]))), version="large", quiet=True)
minutes = (time.perf_counter() - start) / 60
manifest = read_manifest(Path(sys.argv[2]))
print(json.dumps({"minutes": minutes, "cpu": time.process_time() / 60, "peak": megabytes("VmHWM"),
    "bytes": manifest.size, **manifest.counts, "shards": len(manifest.shards["exact"])}))
"""
_USE = """
import_start = time.perf_counter()
from gazetteer.index import Gazetteer
from gazetteer.locate import locate
imported = time.perf_counter() - import_start
start = time.perf_counter()
gazetteer = Gazetteer.open(Path(sys.argv[2]))
gazetteer.search("Qamishli")
opened = time.perf_counter() - start
chance = random.Random(5)
rows = gazetteer.manifest.counts["rows"]
start = time.perf_counter()
names = [gazetteer.place_at(chance.randrange(rows)).name for _ in range(1000)]
fetched = time.perf_counter() - start
start = time.perf_counter()
found = sum(len(gazetteer.search(name)) for name in names)
searched = time.perf_counter() - start
after_search = megabytes("VmRSS")
keys = [name.lower() for name in names] * 20
start = time.perf_counter()
facts = 0
for key in keys:
    for prefix in gazetteer.exact.prefixes(key):
        for row, _ in gazetteer.exact.postings(prefix)[:20]:
            gazetteer.fact(row)
            facts += 1
looked_up = time.perf_counter() - start
text = "\\n".join(f"Residents of {name} said a patrol passed near Tell Tamr. دورية قرب القحطانية بريف القامشلي."
    for name in names)
start = time.perf_counter()
mentions = len(locate(text, gazetteer))
located = time.perf_counter() - start
print(json.dumps({"imported": imported, "opened": opened, "fetch": 1000 / fetched, "search": searched, "found": found,
    "after_search": after_search, "keys": len(keys) / looked_up, "facts": facts / looked_up, "mentions": mentions,
    "speed": len(text) / located, "after": megabytes("VmRSS"), "peak": megabytes("VmHWM")}))
"""
_CHECK = """
from gazetteer.manifest import check
start = time.perf_counter()
check(Path(sys.argv[2]))
print(json.dumps({"seconds": time.perf_counter() - start}))
"""


def run() -> list[Measure]:
    """Figures against the issue's targets: (what, measured, target)."""
    with tempfile.TemporaryDirectory(prefix="gazetteer-large-") as folder:
        dump, path = Path(folder) / "allCountries.txt", Path(folder) / "gazetteer"
        run_apart(_DUMP, dump, PLACES)
        built = run_apart(_BUILD, dump, path)
        used = run_apart(_USE, dump, path)
        checked = run_apart(_CHECK, dump, path)
        size = dump.stat().st_size
    return [
        ("large: places", f"{built['places']:,}", f"{PLACES:,} and the packages'"),
        ("large: dump", f"{size / 1e9:.2f} GB", ""),
        ("large: build", f"{built['minutes']:.1f} min, {built['cpu']:.1f} of CPU", ""),
        ("large: memory of the build, highest", f"{built['peak']:.0f} MB", "< 2000 MB"),
        ("large: names · shards", f"{built['names']:,} · {built['shards']}", ""),
        ("large: size on disk", f"{built['bytes'] / 1e9:.2f} GB", ""),
        ("large: open and first search", f"{used['opened'] * 1000:.0f} ms", "< 500 ms"),
        ("large: importing the package before that", f"{used['imported'] * 1000:.0f} ms", ""),
        ("large: memory after 1,000 searches", f"{used['after_search']:.0f} MB", "< 300 MB"),
        ("large: memory after a text of 1,000 paragraphs", f"{used['after']:.0f} MB", "< 300 MB"),
        ("large: search", f"{used['search']:.1f} ms", "< 50 ms"),
        ("large: records fetched by row", f"{used['fetch']:,.0f} /s", ""),
        ("large: keys looked up, each with its facts", f"{used['keys']:,.0f} /s ({used['facts']:,.0f} facts/s)", ""),
        ("large: locate", f"{used['speed'] / 1000:.0f} k characters/s, {used['mentions']:,.0f} mentions", ""),
        ("large: check of every byte", f"{checked['seconds']:.1f} s", ""),
    ]


def run_apart(code: str, *arguments: object) -> dict[str, float]:
    """What a process of its own prints, so that its memory is its own."""
    command = [sys.executable, "-c", _MEMORY + code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)
