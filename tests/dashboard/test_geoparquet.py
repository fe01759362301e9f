"""GeoParquet, in a file and in partitions, read back by DuckDB, Arrow and geopandas."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
import shapely
from geopandas.testing import assert_geoseries_equal

from dashboard.cli import main
from dashboard.errors import ExportError
from dashboard.interchange import geoparquet, write_events
from dashboard.interchange.geoparquet import write_partitions
from dashboard.interchange.rows import ROW_COLUMNS
from dashboard.store import Store, StoredReport
from tests.benchmarks.synthetic import generate_events, generate_frame


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    return generate_frame(600, seed=3)


def test_a_file_holds_the_rows_with_their_types(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    assert write_events(path, frame) == len(frame)
    read = gpd.read_parquet(path)
    assert list(read.columns) == [*ROW_COLUMNS, "geometry"]  # geopandas keeps the boxes to itself
    assert read["id"].tolist() == frame["id"].tolist()
    assert read.crs.equals("OGC:CRS84")
    assert_geoseries_equal(read.geometry, frame.geometry.reset_index(drop=True), check_crs=False)
    assert [tuple(one) for one in read["forces"]] == frame["forces"].tolist()
    days = [None if pd.isna(day) else day.date() for day in frame["date_start"]]
    assert read["date_start"].astype(object).where(read["date_start"].notna(), None).tolist() == days
    known = frame["killed"].notna().to_numpy()
    assert read["killed"][known].tolist() == frame["killed"][known].astype(int).tolist()
    assert read["killed"][~known].isna().all()


def test_the_metadata_are_of_geoparquet_and_the_boxes_cover_the_shapes(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    write_events(path, frame)
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == sorted(set(frame.geometry.dropna().geom_type))
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert column["bbox"] == frame.total_bounds.tolist()
    boxes = pq.read_table(path, columns=["bbox"])["bbox"].to_pylist()
    bounds = frame.geometry.bounds.to_numpy()
    for box, wanted in zip(boxes, bounds, strict=True):
        assert (box is None) if np.isnan(wanted).any() else list(box.values()) == wanted.tolist()
    part = gpd.read_parquet(path, bbox=(40.0, 36.0, 42.0, 38.0))
    assert 0 < len(part) < len(frame)
    assert set(part["id"]) >= set(frame["id"][frame.geometry.within(shapely.box(40, 36, 42, 38))])


def test_a_note_on_the_whole_file_is_in_its_metadata(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    write_events(tmp_path / "noted.parquet", frame, note="Positions to 10 km")
    assert pq.read_schema(tmp_path / "noted.parquet").metadata[b"note"] == b"Positions to 10 km"
    write_partitions(frame, tmp_path / "noted", "year", note="Positions to 10 km")
    for path in (tmp_path / "noted").rglob("*.parquet"):
        assert pq.read_schema(path).metadata[b"note"] == b"Positions to 10 km"


def test_row_groups_are_written_one_at_a_time(
    frame: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geoparquet, "ROWS_AT_ONCE", 250)
    path = tmp_path / "events.parquet"
    write_events(path, frame)
    groups = pq.ParquetFile(path).metadata
    assert [groups.row_group(k).num_rows for k in range(groups.num_row_groups)] == [250, 250, 100]
    assert gpd.read_parquet(path)["id"].tolist() == frame["id"].tolist()


@pytest.mark.parametrize("by", ["year", "month"])
def test_duckdb_and_arrow_read_the_partitions(
    by: geoparquet.Partition, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    target = tmp_path / "events.parquet"
    assert write_partitions(frame, target, by) == len(frame)
    with duckdb.connect() as connection:
        table = f"read_parquet('{target}/**/*.parquet', hive_partitioning = true)"
        count = connection.sql(f"SELECT count(*), count(DISTINCT id) FROM {table}").fetchall()
        assert count == [(len(frame), len(frame))]
        by_year = connection.sql(
            f"SELECT year, count(*) FROM {table} WHERE year IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
        years = frame["date_start"].dt.year.dropna().astype(int).value_counts().sort_index()
        assert [(int(year), n) for year, n in by_year] == list(years.items())
        undated = connection.sql(f"SELECT count(*) FROM {table} WHERE year IS NULL AND date_start IS NULL").fetchall()
        assert undated == [(int(frame["date_start"].isna().sum()),)]
        russian = connection.sql(f"SELECT count(*) FROM {table} WHERE list_contains(forces, 'russia')").fetchall()
        assert russian == [(sum("russia" in one for one in frame["forces"]),)]
    read = pyarrow.dataset.dataset(target, partitioning="hive").to_table(columns=["id"])
    assert sorted(read["id"].to_pylist()) == sorted(frame["id"])
    if by == "month":
        assert (target / "year=2024" / "month=03" / "part-0.parquet").exists()


def test_partitions_replace_partitions_but_nothing_else(
    frame: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "events.parquet"
    write_partitions(frame, target, "year")
    write_partitions(frame.head(50), target, "month")
    assert len(pyarrow.dataset.dataset(target, partitioning="hive").to_table()) == 50
    with monkeypatch.context() as patch:
        patch.setattr(pq.ParquetWriter, "write_table", _no_room)
        with pytest.raises(ExportError, match="No space"):
            write_partitions(frame, target, "year")
    assert len(pyarrow.dataset.dataset(target, partitioning="hive").to_table()) == 50
    assert [path.name for path in tmp_path.iterdir()] == ["events.parquet"]
    (target / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match="other files"):
        write_partitions(frame, target, "year")
    assert (target / "notes.txt").exists()


def _no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_command_writes_a_folder_where_one_is_named(tmp_path: Path) -> None:
    store = str(tmp_path / "s.sqlite")
    with Store(store) as opened:
        reports = [StoredReport(id=f"report-{k}", text=f"text {k}", read_at=datetime(2024, 1, 1)) for k in range(15)]
        opened.add_events(generate_events(30), reports=reports)
    assert main(["export", f"{tmp_path}/a.parquet/", "--store", store, "--status", "all"]) == 0
    assert main(["export", f"{tmp_path}/b.parquet", "--store", store, "--status", "all", "--partition", "month"]) == 0
    assert main(["export", f"{tmp_path}/c.parquet", "--store", store, "--status", "all"]) == 0
    one, other = (sorted(pyarrow.dataset.dataset(tmp_path / name, partitioning="hive").to_table()["id"].to_pylist())
                  for name in ("a.parquet", "b.parquet"))  # fmt: skip
    assert one == other == sorted(gpd.read_parquet(tmp_path / "c.parquet")["id"])
    assert main(["export", f"{tmp_path}/d.csv", "--store", store, "--partition", "year"]) == 2
