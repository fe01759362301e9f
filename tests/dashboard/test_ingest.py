"""Reading many reports into the store: which files, in which order, and what becomes of those that fail."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.errors import UsageError
from dashboard.incoming import find_incoming, load_text
from dashboard.ingest import Failure, ingest
from dashboard.store import Store
from tests import report_files as files
from tests.stores import NewStore

MET = "US and Russian patrols met near Qahtaniyah in Hasakah governorate on 8 October 2022."
SHELLED = "Turkish shelling hit Tell Rifaat on 3 March 2021, killing two fighters."
ARABIC = "مرّت دورية أميركية قرب القامشلي يوم 5 تشرين الثاني 2023."
QUIET = "The minister spoke about the harvest."

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    with Store(new_store()) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "older").mkdir(parents=True)
    (folder / "b.txt").write_text(MET, encoding="utf-8")
    (folder / "a.md").write_text(SHELLED, encoding="utf-8")
    (folder / "older" / "c.txt").write_bytes(ARABIC.encode("windows-1256"))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    lines = [
        {"id": "q", "text": QUIET, "published": "2024-05-01", "source": "Wire", "url": "https://example.org/q"},
        {"id": "again", "text": MET},
    ]
    (folder / "d.jsonl").write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def names(found: list[object]) -> list[str]:
    return [str(getattr(one, "where", one)).rpartition("/")[2] for one in found]


def test_a_folder_is_read_by_its_files_endings(folder: Path) -> None:
    found = find_incoming([folder])
    assert names(list(found)) == ["a.md", "b.txt", "d.jsonl, line 1", "d.jsonl, line 3", "c.txt"]
    assert [load_text(one).text for one in found] == [SHELLED, MET, QUIET, MET, ARABIC]


def test_a_pattern_finds_files_and_each_is_read_once(folder: Path) -> None:
    found = find_incoming([f"{folder}/**/*.txt", folder / "b.txt"])
    assert sorted(names(list(found))) == ["b.txt", "c.txt"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing at .*none/\*\.txt"):
        find_incoming([f"{tmp_path}/none/*.txt"])


def test_json_lines_bring_their_own_words(folder: Path) -> None:
    quiet = load_text(find_incoming([folder / "d.jsonl"])[0])
    assert (quiet.published, quiet.source, quiet.url) == (date(2024, 5, 1), "Wire", "https://example.org/q")
    assert quiet.external_id == "q"


def test_an_index_says_which_files_and_what_of_them(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(MET)
    (tmp_path / "README.md").write_text("not a report")
    (tmp_path / "index.csv").write_text(
        "file,published,source,url,lang\none.txt,2022-10-09,Jazira Monitor,https://example.org/1,en\n"
        "gone.txt,,,,\nREADME.md,soon,,,\n"
    )
    one, gone, undated = find_incoming([tmp_path])
    text = load_text(one)
    assert (text.published, text.source, text.lang) == (date(2022, 10, 9), "Jazira Monitor", "en")
    assert "index.csv, line 3, lists it, but it is not there" in gone.problem
    assert "line 4, column published: 'soon'" in undated.problem
    assert load_text(find_incoming([tmp_path / "one.txt"])[0]).source == "Jazira Monitor"


def test_an_index_without_a_file_column_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("name\none.txt\n")
    with pytest.raises(UsageError, match="no column file"):
        find_incoming([tmp_path])


def test_reports_become_events_and_a_second_run_adds_nothing(folder: Path, store: Store) -> None:
    result = ingest([folder], store)
    assert (result.added, result.known, result.failures) == (4, 1, ())
    kinds = {(event.kind, event.date_start) for event in store.events()}
    assert {("shelling", date(2021, 3, 3)), ("encounter", date(2022, 10, 8))} <= kinds
    assert result.events == len(store.events())
    quiet = next(report for report in store.reports() if report.text == QUIET)
    assert (quiet.source, quiet.external_id, quiet.published) == ("Wire", "q", date(2024, 5, 1))
    assert quiet.gazetteer
    before = store.events()
    again = ingest([folder], store)
    assert (again.added, again.known, again.events) == (0, 5, 0)
    assert store.events() == before


@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_several_processes_give_the_same_in_the_same_order(folder: Path, store: Store, new_store: NewStore) -> None:
    (folder / "bad.txt").write_bytes(b"\x89PNG\x00")
    alone = ingest([folder], store)
    with Store(new_store()) as other:
        together = ingest([folder], other, workers=2)
        assert together == alone
        assert other.events() == store.events()
        order = [report.id for report in sorted(other.reports(), key=lambda one: one.read_at)]
    assert order == [report.id for report in sorted(store.reports(), key=lambda one: one.read_at)]


def test_what_fails_is_told_and_the_rest_is_kept(folder: Path, store: Store) -> None:
    (folder / "bad.txt").write_bytes(b"\x89PNG\x00")
    (folder / "empty.txt").write_text("   ")
    (folder / "bad.jsonl").write_text('{"text": 5}\n[1]\nnot json\n{"text": "x", "published": "soon"}\n')
    told: list[Failure] = []
    result = ingest([folder], store, on_failure=told.append)
    assert result.added == 4
    assert tuple(told) == result.failures
    problems = {failure.where.rpartition("/")[2]: failure.problem for failure in told}
    assert set(problems) == {"bad.txt", "empty.txt", *(f"bad.jsonl, line {n}" for n in range(1, 5))}
    assert "not text" in problems["bad.txt"]
    assert "empty" in problems["empty.txt"]
    assert 'no "text"' in problems["bad.jsonl, line 1"]
    assert "not JSON" in problems["bad.jsonl, line 3"]
    assert "'soon' is not a date" in problems["bad.jsonl, line 4"]


def test_markup_in_a_report_stays_text(tmp_path: Path, store: Store) -> None:
    (tmp_path / "x.txt").write_text(f"<script>alert(1)</script> {MET}")
    assert ingest([tmp_path / "x.txt"], store).added == 1
    assert store.reports()[0].text.startswith("<script>")


def test_a_link_back_to_its_folder_is_not_walked_again(folder: Path) -> None:
    (folder / "older" / "loop").symlink_to(folder)
    assert names(list(find_incoming([folder]))) == ["a.md", "b.txt", "d.jsonl, line 1", "d.jsonl, line 3", "c.txt"]


def test_a_pipe_that_bears_a_texts_name_is_told_and_not_waited_for(folder: Path, store: Store) -> None:
    os.mkfifo(folder / "pipe.txt")
    result = ingest([folder], store)
    assert [(Path(one.where).name, one.problem) for one in result.failures] == [("pipe.txt", "It is not a file.")]
    assert result.added == 4


def test_half_a_surrogate_pair_in_a_reports_words_is_replaced(tmp_path: Path, store: Store) -> None:
    line = {"id": "\ud800", "text": f"{SHELLED} \ud800", "source": "a\ud800b", "url": "x:\ud800", "lang": "\ud800"}
    (tmp_path / "r.jsonl").write_text(json.dumps(line))
    assert (ingest([tmp_path / "r.jsonl"], store).added, ingest([tmp_path / "r.jsonl"], store).known) == (1, 1)
    report = store.reports()[0]
    assert (report.source, report.url, report.external_id) == ("a?b", "x:?", "?")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are_break_no_reckoning(day: str, tmp_path: Path, store: Store) -> None:
    text = "Turkish shelling hit Tell Rifaat yesterday, last week, last Friday, tomorrow and next year."
    (tmp_path / "r.jsonl").write_text(json.dumps({"text": text, "published": day}))
    assert ingest([tmp_path / "r.jsonl"], store).failures == ()


def test_files_of_every_kind_are_read_and_a_second_run_adds_nothing(tmp_path: Path, store: Store) -> None:
    for name, data in files.samples().items():
        (tmp_path / name).write_bytes(data)
    result = ingest([tmp_path], store)
    assert result.failures == ()
    assert result.added + result.known == 17
    again = ingest([tmp_path], store, workers=2)
    assert (again.added, again.known) == (0, 17)


def test_the_command_lists_what_failed_and_takes_the_names_of_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.csv").write_bytes(files.table([["A", "B"], [MET, "2022-10-09"], ["", ""], [" ", "2022-10-09"]]))
    (tmp_path / "=scan.pdf").write_bytes(files.picture_pdf())
    listed, store_path = tmp_path / "failed.csv", tmp_path / "s.sqlite"
    paths = [str(tmp_path / "list.csv"), str(tmp_path / "=scan.pdf")]
    options = ["--store", str(store_path), "--columns", "text=a,published=b", "--failures", str(listed)]
    assert main(["ingest", *paths, *options]) == 1
    assert "1 reports added" in capsys.readouterr().err
    with listed.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["where", "problem"]
    assert [row[0].rpartition("/")[2] for row in rows[1:]] == ["list.csv, row 4", "=scan.pdf"]
    assert "OCR" in rows[2][1]
    with Store(store_path) as store:
        assert store.reports()[0].published == date(2022, 10, 9)
    assert main(["ingest"]) == 2
    assert main(["ingest", paths[0], "--columns", "body=a"]) == 2
    assert main(["ingest", paths[0], "--failures", str(tmp_path / "none" / "f.csv")]) == 1


def test_progress_is_told_and_a_run_can_be_stopped_and_gone_on_with(tmp_path: Path, store: Store) -> None:
    lines = [{"text": f"{MET} Told {number} times."} for number in range(100)]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, lines)))
    told: list[int] = []
    first = ingest([tmp_path], store, on_progress=told.append, is_stopped=lambda: bool(told) and told[-1] >= 10)
    assert 10 <= first.added < 100
    assert told == sorted(told)
    rest = ingest([tmp_path], store)
    assert (rest.added, rest.known) == (100 - first.added, first.added)
