"""ACLED's columns, since 2023 and before; and our own files in that shape, whose tags say kind and status."""

from __future__ import annotations

import pandas as pd

OUR_TAGS = r"layer=(?P<layer>\w*); kind=(?P<kind>\w*); status=(?P<status>\w*)"


def prepare(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows with the upload's time as a day, and with our own kind and status where the tags give them."""
    if "timestamp" in cells:
        seconds = pd.to_numeric(cells["timestamp"], errors="coerce")
        plausible = seconds.where(seconds.between(0, 4_102_444_800))
        days = pd.to_datetime(plausible, unit="s", errors="coerce").dt.strftime("%Y-%m-%d")
        cells = cells.assign(timestamp=days.fillna("").astype("str"))
    if "tags" in cells and cells["tags"].str.startswith("layer=").any():
        found = cells["tags"].str.extract(OUR_TAGS).fillna("")
        cells = cells.assign(our_kind=found["kind"], our_status=found["status"])
    return cells
