"""TimeMap: its JSON of events, or the CSV of its sheet; and our own files in that shape."""

from __future__ import annotations

import pandas as pd

from dashboard.translation import languages
from dashboard.vocabulary import kinds
from dashboard.wording import kind_labels

_OURS = r"^status: (?P<status>\w+); geo-precision: (?P<precision>\d)"
_NUMBERED = ("associations", "sources")


def prepare(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows with numbered columns as one, and of ours what our comments and associations tell."""
    for name in _NUMBERED:
        numbered = [one for one in cells.columns if one.rstrip("0123456789") in (name, name[:-1]) and one != name]
        if numbered and name not in cells:
            cells = cells.assign(**{name: cells[numbered].agg("; ".join, axis=1).str.strip("; ").astype("str")})
    if "comments" in cells and cells["comments"].str.startswith("status: ").any():
        found = cells["comments"].str.extract(_OURS).fillna("")
        cells = cells.assign(our_status=found["status"], our_precision=found["precision"])
        first = cells["associations"].str.split("; ").str[0].fillna("")
        forces = cells["associations"].str.partition("; ")[2]
        labels = {label for lang in languages() for label in kind_labels(lang).values()}
        text = cells["description"].where(~cells["description"].isin(labels), "")
        cells = cells.assign(our_kind=first.where(first.isin(kinds()), ""), associations=forces, description=text)
    elif "associations" in cells:
        cells = cells.assign(kinds=cells["associations"])
    return cells
