"""What is taken out for safety leaves no trace: not in the table, and not in the bytes of any file."""

from __future__ import annotations

import argparse
import io
import re
import sqlite3
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from dashboard import sensitive, tables
from dashboard.errors import LexiconError, UsageError
from dashboard.events import Event, EventForce, EventPlace, events_frame, validate_events
from dashboard.filters import EventFilter, select_events
from dashboard.grid import cells_at
from dashboard.interchange import FORMATS, write_events
from dashboard.redaction import COARSENED, Redaction, redact, redacted_view, redaction_from_query
from dashboard.redaction_arguments import add_redaction_arguments, redaction_from_arguments
from dashboard.translation import Words

SOURCE, VILLAGE, VILLAGE_AR, REPORT = "Hidden Gazette", "Tell Secretive", "تل السرّاني", "report-of-the-gazette"


def event(number: int, *, lat: float | None, lon: float | None, **more: Any) -> Event:
    place = EventPlace(
        name=VILLAGE,
        name_ar=VILLAGE_AR,
        relation="near",
        lat=lat,
        lon=lon,
        radius_m=3000.0 if lat is not None else None,
        geometry=None if lat is None or lon is None else Point(lon, lat).buffer(0.02),
        place_ids=("own:secretive",),
        country="SY",
        admin1="SY-HA",
        geo_precision=1 if lat is not None else 0,
        reason=f"named {VILLAGE}",
    )
    told = Event(
        id=f"id-{number}-{REPORT}",
        layer="incident",
        kind="clash",
        date_start=date(2024, 10, 12),
        date_end=date(2024, 10, 12),
        date_precision="day",
        forces=(EventForce(id="isis"),),
        place=place,
        sources=(REPORT,),
    )
    return replace(told, **more)


def frame_of(*events: Event) -> gpd.GeoDataFrame:
    texts = {one.id: f"Shots were heard in {VILLAGE} ({VILLAGE_AR}), said {SOURCE}." for one in events}
    return events_frame(events, sources={REPORT: SOURCE}, texts=texts)


def contents(path: Path) -> bytes:
    """All that a file holds, with what is packed in it unpacked."""
    data = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(path) as archive:
            return data + b"".join(archive.read(name) for name in archive.namelist())
    if data.startswith(b"PAR1"):
        table = pq.read_table(path)
        return data + str(table.to_pylist()).encode() + b"".join(one or b"" for one in table["geometry"].to_pylist())
    if data.startswith(b"SQLite"):
        with sqlite3.connect(path) as database:
            return data + "\n".join(database.iterdump()).encode()
    return data


HIDING = Redaction(blur_km=10, hides_sources=True)


POINTS = st.lists(st.tuples(st.floats(32.5, 37.2), st.floats(36.0, 42.0)), min_size=1, max_size=20)


@pytest.mark.parametrize("suffix", FORMATS)
@given(points=POINTS, blur_km=st.sampled_from([2.0, 10.0, 50.0]))
@settings(max_examples=3, deadline=None)
def test_no_file_tells_the_position_the_village_or_the_source(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, points: list[tuple[float, float]], blur_km: float
) -> None:
    exact = frame_of(
        *(event(n, lat=lat, lon=lon) for n, (lat, lon) in enumerate(points)), event(99, lat=None, lon=None)
    )
    made = redact(exact, replace(HIDING, blur_km=blur_km))
    path = tmp_path_factory.mktemp("redacted") / f"out.{suffix}"
    write_events(path, made, note="Coarsened.")
    found = contents(path)
    for word in (SOURCE, VILLAGE, VILLAGE_AR, REPORT, "own:secretive"):
        assert word.encode() not in found
    words = found.decode("utf-8", "ignore")
    said = {number[: number.index(".") + 4] for number in re.findall(r"(?<![\d.])\d\d\.\d{3,}", words)}
    # What a cell's own edges and middles happen to be tells nothing of the point in it.
    of_cells = np.concatenate([shapely.get_coordinates(made.geometry).ravel(), made["lat"], made["lon"]])
    for value in np.array(points).ravel():
        if np.nanmin(np.abs(of_cells - value)) > 0.002:
            assert not {f"{value:.3f}", f"{np.trunc(value * 1000) / 1000:.3f}"} & said
            for number in (value, np.float64(value).round(6), np.float64(value).round(7)):
                assert np.float64(number).tobytes() not in found  # as WKB and SQLite hold it


