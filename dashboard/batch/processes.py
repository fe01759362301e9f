"""Batches read by processes of this machine, or by this one alone; a process that is killed is made anew."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any

from dashboard.batch.work import Batch, Setting, forget, prepare
from dashboard.child_process import child_process

KILLED = (
    "Reading it ended the reading process, perhaps for want of memory. Split it into shorter reports, or give the "
    "process more memory."
)

_RUN = "the only one"
_TRIES = 2
"""How often a report may end a process in which nothing else is read: once may be the machine's doing."""

_AT_ONCE = 2
"""Batches that a process has at a time: it reads the next one while the last is handed over."""

Work = Callable[[str, Batch], list[Any]]


class OneProcess:
    """Reads in this process, when the result is asked for."""

    look_ahead = 1

    def __init__(self, run: str) -> None:
        self._run = run

    def submit(self, work: Work, batch: Batch) -> Future[list[Any]]:
        done: Future[list[Any]] = Future()
        done.set_result(work(self._run, batch))
        return done


class _Reader:
    """A process that reads, made anew when something ended it."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._lock = threading.Lock()
        self._process = self._begun()

    def _begun(self) -> ProcessPoolExecutor:
        return child_process(prepare, _RUN, self._setting)

    def read(self, work: Work, batch: Batch) -> list[Any]:
        """Raises BrokenProcessPool where the process ended, be it by another batch."""
        process, coming = self._submit(work, batch)
        try:
            return coming.result()
        except BrokenProcessPool:
            with self._lock:
                if self._process is process:
                    self._renew()
            raise

    def _submit(self, work: Work, batch: Batch) -> tuple[ProcessPoolExecutor, Future[list[Any]]]:
        with self._lock:
            try:
                return self._process, self._process.submit(work, _RUN, batch)
            except BrokenProcessPool:  # it ended while it had nothing to do
                self._renew()
                return self._process, self._process.submit(work, _RUN, batch)

    def _renew(self) -> None:
        self._process.shutdown()
        self._process = self._begun()

    def close(self) -> None:
        self._process.shutdown()


class Processes:
    """Reads in so many processes, each with threads here that wait for it."""

    def __init__(self, count: int, setting: Setting) -> None:
        self.look_ahead = 4 * _AT_ONCE * count
        self._setting = setting
        self._threads = ThreadPoolExecutor(_AT_ONCE * count)
        self._readers = [_Reader(setting) for _ in range(count)]
        self._free: SimpleQueue[_Reader] = SimpleQueue()
        for reader in self._readers * _AT_ONCE:
            self._free.put(reader)

    def submit(self, work: Work, batch: Batch) -> Future[list[Any]]:
        return self._threads.submit(self._read, work, batch)

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        for reader in self._readers:
            reader.close()

    def _read(self, work: Work, batch: Batch) -> list[Any]:
        reader = self._free.get()
        try:
            return reader.read(work, batch)
        except BrokenProcessPool:  # by this batch, or by the other one that the process had
            alone = _Reader(self._setting)
        finally:
            self._free.put(reader)
        try:
            return _read_alone(alone, work, batch)
        finally:
            alone.close()


def _read_alone(reader: _Reader, work: Work, batch: Batch) -> list[Any]:
    """What reading a batch gives in a process that has nothing else, so that it is known what ends it."""
    for _ in range(_TRIES if len(batch) == 1 else 1):
        with suppress(BrokenProcessPool):
            return reader.read(work, batch)
    if len(batch) == 1:
        return [KILLED]
    return [result for report in batch for result in _read_alone(reader, work, [report])]


@contextmanager
def processes(count: int, setting: Setting) -> Iterator[OneProcess | Processes]:
    """Readers in so many processes of this machine."""
    if count > 1:
        readers = Processes(count, setting)
        try:
            yield readers
        finally:
            readers.close()
        return
    run = uuid.uuid4().hex  # several threads may run at once
    prepare(run, setting)
    try:
        yield OneProcess(run)
    finally:
        forget(run)
