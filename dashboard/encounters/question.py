"""What is asked: which two forces, how near, how soon after each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dashboard.errors import FilterError
from dashboard.filters import from_query, with_children
from dashboard.tables import read_table

FARTHEST_KM, LONGEST_DAYS = 500.0, 366
"""Beyond these everything is near everything."""

AFAR = "afar"

CERTAINTIES = ("certain", "likely", "possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two forces by id (each with its children), `km` kilometres and `days` whole days: 0 is the same day.

    `least` is how sure an encounter must be, one of CERTAINTIES.
    """

    one: str
    other: str
    km: float = 10.0
    days: int = 1
    least: str = "possible"


def question_from(
    between: Sequence[str], km: str | float | None = None, days: str | int | None = None, least: str | None = None
) -> Question:
    """The question that an address or a command says, with the usual 10 km and 1 day; raises FilterError."""
    if least and least not in CERTAINTIES:
        raise FilterError(f"There is no certainty {least!r}. It is one of {', '.join(CERTAINTIES)}.")
    ids = from_query({"force": list(between)}).forces
    if len(ids) != 2:
        raise FilterError(f"between needs two different forces, not {', '.join(ids) or 'none'}.")
    return Question(
        one=ids[0],
        other=ids[1],
        km=_number("km", 10.0 if km is None else km, FARTHEST_KM),
        days=int(_number("days", 1 if days is None else days, LONGEST_DAYS, whole=True)),
        least=least or "possible",
    )


def _number(name: str, value: str | float, highest: float, *, whole: bool = False) -> float:
    try:
        number = float(int(value) if whole else value)
    except ValueError as error:
        raise FilterError(f"{name} {value!r} is not a {'whole ' if whole else ''}number.") from error
    if not (math.isfinite(number) and 0 <= number <= highest):
        raise FilterError(f"{name} {value!r} is not between 0 and {highest:g}.")
    return number


def sides(question: Question) -> tuple[frozenset[str], frozenset[str]]:
    """The force ids of each side, children included; where one is above the other, what is below it is the other's."""
    one, other = with_children((question.one,)), with_children((question.other,))
    if question.other in one:
        return frozenset(one - other), frozenset(other)
    return frozenset(one), frozenset(other - one)


@cache
def kinds_from_afar() -> frozenset[str]:
    """The kinds of events whose actor need not be where they happen. Raises LexiconError."""
    rows = read_table("reach.csv", columns=("kind", "reach"), required=("kind", "reach"), unique=("kind",))
    return frozenset(row["kind"] for row in rows if row.one_of("reach", ("near", AFAR)) == AFAR)
