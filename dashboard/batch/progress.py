"""How far a run is: so many reports of how many, how many a second, and the time that is left."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from dashboard.errors import DashboardError


@contextmanager
def progress_bar(count: Callable[[], int], *, is_shown: bool) -> Iterator[tqdm]:
    """A bar on standard error. How many there are is counted while the first are read: of millions it takes minutes."""
    # A run of a second needs no bar; a log needs a line now and then, not ten a second.
    often = 0.1 if sys.stderr.isatty() else 30.0
    with tqdm(unit=" reports", file=sys.stderr, leave=False, delay=1, mininterval=often, disable=not is_shown) as bar:
        if is_shown:
            threading.Thread(target=_set_total, args=(bar, count), daemon=True).start()
        yield bar


def _set_total(bar: tqdm, count: Callable[[], int]) -> None:
    try:
        bar.total = count()
    except (DashboardError, OSError):
        return  # the run itself meets it too, and says so
