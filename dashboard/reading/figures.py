"""How many people some words count: numbers in figures and words, ranges, open ends, duals, one person, and sums."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from dashboard.reading.patterns import Word, split_words, word_key
from dashboard.reading.phrases import is_used
from dashboard.tables import read_table

USES = (
    "dual", "person", "people", "thing", "none", "some", "many", "stop", "part", "article", "join",
    "at_least", "at_most", "singular", "passive", "contrast", "fate", "masdar",
)  # fmt: skip

_BREAK = re.compile(r"[.;:؛!?؟()\n|]")
_COMMA = re.compile(r"[,،]")
_OWNERS = ("ها", "هم", "ه", "ته", "تها", "تهم", "يه", "يها")
_WIDEST_JOIN = 7
"""Words between two figures of one sum: "three soldiers of the 4th brigade and a civilian"."""
_WIDEST_SOURCE = 6
"""Words in which a source says what it is before it speaks: "a | provincial council member | said"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of people: its first and last word, and its bounds; a bound that is None is open."""

    first: int
    last: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of a text in words, with what stands between them."""

    text: str
    words: Sequence[Word]

    def __len__(self) -> int:
        return len(self.words)

    def key(self, i: int) -> str:
        return self.words[i].key if 0 <= i < len(self.words) else ""

    def gap(self, i: int) -> str:
        """The characters between word `i` and the one before it."""
        if not 0 < i < len(self.words):
            return ""
        return self.text[self.words[i - 1].end : self.words[i].start]

    def is_broken(self, i: int) -> bool:
        """Whether a stop, colon or bracket stands before word `i`."""
        return bool(_BREAK.search(self.gap(i)))

    def has_comma(self, i: int) -> bool:
        return bool(_COMMA.search(self.gap(i)))

    def starts_with(self, i: int, phrases: Collection[tuple[str, ...]]) -> int:
        """How many words of the longest phrase stand from word `i` on; 0 where none does."""
        key = self.key(i)
        alike = [p for p in phrases if p[0] == key]
        return max((len(p) for p in alike if all(self.key(i + n) == part for n, part in enumerate(p))), default=0)

    def ends_with(self, i: int, phrases: Collection[tuple[str, ...]]) -> bool:
        """Whether a phrase ends just before word `i`."""
        return any(self.key(i - len(p)).removeprefix("و") == p[0] and self._is_tail(i, p) for p in phrases)

    def _is_tail(self, i: int, phrase: tuple[str, ...]) -> bool:
        return all(self.key(i - len(phrase) + n) == part for n, part in enumerate(phrase) if n)


def line_of(text: str, start: int, end: int | None) -> Line:
    """The words of a text between two offsets."""
    return Line(text, split_words(text, start, end))


def figure_at(line: Line, i: int) -> Figure | None:
    """The count of people that begins at a word: a number, a dual, or one person."""
    if i >= len(line):
        return None
    found = _number(line, i)
    if found is None:
        found = _dual(line, i) or _one_person(line, i)
    return found


def some_at(line: Line, i: int) -> Figure | None:
    """ "Several", "a number of", "soldiers": people whose number is not given."""
    bare = _bare(line.key(i))
    if bare & (words("some") | words("people")) and not is_time_or_unit(line, i, i):
        return Figure(i, i, 1, None)
    return None


def with_next(line: Line, figure: Figure, outcomes: Collection[int]) -> Figure:
    """ "Three journalists and two officers" are five: a figure and those that are joined to it after it."""
    for i in range(figure.last + 1, min(figure.last + 1 + _WIDEST_JOIN, len(line))):
        key = line.key(i)
        if i in outcomes or line.is_broken(i) or key in words("part") or key.removeprefix("و") in words("part"):
            break
        start = _joined_at(line, i)
        if start is None:
            if key in words("stop"):
                break
            continue
        more = _several(line, start) or figure_at(line, start)
        if more is None or _has_own_outcome(line, more, outcomes) or line.key(more.last + 1) in ("of", "منهم", "منها"):
            break
        if line.has_comma(i) and (_speaks(line, more) or _is_said_again(line, figure, more, outcomes)):
            break
        return with_next(line, _sum(figure, more), outcomes)
    return figure


