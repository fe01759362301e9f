"""The pattern language of the tables."""

from __future__ import annotations

import pytest

from dashboard.reading.patterns import PatternSet, english_forms, split_words, word_key


def found(pattern: str, text: str, classes: dict[str, list[str]] | None = None) -> list[str]:
    words = split_words(text)
    return [text[words[m.first].start : words[m.last].end] for m in PatternSet([pattern], classes).find(words)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("patrol+", "two patrols and a patrol", ["patrols", "patrol"]),
        ("raid~", "they raided it, raiding", ["raided", "raiding"]),
        ("drone+ ..3 struck", "a drone twice struck it", ["drone twice struck"]),
        ("drone+ ..1 struck", "a drone had not yet struck it", []),
        ("mortar fire|shell? hit", "mortar hit", ["mortar hit"]),
        ("joint russian? patrol", "a joint patrol, a joint Russian patrol", ["joint patrol", "joint Russian patrol"]),
        (
            "استهدف~",
            "استهدفت ويستهدف فاستهدفوا يستهدفون استهدفه",
            ["استهدفت", "ويستهدف", "فاستهدفوا", "يستهدفون", "استهدفه"],
        ),
        ("دورية+", "الدورية ودوريات دورياتهم بدورية دوريتان", ["الدورية", "ودوريات", "دورياتهم", "بدورية", "دوريتان"]),
        ("قصف+", "قصفاً بالقصف وقصفها", ["قصفاً", "بالقصف", "وقصفها"]),
        ("أوقف~", "أوقفت وأوقفوا يوقف", ["أوقفت", "وأوقفوا", "يوقف"]),
        ("لغم+", "بانفجار لغم", ["لغم"]),
        ("@force met", "the troops met", ["troops met"]),
        ("clash*", "clashes clashing", ["clashes", "clashing"]),
        ("دورية+", "دوري", []),
        ("bomb+ blow~_up|go~_off", "a bomb went off, bombs blew up", ["bomb went off", "bombs blew up"]),
        ("gunman|men --3 killed", "men shot and killed, men were killed, men later killed", ["men later killed"]),
        ("# mortars", "2 mortars, two mortars", ["2 mortars"]),
        ("## attacks", "9 attacks, 37 attacks", ["37 attacks"]),
        ("#x|x# idf", "2x IDF then x3 IDF", ["2x IDF", "x3 IDF"]),
    ],
)
def test_patterns_find_the_forms_of_their_words(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text, {"force": ["troop+"]}) == expected


@pytest.mark.parametrize("pattern", ["..3 a", "a ..2", "a? b", "@nothing", "a||b", "stand-off", ""])
def test_a_pattern_that_makes_no_sense_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PatternSet([pattern])


@pytest.mark.parametrize(
    ("one", "other"),
    [("أُوقِفَ", "اوقف"), ("القحطانيّة", "القحطانيه"), ("Türkiye's", "turkiye"), ("٢٥", "25"), ("don’t", "don't")],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert word_key(one) == word_key(other)


def test_english_verbs_inflect_by_the_rules() -> None:
    assert english_forms("stop", "~") >= {"stop", "stops", "stopped", "stopping"}
    assert english_forms("strike", "~") >= {"strikes", "striking"}
    assert english_forms("carry", "~") >= {"carries", "carried", "carrying"}
    assert english_forms("strike", "~") >= {"struck"}
    assert english_forms("fall", "~") == {"fall", "falls", "fell", "fallen", "falling"}
    assert english_forms("body", "+") == {"body", "bodies"}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, None, ["the", "patrol", "didnt", "stop", "near", "it"]),
        (4, 10, ["patrol"]),
        (6, 25, ["trol", "didnt", "stop", "ne"]),
        (5, 9, ["atro"]),
        (0, 15, ["the", "patrol", "didn"]),
        (15, 22, ["t", "stop"]),
        (10, 11, []),
        (7, 7, []),
        (9, 4, []),
        (190, 500, []),
    ],
)
def test_a_stretch_of_a_text_is_cut_into_words_as_if_it_stood_alone(
    start: int, end: int | None, expected: list[str]
) -> None:
    for text in ("the patrol didn't stop near it", "the patrol didn't stop near it".ljust(180)):  # short and long
        assert [word.key for word in split_words(text, start, end)] == expected


def test_a_word_that_is_of_a_name_in_one_sentence_is_a_plain_word_in_the_next() -> None:
    patterns = PatternSet(["&place fell", "blew_up"])
    words = split_words("Raqqa fell")
    assert [m.pattern for m in patterns.find(words, {0: "&place"})] == [0]
    assert patterns.find(words) == []
