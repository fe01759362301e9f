"""Word patterns over Arabic and English: the small language in which the tables of triggers and cues are written.

A pattern is a row of words. `word` is that word (in Arabic with و ف or the article in front); `word~` a verb in any
form; `word+` a noun with its plurals, article, prepositions and possessives; `word*` whatever begins so; `a|b`
either; `x?` may be missing; `..4` up to four words of any kind, `--4` the same but no "was" or "and"; `@name` a word
of that class. Words joined by `_` are a phrase that stands where one word may: `blow~_up`. `#` is a number in digits,
`##` one from 10 up, `#x` and `x#` a count as sitreps write it, `#1900` a year before 2000, `#2000` one since; `&place`
and `&force` a word of a name that was found to be one. Verbs that do not inflect by the rules are a table.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from dashboard.reading.words import make_tuple
from dashboard.tables import read_table

_TOKEN = re.compile(r"[^\W_]+(?:(?:[\u064b-\u0652\u0670\u0640]|['’](?=[^\W_]))+[^\W_]*)*")
_SHORT = 80
"""Characters of a text, such as a name, that is cut into words each time."""
_LONGEST_PREFIX = 20
"""Letters of a word's beginning, in a pattern."""
_MOST_REMEMBERED = 100_000
"""Spellings."""
_COUNT = re.compile(r"(x?)\d+(x?)")
_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640]")
_ARABIC = re.compile(r"[\u0620-\u064a]")
_SIGNS = frozenset({"#", "#1900", "#2000", "##", "#x", "x#", "&place", "&force"})
_BARRED = ("was", "were", "been", "being", "is", "are", "and", "said", "says", "clashed")
_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "’": "'"})

_CONJUNCTIONS = ("و", "ف")
_PARTICLES = frozenset({"لا", "لم", "لن", "لو", "قد"})
"""Words of two letters before which a conjunction is no letter of the word."""
_NOUN_PREFIXES = ("", "ال", "بال", "لل", "كال", "ب", "ل", "ك")
_NOUN_ENDINGS = frozenset(
    ("", "ا", "ه", "ها", "هم", "هما", "نا", "ين", "ان", "ون", "ات", "اته", "اتها", "اتهم", "اتهما", "يه", "ي")
)
_FEMININE_ENDINGS = frozenset((
    "ه", "ات", "تين", "تان", "ته", "تها", "تهم", "تنا", "اته", "اتها", "اتهم", "اتنا", "تا", "تي", "اتهما", "تهما",
))  # fmt: skip
_VERB_OBJECTS = ("", "ه", "ها", "هم", "هما", "نا")


def _verb_endings(*suffixes: str) -> frozenset[str]:
    return frozenset(suffix + pronoun for suffix in suffixes for pronoun in _VERB_OBJECTS)


_PAST_ENDINGS = _verb_endings("", "ت", "وا", "ا", "تا", "ن", "نا", "و")
_PRESENT_ENDINGS = _verb_endings("", "ون", "وا", "ان", "ا", "ن", "و")
_WEAK_ENDINGS = _verb_endings("ت", "تا", "وا", "ون", "و")
_BARE_ENDINGS = _verb_endings("")
_LONGEST_ENDING = 5
"""Letters of an Arabic ending: وا and هما."""
_PRESENT_PREFIXES = ("ي", "ت", "ن")

_WHOLE, _BEGINNING, _NOUN, _FEMININE, _PAST, _PRESENT = "=*+-<>"
"""Signs before a stem: of what sort it is, so that one table holds those of all sorts."""


class Word(NamedTuple):
    """A word of a text: its offsets there, and its search key."""

    start: int
    end: int
    key: str


class Found(NamedTuple):
    """A pattern found: the words `first` to `last` (both included) and the number of the pattern."""

    pattern: int
    first: int
    last: int


@dataclass(slots=True)
class _Spelling:
    """What a word of a text can stand for: pattern words, also as bits, and the patterns and phrases it may begin."""

    atoms: frozenset[str]
    bits: int
    begins: tuple[int, ...]
    phrases: tuple[str, ...]
    is_beginning: bool


