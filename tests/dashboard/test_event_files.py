"""The packed events' files: a changed table is told as a small delta to a base that stays."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from dashboard import event_files
from dashboard.event_files import FileKeeper, rows_of
from dashboard.filters import EventFilter
from dashboard.layers import filter_parameters
from tests.benchmarks.synthetic import generate_frame


@pytest.fixture(scope="module")
def made_up() -> gpd.GeoDataFrame:
    return generate_frame(2000, 7)


def changed(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame without its second event, with its fourth verified, and with a new one after these."""
    new = generate_frame(1, 99)
    edited = frame.drop(index=frame.index[1])
    edited.loc[frame.index[3], "status"] = "verified" if frame["status"].iloc[3] != "verified" else "auto"
    return gpd.GeoDataFrame(pd.concat([edited, new], ignore_index=True), crs=frame.crs)


def placed_only(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame[frame["lat"].notna()].reset_index(drop=True)


def test_the_same_events_need_no_delta(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    keeper = FileKeeper(tmp_path)
    assert keeper.write(made_up).names == keeper.write(made_up.copy()).names


def test_a_changed_table_keeps_its_base_and_tells_only_what_changed(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    before, keeper = placed_only(made_up), FileKeeper(tmp_path)
    after = changed(before)
    base, files = keeper.write(before), keeper.write(after)
    assert {name: files.names[name] for name in base.names} == base.names
    content = (tmp_path / files.names["delta"]).read_bytes()
    delta = json.loads(content)
    assert len(content) < 5000
    assert delta["gone"] == [1, 3]
    assert delta["details"]["ids"] == [before["id"].iloc[3], "made-99-0000000"]
    assert len(base64.b64decode(delta["columns"])) == 2 * 26
    # Which row of the new table each packed event is: as the browser numbers them, the base's first.
    ids = [after["id"].iloc[row] if row >= 0 else None for row in files.rows]
    gone = [None if number in (1, 3) else one for number, one in enumerate(before["id"])]
    assert ids == [*gone, *delta["details"]["ids"]]


def test_a_base_that_was_deleted_is_written_again(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    before, keeper = placed_only(made_up), FileKeeper(tmp_path)
    (tmp_path / keeper.write(before).names["details"]).unlink()
    files = keeper.write(changed(before))
    assert "delta" not in files.names
    assert all((tmp_path / name).is_file() for name in files.names.values())


def test_the_same_events_in_another_order_are_told_apart(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    before, keeper = placed_only(made_up), FileKeeper(tmp_path)
    keeper.write(before)
    turned = gpd.GeoDataFrame(before.iloc[::-1].reset_index(drop=True), crs=before.crs)
    files = keeper.write(turned)
    rows = rows_of(files.names)
    assert rows is not None
    assert [turned["id"].iloc[row] for row in rows] == before["id"].tolist()


def test_a_places_and_a_governorates_number_stays(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    before, keeper = placed_only(made_up), FileKeeper(tmp_path)
    base = keeper.write(before)
    delta = json.loads((tmp_path / keeper.write(changed(before)).names["delta"]).read_bytes())
    spots = json.loads((tmp_path / base.names["details"]).read_bytes())["spots"]
    assert spots[delta["spots"][0]] == delta["details"]["spots"][0]
    assert delta["admins"] == [0]


def test_bits_follow_the_deltas_order(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    before, keeper = placed_only(made_up), FileKeeper(tmp_path)
    keeper.write(before)
    after = changed(before)
    files = keeper.write(after)
    rows = rows_of(files.names)
    bits = filter_parameters(EventFilter(text="residents"), after, rows=rows)["bits"]
    set_bits = np.unpackbits(np.frombuffer(base64.b64decode(bits), np.uint8), bitorder="little")[: len(files.rows)]
    said = after["text"].str.contains("residents").to_numpy()
    assert 100 < set_bits.sum() < len(after)
    assert not set_bits[[1, 3]].any()
    assert [bool(bit) for bit, row in zip(set_bits, files.rows, strict=True) if row >= 0] == [
        said[row] for row in files.rows if row >= 0
    ]


def test_many_changes_make_a_new_base(
    tmp_path: Path, made_up: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_files, "FEW", 10)
    keeper = FileKeeper(tmp_path)
    first = keeper.write(made_up)
    second = keeper.write(made_up.iloc[100:])
    assert "delta" not in second.names
    assert second.names["columns"] != first.names["columns"]


def test_a_day_before_the_bases_first_makes_a_new_base(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    keeper, early = FileKeeper(tmp_path), placed_only(made_up).copy()
    keeper.write(early)
    for column in ("date_start", "date_end"):
        early.loc[early.index[0], column] = pd.Timestamp("1990-01-01", tz="UTC")
    assert "delta" not in keeper.write(early).names
