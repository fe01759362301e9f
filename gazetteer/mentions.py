"""Names of places in a text: what the gazetteer knows, weighed by what the words around it say.

A word that the gazetteer knows is not yet a place: "الباب" is a door, "Nice" an adjective, "Mazloum Kobani" a man.
Each name found gets textual evidence (cue words, capitals, company) as a number; what is hopeless is left out here,
the rest is judged together with where it lies, in `locate`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from gazetteer.border_words import border_at, may_begin_border
from gazetteer.capital_phrases import capital_at, may_begin_capital
from gazetteer.cues import (
    Words,
    capitals,
    demonym_country,
    generic_words,
    load_cues,
    stop_words,
)
from gazetteer.evidence import (
    CLITICS_OF_PLACE,
    IN_CUE,
    KIND_CUE,
    PERSON,
    goes_on_from,
    surnames,
    title_lines,
    weigh_cues,
    weigh_words,
)
from gazetteer.hashtags import without_topics
from gazetteer.index import Gazetteer
from gazetteer.listed_names import listed_names
from gazetteer.matching import NameMatch
from gazetteer.names import LATIN_ARTICLES, Word, forms_of, tokenize
from gazetteer.span_edges import called_start, name_without_proclitic
from gazetteer.spans import NameSpan
from gazetteer.tagger import Tagger, Tags, learned_weights
from gazetteer.tagger_features import WordAttributes
from gazetteer.unknown_names import LIKELY, LISTED, announces_a_name, is_no_arabic_name, tagged_name_at, unknown_name_at

TAGGED, UNTAGGED, UNTAGGED_LIKE = 0.35, 0.12, 0.4
"""What the tagger's log-odds count for, and against, a name beside the evidence of cues, company and prominence."""

UNTHINKABLE = -4.5
"""The tagger's log-odds under which the word after "the village of" is no name but an adjective."""

SHORT_NAMED = 0.7  # the prominence of a city whose Arabic name of two letters is one
HOPELESS = -3.4  # textual evidence under which where a place lies can't save it
_MASKS, _BORDERS, _NAMES, _UNKNOWN, _TERRITORY, _ORDINARY, _ARABIC, _ANNOUNCES = 1, 2, 4, 8, 16, 32, 64, 128
_ANY = _MASKS | _BORDERS | _NAMES | _UNKNOWN | _TERRITORY
_MOST_REMEMBERED = 200_000  # spellings


@dataclass(slots=True)
class _Text:
    """A text and what is worked out for it once: headlines, surnames, the tagger's opinion of Arabic.

    `is_listed` says that the word looked at is joined by "and" to a place before it, `has_capitals` that a capital is
    one by its country too.
    """

    words: Words
    titled: set[int]
    people: frozenset[str]
    tags: Tags | None
    is_listed: bool = False
    has_capitals: bool = False

    @property
    def tagged(self) -> frozenset[int]:
        """The tokens at which the tagger sees a name begin."""
        if self.tags is None:
            return frozenset()
        return frozenset(n for n, likely in enumerate(self.tags.begins) if likely >= LIKELY)


