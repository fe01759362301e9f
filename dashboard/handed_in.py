"""Files handed in to be read: how many reports they hold, what the first are, and how far their reading is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.errors import ReportError
from dashboard.incoming import Incoming, IncomingText, find_incoming, load_text
from dashboard.incoming.formats import ENDINGS, ending_of
from dashboard.incoming.lists import ListColumns, list_header
from dashboard.incoming.records import source_of_file
from dashboard.translation import Words
from dashboard.uploads import without_folder

FIRST = 8
LARGEST_MB = 200
FILE_TYPES = tuple(ending.removeprefix(".") for ending in ENDINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRow:
    """One of the first reports as it is shown before all are read: its title or what is wrong, and what is known."""

    where: str
    title: str = ""
    loaded: IncomingText | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """Files that were handed in, with the reports in them; `columns` is the header of a list, if they are one."""

    paths: tuple[Path, ...]
    reports: tuple[Incoming, ...]
    first: tuple[FirstRow, ...]
    columns: ListColumns | None = None

    @property
    def name(self) -> str:
        """What the files are called together."""
        return self.paths[0].name if len(self.paths) == 1 else ""

    @property
    def is_list(self) -> bool:
        return self.columns is not None


def open_files(paths: Sequence[Path], columns: Mapping[str, str] | None = None) -> HandedIn:
    """The reports of files. What can't be read is among them with its problem."""
    reports = tuple(
        replace(report, where=without_folder(report.where, paths), problem=without_folder(report.problem, paths))
        for report in find_incoming(paths, columns=columns)
    )
    return HandedIn(
        paths=tuple(paths),
        reports=reports,
        first=tuple(_first_row(report) for report in reports[:FIRST]),
        columns=_columns(paths[0], columns or {}) if len(paths) == 1 else None,
    )


def _columns(path: Path, told: Mapping[str, str]) -> ListColumns | None:
    if ENDINGS.get(ending_of(path.name)) not in ("list", "xlsx"):
        return None
    try:
        return list_header(source_of_file(path, told))
    except (ReportError, OSError):
        return None  # it is no list, and its one report says why


def _first_row(report: Incoming) -> FirstRow:
    try:
        loaded = load_text(report)
    except ReportError as error:
        return FirstRow(where=report.where, problem=str(error))
    title = next((line.strip() for line in loaded.text.splitlines() if line.strip()), "")
    return FirstRow(where=report.where, title=title[:160], loaded=loaded)


# How far it is --------------------------------------------------------------------------------------------------------


def progress_line(done: int, total: int, seconds: float, words: Words) -> str:
    """ "120 of 480 · 12 a second · 30 seconds left"; the rate and the time once they can be told."""
    parts = [words.say("{done} of {total}", done=words.figure(done), total=words.figure(total))]
    if done and seconds >= 1:
        rate = done / seconds
        figure = words.figure(round(rate)) if rate >= 10 else f"{rate:.1f}"
        parts.append(words.say("{rate} a second", rate=figure))
        if done < total:
            parts.append(time_left((total - done) / rate, words))
    return " · ".join(parts)


def time_left(seconds: float, words: Words) -> str:
    """About how long it will take: in seconds, minutes or hours."""
    if seconds < 90:
        return words.say_number("{number} second left", "{number} seconds left", max(1, round(seconds)))
    if seconds < 90 * 60:
        return words.say_number("{number} minute left", "{number} minutes left", round(seconds / 60))
    return words.say_number("{number} hour left", "{number} hours left", round(seconds / 3600))