def with_last(line: Line, figure: Figure, outcomes: Collection[int]) -> Figure:
    """ "Six soldiers and two guards died" are eight: a figure and those that it is joined to before it."""
    first = figure.first
    while first > 0 and line.key(first - 1) in words("qualifier"):
        first -= 1
    if first < 2 or not (line.key(first - 1) in words("join") or _has_and(line, first)):
        return figure
    for i in range(first - 1, max(first - 1 - _WIDEST_JOIN, -1), -1):
        key = line.key(i)
        if i in outcomes or line.is_broken(i + 1) or key in words("part"):
            break
        more = figure_at(line, i)
        if more is not None and more.last < first and line.key(i - 1) not in words("part"):
            return with_last(line, _sum(more, figure), outcomes)
    return figure


def is_time_or_unit(line: Line, first: int, last: int) -> bool:
    """Whether a number is of a clock, a date, a decimal, a share, an age, or of things rather than of people."""
    if line.words[first].key.isdigit():
        if _is_tied(line, first) or (last + 1 < len(line) and _is_tied(line, last + 1)):
            return True
        before = line.text[max(0, line.words[first].start - 1) : line.words[first].start]
        after = line.text[line.words[last].end : line.words[last].end + 2]
        if after[:1] in ("%", "٪") or before in ("/", ".", "#") or re.match(r"-[a-z]", after):
            return True
        if line.key(first - 1).isascii() and line.key(first - 1) in words("thing"):  # "Feb 16", "base 3"
            return True
    is_arabic = not line.key(last + 1).isascii()  # there the noun follows at once
    for i in range(last + 1, last + (2 if is_arabic else 4)):  # "two village guards" are guards
        if line.is_broken(i) or line.has_comma(i) or is_people(line, i):
            break
        if _bare(line.key(i)) & words("thing"):
            return not any(is_people(line, j) and not line.is_broken(j) for j in (i + 1, i + 2))
    return False


def _is_tied(line: Line, i: int) -> bool:
    """Whether a number hangs on the number before it: 14:40, 13/2, 8.20."""
    gap = line.gap(i)
    return len(gap) == 1 and gap in ":/.-" and line.key(i).isdigit() and line.key(i - 1).isdigit() and gap != "-"


def _number(line: Line, i: int) -> Figure | None:
    value, last = _value_at(line, i)
    if value is None or is_time_or_unit(line, i, last):
        return None
    if line.key(i) in ("a", "an") and i == last and not _is_a_person(line, i):
        return None
    if line.key(i).removeprefix("و") in words("many"):
        return Figure(i, last, value, None)
    upper = _upper(line, i, last, value)
    if upper is not None:
        return upper
    return _open(line, Figure(i, last, value, value))


def _upper(line: Line, i: int, last: int, value: int) -> Figure | None:
    """A range: "between 20 and 25", "ما بين 20 و25", "3-5", "three to five"."""
    step = last + 1
    between = line.key(i - 1) in ("between", "بين")
    if line.key(step) in ("to", "or", "او", "الي") or (between and line.key(step) in ("and", "و")):
        step += 1
    elif not between and line.gap(step) not in ("-", "–"):
        return None
    upper, upper_last = _value_at(line, step)
    if upper is None or upper <= value or is_time_or_unit(line, step, upper_last):
        return None
    return Figure(i, upper_last, value, upper)


def _open(line: Line, figure: Figure) -> Figure:
    """The figure with "at least" or "up to" beside it taken into account."""
    first, last, value = figure.first, figure.last, figure.low
    before = line.text[max(0, line.words[first].start - 2) : line.words[first].start]
    after = line.text[line.words[last].end : line.words[last].end + 1]
    qualified = line.key(first - 1).removeprefix("و") in words("qualifier")
    follows = any(
        line.key(last + n) in words("qualifier") and line.starts_with(last + n, phrases("at_least")) > 1
        for n in (1, 2, 3)
    )
    if (
        follows
        or (qualified and line.ends_with(first, phrases("at_least")))
        or after == "+"
        or before[-1:] in ("≥", ">", "+")
    ):
        return Figure(first, last, value, None)
    if qualified and line.ends_with(first, phrases("at_most")):
        return Figure(first, last, None, value)
    return figure


