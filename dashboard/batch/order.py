"""Work that is done in any order, its results taken in that of the tasks, with so many on their way at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Result(Protocol):
    """What concurrent.futures.Future and its like have."""

    def result(self) -> list[Any]: ...


class _Nothing:
    def result(self) -> list[Any]:
        return []


NOTHING = _Nothing()
"""The result of a task that was not given to anybody."""


class Readers(Protocol):
    """Processes that work through batches: each gives a list with a result for each item, in order."""

    @property
    def look_ahead(self) -> int: ...

    def submit(self, work: Callable[[str, Any], list[Any]], batch: Any) -> Result: ...


def in_order(
    tasks: Iterable[T], submit: Callable[[T], Result], look_ahead: Callable[[], int]
) -> Iterator[tuple[T, list[Any]]]:
    """Each task with its result, in order; so many tasks at most are on their way."""
    waiting: deque[tuple[T, Result]] = deque()
    for task in tasks:
        waiting.append((task, submit(task)))
        while len(waiting) >= look_ahead():
            first, result = waiting.popleft()
            yield first, result.result()
    while waiting:
        first, result = waiting.popleft()
        yield first, result.result()
