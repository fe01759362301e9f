"""What kind of thing a sentence tells of: trigger words with the frame of their arguments, and how real they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import attrgetter
from typing import Literal, cast

from dashboard.reading.patterns import Found, PatternError, PatternSet, Word, split_words
from dashboard.reading.sentences import Sentence
from dashboard.tables import Row, read_table
from dashboard.vocabulary import kinds

Frame = Literal["active", "passive", "noun", "blast", "mutual", "move", "protest"]
Sense = Literal[
    "told", "denied", "planned", "hypothetical", "habit", "negated", "background", "figurative", "rejected", "accused"
]  # fmt: skip

FRAMES = ("active", "passive", "noun", "blast", "mutual", "move", "protest")
SENSES = ("denied", "rejected", "planned", "hypothetical", "habit", "negated", "background", "figurative", "accused")
SAME = "same"
"""The kind in the table for words that tell again of the kind told before: "they came back and hit the gate"."""
BOMBING = frozenset({"air_or_drone_strike", "shelling"})
MARCHES = frozenset({"movement", "patrol"})
"""Kinds that tell only how somebody came to where something worse happened."""
_CUT = re.compile(
    r"[:|;]\s|,\s(?:\w+\s){0,3}(?:after|when|before|while)\s|\s(?:فيما|بينما|في\s+حين)\s|[،,]\s+[وف]?رد\u0651?(?:ت|وا)?\s"
    r"|\sو(?:ال)?(?:جيش|قوات|مدفعية|طيران|مقاتلات|فصائل|مقاومة|احتلال)\s(?:\S+\s)?(?:رد|ردت|ردوا|ترد|يرد|بيرد)\s"
    r"|[،,]\s+و(?=(?:قصف|استهد|مهاجم|هاجم|ضرب|أطلق|إطلاق|تفجير|فجر|شن|نفذ|تنفيذ|اقتح|اشتب|دمر|تدمير|إسقاط|أسقط))"
    r"|\s(?:بعد|عقب)\s(?!منتصف|ظهر|الظهر|عصر|ساع|يوم|أيام|أسبوع|شهر|دقائق|لحظ|صلاة|أن\s|أقل|نحو)"
)
_HELD = re.compile(r"-(?:held|controlled|run|occupied|dominated|ruled)\b")
_BOMBS = frozenset({"bomb", "bombs"})
_AERIAL = frozenset(
    {"drop", "drops", "dropped", "dropping", "guided", "glide", "gliding", "aerial", "barrel", "kab", "fab", "air"}
)
_BY = re.compile(r"\b(?:at|on|upon|into) by ")
_TURNS_TO_OTHERS = frozenset({"when", "while", "whereas"})
_STOPPED = frozenset({"standoff", "clash"})
_TURNS_AWAY = frozenset({"after", "before", "because", "where"})
"""Words behind which stands nothing that was stopped or beaten off."""
_NO_CIVILIANS = re.compile(r"(?:حزب\s+العمال|(?:ال|لل)دفاع\s+المدني|شرطة\s+المدنية|ود\s+مدني)$")
"""Names that end in a word for civilians: the PKK's workers, civil defence, a town."""
_OCCASIONS = frozenset({"after", "when"})
_AFTER = frozenset({"بعد", "عقب", "اثر", "غداه", "بعدما", "رغم"})
_CAUSES: dict[Sense, frozenset[str]] = {"hypothetical": _AFTER, "negated": _AFTER | {"جراء", "نتيجه", "بسبب"}}
"""Arabic words behind which stands what did happen, though what came of it is feared, demanded or denied."""
_FINITE = frozenset({"was", "were"})
_PROBES = frozenset({"investigate", "probe", "condemn", "inquiry", "investigation", "explain", "denounce"})
_RELATIVE = frozenset({"who", "which", "that", "they", "he", "she", "it"})
_TURNS = frozenset({"and", "but", "while", "whereas", "though"})
_TELLS = frozenset({"said", "says", "told", "reported", "announced", "confirmed", "claimed", "accused"})
_START = attrgetter("start")
_SCOPES = ("after", "sentence", "previous", "local", "begins", "plans")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Words that tell of an event: offsets in the report, the kind, and how its arguments stand about them.

    `strength` is 3 where the words leave no doubt, 2 where they tell an event, 1 where they may only refer to one.
    """

    start: int
    end: int
    kind: str
    frame: Frame
    strength: int
    sense: Sense = "told"
    rule: str = ""
    is_present: bool = False
    is_again: bool = False
    cue_start: int = -1
    cue_end: int = -1


@dataclass(frozen=True, slots=True)
class _TriggerRow:
    kind: str
    frame: Frame
    strength: int
    rule: str


@dataclass(frozen=True, slots=True)
class _CueRow:
    sense: Sense
    scope: str
    reach: int


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say how real what they govern is; `first`, `last` are word numbers in the sentence."""

    sense: Sense
    scope: str
    reach: int
    first: int
    last: int
    stop: int
    """The word from which on it governs nothing."""


