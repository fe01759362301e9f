"""Towns that a text means without naming them again: "the town", شرق المدينة, "the capital", a square of a town."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dashboard.reading.patterns import word_key
from dashboard.reading.placing import is_region
from gazetteer.cues import capitals
from gazetteer.places import PlacedMention

_TOWN = re.compile(
    r"\bthe (?:same |besieged |northern |southern |eastern |western |border |port |mining |oil )?"
    r"(?:city|town|village)\b(?!\s(?:of|council|police|mayor|named|called|where|which)\b|,\s(?:which|where)\b)"
    r"|(?<!\w)[وفبك]?(?:ال|لل)(?:مدينة|بلدة|قرية)(?!\w|\s+(?:المنورة|الرياضية|الصناعية|الجامعية|الطبية|السياحية|الفاضلة|التي|الذي))",
    re.I,
)
"""A town called by its sort alone."""
_CAPITAL = re.compile(
    r"\b(?:in|of|into|inside|on|outside|around|near|entered) the capital\b|(?<!\w)[وفبك]?(?:ال|لل)عاصمة(?!\w|\s+ال)",
    re.I,
)
_URBAN = re.compile(
    r"\b(?:quarters?|neighbou?rhoods?|streets?|squares?|avenues?|boulevard|roundabouts?|mosques?|church(?:es)?|cathedral"
    r"|universit(?:y|ies)|campus|hospitals?|hotels?|restaurants?|caf[eé]s?|markets?|malls?|stadiums?|gymnasium|weddings?"
    r"|schools?|clinics?|suburbs?|penitentiary|prisons?|embass(?:y|ies)|consulates?|parliament|palace|airport|slums?"
    r"|city hall|courthouse|police headquarters|bus stations?)\b"
    r"|(?<!\w)(?:[وفبل]|ال|لل|بال|وال|في)*(?:حي|حيي|أحياء|شارع|شوارع|ساحة|ميدان|دوار|جادة|ضاحية|مسجد|جامع|كنيسة|جامعة|مستشفى|مشفى"
    r"|فندق|مطعم|مقهى|سوق|أسواق|ملعب|سجن|سفارة|سفارات|قنصلية|برلمان|مجلس النواب|مطار|مدرسة|قاعة أفراح|حفل زفاف)(?!\w)",
    re.I,
)
"""Words for what a town has."""
_LARGEST_M = 20_000.0


def town_meant(
    text: str,
    start: int,
    end: int,
    usable: Callable[[], Sequence[PlacedMention]],
    *,
    since: int = 0,
    dateline: PlacedMention | None,
) -> PlacedMention | None:
    """The town that the words of a clause mean by "the town" or "the capital"; None if they name none so.

    `usable` gives the places of the text, in its order, at which something may have happened. The last town from
    `since` on at which something did, else the dateline's; of capitals the last one named.
    """
    found = _TOWN.search(text, start, end)
    if found is not None:
        return last_town(usable(), since, found.start()) or dateline
    found = _CAPITAL.search(text, start, end)
    if found is None:
        return None
    known = [p for p in usable() if word_key(p.name) in capitals()]
    before = [p for p in known if p.start < found.start()]
    return before[-1] if before else next(iter(known), None)


def last_town(places: Sequence[PlacedMention], start: int, end: int) -> PlacedMention | None:
    """The last place of a stretch of text at which something happened and that may be a town."""
    before = (p for p in reversed(places) if start <= p.start and p.end <= end and p.role == "event")
    return next((p for p in before if _may_be_town(p)), None)


def _may_be_town(place: PlacedMention) -> bool:
    """Whether a mention is a place as small as a town, and no way, border or side of one."""
    is_small = not is_region(place) and (place.radius_m or 0.0) <= _LARGEST_M
    return is_small and place.relation in ("", "in", "near") and bool(place.place_ids)


def is_in_town(text: str, start: int, end: int) -> bool:
    """Whether words tell of what a town has: a square, a mosque, a quarter."""
    return _URBAN.search(text, start, end) is not None
