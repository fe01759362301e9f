"""Rows of which each comes several times, numbered: what lists of different lengths become in columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def runs(lengths: Ints) -> tuple[Ints, Ints]:
    """Rows that come so many times each, one after the other, and which time of its row each is, from 0."""
    rows = np.repeat(np.arange(len(lengths)), lengths)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
