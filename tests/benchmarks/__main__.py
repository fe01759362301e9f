"""`python -m tests.benchmarks [NAME…]`: run each benchmark module and print what was measured against its target.

A benchmark is a module here with `run() -> list[tuple[name, measured, target]]`. One with `ONLY_BY_NAME = True` takes
so long that it is run only when it is named. `--events` says at how many events `scale` is to measure.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    """Print a table; exit status 1 if a benchmark could not be run."""
    failed = False
    for module_name in names or [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]:
        if module_name == "__main__":
            continue
        module = importlib.import_module(f"tests.benchmarks.{module_name}")
        if not hasattr(module, "run"):
            continue  # a helper of other benchmarks
        if not names and getattr(module, "ONLY_BY_NAME", False):
            continue  # it takes many minutes
        try:
            for name, measured, target in module.run():
                print(f"{name:<52} {measured:>24}   {target}", flush=True)
        except (OSError, RuntimeError) as error:
            print(f"{module_name}: could not be run: {error}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--events", metavar="N,…", help="how many events `scale` is to measure at")
    asked = parser.parse_args()
    if asked.events:
        os.environ["DAWRIYA_BENCH_SIZES"] = asked.events
    sys.exit(main(asked.names))