class NameFinder:
    """Finds the names in texts; remembers what each spelling can begin, so it is made once a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.matcher = gazetteer.matcher
        rows = {key: gazetteer.row_of(place_id) for key, place_id in capitals().items()}
        self.capitals = {key: row for key, row in rows.items() if row is not None}
        self._interests: dict[str, int] = {}
        self.tagger = Tagger(WordAttributes(gazetteer), learned_weights())

    def find(self, words: Words, *, has_capitals: bool = False) -> list[NameSpan]:
        """The names in a text in order, not overlapping, longest first where several begin at one word.

        With `has_capitals` those too that are told by their country: "the Somali capital".
        """
        found: list[NameSpan] = []
        text = _Text(words, title_lines(words), surnames(words), self._tags(words), has_capitals=has_capitals)
        tagged, interests = text.tagged, self._interests_of(words)
        index, end, last = 0, len(interests), -2
        while index < end:
            interest = interests[index]
            text.is_listed = index - last <= 1 and goes_on_from(words, found[-1], index)
            is_announced = index > 0 and interests[index - 1] & _ANNOUNCES
            if interest & _ARABIC and (text.is_listed or is_announced or index in tagged):
                interest |= _UNKNOWN
            elif interest & _ORDINARY and not (text.is_listed or _is_beside_cue(words, index)):
                interest &= ~_NAMES
            span = self._name_at(text, index, interest) if interest & _ANY else None
            if span is None:
                index += 1
            elif isinstance(span, int):
                index = span
            else:
                found.append(span)
                index = last = span.last
        return without_topics(words, listed_names(words, found))

    def _interests_of(self, words: Words) -> list[int]:
        """What may begin with each word of a text, and what it says of the next one, as flags."""
        known = self._interests
        if len(known) >= _MOST_REMEMBERED:
            known.clear()
        found = [known.get(token.text, -1) for token in words.tokens]
        if -1 in found:
            for index, token in enumerate(words.tokens):
                if found[index] < 0:
                    found[index] = known[token.text] = self._learn(token.word)
        return found

    def _tags(self, words: Words) -> Tags | None:
        """The tagger's opinion of a text with Arabic in it."""
        return self.tagger.read(words) if any(token.is_arabic for token in words.tokens) else None

    def _learn(self, word: Word) -> int:
        """What may begin with a spelling, as flags; nothing does with most words."""
        interest = 0
        if word.is_arabic:
            interest |= _ARABIC | (_ANNOUNCES if announces_a_name(word.forms) else 0)
        if not fixed_phrases().keys().isdisjoint(word.forms):
            interest |= _MASKS
        if may_begin_border(word.forms):
            interest |= _BORDERS
        if _may_begin_a_name(word) and self.matcher.may_begin(word):
            interest |= _NAMES
        if not word.is_arabic and (word.is_capital or word.key in LATIN_ARTICLES):
            interest |= _UNKNOWN
        if interest & _NAMES and self._is_ordinary(word):
            interest |= _ORDINARY
        is_land = "اراضي" in word.forms or may_begin_capital(word.forms)
        if is_land or (not word.is_arabic and demonym_country(word.forms)):
            interest |= _TERRITORY
        return interest

    def _is_ordinary(self, word: Word) -> bool:
        """Whether a word is in the dictionary and begins no longer name: then only a cue can make a name of it."""
        listed = stop_words()
        begins_with_in = any(read.stripped in CLITICS_OF_PLACE for read in word.readings)
        is_word = any(listed.get(form) == "word" for form in word.forms)
        return is_word and not begins_with_in and not self.matcher.may_go_on(word)

    def _name_at(self, text: _Text, index: int, interest: int) -> NameSpan | int | None:
        """The name that begins at a token, or the token after a phrase that only looks like one."""
        words = text.words
        if interest & _MASKS and (end := _masked_until(words, index)):
            return end
        if interest & _TERRITORY and (territory := self._territory_at(words, index)):
            return territory
        if interest & _TERRITORY and text.has_capitals and (capital := self._capital_at(words, index)):
            return capital
        if interest & _BORDERS and (border := border_at(words, index)):
            return border
        if interest & _NAMES and (known := self._known_name_at(text, index)):
            return known
        if not interest & _UNKNOWN:
            return None
        unknown = unknown_name_at(words, index)
        if unknown is not None and unknown.lang == "ar" and (rows := self._quarter_rows(words, index, unknown.last)):
            return replace(unknown, rows=rows, evidence=KIND_CUE)
        if unknown is not None and text.tags is not None and unknown.lang == "ar":
            is_adjective = text.tags.odds(unknown.first, unknown.last) < UNTHINKABLE
            unknown = None if is_adjective else unknown
        if unknown is not None or text.tags is None:
            return unknown
        return tagged_name_at(words, text.tags, index, least=LISTED if text.is_listed else LIKELY)

    def _territory_at(self, words: Words, index: int) -> NameSpan | None:
        """A country named by its land: الأراضي السورية, "Syrian territory", "Lebanese soil"."""
        if not words.is_joined(index + 1):
            return None
        is_arabic = words.tokens[index].is_arabic
        land, people = (index, index + 1) if is_arabic else (index + 1, index)
        country = demonym_country(words.forms[people])
        is_land = "اراضي" in words.forms[land] or words.tokens[land].key in ("territory", "territories", "soil")
        if not country or not is_land:
            return None
        row = self.gazetteer.row_of(f"ne:{country}")
        return None if row is None else _told_by_country(words, index, row, key=f"territory {country}")

    def _capital_at(self, words: Words, index: int) -> NameSpan | None:
        """A country's capital told without its name: "the Somali capital", العاصمة الصومالية."""
        place, last = capital_at(words, index)
        row = self.gazetteer.row_of(place) if place else None
        return None if row is None else _told_by_country(words, index, row, key=f"capital {place}", last=last)

    def _known_name_at(self, text: _Text, index: int) -> NameSpan | None:
        words = text.words
        for match in self.matcher.names_at(words.tokens, index):
            last = index + match.token_count
            best = self.gazetteer.fact(match.rows[0])
            is_city = best.prominence >= SHORT_NAMED and not (
                match.stripped or words.tokens[index].text.startswith("آ")
            )
            if not _is_written_as_name(words, index, last, match, is_city=is_city):
                continue
            if _is_adjective(words, index, match) or _is_the_town(words, index, match):
                continue
            if "ك" in match.stripped and words.line_starts_at(index):
                continue  # كاكيتا: nothing is compared at the head of a line
            if _is_beginning_of_longer_name(words, index, last, match):
                return None
            if self._goes_on_after_its_kind(words, index, last):
                return None  # قرية صيدا is a village, but not in قرية صيدا الحانوت
            cue = weigh_cues(words, index, last, match.lang)
            evidence = weigh_words(words, best, index, last, match, text.titled, cue=cue, is_listed=text.is_listed)
            if last == index + 1 and words.tokens[index].key in text.people:
                evidence += PERSON if cue < IN_CUE else 0.0
            if text.tags is not None and match.lang == "ar":
                has_cue = text.is_listed or match.stripped in CLITICS_OF_PLACE or cue > 0
                is_like = match.exactness == "folded"
                evidence += weigh_tags(text.tags.odds(index, last), has_cue=has_cue, is_like=is_like)
            if evidence > HOPELESS:
                return self._span_of(words, index, last, match, evidence)
        return None

    def _goes_on_after_its_kind(self, words: Words, index: int, last: int) -> bool:
        """Whether an Arabic name begins with what kind of place it is, and a longer name with the word after that."""
        if last - index != 2 or not words.tokens[index].is_arabic:
            return False
        if words.tokens[index].key.endswith("طريق") and words.gap(last).strip() in ("-", "–", "—"):
            return True  # طريق الباب is a quarter, but not in طريق الباب - الراعي
        if not any(m.cue.cue == "kind" and m.first == index for m in load_cues().ending_at(words, index + 1)):
            return False
        longer = (m for m in self.matcher.names_at(words.tokens, index + 1) if m.exactness == "exact")
        return any(index + 1 + m.token_count > last for m in longer)

    def _quarter_rows(self, words: Words, first: int, last: int) -> tuple[int, ...]:
        """The places called "the X quarter" of a name that وحي, أحياء or حيي stands before."""
        if not first or not words.is_joined(first) or words.tokens[first - 1].key not in _QUARTERS:
            return ()
        name = tokenize(f"حي {words.text[words.tokens[first].start : words.tokens[last - 1].end]}")
        matches = self.matcher.names_at(name, 0)
        return next((m.rows for m in matches if m.token_count == len(name) and m.exactness == "exact"), ())

    def _span_of(self, words: Words, first: int, last: int, match: NameMatch, evidence: float) -> NameSpan:
        keys = [words.tokens[t].key for t in range(first, last)]
        keys[0] = keys[0][len(match.stripped) :] if match.stripped else keys[0]
        if match.lang == "en" and len(keys) > 1 and keys[0] in LATIN_ARTICLES:
            keys = keys[1:]
        keys[0] = forms_of(keys[0])[0]
        key = " ".join(keys)
        capital = self.capitals.get(key)
        quarters = self._quarter_rows(words, first, last) if match.lang == "ar" and not match.stripped else ()
        return NameSpan(
            first=first,
            last=last,
            start=called_start(words, first),
            end=words.tokens[last - 1].end,
            key=key,
            name=name_without_proclitic(words, first, last, match.stripped),
            rows=tuple(dict.fromkeys((*quarters, *([] if capital is None else [capital]), *match.rows))),
            evidence=evidence,
            exactness=match.exactness,
            likeness=match.likeness,
            lang=match.lang,
            stripped=match.stripped,
            aliased=match.aliased,
        )


