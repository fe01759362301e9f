"""The commands: exit status, messages and files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from dashboard.cli import COMMANDS, main
from dashboard.events import Event, EventForce, EventPlace
from dashboard.store import Store
from tests import report_files as files

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.fixture
def store_path(tmp_path: Path) -> str:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        for number, force in enumerate(("us", "russia", "turkey")):
            place = EventPlace(name="Qamishli", lat=37.05, lon=41.22, geo_precision=1) if number else EventPlace()
            event = Event(
                id=f"e{number}",
                layer="patrol",
                kind="patrol",
                date_start=date(2020, 1, 1 + number),
                date_precision="day",
                forces=(EventForce(id=force),),
                place=place,
            )
            store.save_event(event)
    return str(path)


def test_export_writes_what_the_filters_let_through(
    store_path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.geojson"
    assert main(["export", str(out), "--store", store_path, "--force", "us", "turkey", "--to", "2020-01-02"]) == 0
    features = json.loads(out.read_text())["features"]
    assert [feature["id"] for feature in features] == ["e0"]
    assert "1 of 3 events written" in capsys.readouterr().err
    assert main(["export", str(out.with_suffix(".kml")), "--store", store_path, "--force", "us", "--lang", "ar"]) == 0
    assert "<Folder><name>الولايات المتحدة</name>" in out.with_suffix(".kml").read_text(encoding="utf-8")


def test_safety_options_hold_in_every_command(
    store_path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--store", store_path, "--place", "Qamishli", "--blur", "10", "--blur-sensitive", "--hide-sources"]
    outs = [tmp_path / name for name in ("out.geojson", "met.csv", "out.svg")]
    assert main(["export", str(outs[0]), *asked]) == 0
    assert "Positions are coarsened to cells of 10 km." in capsys.readouterr().err
    assert main(["encounters", str(outs[1]), *asked, "--between", "russia", "turkey"]) == 0
    assert main(["snapshot", str(outs[2]), *asked]) == 0
    written = [out.read_text(encoding="utf-8-sig") for out in outs]
    assert not [text for text in written if "Qamishli" in text]
    assert not [text for text in written[:2] if "37.05" in text]
    features = json.loads(written[0])["features"]
    assert [one["geometry"]["type"] for one in features] == ["Polygon", "Polygon"]
    assert "event-1" in written[1]
    assert main(["export", str(tmp_path / "none.csv"), *asked[:2], "--only-reviewed"]) == 0
    assert "0 of 3 events written" in capsys.readouterr().err


def test_a_csv_may_have_hxl_tags(store_path: str, tmp_path: Path) -> None:
    for name in ("out.csv", "out.hxl.csv"):
        assert main(["export", str(tmp_path / name), "--store", store_path, "--hxl"]) == 0
        assert (tmp_path / name).read_text(encoding="utf-8-sig").splitlines()[1].startswith('"#event+id+code"')


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "out.shp"], "none of the known endings"),
        (["export", "out.xlsx", "--hxl"], "--hxl is for a .csv"),
        (["export", "out.csv", "--force", "usa"], "no force 'usa'"),
        (["export", "out.csv", "--from", "2024-13-01"], "not a date"),
        (["snapshot", "out.bmp"], "none of the known endings"),
        (["snapshot", "out.png", "--mode", "cumulative"], "are for a playback"),
        (["ingest"], "Name a file or a folder"),
        (["ingest", "no/such/folder"], "nothing at no/such/folder"),
    ],
)
def test_unusable_arguments_end_with_2_and_one_line(
    arguments: list[str], message: str, store_path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--store", store_path]) == 2
    problem = capsys.readouterr().err
    assert message in problem
    assert len(problem.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["export"],
        ["ingest", "x", "--workers", "0"],
        ["snapshot", "x.png", "--bbox", "1,2,3"],
        ["snapshot", "x.png", "--bbox", "5,2,3,4"],
    ],
)
def test_arguments_that_do_not_parse_end_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_store_that_can_not_be_used_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.sqlite").write_text("words, no database" * 100)
    assert main(["export", str(tmp_path / "out.csv"), "--store", str(tmp_path / "s.sqlite")]) == 1
    assert "It is not a store" in capsys.readouterr().err


def test_a_folder_that_can_not_be_written_ends_with_1(store_path: str, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path / "gone" / "out.csv"), "--store", store_path]) == 1


def test_ingest_ends_with_1_where_a_report_failed_and_keeps_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.txt").write_text("Turkish shelling hit Tell Rifaat on 3 March 2021.")
    (tmp_path / "bad.txt").write_text("")
    arguments = ["ingest", str(tmp_path), "--store", str(tmp_path / "s.sqlite")]
    assert main(arguments) == 1
    problem = capsys.readouterr().err
    assert "bad.txt: " in problem
    assert "1 reports added with 1 events, 0 known already, 1 failed." in problem
    (tmp_path / "bad.txt").unlink()
    assert main(arguments) == 0


def test_a_gazetteer_that_is_not_there_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Turkish shelling hit Tell Rifaat.")
    ended = run_command(
        "ingest", str(tmp_path / "a.txt"), "--store", str(tmp_path / "s"), DAWRIYA_GAZETTEER=str(tmp_path / "none")
    )
    assert ended.returncode == 1
    assert "python -m gazetteer build" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_store_comes_from_the_environment(store_path: str, tmp_path: Path) -> None:
    ended = run_command("export", str(tmp_path / "out.csv"), DAWRIYA_STORE=store_path)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").count("\n") == 4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"python -m dashboard {command}" in capsys.readouterr().out


def test_snapshot_draws_the_playback(store_path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.gif"
    wanted = ["--step", "day", "--window", "1", "--size", "square", "--lang", "ar"]
    assert main(["snapshot", str(out), "--store", store_path, *wanted]) == 0
    assert capsys.readouterr().err.startswith(f"Drawn to {out}: ")
    with Image.open(out) as film:
        assert (film.size, film.n_frames) == ((1080, 1080), 3)
    assert main(["snapshot", str(out), "--store", store_path, "--to", "1950-01-01"]) == 1
    assert "nothing to play" in capsys.readouterr().err


def test_snapshot_draws_a_picture(store_path: str, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert main(["snapshot", str(out), "--store", store_path, "--force", "russia", "--bbox", "40,36,43,38"]) == 0
    assert out.read_bytes().startswith(b"\x89PNG\r\n")


def run_command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


NO_UTF8 = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A machine whose locale knows ASCII only."""


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("مرّت دورية أميركية قرب القامشلي يوم 5 تشرين الثاني 2023.", encoding="utf-8")
    command = [sys.executable, "-m", "dashboard", "read", str(report)]
    ended = subprocess.run(command, capture_output=True, env={**os.environ, **NO_UTF8}, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "القامشلي" in json.loads(ended.stdout.decode("utf-8"))["title"]


@pytest.mark.parametrize(("output", "status"), [("/dev/full", 1), ("closed pipe", 0)])
def test_an_output_that_takes_nothing_ends_without_a_traceback(tmp_path: Path, output: str, status: int) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Turkish shelling hit Tell Rifaat on 3 March 2021.")
    if output == "closed pipe":
        reader, out = os.pipe()
        os.close(reader)
    else:
        out = os.open(output, os.O_WRONLY)
    command = [sys.executable, "-m", "dashboard", "read", str(report)]
    ended = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    os.close(out)
    assert ended.returncode == status
    assert "Traceback" not in ended.stderr


def test_a_closed_input_is_told(tmp_path: Path) -> None:
    command = f"{sys.executable} -m dashboard read - <&-"
    ended = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Standard input is closed" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["read", "ingest"])
def test_json_that_is_nested_too_deeply_fails_alone(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = tmp_path / "reports.jsonl"
    lines.write_text("[" * 100_000 + '\n{"text": "Turkish shelling hit Tell Rifaat on 3 March 2021."}\n')
    arguments = ["--jsonl"] if command == "read" else ["--store", str(tmp_path / "s.sqlite")]
    assert main([command, str(lines), *arguments]) == 1
    told = capsys.readouterr()
    assert "line 1: " in told.err
    assert "nested too deeply" in told.err
    assert len(told.out.splitlines()) == (1 if command == "read" else 0)
    assert "1 reports added" in told.err or command == "read"


@pytest.mark.parametrize("arguments", [["export", "out.csv"], ["snapshot", "out.png"]])
def test_a_mistyped_store_is_told_and_not_made(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--store", "typo.sqlite"]) == 1
    assert "There is no store at typo.sqlite" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("box", "status"),
    [("-180,-90,180,90", 0), ("0,89.9,1,90", 2), ("nan,0,1,1", 2), ("179,-1,-179,1", 2), ("0,0,0,0", 2), ("1,2,3", 2)],
)
def test_a_bounding_box_is_drawn_or_refused(box: str, status: int, store_path: str, tmp_path: Path) -> None:
    out = tmp_path / "out.svg"
    try:
        ended: object = main(["snapshot", str(out), "--store", store_path, "--bbox", box])
    except SystemExit as exit:
        ended = exit.code
    assert ended == status
    assert out.exists() == (status == 0)


def test_read_takes_files_of_every_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(files.page(), encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(files.pdf([files.ENGLISH]))
    (tmp_path / "c.zip").write_bytes(files.archive({"x.txt": files.ENGLISH.encode(), "scan.pdf": files.picture_pdf()}))
    paths = [str(tmp_path / name) for name in ("a.html", "b.pdf", "c.zip")]
    assert main(["read", *paths, "--source", "Told"]) == 1
    out, err = capsys.readouterr()
    reports = [json.loads(line) for line in out.splitlines()]
    assert [(report["title"], report["source"]) for report in reports] == [
        (files.TITLE, "Told"),
        (files.ENGLISH, "Told"),
        (files.ENGLISH, "Told"),
    ]
    assert reports[0]["published"] == "2024-10-13"
    assert "c.zip, scan.pdf: The PDF holds no text" in err
