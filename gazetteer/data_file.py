"""A file of records that is read a few bytes at a time, from anywhere in it and by many threads."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

LARGEST_MAPPED = 64_000_000
"""Bytes of a file that is mapped as a whole. What is mapped counts as the process's memory once touched, 64 KB around
each record; a larger file is read a record at a time, which takes about as long (half a microsecond)."""


class DataFile:
    """The bytes of a file by offset; the file may be deleted or replaced once it is open."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self._mapped: mmap.mmap | None = None
        if 0 < os.fstat(self._handle).st_size <= LARGEST_MAPPED:
            self._mapped = mmap.mmap(self._handle, 0, access=mmap.ACCESS_READ)

    def read(self, offset: int, size: int) -> bytes:
        """`size` bytes from `offset` on, fewer at the file's end."""
        if self._mapped is not None:
            return self._mapped[offset : offset + size]
        return os.pread(self._handle, size, offset)

    def close(self) -> None:
        if self._mapped is not None:
            self._mapped.close()
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __del__(self) -> None:
        if hasattr(self, "_mapped"):
            self.close()
