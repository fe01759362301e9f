"""The words around a name, parsed: "about 10 km north of the town of X" becomes a relation with its numbers.

A relation is read from the words before a name, nearest first (kind, direction, distance, relation word), and
from the few that may follow it ("X governorate", "ريف X الشمالي", "X, 10 km to the north"). Relations of several names
(between A and B, the A–B–C triangle) and names that share one ("near A and B") are joined afterwards, in `pairs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gazetteer.asides import after_brackets, before_brackets, is_noun_with_article
from gazetteer.capital_phrases import capital_before
from gazetteer.cues import CueMatch, CueTable, Words, load_cues
from gazetteer.distances import distance_ending_at, distance_starting_at

_ARTICLES = frozenset(["the", "a", "an"])
_APPROXIMATELY = frozenset(
    [
        "some", "about", "around", "roughly", "nearly", "approximately", "almost", "just", "due", "immediately",
        "directly", "slightly", "well", "far", "further", "farther", "only", "نحو", "حوالي", "قرابه", "زهاء", "تقريبا",
        "بنحو", "اقصي", "مباشره", "فقط",
    ]
)  # fmt: skip
_AWAY = frozenset(
    ["بعد", "مسافه", "from", "away", "من", "تبعد", "يبعد", "اقل", "اكثر", "less", "than", "more", "within", "distance",
     "of", "up", "مسافته"]
)  # fmt: skip
"""Words that may stand before a distance: at a distance of, less than, على بعد, تبعد."""
_FROM = frozenset(["from", "من", "عن", "ومن", "وعن"])
_BEFORE = frozenset(["before", "beyond", "past", "قبل"])
"""Words between a distance and a place on the way: "three kilometres before X"."""
_LEADING_IN = _BEFORE | _ARTICLES | _APPROXIMATELY | _FROM | {"of"}
_TELLING_GAPS = frozenset([",", "،", "'", "’"])
_FAR = frozenset(["away", "far", "distant", "بعيدا", "outside"])
_STANDING = frozenset(["في", "علي", "عند", "in", "at", "on", "داخل", "ضمن", "inside", "within", "to", "الي", "عن"])
"""Bare prepositions that add nothing to a relation but belong to its words."""
_OPENING = re.compile(r"^[\s\-‐‑–'’\"“«(‏‎#_]*$")
_POSSESSIVE = re.compile(r"['’]s?\s+$")
_MOST_WORDS_BEFORE = 14  # the longest expression: distance with its preposition, direction, kind
_PARTS = frozenset(["near", "countryside", "bank", "part", "centre", "coast", "waters", "edge"])
"""Relation words that a direction may qualify: the western outskirts of, الريف الشمالي ل."""
_FEATURES = _PARTS | {"at"}
_DEFINITE = ("ال", "وال", "بال", "فال", "كال", "لل", "ولل")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How the text relates to a name: the relation's id, numbers, and the tokens first … last - 1 it covers.

    `azimuth` in degrees from north, `distance_m` in metres (`is_rough`: "a few"); `is_inside` says that a direction
    means a part of the place ("northern X"), not a way from it. `feature` is the part that is meant where it has a
    shape of its own: bank, coast, waters, centre, area, road, triangle. `kinds` are what cue words call the name.
    `partner` is the index of the other mention of a "between", `others` those of all the rest of a triangle.
    `is_passage` marks a mere direction of travel ("towards X").
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
    feature: str = ""
    others: tuple[int, ...] = ()
    is_rough: bool = False

    @property
    def has_cue(self) -> bool:
        return bool(self.name or self.kinds or self.is_passage or self.feature or self.azimuth is not None)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, going left from the name."""

    pos: int
    last: int
    floor: int
    name: str = ""
    azimuth: float | None = None
    distance_m: float | None = None
    is_rough: bool = False
    is_inside: bool = False
    is_passage: bool = False
    kinds: tuple[str, ...] = ()
    label: str = ""
    feature: str = ""


