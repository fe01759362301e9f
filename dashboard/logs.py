"""What happened, a line each, for whoever runs the program for others: `log("ingest.end", added=3)`.

Nothing is written unless DAWRIYA_LOG asks for it. No line has the text of a report, a password or the address of the
store: fields are numbers, names of files and classes, and sentences of ours with whatever they quote taken out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from time import perf_counter
from typing import Any, Literal

from dashboard import settings
from dashboard.errors import DashboardError, SettingsError
from gazetteer.errors import GazetteerError

Level = Literal["debug", "info", "warning", "error"]
Field = str | int | float | bool | None

OURS = "dawriya"
OF_THE_SERVER = ("streamlit", "uvicorn")
SLOW_S = 5.0
"""A page that takes longer to be worked out is logged as slow."""

_logger = logging.getLogger(OURS)
_logger.addHandler(logging.NullHandler())
_USER_INFO = re.compile(r"(\w://)[^\s/@]+@")
# An apostrophe within a word (can't) begins and ends no quotation.
_QUOTED = re.compile(r"(?<!\w)'(?:[^'\\]|\\.|'(?=\w))*'|\"(?:[^\"\\]|\\.)*\"|“[^”]*”")


def log(event: str, *, level: Level = "info", **fields: Field) -> None:
    """Logs an event, named `topic.what`, with its fields. Never pass the text of a report."""
    number = logging.getLevelNamesMapping()[level.upper()]
    _logger.log(number, event, extra={"fields": fields})


def log_failure(event: str, error: BaseException, **fields: Field) -> None:
    """Logs an error: by its message if it is one of ours, else by its class and where it came from."""
    if isinstance(error, DashboardError | GazetteerError):
        fields["problem"] = without_quotes(str(error))
    else:
        fields["raised_at"] = _raised_at(error)
    log(event, level="error", error=type(error).__name__, **fields)


def log_sign_in(who: str, *, role: str = "", refused: str = "") -> None:
    """Logs who signed in, in which role, or why they were refused."""
    if refused:
        log("sign_in.refused", level="warning", who=who, refused=refused)
    else:
        log("sign_in", who=who, role=role)


@contextmanager
def timed(event: str, **fields: Field) -> Iterator[None]:
    """Logs at the end how long something took, as a warning where that is longer than SLOW_S."""
    begun = perf_counter()
    yield
    seconds = perf_counter() - begun
    log(event, level="warning" if seconds > SLOW_S else "debug", seconds=round(seconds, 3), **fields)


def without_quotes(problem: str) -> str:
    """A sentence without what it quotes, which may come from a report."""
    return _QUOTED.sub("…", problem)


def _raised_at(error: BaseException) -> str:
    """The last places that an error passed: file, line and function, but no message, which may hold anything."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames)


# Writing --------------------------------------------------------------------------------------------------------------


def set_up_logs() -> None:
    """Writes this process's events to standard error as DAWRIYA_LOG says, or not at all."""
    form = settings.LOG.value()
    for handler in [one for one in _logger.handlers if not isinstance(one, logging.NullHandler)]:
        _logger.removeHandler(handler)
    if not form:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(form))
    _logger.addHandler(handler)
    _logger.setLevel(settings.LOG_LEVEL.value().upper())
    _logger.propagate = False


def adopt_server_logs() -> None:
    """Lets the server's own lines have the same form."""
    if not (form := settings.LOG.value()):
        return
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in OF_THE_SERVER:
            for handler in logging.getLogger(name).handlers:
                handler.setFormatter(_formatter(form))


def _formatter(form: str) -> logging.Formatter:
    return JsonLines() if form == "json" else TextLines()


class JsonLines(logging.Formatter):
    """A JSON object a line: time in UTC, level, event, then the fields."""

    def format(self, record: logging.LogRecord) -> str:
        event, fields = _told(record)
        line = {"time": _time(record), "level": record.levelname.lower(), "event": event, **fields}
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """The same for the eye: time, level, event, and the fields as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        event, fields = _told(record)
        told = (f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
        return " ".join((_time(record), record.levelname, event, *told))


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _told(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """An event of ours with its fields, or a line of the server's as one."""
    fields: dict[str, Any] | None = getattr(record, "fields", None)
    if fields is not None:
        return record.getMessage(), {name: _safe(value) for name, value in fields.items()}
    told: dict[str, Any] = {"message": _safe(without_quotes(record.getMessage()))}
    if record.exc_info and (error := record.exc_info[1]):
        told |= {"error": type(error).__name__, "raised_at": _raised_at(error)}
    return record.name, told


def _safe(value: Field) -> Field:
    """The value without passwords, without the address of the store, and on one line."""
    if not isinstance(value, str):
        return value
    for secret, instead in _secrets(*_said()):
        value = value.replace(secret, instead)
    return " ".join(_USER_INFO.sub(r"\1***@", value).split())


def _said() -> tuple[str, str]:
    return settings.STORE.text(), settings.STORE_PASSWORD_FILE.text()


@cache
def _secrets(store: str, password_file: str) -> Iterable[tuple[str, str]]:  # noqa: ARG001 - a part of the key
    """What no line may hold, and what stands there instead, the longest first; by what the environment says."""
    found: dict[str, str] = {}
    if store:
        found[store] = "(the store)"
    try:
        address = settings.store_address()
        found[address] = "(the store)"
        if "://" in address:
            from sqlalchemy.engine import make_url

            from dashboard.database import shown_address  # with SQLAlchemy, only where there is a password to hide

            found[shown_address(address)] = "(the store)"
            if password := make_url(address).password:
                found[str(password)] = "***"
    except (SettingsError, OSError, ValueError):
        pass
    return sorted(found.items(), key=lambda one: -len(one[0]))
