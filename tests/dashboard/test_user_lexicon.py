"""A user's own tables of forces: they add to ours or take their place, and say what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import vocabulary
from dashboard.errors import LexiconError, SettingsError
from dashboard.reading import force_context, force_forms, force_words
from dashboard.reading.forces import find_forces
from dashboard.settings import LEXICON
from dashboard.vocabulary import children, forces

FORCES = "id,parent,family,en,ar,light,dark,acled,valid_from,valid_to\n"
ALIASES = "force,lang,alias,sense,context,valid_from,valid_to,notes\n"
CACHED = (
    vocabulary.forces,
    vocabulary.children,
    force_forms.force_forms,
    force_forms.forms_by_words,
    force_forms.relations,
    force_forms.related_force,
    force_context._country_words,
    force_context._beginnings,
    force_words._beginnings,
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of a user's tables; what was read before is forgotten on both sides of the test."""
    monkeypatch.setenv(LEXICON.name, str(tmp_path))
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    for cached in CACHED:
        cached.cache_clear()


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def ids(text: str) -> list[str]:
    return [mention.force_id for mention in find_forces(text)]


def test_a_force_of_ones_own_is_found_and_has_a_tone_of_its_family(own: Path) -> None:
    write(own, "forces.csv", FORCES + "river-guards,sdf,kurdish,River Guards,حرس النهر,,,River Guards,,\n")
    write(
        own,
        "force_aliases.csv",
        ALIASES + "river-guards,en,River Guards,unit,,,,\nriver-guards,ar,حرس النهر,unit,,,,\n",
    )
    assert ids("the River Guards fired") == ["river-guards"]
    assert ids("عناصر حرس النهر") == ["river-guards"]
    assert "river-guards" in children("sdf")
    assert forces()["river-guards"].light.startswith("#")


def test_a_row_with_a_known_id_or_alias_takes_the_place_of_ours(own: Path) -> None:
    write(own, "forces.csv", FORCES + "m23,,central-africa,AFC/M23,تحالف نهر الكونغو,#112233,#445566,,,\n")
    write(own, "force_aliases.csv", ALIASES + "hts,en,Free Syrian Army,unit,,,,\n")
    assert (forces()["m23"].en, forces()["m23"].light) == ("AFC/M23", "#112233")
    assert ids("Free Syrian Army") == ["hts"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("forces.csv", FORCES + "a,,nobody,A,ا,,,,,\n", "line 2, column family: 'nobody' is none of"),
        ("forces.csv", FORCES + "a,b,west,A,ا,,,,,\n", "line 2, column parent: 'b' is none of"),
        ("forces.csv", FORCES + "a,,west,A,ا,red,#000000,,,\n", "line 2, column light: 'red' is no colour such as"),
        ("force_aliases.csv", ALIASES + "sdff,en,SDFF,unit,,,,\n", "line 2, column force: 'sdff' is none of .*sdf"),
        ("force_aliases.csv", ALIASES + "sdf,en,SDFF,unit,,2020,,\n", "line 2, column valid_from: '2020' is no day"),
        (
            "force_aliases.csv",
            ALIASES + "sdf,en,QQ,unit,,,,\nypg,en,QQ,unit,,,,\n",
            "line 3, column alias: 'qq' is already",
        ),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_column(own: Path, name: str, text: str, message: str) -> None:
    write(own, name, text)
    with pytest.raises(LexiconError, match=message) as error:
        find_forces("the SDF")
    assert str(own / name) in str(error.value)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEXICON.name, str(tmp_path / "none"))
    with pytest.raises(SettingsError, match=r"names .*none', which is no folder. Make it, or unset the variable"):
        vocabulary.forces.__wrapped__()
