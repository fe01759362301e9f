"""Words that stand for a force named before: the group, both sides, the convoy, الوحدات, one of its positions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from dashboard.reading.adversaries import adversaries_of_all
from dashboard.reading.bystanders import SPOKEN_OF, is_speech
from dashboard.reading.force_forms import related_force
from dashboard.reading.forces import ForceMention, ForceSense
from dashboard.reading.patterns import Word, split_words, word_key
from dashboard.reading.phrases import head_kind, is_used, phrase_of, uses
from dashboard.reading.sentences import Sentence
from dashboard.vocabulary import forces

_DEFINITE = ("ال", "وال", "فال", "بال", "لل", "the ")
_ATTACKERS = ("attackers", "assailants", "raiders", "مهاجمون", "مهاجمين")
_BY = re.compile(r"\bby (?:the )?$")
_NO_GROUP = frozenset({"coalition", "un", "unidentified"})
_ACTING = ("unit", "actor", "equipment")
_SUFFIXES = ("هما", "ها", "هم", "ه")
_SENTENCES = 8
"""How many sentences back a force may have been named."""
_BY_THE_GOLAN = re.compile(r"القنيطرة|الجولان|إسرائيل|حوض اليرموك")
"""Words of a report in which "the occupation" is Israel's, if no other was named."""
_USES = ("group", "both", "column", "short", "its", "plural")


def with_references(text: str, sentences: Sequence[Sentence], named: Sequence[ForceMention]) -> list[ForceMention]:
    """The mentions of forces and those that only refer to one of them, in text order."""
    found: list[ForceMention] = []
    replaced: set[int] = set()
    named = _of_those_named(text, named)
    by_sentence = _by_sentence(sentences, named)
    for i, sentence in enumerate(sentences):
        here = by_sentence[i]
        earlier = by_sentence[max(0, i - _SENTENCES) : i]
        for use, first, last in _references(split_words(text, sentence.start, sentence.end)):
            start, end = first.start, last.end
            before = [m for m in here if m.end <= start]
            taken = [m for m in here if m.start < end and start < m.end]
            if taken and not (use == "group" and _are_those_gunmen(text, taken, before, earlier)):
                continue
            words = text[start:end]
            if use == "plural" and sentence.part == "item":
                continue
            sense: ForceSense = "base" if use in ("its", "group") and _is_thing(words) else "actor"
            for force_id in dict.fromkeys(_meant(text, use, start, words, before, here, earlier)):
                rule = "refers to both" if use == "both" else "refers"
                found.append(ForceMention(start=start, end=end, text=words, force_id=force_id, sense=sense, rule=rule))
                here[:] = [m for m in here if m not in taken]
                here.append(found[-1])
                replaced.update(m.start for m in taken)
    kept = [m for m in named if m.sense != "unidentified" or m.start not in replaced]
    return sorted([*kept, *found], key=lambda m: m.start)


def _are_those_gunmen(
    text: str, taken: Sequence[ForceMention], before: Sequence[ForceMention], earlier: Sequence[Sequence[ForceMention]]
) -> bool:
    """Whether "the gunmen" (المسلحون) are of a group, and no other gunmen were told of since it was named."""
    if any(m.sense != "unidentified" or not text.startswith(_DEFINITE, m.start) for m in taken):
        return False
    past = [m for sentence in earlier for m in sentence] + list(before)
    groups = [m.start for m in past if m.sense in _ACTING and not forces()[m.force_id].is_state]
    gunmen = [m.start for m in past if m.sense == "unidentified" and not text.startswith(_DEFINITE, m.start)]
    return bool(groups) and (not gunmen or gunmen[-1] < groups[-1])


def _of_those_named(text: str, named: Sequence[ForceMention]) -> list[ForceMention]:
    """The mentions with those that name only a sort of people given to the force of that sort named before.

    "The rebels" after the Syrian National Army are its fighters, "Kurdish forces" after the SDF are the SDF's.
    """
    settled: list[ForceMention] = []
    own = _kurdish_forces(named)
    for mention in named:
        if own and mention.force_id in own and _is_of_a_sort(text, mention):
            mention = replace(mention, force_id=own[mention.force_id])
        elif mention.sense in _ACTING and mention.rule != "its own":
            sort = related_force(mention.force_id, "sort")
            if sort:
                own[sort] = mention.force_id
            else:
                own.pop(mention.force_id, None)
        settled.append(mention)
    return settled


def _kurdish_forces(named: Sequence[ForceMention]) -> dict[str, str]:
    """Whose "Kurdish forces" are from the first line on: the SDF's, where these are named and the YPG are not."""
    units = {m.force_id for m in named if m.sense == "unit"}
    sort = related_force("sdf", "sort") if "sdf" in units else None
    return {sort: "sdf"} if sort and sort not in units else {}


