"""Health: what /healthz and `python -m dashboard health` say of the store and the gazetteer, and how soon."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from starlette.requests import Request

from dashboard import health
from dashboard.cli import main
from dashboard.database import SCHEMA_REVISION
from dashboard.health import Health, HealthCheck, look
from dashboard.state import serving
from dashboard.store import Store
from gazetteer.index import Gazetteer

WELL = Health(store="ok", gazetteer="ok", version="1", schema="0003", revision=7)


@pytest.fixture
def store(tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert gazetteer.path.exists()
    path = tmp_path / "store.sqlite"
    Store(path).close()
    monkeypatch.setenv("DAWRIYA_STORE", str(path))
    return path


def test_all_that_can_be_read_is_ok_with_its_versions(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store(store) as opened:
        revision = opened.revision
    seen = look()
    assert (seen.store, seen.gazetteer, seen.schema, seen.revision) == ("ok", "ok", SCHEMA_REVISION, revision)
    assert main(["health", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "ok"
    assert set(told) == {"status", "store", "gazetteer", "version", "schema", "revision"}


def test_a_store_or_gazetteer_that_is_gone_is_said_and_nothing_is_made(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAWRIYA_GAZETTEER", str(tmp_path / "none"))
    monkeypatch.setenv("DAWRIYA_STORE", str(tmp_path / "no.sqlite"))
    seen = look()
    assert (seen.store, seen.gazetteer, seen.is_well) == ("unreadable", "missing", False)
    assert not (tmp_path / "no.sqlite").exists()
    assert main(["health"]) == 1
    assert "status unwell" in capsys.readouterr().out
    store.write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("DAWRIYA_STORE", str(store))
    assert look().store == "unreadable"


@pytest.mark.parametrize("is_well", [True, False])
def test_the_endpoint_answers_200_or_503_and_no_secret(is_well: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = WELL if is_well else Health(store="unreadable", gazetteer="ok", version="1")
    monkeypatch.setattr(serving, "_check", HealthCheck(lambda: seen))
    with ThreadPoolExecutor(1) as thread:  # a browser test may have left a loop in this one
        answer = thread.submit(lambda: asyncio.run(serving.tell_health(Request({"type": "http"})))).result()
    assert answer.status_code == (200 if is_well else 503)
    assert json.loads(bytes(answer.body))["status"] == ("ok" if is_well else "unwell")


def test_asking_often_looks_once_and_a_store_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def count() -> Health:
        looked.append(1)
        return WELL

    check = HealthCheck(count)
    assert [check.report() for _ in range(50)] == [WELL] * 50
    assert len(looked) == 1
    monkeypatch.setattr(health, "KEPT_S", 0.0)
    check.report()
    assert len(looked) == 2

    answered = threading.Event()

    def hang() -> Health:
        looked.append(1)
        answered.wait(10)
        return WELL

    slow = HealthCheck(hang, waited_s=0.05)
    begun = time.monotonic()
    assert [slow.report().store for _ in range(3)] == ["not answering"] * 3
    assert time.monotonic() - begun < 2
    assert len(looked) == 3  # one thread waits for it, however many ask
    answered.set()


def test_a_look_that_breaks_is_an_answer_too() -> None:
    def broken() -> Health:
        raise RuntimeError

    assert HealthCheck(broken).report().is_well is False


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """The address of a server that gives one answer."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("status", "ended"), [(200, 0), (503, 1), (404, 1)])
def test_the_command_asks_a_server(status: int, ended: int, capsys: pytest.CaptureFixture[str]) -> None:
    with answering(status, WELL.as_json().encode()) as address:
        assert main(["health", "--served", address]) == ended
    assert capsys.readouterr().out.strip()


def test_a_server_that_is_not_there_is_no_health(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "--served", "http://127.0.0.1:9"]) == 1
    assert "does not answer" in capsys.readouterr().err
