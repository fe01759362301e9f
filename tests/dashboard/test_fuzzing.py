"""A few damaged files for each reader; `python -m tests.benchmarks fuzz` feeds 100,000 to each."""

from __future__ import annotations

import pytest

from tests.fuzzed_readers import READERS, FuzzedReader, fuzz

INPUTS = 50


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_damaged_files_are_refused_and_nothing_else_happens(reader: FuzzedReader) -> None:
    count, _ = fuzz(reader, INPUTS)
    assert count >= INPUTS


def test_a_reader_that_lets_an_error_out_is_found_out() -> None:
    def read(data: bytes) -> None:
        if b"<" in data:
            raise KeyError("let out")

    broken = FuzzedReader("broken", lambda: [b"<a>"], read)
    with pytest.raises(KeyError, match="let out"):
        fuzz(broken, INPUTS)