def read_relation(words: Words, first: int, last: int, *, floor: int = 0) -> Relation:
    """The relation that the words around the tokens first … last - 1 give them, none read before token `floor`."""
    table = load_cues()
    capital = capital_before(words, first, last, floor)
    if not capital and not _has_cue_beside(table, words, first, last, floor):
        return Relation(first=first, last=last)
    state = _Reading(capital or first, last, max(floor, first - _MOST_WORDS_BEFORE))
    state.kinds = ("city",) if capital else ()
    _read_kind_after(words, table, state)
    while state.pos > state.floor and _is_reachable(words, state) and _read_one(words, table, state):
        pass
    if state.pos == first and state.last == last:
        trailing = _read_trailing_distance(words, table, state) or _read_before_by(words, table, first, last)
        return trailing or Relation(first=first, last=last)
    _read_adjective_after(words, table, state)
    _read_label(words, table, state)
    if state.name in ("", "in", "part") and not state.is_passage and state.distance_m is None:
        trailing = _read_trailing_distance(words, table, state)
        if trailing is not None:
            return trailing
    return _relation_of(state)


def _has_cue_beside(table: CueTable, words: Words, first: int, last: int, floor: int) -> bool:
    """Whether any word next to a name may be a cue: most names have none, and nothing more is read of them."""
    tokens = words.tokens
    if first > floor:
        before = tokens[first - 1]
        if table.may_end(before.word) or before.key in _LEADING_IN or before.word.forms[0] in _LEADING_IN:
            return True
    if last >= len(tokens):
        return False
    after = tokens[last]
    return table.may_begin(after.word) or after.gap[:1] in _TELLING_GAPS


def _relation_of(state: _Reading) -> Relation:
    return Relation(
        name=_relation_name(state),
        first=state.pos,
        last=state.last,
        azimuth=state.azimuth,
        distance_m=state.distance_m,
        is_inside=state.is_inside,
        is_passage=state.is_passage,
        kinds=state.kinds,
        label=state.label,
        feature=state.feature or (state.name if state.name in _FEATURES else ""),
        is_rough=state.is_rough,
    )


def _relation_name(state: _Reading) -> str:
    if state.is_passage:
        return ""
    match state.name:
        case "countryside" | "linking" | "from" | "part_of":
            return state.name
        case "at" if state.azimuth is None and state.distance_m is None:
            return "in"
        case "coast" | "waters":
            return "sector"
        case "bank":
            return "along" if state.azimuth is None else "sector"
        case "part" | "centre" | "edge" if state.azimuth is None:
            return "in"
        case "edge":
            return "near"
        case "near" if state.azimuth is not None and state.distance_m is None:
            return "near"
    if state.azimuth is not None:
        return "offset" if state.distance_m is not None else "sector"
    if state.distance_m is not None:
        return "near"
    return state.name or ("in" if state.kinds else "")


def _is_reachable(words: Words, state: _Reading) -> bool:
    """Whether the word before belongs to the same phrase: only spaces or opening marks between.

    A distance may be told twice: "40 kilometers (25 miles) east of X".
    """
    gap = words.gap(state.pos)
    if "\n" in gap:
        return False
    if _OPENING.fullmatch(gap) is not None:
        return True
    return state.azimuth is not None and gap.strip() == ")" and state.distance_m is None


def _read_one(words: Words, table: CueTable, state: _Reading) -> bool:
    """Read one more cue to the left into `state`; False when the word there is none."""
    if words.gap(state.pos).strip() == ")":
        return _take_distance(words, table, state)
    before, form = words.tokens[state.pos - 1].key, words.forms[state.pos - 1][0]
    if form in _BEFORE and state.azimuth is None and not state.name:
        return _take_distance(words, table, state)
    if form in _FROM and _take_way_from(words, table, state):
        return True
    if before == "of":
        direction = _direction_of(words, table, state.pos - 1)
        if direction is not None and state.azimuth is None and state.name in ("", "countryside"):
            return _take_direction(state, direction, is_inside=is_noun_with_article(words, direction.first))
    if state.kinds and not state.name and state.azimuth is None and _skip_adjectives(words, table, state):
        return True
    for match in table.ending_at(words, state.pos):
        if match.first >= state.floor and _take(words, state, match):
            return True
    if before in _ARTICLES or form in _APPROXIMATELY:
        state.pos -= 1
        return True
    if state.distance_m is not None and (form in _AWAY or before in _STANDING):
        state.pos -= 1
        return True
    if state.azimuth is not None and before in ("to", "الي"):
        state.pos -= 1
        return True
    return _take_distance(words, table, state)


