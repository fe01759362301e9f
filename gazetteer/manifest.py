"""The manifest of a built gazetteer: which files are part of it, whether they are whole, how a new one replaces it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from gazetteer.errors import GazetteerError, GazetteerMissing
from gazetteer.layout import BUILDS, FORMAT, MANIFEST

CHECKED_WHOLE = 200_000_000
"""Bytes of a gazetteer that is read through when it is opened (3 GB a second); of a larger one samples are."""
BLOCK = 1 << 16
SAMPLES = 16
"""Blocks of each file that are looked at on opening where the gazetteer is too large to be read through."""
AGAIN = "Build it again with python -m gazetteer build."


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file: its bytes, its CRC-32, and the CRC-32 of some of its blocks by offset."""

    size: int
    checksum: int
    samples: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a built gazetteer is: `folder` lies beside the manifest and holds `files`."""

    version: str
    folder: str
    files: dict[str, FileEntry]
    counts: dict[str, int]
    sources: list[dict[str, Any]]
    codes: dict[str, list[str]]
    shards: dict[str, list[int]]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.files.values())


def read_manifest(path: Path) -> Manifest:
    """The manifest of the gazetteer at `path`; raises GazetteerMissing, or GazetteerError where it is unusable."""
    try:
        raw = json.loads((path / MANIFEST).read_bytes())
        checksum, body = raw["checksum"], raw["manifest"]
        if body["format"] != FORMAT:
            raise GazetteerError(f"{path} has another format. {AGAIN}")
        if checksum != checksum_of(body):
            raise GazetteerError(f"{path} is damaged ({MANIFEST} was altered). {AGAIN}")
        files = {
            name: FileEntry(one["size"], one["checksum"], tuple((offset, found) for offset, found in one["samples"]))
            for name, one in body["files"].items()
        }
        fields = {key: value for key, value in body.items() if key not in ("format", "files")}
        return Manifest(files=files, **fields)
    except FileNotFoundError as error:
        raise GazetteerMissing(f"No gazetteer at {path}. Build it with python -m gazetteer build.") from error
    except NotADirectoryError as error:
        raise GazetteerError(f"{path} has another format. {AGAIN}") from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise GazetteerError(f"{path} is damaged ({MANIFEST} does not read: {error}). {AGAIN}") from error


def checksum_of(body: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())


def verify(path: Path, manifest: Manifest, *, whole: bool | None = None) -> None:
    """Raise GazetteerError that names the first file that is missing, cut short or altered.

    Reads every byte if `whole`, else samples of each file; by default whatever is quick enough for opening.
    """
    if whole is None:
        whole = manifest.size <= CHECKED_WHOLE
    for name, entry in manifest.files.items():
        problem = problem_of(path / manifest.folder / name, entry, whole=whole)
        if problem:
            raise GazetteerError(f"{path} is damaged ({name} {problem}). {AGAIN}")


def check(path: Path) -> Manifest:
    """Read every byte of the gazetteer at `path` and return its manifest; raises GazetteerError where one is wrong."""
    manifest = read_manifest(path)
    verify(path, manifest, whole=True)
    return manifest


def problem_of(path: Path, entry: FileEntry, *, whole: bool) -> str:
    """What is wrong with a file, '' if nothing."""
    try:
        with path.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            if size != entry.size:
                return f"has {size:,} bytes instead of {entry.size:,}"
            if whole:
                return "" if checksum_whole(file) == entry.checksum else "was altered"
            found = tuple((offset, zlib.crc32(os.pread(file.fileno(), BLOCK, offset))) for offset, _ in entry.samples)
            return "" if found == entry.samples else "was altered"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"does not read: {error.strerror or error}"


def checksum_whole(file: BinaryIO) -> int:
    checksum = 0
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    while count := file.readinto(buffer):  # type: ignore[attr-defined]
        checksum = zlib.crc32(view[:count], checksum)
    return checksum


def describe(path: Path) -> FileEntry:
    """The entry of a file that has just been written."""
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        last = max(0, size - BLOCK)
        offsets = sorted({last * i // (SAMPLES - 1) for i in range(SAMPLES)})
        samples = tuple((offset, zlib.crc32(os.pread(file.fileno(), BLOCK, offset))) for offset in offsets)
        return FileEntry(size, checksum_whole(file), samples)


# Writing --------------------------------------------------------------------------------------------------------


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder of its own in `path` to build in, locked while it is built; gone again where the build fails.

    What else stands at `path` (a gazetteer of the old, one-file layout) is removed.
    """
    if path.is_file() or path.is_symlink():
        path.unlink()
    path.mkdir(parents=True, exist_ok=True)
    folder, lock = make_locked(path)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            path.rmdir()  # only if nothing else is in it
        raise
    finally:
        os.close(lock)


def make_locked(path: Path) -> tuple[Path, int]:
    """A new folder and the handle that locks it: whoever cleans up takes an unlocked one for left behind."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=BUILDS, dir=path))
        folder.chmod(0o755)
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder, lock
        os.close(lock)  # cleaned away between the two calls


def publish(path: Path, manifest: Manifest) -> None:
    """Make the files of a folder the gazetteer at `path`, in one step; they are on the disk before it counts."""
    for name in manifest.files:
        sync(path / manifest.folder / name)
    body = asdict(manifest) | {"format": FORMAT}
    body["files"] = {name: asdict(entry) for name, entry in manifest.files.items()}
    body = json.loads(json.dumps(body))  # tuples become lists, as they will be read
    written = path / manifest.folder / MANIFEST
    with written.open("w", encoding="utf-8") as file:
        json.dump({"checksum": checksum_of(body), "manifest": body}, file, ensure_ascii=False, indent=1)
    sync(written)
    written.replace(path / MANIFEST)


def sync(path: Path) -> None:
    """Wait until a file is on the disk, so that losing power leaves the old gazetteer or the new one."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean(path: Path) -> None:
    """Remove folders of earlier builds and of builds that were killed; those being built are locked and stay.

    Readers that have removed files open go on working.
    """
    for folder in path.glob(f"{BUILDS}*"):
        try:
            lock = os.open(folder, os.O_RDONLY)
        except OSError:
            continue  # another build cleans too
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if folder.name != current_folder(path):  # asked only now: a build that ended meanwhile has published it
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(lock)


def current_folder(path: Path) -> str:
    try:
        return read_manifest(path).folder
    except GazetteerError:
        return ""
