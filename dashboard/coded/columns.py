"""Columns of text as numbers, days and meanings, each different text looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.coded.days import DIGITS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]


class Same(NamedTuple):
    """A column that has one value in all rows."""

    value: Any


Columns = dict[str, list[Any] | Same]
"""The rows of a table by column."""


def mapped(texts: pd.Series, meaning: Any) -> pd.Series:
    """What a function makes of each text; it is asked once for each different one."""
    return texts.map({one: meaning(str(one)) for one in texts.unique()}).astype("str").reset_index(drop=True)


def numbers(texts: pd.Series) -> tuple[Floats, Mask]:
    """Numbers, NaN where the text is empty or none; and which of them are none. A comma may be the decimal point."""
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float, na_value=np.nan, copy=True)
    wanting = np.isnan(values) & (texts != "").to_numpy()
    if wanting.any():
        again = texts[wanting].map(lambda text: text.translate(DIGITS).replace("٫", ".").replace(",", "."))
        values[wanting] = pd.to_numeric(again, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    values = np.where(np.isinf(values), np.nan, values)
    return values, np.isnan(values) & (texts != "").to_numpy()


def iso_days(days: Days) -> npt.NDArray[np.object_]:
    """Days as ISO 8601, None where there is none."""
    texts = np.datetime_as_string(days, unit="D").astype(object)
    texts[np.isnat(days)] = None
    return texts


def listed(cell: str) -> list[str]:
    return [one for part in cell.replace("\n", ";").split(";") if (one := part.strip())]


def combinations(columns: list[pd.Series]) -> tuple[npt.NDArray[np.int64], list[tuple[str, ...]]]:
    """Which combination of values each row has, and the different combinations."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        own, different = pd.factorize(column)
        codes = pd.factorize(codes * max(1, len(different)) + own)[0].astype(np.int64)
    firsts = np.full(int(codes.max()) + 1 if len(codes) else 0, -1, dtype=np.int64)
    firsts[codes[::-1]] = np.arange(len(codes))[::-1]
    rows = [column.iloc[firsts].tolist() for column in columns]
    return codes, list(zip(*rows, strict=True))


def pair_counts(codes: pd.Series, kinds_: pd.Series) -> tuple[list[tuple[str, str]], list[int]]:
    pairs = pd.DataFrame({"code": codes.to_numpy(), "kind": kinds_.to_numpy()}).value_counts()
    return [(str(code), str(kind)) for code, kind in pairs.index], pairs.to_list()


def as_objects(values: Sequence[Any]) -> npt.NDArray[np.object_]:
    """An array of the values themselves, whatever they are."""
    return np.fromiter(values, dtype=object, count=len(values))


def chosen(values: Sequence[Any], numbers_: Ints) -> list[Any]:
    """The values with these numbers, each of them the same object wherever it comes."""
    return as_objects(values)[numbers_].tolist()