_UNKNOWN = _Spelling(frozenset(), 0, (), (), is_beginning=False)


@dataclass(frozen=True, slots=True)
class _Slot:
    atoms: frozenset[str]
    optional: bool
    gap: int
    barred: frozenset[str] = frozenset()


def split_words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of a text, or of the stretch of it from `start` to `end`, which may cut the first and the last."""
    stop = len(text) if end is None else min(end, len(text))
    if len(text) <= _SHORT:
        return _words_between(text, start, stop)
    words, starts, ends = _all_words(text)
    first, last = bisect_right(ends, start), bisect_left(starts, stop)
    if first >= last:
        return []
    found = words[first:last]
    if ends[last - 1] > stop:
        found[-1:] = _words_between(text, max(start, starts[last - 1]), stop)
    if starts[first] < start and found:
        found[:1] = _words_between(text, start, min(ends[first], stop))
    return found


def _words_between(text: str, start: int, stop: int) -> list[Word]:
    found = _TOKEN.finditer(text, start, stop)
    return [make_tuple(Word, (m.start(), m.end(), word_key(m[0]))) for m in found]


@lru_cache(maxsize=16)
def _all_words(text: str) -> tuple[list[Word], list[int], list[int]]:
    """The words of a text, where each starts and where each ends: every rule asks for some stretch of them.

    So many are kept that the sentences cut meanwhile do not push out the report that they are of.
    """
    words = _words_between(text, 0, len(text))
    return words, [word.start for word in words], [word.end for word in words]


@lru_cache(maxsize=65_536)
def word_key(word: str) -> str:
    """A word's search key: case, accents, vowel signs and hamza spellings folded, an English 's dropped."""
    if word.isascii():
        return word.lower().removesuffix("'s").replace("'", "")
    if _ARABIC.search(word):
        return _digits(_MARKS.sub("", word).translate(_LETTERS))
    folded = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i").replace("’", "'"))
    key = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _digits(key.removesuffix("'s").replace("'", ""))


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if not c.isascii() and c.isdigit() else c for c in text)


class PatternError(ValueError):
    """A pattern that is not in the language; `number` is its place in the set."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(problem)
        self.number = number


