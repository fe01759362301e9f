"""Batches read by processes of this machine, or by this one alone; a process that is killed is made anew."""

from __future__ import annotations

import multiprocessing
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

from dashboard.batch.work import Batch, Setting, forget, prepare

KILLED = (
    "Reading it ended the reading process, perhaps for want of memory. Split it into shorter reports, or give the "
    "process more memory."
)

_RUN = "the only one"
_TRIES = 2
"""How often a batch, and then a report, may end its process: once may be another's doing."""

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


class Processes:
    """Reads in so many processes, each with a thread here that waits for it, so that it is known whose batch ended it.

    Spawned, not forked: a fork would copy the store's connections and the progress bar's thread.
    """

    def __init__(self, count: int, setting: Setting) -> None:
        self.look_ahead = 3 * count
        self._setting = setting
        self._threads = ThreadPoolExecutor(count)
        self._idle: SimpleQueue[ProcessPoolExecutor] = SimpleQueue()
        for _ in range(count):
            self._idle.put(self._process())

    def submit(self, work: Work, batch: Batch) -> Future[list[Any]]:
        return self._threads.submit(self._read, work, batch)

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().shutdown()

    def _process(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, context, initializer=_begin, initargs=(_RUN, self._setting))

    def _read(self, work: Work, batch: Batch) -> list[Any]:
        for _ in range(_TRIES):
            process = self._idle.get()
            try:
                return process.submit(work, _RUN, batch).result()
            except BrokenProcessPool:
                process.shutdown()
                process = self._process()
            finally:
                self._idle.put(process)
        if len(batch) == 1:
            return [KILLED]
        return [result for report in batch for result in self._read(work, [report])]


def _begin(run: str, setting: Setting) -> None:
    prepare(run, setting)
    end_with_parent()


def end_with_parent() -> None:
    """Lets this process end when the one that began it does: where that was killed, it would wait for work for ever."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


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
