"""A file's batches made ready while the one before is written: in a thread, or in a process of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from dashboard.child_process import child_process
from dashboard.coded.insert import Ready, make_ready
from dashboard.coded.meaning import Meaning
from dashboard.coded.raw import Raw
from dashboard.coded.recognise import SCHEMES, Scheme, open_file
from dashboard.coded.records import Choices, Coded, Tally
from dashboard.errors import CodedFileError, UsageError
from dashboard.events import STATUSES
from dashboard.vocabulary import forces, kinds
from gazetteer.sources.problems import Problems

WORTH_A_PROCESS = 30_000_000
"""Bytes of a file from which on a process of its own, which takes some seconds to begin, pays."""

_ENDED = "Reading {path} ended the process that read it, perhaps for want of memory. Split the file, or give it more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A file, and what the user says of it; see Choices. `columns` are {field: column}, `scheme` one of SCHEMES."""

    path: Path
    scheme: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)

    def checked(self) -> Request:
        """The request itself, if all that it names exists; raises UsageError."""
        if self.scheme and self.scheme not in SCHEMES:
            raise UsageError(f"There is no format {self.scheme!r}. It is one of {', '.join(SCHEMES)}.")
        if self.choices.status and self.choices.status not in STATUSES:
            raise UsageError(f"There is no status {self.choices.status!r}. It is one of {', '.join(STATUSES)}.")
        for name, force in self.choices.actors.items():
            if force not in forces() and force != "people":
                raise UsageError(f"{name!r} can't be {force!r}: there is no such force. Say people for no force.")
        for code, kind in self.choices.kinds.items():
            if kind not in kinds():
                raise UsageError(f"{code!r} can't be {kind!r}: there is no such kind.")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a file is found to be: what holds it, whose columns it has, which these are and what each means."""

    container: str
    scheme: Scheme
    columns: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A part of the file: how many rows it has, how many of them are bad or repeat an earlier one, and the others.

    `tally` is of the file so far. A dry run makes nothing `ready`.
    """

    rows: int
    bad: int
    repeated: int
    coded: Coded
    ready: Ready | None
    tally: Tally


@contextmanager
def made_ahead(
    request: Request, problems: Problems, *, is_dry: bool, apart: bool
) -> Iterator[tuple[FileFacts, Iterator[Made]]]:
    """What a file is, and its batches, the next of which is being made while one is used; its problems as they come.

    With `apart` a large file is read in a process of its own: only for programs whose main module may be imported
    again. Raises CodedFileError and UsageError, the batches CodedFileError.
    """
    is_large = apart and request.path.is_file() and request.path.stat().st_size >= WORTH_A_PROCESS
    run = uuid.uuid4().hex
    with child_process() if is_large else ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit(_open, run, request, is_dry).result(), _ahead(pool, run, problems)
        except BrokenProcessPool as error:
            raise CodedFileError(_ENDED.format(path=request.path)) from error
        finally:
            _makers.pop(run, None)


def _ahead(pool: Executor, run: str, problems: Problems) -> Iterator[Made]:
    coming = pool.submit(_next, run)
    while True:
        step = coming.result()
        for how, line, reason in step.told:
            getattr(problems, how)(line, reason)
        for remark in step.remarks:
            problems.remark(remark)
        if step.error is not None:
            raise step.error
        if step.made is None:
            return
        coming = pool.submit(_next, run)
        yield step.made


# Where the batches are made -------------------------------------------------------------------------------------------


class _Told(NamedTuple):
    """A problem, by the name of the method of Problems that keeps it."""

    how: Literal["add", "doubt"]
    line: int
    reason: str


class _Recorded(Problems):
    """Problems in the order in which they come, for whoever keeps them."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[_Told] = []

    def add(self, line: int, reason: str) -> None:
        self.told.append(_Told("add", line, reason))

    def doubt(self, line: int, reason: str) -> None:
        self.told.append(_Told("doubt", line, reason))


class _Step(NamedTuple):
    """The next batch, None after the last; what was wrong since the one before; and what ends the file too early."""

    made: Made | None
    told: list[_Told]
    remarks: list[str]
    error: CodedFileError | None = None


class _Maker:
    """One file on its way."""

    def __init__(self, request: Request, *, is_dry: bool) -> None:
        self._problems, self._is_dry = _Recorded(), is_dry
        opened = open_file(request.path, self._problems, scheme=request.scheme, told=request.columns)
        self._batches = opened.batches
        self._meaning = Meaning(opened, request.choices, self._problems)
        self._label = "" if opened.scheme.name in ("table", "ours") else opened.scheme.label
        self.facts = FileFacts(
            container=opened.container, scheme=opened.scheme, columns=opened.columns, fields=opened.fields
        )

    def step(self) -> _Step:
        made, error = None, None
        try:
            raw = next(self._batches, None)
            made = None if raw is None else self._make(raw)
        except CodedFileError as broken:
            error = broken
        told, self._problems.told = self._problems.told, []
        return _Step(made, told, self._problems.remarks, error)

    def _make(self, raw: Raw) -> Made:
        """A batch with all that can be worked out without the store."""
        coded = self._meaning.of(raw)
        again = coded.table["id"].duplicated().to_numpy()
        first = coded.part(~again)
        return Made(
            rows=len(raw),
            bad=len(raw) - len(coded),
            repeated=int(again.sum()),
            coded=first,
            ready=None if self._is_dry else make_ready(first, label=self._label),
            tally=self._meaning.tally,
        )


_makers: dict[str, _Maker] = {}
"""By their run: in a process that serves pages several may be on their way."""


def _open(run: str, request: Request, is_dry: bool) -> FileFacts:
    _makers[run] = _Maker(request, is_dry=is_dry)
    return _makers[run].facts


def _next(run: str) -> _Step:
    return _makers[run].step()
