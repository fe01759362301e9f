"""Whether the store and the gazetteer can be read: what the server says at /healthz, and `python -m dashboard health`.

The answer says what is wrong in a word, for it is open to all; why is in the log.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from time import monotonic

from dashboard import settings
from dashboard.errors import DashboardError
from dashboard.logs import log_failure
from gazetteer.errors import GazetteerError, GazetteerMissing
from gazetteer.manifest import read_manifest, verify

PATH = "/healthz"
KEPT_S, WAITED_S = 2.0, 5.0
"""For how long an answer is good, so that asking often costs nothing, and how long is waited for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What can be read: `store` and `gazetteer` are ok, missing, unreadable or not answering; the versions of all."""

    store: str
    gazetteer: str
    version: str
    schema: str = ""
    revision: int | None = None

    @property
    def is_well(self) -> bool:
        return self.store == self.gazetteer == "ok"

    def as_json(self) -> str:
        return json.dumps({"status": "ok" if self.is_well else "unwell", **asdict(self)})


def look() -> Health:
    """Opens the store and the gazetteer, reads a little of each, and closes them again."""
    store, revision = _look_at_store()
    return Health(
        store=store,
        gazetteer=_look_at_gazetteer(),
        version=_version(),
        schema=_schema(),
        revision=revision,
    )


def _look_at_store() -> tuple[str, int | None]:
    from dashboard.store import Store

    try:
        with Store(settings.store_address(), must_exist=True) as store:
            return "ok", store.revision
    except DashboardError as error:
        log_failure("store.error", error)
        return "unreadable", None


def _look_at_gazetteer() -> str:
    try:
        path = settings.GAZETTEER.value()
        verify(path, read_manifest(path), whole=False)
    except GazetteerMissing:
        return "missing"
    except (GazetteerError, DashboardError) as error:
        log_failure("gazetteer.error", error)
        return "unreadable"
    return "ok"


@cache
def _version() -> str:
    return version("dawriya")


def _schema() -> str:
    from dashboard.database import SCHEMA_REVISION

    return SCHEMA_REVISION


class HealthCheck:
    """Looks when asked, at most once in KEPT_S, and never waits longer than `waited_s` for a store that hangs."""

    def __init__(self, look: Callable[[], Health] = look, *, waited_s: float = WAITED_S) -> None:
        self._look, self._waited_s = look, waited_s
        self._lock = threading.Lock()
        self._answer: Future[Health] | None = None
        self._looked_at = 0.0

    def report(self) -> Health:
        """How things are, or were a moment ago."""
        try:
            return self._latest().result(self._waited_s)
        except NotInTime:
            return Health(store="not answering", gazetteer="not answering", version=_version())

    def _latest(self) -> Future[Health]:
        with self._lock:
            is_old = monotonic() - self._looked_at > KEPT_S
            if self._answer is None or (self._answer.done() and is_old):
                self._answer, self._looked_at = Future(), monotonic()
                # A daemon: a store that never answers must not keep the server from ending.
                threading.Thread(target=self._run, args=(self._answer,), daemon=True).start()
            return self._answer

    def _run(self, answer: Future[Health]) -> None:
        try:
            answer.set_result(self._look())
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody else is there to be told
            log_failure("health.failed", error)
            answer.set_result(Health(store="unreadable", gazetteer="unreadable", version=_version()))


# The command ----------------------------------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard health`."""
    parser.add_argument("--json", action="store_true", help="as the JSON object that the server answers")
    parser.add_argument(
        "--served",
        metavar="ADDRESS",
        help="ask the server at an address such as http://localhost:8501 instead of looking oneself",
    )


def run(args: argparse.Namespace) -> int:
    """0 if the store and the gazetteer can be read, else 1."""
    if args.served:
        is_well, told = _ask(args.served.rstrip("/") + PATH)
    else:
        health = look()
        is_well, told = health.is_well, health.as_json()
    if args.json:
        print(told)
    else:
        print(" · ".join(f"{name} {value}" for name, value in json.loads(told).items() if value not in ("", None)))
    return 0 if is_well else 1


def _ask(address: str) -> tuple[bool, str]:
    """Whether a server says that it is well, and what it says."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=WAITED_S + 1) as answer:
            return True, json.dumps(json.load(answer))
    except urllib.error.HTTPError as error:
        if error.code == 503:
            return False, error.read().decode("utf-8")
        problem = f"{address} answered {error.code}"
    except (OSError, ValueError) as error:
        problem = f"{address} does not answer: {error}"
    print(f"dashboard: {problem}.", file=sys.stderr)
    return False, json.dumps({"status": "no answer"})
