"""What part a place plays in a text: scene of an event, context, a government that acts, where a report is from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gazetteer.cues import CueTable, Words, capitals, load_cues
from gazetteer.places import Place, Role
from gazetteer.relations import Relation
from gazetteer.spans import NameSpan

_DATELINE_HEAD = re.compile(r"^\s*(?:[,،/(][^\n:;!?]{0,50}?)?\s*[-–—]{1,2}\s")
_DATE_LINE = re.compile(r"^\s*(?:في|,|،)\s*[\d٠-٩]{1,2}\b")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_PREPOSITIONS = frozenset(["by", "of", "from", "in", "with", "to", "near", "into", "over", "for", "من", "في", "الي"])
_SKIPPED = frozenset(["also", "on", "again", "then", "has", "have", "had", "قد", "فقد", "both"])


@dataclass(frozen=True, slots=True)
class Scene:
    """What the roles are read from: the words, the names with their relations and places, the background sentences."""

    words: Words
    spans: Sequence[NameSpan]
    relations: Sequence[Relation]
    places: Sequence[Place | None]
    background: frozenset[int]
    country: str


def read_roles(
    words: Words,
    spans: Sequence[NameSpan],
    relations: Sequence[Relation],
    places: Sequence[Place | None],
    *,
    country: str = "",
) -> list[Role]:
    """The role of each name, in order; `country` is the one the text is about."""
    scene = Scene(words, spans, relations, places, background_sentences(words), country)
    sources = _source_spans(scene)
    roles: list[Role] = ["source" if i in sources else _role_of(scene, i) for i in range(len(spans))]
    return _spread_actors(scene, roles)


def background_sentences(words: Words) -> frozenset[int]:
    """The sentences that tell of habits, of what lasts, or of years ago: "since 2014", "usually", منذ العام 2014."""
    table = load_cues()
    found: set[int] = set()
    for index, token in enumerate(words.tokens):
        if token.key in ("since", "منذ"):
            following = words.tokens[index + 1 : index + 4]
            if any(_YEAR.match(t.key) for t in following):
                found.add(words.sentence[index])
        if any(m.cue.cue == "background" for m in table.starting_at(words, index, side="before")):
            found.add(words.sentence[index])
    return frozenset(found)


def _source_spans(scene: Scene) -> set[int]:
    """The names that say where a report was written: datelines, a place alone on its line, "told reporters in X"."""
    words, found = scene.words, set()
    for index, span in enumerate(scene.spans):
        rest = words.text[span.end : span.end + 90]
        if words.line_starts_at(span.first) and scene.relations[index].name != "between":
            head = _DATELINE_HEAD.match(rest)
            if head:
                end = span.end + head.end()
                found |= {n for n in range(index, min(index + 4, len(scene.spans))) if scene.spans[n].end <= end}
            elif _DATE_LINE.match(rest) or _is_alone_on_line(words, span):
                found.add(index)
        if any(m.cue.cue == "source" for m in load_cues().ending_at(words, span.first)):
            found.add(index)
    return found


def _is_alone_on_line(words: Words, span: NameSpan) -> bool:
    before = words.text[max(0, span.start - 3) : span.start]
    after = words.text[span.end : span.end + 3]
    return "\n" in before and "\n" in after[:2] and len(words) > span.last


def _role_of(scene: Scene, index: int) -> Role:
    relation, place = scene.relations[index], scene.places[index]
    if is_heading(scene.words, scene.spans[index]):
        return "event"
    if _is_actor(scene, index):
        return "actor"
    if scene.words.sentence[scene.spans[index].first] in scene.background:
        return "context"
    if place is not None and place.kind in ("country", "continent"):
        before = relation.first - 1
        is_way = before >= 0 and scene.words.tokens[before].key in (
            "from",
            "to",
            "into",
            "of",
            "الي",
            "من",
            "نحو",
            "مناطق",
        )
        if relation.name in ("", "in", "near") or is_way:
            return "context"
    is_foreign_capital = place is not None and place.country != scene.country and scene.spans[index].key in capitals()
    if is_foreign_capital and relation.name == "in" and not relation.kinds:
        return "context"
    return "event" if relation.name else "context"


def is_heading(words: Words, span: NameSpan) -> bool:
    """Whether a line of a digest begins with the name and a colon: "ALEPPO: …", "1. Kirkuk: …"."""
    if not re.match(r"\s*:", words.text[span.end : span.end + 2]):
        return False
    line = words.text[max(0, span.start - 6) : span.start].split("\n")[-1]
    return re.fullmatch(r"[\s\d٠-٩.)\-–•*#]*", line) is not None


def _is_government(scene: Scene, index: int) -> bool:
    place = scene.places[index]
    return scene.spans[index].key in capitals() or (place is not None and place.kind == "country")


def _is_actor(scene: Scene, index: int) -> bool:
    """Whether a capital or a country stands for its government."""
    if not _is_government(scene, index):
        return False
    words, span, relation, table = scene.words, scene.spans[index], scene.relations[index], load_cues()
    is_capital = span.key in capitals()
    if _has_cue(table, words, span.first, "phrase"):
        return True
    if not is_capital and _has_cue(table, words, span.first, "verb"):
        return True  # "دخلت روسيا": Russia entered; of a capital, "دخلت دمشق" is rather where somebody went
    if relation.name not in ("", "between") or relation.is_passage or relation.kinds:
        return False
    is_object = span.first > 0 and words.tokens[span.first - 1].key in _PREPOSITIONS
    if (not is_object and _acts_after(table, words, span.last)) or _has_cue(table, words, span.first, "verb"):
        return True
    if re.match(r"['’]s?\s", words.text[span.end : span.end + 3]):
        return span.key in capitals() or _acts_after(table, words, span.last + 1)
    return is_capital and not _is_preceded_by_place_word(words, span)


def _is_preceded_by_place_word(words: Words, span: NameSpan) -> bool:
    """Whether a word before a capital makes it a place after all: from Damascus, of Damascus, إلى دمشق."""
    if span.stripped in ("ب", "وب", "فب") or span.first == 0:
        return bool(span.stripped)
    return words.tokens[span.first - 1].key in ("from", "of", "to", "in", "at", "من", "الي", "في")


def _has_cue(table: CueTable, words: Words, first: int, value: str) -> bool:
    found = table.ending_at(words, first) if words.is_joined(first) else []
    return any(m.cue.cue == "actor" and m.cue.value == value for m in found)


def _acts_after(table: CueTable, words: Words, last: int) -> bool:
    position = last
    while position < len(words) and words.is_joined(position) and position < last + 2:
        if any(m.cue.cue == "actor" for m in table.starting_at(words, position)):
            return True
        if words.tokens[position].key not in _SKIPPED:
            return False
        position += 1
    return False


def _spread_actors(scene: Scene, roles: list[Role]) -> list[Role]:
    """A government named in one breath with one that acts, acts too: "Moscow and Ankara"."""
    spread = list(roles)
    for index in range(1, len(roles)):
        pair = (index - 1, index)
        gap = scene.words.text[scene.spans[pair[0]].end : scene.spans[index].start]
        joined = re.fullmatch(r"\s*(?:and|or|,|و|،|أو|او|&)?\s*و?", gap) is not None
        if joined and "actor" in (spread[pair[0]], spread[index]) and all(_is_government(scene, n) for n in pair):
            bare = all(scene.relations[n].name in ("", "between") for n in pair)
            spread[pair[0]], spread[index] = ("actor", "actor") if bare else (spread[pair[0]], spread[index])
    return spread
