"""What other people's codes mean here: kinds, precisions, statuses; each from a table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dashboard.events import DATE_PRECISIONS, STATUSES
from dashboard.tables import read_table
from dashboard.translation import languages
from dashboard.vocabulary import kinds
from dashboard.wording import kind_labels
from gazetteer.names import full_key

_HERE = Path(__file__).parent
WORDS = "words"
"""The scheme of what any file may say."""


class KindCode(NamedTuple):
    """A kind, and what the second side of such an event is, counterpart or target; no kind of an unknown code."""

    kind: str
    second: str


class Precision(NamedTuple):
    """A word for a day's precision, or a place's 1 to 3; metres about a place, NaN where it says nothing of them."""

    value: str
    radius_m: float


def kind_of(scheme: str, code: str, fallback: str, own: Mapping[str, str]) -> KindCode:
    """What a code is here: by the user, the scheme's table, or as a word; the fallback of an unknown one."""
    for one in (code, fallback):
        if one in own and own[one] in kinds():
            return KindCode(own[one], _seconds().get(own[one], "target"))
    for one in (code, fallback):
        if found := _kind_codes().get((scheme, one.strip())):
            return found
        for word in one.split("; "):
            if found := _kind_words().get(full_key(word)):
                return found
    return KindCode("", "target")


@cache
def _kind_codes() -> dict[tuple[str, str], KindCode]:
    rows = read_table(_HERE / "kind_codes.csv", columns=("scheme", "code", "kind", "second"), unique=("scheme", "code"))
    return {
        (row["scheme"], row["code"]): KindCode(
            row.one_of("kind", kinds()), row.one_of("second", ("counterpart", "target"))
        )
        for row in rows
    }


@cache
def _seconds() -> dict[str, str]:
    """What the second side is by kind, as the tables mostly have it."""
    return {found.kind: found.second for found in _kind_codes().values()} | dict.fromkeys(
        ("patrol", "joint_patrol", "encounter", "standoff", "movement", "clash"), "counterpart"
    )


def second_side(kind: str) -> str:
    """What the second side of an event of a kind is: counterpart or target."""
    return _seconds().get(kind, "target")


@cache
def _kind_words() -> dict[str, KindCode]:
    """Our kinds by their ids, their names in every language, ACLED's names, and the table's other words."""
    found: dict[str, KindCode] = {}
    for (scheme, code), meant in _kind_codes().items():
        if scheme in ("acled", WORDS):
            found.setdefault(full_key(code), meant)
    for kind in kinds():
        meant = KindCode(kind, second_side(kind))
        for word in (kind, kind.replace("_", " "), *(kind_labels(lang).get(kind, kind) for lang in languages())):
            found[full_key(word)] = meant
    return found


def precision_of(scheme: str, field: str, code: str) -> Precision | None:
    """What a code of precision means; None where it is unknown."""
    code = code.strip().lower()
    return _precisions().get((scheme, field, code)) or _precisions().get((WORDS, field, code))


@cache
def _precisions() -> dict[tuple[str, str, str], Precision]:
    columns = ("scheme", "field", "code", "precision", "radius_m")
    found = {}
    for row in read_table(_HERE / "precisions.csv", columns=columns, unique=columns[:3]):
        if row["field"] == "date_precision":
            row.one_of("precision", DATE_PRECISIONS)
        radius = float(row.number("radius_m", low=1, high=1_000_000)) if row["radius_m"] else float("nan")
        found[row["scheme"], row["field"], row["code"]] = Precision(row["precision"], radius)
    return found


def status_of(scheme: str, code: str) -> str:
    """The status that a word of theirs, or of ours, means; empty where it is unknown."""
    if code in STATUSES:
        return code
    return _statuses().get((scheme, code.strip().lower()), "")


@cache
def _statuses() -> dict[tuple[str, str], str]:
    rows = read_table(_HERE / "statuses.csv", columns=("scheme", "code", "status"), unique=("scheme", "code"))
    return {(row["scheme"], row["code"].lower()): row.one_of("status", STATUSES) for row in rows}
