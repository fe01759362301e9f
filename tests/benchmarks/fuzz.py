"""Each reader of files from outside, fed 100,000 damaged files and random bytes: it may refuse them, and no more.

`DAWRIYA_FUZZ_INPUTS` is how many inputs each gets, `DAWRIYA_FUZZ_READERS` which readers (pdf,docx). The readers are in
tests/fuzzed_readers.py.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

ONLY_BY_NAME = True

INPUTS = 100_000


def run() -> Iterator[tuple[str, str, str]]:
    """A row a reader; raises RuntimeError at the end if one failed."""
    from tests.fuzzed_readers import LONGEST_S, READERS

    inputs = int(os.environ.get("DAWRIYA_FUZZ_INPUTS", INPUTS))
    asked = set(filter(None, os.environ.get("DAWRIYA_FUZZ_READERS", "").split(",")))
    names = [reader.name for reader in READERS if not asked or reader.name in asked]
    failures = []
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(fuzz_reader, name, inputs) for name in names]):
            name, count, seconds, slowest, problem = done.result()
            if problem:
                failures.append(f"{name}: {problem}")
            measured = problem.partition("\n")[0][:60] or f"{count:,} inputs, {count / seconds:,.0f}/s"
            target = f"only refusals, each under {LONGEST_S:g} s (slowest {slowest:.2f} s)"
            yield f"fuzz {name}", measured, target
    if failures:
        raise RuntimeError("\n".join(failures))


def fuzz_reader(name: str, inputs: int) -> tuple[str, int, float, float, str]:
    """(name, inputs fed, seconds, the slowest input's seconds, the problem or "") of one reader."""
    from tests.fuzzed_readers import READERS, fuzz

    (reader,) = [one for one in READERS if one.name == name]
    started = time.perf_counter()
    try:
        count, slowest = fuzz(reader, inputs)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        notes = "\n".join(getattr(error, "__notes__", []))
        return name, 0, time.perf_counter() - started, 0.0, f"{type(error).__name__}: {error}\n{notes}"
    return name, count, time.perf_counter() - started, slowest, ""
