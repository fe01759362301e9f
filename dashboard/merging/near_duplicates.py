"""Copies of one text: a small signature of a report, and whether two reports are one text republished.

A copy may have another headline or dateline, words edited, an end cut off or a paragraph added. Texts are compared by
their runs of three words (in Arabic and English, spelling folded): a bottom-k sketch of the runs' hashes (Broder's
min-wise hashing, with one hash function) is exact for texts of up to `_SKETCH` words and an estimate beyond.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.reading.patterns import Word, split_words
from dashboard.tables import read_table

Hashes = npt.NDArray[np.uint64]

_SKETCH = 256
_RUN = 3
_BAND_RUN, _BAND_WINDOW, _BANDS = 5, 4, 48
"""Two texts with eight words in a row in common (5 + 4 - 1) have a band in common; a text keeps 48 bands at most."""

_SHORT = 60
"""Below so many runs a text is a short one, of which agencies write many alike: all names and numbers must agree."""
_LEAST_MARKS = 0.75
"""The share of a longer text's that must: a daily bulletin repeats its advice, not its villages and days."""

_HEADLINE, _DATELINE = 100, 60
_CODED = struct.Struct("<BIHHH")
_CODE = 1
_STOPS = frozenset(".!?؟:\n")
_DATELINE_END = re.compile(r"\s[-–—|]+\s|:\s|\)\s")
PARTS_OF_DAY = ("early", "midday", "late")
"""Uses of copy_words.csv: the parts of a day that two tellings of one event agree on."""
_LINK = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text to know its copies by.

    `size` is the number of different runs of three words; `sketch` holds the smallest of their hashes, rising; `marks`
    the hashes of the numbers, days and names; `bands` signed 64-bit numbers for an index: a copy shares at least one.
    """

    size: int
    sketch: tuple[int, ...]
    marks: frozenset[int]
    bands: tuple[int, ...]

    def to_bytes(self) -> bytes:
        """The signature in at most 1.7 kB, for `from_bytes`."""
        marks = sorted(self.marks)[:0xFFFF]
        head = _CODED.pack(_CODE, self.size, len(self.sketch), len(marks), len(self.bands))
        small = np.array([*self.sketch, *marks], dtype="<u4").tobytes()
        return head + small + np.array(self.bands, dtype="<i8").tobytes()

    @classmethod
    def from_bytes(cls, coded: bytes) -> Signature:
        """The signature that `to_bytes` wrote; raises ValueError for anything else."""
        if len(coded) < _CODED.size or coded[0] != _CODE:
            raise ValueError(f"Not a text's signature: {coded[:16]!r}. Make it again from the text.")
        _, size, sketch, marks, bands = _CODED.unpack_from(coded)
        if len(coded) != _CODED.size + 4 * (sketch + marks) + 8 * bands:
            raise ValueError(f"A text's signature of {len(coded)} bytes was cut. Make it again from the text.")
        small = np.frombuffer(coded, "<u4", sketch + marks, _CODED.size).tolist()
        large = np.frombuffer(coded, "<i8", bands, _CODED.size + 4 * (sketch + marks)).tolist()
        return cls(size, tuple(small[:sketch]), frozenset(small[sketch:]), tuple(large))


def signature(text: str) -> Signature:
    """The signature of a text, the same in every process; one without a word has size 0 and is a copy of nothing."""
    text = _LINK.sub(" ", text)
    found = split_words(text)
    words = np.array([_word_hash(word.key) for word in found], dtype=np.uint64)
    runs = np.unique(_runs(words, _RUN) >> np.uint64(32))
    return Signature(
        size=len(runs),
        sketch=tuple(runs[:_SKETCH].tolist()),
        marks=frozenset(_marks(text, found)),
        bands=_bands(words),
    )


def resemblance(one: Signature, other: Signature) -> float:
    """The share of runs of words that two texts have in common, of all that either has: 0 to 1."""
    if not one.size or not other.size:
        return 0.0
    shared, seen = _compare(one, other)
    return shared / seen


def containment(one: Signature, other: Signature) -> float:
    """The share of the shorter text's runs of words that the longer one has: 0 to 1."""
    if not one.size or not other.size:
        return 0.0
    alike = resemblance(one, other)
    shared = alike * (one.size + other.size) / (1 + alike)
    return min(1.0, shared / min(one.size, other.size))


def is_republication(one: Signature, other: Signature) -> bool:
    """Whether two texts are one, edited or shortened.

    The shorter the text, the more of it must be the same; of its numbers, days and names most must be the other's too,
    in a short one all: an agency tells of tomorrow's shelling of the next village in the words of today's.
    """
    shorter, longer = sorted((one, other), key=lambda s: s.size)
    if not shorter.size or containment(one, other) < _least_shared(shorter.size):
        return False
    least = _LEAST_MARKS if shorter.size >= _SHORT else 1.0
    return len(shorter.marks & longer.marks) >= least * len(shorter.marks)


