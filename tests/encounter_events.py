"""A small store with encounters of the United States and Russia, for the tests of their page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from shapely import Point

from dashboard.events import Event, EventForce, EventPlace, Evidence
from dashboard.store import Store, StoredReport

NOW = datetime(2025, 1, 1, tzinfo=UTC)
Spot = tuple[str, str, float, float, float]
"""A place's names in English and Arabic, latitude, longitude, and how many metres off it may be."""

HIMO = ("Himo", "هيمو", 37.03, 41.16, 1_000.0)
BESIDE_HIMO = ("Himo", "هيمو", 36.96, 41.16, 1_000.0)
RUMAYLAN = ("Rumaylan", "رميلان", 36.98, 41.96, 1_000.0)
QAHTANIYAH = ("al-Qahtaniyah", "القحطانية", 37.03, 41.28, 4_000.0)
SOUTH_OF_IT = ("al-Qahtaniyah", "القحطانية", 36.96, 41.28, 4_000.0)
JAWADIYAH = ("Jawadiyah", "الجوادية", 37.03, 41.4, 9_000.0)
SOUTH_OF_THAT = ("Jawadiyah", "الجوادية", 36.93, 41.4, 9_000.0)


def fill_store(path: Path) -> None:
    """Three certain encounters, two pairs at Himo on different days and one meeting that a report tells of at Rumaylan;
    then, at places that are less sure, one that is likely and one that is possible.
    """
    told = [
        ("a", ("us",), HIMO, date(2024, 10, 12), "A US patrol passed Himo."),
        ("b", ("russia",), BESIDE_HIMO, date(2024, 10, 12), "A Russian patrol passed Himo."),
        ("c", ("us",), HIMO, date(2024, 11, 3), "US forces came to Himo again."),
        ("d", ("russia",), HIMO, date(2024, 11, 4), "<b>Russian</b> forces came to Himo again."),
        ("e", ("us", "russia"), RUMAYLAN, date(2024, 12, 1), "Two patrols met in Rumaylan."),
        ("f", ("turkey",), RUMAYLAN, date(2024, 12, 1), "A Turkish patrol passed Rumaylan."),
        ("g", ("us",), QAHTANIYAH, date(2024, 12, 10), "A US patrol was seen near al-Qahtaniyah."),
        ("h", ("russia",), SOUTH_OF_IT, date(2024, 12, 10), "A Russian patrol was south of al-Qahtaniyah."),
        ("i", ("us",), JAWADIYAH, date(2024, 12, 20), "US forces were around Jawadiyah."),
        ("j", ("russia",), SOUTH_OF_THAT, date(2024, 12, 20), "Russian forces were well south of Jawadiyah."),
    ]
    with Store(path) as store:
        for name, forces, place, day, text in told:
            report = StoredReport(
                id=f"report-{name}", text=text, source=f"Source {name.upper()}", lang="en", read_at=NOW
            )
            store.add_events([_event(name, forces, place, day, text)], reports=[report])


def _event(name: str, forces: tuple[str, ...], place: Spot, day: date, text: str) -> Event:
    place_en, place_ar, lat, lon, radius_m = place
    return Event(
        id=name,
        layer="patrol",
        kind="encounter" if len(forces) > 1 else "patrol",
        date_start=day,
        date_end=day,
        date_precision="day",
        forces=tuple(EventForce(id=force) for force in forces),
        place=EventPlace(
            name=place_en,
            name_ar=place_ar,
            relation="in",
            lat=lat,
            lon=lon,
            radius_m=radius_m,
            geometry=Point(lon, lat),
            place_ids=(f"test:{place_en}",),
            geo_precision=1,
        ),
        sources=(f"report-{name}",),
        evidence=(Evidence(field="kind", report_id=f"report-{name}", start=0, end=len(text) - 1),),
    )