_MOST_ADJECTIVES = 3


def _skip_adjectives(words: Words, table: CueTable, state: _Reading) -> bool:
    """Whether a way to the place is told before its adjectives, which are then passed over.

    So in "north of the Turkish border town of X", "near the besieged village of X".
    """
    for pos in range(state.pos - 1, max(state.pos - 1 - _MOST_ADJECTIVES, state.floor, 1), -1):
        token = words.tokens[pos]
        if not words.is_joined(pos) or token.is_arabic or token.key in _STANDING or token.key in _FROM:
            return False
        if words.tokens[pos - 1].key not in _ARTICLES:
            continue
        at = pos - 1
        is_way = at > state.floor and words.tokens[at - 1].key in ("of", "from") and words.is_joined(at)
        if is_way and _direction_of(words, table, at - 1) is not None:
            state.pos = at
            return True
        near = (m for m in table.ending_at(words, at) if m.cue.cue == "relation" and m.cue.value in ("near", "edge"))
        if words.is_joined(at) and any(m.first >= state.floor for m in near):
            state.pos = at
            return True
        return False
    return False


def _take_way_from(words: Words, table: CueTable, state: _Reading) -> bool:
    """A distance or a direction before "from": "10 km from X", "إلى الشرق من X", "10 km away from"."""
    if state.azimuth is None and (direction := _direction_of(words, table, state.pos - 1)):
        if direction.first < state.floor:
            return False
        _take_direction(state, direction, is_inside=False)
        if state.pos > state.floor and words.tokens[state.pos - 1].key in ("الي", "the", "to"):
            state.pos -= 1
        return True
    return _take_distance(words, table, state)


def _direction_of(words: Words, table: CueTable, pos: int) -> CueMatch | None:
    if not words.is_joined(pos):
        return None
    return next((m for m in table.ending_at(words, pos) if m.cue.cue == "direction"), None)


def _take(words: Words, state: _Reading, match: CueMatch) -> bool:
    cue = match.cue
    if cue.cue == "kind":
        if state.name or state.azimuth is not None or state.is_passage or state.distance_m is not None:
            return False
        state.kinds = (*state.kinds, *cue.value.split("|"))
    elif cue.cue == "direction":
        return _take_direction_word(words, state, match)
    elif cue.cue == "relation":
        if not _take_relation(words, state, match):
            return False
    elif cue.cue == "passage" and not state.name and state.azimuth is None and state.distance_m is None:
        state.is_passage = True
    else:
        return False
    state.pos = match.first
    return True


def _take_direction_word(words: Words, state: _Reading, match: CueMatch) -> bool:
    """A direction right before what has been read: "northern X", شمال X, "the western outskirts of X"."""
    cue = match.cue
    if state.azimuth is not None or state.is_passage or state.distance_m is not None:
        return False
    is_adjective = cue.phrase.endswith("ern") or _is_definite(words, match.first)
    if cue.lang == "ar" and _is_definite(words, match.first) and not _is_linked(words, state.pos):
        return False  # the adjective of something else: في ريف س الجنوبي بمحافظة ص
    if state.name in ("bank", "part", "countryside", "coast", "centre", "edge") or (
        state.name == "near" and is_adjective
    ):
        return _take_direction(state, match, is_inside=state.name in ("part", "near", "edge"))
    return not state.name and _take_direction(state, match, is_inside=cue.lang == "en")


def _is_definite(words: Words, index: int) -> bool:
    key = words.tokens[index].key
    return len(key) > 4 and key.startswith(_DEFINITE)


