"""How likely a place is to be meant, before a text says more."""

from __future__ import annotations

import math

from gazetteer.places import Place
from gazetteer.regions import FOLDED, REPORTED

HOMELIEST = "SY"
"""The country that a search prefers to all others."""

OWN_PROMINENCE = 0.9
"""What the user entered or gave a name is meant rather than a namesake anywhere, but rather a country than it."""


def prominence(place: Place) -> float:
    """How likely a place is to be meant before anything else is known, 0 to 1: by kind, then population."""
    if place.kind == "country":
        return 1.0
    if place.kind == "governorate":
        return 0.7 if place.country in FOLDED else 0.6
    if place.kind == "province":
        return 0.5 + math.log10(place.population or 1) / 40  # Florida: 0.68; Florida in Uruguay: 0.61, in Cuba: 0.63
    if place.id.startswith("own:"):
        return OWN_PROMINENCE
    if place.population:
        return min(0.95, math.log10(place.population) / 7.5)
    return 0.4 if place.id.startswith("dawriya:") or place.country in REPORTED else 0.25


def search_score(likely: float, country: str, quality: float) -> float:
    """A candidate's score, 0 to 1: mostly how well the name fits (`quality`), then its prominence, then its country."""
    home = 1.0 if country == HOMELIEST else 0.7 if country in FOLDED else 0.0
    return 0.65 * quality + 0.25 * likely + 0.1 * home