def _told_by_country(words: Words, index: int, row: int, *, key: str, last: int = 0) -> NameSpan:
    """Two words, or those up to the token `last`, that are sure to mean one place."""
    last = last or index + 2
    start, end = words.tokens[index].start, words.tokens[last - 1].end
    return NameSpan(
        first=index,
        last=last,
        start=start,
        end=end,
        key=key,
        name=words.text[start:end],
        rows=(row,),
        evidence=4.0,
        lang="ar" if words.tokens[index].is_arabic else "en",
    )


_QUARTERS = frozenset(["وحي", "احيا", "واحيا", "باحيا", "حيي", "وحيي", "بحيي"])


def weigh_tags(odds: float, *, has_cue: bool, is_like: bool) -> float:
    """What the tagger's opinion adds; where a cue word names the place it is not asked against it.

    It has learned from newspapers, which seldom name villages: what it does not know may be a place all the same, but
    hardly where the word `is_like` a name only.
    """
    if odds > 0:
        return TAGGED * odds
    if has_cue:
        return 0.0
    return (UNTAGGED_LIKE if is_like else UNTAGGED) * odds


def _is_beside_cue(words: Words, index: int) -> bool:
    """Whether what stands beside a word, or its being the first of a line, may speak for its being a name."""
    if index and load_cues().may_end(words.tokens[index - 1].word):
        return True
    following = words.tokens[index + 1] if index + 1 < len(words) else None
    if words.line_starts_at(index) or words.gap(index).endswith("#") or following is None:
        return True
    return load_cues().may_begin(following.word) or "," in following.gap


