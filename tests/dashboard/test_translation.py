"""The Arabic of the interface: complete, nothing left over, and well-formed."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

from dashboard.layers import MAP_WORDS
from dashboard.map_tools import TOOL_WORDS
from dashboard.place_map import PLACE_MAP_WORDS
from dashboard.problems import PROBLEMS
from dashboard.timeline import TIMELINE_WORDS
from dashboard.translation import Words, read_catalog

PACKAGE = Path(__file__).resolve().parents[2] / "dashboard"
OTHER_WORDS = ("snapshot",)
"""Folders with a table of words of their own."""


def messages_of_the_code() -> set[str | tuple[str, str]]:
    """Every text that the interface asks a translation for."""
    own_words = (MAP_WORDS, TOOL_WORDS, TIMELINE_WORDS, PLACE_MAP_WORDS)
    found: set[str | tuple[str, str]] = {*PROBLEMS, *(text for words in own_words for text in words.values())}
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name in OTHER_WORDS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                if node.func.attr == "say" and texts:
                    found.add(texts[0])
                elif node.func.attr == "say_number":
                    found.add((texts[0], texts[1]))
    return found


def translated() -> dict[str | tuple[str, ...], tuple[str, ...]]:
    result: dict[str | tuple[str, ...], tuple[str, ...]] = {}
    for message in read_catalog("ar"):
        if message.id:
            key = message.id if isinstance(message.id, str) else tuple(message.id)
            result[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return result


def test_every_message_of_the_code_is_translated_and_no_other() -> None:
    assert messages_of_the_code() == set(translated())


def test_no_translation_is_empty_and_numbers_have_six_forms() -> None:
    for key, forms in translated().items():
        assert all(forms), key
        assert len(forms) == (1 if isinstance(key, str) else 6), key


def test_a_translation_fills_in_the_same_values() -> None:
    for key, forms in translated().items():
        names = {name for text in ([key] if isinstance(key, str) else key) for name in fields(text)}
        for form in forms:
            # "one event" and "two events" are words in Arabic, so a form may leave the number out.
            assert fields(form) <= names, key
            assert names - fields(form) <= ({"number"} if isinstance(key, tuple) else set()), key


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "لم يُضف حدث"),
        (1, "أُضيف حدث واحد"),
        (2, "أُضيف حدثان"),
        (3, "أُضيفت 3 أحداث"),
        (10, "أُضيفت 10 أحداث"),
        (11, "أُضيف 11 حدثاً"),
        (100, "أُضيف 100 حدث"),
        (103, "أُضيفت 103 أحداث"),
        (1240, "أُضيف 1,240 حدثاً"),
    ],
)
def test_arabic_numbers_take_the_form_that_goes_with_them(number: int, expected: str) -> None:
    assert Words("ar").say_number("{number} event was added", "{number} events were added", number) == expected


def test_english_has_one_and_many() -> None:
    words = Words("en")
    assert words.say_number("{number} event was added", "{number} events were added", 1) == "1 event was added"
    assert words.say_number("{number} event was added", "{number} events were added", 1500) == "1,500 events were added"


def test_a_value_may_hold_braces() -> None:
    assert Words("en").say("Place: {place}", place="{x}") == "Place: {x}"