def test_the_same_checks_find_what_is_not_taken_out(tmp_path: Path) -> None:
    for suffix in FORMATS:
        path = tmp_path / f"out.{suffix}"
        write_events(path, frame_of(event(1, lat=36.123456, lon=41.654321)))
        found = contents(path)
        assert VILLAGE.encode() in found, suffix
        assert b"36.123" in found or np.float64(36.123456).tobytes() in found, suffix


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), km=st.sampled_from([1.0, 5.0, 10.0, 100.0, 500.0]))
def test_a_cell_holds_its_point_and_is_the_same_for_all_points_in_it(lat: float, lon: float, km: float) -> None:
    def cell(lat: float, lon: float) -> tuple[float, ...]:
        one = np.array([1.0])
        made = cells_at(lat=lat * one, lon=lon * one, km=km * one, radius_m=0 * one)
        return tuple(float(edge[0]) for edge in (made.west, made.south, made.east, made.north, made.lat, made.lon))

    west, south, east, north, middle_lat, middle_lon = cell(lat, lon)
    assert west - 1e-5 <= lon <= east + 1e-5
    assert south - 1e-5 <= lat <= north + 1e-5
    assert cell(middle_lat, middle_lon) == (west, south, east, north, middle_lat, middle_lon)
    inside = cell(south + 0.3 * (north - south), west + 0.7 * (east - west))
    assert inside == (west, south, east, north, middle_lat, middle_lon)
    assert (north - south) * 111.195 >= km * 0.999


def test_a_blurred_event_is_its_cell() -> None:
    exact = frame_of(event(1, lat=36.5, lon=41.5))
    made = redact(exact, Redaction(blur_km=10)).iloc[0]
    assert made.geometry.covers(Point(41.5, 36.5))
    assert made.geometry.geom_type == "Polygon"
    assert (made.geo_precision, made.relation, made.place_ids) == (2, "in", ())
    assert (made.place_name, made.place_name_ar) == ("Hasakah governorate", "محافظة الحسكة")
    assert made.place_reason.startswith(COARSENED)
    assert made.text == "Withheld for safety"
    assert made.source == SOURCE
    assert 7000 <= made.radius_m <= 8000
    assert redact(exact, Redaction(blur_km=25))["geo_precision"].tolist() == [3]
    assert redact(exact, Redaction(blur_km=10), lang="ar")["text"].tolist() == ["حُجب حرصاً على السلامة"]


def test_what_is_known_more_roughly_than_a_cell_has_more_cells_around_the_same_one() -> None:
    near = event(1, lat=36.5, lon=41.5)
    far = replace(near, id="far", place=replace(near.place, radius_m=25_000.0))
    small, large = redact(frame_of(near, far), Redaction(blur_km=10)).geometry
    assert large.covers(small)
    assert large.area == pytest.approx(small.area * 25, rel=1e-3)  # two cells more on each side
    assert large.centroid.distance(small.centroid) < 1e-4


def test_the_table_stays_a_table_of_events() -> None:
    exact = frame_of(event(1, lat=36.5, lon=41.5), event(2, lat=None, lon=None))
    for one in (HIDING, Redaction(blurs_sensitive=True), Redaction(only_reviewed=True), Redaction()):
        for rows in (exact, exact.iloc[:0]):
            made = validate_events(redact(rows, one))
            assert list(made.columns) == list(exact.columns)
    assert exact["place_name"].tolist() == [VILLAGE, VILLAGE]  # what was given is not changed