def _dual(line: Line, i: int) -> Figure | None:
    key = line.key(i)
    bare = frozenset() if key.removeprefix("و").startswith(("ال", "لل")) else _bare(key)
    if bare & words("dual") or any(_is_dual_of_person(key) for key in bare):
        last = i + 1 if line.key(i + 1) in ("اثنان", "اثنين", "اتنين", "اثنتين", "اثنتان") else i
        return Figure(i, last, 2, 2)
    return None


def _is_dual_of_person(key: str) -> bool:
    stem = key.removesuffix("ان")
    return stem != key and any(one in words("person") for one in (stem, stem.removesuffix("ت") + "ه"))


def _one_person(line: Line, i: int) -> Figure | None:
    key = line.key(i)
    if key in words("article"):
        for j in range(i + 1, min(i + 6, len(line))):
            if (
                line.is_broken(j)
                or line.has_comma(j)
                or line.key(j) in words("stop")
                or _value(line.key(j)) is not None
            ):
                return None
            if line.key(j) in words("person"):
                return Figure(i, j, 1, 1)
        return None
    is_counted = _value(line.key(i - 1)) is not None  # "أحد عشر شخصاً"
    return Figure(i, i, 1, 1) if not key.isascii() and _is_person(key) and not is_counted else None


def is_person(line: Line, i: int) -> bool:
    """Whether a word names one person, with or without an article."""
    return _is_person(line.key(i))


def is_people(line: Line, i: int) -> bool:
    """Whether a word names people, one or many: "guard", "guards", "مدنيين"."""
    key = line.key(i)
    return bool(_bare(key) & words("people")) or key.removesuffix("s") in words("person") or _is_person(key)


def _is_person(key: str) -> bool:
    return any(bare in words("person") for form in _bare(key) for bare in _without_owner(form))


def _is_a_person(line: Line, i: int) -> bool:
    """Whether "a" belongs to a person: "a Turkish soldier", not "a ceasefire"."""
    for j in range(i + 1, min(i + 7, len(line))):
        if line.is_broken(j) or line.key(j) in words("stop"):
            return False
        if line.key(j) in words("person"):
            return True
    return False


def _joined_at(line: Line, i: int) -> int | None:
    """The word where a figure joined on by "and", a comma or و begins, if one may begin about word `i`."""
    if line.key(i) in words("join"):
        start = i + 1
    elif (line.has_comma(i) and _value(line.key(i)) is not None) or _has_and(line, i):
        start = i
    else:
        return None
    while line.key(start) in words("qualifier"):
        start += 1
    return start


def _speaks(line: Line, figure: Figure) -> bool:
    """Whether whom a figure counts are the source: "killing three people, | a doctor | said"."""
    for i in range(figure.last + 1, min(figure.last + 1 + _WIDEST_SOURCE, len(line))):
        if line.is_broken(i) or line.has_comma(i):
            return False
        if is_used(line.key(i), "speech"):
            return True
    return False


def _is_said_again(line: Line, figure: Figure, more: Figure, outcomes: Collection[int]) -> bool:
    """Whether what follows tells who those are that a figure counts: "three people, | a child and two women"."""
    total = with_next(line, more, outcomes)
    return figure.low is not None and figure.low > 1 and (total.low, total.high) == (figure.low, figure.high)


def _several(line: Line, i: int) -> Figure | None:
    """ "Three soldiers and several villagers" are five or more."""
    return Figure(i, i, 2, None) if line.key(i).removeprefix("و") in words("some") else None


