"""What part a place plays in a text: scene of an event, context, a government that acts, where a report is from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gazetteer.bundles import PROVINCES
from gazetteer.cues import CueTable, Words, capitals, load_cues, phrase_keys, read_table
from gazetteer.places import Place, Role
from gazetteer.relations import Relation
from gazetteer.spans import NameSpan

_DATELINE_HEAD = re.compile(r"^\s*+(?:[,،/(][^\n:;!?]{0,50}?)?\s*+(?:[-–—]{1,2}\s|[-–—]\s?(?:سانا|وفا|واع|بترا)\b)")
"""What stands behind where a report was written; agencies put their name to it without a space: القنيطرة-سانا:"""
_DATE_LINE = re.compile(r"^\s*(?:في|,|،)\s*[\d٠-٩]{1,2}\b")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_PREPOSITIONS = frozenset(["by", "of", "from", "in", "with", "to", "near", "into", "over", "for", "من", "في", "الي"])
_SKIPPED = frozenset(["also", "on", "again", "then", "has", "have", "had", "قد", "فقد", "both"])


@dataclass(frozen=True, slots=True)
class Scene:
    """What the roles are read from: the words, the names with their relations and places, and what sentences tell."""

    words: Words
    spans: Sequence[NameSpan]
    relations: Sequence[Relation]
    places: Sequence[Place | None]
    country: str
    background: frozenset[int]
    moves: tuple[tuple[int, str], ...]


def read_roles(
    words: Words,
    spans: Sequence[NameSpan],
    relations: Sequence[Relation],
    places: Sequence[Place | None],
    *,
    country: str = "",
) -> list[Role]:
    """The role of each name, in order; `country` is the one the text is about."""
    background, moves = _read_sentences(words, {words.sentence[span.first] for span in spans})
    scene = Scene(words, spans, relations, places, country, background, moves)
    sources = _source_spans(scene)
    roles: list[Role] = ["source" if i in sources else _role_of(scene, i) for i in range(len(spans))]
    return _spread_actors(scene, roles)


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """The first words of all that a sentence may tell of its places; most words of a text are none of them."""
    rows = read_table("cues.csv", ["lang", "phrase", "cue", "value", "side"])
    told = (row for row in rows if row["cue"] == "background" and row["value"] not in _APART)
    return frozenset(phrase_keys(row["phrase"])[0] for row in told) | {"since", "منذ"}


def _read_sentences(words: Words, sentences: set[int]) -> tuple[frozenset[int], tuple[tuple[int, str], ...]]:
    """The sentences, among those given, that tell of habits, of what lasts or of years ago; and the verbs of movement.

    A movement is the token after its verb, with "move", with "cross" where it comes over a line, "back" for a return.
    """
    table, background, moves = load_cues(), set[int](), list[tuple[int, str]]()
    for number, index in _telling_words(words, sentences):
        if words.tokens[index].key in ("since", "منذ") and any(
            _YEAR.match(token.key) for token in words.tokens[index + 1 : index + 4]
        ):
            background.add(number)
        for match in table.starting_at(words, index, side="before"):
            if match.cue.cue != "background":
                continue
            if match.cue.value in ("move", "cross", "back"):
                moves.append((match.last, match.cue.value))
            elif match.cue.value == "habit":
                background.add(number)
    return frozenset(background), tuple(sorted(moves))


_MOST_REMEMBERED = 100_000
_telling: dict[str, bool] = {}
"""Whether a word, by its key, may begin what `_read_sentences` looks for."""


def _telling_words(words: Words, sentences: set[int]) -> Iterator[tuple[int, int]]:
    """The sentence and the token of each word, in the given sentences, that may tell something of their places."""
    tokens = words.tokens
    if len(_telling) > _MOST_REMEMBERED:
        _telling.clear()
    for number in sorted(sentences):
        for index in range(bisect_left(words.sentence, number), bisect_right(words.sentence, number)):
            key = tokens[index].key
            tells = _telling.get(key)
            if tells is None:
                tells = _telling[key] = not _first_words().isdisjoint(words.forms[index])
            if tells:
                yield number, index


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
        is_told = any(m.cue.cue == "source" for m in load_cues().ending_at(words, span.first))
        if is_told or _is_attribution(words, scene.relations[index]):
            found.add(index)
    return found


_ATTRIBUTING = frozenset(["according", "وفق", "وفقا", "بحسب", "حسب", "نقلا"])
_OF_LAW = frozenset(["الماده", "ماده", "احكام", "القانون", "قانون", "خطه", "اتفاق", "الاتفاق", "جدول", "برنامج"])
"""What is done "according to" but says nothing: وفق المادة 4 إرهاب في قضاء الشرقاط."""
_MOST_WORDS_ATTRIBUTED = 7


def _is_attribution(words: Words, relation: Relation) -> bool:
    """Whether a name says where a source is: "according to the monitor in X", وفق مفوضية اللاجئين في س."""
    if relation.name not in ("in", "near") or relation.first == 0:
        return False
    for index in range(relation.first - 1, max(relation.first - _MOST_WORDS_ATTRIBUTED, 0) - 1, -1):
        if not words.is_joined(index + 1):
            return False
        if words.forms[index][0] in _ATTRIBUTING:
            return words.forms[index + 1][0] not in _OF_LAW
    return False


def _is_alone_on_line(words: Words, span: NameSpan) -> bool:
    before = words.text[max(0, span.start - 3) : span.start]
    after = words.text[span.end : span.end + 3]
    return "\n" in before and "\n" in after[:2] and len(words) > span.last


def _role_of(scene: Scene, index: int) -> Role:
    relation, place, span = scene.relations[index], scene.places[index], scene.spans[index]
    if is_heading(scene.words, span) or _suffers(scene.words, span):
        return "event"
    if _is_told_apart(scene, index):
        return "context"
    if _is_actor(scene, index):
        return "actor"
    if scene.words.sentence[span.first] in scene.background:
        return "context"
    if _is_on_the_way(scene, index):
        is_mere_way = relation.first < span.first and not _VIA.isdisjoint(scene.words.forms[relation.first])
        return "event" if not is_mere_way and _moves_before(scene, index) else "context"
    if place is not None and place.kind in ("country", "continent"):
        return _role_of_country(scene, index)
    if place is not None and place.kind in ("river", "border") and _only_locates(scene, index):
        return "context"
    is_foreign_capital = place is not None and place.country != scene.country and span.key in capitals()
    if is_foreign_capital and relation.name == "in" and not relation.kinds:
        return "context"
    return "event" if relation.name or _is_scene(scene, index) else "context"


def _suffers(words: Words, span: NameSpan) -> bool:
    """Whether a capital is what something happens to and no government: موسكو تتعرض لهجوم."""
    is_followed = words.is_joined(span.last)
    return span.key in capitals() and is_followed and words.tokens[span.last].key in _SUFFERING


_SUFFERING = frozenset(["تتعرض", "تعرضت", "تشهد", "شهدت", "استيقظت", "اهتزت", "تهتز", "استفاقت"])


def _role_of_country(scene: Scene, index: int) -> Role:
    """A country is a scene where a part of it is named, and not merely to say where a place before it lies."""
    relation, words = scene.relations[index], scene.words
    before = relation.first - 1
    is_way = _follows_a_word(words, relation.first) and words.tokens[before].key in _WAYS
    if is_way or relation.name == "near" or (relation.name in ("", "in") and relation.feature != "centre"):
        return "context"
    if index and relation.name == "sector" and scene.places[index - 1] is not None:
        earlier = scene.relations[index - 1]
        if relation.first <= earlier.last and words.sentence[relation.first] == words.sentence[earlier.first]:
            return "context"
    return "event" if relation.name else "context"


_WAYS = frozenset(["from", "to", "into", "of", "الي", "من", "نحو", "مناطق"])


def _only_locates(scene: Scene, index: int) -> bool:
    """Whether a river or a border only says where a place before it lies: "the town on the Turkish border"."""
    words, first = scene.words, scene.relations[index].first
    if not _follows_a_word(words, first) or first >= scene.spans[index].first:
        return False
    key, before = words.forms[first][0], words.forms[first - 1][0]
    if key == "across":
        return True
    if key not in _LYING:
        return False
    is_after_name = index > 0 and first <= max(scene.relations[index - 1].last, scene.spans[index - 1].last)
    return words.is_joined(first) and (is_after_name or before in _LAID)


_LYING = frozenset(["on", "علي", "قريبه", "قريب", "محاذيه", "محاذي", "مطله", "واقعه", "واقع"])
_LAID = frozenset(["town", "village", "city", "واقعه", "واقع", "مطله"])
_VIA = frozenset(
    ["through", "via", "toward", "towards", "heading", "headed", "bound", "عبر", "نحو", "اتجاه", "صوب"]
)  # fmt: skip
"""Words of a mere direction, or of what is only passed."""
_FROM = frozenset(["from", "من", "ومن"])
_MOST_WORDS_MOVED = 16
_SCENES = frozenset(
    ["city", "town", "village", "quarter", "camp", "base", "airfield", "oil field", "dam", "bridge", "crossing",
     "prison", "mountain", "road"]
)  # fmt: skip
_APART = frozenset(["origin", "accord"])
_ANDED = re.compile(r"\s(?:and\s|و\s?)?")
_LONGEST_LEAD = 4
"""Words of a relation, before a name, among which "from the people of" is looked for."""


def _is_scene(scene: Scene, index: int) -> bool:
    """Whether a name without a relation is where something happens all the same: "shells hit A, B and C"."""
    place, relation, span = scene.places[index], scene.relations[index], scene.spans[index]
    if relation.feature == "at":
        return place is None or place.kind != "country"
    is_acronym = (
        span.last == span.first + 1 and span.end - span.start <= 4 and span.name.isascii() and span.name.isupper()
    )
    if _is_region_of_country(scene, index):
        return True
    if is_acronym or span.key in capitals() or (place is not None and place.kind not in _SCENES):
        return False
    is_after_word = _follows_a_word(scene.words, span.first)
    return not (is_after_word and scene.words.forms[span.first - 1][0] in ("of", "عن", "for"))


_POSSESSIVE = re.compile(r"['’]s?\s(?:[a-z-]+\s){0,2}")


def _is_region_of_country(scene: Scene, index: int) -> bool:
    """Whether a name is a country's region, as in "in Pakistan's restive Balochistan province"."""
    place, before = scene.places[index], scene.places[index - 1] if index else None
    if place is None or before is None or before.kind != "country" or place.kind not in PROVINCES:
        return False
    return _POSSESSIVE.fullmatch(scene.words.text, scene.spans[index - 1].end, scene.spans[index].start) is not None


