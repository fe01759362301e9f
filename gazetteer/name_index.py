"""From the key of a name to the places that bear it: memory-mapped tries, one a shard, and their postings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import marisa_trie

from gazetteer.data_file import DataFile
from gazetteer.layout import POSTING, SPAN, partition_of, postings_file, trie_file

Posting = tuple[int, int]
"""A place's row and the flags of its name (layout.HAS_ARTICLE, layout.IS_MAIN)."""


class NameIndex:
    """The keys of one index, `exact` or `folded`; a key is words joined by single spaces."""

    def __init__(self, folder: Path, index: str, offsets: Sequence[int]) -> None:
        self._tries = [marisa_trie.Trie().mmap(str(folder / trie_file(index, n))) for n in range(len(offsets))]
        self._file = DataFile(folder / postings_file(index))
        self._spans = list(offsets)
        self._postings = [
            offset + 4 * (len(trie) + 1) for offset, trie in zip(offsets, self._tries, strict=True)
        ]  # after the ends of each key's postings

    def close(self) -> None:
        """Close the files; the index can't be used any more."""
        self._file.close()

    def prefixes(self, key: str) -> list[str]:
        """The keys that `key` begins with, whole words only, shortest first."""
        length = len(key)
        found = self._tries[self._shard(key)].prefixes(key)
        return [prefix for prefix in found if len(prefix) == length or key[len(prefix)] == " "]

    def postings(self, key: str) -> list[Posting]:
        """(row, flags) of each place under a key, most prominent first; empty where no place has it."""
        shard = self._shard(key)
        number = self._tries[shard].get(key)
        if number is None:
            return []
        first, last = SPAN.unpack(self._file.read(self._spans[shard] + 4 * number, SPAN.size))
        size = POSTING.size
        return list(POSTING.iter_unpack(self._file.read(self._postings[shard] + first * size, (last - first) * size)))

    def starts_longer(self, key: str) -> bool:
        """Whether some key goes on after these words."""
        return next(self._tries[self._shard(key)].iterkeys(key + " "), None) is not None

    def beginning_with(self, text: str, limit: int) -> list[str]:
        """Up to about `limit` keys that begin with these letters, which may end within a word; shortest first."""
        shards = [self._shard(text)] if " " in text else range(len(self._tries))
        found = [key for shard in shards for key in islice(self._tries[shard].iterkeys(text), limit)]
        return sorted(found, key=lambda key: (len(key), key))[:limit]

    def _shard(self, key: str) -> int:
        if len(self._tries) == 1:
            return 0
        return partition_of(key) % len(self._tries)
