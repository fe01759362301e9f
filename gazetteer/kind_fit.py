"""How well what a text calls a place ("the village of", محافظة) fits what the place is."""

from __future__ import annotations

from gazetteer.bundles import PROVINCES
from gazetteer.facts import Fact

_SETTLEMENTS = frozenset(["city", "town", "village", "quarter"])
_AREAS = frozenset([*PROVINCES, "district", "region"])
_NO_TOWNS = frozenset(["country", *PROVINCES, "region", "river"])
_FACILITIES = frozenset(["camp", "base", "airfield", "oil field", "dam", "crossing", "bridge", "prison", "quarter"])


def kind_fit(fact: Fact, called: str) -> float:
    """What a candidate gains, or loses, by being called so; 2 where the words name its very kind."""
    if called == fact.kind or (called == "governorate" and fact.kind == "province"):
        return 2.0 if called not in ("town", "village", "city") else 0.7
    if called in _AREAS:
        if called == "governorate":
            return -2.5 if fact.kind == "river" else -1.0 if fact.kind in _SETTLEMENTS else 0.6
        return 0.2 if fact.kind in _AREAS else 0.0
    if called in ("city", "town", "village"):
        return _settlement_fit(fact, called)
    if called in _FACILITIES:
        return -1.5 if fact.kind == "country" else 0.0
    if called in ("road", "river"):
        return -1.5 if fact.kind == "country" else -0.3
    return 0.0


def _settlement_fit(fact: Fact, called: str) -> float:
    if fact.kind in _NO_TOWNS:
        return -2.5
    if called == "village" and fact.population > 50_000:
        return -1.2
    if called == "city" and fact.kind == "village":
        return -0.5
    return 0.2 if fact.kind in _SETTLEMENTS else -0.3
