"""The log: a line an event in JSON or text, without words of a report, a password or the store's address."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.errors import ReportError
from dashboard.logs import JsonLines, log, log_failure, log_sign_in, set_up_logs, timed, without_quotes

SECRET = "hunter2"
ADDRESS = f"postgresql+psycopg://dawriya:{SECRET}@db.example/dawriya"


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    yield
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DAWRIYA_LOG", raising=False)
        set_up_logs()
    logging.getLogger("dawriya").propagate = True


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    monkeypatch.setenv("DAWRIYA_LOG", "json")
    return capsys


def lines(said: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """The JSON lines on standard error; what people are told stands between them."""
    return [json.loads(line) for line in said.readouterr().err.splitlines() if line.startswith("{")]


def test_a_line_has_time_in_utc_level_event_and_fields(said: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    log("ingest.end", added=3, source="وكالة\nالأنباء")
    (line,) = lines(said)
    moment = datetime.fromisoformat(str(line.pop("time")))
    assert (moment.tzinfo is not None, moment.utcoffset().total_seconds()) == (True, 0)  # type: ignore[union-attr]
    assert line == {"level": "info", "event": "ingest.end", "added": 3, "source": "وكالة الأنباء"}


def test_text_and_level_are_as_asked_and_none_is_the_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs()
    log("silent", level="error")
    monkeypatch.setenv("DAWRIYA_LOG", "text")
    monkeypatch.setenv("DAWRIYA_LOG_LEVEL", "warning")
    set_up_logs()
    log("too.little")
    log("enough", level="warning", file="a b")
    line = capsys.readouterr().err
    assert line.endswith('Z WARNING enough file="a b"\n')
    assert line.count("\n") == 1


def test_no_password_and_no_address_of_the_store_is_in_a_line(
    said: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_up_logs()
    monkeypatch.setenv("DAWRIYA_STORE", ADDRESS)
    log("a", problem=f"{ADDRESS} refused", other=f"password {SECRET}", third=ADDRESS.replace(SECRET, "***"))
    log("b", url="https://someone:else@host/x")
    error = ConnectionError(f"to {ADDRESS}")
    log_failure("c", error)
    monkeypatch.setenv("DAWRIYA_STORE", "postgresql+psycopg://dawriya@db.example/dawriya")
    password = tmp_path / "password"
    password.write_text(SECRET)
    monkeypatch.setenv("DAWRIYA_STORE_PASSWORD_FILE", str(password))
    log("d", problem=f"no access with {SECRET} to {ADDRESS}")
    printed = said.readouterr().err
    assert printed.count("\n") == 4
    for hidden in (SECRET, "db.example", "someone", "else@"):
        assert hidden not in printed


def test_an_error_of_ours_is_told_without_what_it_quotes_any_other_without_its_message(
    said: pytest.CaptureFixture[str],
) -> None:
    set_up_logs()
    log_failure("a", ReportError("\"published\" is 'words of a \\'report\\'', not a date as YYYY-MM-DD."))
    try:
        int("words of a report")
    except ValueError as error:
        log_failure("b", error)
    first, second = lines(said)
    assert (first["error"], first["problem"]) == ("ReportError", "… is …, not a date as YYYY-MM-DD.")
    assert second["error"] == "ValueError"
    assert str(second["raised_at"]).startswith("test_logs.py:")
    assert "words" not in json.dumps([first, second])
    assert without_quotes("“a” and 'b' and \"c\"") == "… and … and …"
    assert without_quotes("It can't be: 'it isn't' can't") == "It can't be: … can't"


@pytest.mark.usefixtures("gazetteer")
def test_ingest_logs_its_summary_and_failures_and_no_word_of_a_report(
    said: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = tmp_path / "store.sqlite"
    monkeypatch.setenv("DAWRIYA_STORE", str(store))
    reports = tmp_path / "in.jsonl"
    texts = ["Turkish forces shelled Tell Rifaat on Saturday, the xylophone said.", 7]
    rows = [*({"text": text} for text in texts), {"text": "x", "published": "zither"}]
    reports.write_text("\n".join(map(json.dumps, rows)))
    assert main(["ingest", str(reports)]) == 1
    found = lines(said)
    assert [line["event"] for line in found] == [
        "command.start",
        "ingest.failed",
        "ingest.failed",
        "ingest.end",
        "command.end",
    ]
    assert (found[-2]["added"], found[-2]["failed"], found[-1]["status"]) == (1, 2, 1)
    assert found[1]["where"] == f"{reports}, line 2"
    assert main(["export", str(tmp_path / "out.csv"), "--text", "xylophone"]) == 0
    found += lines(said)
    assert ("export.end", "csv") in [(line["event"], line.get("format")) for line in found]
    for hidden in ("xylophone", "zither", "shelled", str(store)):
        assert hidden not in json.dumps(found)


def test_a_command_that_fails_says_why(said: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["export", str(tmp_path / "out.csv"), "--store", str(tmp_path / "none.sqlite")]) == 1
    assert [line["event"] for line in lines(said)] == ["command.start", "command.failed"]


def test_sign_in_and_slow_pages_are_events(said: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    set_up_logs()
    log_sign_in("amira@example.org", role="editor")
    log_sign_in("x@example.org", refused="no role")
    monkeypatch.setattr("dashboard.logs.SLOW_S", -1.0)
    with timed("page.run", page="map"):
        pass
    first, second, third = lines(said)
    assert (first["event"], first["who"], first["role"]) == ("sign_in", "amira@example.org", "editor")
    assert (second["event"], second["level"], second["refused"]) == ("sign_in.refused", "warning", "no role")
    assert (third["event"], third["level"], third["page"]) == ("page.run", "warning", "map")


def test_a_line_of_the_servers_own_has_the_same_form_and_no_message_of_an_error() -> None:
    try:
        raise RuntimeError("words of a report")
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("streamlit.app", logging.ERROR, __file__, 1, "Uncaught 'words'", (), info)
    line = json.loads(JsonLines().format(record))
    assert (line["event"], line["message"], line["error"]) == ("streamlit.app", "Uncaught …", "RuntimeError")
    assert "words" not in json.dumps(line)
