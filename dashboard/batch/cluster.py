"""Batches read by the workers of a Dask cluster: many machines, which see the same files and read as this one does."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import Client, KilledWorker, LocalCluster, WorkerPlugin, wait
from distributed import Future as Task

from dashboard.batch.processes import KILLED, Work
from dashboard.batch.work import Batch, Setting, check, forget, prepare
from dashboard.errors import ClusterError, UsageError

_LOCAL = "local:"
_SCHEMES = ("tcp://", "tls://", "ws://", "wss://")
_CONNECT_SECONDS = 20
_JOIN_SECONDS, _WORKERLESS_SECONDS = 60, 300
"""So long a run waits for a first worker, and for one where the last has gone: a busy machine begins one slowly."""

_COUNT_SECONDS = 2
_KEPT = "What was read so far is kept: run it again to go on."


class ReadingPlugin(WorkerPlugin):
    """Makes each worker ready for a run, also those that join later or take the place of one that was killed."""

    def __init__(self, run: str, setting: Setting) -> None:
        self.name = f"dawriya-{run}"
        self._run, self._setting = run, setting

    def setup(self, worker: object) -> None:  # noqa: ARG002 - Dask's signature
        prepare(self._run, self._setting)
        check(self._run)

    def teardown(self, worker: object) -> None:  # noqa: ARG002 - Dask's signature
        forget(self._run)


class Cluster:
    """Reads on a cluster's workers. Dask reads again what a worker that ended had; what ends several, it gives up."""

    def __init__(self, client: Client, run: str) -> None:
        self._client, self._run = client, run
        self._out: set[Task] = set()
        self._threads, self._counted = 1, 0.0

    @property
    def look_ahead(self) -> int:
        """Three batches for each thread of the workers that there are now."""
        if time.monotonic() - self._counted > _COUNT_SECONDS:
            self._threads, self._counted = sum(self._client.nthreads().values()), time.monotonic()
        return 3 * max(1, self._threads)

    def submit(self, work: Work, batch: Batch) -> _Reading:
        # A worker has another working folder than we.
        absolute = [replace(report, path=report.path.absolute()) for report in batch]
        return _Reading(self, work, absolute, self._send(work, absolute))

    def result(self, work: Work, batch: Batch, task: Task) -> list[Any]:
        """What reading the batch gave; where it was given up, its reports one by one, while nothing else is read."""
        try:
            return self._wait(task)
        except KilledWorker:
            wait(list(self._out))
        return [result for report in batch for result in self._alone(work, report)]

    def _alone(self, work: Work, report: Any) -> list[Any]:
        try:
            return self._wait(self._send(work, [report]))
        except KilledWorker:
            return [KILLED]

    def _send(self, work: Work, batch: Batch) -> Task:
        task = self._client.submit(work, self._run, batch, pure=False)
        self._out.add(task)
        return task

    def _wait(self, task: Task) -> list[Any]:
        gone_since: float | None = None
        try:
            while True:
                try:
                    return task.result(timeout=5)
                except TimeoutError:
                    there = self._client.nthreads()
                    gone_since = None if there else gone_since or time.monotonic()
                    if gone_since and time.monotonic() - gone_since > _WORKERLESS_SECONDS:
                        raise ClusterError(f"The cluster has no workers any more. Start some. {_KEPT}") from None
        except (CancelledError, OSError) as error:
            raise ClusterError(f"The scheduler has gone ({error}). Start it and its workers. {_KEPT}") from error
        finally:
            self._out.discard(task)


class _Reading:
    """A batch that is being read, as a concurrent.futures.Future shows it."""

    def __init__(self, cluster: Cluster, work: Work, batch: Batch, task: Task) -> None:
        self._cluster, self._work, self._batch, self._task = cluster, work, batch, task

    def result(self) -> list[Any]:
        return self._cluster.result(self._work, self._batch, self._task)


@contextmanager
def cluster(address: str, setting: Setting, paths: Sequence[Path]) -> Iterator[Cluster]:
    """Readers on the cluster of a scheduler's address, or on one of this machine's own for "local:N".

    Raises UsageError for what is no address, and ClusterError where it can't be reached, has no workers, or one of them
    would read otherwise than we or does not see the paths.
    """
    with _client(address) as client:
        run = uuid.uuid4().hex[:12]
        _wait_for_workers(client, address)
        plugin = ReadingPlugin(run, setting)
        try:
            client.register_plugin(plugin)
            problems = client.run(check, run, [path.absolute() for path in paths])
        except (ImportError, AttributeError) as error:
            raise ClusterError(
                f"A worker of {address} lacks this software ({error}). Install the same version on every machine."
            ) from error
        try:
            for worker, problem in problems.items():
                if problem:
                    raise ClusterError(f"The worker {worker} can't be used. {problem}")
            yield Cluster(client, run)
        finally:
            if client.status == "running":
                client.unregister_worker_plugin(plugin.name)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    if address.startswith(_LOCAL):
        count = address.removeprefix(_LOCAL)
        if not count.isdecimal() or int(count) < 1:
            raise UsageError(f"--scheduler {address} names no number of workers. Write it as {_LOCAL}2.")
        with (
            LocalCluster(n_workers=int(count), threads_per_worker=1, dashboard_address="127.0.0.1:0") as own,
            Client(own) as client,
        ):
            yield client
        return
    if not address.startswith(_SCHEMES):
        raise UsageError(f"--scheduler {address} is no address. Write it as tcp://10.0.0.5:8786.")
    try:
        client = Client(address, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(f"No scheduler answers at {address}. Start one there with dask scheduler.") from error
    with client:
        yield client


def _wait_for_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_JOIN_SECONDS)
    except TimeoutError as error:
        raise ClusterError(f"No worker has joined {address}. Start some with dask worker {address}.") from error
