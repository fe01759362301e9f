"""The one reader of the lexicon's tables: what it takes, and how it says what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard import tables, vocabulary
from dashboard.errors import LexiconError
from dashboard.reading import force_forms
from dashboard.tables import read_table


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "words.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_come_stripped_with_their_lines(tmp_path: Path) -> None:
    path = table(tmp_path, '\ufeffid,word\n# a remark\na, قسد \n\nb,"x, y"\n')
    rows = read_table(path, columns=("id", "word"))
    assert [(row.line, row["id"], row["word"]) for row in rows] == [(3, "a", "قسد"), (5, "b", "x, y")]


WRONG = [
    ("id,word,extra\na,b,c\n", "line 1, column extra: unknown"),
    ("id\na\n", "line 1, column word: missing"),
    ("id,word,id\na,b,c\n", "line 1, column id: given twice"),
    ("id,word\na\n", "line 2, column id: 1 cells where the header has 2"),
    ("id,word\na,b,c\n", "line 2, column word: 3 cells"),
    ("id,word\na,b\na,c\n", "line 3, column id: 'a' is already on line 2"),
    ("id,word\n,b\n", "line 2, column id: empty"),
    ('id,word\na,"b\n', "line 2"),
    ("", "line 1: empty"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_wrong_table_is_named_with_line_and_column(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LexiconError) as error:
        read_table(table(tmp_path, text), columns=("id", "word"), required=("id",), unique=("id",))
    assert str(error.value).startswith("words.csv")
    assert message in str(error.value)


def test_missing_table_and_wrong_encoding_are_lexicon_errors(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="No table at"):
        read_table(tmp_path / "none.csv", columns=("id",))
    path = tmp_path / "old.csv"
    path.write_bytes("id\nقسد\n".encode("cp1256"))
    with pytest.raises(LexiconError, match="not UTF-8"):
        read_table(path, columns=("id",))


def test_cells_are_checked_as_numbers_and_words(tmp_path: Path) -> None:
    [row] = read_table(table(tmp_path, "id,word\n13,red\n"), columns=("id", "word"))
    with pytest.raises(LexiconError, match=r"line 2, column id: 13 is outside 1\.\.12"):
        row.number("id", low=1, high=12)
    with pytest.raises(LexiconError, match="'red' is not a whole number"):
        row.number("word", low=1, high=12)
    with pytest.raises(LexiconError, match="'red' is none of blue, green"):
        row.one_of("word", ("green", "blue"))


HEADER = "id,parent,family,en,ar,light,dark,acled,valid_from,valid_to\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,b,x,A,ا,#000000,#000000,,,\n", "line 2, column parent: 'b' is none of"),
        ("a,a,x,A,ا,#000000,#000000,,,\n", "line 2, column parent"),
        ("a,b,x,A,ا,#000000,#000000,,,\nb,a,x,B,ب,#000000,#000000,,,\n", "is its own ancestor"),
        ("a,,x,A,ا,#000000,#000000,,,\na,,x,A,ا,#000000,#000000,,,\n", "line 3, column id: 'a' is already on line 2"),
        ("a,,x,A,ا,blue,#000000,,,\n", "line 2, column light: 'blue' is no colour"),
    ],
)
def test_wrong_forces_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, message: str) -> None:
    use_lexicon_with(tmp_path, monkeypatch, "forces.csv", HEADER + rows)
    with pytest.raises(LexiconError, match=message):
        vocabulary.forces.__wrapped__()


def test_alias_of_an_unknown_force_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "force,lang,alias,sense,context,valid_from,valid_to,notes\nnobody,en,Nobody,unit,,,,\n"
    use_lexicon_with(tmp_path, monkeypatch, "force_aliases.csv", text)
    with pytest.raises(LexiconError, match=r"force_aliases\.csv, line 2, column force: 'nobody'"):
        force_forms.force_forms.__wrapped__()


def use_lexicon_with(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    """Have our tables read from a folder where one of them is another."""
    shutil.copytree(tables.LEXICON, folder, dirs_exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(tables, "LEXICON", folder)
