"""What a reading process does, here or on another machine: reports' files in, rows for the store out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import dashboard
import gazetteer
from dashboard.batch.prepared import PreparedReport, prepare_report
from dashboard.errors import DashboardError, ReportError
from dashboard.incoming import Incoming, load_text
from dashboard.reading.read import read_report
from dashboard.report_rows import text_hash
from dashboard.tables import layers_of
from gazetteer.errors import GazetteerError
from gazetteer.index import Gazetteer

Batch = Sequence[Incoming]

_TABLES = ("forces.csv", "force_aliases.csv")
"""The tables that a user's own may add to, see DAWRIYA_LEXICON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What has to be the same wherever reports are read, so that every process reads a text alike.

    `gazetteer` is the gazetteer's version, `software` stands for the program and its tables. `time_zone` is of reports
    that name none. `settled` says for each source what place a name means: {source: {bare key: place id}}.
    """

    gazetteer: str
    software: str
    time_zone: str
    gazetteer_path: Path | None = None
    settled: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Desk:
    """A process's own: the setting that it was given, and the gazetteer once it has been opened."""

    setting: Setting
    gazetteer: Gazetteer | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_desks: dict[str, _Desk] = {}


def prepare(run: str, setting: Setting) -> None:
    """Makes this process ready for a run's batches. It raises nothing: `check` and `read_batch` do."""
    _desks[run] = _Desk(setting)


def forget(run: str) -> None:
    """Lets go what a run needed."""
    desk = _desks.pop(run, None)
    if desk is not None and desk.gazetteer is not None:
        desk.gazetteer.close()


def check(run: str, paths: Sequence[Path] = ()) -> str:
    """What keeps this process from reading the run's batches as the others do, with what to do; "" for nothing."""
    try:
        _opened(run)
    except (DashboardError, GazetteerError) as error:
        return str(error)
    missing = next((path for path in paths if not path.exists()), None)
    return f"It does not see {missing}. Let it see the files under the same path." if missing else ""


def read_batch(run: str, batch: Batch) -> list[PreparedReport | str]:
    """Each report read and made into rows, or its problem in words. Raises what `check` would tell."""
    opened = _opened(run)
    return [_read(report, opened, _desks[run].setting) for report in batch]


def hash_batch(run: str, batch: Batch) -> list[str]:  # noqa: ARG001 - called as read_batch is
    """What identifies the text of each report, "" where it can't be loaded: reading it will say why."""
    return [_hash(report) for report in batch]


def _read(report: Incoming, opened: Gazetteer, setting: Setting) -> PreparedReport | str:
    try:
        loaded = load_text(report)
        read = read_report(
            loaded.text,
            opened,
            published=loaded.published,
            source=loaded.source,
            url=loaded.url,
            lang=loaded.lang,
            time_zone=loaded.time_zone or setting.time_zone,
            settled=setting.settled.get(loaded.source, {}),
        )
    except (DashboardError, GazetteerError) as error:
        return str(error)
    return prepare_report(read, external_id=loaded.external_id, gazetteer=setting.gazetteer)


def _hash(report: Incoming) -> str:
    try:
        return text_hash(load_text(report).text)
    except ReportError:
        return ""


def _opened(run: str) -> Gazetteer:
    """The gazetteer, opened once in each process, if this process reads as the one that started the run does."""
    desk = _desks[run]
    with desk.lock:
        if desk.gazetteer is None:
            if desk.setting.software != software_digest():
                raise DashboardError(
                    "Its program or its tables (DAWRIYA_LEXICON) are not those of the machine that started the run. "
                    "Install the same version there."
                )
            opened = Gazetteer.open(desk.setting.gazetteer_path)
            if opened.version != desk.setting.gazetteer:
                opened.close()
                raise DashboardError(
                    f"Its gazetteer is {opened.version}, that of the machine that started the run is "
                    f"{desk.setting.gazetteer}. Copy the folder of the built gazetteer and the file of your own places "
                    "there, or name them in DAWRIYA_GAZETTEER and DAWRIYA_OWN_PLACES."
                )
            desk.gazetteer = opened
    return desk.gazetteer


@cache
def software_digest() -> str:
    """A hash of all that decides how a text is read: the program's modules and tables, and the user's own tables."""
    digest = hashlib.sha256()
    for package in (dashboard, gazetteer):
        root = Path(str(package.__file__)).parent
        for path in sorted([*root.rglob("*.py"), *root.glob("lexicon/*.csv"), *root.glob("*.csv")]):
            digest.update(f"{path.relative_to(root)}\n".encode())
            digest.update(path.read_bytes())
    for table in _TABLES:
        for path in layers_of(table)[1:]:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
