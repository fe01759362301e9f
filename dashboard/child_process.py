"""A process of this machine for work beside this one's; it ends when this one does, however that ends."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def child_process(*begin: Any) -> ProcessPoolExecutor:
    """One process; `begin` is a function that it calls first, with its arguments.

    Spawned, not forked: a fork would copy the store's connections and the progress bar's thread.
    """
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, context, initializer=_begin, initargs=begin)


def _begin(begin: Callable[..., object] = lambda: None, *arguments: Any) -> None:
    begin(*arguments)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
