"""The commands as other programs call them."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gazetteer.cli import COMMANDS, main
from gazetteer.index import Gazetteer
from gazetteer.layout import PATH_VARIABLE


@pytest.fixture(autouse=True)
def _use_the_small_gazetteer(monkeypatch: pytest.MonkeyPatch, small_gazetteer: Gazetteer) -> None:
    monkeypatch.setenv(PATH_VARIABLE, str(small_gazetteer.path))


def give_input(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))


def test_search_prints_candidates_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Qahtaniya"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert "geonames:165757" in lines[0]
    assert "القحطانية" in lines[0]


def test_search_as_json_is_one_array(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "القامشلي", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0]["id"] == "geonames:173377"
    assert {"name", "kind", "lat", "lon", "country", "admin1", "score", "reason"} <= found[0].keys()


def test_search_takes_a_name_of_several_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Deir", "Ezzor", "--json", "--country", "sy"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "geonames:170794"


def test_search_of_nothing_known_is_empty_and_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Xyzzyqwv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_locate_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.txt"
    text = "A patrol passed near al-Qahtaniyah in Hasakah governorate."
    report.write_text(text, encoding="utf-8")
    assert main(["locate", str(report)]) == 0
    found = json.loads(capsys.readouterr().out)
    mention = found["mentions"][0]
    assert text[mention["start"] : mention["end"]] == mention["text"]
    assert mention["place_ids"] == ["geonames:165757"]
    assert {"role", "relation", "lat", "lon", "radius_m", "geometry", "country", "admin1", "score", "reason"} <= set(
        mention
    )


def test_locate_prints_a_line_a_text(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [{"id": "a", "text": "قصف على عين عيسى"}, {"id": "b", "text": "nothing here", "lang": "en"}]
    give_input(monkeypatch, "\n".join(json.dumps(text) for text in texts).encode())
    assert main(["locate", "-", "--jsonl"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == ["a", "b"]
    assert lines[0]["mentions"][0]["place_ids"] == ["geonames:172134"]
    assert lines[1]["mentions"] == []


def test_a_bad_line_is_named_and_the_others_are_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_input(monkeypatch, b'{"id": 1, "text": "Raqqa"}\nnot json\n{"id": 3}\n\xff\xfe\n\n{"id": 4, "text": "Homs"}\n')
    assert main(["locate", "-", "--jsonl"]) == 1
    captured = capsys.readouterr()
    assert [json.loads(line)["id"] for line in captured.out.splitlines()] == [1, 4]
    assert [number for number in "2345" if f"line {number}" in captured.err] == ["2", "3", "4"]


def test_a_missing_file_is_an_unusable_argument(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["locate", str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err


def test_a_missing_gazetteer_says_how_to_build_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path / "none"))
    assert main(["search", "Raqqa"]) == 2
    assert "python -m gazetteer build" in capsys.readouterr().err


def test_check_reads_every_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_gazetteer: Gazetteer, tmp_path: Path
) -> None:
    assert main(["check"]) == 0
    assert "whole, version small" in capsys.readouterr().out
    copy = Path(shutil.copytree(small_gazetteer.path, tmp_path / "copy"))
    next(copy.glob("*/facts.bin")).write_bytes(b"x")
    monkeypatch.setenv(PATH_VARIABLE, str(copy))
    assert main(["check"]) == 2
    assert "facts.bin has 1 bytes" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["search"], ["search", "X", "--limit", "0"], ["fly"], ["locate"]])
def test_unusable_arguments_exit_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


@pytest.mark.parametrize(
    ("line", "problem"), [("[" * 100_000, "nested too deeply"), ('{"id": NaN, "text": "Hasakah"}', "NaN is no JSON")]
)
def test_json_that_can_not_be_printed_back_fails_alone(
    line: str, problem: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_input(monkeypatch, f'{line}\n{{"id": 2, "text": "A patrol in Qamishli."}}\n'.encode())
    assert main(["locate", "-", "--jsonl"]) == 1
    told = capsys.readouterr()
    assert "line 1: " in told.err
    assert problem in told.err
    assert json.loads(told.out)["id"] == 2


def test_half_a_surrogate_pair_is_printed_as_its_escape(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "\\ud800", "text": "القامشلي"}\n', encoding="utf-8")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "gazetteer", "locate", str(lines), "--jsonl"]
    ended = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    found = json.loads(ended.stdout.decode("utf-8"))
    assert found["id"] == "\ud800"
    assert found["mentions"][0]["text"] == "القامشلي"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"python -m gazetteer {command}" in readme


def test_a_command_starts_without_what_only_builds_and_imports_need() -> None:
    heavy = ("pandas", "geopandas", "pyogrio", "openpyxl", "matplotlib", "streamlit")
    program = f"import sys, gazetteer.cli; print([name for name in {heavy!r} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