class PatternSet:
    """Patterns compiled together; `find` gives every place where one of them matches."""

    def __init__(self, patterns: Sequence[str], classes: Mapping[str, Iterable[str]] | None = None) -> None:
        self._classes = {name: tuple(words) for name, words in (classes or {}).items()}
        self._by_stem: dict[str, set[str]] = {}
        self._phrases: dict[str, list[_Slot]] = {}
        self._class_atoms: dict[str, frozenset[str]] = {}
        self._slots = [self._numbered(number, pattern) for number, pattern in enumerate(patterns)]
        self._by_atom: dict[str, list[int]] = {}
        for number, slots in enumerate(self._slots):
            for atom in slots[0].atoms:
                self._by_atom.setdefault(atom, []).append(number)
        self._phrases_by_atom: dict[str, list[str]] = {}
        for phrase, slots in self._phrases.items():
            for atom in slots[0].atoms:
                self._phrases_by_atom.setdefault(atom, []).append(phrase)
        self._bits = self._bits_of_atoms()
        self._known: dict[str, _Spelling] = {}
        self._in_names: dict[tuple[frozenset[str], str], _Spelling] = {}
        # All the words that a pattern must have beside its first.
        self._needs = [
            tuple(self._bits_in(s.atoms) for s in slots[1:] if not (s.gap or s.optional)) for slots in self._slots
        ]

    def find(self, words: Sequence[Word], names: Mapping[int, str] | None = None) -> list[Found]:
        """Every match, in the order of their first words; of one pattern at one word, the shortest.

        `names` tells by their numbers which words are of a name: `&place` or `&force`.
        """
        known = self._known
        spellings = [known.get(word.key) or self._learn(word.key) for word in words]
        for i, sign in (names or {}).items():
            spellings[i] = self._with_sign(spellings[i], sign)
        begun = [i for i, spelling in enumerate(spellings) if spelling.is_beginning]
        if not begun:
            return []
        atoms = [spelling.atoms for spelling in spellings]
        phrases = self._phrases_in(spellings, begun, atoms)
        # Most patterns that begin at a word lack another of their words in the whole sentence.
        present = 0
        for spelling in spellings:
            present |= spelling.bits
        for beginning in phrases.values():
            present |= self._bits_in(beginning)
        found = []
        for i in begun:
            numbers = spellings[i].begins
            if i in phrases:
                numbers = tuple(
                    sorted({*numbers, *(n for phrase in phrases[i] for n in self._by_atom.get(phrase, ()))})
                )
            for number in numbers:
                for need in self._needs[number]:
                    if not need & present:
                        break
                else:
                    last = _match(self._slots[number], 0, atoms, i, phrases)
                    if last is not None:
                        found.append(Found(number, i, last))
        return found

    def _phrases_in(
        self, spellings: Sequence[_Spelling], begun: Sequence[int], atoms: Sequence[frozenset[str]]
    ) -> dict[int, dict[str, int]]:
        """The phrases that begin at a word, by the word's number, each with how many words it has."""
        phrases: dict[int, dict[str, int]] = {}
        for i in begun:
            for phrase in spellings[i].phrases:
                last = _match(self._phrases[phrase], 0, atoms, i, {})
                if last is not None:
                    phrases.setdefault(i, {})[phrase] = last - i + 1
        return phrases

    def _learn(self, key: str) -> _Spelling:
        """What a word that was not seen before can stand for."""
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        atoms = frozenset(self._analyse(key))
        spelling = self._known[key] = self._spelt(atoms) if atoms else _UNKNOWN
        return spelling

    def _with_sign(self, spelling: _Spelling, sign: str) -> _Spelling:
        """What a word of a name can stand for."""
        known = self._in_names.get((spelling.atoms, sign))
        if known is None:
            if len(self._in_names) > _MOST_REMEMBERED:
                self._in_names.clear()
            known = self._in_names[spelling.atoms, sign] = self._spelt(spelling.atoms | {sign})
        return known

    def _spelt(self, atoms: frozenset[str]) -> _Spelling:
        begins = {n for atom in atoms for n in self._by_atom.get(atom, ())}
        phrases = dict.fromkeys(p for atom in sorted(atoms) for p in self._phrases_by_atom.get(atom, ()))
        return _Spelling(
            atoms, self._bits_in(atoms), tuple(sorted(begins)), tuple(phrases), is_beginning=bool(begins or phrases)
        )

    def _bits_of_atoms(self) -> dict[str, int]:
        """A bit for each pattern word that a slot other than the first asks for."""
        atoms = {atom for slots in self._slots for slot in slots[1:] for atom in slot.atoms}
        return {atom: 1 << n for n, atom in enumerate(sorted(atoms))}

    def _bits_in(self, atoms: Iterable[str]) -> int:
        bits = 0
        for atom in atoms:
            bits |= self._bits.get(atom, 0)
        return bits

    def is_present(self, key: str) -> bool:
        """Whether an Arabic word can only be a verb of the present: what goes on, not what happened."""
        for word in (key, key[1:]) if key.startswith(_CONJUNCTIONS) else (key,):
            if not word.startswith(_PRESENT_PREFIXES) or _WHOLE + word in self._by_stem:
                continue
            if any(_PAST + stem in self._by_stem for stem in _without(word, _PAST_ENDINGS)):
                continue
            if any(_PRESENT + stem in self._by_stem for stem in _without(word[1:], _PRESENT_ENDINGS)):
                return True
        return False

    def atoms(self, key: str) -> frozenset[str]:
        """The pattern words that a word of a text can stand for."""
        return (self._known.get(key) or self._learn(key)).atoms

    def _numbered(self, number: int, pattern: str) -> list[_Slot]:
        try:
            return self._compile(pattern)
        except ValueError as error:
            raise PatternError(number, str(error)) from error

    def _compile(self, pattern: str) -> list[_Slot]:
        slots = []
        for part in pattern.split():
            if part.startswith(("..", "--")):
                barred = frozenset(self._register(word) for word in _BARRED) if part[0] == "-" else frozenset()
                slots.append(_Slot(frozenset(), optional=True, gap=int(part[2:]), barred=barred))
                continue
            optional = part.endswith("?")
            slots.append(_Slot(frozenset(self._atoms_of(part.removesuffix("?"))), optional, 0))
        if not slots or slots[0].gap or slots[-1].gap or slots[0].optional:
            raise ValueError(f"the pattern {pattern!r} must begin and end with a word that is not optional")
        return slots

    def _atoms_of(self, part: str) -> Iterator[str]:
        for word in part.split("|"):
            if word.startswith("@"):
                yield from self._atoms_of_class(word[1:])
            elif word in _SIGNS:
                yield word
            elif not word:
                raise ValueError(f"an empty alternative in {part!r}")
            elif "_" in word:
                self._phrases[word] = [_Slot(frozenset({self._register(w)}), False, 0) for w in word.split("_")]
                yield word
            else:
                yield self._register(word)

    def _atoms_of_class(self, name: str) -> frozenset[str]:
        if name not in self._classes:
            raise ValueError(f"{'@' + name!r} is no word class")
        if name not in self._class_atoms:
            self._class_atoms[name] = frozenset(a for member in self._classes[name] for a in self._atoms_of(member))
        return self._class_atoms[name]

    def _register(self, word: str) -> str:
        sign = word[-1] if word[-1] in "~+*" else ""
        bare = word.removesuffix(sign) if sign else word
        key = word_key(bare)
        if not _TOKEN.fullmatch(bare):
            raise ValueError(f"{bare!r} is not one word; write the parts of a hyphenated word apart")
        atom = key + sign
        if sign == "*":
            if len(key) > _LONGEST_PREFIX:
                raise ValueError(f"{bare!r} is longer than the {_LONGEST_PREFIX} letters that a beginning may have")
            stems = {_BEGINNING + key}
        elif sign and not _ARABIC.search(key):
            stems = {_WHOLE + form for form in english_forms(key, sign)}
        elif sign == "~":
            stems = {_PAST + key}
            self._by_stem[_PRESENT + key.removeprefix("ا")] = {atom}
        elif sign == "+":
            stems = {_FEMININE + key[:-1] if key.endswith("ه") else _NOUN + key}
        else:
            stems = {_WHOLE + key}
        for stem in stems:
            self._by_stem.setdefault(stem, set()).add(atom)
        return atom

    def _analyse(self, key: str) -> set[str]:
        return _counts(key).union(*map(self._by_stem.__getitem__, self._by_stem.keys() & _stems(key)))


