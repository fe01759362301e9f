"""The cue tables: they read, they match with clitics, and a wrong row is named by line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazetteer import cues
from gazetteer.cues import load_cues, read_table, read_words
from gazetteer.errors import SourceError


@pytest.mark.parametrize(
    ("text", "cue", "value"),
    [
        ("in the town of", "kind", "town"),
        ("on the outskirts of", "relation", "near"),
        ("في بلدة", "kind", "town"),
        ("وبريف", "relation", "countryside"),
        ("لمحافظة", "kind", "governorate"),
        ("الريف", "relation", "countryside"),
        ("شمال غربي", "direction", "315"),
        ("north-west", "direction", "315"),
        ("كتيبة", "organisation", "force"),
    ],
)
def test_the_words_before_a_name_are_found_whatever_clings_to_them(text: str, cue: str, value: str) -> None:
    words = read_words(text)
    found = {(m.cue.cue, m.cue.value) for m in load_cues().ending_at(words, len(words))}
    assert (cue, value) in found


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three", [0, 1, 2]),
        ("On Feb. 16 Mr. Smith spoke", [0, 0, 0, 0, 0, 0]),
        ("أول؟ ثان\nثالث", [0, 1, 2]),
        ("3.5 km", [0, 0, 0]),
    ],
)
def test_sentences_end_at_marks_and_lines_not_at_abbreviations(text: str, sentences: list[int]) -> None:
    assert read_words(text).sentence == sentences


def test_every_table_reads() -> None:
    assert cues.demonyms()["syrian"] == "SY"
    assert cues.demonym_country(cues.forms_of("للتركيه")) == "TR"
    assert cues.demonym_country(cues.forms_of("العراقيين")) == "IQ"
    assert cues.demonym_country(("table",)) == ""
    assert cues.capitals()["damascus"] == "geonames:170654"
    assert cues.stop_words()["الباب"[2:]] == "homonym"
    assert {"تل", "tell"} <= cues.generic_words()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("lang,phrase,cue\nen,near,relation\n", "line 1"),
        ("lang,phrase,cue,value,side\nen,near,relatoin,near,before\n", "line 2, column cue"),
        ("lang,phrase,cue,value,side\nen,north,direction,up,before\n", "line 2, column value"),
        ("lang,phrase,cue,value,side\nen,near,relation,near,beside\n", "line 2, column side"),
        ("lang,phrase,cue,value,side\nen,near,relation\n", "line 2"),
    ],
)
def test_a_wrong_row_is_named(content: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cues.csv").write_text(content, encoding="utf-8")
    monkeypatch.setattr(cues, "CURATED", tmp_path)
    with pytest.raises(SourceError, match=message):
        list(read_table("cues.csv", ["lang", "phrase", "cue", "value", "side"]))