def _is_linked(words: Words, pos: int) -> bool:
    """Whether the word at `pos` begins with the ل that ties it to a definite word before: الريف الغربي لدير الزور."""
    return words.tokens[pos].key.startswith("ل")


def _take_direction(state: _Reading, match: CueMatch, *, is_inside: bool) -> bool:
    if match.first < state.floor:
        return False
    state.azimuth = float(match.cue.value)
    state.is_inside = is_inside
    state.pos = match.first
    return True


def _take_relation(words: Words, state: _Reading, match: CueMatch) -> bool:
    """Whether a relation word goes with what has been read; it is kept in `state`."""
    value, is_bare = match.cue.value, words.tokens[match.last - 1].key in _STANDING and match.last - match.first == 1
    if state.is_passage:
        return False
    if is_bare and (state.name in _PARTS or state.distance_m is not None):
        return state.name != "in"
    if state.name:
        return False
    if state.azimuth is not None:
        is_adjective = _is_definite(words, state.pos)
        if value == "countryside" or (is_adjective and value in _PARTS):
            state.name = value
            state.is_inside = value in ("part", "near", "edge")
            return True
        return False
    if state.distance_m is not None and value != "near":
        return False
    state.name = value
    return True


def _take_distance(words: Words, table: CueTable, state: _Reading) -> bool:
    """A distance that ends before `state.pos`: "some 25 km" (north of), "على بعد 25 كيلومتراً" (جنوب), "10 km from"."""
    if state.distance_m is not None or state.name not in ("", "near") or state.is_passage:
        return False
    pos, is_told = state.pos, state.azimuth is not None or state.name == "near"
    if words.gap(pos).strip() == ")":
        pos = before_brackets(words, pos)
    elif words.tokens[pos - 1].key == "of" or words.forms[pos - 1][0] in _FROM | _BEFORE:
        pos -= 1
        if pos > 1 and words.forms[pos - 1][0] in _FAR:
            pos -= 1
    elif not is_told:
        return False
    found = distance_ending_at(words, table, pos) if pos > state.floor else None
    if found is None or found.first < state.floor:
        return False
    state.distance_m, state.is_rough, state.pos = found.metres, found.is_rough, found.first
    return True


# Words after the name ---------------------------------------------------------------------------------------------


def _read_kind_after(words: Words, table: CueTable, state: _Reading) -> None:
    if state.last >= len(words):
        return
    if not words.is_joined(state.last):
        _read_possessed(words, table, state)
        return
    for match in table.starting_at(words, state.last):
        if match.cue.cue == "kind":
            state.kinds = (match.cue.value,)
            state.feature = "area" if match.cue.phrase == "area" else ""
            state.last = match.last
            return
        if match.cue.cue == "relation":
            state.name = match.cue.value
            state.last = match.last
            return


def _read_possessed(words: Words, table: CueTable, state: _Reading) -> None:
    """What a possessive has: "Raqqa's northern countryside", "Syria's north-east", "Manbij's outskirts"."""
    if not _POSSESSIVE.match(words.gap(state.last)):
        return
    direction = next((m for m in table.starting_at(words, state.last, side="before") if m.cue.cue == "direction"), None)
    after = direction.last if direction else state.last
    relation = next((m for m in table.starting_at(words, after) if m.cue.cue == "relation"), None)
    if relation is not None and words.is_joined(after) | (after == state.last):
        state.name, state.last = relation.cue.value, relation.last
        state.azimuth = float(direction.cue.value) if direction else None
        state.is_inside = state.name == "near"
    elif direction is not None and not direction.cue.phrase.endswith("ern"):
        state.name, state.azimuth, state.is_inside, state.last = (
            "part",
            float(direction.cue.value),
            True,
            direction.last,
        )


def _read_adjective_after(words: Words, table: CueTable, state: _Reading) -> None:
    """The direction after the name in ريف X الشمالي; only Arabic puts it there, sometimes behind a second name."""
    if state.name not in _PARTS or state.azimuth is not None:
        return
    after = after_brackets(words, state.last)
    if not after or not words.tokens[after].is_arabic:
        return
    for match in table.starting_at(words, after, side="before"):
        if match.cue.cue == "direction" and match.cue.lang == "ar" and words.tokens[match.first].key.startswith("ال"):
            state.azimuth, state.last = float(match.cue.value), match.last
            state.is_inside = state.name == "near"
            return