def _counts(key: str) -> set[str]:
    """The signs that a number in digits can stand for, with the x that sitreps count with."""
    count = _COUNT.fullmatch(key)
    if count is None:
        return set()
    signs = {f"{count[1]}#{count[2]}"}
    if key.isdecimal() and int(key[:4]) >= 10:
        signs.add("##")
    if len(key) == 4 and key.startswith(("18", "19")):
        signs.add("#1900")
    if len(key) == 4 and key.startswith("20"):
        signs.add("#2000")
    return signs


@lru_cache(maxsize=2_048)
def _stems(key: str) -> frozenset[str]:
    """What a word can be a form of, each with the sign of how: every set of patterns asks for these."""
    found = {_WHOLE + key, *_beginnings(key, 2)}
    if not _ARABIC.search(key):
        return frozenset(found)
    is_joined = key.startswith(_CONJUNCTIONS)
    variants = (key, key[1:]) if is_joined and len(key) > 3 else (key,)
    if is_joined and (len(key) > 3 or key[1:] in _PARTICLES):
        found.add(_WHOLE + key[1:])
    for word in variants:
        for rest in [word[len(prefix) :] for prefix in _NOUN_PREFIXES if word.startswith(prefix)]:
            if rest != word and rest not in _PARTICLES:  # كلم is no كـ and لم
                found.add(_WHOLE + rest)
                found.update(_beginnings(rest, 3))
            found.update([_NOUN + stem for stem in _without(rest, _NOUN_ENDINGS)])
            found.update([_FEMININE + stem for stem in _without(rest, _FEMININE_ENDINGS)])
        found.update([_PAST + stem for stem in (*_without(word, _PAST_ENDINGS), *_weak_stems(word))])
        present = word[1:] if word.startswith("س") else word
        if present.startswith(_PRESENT_PREFIXES):
            stems = (*_without(present[1:], _PRESENT_ENDINGS), *_weak_stems(present[1:]))
            found.update([_PRESENT + stem for stem in stems])
    return frozenset(found)