@cache
def word_classes() -> dict[str, tuple[str, ...]]:
    """The word classes that patterns may name, both languages together."""
    classes: dict[str, tuple[str, ...]] = {}
    for row in read_table("word_classes.csv", columns=("name", "lang", "words"), required=("name", "words")):
        classes[row["name"]] = classes.get(row["name"], ()) + tuple(row["words"].split())
    return classes


def find_triggers(
    sentence: Sentence, *, places: Iterable[tuple[int, int]] = (), forces: Iterable[tuple[int, int]] = ()
) -> list[Trigger]:
    """The triggers of a sentence in order, of overlapping ones the strongest and longest, with how real each is.

    `places` and `forces` are the offsets, in the report, of names that were found in the sentence.
    """
    words, cues = words_and_cues(sentence.text)
    placed = _words_of(words, places, sentence, "&place")
    cues = [cue for cue in cues if not all(i in placed for i in range(cue.first, cue.last + 1))]  # قرية أم الكيف
    names = placed | _words_of(words, forces, sentence, "&force")
    rows, patterns = _triggers()
    whole = [m for m in patterns.find(words, names) if not _is_cut(sentence.text, words, m, rows[m.pattern])]
    found = _without_overlaps(whole, rows)
    return [_trigger(sentence, words, match, rows[match.pattern], cues) for match in found]


def _is_cut(text: str, words: Sequence[Word], match: Found, row: _TriggerRow) -> bool:
    """Whether a match goes on after the heading of its line, to what others did meanwhile, or ends inside a name."""
    rule = row.rule
    inner = words[match.first + 1 : match.last]
    if any(word.key in _TURNS_TO_OTHERS and word.key not in rule for word in inner):
        return True  # "were killed when militants ...": not the militants were killed
    if row.frame == "active" and row.kind in _STOPPED and any(w.key in _TURNS_AWAY for w in inner):
        return not any(key in rule for key in _TURNS_AWAY)  # "stopped its work in X, where insurgents were seen"
    if _NO_CIVILIANS.search(text, words[match.first].start, words[match.last].end):
        return True
    if match.last - match.first == 1 and match.first and "," in text[words[match.first].end : words[match.last].start]:
        return True  # "during the raid, soldiers ..." tells of no raid on soldiers
    if row.frame == "active" and _BY.search(text, words[match.first].end, words[match.last].start):
        return True  # "shot at by men" tells of no shots at them
    if words[match.first].key in _BOMBS and row.kind == "ied_or_mine" and _is_from_air(words, match.first):
        return True
    if _HELD.match(text, words[match.first].end):
        return True  # "the rebel-held town of X, killing two" is no killing by rebels
    return bool(_CUT.search(text, words[match.first].end, words[match.last].start))


def _is_from_air(words: Sequence[Word], at: int) -> bool:
    """Whether a bomb fell from an aircraft: "dropped two bombs", "a glide bomb"."""
    return any(word.key in _AERIAL for word in words[max(0, at - 4) : at])


def _words_of(words: Sequence[Word], spans: Iterable[tuple[int, int]], sentence: Sentence, sign: str) -> dict[int, str]:
    return {i: sign for start, end in spans for i in range(_at(words, start, sentence), _at(words, end, sentence))}


def _at(words: Sequence[Word], position: int, sentence: Sentence) -> int:
    """The number of the first word of a sentence that does not begin before an offset in the report."""
    return bisect_left(words, position - sentence.start, key=_START)


@lru_cache(maxsize=4)
def words_and_cues(text: str) -> tuple[Sequence[Word], Sequence[Cue]]:
    """The words of a sentence, and those that deny, plan, threaten, negate, or tell of a habit."""
    words = split_words(text)
    return words, find_cues(words)


def find_cues(words: Sequence[Word]) -> list[Cue]:
    """The words of a sentence that deny, plan, threaten, negate, or tell of a habit."""
    rows, patterns = _cues()
    found = patterns.find(words)
    # "neither confirmed nor denied" is one cue, not a denial inside it.
    whole = [m for m in found if rows[m.pattern].sense in ("background", "figurative")]
    outer = [m for m in found if not any(_is_inside(m, other) for other in whole)]
    return [_cue(rows[m.pattern], m, words) for m in outer]


def _cue(row: _CueRow, match: Found, words: Sequence[Word]) -> Cue:
    reached = range(match.last + 1, min(len(words), match.last + row.reach + 1)) if row.scope == "after" else range(0)
    stop = next((i for i in reached if _turns_to_fact(row.sense, words, match, i)), len(words))
    return Cue(row.sense, row.scope, row.reach, match.first, match.last, stop)


