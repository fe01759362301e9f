"""How many people a text says were killed and wounded, in figures and words of both languages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from dashboard.events import CasualtyRange
from dashboard.reading.figures import (
    Figure,
    Line,
    figure_at,
    is_person,
    line_of,
    phrases,
    some_at,
    with_last,
    with_next,
    words,
)
from dashboard.reading.patterns import Found, PatternSet
from dashboard.tables import read_table

Outcome = Literal["killed", "wounded", "both"]

OUTCOMES = ("killed", "wounded", "both")
FORMS = ("verb", "noun", "after", "fallen", "victim", "one", "unhurt")
_BEFORE = 11
_AFTER = 8
_NEGATED = 5
"""Words within which a figure, or a "no", belongs to a word for casualties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyMention:
    """One figure of a text: offsets there, of killed or wounded, how many; whether sources differ where it stands."""

    start: int
    end: int
    outcome: Outcome
    count: CasualtyRange
    rule: str
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    outcome: Outcome
    form: str
    rule: str


def find_casualties(text: str, start: int = 0, end: int | None = None) -> list[CasualtyMention]:
    """The casualty figures between two offsets of a text, in order; people named without a figure count as one."""
    line = line_of(text, start, end)
    rows, patterns = _table()
    matches = patterns.find(line.words)
    if not matches:
        return []
    outcomes = frozenset(i for match in matches for i in range(match.first, match.last + 1))
    is_disputed = any(word.key.removeprefix("و") in words("contrast") for word in line.words)
    mentions: list[CasualtyMention] = []
    taken: set[int] = set()
    for match in matches:
        row = rows[match.pattern]
        outcome, figure = _figure_of(line, match, row, outcomes)
        if figure is None or figure.first in taken:
            continue
        if figure.high != 0:
            taken.update(range(figure.first, figure.last + 1))
        mentions.append(
            CasualtyMention(
                start=line.words[min(match.first, figure.first)].start,
                end=line.words[max(match.last, figure.last)].end,
                outcome=outcome,
                count=_range(figure),
                rule=row.rule,
                is_disputed=is_disputed,
            )
        )
    return mentions


def total(mentions: Sequence[CasualtyMention], outcome: Outcome) -> CasualtyRange:
    """The one figure for an event: the highest that a report gives, since later ones correct earlier.

    Where sources dispute each other's figures the lowest of theirs is its lower bound.
    """
    told = [m for m in mentions if m.outcome in (outcome, "both") and m.count.best is not None]
    if not told:
        return CasualtyRange()
    most = max(told, key=lambda m: m.count.best or 0).count
    disputed = [m.count.low for m in told if m.is_disputed and m.count.low is not None and m.outcome == outcome]
    if most.low is None or len(disputed) < 2:
        return most
    return CasualtyRange(low=min(most.low, *disputed), best=most.best, high=most.high)


def _figure_of(line: Line, match: Found, row: _Row, outcomes: Collection[int]) -> tuple[Outcome, Figure | None]:
    """What a word for casualties tells: of which outcome, and the figure that belongs to it."""
    zero = Figure(match.first, match.last, 0, 0)
    if row.form == "unhurt":
        return row.outcome, zero
    figure = _counted(line, match, row, outcomes)
    if row.form == "fallen" and match.last + 1 in outcomes:  # the noun behind it counts
        return row.outcome, None
    is_one = figure is None or (figure.low or 0) <= 1
    if is_one and _is_negated(line, match):
        return ("killed" if row.outcome == "killed" else "both"), zero
    if row.outcome == "both":
        return row.outcome, None  # "29 killed or wounded" says neither figure
    if row.form == "verb" and _is_shared(line, match, outcomes):
        return row.outcome, None
    if figure is None and row.form in ("one", "victim") and line.key(match.first - 1) not in ("محاوله", "attempted"):
        return row.outcome, Figure(match.first, match.last, 1, 1)
    return row.outcome, figure


