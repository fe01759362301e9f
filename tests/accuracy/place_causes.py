"""Why mentions are missed, made up or misplaced: each error with a cause that the text and the gazetteer tell.

A cause is a guess from outside, the first that fits; it says where to look, not what is wrong in the code.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from gazetteer.cues import demonym_country, forms_of, phrase_keys, stop_words
from gazetteer.errors import GazetteerError
from gazetteer.index import Gazetteer
from gazetteer.names import full_key, token_key, tokenize
from gazetteer.places import Place
from tests.accuracy.place_scoring import (
    Annotated,
    Gold,
    Outcome,
    Predicted,
    Score,
    distance_km,
    is_right_shape,
)

EXAMPLES = 2
AREA_KINDS = frozenset(["country", "governorate", "province", "district", "region", "county"])
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’.\-]{0,40}) $")
_WORD_AFTER = re.compile(r" ([^\W\d_][\w'’.\-]{0,40})")
_ABBREVIATION = re.compile(r"(?:[A-Z]\.?){1,4}")


@dataclass(slots=True)
class Cause:
    """A kind of error (MISSED, EXTRA, PLACED, ROLE, RELATION), why it came about, how often, and examples."""

    what: str
    why: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class Causes:
    """Finds the causes of the errors of a score, with the gazetteer that the predictions were made with."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._named: dict[str, list[Place]] = {}

    def of(self, score: Score) -> list[Cause]:
        """The causes, most frequent first; errors of the same name in the same text count but give one example."""
        causes: dict[tuple[str, str], Cause] = {}
        seen: set[tuple[str, str, str]] = set()
        for what, why, document, start, end, note in self._errors(score):
            cause = causes.setdefault((what, why), Cause(what, why))
            cause.count += 1
            example = (what, why, document.text[start:end].casefold())
            if len(cause.examples) < EXAMPLES and example not in seen:
                cause.examples.append(f"{document.id}: {in_context(document, start, end)}{note}")
                seen.add(example)
        return sorted(causes.values(), key=lambda cause: -cause.count)

    def _errors(self, score: Score) -> Iterator[tuple[str, str, Annotated, int, int, str]]:
        spans = _spans_by_document(score)
        for outcome in score.outcomes:
            document, gold, found = outcome.document, outcome.gold, outcome.predicted
            if found is None:
                yield "MISSED", self.why_missed(document, gold, spans[document.id]), document, gold.start, gold.end, ""
                continue
            if outcome.is_right is False:
                yield "PLACED", self.why_misplaced(outcome), document, gold.start, gold.end, _where(outcome)
            if gold.role is not None and found.role != gold.role:
                yield "ROLE", f"{found.role} instead of {gold.role}", document, gold.start, gold.end, ""
            if gold.relation is not None and found.relation != gold.relation:
                why = f"{found.relation or 'none'} instead of {gold.relation or 'none'}"
                yield "RELATION", why, document, gold.start, gold.end, ""
        for document, extra in score.extras:
            why = self.why_extra(document, extra)
            yield "EXTRA", why, document, extra.start, extra.end, f" ({extra.reason})" if extra.reason else ""

    def why_missed(self, document: Annotated, gold: Gold, found: list[Predicted]) -> str:
        """Why no prediction stands where a mention is annotated."""
        if any(other.start < gold.end and other.end > gold.start for other in found):
            return "span boundary: read as one name with its neighbour"
        if is_demonym(gold.text):
            return "demonym"
        if any(other.text.casefold() == gold.text.casefold() for other in found):
            return "found elsewhere in the same text, not here"
        if _ABBREVIATION.fullmatch(gold.text):
            return "abbreviation"
        if not self.places_named(gold.text):
            if _has_word(gold.text, "feature") or _has_word(gold.text, "organisation"):
                return "a street, school or the like that is not in the gazetteer"
            return "not in the gazetteer under this spelling"
        return self._why_doubtful(document, gold.start, gold.end) or "in the gazetteer, but not believed"

    def why_extra(self, document: Annotated, extra: Predicted) -> str:
        """Why a prediction stands where nothing is annotated."""
        if any(_covers(document, text, extra) for text in document.not_places):
            return "annotated as no place"
        if any(gold.start < extra.end and gold.end > extra.start for gold in document.golds):
            return "span boundary: a second name inside an annotated one"
        if is_demonym(extra.text):
            return "demonym"
        if extra.lat is None:
            return "a cue word, but no name of the gazetteer"
        doubt = self._why_doubtful(document, extra.start, extra.end)
        if doubt:
            return doubt
        if any(gold.text.casefold() == extra.text.casefold() for gold in document.golds):
            return "annotated elsewhere in the same text, not here"
        place = self._place(extra.place_ids[0]) if extra.place_ids else None
        if place is not None and place.kind in ("country", "governorate", "province"):
            return f"name of a {place.kind} that is not annotated"
        return "name of the gazetteer that is not annotated"

    def why_misplaced(self, outcome: Outcome) -> str:
        """Why a found mention doesn't lie where it is annotated."""
        gold, found = outcome.gold, outcome.predicted
        assert found is not None
        if gold.has_shape and outcome.is_place_right is not False:
            return _why_misshapen(gold, found)
        if gold.lat is None or gold.lon is None:
            return "placed, though no gazetteer has it"
        right = [place for place in self.places_named(gold.text) if _is_near(place, gold)]
        if found.lat is None:
            return (
                "left unresolved, though the gazetteer has it there"
                if right
                else "left unresolved, not in the gazetteer"
            )
        if not right:
            if outcome.distance_km is not None and outcome.distance_km <= 2 * gold.km:
                return "just outside the distance allowed"
            return "the gazetteer has no place of this name there"
        chosen = self._place(found.place_ids[0]) if found.place_ids else None
        if not outcome.is_exact and chosen is not None and gold.text != found.text:
            return "span boundary: another name was placed"
        if chosen is None:
            return "another place of this name"
        if any((place.kind in AREA_KINDS) != (chosen.kind in AREA_KINDS) for place in right):
            taken = "an area" if chosen.kind in AREA_KINDS else "a town"
            return f"{taken} taken for the {'town' if chosen.kind in AREA_KINDS else 'area'} of its name"
        if all(place.country != chosen.country for place in right):
            return "namesake in another country"
        return "namesake in the same country"

    def places_named(self, text: str) -> list[Place]:
        """The places of the gazetteer that bear a whole name, however it is spelt."""
        if text not in self._named:
            tokens = tokenize(text)
            matches = self._gazetteer.matcher.names_at(tokens, 0) if tokens else []
            rows = {row for m in matches if m.token_count == len(tokens) for row in m.rows}
            self._named[text] = [self._gazetteer.place_at(row) for row in rows]
        return self._named[text]

    def _why_doubtful(self, document: Annotated, start: int, end: int) -> str:
        """What else a name may be, from the words around it and the other words of the text ('' for nothing)."""
        before = _WORD_BEFORE.search(document.text, max(0, start - 42), start)
        after = _WORD_AFTER.match(document.text, end)
        words = [match.group(1).strip(".") for match in (before, after) if match]
        if any(_is_a(word, "organisation") for word in words):
            return "part of the name of an organisation, agency or newspaper"
        known = stop_words()
        if before and (_is_a(words[0], "title") or known.get(token_key(words[0])) == "given_name"):
            return "part of a person's name"
        name = document.text[start:end]
        ordinary = known.get(" ".join(phrase_keys(name)))
        if ordinary == "given_name":
            return "also a given name"
        lowered = name.lower()
        if ordinary or (lowered != name and re.search(rf"(?<!\w){re.escape(lowered)}(?!\w)", document.text)):
            return "also an ordinary word"
        if any(word[0].isupper() for word in words):
            return "beside another capitalised word: a longer name?"
        return ""

    def _place(self, place_id: str) -> Place | None:
        try:
            return self._gazetteer.place(place_id)
        except (KeyError, GazetteerError):
            return None  # a prediction of another gazetteer


