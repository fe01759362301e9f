"""Compile the modules that every word of a text goes through: about twice the speed, where a C compiler is at hand.

    python -m gazetteer.compiling

Needs what requirements-compiled.txt names. Nothing else changes: without it, and after any change of a source, the same
modules run as Python (see compiled.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from gazetteer.compiled import FOLDER, GROUP, MADE_OF, SOURCES, digest_of

MODULES = (
    "border_words", "borders", "bundles", "candidates", "compose", "cues", "distances", "divisions", "evidence",
    "facts", "found", "hashtags", "heads", "kind_fit", "likeness", "locate", "matching", "mentions", "name_index",
    "names", "relation_words", "relations", "resolve", "roles", "runs", "span_edges", "spans", "sureness", "tagger",
    "tagger_features", "told_countries", "unknown_names",
)  # fmt: skip
"""All of them at once: compiled modules call each other directly."""

_SETUP = """
from mypyc.build import mypycify
from setuptools import setup
files = {files!r}
options = ["--config-file=", "--ignore-missing-imports"]
extensions = mypycify([*options, *files], group_name={group!r}, multi_file=True, opt_level="2")
setup(name={group!r}, packages=[], py_modules=[], ext_modules=extensions)
"""


def compile_modules(
    modules: Sequence[str] = MODULES, *, group: str = GROUP, folder: Path = FOLDER, sources: Sequence[Path] = (SOURCES,)
) -> None:
    """Compile modules of the first of some folders of sources into `folder`, in one step.

    The other folders are those that the modules import from. Raises CalledProcessError where the compiler fails.
    """
    root = SOURCES.parent
    with tempfile.TemporaryDirectory() as work:
        copies = [Path(work) / path.relative_to(root) for path in sources]
        for path, copy in zip(sources, copies, strict=True):
            shutil.copytree(path, copy, ignore=_but_sources, dirs_exist_ok=True)
        made_of = digest_of(*copies)
        files = [str((copies[0] / f"{module}.py").relative_to(work)) for module in modules]
        (Path(work) / "setup.py").write_text(_SETUP.format(files=files, group=group), encoding="utf-8")
        command = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
        subprocess.run(command, cwd=work, env={**os.environ, "PYTHONPATH": work}, check=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path in [*Path(work).rglob("*.so"), *Path(work).rglob("*.pyd")]:
            shutil.copy(path, folder)
        (folder / MADE_OF).write_text(made_of, encoding="ascii")  # last: what is not whole is not imported
    print(f"{folder}: {len(modules)} modules compiled")


def _but_sources(at: str, names: list[str]) -> list[str]:
    """What in a folder is not needed: all but Python files, tables and the folders that modules import from."""
    return [name for name in names if not _is_source(Path(at) / name)]


def _is_source(path: Path) -> bool:
    return (path.is_dir() and path.name in ("curated", "sources", "commands")) or path.suffix in (".py", ".csv")


if __name__ == "__main__":
    compile_modules()