@lru_cache(maxsize=1)
def fixed_phrases() -> dict[str, list[tuple[str, ...]]]:
    """Phrases that hold a place's name but name something else, by their first word."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for key, what in stop_words().items():
        if what == "phrase":
            keys = tuple(key.split())
            by_first.setdefault(keys[0], []).append(keys)
    return by_first


def _masked_until(words: Words, index: int) -> int | None:
    for form in words.forms[index]:
        for keys in fixed_phrases().get(form, ()):
            end = index + len(keys)
            inside = range(index + 1, end)
            if end <= len(words) and all(
                words.is_joined(t) and k in words.forms[t] for t, k in zip(inside, keys[1:], strict=True)
            ):
                return end
    return None


_FUNCTION_WORDS = frozenset(
    [
        "في", "من", "علي", "الي", "عن", "مع", "ان", "التي", "الذي", "هذا", "هذه",
        "قال", "بعد", "قبل", "خلال", "كان", "كانت", "لم", "لا", "ما", "هو", "هي",
        "قد", "كما", "بين", "حيث", "ذلك", "غير", "كل", "منذ", "او", "وفي", "ومن",
    ]
)  # fmt: skip


def _may_begin_a_name(word: Word) -> bool:
    """Whether a word may begin a name at all, by how it is written."""
    if word.is_arabic:
        is_that = word.key == "وان" and word.text[1] in "أإ"  # "and that", no way to write the city of Van
        return word.key not in _FUNCTION_WORDS and not is_that
    return word.is_capital or word.key in LATIN_ARTICLES or not word.text.lstrip("ʿʾʻʼ'’")[:1].isascii()


_THE_TOWN = frozenset(["المدينه", "العاصمه", "البلده", "القريه", "المحافظه", "المنطقه"])


def _is_the_town(words: Words, index: int, match: NameMatch) -> bool:
    """Whether a name is the word for a town that was named before: في المدينة; not so in قضاء المدينة."""
    key = words.tokens[index].key
    if match.token_count > 1 or not any(key.endswith(word) for word in _THE_TOWN):
        return False
    return not any(m.cue.cue == "kind" for m in load_cues().ending_at(words, index))


def _is_beginning_of_longer_name(words: Words, index: int, last: int, match: NameMatch) -> bool:
    """Whether a match is only the generic first word of an unknown name: Tell in "Tell Xyz", تل في "تل كذا"."""
    if last - index > 2 or not words.is_joined(last):
        return False
    own = [t for t in range(index, last) if words.tokens[t].key not in LATIN_ARTICLES]
    if len(own) != 1 or generic_words().isdisjoint(words.forms[own[0]]):
        return False
    following = words.tokens[last]
    if not following.is_arabic:
        return following.is_capital or following.key in LATIN_ARTICLES
    is_list = words.tokens[own[0]].key.startswith("ال") and following.key.startswith("و")  # القصر وحوش السيد علي
    return not match.stripped and not is_list and not is_no_arabic_name(words, last)


def _is_written_as_name(words: Words, first: int, last: int, match: NameMatch, *, is_city: bool) -> bool:
    """Whether a Latin name has its capitals (small words inside apart); an Arabic one is at least three letters, or
    two where it is a city's (إب, قم)."""
    tokens = words.tokens
    if match.lang == "ar":
        key = tokens[first].key
        return last - first > 1 or len(key) - len(match.stripped) >= 3 or bool(capitals().get(key)) or is_city
    own = [t for t in range(first, last) if tokens[t].key not in LATIN_ARTICLES] or [first]
    if match.exactness == "folded" and len(own) == 1 and len(text := tokens[own[0]].text) <= 4 and text.isupper():
        return False  # an acronym, not a spelling of a name
    if len(own) == 1 and tokens[own[0]].text.isupper() and stop_words().get(tokens[own[0]].key) == "acronym":
        return False  # the SNA, which Səna is written like
    if len(tokens[last - 1].text) <= _LONGEST_TYPE and _TYPE_NUMBER.match(words.text, tokens[last - 1].end):
        return False  # "A Mi-8 flew over"
    whole = len(own)
    while len(own) > 1 and tokens[own[-1]].key in _TAILS:
        own.pop()  # "Tishrin dam" is written so as often as "Tishrin Dam"
    while 1 < len(own) < whole and tokens[own[-1]].key in _TAILS_OF_TWO:
        own.pop()  # "Bagram air base"
    for t in (own[0], own[-1]):
        letter = tokens[t].text.lstrip("ʿʾʻʼ'’")[:1]
        if not (letter.isupper() or letter.isdigit()):
            return False
    text = tokens[first].text
    return last - first > 1 or len(text) > 2 or text in ("US", "UK") or _LETTER_AND_NUMBER.fullmatch(text) is not None