def _counted(line: Line, match: Found, row: _Row, outcomes: Collection[int]) -> Figure | None:
    if "بين" in (line.key(match.first - 1), line.key(match.first - 2) if match.first - 1 in outcomes else ""):
        return None  # "29 between killed and wounded"
    if row.form == "after":
        return _before(line, match.first, outcomes) or _listed(line, match.last, outcomes)
    if row.form == "noun":
        return _of_noun(line, match, outcomes)
    after = _after(line, match.last, outcomes, row.form)
    if row.form in ("victim", "fallen", "one"):
        return after
    before = _before(line, match.first, outcomes)
    is_passive = line.key(match.first - 1) in words("passive")
    if before is not None and (is_passive or _is_subject(line, match, before, after, outcomes)):
        return before
    if after is not None:
        return after
    if not line.key(match.first).isascii():
        return before
    if before is not None:
        return before if _is_subject(line, match, before, None, outcomes) else None
    nearest = match.first - 1
    if is_person(line, nearest) and not line.is_broken(match.first):  # "driver killed"
        return Figure(nearest, nearest, 1, 1)
    return None


def _is_subject(line: Line, match: Found, before: Figure, after: Figure | None, outcomes: Collection[int]) -> bool:
    """Whether whom an English participle tells of stands before it: "3 soldiers killed in an ambush"."""
    verb = line.key(match.last)
    if not verb.isascii() or verb.endswith("ing") or match.first - before.last > 3:
        return False
    if any(line.has_comma(i) for i in range(before.last + 1, match.first + 1)):
        return False
    if after is None or _is_of_next(after, outcomes):
        return True
    return any(line.key(i) not in words("qualifier") for i in range(match.last + 1, after.first))


def _is_of_next(figure: Figure, outcomes: Collection[int]) -> bool:
    """Whether a figure after a word is that of the next: "3 soldiers killed 7 wounded"."""
    return any(i in outcomes for i in range(figure.last + 1, figure.last + 4))


def _of_noun(line: Line, match: Found, outcomes: Collection[int]) -> Figure | None:
    if line.key(match.last + 1) in words("thing"):  # إصابات مباشرة are hits
        return None
    own = line.key(match.last).removeprefix("و").removeprefix("ب")
    before = _before(line, match.first, outcomes)
    if before is not None and not (before.first == before.last and is_person(line, before.first)):
        return before
    if own in words("dual"):
        return Figure(match.first, match.last, 2, 2)
    if own in words("singular") or own.removesuffix("ا") in words("singular"):
        return Figure(match.first, match.last, 1, 1)
    listed = _listed(line, match.last, outcomes)
    if listed is not None:
        return listed
    is_some = any(some_at(line, i) for i in (match.first - 2, match.first - 1) if i >= 0)
    if not own.isascii() and (own in words("fate") or is_some):  # "left wounded people", without a number
        return Figure(match.first, match.last, 1, None)
    return None


def _listed(line: Line, last: int, outcomes: Collection[int]) -> Figure | None:
    """The figure after a colon: "killed: 3"."""
    figure = figure_at(line, last + 1) if line.gap(last + 1).strip() == ":" else None
    return None if figure is None or figure.last + 1 in outcomes else figure


def _after(line: Line, last: int, outcomes: Collection[int], form: str) -> Figure | None:
    is_arabic = not line.key(last).isascii()
    for i in range(last + 1, min(last + 1 + _AFTER, len(line))):
        if i in outcomes or line.is_broken(i) or (line.has_comma(i) and not is_arabic):
            return None
        if is_arabic and line.key(i) in words("thing"):
            return None
        if form in ("victim", "fallen") and is_arabic and line.key(i).endswith(("ان", "ون")):
            continue  # who did it stands in the nominative
        figure = figure_at(line, i) or (some_at(line, i) if form != "fallen" or is_arabic else None)
        if figure is not None:
            if form == "fallen" and not _is_of_people(line, figure):
                return None
            return with_next(line, figure, outcomes) if figure.high is not None or figure.low != 1 else figure
        if line.key(i) in words("stop") and line.starts_with(i, phrases("at_least")) < 2:
            return _beyond(line, i, outcomes) if is_arabic and form == "verb" else None
    return None


