"""The languages of the interface: Arabic complete, nothing left over anywhere, every translation well-formed."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from dashboard import translation
from dashboard.day_words import calendar, day
from dashboard.events import Event, EventForce, EventPlace
from dashboard.layers import MAP_WORDS
from dashboard.map_tools import TOOL_WORDS
from dashboard.place_map import PLACE_MAP_WORDS
from dashboard.problems import PROBLEMS
from dashboard.tables import read_table
from dashboard.timeline import TIMELINE_WORDS
from dashboard.translation import Words, language_of_tag, languages, own_name, read_catalog, table_word
from dashboard.vocabulary import forces, kinds
from dashboard.wording import event_title
from gazetteer.place_kinds import read_kinds

PACKAGE = Path(__file__).resolve().parents[2] / "dashboard"
PLURALS = ("zero", "one", "two", "few", "many", "other")
OTHER_WORDS = ("snapshot", "playback", "situation")
"""Folders with a table of words of their own, which they share."""


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


def words_of_the_tables() -> set[tuple[str, str | tuple[str, str]]]:
    """(topic, English) of what the tables give a language to translate."""
    names = {force.en for force in forces().values()}
    found: set[tuple[str, str | tuple[str, str]]] = {("force", name) for name in names}
    found |= {("count", (f"{{number}} {one}", f"{{number}} {one}s")) for one in ("day", "event", "patrol", "incident")}
    found |= {("force in a title", name) for name in names}
    found |= {("kind", kind.en) for kind in kinds().values()}
    found |= {("kind of place", kind.capitalize()) for kind in read_kinds()}
    for topic, table in (("title", "titles.csv"), ("place", "place_phrases.csv")):
        columns = ("kind", "actors", "targets", "en", "ar") if topic == "title" else ("relation", "en", "ar")
        found |= {(topic, row["en"]) for row in read_table(table, columns=columns)}
    snapshot = read_table(PACKAGE / "snapshot" / "words.csv", columns=("key", "form", "en", "ar"))
    forms: dict[str, dict[str, str]] = {}
    for row in snapshot:
        forms.setdefault(row["key"], {})[row["form"]] = row["en"]
    for of_key in forms.values():
        found |= {("snapshot", text) for form, text in of_key.items() if form not in PLURALS}
        if "one" in of_key:
            found.add(("snapshot", (of_key["one"], of_key["other"])))
    return found


def translated(lang: str = "ar", *, topics: bool = False) -> dict[str | tuple[str, ...], tuple[str, ...]]:
    """The messages of a language; with `topics` those of the tables, the topic first in their keys."""
    result: dict[str | tuple[str, ...], tuple[str, ...]] = {}
    for message in read_catalog(lang):
        if message.id and bool(message.context) == topics:
            parts = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            key = (message.context, *parts) if topics else message.id if isinstance(message.id, str) else parts
            result[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return result


def test_every_message_of_the_code_is_translated_and_no_other() -> None:
    assert messages_of_the_code() == set(translated())


def test_no_translation_is_empty_and_numbers_have_six_forms() -> None:
    for key, forms in translated().items():
        assert all(forms), key
        assert len(forms) == (1 if isinstance(key, str) else 6), key


@pytest.mark.parametrize("lang", languages()[1:])
def test_a_translation_fills_in_the_same_values(lang: str) -> None:
    tables = {key[1:]: value for key, value in translated(lang, topics=True).items()}
    for key, texts in [*translated(lang).items(), *tables.items()]:
        names = {name for text in ([key] if isinstance(key, str) else key) for name in fields(text)}
        for form in texts:
            # "one event" and "two events" are words in Arabic, so a form may leave the number out.
            assert fields(form) <= names, key
            assert names - fields(form) <= ({"number", "n"} if len(texts) > 1 else set()), key


@pytest.mark.parametrize("lang", languages()[1:])
def test_a_language_translates_nothing_that_nobody_says(lang: str) -> None:
    assert set(translated(lang)) <= messages_of_the_code()
    topics = {(str(key[0]), key[1] if len(key) == 2 else (key[1], key[2])) for key in translated(lang, topics=True)}
    assert topics <= words_of_the_tables()


def test_a_file_alone_makes_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hebrew, whose direction, months, numbers and plurals nobody wrote here: a folder with a file of three lines."""
    folder = tmp_path / "he" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Language: he\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    header += '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\\n"\n'
    plural = (
        'msgid "{number} event was added"\nmsgid_plural "{number} events were added"\n'
        'msgstr[0] "אחד"\nmsgstr[1] "שניים"\nmsgstr[2] "{number} נוספו"\n'
    )
    text = f'{header}\nmsgid "Map"\nmsgstr "מפה"\n\n{plural}\nmsgctxt "kind"\nmsgid "Clash"\nmsgstr "עימות"\n'
    (folder / "dawriya.po").write_text(text, encoding="utf-8")
    monkeypatch.setattr(translation, "LOCALES", tmp_path)
    translation.forget()
    try:
        words = Words("he")
        assert languages() == ("en", "he")
        assert (words.is_rtl, own_name("he"), language_of_tag("iw-IL")) == (True, "עברית", "he")
        assert (words.say("Map"), words.say("Data")) == ("מפה", "Data")
        added = [words.say_number("{number} event was added", "{number} events were added", n) for n in (1, 2, 1500)]
        assert added == ["אחד", "שניים", "1,500 נוספו"]
        assert table_word("kind", "he", en="Clash", ar="اشتباك") == "עימות"
        assert table_word("kind", "he", en="Patrol", ar="دورية") == "Patrol"
        assert "באוקטובר" in day(date(2024, 10, 12), "he")
    finally:
        monkeypatch.undo()
        translation.forget()


def test_kurmanji_has_its_own_words_days_and_titles() -> None:
    words = Words("ku")
    assert (words.is_rtl, own_name("ku"), words.say("Map")) == (False, "Kurdî (kurmancî)", "Nexşe")
    assert (language_of_tag("kmr-TR"), language_of_tag("de"), language_of_tag("")) == ("ku", None, None)
    assert words.figure(1240) == "1.240"
    assert day(date(2024, 10, 12), "ku") == "12ê cotmeha 2024an"
    place = EventPlace(name="Tirbespî", relation="near", lat=37.0, lon=41.5)
    event = Event(id="a", layer="patrol", kind="patrol", forces=(EventForce(id="russia", role="actor"),), place=place)
    assert event_title(event, "ku") == "Dewriyeya Rûsyayê li nêzî Tirbespî"


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


@pytest.mark.parametrize(
    ("lang", "day_pattern", "first_month"),
    [("en", "{d} {m} {y}", "Jan"), ("ar", "{d} {m} {y}", "كانون الثاني"), ("ku", "{d}ê {m}a {y}an", "rêbendan")],
)
def test_the_browser_gets_names_and_patterns(lang: str, day_pattern: str, first_month: str) -> None:
    sent = calendar(lang)
    assert (sent["day"], sent["months"][0], len(sent["months"]), len(sent["weekdays"])) == (
        day_pattern,
        first_month,
        12,
        7,
    )


def test_the_browser_counts_days_in_the_forms_of_the_language() -> None:
    assert calendar("ar")["counts"]["day"]["few"] == "{number} أيام"
    assert calendar("ar")["counts"]["patrol"]["two"] == "دوريتان"
    assert calendar("en")["counts"]["day"] == {"one": "{number} day", "other": "{number} days"}
