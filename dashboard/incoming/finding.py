"""Report files found on disk: which there are, what is said about them, and which reports each holds."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dashboard.errors import ReportError, UsageError
from dashboard.incoming.folder_index import INDEX_NAMES, Known, index_rows
from dashboard.incoming.formats import SINGLE, is_read, unread
from dashboard.incoming.json_lines import numbered_lines
from dashboard.incoming.limits import check_size
from dashboard.incoming.readers import read_source, source_kind
from dashboard.incoming.records import Incoming, source_of_file


@dataclass(slots=True)
class _Indexes:
    """The index of each folder, read once, and the folders walked: a link may lead back to where we were."""

    by_folder: dict[Path, dict[str, Incoming]] = field(default_factory=dict)
    walked: set[Path] = field(default_factory=set)

    def of(self, folder: Path) -> dict[str, Incoming]:
        if folder not in self.by_folder:
            self.by_folder[folder] = _read_index(folder)
        return self.by_folder[folder]


def find_incoming(paths: Iterable[str | Path], *, columns: Mapping[str, str] | None = None) -> list[Incoming]:
    """Every report in files, folders (with their sub-folders) and patterns such as `reports/*.txt`, in order.

    A folder that holds an index.csv (or reports.csv; its columns are INDEX_COLUMNS) is read as it lists;
    any other by the endings of its files. What can't be read stands in the list with its problem. `columns` says which
    column of a list is what: {"text": "Body"}. Raises UsageError for a path that is not there.
    """
    return list(iterate_incoming(paths, columns=columns))


def iterate_incoming(paths: Iterable[str | Path], *, columns: Mapping[str, str] | None = None) -> Iterator[Incoming]:
    """The same, one after the other, each file opened when its turn comes."""
    told = tuple((columns or {}).items())
    for file in find_files(paths):
        yield from reports_of(replace(file, columns=told))


def find_files(paths: Iterable[str | Path]) -> Iterator[Incoming]:
    """Every file that may hold reports, each once, before any is opened. Raises UsageError."""
    paths = list(paths)
    indexes = _Indexes()
    seen: set[Path] = set()
    is_one_folder = len(paths) == 1 and Path(paths[0]).is_dir()  # in which no file comes twice: there may be millions
    for path in paths:
        for file in _files(path, indexes):
            if file.path not in seen:
                if not is_one_folder:
                    seen.add(file.path)
                yield file


def reports_of(file: Incoming) -> Iterator[Incoming]:
    """The reports of a file: itself, or each that it holds; one with its problem where it can't be read."""
    if file.problem:
        yield file
        return
    try:
        source = source_of_file(file.path, dict(file.columns))
        kind = source_kind(source)
        if kind in SINGLE:
            yield file
        elif kind == "jsonl":
            check_size(source.size, kind)
            yield from _lines(file)
        else:
            for number, found in enumerate(read_source(source)):
                yield replace(file, where=", ".join(filter(None, (file.where, found.where))), part=number)
    except OSError as error:
        yield replace(file, problem=f"It can't be read: {error.strerror}.")
    except ReportError as error:
        yield replace(file, problem=str(error))


def _lines(file: Incoming) -> Iterator[Incoming]:
    """A report for each line of a file of JSON lines that is not blank."""
    with file.path.open("rb") as lines:
        for number, offset, _ in numbered_lines(lines):
            yield replace(file, where=f"{file.path}, line {number}", offset=offset)


def _files(path: str | Path, indexes: _Indexes) -> Iterator[Incoming]:
    start = Path(path)
    if start.is_dir():
        yield from _folder(start, indexes)
    elif start.exists():
        yield indexes.of(start.parent).get(start.name) or _file(start)
    elif matches := sorted(glob.glob(str(path), recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
        for match in matches:
            yield from _files(match, indexes)
    else:
        raise UsageError(f"There is nothing at {path}. Name a file, a folder or a pattern such as 'reports/*.txt'.")


def _folder(folder: Path, indexes: _Indexes) -> Iterator[Incoming]:
    if (real := folder.resolve()) in indexes.walked:
        return
    indexes.walked.add(real)
    listed = indexes.of(folder)
    yield from listed.values()
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _folder(path, indexes)
        elif not listed and (is_read(path.name) or unread(path.name)):
            yield _file(path)


def _file(path: Path) -> Incoming:
    # A pipe or a device that bears a text's name would be waited for without end.
    is_waited_for = path.exists() and not path.is_file()
    return Incoming(where=str(path), path=path, problem="It is not a file." if is_waited_for else unread(path.name))


def _read_index(folder: Path) -> dict[str, Incoming]:
    """What a folder's index says of its files, by file name; empty without an index. Raises UsageError."""
    path = next((folder / name for name in INDEX_NAMES if (folder / name).is_file()), None)
    if path is None:
        return {}
    try:
        rows = index_rows(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error}. Save it as UTF-8 CSV.") from error
    return {name: _indexed(folder / name, path, known) for name, known in (rows or {}).items()}


def _indexed(file: Path, index: Path, known: Known) -> Incoming:
    problem = known.problem
    if not file.is_file():
        problem = f"{index}, line {known.line}, lists it, but it is not there."
    return Incoming(
        where=str(file),
        path=file,
        published=known.published,
        source=known.source,
        url=known.url,
        lang=known.lang,
        time_zone=known.time_zone,
        problem=problem,
    )