def _beyond(line: Line, stop: int, outcomes: Collection[int]) -> Figure | None:
    """A figure of people behind the place: قتل في الهجوم خمسة جنود."""
    for i in range(stop + 1, min(stop + 6, len(line))):
        if i in outcomes or line.is_broken(i) or line.has_comma(i):
            return None
        figure = figure_at(line, i)
        if figure is not None:
            return with_next(line, figure, outcomes) if _is_of_people(line, figure) else None
    return None


def _is_of_people(line: Line, figure: Figure) -> bool:
    """Whether the word behind a figure says that it counts people: سقط ٧ مدنيين, not سقط ٧ صواريخ."""
    following = line.key(figure.last + 1)
    return (
        following in ("من", "منهم", "اخرين", "اخرون", "في")
        or some_at(line, figure.last + 1) is not None
        or is_person(line, figure.last + 1)
        or is_person(line, figure.first)
    )


def _before(line: Line, first: int, outcomes: Collection[int]) -> Figure | None:
    for i in range(first - 1, max(first - _BEFORE, -1), -1):
        if i in outcomes or line.is_broken(i + 1):
            return None
        figure = figure_at(line, i)
        if figure is not None and figure.last < first:
            if line.key(i - 1) in words("part") or (line.key(i - 1) == "the" and figure.first == figure.last):
                continue  # "the two sides", "among them four children"
            if _is_number_of_list(line, i):
                return None
            return with_last(line, _widest(line, figure), outcomes)
        if line.key(i) in ("several", "dozens", "hundreds") and first - i <= 4:
            return some_at(line, i)
        if line.key(i) in words("stop") and not line.starts_with(i, phrases("at_least")):
            return None
    return None


def _widest(line: Line, figure: Figure) -> Figure:
    """The whole number of which a word is the end: "twenty five"."""
    while figure.first > 0:
        wider = figure_at(line, figure.first - 1)
        if wider is None or wider.last < figure.last or line.is_broken(figure.first):
            break
        figure = wider
    return figure


def _is_number_of_list(line: Line, i: int) -> bool:
    """Whether a number only numbers its line: "1. Kirkuk", "2) …"."""
    return i == 0 and line.key(i).isdigit() and line.gap(1)[:1] in (".", ")", "-", "–", "ـ")


def _is_negated(line: Line, match: Found) -> bool:
    """Whether a "no" or "without" before a word for casualties, or a "none" after it, says that there were none."""
    following = line.key(match.last + 1)
    if following in ("nobody", "none", "noone", "nil") and "." not in line.gap(match.last + 1):
        return True
    for i in range(match.first - 1, max(match.first - 1 - _NEGATED, -1), -1):
        if line.is_broken(i + 1):
            return False
        if line.key(i).removeprefix("و") in words("none") or line.starts_with(i, phrases("none")):
            return True
    return False


def _is_shared(line: Line, match: Found, outcomes: Collection[int]) -> bool:
    """Whether two outcomes share one figure, so that neither has its own: مقتل وإصابة عشرة."""
    first, second = line.key(match.first), line.key(match.last + 1)
    if match.last + 1 in outcomes and second.startswith("و") and first.removeprefix("و") in words("masdar"):
        return True
    return first.startswith("و") and line.key(match.first - 1) in words("masdar")


def _range(figure: Figure) -> CasualtyRange:
    if figure.low is None or figure.high is None:
        return CasualtyRange(low=figure.low, best=figure.low if figure.high is None else figure.high, high=figure.high)
    return CasualtyRange(low=figure.low, best=(figure.low + figure.high) // 2, high=figure.high)


@cache
def _table() -> tuple[tuple[_Row, ...], PatternSet]:
    columns = ("outcome", "lang", "pattern", "form", "note")
    table = read_table("casualties.csv", columns=columns, required=columns[:4], unique=("outcome", "pattern"))
    rows = tuple(
        _Row(
            outcome=cast(Outcome, row.one_of("outcome", OUTCOMES)),
            form=row.one_of("form", FORMS),
            rule=f"casualties.csv:{row.line}",
        )
        for row in table
    )
    return rows, PatternSet([row["pattern"] for row in table])