def _is_of_a_sort(text: str, mention: ForceMention) -> bool:
    """Whether a mention says only what sort of people acted: the rebels, Kurdish fighters, الفصائل."""
    words = mention.text.lower()
    if not words.isascii():
        return word_key(words) in uses("sort") or ("كرد" in words and mention.rule == "adjective")
    return words.startswith("kurdish ") or (
        words in uses("sort")
        and (words.startswith("the ") or text[max(0, mention.start - 4) : mention.start].lower() == "the ")
    )


def _by_sentence(sentences: Sequence[Sentence], named: Sequence[ForceMention]) -> list[list[ForceMention]]:
    """The mentions of each sentence; both are in text order."""
    found: list[list[ForceMention]] = [[] for _ in sentences]
    i = 0
    for mention in named:
        while i < len(sentences) and sentences[i].end <= mention.start:
            i += 1
        if i < len(sentences) and sentences[i].start <= mention.start:
            found[i].append(mention)
    return found


def _references(words: Sequence[Word]) -> Iterator[tuple[str, Word, Word]]:
    """The referring words of a sentence, two together before one alone: their use, the first and the last."""
    known = _use_of_words()
    taken = -1
    for i, word in enumerate(words):
        alone, begins = _use_of(word.key)
        if i <= taken or not (alone or begins):
            continue
        following = words[i + 1] if i + 1 < len(words) else word
        use = known.get(f"{word.key} {following.key}") if begins else None
        if use:
            taken = i + 1
            yield use, word, following
        elif alone:
            yield alone, word, word


@lru_cache(maxsize=65_536)
def _use_of(key: str) -> tuple[str, bool]:
    """What a word refers to by itself, empty if to nothing, and whether it begins a pair of words that refers."""
    known = _use_of_words()
    alone = next((known[plain] for plain in _plain(key) if plain in known), "")
    return alone, key in _first_of_pairs()


@cache
def _use_of_words() -> dict[str, str]:
    """The words, and pairs of words, that refer to a force, with the way in which they do."""
    return {words: use for use in reversed(_USES) for words in uses(use)}


@cache
def _first_of_pairs() -> frozenset[str]:
    return frozenset(words.split()[0] for words in _use_of_words() if " " in words)


def _plain(key: str) -> tuple[str, ...]:
    """An Arabic word with its article put back after a proclitic: للمجموعة, والوحدات."""
    if key.isascii():
        return (key,)
    if key.startswith("لل"):
        return (key, f"ال{key[2:]}")
    return (key, key[1:]) if key[:1] in "وفبك" else (key,)


def _is_thing(words: str) -> bool:
    key = words.split()[-1]
    if not key.isascii():
        key = next((key.removesuffix(suffix) for suffix in _SUFFIXES if key.endswith(suffix)), key)
    return head_kind(split_words(key)[0].key) == "thing"


def _meant(
    text: str,
    use: str,
    start: int,
    words: str,
    before: Sequence[ForceMention],
    here: Sequence[ForceMention],
    earlier: Sequence[Sequence[ForceMention]],
) -> list[str]:
    """The forces that a referring word means, by those named before it in its sentence and in those before."""
    past = [m for sentence in earlier for m in sentence]
    if use == "its":
        return _owner(text, start, words, [m for m in before if m.sense != "base"], earlier)
    if use == "both":
        return _last_pair(text, earlier) if len({m.force_id for m in here}) < 2 else []
    if use == "short":
        ends = [m for m in [*past, *before] if m.sense in _ACTING and _is_short_for(words, m)]
        if not ends and words.endswith("احتلال") and _BY_THE_GOLAN.search(text):
            return ["israel"]
        return [m.force_id for m in ends[-1:]]
    if use == "column":
        columns = [m for m in [*past, *before] if m.sense in _ACTING and _is_column(text, m)]
        return [columns[-1].force_id] if columns and not before else []
    if use == "group" and (same := [m for m in [*past, *before] if m.sense in _ACTING and _begins_so(words, m)]):
        return [same[-1].force_id]  # الميليشيا after ميليشيا حفتر
    present = {m.force_id for m in here}
    groups = [m for m in past if m.sense in _ACTING and m.force_id not in present | _NO_GROUP]
    if use == "plural":
        named = list(dict.fromkeys(m.force_id for m in groups if not forces()[m.force_id].is_state))
        return named if len(named) == 1 else []
    if not groups:  # "clashed with ISIS after the jihadists attacked a post"
        groups = [m for m in before if m.sense in _ACTING and m.force_id not in _NO_GROUP]
    hit = (
        adversaries_of_all({m.force_id for m in before}, None) if use == "group" and words.startswith(_DEFINITE) else ()
    )
    fought = [m for m in groups if m.force_id in hit]  # whom the coalition bombed is not whom it helps
    if not fought and words.endswith(_ATTACKERS):
        fought = _attackers(text, groups, earlier)
    return [m.force_id for m in (fought or groups)[-1:] if not forces()[m.force_id].is_state]


