"""UCDP's georeferenced events (GED)."""

from __future__ import annotations

import pandas as pd


def prepare(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows with one source each: the offices and articles of an event are listed with ; between them."""
    if "source_headline" not in cells:
        return cells
    return cells.assign(source_headline=cells["source_headline"].str.strip(" ;"))
