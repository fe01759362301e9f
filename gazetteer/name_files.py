"""Write the index of names: keys are sorted into parts on disk, then one shard at a time becomes a trie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import marisa_trie
import numpy as np

from gazetteer.layout import IS_MAIN, MAIN_NAME_COUNTS, PARTITIONS, POSTING, partition_of, postings_file, trie_file

IN_MEMORY = 400_000
"""Names that are held before they are written to their parts."""
IN_A_SHARD = 1_500_000
"""Names of a shard, about: what sorts in 300 MB."""
MOST_SHARDS = 32
POSTING_LETTERS = 10
"""Letters of a line behind the key: a tab, eight of the row, one of the flags."""


class NameSorter:
    """Takes the names of places in any order and writes them as the files of one index."""

    def __init__(self, index: str, folder: Path) -> None:
        self.index = index
        self.count = 0
        self.keys = 0
        self._folder = folder
        self._parts: list[list[str]] = [[] for _ in range(PARTITIONS)]
        self._held = 0

    def add(self, row: int, names: Iterable[tuple[str, int]]) -> None:
        """Take the names of the place in a row: keys with their flags."""
        for key, flags in names:
            self._parts[partition_of(key)].append(f"{key}\t{row:08x}{flags:x}")
            self._held += 1
        if self._held >= IN_MEMORY:
            self._flush()

    def write(self, likely: Sequence[float], dropped: Sequence[int]) -> list[int]:
        """Write tries and postings to the folder; the offset of each shard in the file of postings comes back.

        `likely` is the prominence of each row: places under one key come most prominent first. `dropped` is true for
        rows that another row has replaced.
        """
        self._flush()
        shards = 1
        while shards < MOST_SHARDS and self.count > shards * IN_A_SHARD:
            shards *= 2
        offsets = []
        with (self._folder / postings_file(self.index)).open("wb") as file:
            for shard in range(shards):
                offsets.append(file.tell())
                keys, packed = self._read_shard(range(shard, PARTITIONS, shards), likely, dropped)
                trie = marisa_trie.Trie(keys)
                trie.save(str(self._folder / trie_file(self.index, shard)))
                self.keys += len(keys)
                in_order = [b""] * len(keys)
                for key, postings in zip(keys, packed, strict=True):
                    in_order[trie[key]] = postings
                ends = accumulate((len(postings) // POSTING.size for postings in in_order), initial=0)
                file.write(np.fromiter(ends, dtype="<u4", count=len(keys) + 1).tobytes())
                file.writelines(in_order)
        return offsets

    def _flush(self) -> None:
        self.count += self._held
        for number, lines in enumerate(self._parts):
            if lines:
                with self._part(number).open("a", encoding="utf-8", newline="\n") as file:
                    file.write("\n".join(lines) + "\n")
                lines.clear()
        self._held = 0

    def _part(self, number: int) -> Path:
        return self._folder / f"{self.index}-{number:02d}.part"

    def _read_shard(
        self, parts: range, likely: Sequence[float], dropped: Sequence[int]
    ) -> tuple[list[str], list[bytes]]:
        """The keys of a shard in order and the packed postings of each; the parts are removed."""
        lines: list[str] = []
        for number in parts:
            path = self._part(number)
            if path.exists():
                lines += path.read_text(encoding="utf-8").split("\n")[:-1]
                path.unlink()
        lines.sort()
        keys: list[str] = []
        packed: list[bytes] = []
        for key, rows in group_lines(lines):
            alive = [(row, flags) for row, flags in rows.items() if not dropped[row]]
            if not alive:
                continue
            if len(alive) > 1:
                alive.sort(key=lambda one: -likely[one[0]] - (MAIN_NAME_COUNTS if one[1] & IS_MAIN else 0.0))
            keys.append(key)
            packed.append(b"".join([POSTING.pack(row, flags) for row, flags in alive]))
        return keys, packed


def group_lines(lines: Sequence[str]) -> Iterator[tuple[str, dict[int, int]]]:
    """The flags by row of each key of sorted lines; flags of one place under one key are joined."""
    current, rows = "", dict[int, int]()
    for line in lines:
        key = line[:-POSTING_LETTERS]
        if key != current:
            if rows:
                yield current, rows
            current, rows = key, {}
        row, flags = int(line[-9:-1], 16), int(line[-1], 16)
        rows[row] = rows.get(row, 0) | flags
    if rows:
        yield current, rows
