"""From the key of a name to the places that bear it: memory-mapped tries, one a shard, and their postings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import marisa_trie

from gazetteer.data_file import DataFile
from gazetteer.layout import IS_MAIN, IS_OWN, MAIN_NAME_COUNTS, POSTING, SPAN, partition_of, postings_file, trie_file

Posting = tuple[int, int]
"""A place's row and the flags of its name (layout.HAS_ARTICLE, layout.IS_MAIN)."""


class NameIndex:
    """The keys of one index, `exact` or `folded`; a key is words joined by single spaces."""

    def __init__(self, folder: Path, index: str, offsets: Sequence[int]) -> None:
        self._own: dict[str, list[Posting]] = {}
        self._own_beginnings: set[str] = set()
        self._hidden: frozenset[int] = frozenset()
        self._likely: Callable[[int], float] = lambda _: 0.0
        self._is_overlaid = False
        self._tries = [marisa_trie.Trie().mmap(str(folder / trie_file(index, n))) for n in range(len(offsets))]
        self._file = DataFile(folder / postings_file(index))
        self._spans = list(offsets)
        self._postings = [
            offset + 4 * (len(trie) + 1) for offset, trie in zip(offsets, self._tries, strict=True)
        ]  # after the ends of each key's postings

    def close(self) -> None:
        """Close the files; the index can't be used any more."""
        self._file.close()

    def overlay(self, own: dict[str, list[Posting]], hidden: frozenset[int], likely: Callable[[int], float]) -> None:
        """Add the user's postings and leave out what the files say of hidden rows; `likely` is a row's prominence."""
        self._own, self._hidden, self._likely = own, hidden, likely
        self._own_beginnings = {key[:end] for key in own for end in word_ends(key)[:-1]}
        self._is_overlaid = bool(own or hidden)

    def prefixes(self, key: str) -> list[str]:
        """The keys that `key` begins with, whole words only, shortest first."""
        length = len(key)
        found = self._tries[self._shard(key)].prefixes(key)
        whole = [prefix for prefix in found if len(prefix) == length or key[len(prefix)] == " "]
        return self._overlaid_prefixes(key, whole) if self._is_overlaid else whole

    def _overlaid_prefixes(self, key: str, found: Sequence[str]) -> list[str]:
        alive = {prefix for prefix in found if not self._hidden or self.postings(prefix)}
        own = [key[:end] for end in word_ends(key) if key[:end] in self._own]
        return sorted(alive.union(own), key=len)

    def postings(self, key: str) -> list[Posting]:
        """(row, flags) of each place under a key: names that the user gave first, then the most prominent.

        Empty where no place has it.
        """
        return self._overlaid_postings(key) if self._is_overlaid else self._built_postings(key)

    def _overlaid_postings(self, key: str) -> list[Posting]:
        built = self._built_postings(key)
        own = self._own.get(key)
        if self._hidden:
            built = [posting for posting in built if posting[0] not in self._hidden]
        if own is None:
            return built
        joined = dict(built)
        for row, flags in own:
            joined[row] = joined.get(row, 0) | flags
        return sorted(joined.items(), key=self._rank)

    def _rank(self, posting: Posting) -> tuple[bool, float]:
        row, flags = posting
        return not flags & IS_OWN, -self._likely(row) - (MAIN_NAME_COUNTS if flags & IS_MAIN else 0.0)

    def _built_postings(self, key: str) -> list[Posting]:
        shard = self._shard(key)
        number = self._tries[shard].get(key)
        if number is None:
            return []
        first, last = SPAN.unpack(self._file.read(self._spans[shard] + 4 * number, SPAN.size))
        size = POSTING.size
        return list(POSTING.iter_unpack(self._file.read(self._postings[shard] + first * size, (last - first) * size)))

    def has_beginning(self, key: str) -> bool:
        """Whether some key begins with these letters; quick, and False for most words of a text."""
        if key in self._own or key in self._own_beginnings:
            return True
        return next(self._tries[self._shard(key)].iterkeys(key), None) is not None

    def starts_longer(self, key: str) -> bool:
        """Whether some key goes on after these words; a removed place's may be counted."""
        return key in self._own_beginnings or next(self._tries[self._shard(key)].iterkeys(key + " "), None) is not None

    def beginning_with(self, text: str, limit: int) -> list[str]:
        """Up to about `limit` keys that begin with these letters, which may end within a word; shortest first."""
        shards = [self._shard(text)] if " " in text else range(len(self._tries))
        found = [key for shard in shards for key in islice(self._tries[shard].iterkeys(text), limit)]
        found += islice((key for key in self._own if key.startswith(text)), limit)
        return sorted(set(found), key=lambda key: (len(key), key))[:limit]

    def _shard(self, key: str) -> int:
        if len(self._tries) == 1:
            return 0
        return partition_of(key) % len(self._tries)


def word_ends(key: str) -> list[int]:
    """Where each word of a key ends, the last one at its end."""
    return [place for place, letter in enumerate(key) if letter == " "] + [len(key)]