_LONGEST_TYPE = 3
_TYPE_NUMBER = re.compile(r"[-‐‑]\d")
"""What follows the letters of an aircraft's or gun's type: Mi-8, Su-25."""
_LETTER_AND_NUMBER = re.compile(r"[A-Z]\d")
"""What roads, pumping stations and old airfields are called by: M4, T4, H3."""


_TAILS = frozenset(
    ["airbase", "airfield", "airport", "base", "basin", "bridge", "camp", "canal", "checkpoint", "corridor",
     "crossing", "dam", "desert", "district", "field", "garrison", "governorate", "heights", "highway", "hills",
     "hospital", "island", "junction", "market", "mosque", "motorway", "mountain", "mountains", "oilfield", "plain",
     "plains", "port", "prison", "province", "refinery", "reservoir", "river", "road", "roundabout", "square",
     "station", "strait", "street", "university", "valley"]
)  # fmt: skip
"""Kinds of places that end a name and need no capital."""
_TAILS_OF_TWO = frozenset(["air", "border", "gas", "international", "military", "naval", "oil", "power", "refugee"])
"""What stands before one of them: the air base, the refugee camp."""


_LIKE_ITS_PEOPLE = frozenset(["philippines"])
"""Countries whose name is their adjective's plural."""


def _is_adjective(words: Words, index: int, match: NameMatch) -> bool:
    """Whether a single word is no name by its form: a people's adjective, or an Arabic word in the accusative.

    سورية is both the country and "Syrian": after a preposition it is the country.
    """
    if match.token_count > 1:
        return False
    token = words.tokens[index]
    if token.text.endswith(("اً", "ًا")):
        return True
    if match.exactness == "folded" and not token.is_arabic and token.key.endswith(_ADJECTIVE_ENDINGS):
        return True  # Kurdish, Assyrian, al-Mosuli: people, whatever they sound like
    following = words.tokens[index + 1] if words.is_joined(index + 1) else None
    if token.text in ("US", "UK") and following is not None:
        acts = any(m.cue.cue == "actor" for m in load_cues().starting_at(words, index + 1))
        return not acts and following.key not in ("and", "or", "in", "on", "at", "to", "for")
    if not demonym_country(words.forms[index]) or token.key in _LIKE_ITS_PEOPLE:
        return False
    before = words.tokens[index - 1].key if words.is_joined(index) else ""
    if token.key.endswith("السعوديه"):
        return before.startswith(("ال", "وال", "لل", "بال"))  # القوات السعودية, but أعلنت السعودية
    if match.stripped == "و" and words.is_joined(index) and demonym_country(words.forms[index - 1]):
        return True  # طائرات روسية وسورية
    is_syria = token.key.endswith("سوريه") and "السوريه" not in token.key
    return not (is_syria and (match.stripped or before in _PREPOSITIONS or not before))


_ADJECTIVE_ENDINGS = ("ish", "ian", "ians", "ese", "uli", "awi", "ist", "ists")
_PREPOSITIONS = frozenset(
    ["في", "من", "الي", "عن", "داخل", "خارج", "نحو", "شمال", "جنوب", "شرق", "غرب", "شرقي", "غربي", "شمالي", "جنوبي",
     "وسط"]
)  # fmt: skip