def _follows_a_word(words: Words, index: int) -> bool:
    """Whether a word stands before token `index` on its line; what another paragraph ends with says nothing."""
    return not words.line_starts_at(index)


def _is_told_apart(scene: Scene, index: int) -> bool:
    """Whether a name is only where somebody is from, another place of the name, or an agreement called after it."""
    table, words = load_cues(), scene.words
    begin, end = scene.relations[index].first, scene.spans[index].first
    return any(
        match.cue.cue == "background" and match.cue.value in _APART
        for first in range(min(begin, end), min(end, begin + _LONGEST_LEAD) + 1)  # من أبناء | بلدة | الشحيل
        if first and words.is_joined(first)
        for match in table.ending_at(words, first)
    )


def _is_on_the_way(scene: Scene, index: int) -> bool:
    """Whether a name is where somebody goes to, comes from or passes."""
    relation, first = scene.relations[index], scene.spans[index].first
    is_after_word = not relation.name and _follows_a_word(scene.words, first)
    is_from = is_after_word and scene.words.forms[first - 1][0] in _FROM
    if not (relation.is_passage or is_from or relation.name) and index and _is_listed(scene, index):
        return _is_on_the_way(scene, index - 1)  # "from A and B"
    return relation.is_passage or is_from


def _is_listed(scene: Scene, index: int) -> bool:
    """Whether only "and" stands between a name and the one before it."""
    before, span = scene.spans[index - 1], scene.spans[index]
    if scene.words.sentence[before.first] != scene.words.sentence[span.first]:
        return False
    return _ANDED.fullmatch(scene.words.text, before.end, span.start) is not None