def text_families(signatures: Mapping[str, Signature]) -> dict[str, str]:
    """For each report id that of its text's family: the first id, in order, of those that are copies of one text.

    Every copy of a copy is of the family. A band that more than 200 texts share is an agency's standing phrase and
    tells nothing.
    """
    by_band: dict[int, list[str]] = defaultdict(list)
    families = {one: one for one in sorted(signatures)}
    for one in families:
        for band in signatures[one].bands:
            by_band[band].append(one)
    common = {band for band, ids in by_band.items() if len(ids) > 200}
    for one in families:
        bands = [band for band in signatures[one].bands if band not in common]
        shared = Counter(other for band in bands for other in by_band[band] if other > one)
        for other in sorted(shared):
            first, second = _root(families, one), _root(families, other)
            if first != second and is_republication(signatures[one], signatures[other]):
                families[max(first, second)] = min(first, second)
    return {one: _root(families, one) for one in families}


def _root(families: dict[str, str], one: str) -> str:
    while families[one] != one:
        one = families[one]
    return one


def _least_shared(size: int) -> float:
    """How much of the shorter text must be in the longer: all of a slogan, half of an article."""
    if size < 8:
        return 1.0
    return 0.75 if size < 25 else 0.65 if size < _SHORT else 0.5


def _compare(one: Signature, other: Signature) -> tuple[int, int]:
    """(in both, in either) of the smallest hashes of two texts together: as many as both sketches are complete for."""
    mine, theirs = set(one.sketch), set(other.sketch)
    complete = [s.sketch[-1] for s in (one, other) if s.size > len(s.sketch)]
    union = mine | theirs
    if complete:
        last = min(complete)
        union = {value for value in union if value <= last}
    return len(union & mine & theirs), max(1, len(union))


@lru_cache(maxsize=200_000)
def _word_hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _mix(values: Hashes) -> Hashes:
    """splitmix64's finish: every bit of the result depends on every bit given."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _runs(words: Hashes, length: int) -> Hashes:
    """A hash for each run of so many words; one for the whole of a shorter text."""
    count = max(1, len(words) - length + 1) if len(words) else 0
    result = np.zeros(count, dtype=np.uint64)
    for offset in range(min(length, len(words))):
        result = _mix(result + words[offset : offset + count] + np.uint64(0x9E3779B97F4A7C15))
    return result


def _bands(words: Hashes) -> tuple[int, ...]:
    """The least hash in each window over the runs (winnowing: Schleimer, Wilkerson and Aiken 2003)."""
    runs = _runs(words, _BAND_RUN)
    if len(runs) > _BAND_WINDOW:
        runs = np.lib.stride_tricks.sliding_window_view(runs, _BAND_WINDOW).min(axis=1)
    return tuple(np.unique(runs)[:_BANDS].view(np.int64).tolist())


def _marks(text: str, words: Iterable[Word]) -> Iterator[int]:
    """Hashes of what tells two short texts apart: numbers, days and months, names; without headline and dateline.

    A name is a Latin word with a capital that does not begin a sentence, or an Arabic word after "the town of".
    """
    calendar = copy_words("calendar").union(*map(copy_words, PARTS_OF_DAY))
    nouns = copy_words("place_noun")
    after_noun, last = False, 0
    end = _head_end(text)
    for word in words:
        begins = not last or not _STOPS.isdisjoint(text[last : word.start])
        is_name = after_noun or (not begins and text[word.start].isupper())
        if word.start >= end and (is_name or word.key.isdigit() or word.key in calendar):
            yield _word_hash(word.key.removeprefix("ال")) >> 32
        after_noun = word.key in nouns
        last = word.end


def _head_end(text: str) -> int:
    """Where a headline and a dateline end: a first short line, then the first dash or colon close to the beginning."""
    line = text.find("\n")
    begin = line + 1 if 0 <= line <= _HEADLINE < len(text) else 0
    found = _DATELINE_END.search(text, begin, begin + _DATELINE)
    return found.end() if found else begin


@cache
def copy_words(use: str) -> frozenset[str]:
    """The keys of the words in copy_words.csv for a use. Raises LexiconError."""
    rows = read_table("copy_words.csv", columns=("use", "lang", "words", "note"), required=("use", "lang", "words"))
    return frozenset(word.key for row in rows if row["use"] == use for word in split_words(row["words"]))
