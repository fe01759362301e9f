"""How long a file of coded events in ACLED's shape takes into an empty store, and its preview.

DAWRIYA_BENCH_EVENTS says how many rows. Each is done in a process of its own; its highest memory and that of the
process that reads for it are told together. Best run alone:
`DAWRIYA_BENCH_EVENTS=1000000 python -m tests.benchmarks coded`.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from dashboard.interchange.acled import COLUMNS

Measure = tuple[str, str, str]

EVENTS = int(os.environ.get("DAWRIYA_BENCH_EVENTS", "100000"))
ONLY_BY_NAME = EVENTS > 100_000
PLACES = 20_000
"""Different places, about as many as ACLED has in a large country."""

_TYPES = (
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("Explosions/Remote violence", "Air/drone strike"),
    ("Violence against civilians", "Attack"),
    ("Protests", "Peaceful protest"),
    ("Strategic developments", "Change to group/activity"),
)
_ACTORS = (
    *("Military Forces of Syria (2000-2024)", "QSD: Syrian Democratic Forces", "Islamic State (Syria)"),
    *("Military Forces of Turkey (2016-)", "Military Forces of Russia (2000-)", "Unidentified Armed Group (Syria)"),
    *("Al Shaddadi Notables", "Operation Inherent Resolve", "Civilians (Syria)"),
)
_NOTES = (
    "On {day}, {first} and {second} were reported to have exchanged fire on the outskirts of {place}, where residents "
    "heard several explosions until the evening. Vehicles were damaged and the road was closed for a while. No further "
    "details were given."
)


def run() -> list[Measure]:
    """Seconds, rows a second and the highest memory of bringing in and of the preview."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        write_file(path, EVENTS)
        size = path.stat().st_size / 1e6
        looked = _child("preview", path, Path(folder) / "looked.sqlite")
        brought = _child("bring_in", path, Path(folder) / "store.sqlite")
        again = _child("bring_in", path, Path(folder) / "store.sqlite")
        kept = (Path(folder) / "store.sqlite").stat().st_size / 1e6
    rows = f"{EVENTS:,} rows"
    return [
        (f"coded: {rows} of ACLED's shape, {size:,.0f} MB", _said(*looked), "preview"),
        (f"coded: {rows} into an empty store, {kept:,.0f} MB", _said(*brought), "< 60 s and 2 GB for 1,000,000"),
        (f"coded: the same {rows} again, all known", _said(*again), ""),
    ]


def write_file(path: Path, count: int) -> None:
    """Made-up events in ACLED's columns."""
    chance = random.Random(7)
    places = [
        (f"Place {n}", round(chance.uniform(32.5, 37.2), 4), round(chance.uniform(36, 42), 4)) for n in range(PLACES)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for n in range(count):
            day = date(2017, 1, 1) + timedelta(days=chance.randrange(2900))
            kind, sub = chance.choice(_TYPES)
            first, second = chance.sample(_ACTORS, 2)
            place, lat, lon = chance.choice(places)
            precision = chance.choice((1, 1, 1, 1, 2, 2, 3))
            notes = _NOTES.format(day=day.strftime("%d %B %Y"), first=first, second=second, place=place)
            cells = {
                "event_id_cnty": f"SYR{n}",
                "event_date": day.isoformat(),
                "year": day.year,
                "time_precision": chance.choice((1, 1, 1, 1, 1, 2, 3)),
                "disorder_type": "Political violence",
                "event_type": kind,
                "sub_event_type": sub,
                "actor1": first,
                "inter1": "State forces",
                "actor2": second,
                "inter2": "Rebel group",
                "iso": 760,
                "region": "Middle East",
                "country": "Syria",
                "admin1": "Al Hasakeh",
                "admin2": "Qamishli",
                "location": place,
                "latitude": lat,
                "longitude": lon,
                "geo_precision": precision,
                "source": "A local source; An agency",
                "source_scale": "Local partner-Other",
                "notes": notes,
                "fatalities": chance.choice((0, 0, 0, 1, 2, 5)),
                "timestamp": 1_700_000_000 + n,
            }
            rows.writerow([cells.get(name, "") for name in COLUMNS])


def _child(what: str, path: Path, store: Path) -> tuple[float, float]:
    """Seconds and MB of one run in a process of its own. Raises RuntimeError where it fails."""
    done = subprocess.run([sys.executable, "-m", __name__, what, str(path), str(store)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-2000:])
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def _said(seconds: float, megabytes: float) -> str:
    return f"{seconds:.1f} s, {EVENTS / seconds:,.0f}/s, {megabytes:,.0f} MB"


def _work(what: str, path: Path, store: Path) -> None:
    import resource
    from time import perf_counter

    from dashboard.coded import bring_in
    from dashboard.store import Store

    with Store(store) as opened:
        start = perf_counter()
        if what == "preview":
            bring_in.preview(bring_in.Request(path=path), opened)
        else:
            bring_in.bring_in(bring_in.Request(path=path), opened, apart=True)
        took = perf_counter() - start
    # The most that each of the two has held, though not at once.
    kib = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(took, kib / 1024)


if __name__ == "__main__":
    _work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