def _moves_before(scene: Scene, index: int) -> bool:
    """Whether the sentence tells, not far before a name, of a movement that is no return."""
    first, sentence = scene.relations[index].first, scene.words.sentence
    begin = bisect_left(scene.moves, (first - _MOST_WORDS_MOVED, ""))
    end = bisect_left(scene.moves, (first + 2, ""))
    near = [(at, how) for at, how in scene.moves[begin:end] if sentence[at - 1] == sentence[scene.spans[index].first]]
    if not near:
        return False
    is_from = not scene.relations[index].is_passage
    return near[-1][1] == "move" or (near[-1][1] == "cross" and not is_from)


def is_heading(words: Words, span: NameSpan) -> bool:
    """Whether a line of a digest begins with the name and a colon: "ALEPPO: …", "1. Kirkuk: …"."""
    if not re.match(r"\s*:", words.text[span.end : span.end + 2]):
        return False
    line = words.text[max(0, span.start - 6) : span.start].split("\n")[-1]
    return re.fullmatch(r"[\s\d٠-٩.)\-–•*#]*", line) is not None


_INSTITUTIONS = frozenset(
    ["army", "forces", "government", "military", "navy", "troops", "president", "ministry", "parliament", "jets"]
)
"""What a country has that acts for it: "Sudan's army recaptured the palace"."""


