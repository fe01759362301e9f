"""JSON for TimeMap (Forensic Architecture, Bellingcat), as its front end reads events, associations and sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd

from dashboard.interchange.names import force_name, kind_name
from dashboard.interchange.rows import json_value, plain_rows
from dashboard.translation import Language, Words


def write(frame: gpd.GeoDataFrame, path: Path, lang: Language, *, note: str = "") -> None:
    """One event each, all values text; forces and kinds are associations, named in the language. TimeMap itself leaves
    out undated events; a `note` is kept beside what it reads.
    """
    rows = [{str(key): value for key, value in row.items()} for row in plain_rows(frame).to_dict("records")]
    lists = list(zip(frame["forces"], frame["report_ids"], strict=True))
    content = {
        "events": [_event(row, *one, lang) for row, one in zip(rows, lists, strict=True)],
        "associations": _associations(frame, Words(lang)),
        "sources": _sources(rows, lists),
        "sites": [],
        "shapes": [],
        **({"note": note} if note else {}),
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")


def _event(row: dict[str, Any], forces: tuple[str, ...], report_ids: tuple[str, ...], lang: Language) -> dict[str, Any]:
    return {
        "id": row["id"],
        "description": row["text"] or kind_name(row["kind"], lang),
        "date": _american(row["date_start"]),
        "time": "",
        "time_precision": row["date_precision"],
        "location": row["place_name"],
        "latitude": _number(row["lat"]),
        "longitude": _number(row["lon"]),
        "category": row["layer"],
        "associations": [row["kind"], *dict.fromkeys(forces)],
        "sources": list(report_ids),
        "comments": f"status: {row['status']}; geo-precision: {row['geo_precision']}",
    }


def _american(day: str) -> str:
    """An ISO day as TimeMap's default DATE_FMT, MM/DD/YYYY."""
    return f"{day[5:7]}/{day[8:10]}/{day[:4]}" if day else ""


def _number(value: Any) -> str:
    return "" if json_value(value) is None else str(value)


def _associations(frame: gpd.GeoDataFrame, words: Words) -> list[dict[str, Any]]:
    lang, of_kinds, of_forces = words.lang, words.say("Kind"), words.say("Force")
    kinds = [(kind, kind_name(kind, lang), of_kinds) for kind in dict.fromkeys(frame["kind"])]
    ids = dict.fromkeys(one for forces in frame["forces"] for one in forces)
    forces = [(one, force_name(one, lang), of_forces) for one in ids]
    return [
        {"id": one, "title": name, "desc": "", "mode": "FILTER", "filter_paths": [group, name]}
        for one, name, group in (*kinds, *forces)
    ]


def _sources(rows: list[dict[str, Any]], lists: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> dict[str, Any]:
    """Every report behind an event; the name is known of the first one of each event."""
    sources: dict[str, Any] = {}
    for row, (_, report_ids) in zip(rows, lists, strict=True):
        for position, one in enumerate(report_ids):
            known = sources.setdefault(one, {"id": one, "title": "", "paths": [], "type": "Report"})
            if position == 0:
                known["title"] = known["title"] or row["source"]
    return sources