def _attackers(
    text: str, groups: Sequence[ForceMention], earlier: Sequence[Sequence[ForceMention]]
) -> list[ForceMention]:
    """The group that attacked in the last sentence that names any: its subject, or whom "by" stands before."""
    last = next((s for s in reversed(earlier) if any(m in groups for m in s)), ())
    named = [m for m in last if m in groups]
    return [m for m in named if _BY.search(text, max(0, m.start - 8), m.start)] or named[:1]


def _owner(
    text: str, start: int, words: str, before: Sequence[ForceMention], earlier: Sequence[Sequence[ForceMention]]
) -> list[str]:
    """Whose "its positions" are: who speaks in the sentence, else who was named last in it, else before it.

    A force that hit them is not meant: "X fired rockets after a Y strike killed one of its commanders".
    """
    if before and any(is_used(word.key, "harms") for word in split_words(text, before[-1].end, start)):
        before = [m for m in before if m.force_id != before[-1].force_id] or before
    if not before:
        return _owner_before(words, earlier)
    first = before[0]
    is_ours = words.lower().startswith("our") or words.endswith("نا")
    is_speaker = (
        is_ours
        or first.sense in SPOKEN_OF
        or any(is_speech(word.key) for word in split_words(text, max(0, first.start - 30), first.end + 30))
    )
    if is_speaker and not is_ours and _is_arabic(words):  # «فاغنر» تعلن ..., وكييف تقول إن قواتها
        return [next((m for m in reversed(before[1:]) if _says_next(text, m)), first).force_id]
    return [(first if is_speaker else before[-1]).force_id]


def _owner_before(words: str, earlier: Sequence[Sequence[ForceMention]]) -> list[str]:
    """Whose they are if their sentence names nobody: whom the last one to name forces is about, its subject.

    Fighters are an armed group's, not a state's.
    """
    for sentence in reversed(earlier):
        named = [m for m in sentence if m.sense != "base" and m.force_id != "unidentified"]
        if words.split()[-1].isascii() and named:
            groups = (
                [m for m in named if not forces()[m.force_id].is_state] if is_used(words.split()[-1], "band") else []
            )
            return [(groups or named)[0].force_id]
        if named:
            return [named[-1].force_id]
    return []


def _is_arabic(words: str) -> bool:
    return not words[0].isascii()


def _says_next(text: str, mention: ForceMention) -> bool:
    """Whether the word right after a force is a verb of saying."""
    return any(is_speech(word.key) for word in split_words(text, mention.end, mention.end + 15)[:1])


def _last_pair(text: str, earlier: Sequence[Sequence[ForceMention]]) -> list[str]:
    """The two forces that the last sentence to name two in one breath named."""
    for sentence in reversed(earlier):
        acting = [m for m in sentence if m.sense in _ACTING and m.force_id != "unidentified"]
        ids = list(dict.fromkeys(m.force_id for m in acting))
        if sentence is earlier[-1] and len(ids) == 2:
            return ids
        for one, other in pairwise(acting):
            if one.force_id != other.force_id and not set(text[one.end : other.start]) & set(",،;"):
                return [one.force_id, other.force_id]
    return []


def _is_short_for(words: str, mention: ForceMention) -> bool:
    """Whether nouns with the article are the head of a name: الوحدات of وحدات مقاومة سنجار, the council."""
    keys = [word.key for word in split_words(mention.text)]
    short = [word.key for word in split_words(words)]
    if len(keys) <= 1:
        return False
    if short[-1].isascii():
        return mention.sense == "unit" and keys[-1] == short[-1]
    if len(short) > 1:
        return keys[: len(short)] == short
    plain = {key.removeprefix("ال") for key in _plain(short[0])}
    return mention.sense == "unit" and keys[0].removeprefix("ال") in plain


def _begins_so(words: str, mention: ForceMention) -> bool:
    """Whether the name of a group begins with the noun that stands for it: التنظيم for تنظيم الدولة."""
    if words.isascii() or mention.force_id in _NO_GROUP:
        return False
    keys = [word.key for word in split_words(mention.text)]
    plain = {key.removeprefix("ال") for key in _plain(split_words(words)[0].key)}
    return len(keys) > 1 and keys[0].removeprefix("ال") in plain


def _is_column(text: str, mention: ForceMention) -> bool:
    """Whether a mention is of a patrol or convoy, or of those in one: رتل يضم مقاتلين من قسد."""
    words = split_words(text, phrase_of(text, mention).start, mention.end)
    return any(key in uses("columns") for word in words for key in _plain(word.key))
