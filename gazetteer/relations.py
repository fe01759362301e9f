"""The words around a name, parsed: "about 10 km north of the town of X" becomes a relation with its numbers.

A relation is read from the words before a name, nearest first (kind, direction, distance, relation word), and
from the few that may follow it ("X governorate", "ريف X الشمالي"). Relations that need two names (between A and
B) and names that share one ("near A and B") are joined afterwards, over the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gazetteer.cues import CueMatch, CueTable, Words, load_cues

ROAD_KINDS = frozenset(["road"])
RIVER_KINDS = frozenset(["river"])
_ARTICLES = frozenset(["the", "a", "an"])
_CONJUNCTIONS = frozenset(["and", "or", "&", "و", "او", "the", "both"])
_APPROXIMATELY = frozenset(
    [
        "some",
        "about",
        "around",
        "roughly",
        "nearly",
        "approximately",
        "almost",
        "just",
        "نحو",
        "حوالي",
        "قرابة",
        "زهاء",
        "تقريبا",
        "بنحو",
    ]
)
_AWAY = frozenset(["بعد", "مسافه", "from", "away", "من"])
_OPENING = re.compile(r"^[\s\-‐‑–'’\"“«(‏‎#_]*$")
_COORDINATING = re.compile(r"^[\s,،/&()\[\]«»\"“”'#_\-–—+]*$")
_DASH = re.compile(r"^\s*[-–—]\s*$")
_MOST_WORDS_BEFORE = 9  # the longest expression of the tables: distance, direction, kind, each with its preposition
_MOST_WORDS_IN_BRACKETS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How the text relates to a name: the relation's id, numbers, and the tokens first … last - 1 it covers.

    `azimuth` in degrees from north, `distance_m` in metres; `is_inside` says that a direction means a part of the
    place ("northern X"), not a way from it. `kinds` are what cue words call the name. `partner` is the index of
    the other mention of a "between". `is_passage` marks a mere direction of travel ("towards X").
    """

    name: str = ""
    first: int
    last: int
    azimuth: float | None = None
    distance_m: float | None = None
    is_inside: bool = False
    is_passage: bool = False
    kinds: tuple[str, ...] = ()
    label: str = ""
    partner: int | None = None
    is_alias: bool = False

    @property
    def has_cue(self) -> bool:
        return bool(self.name or self.kinds or self.is_passage or self.azimuth is not None)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, going left from the name."""

    pos: int
    last: int
    name: str = ""
    azimuth: float | None = None
    distance_m: float | None = None
    is_inside: bool = False
    is_passage: bool = False
    kinds: tuple[str, ...] = ()
    label: str = ""


def read_relation(words: Words, first: int, last: int, *, floor: int = 0) -> Relation:
    """The relation that the words around the tokens first … last - 1 give them, none read before token `floor`."""
    table = load_cues()
    state = _Reading(pos=first, last=last)
    _read_kind_after(words, table, state)
    floor = max(floor, first - _MOST_WORDS_BEFORE)
    while state.pos > floor and _is_reachable(words, state.pos) and _read_one(words, table, state):
        pass
    _read_adjective_after(words, table, state)
    _read_label(words, table, state, floor)
    name = _relation_name(state)
    return Relation(
        name=name,
        first=state.pos,
        last=state.last,
        azimuth=state.azimuth,
        distance_m=state.distance_m,
        is_inside=state.is_inside,
        is_passage=state.is_passage,
        kinds=state.kinds,
        label=state.label,
    )


def _is_reachable(words: Words, pos: int) -> bool:
    """Whether the word before `pos` belongs to the same phrase: only spaces or opening marks between."""
    gap = words.gap(pos)
    return "\n" not in gap and _OPENING.fullmatch(gap) is not None


def _read_one(words: Words, table: CueTable, state: _Reading) -> bool:
    """Read one more cue to the left into `state`; False when the word there is none."""
    before = words.tokens[state.pos - 1].key
    matches = table.ending_at(words, state.pos)
    if before in ("from", "من") and _take_way_from(words, table, state):
        return True
    if before == "of" and (direction := _direction_of(words, table, state.pos - 1)):
        return _take_direction(state, direction, is_inside=False)
    for match in matches:
        if _take(state, match):
            return True
    if before in _ARTICLES or before in _APPROXIMATELY or (state.distance_m and words.forms[state.pos - 1][0] in _AWAY):
        state.pos -= 1
        return True
    return _take_distance(words, table, state)


def _take_way_from(words: Words, table: CueTable, state: _Reading) -> bool:
    """A distance or a direction before "from": "10 km from X", "إلى الشرق من X"."""
    if state.azimuth is None and (direction := _direction_of(words, table, state.pos - 1)):
        _take_direction(state, direction, is_inside=False)
        if state.pos and words.tokens[state.pos - 1].key in ("الي", "the", "to"):
            state.pos -= 1
        return True
    return _take_distance(words, table, state)


def _direction_of(words: Words, table: CueTable, pos: int) -> CueMatch | None:
    if not words.is_joined(pos):
        return None
    return next((m for m in table.ending_at(words, pos) if m.cue.cue == "direction"), None)


def _take(state: _Reading, match: CueMatch) -> bool:
    cue = match.cue
    nothing_yet = not state.name and state.azimuth is None and not state.is_passage
    if cue.cue == "kind" and nothing_yet:
        state.kinds = (*state.kinds, *cue.value.split("|"))
    elif cue.cue == "direction" and state.azimuth is None and state.name in ("", "countryside"):
        return _take_direction(state, match, is_inside=cue.lang == "en")
    elif cue.cue == "direction" and state.name == "near":
        pass  # "the eastern outskirts of": still near
    elif cue.cue == "relation" and _accepts_relation(state, cue.value):
        state.name = state.name or cue.value
    elif cue.cue == "relation" and cue.value == "in" and state.name in ("near", "countryside") and cue.lang == "en":
        pass  # "in the countryside of": the second word adds nothing but belongs to the expression
    elif cue.cue == "passage" and not state.name and state.azimuth is None:
        state.is_passage = True
    else:
        return False
    state.pos = match.first
    if cue.cue == "relation" and cue.value == "between":
        state.name = "between"
    return True


def _accepts_relation(state: _Reading, value: str) -> bool:
    if state.is_passage:
        return False
    if state.azimuth is not None:
        return value == "countryside" and not state.name
    return not state.name


def _take_direction(state: _Reading, match: CueMatch, *, is_inside: bool) -> bool:
    state.azimuth = float(match.cue.value)
    state.is_inside = is_inside
    state.pos = match.first
    return True


def _take_distance(words: Words, table: CueTable, state: _Reading) -> bool:
    """A distance that ends before `state.pos`: "some 25 km" (north of), "على بعد 25 كيلومتراً" (جنوب), "10 km from"."""
    pos = state.pos
    if state.distance_m is not None or state.name:
        return False
    if words.forms[pos - 1][0] in ("from", "من") and pos > 1:
        pos -= 1
    elif state.azimuth is None:
        return False
    unit = next((m for m in table.ending_at(words, pos) if m.cue.cue == "unit"), None)
    if unit is None:
        return False
    number, first = _number_before(words, table, unit)
    if number is None:
        return False
    state.distance_m = number * float(unit.cue.value)
    state.pos = first
    return True


def _number_before(words: Words, table: CueTable, unit: CueMatch) -> tuple[float | None, int]:
    """The number before a unit and where it begins; a spelt one from the table, a dual or a few as itself."""
    first = unit.first
    if first == 0:
        return None, first
    token = words.tokens[first - 1]
    if token.key.isdigit() and len(token.key) < 5:
        whole = float(token.key)
        if first > 1 and words.gap(first - 1) in (".", "٫") and words.tokens[first - 2].key.isdigit():
            return float(f"{words.tokens[first - 2].key}.{token.key}"), first - 2
        return whole, first - 1
    spelt = next((m for m in table.ending_at(words, first) if m.cue.cue == "number"), None)
    return (float(spelt.cue.value), spelt.first) if spelt else (None, first)


def _read_possessed(words: Words, table: CueTable, state: _Reading) -> None:
    """What a possessive has: "Raqqa's northern countryside"."""
    if state.last >= len(words) or not re.fullmatch(r"['’]s\s", words.gap(state.last)):
        return
    direction = next((m for m in table.starting_at(words, state.last, side="before") if m.cue.cue == "direction"), None)
    after = direction.last if direction else state.last
    countryside = next((m for m in table.starting_at(words, after) if m.cue.value == "countryside"), None)
    if countryside:
        state.name, state.last = "countryside", countryside.last
        state.azimuth = float(direction.cue.value) if direction else None


def _read_kind_after(words: Words, table: CueTable, state: _Reading) -> None:
    if not words.is_joined(state.last):
        _read_possessed(words, table, state)
        return
    for match in table.starting_at(words, state.last):
        if match.cue.cue == "kind":
            state.kinds = (match.cue.value,)
            state.last = match.last
            return
        if match.cue.cue == "relation":
            state.name = match.cue.value
            state.last = match.last
            return


def _read_adjective_after(words: Words, table: CueTable, state: _Reading) -> None:
    """The direction after the name in ريف X الشمالي; only Arabic puts it there, sometimes behind a second name."""
    if state.name != "countryside" or state.azimuth is not None:
        return
    after = _after_brackets(words, state.last)
    if not after:
        return
    for match in table.starting_at(words, after, side="before"):
        if match.cue.cue == "direction" and match.cue.lang == "ar" and words.tokens[match.first].key.startswith("ال"):
            state.azimuth, state.last = float(match.cue.value), match.last
            return


def _after_brackets(words: Words, pos: int) -> int | None:
    """The token that goes on from `pos`, past another name in brackets (ريف س (ص) الشرقي); None where none does."""
    if words.is_joined(pos):
        return pos
    if words.gap(pos).strip() != "(":
        return None
    closing = range(pos + 1, min(pos + 1 + _MOST_WORDS_IN_BRACKETS, len(words)))
    return next((end for end in closing if words.gap(end).strip() == ")"), None)


def _read_label(words: Words, table: CueTable, state: _Reading, floor: int) -> None:
    """The feature without a name of its own that the expression places: "an oil field near X"."""
    if state.name not in ("near", "border", "in") and state.azimuth is None:
        return
    for skip in (0, 1):
        end = state.pos - skip
        if end <= floor or not words.is_joined(state.pos) or not words.is_joined(end):
            return
        sides = [*table.ending_at(words, end), *table.ending_at(words, end, side="after")]
        found = next((m for m in sides if m.cue.cue == "kind" and m.cue.value in _UNNAMED_FEATURES), None)
        if found and found.first >= floor:
            state.label = words.text[words.tokens[found.first].start : words.tokens[state.pos - 1].end]
            state.pos = found.first
            return


_UNNAMED_FEATURES = frozenset(
    ["village", "base", "airfield", "oil field", "camp", "dam", "bridge", "crossing", "prison", "mountain"]
)


def _relation_name(state: _Reading) -> str:
    if state.is_passage:
        return ""
    if state.name == "countryside":
        return "countryside"
    if state.azimuth is not None:
        return "offset" if state.distance_m else "sector"
    if state.distance_m:
        return "near"
    return state.name or ("in" if state.kinds else "")


# Relations of two names -----------------------------------------------------------------------------------------


def join_relations(words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation]) -> list[Relation]:
    """The relations with pairs found (between A and B, the A–B road) and shared ones handed on ("near A and B")."""
    joined = list(relations)
    index = 0
    while index < len(joined):
        if joined[index].partner is not None:
            index += 1
            continue
        partner = _partner_of(words, spans, joined, index)
        if partner is not None:
            _pair(joined, index, partner)
            _share_alias(words, spans, joined, partner)
            index = partner
        elif joined[index].name == "between":
            joined[index] = replace(joined[index], name="")
            _share_with_next(words, spans, joined, index)
        else:
            _share_with_next(words, spans, joined, index)
        index += 1
    return joined


def _partner_of(
    words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation], index: int
) -> int | None:
    """The second name of a pair that begins at `index`, None when there is none."""
    starts_pair = relations[index].name == "between"
    for other in range(index + 1, min(index + 3, len(spans))):
        start, end = relations[index].last, spans[other][0]
        if _is_alias_gap(words, spans[other - 1][1], end) and other == index + 1:
            continue
        between = [words.forms[t][0] for t in range(max(start, spans[other - 1][1]), end)]
        gap = words.gap(end)
        road_after = "road" in relations[other].kinds
        if _DASH.match(gap) and not between and (starts_pair or "road" in relations[index].kinds or road_after):
            return other
        if starts_pair and _joins_a_pair(words, between, spans[other]):
            return other
        return None
    return None


def _joins_a_pair(words: Words, between: list[str], span: tuple[int, int]) -> bool:
    gaps = "".join(words.gap(t) for t in range(span[0] - len(between), span[0] + 1))
    if len(between) > 4 or re.search(r"[.;:!?،,\n]", gaps):
        return False
    joiners = {"and", "to", "الي", "و", "حتي", "towards"}
    if any(word in joiners for word in between):
        return True
    starts_with_and = words.text[words.tokens[span[0]].start] == "و"
    kinds_only = bool(between) and any(token.startswith("و") for token in between)
    return (not between and starts_with_and) or kinds_only


def _pair(relations: list[Relation], index: int, partner: int) -> None:
    first, second = relations[index].first, max(relations[index].last, relations[partner].last)

    def paired(relation: Relation, other: int) -> Relation:
        return replace(relation, name="between", first=first, last=second, partner=other, is_passage=False)

    relations[index] = paired(relations[index], partner)
    relations[partner] = paired(relations[partner], index)
    for middle in range(index + 1, partner):
        relations[middle] = replace(paired(relations[middle], partner), is_alias=True)


def _share_alias(words: Words, spans: Sequence[tuple[int, int]], relations: list[Relation], index: int) -> None:
    """Give a name in brackets what the name before it has: between A and B (C)."""
    following = index + 1
    if following < len(spans) and _is_alias_gap(words, spans[index][1], spans[following][0]):
        relations[following] = replace(relations[index], last=spans[following][1], is_alias=True)


def _share_with_next(words: Words, spans: Sequence[tuple[int, int]], relations: list[Relation], index: int) -> None:
    if index + 1 >= len(spans):
        return
    here, there = relations[index], relations[index + 1]
    alias = _is_alias_gap(words, spans[index][1], spans[index + 1][0])
    if alias or (not there.has_cue and _is_coordinated(words, here.last, spans[index + 1][0])):
        kinds = there.kinds or here.kinds
        shared = replace(here, first=there.first, last=there.last, kinds=kinds, label="", is_alias=alias)
        relations[index + 1] = shared if here.has_cue or alias else there


def _is_alias_gap(words: Words, end: int, start: int) -> bool:
    """Whether a name follows another in brackets: المالكية (ديريك)."""
    return start == end and start < len(words) and re.fullmatch(r"\s*[(\[/]\s*", words.gap(start)) is not None


def _is_coordinated(words: Words, end: int, start: int) -> bool:
    """Whether nothing but a conjunction or a comma stands between the tokens `end` … `start`."""
    if start < end or start - end > 2 or start >= len(words):
        return False
    between_words = all(words.forms[t][0] in _CONJUNCTIONS for t in range(end, start))
    gaps = [words.gap(t) for t in range(end, start + 1)]
    return between_words and all("\n" not in gap and _COORDINATING.match(gap) for gap in gaps)