def _is_government(scene: Scene, index: int) -> bool:
    place = scene.places[index]
    return scene.spans[index].key in capitals() or (place is not None and place.kind == "country")


def _is_actor(scene: Scene, index: int) -> bool:
    """Whether a capital or a country stands for its government."""
    words, span, relation, table = scene.words, scene.spans[index], scene.relations[index], load_cues()
    heads = (span.first, relation.first, span.first + 1)  # محافظ may have been taken for the محافظة of a name
    if any(m.cue.value == "office" for first in heads for m in table.ending_at(words, first)):
        return True
    if not _is_government(scene, index):
        return False
    is_capital = span.key in capitals()
    if _has_cue(table, words, span.first, "phrase"):
        return True
    if not is_capital and _has_cue(table, words, span.first, "verb"):
        return True  # "دخلت روسيا": Russia entered; of a capital, "دخلت دمشق" is rather where somebody went
    if is_capital and span.stripped == "و" and _acts_after(table, words, span.last):
        return True  # "في ريف السويداء ودمشق ترسل تعزيزات": what a list of places would go on with, but it acts
    if relation.name not in ("", "between") or relation.is_passage or relation.kinds or relation.feature:
        return False
    is_object = _follows_a_word(words, span.first) and words.tokens[span.first - 1].key in _PREPOSITIONS
    if (not is_object and _acts_after(table, words, span.last)) or _has_cue(table, words, span.first, "verb"):
        return True
    if re.match(r"['’]s?\s", words.text[span.end : span.end + 3]):
        is_armed = span.last < len(words) and words.tokens[span.last].key in _INSTITUTIONS
        return is_armed or span.key in capitals() or _acts_after(table, words, span.last + 1)
    return is_capital and not _is_preceded_by_place_word(words, span)


def _is_preceded_by_place_word(words: Words, span: NameSpan) -> bool:
    """Whether a word before a capital makes it a place after all: from Damascus, of Damascus, إلى دمشق."""
    if span.stripped in ("ب", "وب", "فب") or not _follows_a_word(words, span.first):
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
