"""What rows of a file mean here: kinds, days, places, forces and figures, in columns; what is wrong is told."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from zoneinfo import available_timezones

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dashboard.coded.actors import PEOPLE, force_of
from dashboard.coded.codes import kind_of, precision_of, second_side, status_of
from dashboard.coded.columns import Days, Floats, Mask, combinations, iso_days, listed, mapped, numbers, pair_counts
from dashboard.coded.countries import admin1_code, boxes, country_code
from dashboard.coded.days import read_days
from dashboard.coded.raw import Raw
from dashboard.coded.recognise import Opened
from dashboard.coded.records import UNIDENTIFIED, Cell, Choices, Coded, Side, Tally
from dashboard.coded.shapes import geometries, inner_points
from dashboard.events import DEFAULT_TIME_ZONE, STATUSES, ForceRole
from dashboard.vocabulary import forces, kinds
from gazetteer.shapes import radius_of_m
from gazetteer.sources.problems import Problems

_NEAR_M, _AROUND_M = 5_000, 25_000
"""Up to which radius a place without a code of precision is the named town, or near it."""


class Meaning:
    """Reads the rows of one opened file; what it met is in `tally`, what is wrong in `problems`."""

    def __init__(self, opened: Opened, choices: Choices, problems: Problems) -> None:
        self.scheme, self.fields = opened.scheme, opened.fields
        self.choices, self.problems, self.tally = choices, problems, Tally()

    def of(self, raw: Raw) -> Coded:
        """The rows that can be brought in."""
        raw = Raw(cells=self.scheme.prepare(raw.cells), lines=raw.lines, shapes=raw.shapes)
        days, raw = self._days(raw)
        places, days, raw = self._places(raw, days)
        kind_codes, kind, seconds = self._kinds(raw)
        sides, notes, side_codes = self._sides(raw, seconds)
        table = pd.DataFrame({"line": raw.lines}).assign(
            id=self._ids(raw),
            external_id=self._cell(raw, "id"),
            kind=kind,
            layer=kind.map({one.id: one.layer for one in kinds().values()}),
            **days,
            **places,
            **self._figures(raw),
            **self._words(raw),
        )
        self._count(table, kind_codes)
        return Coded(
            table=table,
            sides=sides,
            notes=notes,
            side_codes=side_codes,
            cells=self._cells(raw),
            is_ours=self._names_reports(raw),
        )

    def _names_reports(self, raw: Raw) -> bool:
        """Whether the rows are of our own store and name the reports that they rest on."""
        is_our_timemap = self.scheme.name == "timemap" and bool((self._cell(raw, "our_kind") != "").all())
        return self.scheme.is_ours or is_our_timemap

    # Cells -----------------------------------------------------------------------------------------------------------

    def _columns(self, name: str, raw: Raw) -> list[str]:
        return [column for column in self.fields.get(name, ()) if column in raw.cells]

    def _cell(self, raw: Raw, name: str) -> pd.Series:
        """The column that feeds a field, without space about it; empty where there is none."""
        columns = self._columns(name, raw)
        if not columns:
            return pd.Series([""] * len(raw), dtype="str")
        return raw.cells[columns[0]].fillna("").str.strip()

    def _cells(self, raw: Raw) -> list[Cell]:
        evidence = {"date": "date", "place": "place", "kind": "kind", "killed": "casualties"}
        if not self._columns("place", raw):
            evidence["lat"] = "place"
        left_out = {"text", "url", "published", "id"}
        return [
            Cell(label=column, field=evidence.get(name, ""), values=raw.cells[column].fillna(""))
            for name, columns in self.fields.items()
            if name not in left_out and not name.startswith("our_")
            for column in columns
            if column in raw.cells
        ]

    def _ids(self, raw: Raw) -> pd.Series:
        """Stable ids: ours as they are; the row's own with its scheme or told source; else of its content."""
        own = self._cell(raw, "id")
        if self.scheme.is_ours:
            return own.where(own != "", self._content_ids(raw, own == ""))
        name = self.scheme.name if self.scheme.name != "table" else self.choices.source
        is_ours = self._cell(raw, "our_kind") != ""
        lacking = ((own == "") | (name == "")) & ~is_ours
        made = (name + ":" + own).where(~is_ours, own)
        return made.where(~lacking, self._content_ids(raw, lacking))

    def _content_ids(self, raw: Raw, wanted: pd.Series) -> pd.Series:
        """An id made of all that a row holds, for those that are wanted."""
        ids = np.full(len(raw), "", dtype=object)
        if wanted.any():
            rows = raw.cells[wanted.to_numpy()].itertuples(index=False)
            shapes = [b""] * len(raw) if raw.shapes is None else list(shapely.to_wkb(raw.shapes))
            found = [
                hashlib.sha256("\x1f".join(row).encode() + (shape or b"")).hexdigest()[:20]
                for row, shape in zip(rows, np.array(shapes, dtype=object)[wanted.to_numpy()], strict=True)
            ]
            ids[wanted.to_numpy()] = [f"{self.scheme.name}:{one}" for one in found]
        return pd.Series(ids, dtype="str")

    # Days ------------------------------------------------------------------------------------------------------------

    def _days(self, raw: Raw) -> tuple[dict[str, Any], Raw]:
        """First and last day with their precision, and the rows whose day is one, or that give none."""
        month_first = self.scheme.name == "timemap"
        text, end_text = self._cell(raw, "date"), self._cell(raw, "date_end")
        start, said = read_days(text, month_first=month_first)
        is_wrong = np.isnat(start) & (text != "").to_numpy()
        for row in np.flatnonzero(is_wrong):
            self.problems.add(int(raw.lines[row]), f"{text.iloc[row][:40]!r} is no date")
        end, _ = read_days(end_text, month_first=month_first)
        for row in np.flatnonzero(np.isnat(end) & (end_text != "").to_numpy() & ~is_wrong):
            self.problems.doubt(int(raw.lines[row]), f"the last day {end_text.iloc[row][:40]!r} is no date")
        precision = self._date_precision(raw, said, np.isnat(start))
        first, last = self._spans(raw, start, end, precision)
        keep = ~is_wrong
        columns = {
            "date_start": iso_days(first)[keep],
            "date_end": iso_days(last)[keep],
            "date_precision": precision.to_numpy()[keep],
            "date_reason": self._cell(raw, "date_reason").to_numpy()[keep],
            "time_zone": self._time_zones(raw).to_numpy()[keep],
        }
        return columns, raw.take(keep)

    def _time_zones(self, raw: Raw) -> pd.Series:
        """The time zones whose calendar the days are of; the usual one where a file names none, or none there is."""
        named = self._cell(raw, "time_zone")
        return named.where(named.isin(available_timezones()), DEFAULT_TIME_ZONE)

    def _date_precision(self, raw: Raw, said: pd.Series, undated: Mask) -> pd.Series:
        codes = self._cell(raw, "date_precision")
        found = mapped(codes, lambda code: getattr(precision_of(self.scheme.name, "date_precision", code), "value", ""))
        self._doubt_unknown(raw, codes, found, "a precision of dates")
        found = found.where(found != "", said.where(said != "", "day"))
        return found.where(~undated, "unknown")

    def _spans(self, raw: Raw, start: Days, end: Days, precision: pd.Series) -> tuple[Days, Days]:
        """First and last day: as given, else as wide as the precision says."""
        is_given = ~np.isnat(end) & ~np.isnat(start)
        first, last = (
            np.where(is_given, np.minimum(start, end), start),
            np.where(is_given, np.maximum(start, end), start),
        )
        kind = precision.to_numpy()
        week, month, year = ((kind == one) & ~is_given for one in ("week", "month", "year"))
        # ACLED puts the day in the middle of the days it may have been; we, and most others, the first of them.
        is_others = (self._cell(raw, "our_kind") == "").to_numpy()
        is_middle = (self.scheme.name == "acled") & is_others
        first = np.where(week & is_middle, start - np.timedelta64(3, "D"), first)
        last = np.where(week, first + np.timedelta64(6, "D"), last)
        for mask, unit in ((month, "M"), (year, "Y")):
            begin = start.astype(f"datetime64[{unit}]")
            first = np.where(mask & is_others, begin.astype("datetime64[D]"), first)
            last = np.where(mask, (begin + 1).astype("datetime64[D]") - np.timedelta64(1, "D"), last)
        return first, last

    # Places ----------------------------------------------------------------------------------------------------------

    def _places(self, raw: Raw, days: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], Raw]:
        """Where each event was, and the rows whose position is one, or that give none."""
        lat, is_bad_lat = numbers(self._cell(raw, "lat"))
        lon, is_bad_lon = numbers(self._cell(raw, "lon"))
        if raw.shapes is not None:
            inner_lat, inner_lon = inner_points(raw.shapes, np.isnan(lat) | np.isnan(lon))
            lat, lon = np.where(np.isnan(lat), inner_lat, lat), np.where(np.isnan(lon), inner_lon, lon)
        keep = self._told_positions(raw, lat, lon, is_bad_lat | is_bad_lon)
        raw, lat, lon = raw.take(keep), lat[keep], lon[keep]
        lat, lon = (np.where(np.isnan(lat) | np.isnan(lon), np.nan, one) for one in (lat, lon))
        days = {name: values[keep] for name, values in days.items()}
        country_names = self._cell(raw, "country")
        country = mapped(country_names, country_code)
        self._doubt_unknown(raw, country_names, country, "a country")
        self._doubt_elsewhere(raw, country, lat, lon)
        precision, radius = self._geo_precision(raw, np.isnan(lat))
        geometry = geometries(lat, lon, radius, precision, raw.shapes)
        admin1 = self._cell(raw, "admin1")
        pairs = mapped(country + "\x1f" + admin1, lambda pair: admin1_code(*pair.split("\x1f")))
        return (
            {
                "lat": lat,
                "lon": lon,
                "radius_m": radius,
                "geo_precision": precision,
                "geometry": geometry,
                "country": country.to_numpy(),
                "admin1": pairs.to_numpy(),
                "place_name": self._cell(raw, "place").to_numpy(),
                "place_name_ar": self._cell(raw, "place_ar").to_numpy(),
                "place_ids": self._cell(raw, "place_ids").str.replace("; ", "\n", regex=False).to_numpy(),
                "place_reason": self._cell(raw, "place_reason").to_numpy(),
                "relation": self._cell(raw, "relation").to_numpy(),
            },
            days,
            raw,
        )

    def _told_positions(self, raw: Raw, lat: Floats, lon: Floats, is_bad: Mask) -> Mask:
        """Which rows to keep; those whose position is none are told why."""
        out_lat, out_lon = np.abs(lat) > 90, np.abs(lon) > 180
        swapped = out_lat & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
        texts = self._cell(raw, "lat") + ", " + self._cell(raw, "lon")
        for row in np.flatnonzero(is_bad):
            self.problems.add(int(raw.lines[row]), f"{texts.iloc[row][:60]!r} is no position")
        for row in np.flatnonzero((out_lat | out_lon) & ~is_bad):
            more = "; latitude and longitude look swapped" if swapped[row] else ""
            self.problems.add(int(raw.lines[row]), f"the position {lat[row]:g}, {lon[row]:g} is not on earth{more}")
        for row in np.flatnonzero((lat == 0) & (lon == 0)):
            self.problems.doubt(int(raw.lines[row]), "the position is 0, 0, in the sea: is it unknown?")
        return ~(is_bad | out_lat | out_lon)

    def _doubt_elsewhere(self, raw: Raw, country: pd.Series, lat: Floats, lon: Floats) -> None:
        """Tells the rows that lie outside their country and would lie in it with latitude and longitude swapped."""
        codes, different = pd.factorize(country)
        nowhere = (-180.0, -90.0, 180.0, 90.0)
        box = np.array([boxes().get(str(one), nowhere) for one in different], dtype=float).reshape(-1, 4)[codes]

        def inside(x: Floats, y: Floats) -> Mask:
            return np.asarray((x >= box[:, 0]) & (x <= box[:, 2]) & (y >= box[:, 1]) & (y <= box[:, 3]))

        for row in np.flatnonzero(~np.isnan(lat) & ~inside(lon, lat) & inside(lat, lon)):
            self.problems.doubt(
                int(raw.lines[row]),
                f"{lat[row]:g}, {lon[row]:g} is not in {country.iloc[row]}; latitude and longitude look swapped",
            )

    def _geo_precision(self, raw: Raw, unplaced: Mask) -> tuple[npt.NDArray[np.int64], Floats]:
        """ACLED's 1 to 3, 0 for no place, and metres about the point."""
        told, _ = numbers(self._cell(raw, "radius_m"))
        codes = self._cell(raw, "geo_precision")
        meant = {one: precision_of(self.scheme.name, "geo_precision", str(one)) for one in codes.unique()}
        precision = codes.map({one: int(found.value) if found else 0 for one, found in meant.items()}).to_numpy(
            np.int64
        )
        radius = codes.map({one: found.radius_m if found else np.nan for one, found in meant.items()}).to_numpy(float)
        self._doubt_unknown(raw, codes, pd.Series(np.where(precision > 0, "known", "")), "a precision of places")
        radius = np.where(np.isnan(told), radius, told)
        if raw.shapes is not None and not self._columns("our_precision", raw):
            for row in np.flatnonzero(shapely.get_dimensions(raw.shapes) >= 1):
                radius[row] = radius_of_m(raw.shapes[row]) if np.isnan(radius[row]) else radius[row]
        by_radius = np.where(radius <= _NEAR_M, 1, np.where(radius <= _AROUND_M, 2, np.where(np.isnan(radius), 1, 3)))
        precision = np.where(precision == 0, by_radius, precision)
        ours, _ = numbers(self._cell(raw, "our_precision"))
        precision = np.where(np.isnan(ours), precision, np.clip(np.nan_to_num(ours), 0, 3)).astype(np.int64)
        is_ours = ~np.isnan(ours)
        return np.where(unplaced & ~is_ours, 0, precision), np.where(unplaced, np.nan, radius)

    # Kinds, forces, figures ------------------------------------------------------------------------------------------

    def _kinds(self, raw: Raw) -> tuple[pd.Series, pd.Series, pd.Series]:
        """The code that says the kind of each row, the kind, and the role of its second side."""
        code, fallback = self._cell(raw, "kind"), self._cell(raw, "kind_fallback")
        both = code + "\x1f" + fallback
        meant = {}
        for one in both.unique():
            first, _, other = str(one).partition("\x1f")
            meant[one] = kind_of(self.scheme.name, first, other, self.choices.kinds)
        kind = both.map({one: found.kind for one, found in meant.items()}).astype(object)
        second = both.map({one: found.second for one, found in meant.items()}).astype(object)
        ours = self._cell(raw, "our_kind")
        is_ours = ours.isin(kinds()).to_numpy()
        kind = kind.where(~is_ours, ours)
        second = second.where(~is_ours, ours.map(second_side))
        shown = code.where(code != "", fallback).where(~is_ours, ours)
        unknown = (kind == "").to_numpy()
        self.tally.unknown_kinds.update(shown[unknown].to_list())
        return shown, kind.where(~unknown, "other").astype("str"), second

    def _sides(self, raw: Raw, seconds: pd.Series) -> tuple[list[tuple[Side, ...]], list[str], npt.NDArray[np.int64]]:
        """The different combinations of forces, what is to be noted of each, and which one each row has."""
        if self.scheme.is_ours:
            return self._our_sides(self._cell(raw, "forces"))
        places = {cell.label: n for n, cell in enumerate(self._cells(raw))}
        columns = [(column, name) for name in ("actor", "second") for column in self._columns(name, raw)]
        keys = [raw.cells[column].fillna("") for column, _ in columns]
        codes, different = combinations([*keys, seconds])
        sides, notes = [], []
        counts = np.bincount(codes, minlength=len(different))
        for combination, count in zip(different, counts, strict=True):
            second: ForceRole = "counterpart" if combination[-1] == "counterpart" else "target"
            found: dict[str, Side] = {}
            unknown: list[str] = []
            for (column, name), cell in zip(columns, combination[:-1], strict=True):
                for actor in listed(cell):
                    force = force_of(actor, self.choices.actors)
                    if force == PEOPLE:
                        continue
                    if force not in forces():
                        unknown.append(actor)
                        self.tally.unknown_actors[actor] += int(count)
                        force = UNIDENTIFIED
                    else:
                        self.tally.forces[actor, force] += int(count)
                    role: ForceRole = "actor" if name == "actor" else second
                    found.setdefault(force, Side(force, role, places[column]))
            sides.append(tuple(found.values()))
            notes.append(f"Not among the forces known here: {'; '.join(dict.fromkeys(unknown))}" if unknown else "")
        return sides, notes, codes

    def _our_sides(self, words: pd.Series) -> tuple[list[tuple[Side, ...]], list[str], npt.NDArray[np.int64]]:
        """Forces as our own files write them: "us actor; russia target"."""
        codes, different = pd.factorize(words)
        sides, notes = [], []
        counts = np.bincount(codes, minlength=len(different))
        for text, count in zip(different, counts, strict=True):
            found, unknown = [], []
            for one in listed(str(text)):
                force, _, role = one.partition(" ")
                known = force if force in forces() else self.choices.actors.get(force, "")
                if known in forces():
                    self.tally.forces[force, known] += int(count)
                else:
                    self.tally.unknown_actors[force] += int(count)
                    unknown.append(force)
                roles: dict[str, ForceRole] = {"counterpart": "counterpart", "target": "target"}
                found.append(Side(known or UNIDENTIFIED, roles.get(role, "actor"), -1))
            sides.append(tuple({one.force: one for one in found}.values()))
            notes.append(f"Not among the forces known here: {'; '.join(unknown)}" if unknown else "")
        return sides, notes, codes.astype(np.int64)

    def _figures(self, raw: Raw) -> dict[str, Any]:
        """Casualties, where they are whole numbers from 0 on."""
        found: dict[str, Any] = {}
        for name, column in (
            ("killed", "killed_best"),
            ("killed_low", "killed_low"),
            ("killed_high", "killed_high"),
            ("wounded", "wounded_best"),
        ):
            values, is_bad = numbers(self._cell(raw, name))
            wrong = is_bad | (values < 0) | (values > 10_000_000)
            for row in np.flatnonzero(wrong):
                self.problems.doubt(
                    int(raw.lines[row]), f"{name} {self._cell(raw, name).iloc[row][:20]!r} is no number of people"
                )
            found[column] = np.where(wrong, np.nan, np.round(values))
        return found

    def _words(self, raw: Raw) -> dict[str, Any]:
        """Status, sureness, source, address, day of publication and the row's own words."""
        status = mapped(self._cell(raw, "status"), lambda code: status_of(self.scheme.name, code))
        default = self.choices.status or self.scheme.status
        status = status.where(status.isin(STATUSES), default)
        if self.choices.status and not self.scheme.is_ours:
            status[:] = self.choices.status
        confidence, _ = numbers(self._cell(raw, "confidence"))
        sureness = mapped(
            self._cell(raw, "sureness"),
            lambda code: (
                getattr(precision_of(self.scheme.name, "sureness", code), "value", "") or str(self.scheme.sureness)
            ),
        ).astype(float)
        published, _ = read_days(self._cell(raw, "published"))
        source = self._cell(raw, "source")
        label = "" if self.scheme.name in ("table", "ours") else self.scheme.label
        if self.choices.source:
            source = pd.Series([self.choices.source] * len(raw), dtype="str")
        url = self._cell(raw, "url")
        return {
            "status": status.to_numpy(),
            "confidence": np.where(np.isnan(confidence), sureness, np.clip(confidence, 0, 1)),
            "source": source.where(source != "", label).to_numpy(),
            "url": url.where(url.str.match(r"https?://", case=False), "").to_numpy(),
            "published": iso_days(published),
            "report_ids": self._cell(raw, "report_ids").to_numpy() if self._names_reports(raw) else "",
            "text": self._cell(raw, "text").to_numpy(),
        }

    # Counts ----------------------------------------------------------------------------------------------------------

    def _count(self, table: pd.DataFrame, kind_codes: pd.Series) -> None:
        self.tally.kinds.update({pair: int(n) for pair, n in zip(*pair_counts(kind_codes, table["kind"]), strict=True)})
        for counted, name in ((self.tally.countries, "country"), (self.tally.statuses, "status")):
            counted.update({str(one): int(n) for one, n in table[name].value_counts().items()})
        if table["date_start"].notna().any():
            first, last = table["date_start"].dropna().min(), table["date_end"].dropna().max()
            first, last = date.fromisoformat(first), date.fromisoformat(last)
            self.tally.first = min(first, self.tally.first or first)
            self.tally.last = max(last, self.tally.last or last)
        self.tally.undated += int(table["date_start"].isna().sum())
        self.tally.unplaced += int(table["lat"].isna().sum())

    def _doubt_unknown(self, raw: Raw, codes: pd.Series, found: pd.Series, what: str) -> None:
        """Tells the rows whose code is not known."""
        for row in np.flatnonzero(((codes != "") & (found == "")).to_numpy()):
            self.problems.doubt(int(raw.lines[row]), f"{codes.iloc[row][:40]!r} is not known as {what}")
