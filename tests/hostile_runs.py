"""Runs of one sign that a pattern may stumble over, and how long it does."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from types import ModuleType

MARKS = [
    *(".", "!", '?"', "…", "؟", "'", '"', "(", "()", "[(", "«", "-", "- ", "–", " ", "\n", "\t", "\r", "\u00a0", "_"),
    *("#", "#_", ",", " ,", ". ", "، ", ":", "; ", "/", "' ", "*", "1.", "\u2066", "\u200f", "\u202e", "\u0301"),
    *("\u0640", "\u064e", "\0", "\ud800", "🙂"),
]
LETTERS = ["a", "A", "1", "١", "a'", "a\u0301", "ا", "ـب", "ب\u064e", "ou", "h", "'s", "Manbij", "منبج", "ب\u200d", "ﷺ"]

ACTING = ("__main__", "app")
"""Modules that act when they are imported."""


def patterns(package: ModuleType) -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of a package, by its module and name; those in a module's tables by their place there."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2] in ACTING or ".views" in module.name or ".migrations" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, one in enumerate(_parts(value)):
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str) and one not in found.values():
                    found[f"{module.name}.{name}[{number}]"] = one
    return found


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, tuple | list) else (value,)


def slow_patterns(package: ModuleType, *, length: int, most_s: float) -> list[str]:
    """Patterns that take longer than `most_s` over a run of so many signs, and over which."""
    return [
        f"{name} on {frame.format(piece)!r}: {took:.2f} s"
        for name, pattern in patterns(package).items()
        for piece in (*MARKS, *LETTERS)
        for frame in ("{}", "a{}b", "1{}!")
        if (took := _took(pattern, frame, piece, length)) > most_s
    ]


def _took(pattern: re.Pattern[str], frame: str, piece: str, length: int) -> float:
    text = frame.format(piece * (length // len(piece)))
    return seconds(partial(pattern.match, text)) + seconds(partial(pattern.search, text))


def seconds(act: Callable[[], object]) -> float:
    """The processor's seconds that a call takes."""
    started = time.process_time()
    act()
    return time.process_time() - started