def describe(score: Score) -> Iterator[tuple[Annotated, str]]:
    """Every error as a line, text by text."""
    for outcome in score.outcomes:
        document, gold, found = outcome.document, outcome.gold, outcome.predicted
        if found is None:
            yield (
                document,
                f"MISSED {in_context(document, gold.start, gold.end)} {gold.role or ''} {gold.relation or ''}",
            )
            continue
        if outcome.is_right is False:
            yield (
                document,
                f"PLACED {found.text!r} {found.place_ids}{_where(outcome)} ({found.score:.2f}, {found.reason})",
            )
        if gold.role is not None and found.role != gold.role:
            yield document, f"ROLE {found.text!r} {found.role} not {gold.role} ({found.relation})"
        if gold.relation is not None and found.relation != gold.relation:
            yield document, f"RELATION {found.text!r} {found.relation!r} not {gold.relation!r}"
    for document, extra in score.extras:
        yield (
            document,
            f"EXTRA {in_context(document, extra.start, extra.end)} {extra.role} {extra.relation} {extra.reason}",
        )


def in_context(document: Annotated, start: int, end: int, *, around: int = 30) -> str:
    """A stretch of a text in brackets, with what stands around it, on one line."""
    text = document.text
    shown = f"{text[max(0, start - around) : start]}[{text[start:end]}]{text[end : end + around]}"
    return " ".join(shown.split())