def _beginnings(word: str, shortest: int) -> list[str]:
    """No longer than any prefix is: a "word" may be a line of 200,000 letters."""
    return [_BEGINNING + word[:n] for n in range(shortest, min(len(word), _LONGEST_PREFIX) + 1)]


def _without(word: str, endings: frozenset[str]) -> list[str]:
    """What remains of a word without each of some endings that it has."""
    lengths = range(len(word), max(-1, len(word) - _LONGEST_ENDING - 1), -1)
    return [word[:n] for n in lengths if word[n:] in endings]


def _weak_stems(word: str) -> Iterator[str]:
    """The stems of a verb that ends in a weak letter, where that is lost or changed: رموا, ألقت, رماه, يلقون."""
    yield from (stem + "ي" for stem in _without(word, _WEAK_ENDINGS) if len(stem) > 1)
    yield from (stem[:-1] + "ي" for stem in _without(word, _BARE_ENDINGS) if len(stem) > 2 and stem.endswith("ا"))


def english_forms(base: str, sign: str) -> set[str]:
    """The written forms of an English verb (`~`) or noun (`+`) that inflects by the rules."""
    plural = base[:-1] + "ies" if base.endswith("y") and base[-2:-1] not in "aeiou" else base + "s"
    if base.endswith(("s", "sh", "ch", "x", "z")):
        plural = base + "es"
    if sign == "+":
        return {base, plural}
    if base in _irregular_verbs():
        return {base, *_irregular_verbs()[base]}
    if base.endswith("e"):
        return {base, plural, base + "d", base[:-1] + "ing"}
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return {base, plural, base[:-1] + "ied", base + "ing"}
    forms = {base, plural, base + "ed", base + "ing"}
    if re.search(r"[^aeiou][aeiou][bdglmnprt]$", base):
        forms |= {base + base[-1] + "ed", base + base[-1] + "ing"}
    return forms


@cache
def past_forms() -> frozenset[str]:
    """The past tenses and participles of the irregular English verbs, those apart that look like the present."""
    return frozenset(
        form
        for base, forms in _irregular_verbs().items()
        for form in forms
        if form != base and not form.endswith(("s", "ing"))
    )


@cache
def _irregular_verbs() -> dict[str, tuple[str, ...]]:
    rows = read_table("irregular_verbs.csv", columns=("base", "forms"), required=("base", "forms"), unique=("base",))
    return {row["base"]: tuple(row["forms"].split()) for row in rows}


def _match(
    slots: Sequence[_Slot],
    s: int,
    atoms: Sequence[frozenset[str]],
    i: int,
    phrases: Mapping[int, Mapping[str, int]],
) -> int | None:
    """The last word of the shortest match of `slots[s:]` at word `i`, or None."""
    if s == len(slots):
        return i - 1
    slot = slots[s]
    if slot.gap:
        for skip in range(min(slot.gap, len(atoms) - i) + 1):
            if skip and slot.barred & atoms[i + skip - 1]:
                break
            last = _match(slots, s + 1, atoms, i + skip, phrases)
            if last is not None:
                return last
        return None
    if i < len(atoms) and slot.atoms & atoms[i]:
        last = _match(slots, s + 1, atoms, i + 1, phrases)
        if last is not None:
            return last
    for phrase, length in phrases.get(i, {}).items():
        if phrase in slot.atoms:
            last = _match(slots, s + 1, atoms, i + length, phrases)
            if last is not None:
                return last
    return _match(slots, s + 1, atoms, i, phrases) if slot.optional else None