def _has_and(line: Line, i: int) -> bool:
    """Whether an Arabic figure begins with و: "وستة"; واحد is a number by itself."""
    key = line.key(i)
    is_counted = figure_at(line, i) is not None or _several(line, i) is not None
    return key.startswith("و") and key not in _numbers() and is_counted


def _has_own_outcome(line: Line, figure: Figure, outcomes: Collection[int]) -> bool:
    """Whether a figure's own fate follows: "and three wounded"."""
    for i in range(figure.last + 1, min(figure.last + 6, len(line))):
        if line.is_broken(i) or line.has_comma(i):
            return False
        if i in outcomes:
            return True
    return False


def _sum(one: Figure, other: Figure) -> Figure:
    low = None if one.low is None or other.low is None else one.low + other.low
    high = None if one.high is None or other.high is None else one.high + other.high
    return Figure(one.first, other.last, low, high)


# Values ---------------------------------------------------------------------------------------------------------------


def _value_at(line: Line, i: int) -> tuple[int | None, int]:
    """The number that begins at a word, and its last word."""
    value = _value(line.key(i)) if i < len(line) else None
    if value is None:
        return None, i
    last = i
    while last + 1 < len(line):
        key = line.key(last + 1)
        more = _value(key)
        if more is None or key in ("a", "an") or line.key(last).isdigit() or line.gap(last + 1).strip("- "):
            break
        if key in ("dozen", "couple", "hundred", "thousand") or (more in (100, 1000) and value < more):
            value *= more
        elif line.key(last) in ("a", "an"):  # "a 61-year-old man"
            break
        elif (10 <= value < 100 and value % 10 == 0 and more < 10) or (value < 10 <= more < 100):
            value += more
        else:
            break
        last += 1
    return value, last


def _value(key: str) -> int | None:
    for form in (key, key.removeprefix("و"), key.removeprefix("و").removeprefix("ال"), key.removeprefix("ب")):
        if form.isdigit():
            return int(form) if len(form) < 6 and not 1900 <= int(form) <= 2100 else None
        if form in _numbers():
            return _numbers()[form]
    return None


@cache
def _bare(key: str) -> frozenset[str]:
    """The keys that an Arabic noun may stand for: without conjunction, preposition, article, accusative ending."""
    if key.isascii():
        return frozenset((key,))
    forms = {key}
    for prefix in ("و", "ف"):
        forms |= {form.removeprefix(prefix) for form in forms}
    forms |= {form.removeprefix(prefix) for form in forms for prefix in ("ب", "ل", "ال", "لل", "بال")}
    return frozenset(forms | {form.removesuffix("ا") for form in forms if len(form) > 3})


def _without_owner(key: str) -> tuple[str, ...]:
    """A noun without its possessive ending: سائقها, ابنه, مرافقيه."""
    endings = [end for end in _OWNERS if key.endswith(end) and len(key) > len(end) + 2]
    stems = [key, *(key.removesuffix(end) for end in endings)]
    return (*stems, *(stem + "ه" for stem in stems[1:]))


@cache
def words(use: str) -> frozenset[str]:
    """The keys of the single words that casualty_words.csv lists for a use."""
    if use == "qualifier":
        return frozenset(part for name in ("at_least", "at_most") for phrase in phrases(name) for part in phrase)
    return frozenset(phrase[0] for phrase in phrases(use) if len(phrase) == 1)


@cache
def phrases(use: str) -> frozenset[tuple[str, ...]]:
    """The phrases that casualty_words.csv lists for a use, as keys; there an underscore joins their words."""
    rows = read_table("casualty_words.csv", columns=("use", "lang", "words", "note"), required=("use", "words"))
    return frozenset(
        tuple(word_key(part) for part in word.split("_"))
        for row in rows
        if row.one_of("use", USES) == use
        for word in row["words"].split()
    )


@cache
def _numbers() -> dict[str, int]:
    rows = read_table("number_words.csv", columns=("value", "lang", "words"), required=("value", "words"))
    numbers: dict[str, int] = {}
    for row in rows:
        for word in row["words"].split():
            numbers[word_key(word)] = row.number("value", low=0, high=1_000_000)
    return numbers
