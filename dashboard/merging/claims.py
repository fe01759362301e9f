"""Which value of several claims is best supported: how two claims agree in a field, and how exact each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pyproj import Geod

from dashboard.merging.sides import compare_forces
from dashboard.merging.weights import level

Fields = Mapping[str, Any]
Why = Literal["silent", "only", "agreed", "most_sources", "most_exact", "highest", "reviewed", "by_hand", "first"]

FIELDS = ("kind", "date", "place", "forces", "killed", "wounded", "status")
"""The fields that claims are compared in; the values are those of dashboard.events.claim_fields."""

REVIEWED = {"verified": 3, "reviewed": 2, "disputed": 1}
"""How much a person's look at an event counts for."""

_NEAR_M = 5_000
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one report or event says, the text families behind it, and how far a person has confirmed it (0 to 3)."""

    fields: Fields
    families: frozenset[str]
    reviewed: int = 0


def best_supported(field: str, said: Sequence[Said]) -> tuple[int | None, Why]:
    """(which of the claims gives the value of a field, why); None where all are silent.

    Of values that agree the most exact stands for all. Of those that don't, the one that the most text families agree
    with; of equals the most exact (of figures the highest, for tolls rise), then what a person confirmed.
    """
    telling = [i for i, one in enumerate(said) if not is_silent(field, one.fields)]
    if not telling:
        return None, "silent"
    rank = {i: _rank(field, i, telling, said) for i in telling}
    finest = [i for i in telling if not _is_coarser(field, i, telling, said)]
    best = max(finest, key=lambda i: (rank[i], -i))
    if len(telling) == 1:
        return best, "only"
    others = [i for i in finest if not agree(field, said[i].fields, said[best].fields)]
    if not others:
        return best, "agreed"
    second = max(rank[i] for i in others)
    return best, _why(field, rank[best], second)


def _is_coarser(field: str, i: int, telling: Sequence[int], said: Sequence[Said]) -> bool:
    """Whether another claim says the same more exactly: a region agrees with every town in it, and must not win by it.

    Of figures none is the more exact.
    """
    if field in ("killed", "wounded"):
        return False
    mine = said[i].fields
    return any(
        exactness(field, said[j].fields) > exactness(field, mine) and agree(field, said[j].fields, mine)
        for j in telling
    )


def _rank(field: str, i: int, telling: Sequence[int], said: Sequence[Said]) -> tuple[int, float, int]:
    backing = [said[j].families for j in telling if agree(field, said[j].fields, said[i].fields)]
    return len(frozenset().union(*backing)), exactness(field, said[i].fields), said[i].reviewed


def _why(field: str, best: tuple[int, float, int], second: tuple[int, float, int]) -> Why:
    if best[0] > second[0]:
        return "most_sources"
    if best[1] > second[1]:
        return "highest" if field in ("killed", "wounded") else "most_exact"
    return "reviewed" if best[2] > second[2] else "first"


def value_of(field: str, fields: Fields) -> Any:
    """The value of a field as plain data, for a table: a text, a figure, or a mapping for place and date."""
    if field == "place":
        return {name: fields.get(name) for name in ("place", "place_ar", "relation", "lat", "lon", "radius_m")}
    if field == "date":
        return {"days": fields.get("date"), "precision": fields.get("date_precision")}
    return fields.get(field)


def is_silent(field: str, fields: Fields) -> bool:
    """Whether a claim says nothing of a field; one that names only unidentified forces says nothing of who."""
    if field == "date":
        return _days(fields) is None
    if field == "place":
        return fields.get("lat") is None or fields.get("lon") is None
    if field == "forces":
        return not _named(fields)
    return fields.get(field) in (None, "")


def agree(field: str, one: Fields, other: Fields) -> bool:
    """Whether two claims can both be true of one event in a field; neither is silent."""
    return _AGREE[field](one, other)


def exactness(field: str, fields: Fields) -> float:
    """A number that is the greater the more exactly a claim says it; of casualties the figure."""
    if field == "date":
        first, last = _days(fields) or (date.min, date.max)
        return -float((last - first).days)
    if field == "place":
        return -float(fields.get("radius_m") or 0.0)
    if field == "forces":
        return float(len(_named(fields)))
    if field in ("killed", "wounded"):
        return float(fields[field])
    return float(fields.get(field) != "other")


def _agree_kind(one: Fields, other: Fields) -> bool:
    return one["kind"] == other["kind"] or "other" in (one["kind"], other["kind"])


def _agree_date(one: Fields, other: Fields) -> bool:
    mine, theirs = _days(one), _days(other)
    return bool(mine and theirs and mine[0] <= theirs[1] and theirs[0] <= mine[1])


def _agree_place(one: Fields, other: Fields) -> bool:
    distance = _GEOD.inv(one["lon"], one["lat"], other["lon"], other["lat"])[2]
    if set(one.get("place_ids") or ()) & set(other.get("place_ids") or ()):
        return True
    return bool(distance <= (one.get("radius_m") or 0) + (other.get("radius_m") or 0) + _NEAR_M)


def _agree_forces(one: Fields, other: Fields) -> bool:
    levels = [level("forces", name) for name in ("other", "swapped", "turned")]
    return compare_forces(_told_forces(one), _told_forces(other)) not in levels


def _agree_figure(field: str) -> Callable[[Fields, Fields], bool]:
    def agrees(one: Fields, other: Fields) -> bool:
        return _within(field, one[field], other) or _within(field, other[field], one)

    return agrees


def _within(field: str, figure: int, fields: Fields) -> bool:
    """Whether a figure is the one that a claim gives, or lies between its low and high."""
    low, high = fields.get(f"{field}_range") or (None, None)
    if low is None or high is None or low == high:
        return bool(figure == fields[field])
    return bool(low <= figure <= high)


def _told_forces(fields: Fields) -> tuple[tuple[str, str], ...]:
    return tuple((force["id"], force["role"]) for force in fields.get("forces") or ())


def _named(fields: Fields) -> frozenset[str]:
    return frozenset(force for force, _ in _told_forces(fields)) - {"unidentified"}


def _days(fields: Fields) -> tuple[date, date] | None:
    first, last = fields.get("date") or (None, None)
    return (date.fromisoformat(first), date.fromisoformat(last or first)) if first else None


_AGREE: Mapping[str, Callable[[Fields, Fields], bool]] = {
    "kind": _agree_kind,
    "date": _agree_date,
    "place": _agree_place,
    "forces": _agree_forces,
    "killed": _agree_figure("killed"),
    "wounded": _agree_figure("wounded"),
    "status": lambda one, other: one["status"] == other["status"],
}