def _turns_to_fact(sense: Sense, words: Sequence[Word], match: Found, at: int) -> bool:
    """Whether a word turns from what a cue governs to a fact: "may have died when shells hit", "... and said that",
    هددوا بالرد بعد قصف.

    "Men accused of a murder were arrested": the verb has nothing to do with what they are accused of.
    """
    key = words[at].key
    if key in _CAUSES.get(sense, ()):
        return sense != "negated" or at > match.last + 2  # "لم تتضح بعد": not yet
    if sense in ("background", "accused") and key in _FINITE and words[at - 1].key not in _RELATIVE:
        return words[match.first - 1].key not in _FINITE if match.first else True
    if words[at - 1].key in _PROBES and sense in ("hypothetical", "accused"):
        return True  # "urged the junta to investigate the killing of ...": that was done
    if key in _OCCASIONS and sense == "hypothetical":
        return any(word.key == "have" for word in words[match.first : at])
    return key in _TURNS and any(word.key in _TELLS for word in words[at + 1 : at + 4])


def _is_inside(match: Found, other: Found) -> bool:
    return (
        other.first <= match.first and match.last <= other.last and other.last - other.first > match.last - match.first
    )


def _trigger(sentence: Sentence, words: Sequence[Word], match: Found, row: _TriggerRow, cues: Iterable[Cue]) -> Trigger:
    trigger = Trigger(
        start=sentence.start + words[match.first].start,
        end=sentence.start + words[match.last].end,
        kind=row.kind,
        frame=row.frame,
        strength=row.strength,
        rule=row.rule,
        is_present=any(_triggers()[1].is_present(word.key) for word in words[match.first : match.last + 1]),
    )
    governing = [cue for cue in cues if _governs(cue, match)]
    if not governing:
        return trigger
    cue = min(governing, key=lambda c: SENSES.index(c.sense))
    return replace(
        trigger,
        sense=cue.sense,
        cue_start=sentence.start + words[cue.first].start,
        cue_end=sentence.start + words[cue.last].end,
    )


def _governs(cue: Cue, match: Found) -> bool:
    if cue.scope in ("sentence", "previous"):
        return True
    if cue.scope == "plans":
        return False
    if match.last >= cue.stop:
        return False
    if cue.scope == "begins":
        return cue.first <= match.first <= cue.last
    if cue.scope == "local":
        if not cue.reach and match.first < cue.first and cue.last < match.last:
            return False  # "bombs the front lines with guns": the lines are no fight, but the bombing is one
        return cue.first - cue.reach <= match.last and match.first <= cue.last + cue.reach
    if cue.sense in ("negated", "hypothetical", "planned") and match.first < cue.first <= match.last:
        return True  # "dropped no bombs", "the guns might fire"
    is_apart = cue.last < match.last or cue.first == match.first  # "will attack" is one word in Arabic
    return is_apart and cue.last <= match.first <= cue.last + cue.reach


def _without_overlaps(found: Sequence[Found], rows: Sequence[_TriggerRow]) -> list[Found]:
    """Of matches that share a word the strongest stays, then what is no mere march, the longest, the first."""
    kept: list[Found] = []
    for match in sorted(found, key=lambda m: _rank(m, rows[m.pattern])):
        if all(
            match.last < other.first or other.last < match.first or _are_two(rows[match.pattern], rows[other.pattern])
            for other in kept
        ):
            kept.append(match)
    return sorted(kept, key=lambda m: m.first)


def _rank(match: Found, row: _TriggerRow) -> tuple[int, bool, bool, int, int]:
    is_movement = row.kind == "movement"  # "sends a patrol of five armoured vehicles" is a patrol
    return (-row.strength, row.kind in MARCHES, is_movement, match.first - match.last, match.first)


def _are_two(one: _TriggerRow, other: _TriggerRow) -> bool:
    """Whether words that overlap tell two things: "pelted a joint patrol with stones"."""
    return {one.kind, other.kind} == {"protest", "joint_patrol"}


@cache
def _triggers() -> tuple[tuple[_TriggerRow, ...], PatternSet]:
    columns = ("kind", "lang", "pattern", "frame", "strength", "note")
    table = read_table("triggers.csv", columns=columns, required=columns[:5], unique=("kind", "pattern"))
    rows = tuple(
        _TriggerRow(
            kind=row.one_of("kind", {*kinds(), SAME}),
            frame=cast(Frame, row.one_of("frame", FRAMES)),
            strength=row.number("strength", low=1, high=3),
            rule=f"triggers.csv:{row.line} {row['pattern']}",
        )
        for row in table
    )
    return rows, _patterns(table)


@cache
def _cues() -> tuple[tuple[_CueRow, ...], PatternSet]:
    columns = ("sense", "lang", "pattern", "scope", "reach", "note")
    table = read_table("cues.csv", columns=columns, required=columns[:5], unique=("sense", "pattern"))
    rows = tuple(
        _CueRow(
            sense=cast(Sense, row.one_of("sense", SENSES)),
            scope=row.one_of("scope", _SCOPES),
            reach=row.number("reach", low=0, high=60),
        )
        for row in table
    )
    return rows, _patterns(table)


def _patterns(table: Sequence[Row]) -> PatternSet:
    for row in table:
        row.one_of("lang", ("ar", "en"))
    try:
        return PatternSet([row["pattern"] for row in table], word_classes())
    except PatternError as error:
        raise table[error.number].error("pattern", f"{error}.") from error