def test_sources_are_hidden_but_can_be_counted() -> None:
    second = replace(event(2, lat=36.5, lon=41.5), sources=("other",))
    third = replace(event(3, lat=36.5, lon=41.5), sources=(REPORT, "other"))
    rows = [event(1, lat=36.5, lon=41.5), second, third]
    exact = events_frame(rows, sources={REPORT: SOURCE, "other": "Other Wire"}, texts={rows[0].id: "He said so."})
    made = redact(exact, Redaction(hides_sources=True))
    assert made["source"].tolist() == ["Source 1", "Source 2", "Source 1"]
    assert made["report_ids"].tolist() == [("report-1",), ("report-2",), ("report-1", "report-2")]
    assert made["id"].tolist() == ["event-1", "event-2", "event-3"]
    assert made["text"].tolist() == ["Withheld for safety", "", ""]
    assert made["lat"].tolist() == [36.5] * 3


def test_only_reviewed_events_stay_and_add_to_the_filter() -> None:
    statuses = ("auto", "reviewed", "verified", "disputed", "rejected")
    exact = frame_of(*(replace(event(n, lat=36.5, lon=41.5), status=one) for n, one in enumerate(statuses)))
    made = redact(select_events(exact, EventFilter(statuses=statuses)), Redaction(only_reviewed=True))
    assert made["status"].tolist() == ["reviewed", "verified", "disputed"]
    narrower = redact(select_events(exact, EventFilter(statuses=("auto", "verified"))), Redaction(only_reviewed=True))
    assert narrower["status"].tolist() == ["verified"]


# What is sensitive ----------------------------------------------------------------------------------------------------


