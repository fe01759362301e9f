"""Bytes of any encoding as clean UTF-8, a block at a time, for readers that want nothing else."""

from __future__ import annotations

import codecs
import io
from typing import IO

from gazetteer.sources.delimited import SAMPLE, guess_encoding

_NO_TEXT = {0: "\N{REPLACEMENT CHARACTER}"} | dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")


class CleanText(io.RawIOBase):
    """A file as UTF-8 without its mark; NULs and bytes that are in no encoding become U+FFFD.

    `encoding` is what it was taken for.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        sample = file.read(SAMPLE)
        file.seek(0)
        self.encoding = guess_encoding(sample, is_whole=len(sample) < SAMPLE)
        self._file = file
        self._decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        wanted = len(buffer)
        while not self._rest:
            block = self._file.read(wanted)
            self._rest = self._cleaned(block)
            if not block and not self._rest:
                return 0
        given = self._rest[:wanted]
        self._rest = self._rest[wanted:]
        buffer[: len(given)] = given
        return len(given)

    def _cleaned(self, block: bytes) -> bytes:
        text = self._decoder.decode(block, final=not block)
        if "\0" in text:
            text = text.translate(_NO_TEXT)
        return text.encode("utf-8", "replace")
