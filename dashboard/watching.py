"""A watched folder: each file is read into the store once it has stopped growing, and never again."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.errors import DashboardError, UsageError
from dashboard.incoming import find_files
from gazetteer.errors import GazetteerError

Stamp = tuple[int, int]
"""The size of a file in bytes and when it was last changed, in nanoseconds."""

ReadFile = Callable[[Path], object]


@dataclass(slots=True)
class Watch:
    """A folder, the files of it that were read, and how each looked a moment ago."""

    folder: Path
    done: dict[Path, Stamp] = field(default_factory=dict)
    before: dict[Path, Stamp] = field(default_factory=dict)
    told: str = ""

    def settled(self) -> list[Path]:
        """The files that were not read as they are now and have not changed since the last look, in order.

        What can't be looked at now, as a disk that is away, is told once and looked at again the next time.
        """
        now = dict(self._stamps())
        self.done = {path: stamp for path, stamp in self.done.items() if path in now}
        ready = [path for path, stamp in now.items() if self.before.get(path) == stamp != self.done.get(path)]
        self.before = now
        return ready

    def mark_done(self, path: Path) -> None:
        """Notes that a file was read as it looked before it was opened."""
        self.done[path] = self.before[path]

    def _stamps(self) -> Iterator[tuple[Path, Stamp]]:
        try:
            for file in find_files([self.folder]):
                try:
                    stat = file.path.stat()
                except OSError:
                    continue  # listed in an index and not there yet, or gone again
                if file.path.is_file():
                    yield file.path, (stat.st_size, stat.st_mtime_ns)
            self.told = ""
        except (OSError, DashboardError) as error:
            if str(error) != self.told:
                print(f"{self.folder}: {error}", file=sys.stderr, flush=True)
                self.told = str(error)


def watch(folder: Path, read_file: ReadFile, *, every_s: float, stop: threading.Event) -> None:
    """Reads the files that come into a folder until `stop` is set.

    `read_file` is called with one file after the other. What it raises is told, and that file tried again the next
    time: the store may be back by then. Raises UsageError if there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder} to watch. Make it, or name another.")
    watched = Watch(folder)
    while not stop.is_set():
        for path in watched.settled():
            if stop.is_set():
                break
            try:
                read_file(path)
            except (DashboardError, GazetteerError, OSError) as error:
                print(f"{path}: {error} It is tried again in {every_s:g} s.", file=sys.stderr, flush=True)
            else:
                watched.mark_done(path)
        stop.wait(every_s)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set; a second SIGINT breaks off at once."""
    stop = threading.Event()

    def ask(number: int, _: object) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    former = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