def test_only_what_the_table_names_is_blurred(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rules = "what,value,km,notes\nkind,arrest_or_raid,20,\nplace_kind,camp,5,\nplace,geonames:1,50,\nword,hospital,5,\n"
    use_rules(rules, monkeypatch, tmp_path)
    base = replace(event(0, lat=36.5, lon=41.5), kind="clash")
    rows = {
        "plain": (base, "Shots."),
        "kind": (replace(base, kind="arrest_or_raid"), "A raid."),
        "camp": (replace(base, place=replace(base.place, place_ids=("own:camp",))), "Shots."),
        "id": (replace(base, place=replace(base.place, place_ids=("geonames:1",))), "Shots."),
        "word": (base, "Shots at the hospital."),
        "name": (replace(base, place=replace(base.place, name="Hospital Hill")), "Shots."),
    }
    events = [replace(one, id=name, sources=(name,)) for name, (one, _) in rows.items()]
    exact = events_frame(events, texts={name: text for name, (_, text) in rows.items()})
    made = redact(exact, Redaction(blurs_sensitive=True), kinds_of_places=lambda _ids: {"own:camp": "camp"})
    blurred = made["place_reason"].str.startswith(COARSENED)
    assert dict(zip(made["id"], blurred, strict=True)) == {name: name != "plain" for name in rows}
    sizes = made.set_index("id")["radius_m"]
    assert sizes["id"] > sizes["kind"] > sizes["camp"] > 0
    # The larger cell counts where both are asked for.
    both = redact(exact, Redaction(blur_km=10, blurs_sensitive=True)).set_index("id")["radius_m"]
    assert both["id"] > both["kind"] > both["plain"]
    assert both["plain"] == both["camp"]


def test_a_sentence_of_the_same_report_is_withheld_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_rules("what,value,km,notes\nkind,arrest_or_raid,20,\n", monkeypatch, tmp_path)
    raid = replace(event(1, lat=36.5, lon=41.5), kind="arrest_or_raid")
    other = replace(event(2, lat=36.6, lon=41.6), sources=("another",))
    same = event(3, lat=36.7, lon=41.7)
    made = redact(frame_of(raid, other, same), Redaction(blurs_sensitive=True))
    assert (made["text"] == "Withheld for safety").tolist() == [True, False, True]
    assert made["lat"].tolist()[1:] == [36.6, 36.7]


def test_arabic_words_are_found_with_what_is_written_onto_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_rules("what,value,km,notes\nword,مخيم,5,\n", monkeypatch, tmp_path)
    texts = {"a": "قرب مخيم الهول", "b": "وبالمخيم حريق", "c": "المخيمون رحلوا", "d": "دورية قرب القحطانية"}
    exact = events_frame([replace(event(0, lat=36.5, lon=41.5), id=one, sources=(one,)) for one in texts], texts=texts)
    made = redact(exact, Redaction(blurs_sensitive=True))
    assert made["place_reason"].str.startswith(COARSENED).tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    "row", ["kind,no_such_kind,5,", "place_kind,no such place,5,", "colour,red,5,", "word,camp,0,", "word,camp,far,"]
)
def test_a_wrong_rule_is_named(row: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_rules(f"what,value,km,notes\n{row}\n", monkeypatch, tmp_path)
    with pytest.raises(LexiconError, match=r"sensitive\.csv, line 2"):
        sensitive.sensitive_rules()


def test_the_tables_own_rules_read() -> None:
    sensitive.sensitive_rules.cache_clear()
    assert {rule.what for rule in sensitive.sensitive_rules()} == {"kind", "place_kind", "word"}


def use_rules(text: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "sensitive.csv").write_text(text, encoding="utf-8")
    rules = sensitive.sensitive_rules.__wrapped__
    monkeypatch.setattr(sensitive, "layers_of", lambda table: [folder / table])
    monkeypatch.setattr(sensitive, "sensitive_rules", rules)
    assert folder != tables.LEXICON


# Views and words ------------------------------------------------------------------------------------------------------


def test_a_picture_is_asked_for_places_before_they_are_taken_out_and_does_not_name_them() -> None:
    exact = frame_of(
        event(1, lat=36.5, lon=41.5), replace(event(2, lat=36.5, lon=41.5), place=EventPlace(name="Elsewhere"))
    )
    asked = EventFilter(place=VILLAGE, text="shots", min_precision=1, forces=("isis",), according_to=SOURCE)
    made, left = redacted_view(exact, asked, HIDING)
    assert len(select_events(made, left)) == 1
    assert left == EventFilter(forces=("isis",))
    same, unchanged = redacted_view(exact, asked, Redaction())
    assert same is exact
    assert unchanged == asked


def test_what_was_done_is_said_and_read_back() -> None:
    whole = Redaction(blur_km=12.5, blurs_sensitive=True, hides_sources=True, only_reviewed=True)
    assert whole.to_query() == {"blur": "12.5", "blur-sensitive": "1", "hide-sources": "1", "only-reviewed": "1"}
    assert redaction_from_query(whole.to_query()) == whole
    assert redaction_from_query({}) == Redaction()
    assert whole.as_words(Words("en")).startswith("Positions are coarsened to cells of 12.5 km. ")
    assert Redaction().as_words(Words("ar")) == ""
    assert len(whole.as_words(Words("ar")).split(". ")) == 4


@pytest.mark.parametrize("km", ["0", "-1", "501", "nan", "far"])
def test_cells_of_no_size_are_refused(km: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_redaction_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args([f"--blur={km}"])
    assert "kilometres from 1 to 500" in capsys.readouterr().err
    with pytest.raises(UsageError):
        redaction_from_query({"blur": km})


def test_the_arguments_say_a_redaction() -> None:
    parser = argparse.ArgumentParser()
    add_redaction_arguments(parser)
    assert redaction_from_arguments(parser.parse_args([])) == Redaction()
    given = parser.parse_args(["--blur", "10", "--hide-sources"])
    assert redaction_from_arguments(given) == HIDING


def test_cells_of_many_events_are_made_at_once() -> None:
    shapes = cells_at(
        lat=np.array([36.5, -89.99]), lon=np.array([41.5, 180.0]), km=np.full(2, 10.0), radius_m=np.zeros(2)
    )
    assert shapely.is_valid(shapes.shapes()).all()
