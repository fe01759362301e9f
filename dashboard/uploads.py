"""Files that were handed in on a page, kept on disk while they are looked at, and gone when the process ends."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\]")
_LONGEST_NAME = 120


def keep_upload(files: Sequence[tuple[str, bytes]]) -> list[Path]:
    """Where the files, as (name, bytes), are now: in a folder of their own, under their names."""
    folder = Path(tempfile.mkdtemp(dir=_uploads()))
    paths = []
    for number, (name, data) in enumerate(files):
        path = folder / fit_name(name)
        if path in paths:
            path = folder / f"{path.stem} ({number + 1}){path.suffix}"
        path.write_bytes(data)
        paths.append(path)
    return paths


def forget_upload(paths: Sequence[Path]) -> None:
    """Lets go of what `keep_upload` kept in one go."""
    for folder in {path.parent for path in paths}:
        shutil.rmtree(folder, ignore_errors=True)


def fit_name(name: str) -> str:
    """A file's name without folders and what no name may hold; its ending stays."""
    plain = _UNFIT.sub(" ", name.replace("\\", "/").rpartition("/")[2]).strip().lstrip(".")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:_LONGEST_NAME] or "report"
    # A name may have 255 bytes, and an Arabic letter has two.
    return f"{stem[: _LONGEST_NAME - len(ending)]}.{ending[:20]}"


def without_folder(text: str, paths: Sequence[Path]) -> str:
    """A message that names files as whoever handed them in knows them; of a single one only what lies in it."""
    if len(paths) == 1:
        text = text.removeprefix(f"{paths[0]}, ")
    for folder in {path.parent for path in paths}:
        text = text.replace(f"{folder}/", "")
    return text


@contextmanager
def told_by_name(kind: type[Exception], paths: Callable[[], Sequence[Path]]) -> Iterator[None]:
    """Lets errors of a kind name files as whoever handed them in knows them; `paths` are asked for at the error."""
    try:
        yield
    except kind as error:
        raise kind(without_folder(str(error), paths())) from error


@cache
def _uploads() -> Path:
    """The folder of this process's uploads; a session that is closed leaves its file, the end of the process none."""
    folder = Path(tempfile.mkdtemp(prefix="dawriya-uploads-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