def is_demonym(text: str) -> bool:
    """Whether a name is a people's adjective (or its noun), alone or as the last of its words."""
    tokens = tokenize(text)
    return bool(tokens) and bool(demonym_country(forms_of(tokens[-1].key))) and len(tokens) <= 2


def _where(outcome: Outcome) -> str:
    gold, found = outcome.gold, outcome.predicted
    assert found is not None
    if gold.has_shape and outcome.is_place_right is not False:
        drawn = found.geometry.geom_type if found.geometry is not None else "no shape"
        return f" {drawn} for {gold.relation or 'a shape'}"
    here = "unresolved" if found.lat is None else f"{found.lat:.2f}, {found.lon:.2f}"
    there = "nowhere" if gold.lat is None else f"{gold.lat:.2f}, {gold.lon:.2f}"
    far = f", {outcome.distance_km:,.0f} km off" if outcome.distance_km is not None else ""
    return f" {here} not {there}{far}"


def _why_misshapen(gold: Gold, found: Predicted) -> str:
    relation = gold.relation or "a plain name"
    if found.geometry is None:
        return (
            f"no shape for {relation}" if found.lat is not None else f"left unresolved, wanted a shape for {relation}"
        )
    if not is_right_shape(found.geometry, gold.contains, (), slack_km=gold.slack_km):
        return f"shape for {relation} leaves out what it should hold"
    return f"shape for {relation} holds what it should leave out"


def _is_near(place: Place, gold: Gold) -> bool:
    assert gold.lat is not None
    assert gold.lon is not None
    return distance_km(lat=place.lat, lon=place.lon, other_lat=gold.lat, other_lon=gold.lon) <= gold.km


def _spans_by_document(score: Score) -> defaultdict[str, list[Predicted]]:
    found: defaultdict[str, list[Predicted]] = defaultdict(list)
    for outcome in score.outcomes:
        if outcome.predicted is not None:
            found[outcome.document.id].append(outcome.predicted)
    for document, extra in score.extras:
        found[document.id].append(extra)
    return found


def _covers(document: Annotated, text: str, extra: Predicted) -> bool:
    start = document.text.find(text)
    while start >= 0:
        if start < extra.end and start + len(text) > extra.start:
            return True
        start = document.text.find(text, start + 1)
    return False


def _has_word(text: str, what: str) -> bool:
    return any(_is_a(token.text, what) for token in tokenize(text))


def _is_a(word: str, what: str) -> bool:
    return what in _cause_words().get(full_key(word), ())


@lru_cache(maxsize=1)
def _cause_words() -> dict[str, set[str]]:
    """Key of a word → what it makes of the name beside it: title, organisation, feature."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    with Path(__file__).with_name("cause_words.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            words[full_key(row["word"])].add(row["what"])
    return dict(words)