def _read_before_by(words: Words, table: CueTable, first: int, last: int) -> Relation | None:
    """A distance on the way to a place: قبل الحسكة بثلاثة كيلومترات."""
    if not words.is_joined(first) or words.forms[first - 1][0] not in _BEFORE or not words.is_joined(last):
        return None
    if not words.tokens[last].key.startswith("ب"):
        return None
    found = distance_starting_at(words, table, last)
    if found is None:
        return None
    metres, is_rough = found.metres, found.is_rough
    return Relation(name="near", first=first - 1, last=found.last, distance_m=metres, is_rough=is_rough)


_IT = frozenset(["منها", "منه", "it", "town", "city", "village", "المدينه", "البلده", "القريه"])


def _read_trailing_distance(words: Words, table: CueTable, state: _Reading) -> Relation | None:
    """A distance told after the name: "north of X by 10 km", شمال X بنحو 10 كم, "X, 10 km to the north"."""
    if state.last >= len(words):
        return None
    gap = words.gap(state.last)
    if state.azimuth is not None and not state.is_inside and words.is_joined(state.last):
        if words.tokens[state.last].key.isdigit():
            return None  # "north of Manbij 12 people died"
        found = distance_starting_at(words, table, state.last)
        if found is None:
            return None
        state.distance_m, state.is_rough, state.last = found.metres, found.is_rough, found.last
        return _relation_of(state)
    if state.azimuth is not None or gap.strip() not in (",", "،") or "\n" in gap:
        return None
    found = distance_starting_at(words, table, state.last)
    if found is None or not words.is_joined(found.last):
        return None
    start = found.last
    while (
        words.is_joined(start) and words.tokens[start].key in ("to", "the", "الي", "باتجاه") and start < found.last + 2
    ):
        start += 1
    return _with_direction_after(words, table, state, start, found.metres, found.is_rough)


def _with_direction_after(
    words: Words, table: CueTable, state: _Reading, start: int, metres: float, is_rough: bool
) -> Relation | None:
    """The offset that a distance and the direction at token `start` give, unless it is told from something else."""
    if not words.is_joined(start):
        return None
    directions = table.starting_at(words, start, side="before")
    match = next((m for m in directions if m.cue.cue == "direction"), None)
    if match is None or match.cue.phrase.endswith("ern"):
        return None
    end = match.last
    if words.is_joined(end):
        following = words.tokens[end].key
        is_arabic_noun = match.cue.lang == "ar" and not words.tokens[match.first].text.endswith(("اً", "ًا", "ا"))
        if following in ("of", "from", "من") or (is_arabic_noun and following not in _IT):
            return None
        end += following in ("منها", "منه")
    state.azimuth, state.distance_m, state.is_rough, state.last = float(match.cue.value), metres, is_rough, end
    state.is_inside, state.name = False, ""
    return _relation_of(state)


def _read_label(words: Words, table: CueTable, state: _Reading) -> None:
    """The feature without a name of its own that the expression places: "an oil field near X"."""
    if state.name not in ("near", "border", "in") and state.azimuth is None and state.distance_m is None:
        return
    for skip in (0, 1):
        end = state.pos - skip
        if end <= state.floor or not words.is_joined(state.pos) or not words.is_joined(end):
            return
        sides = [*table.ending_at(words, end), *table.ending_at(words, end, side="after")]
        found = next((m for m in sides if m.cue.cue == "kind" and m.cue.value in _UNNAMED_FEATURES), None)
        if found and found.first >= state.floor:
            state.label = words.text[words.tokens[found.first].start : words.tokens[state.pos - 1].end]
            state.pos = found.first
            return


_UNNAMED_FEATURES = frozenset(
    ["village", "base", "airfield", "oil field", "camp", "dam", "bridge", "crossing", "prison", "mountain"]
)
