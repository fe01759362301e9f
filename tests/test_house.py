"""The rules of the house that a reader of the code would check by eye: layers, pins, documentation, offline."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.cli import COMMANDS
from dashboard.interchange import FORMATS
from dashboard.snapshot import FORMATS as SNAPSHOT_FORMATS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {ROOT / "dashboard" / "app.py", *ROOT.glob("dashboard/state/*.py"), *ROOT.glob("dashboard/views/*.py")}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _sources() -> list[Path]:
    return [*ROOT.glob("dashboard/**/*.py"), *ROOT.glob("gazetteer/**/*.py")]


def test_only_the_pages_and_their_state_know_of_streamlit() -> None:
    knowing = {path for path in _sources() if {name.split(".")[0] for name in _imports(path)} & {"streamlit"}}
    assert knowing
    assert knowing <= PAGES


def test_the_gazetteer_knows_nothing_of_the_dashboard() -> None:
    for path in ROOT.glob("gazetteer/**/*.py"):
        assert not [name for name in _imports(path) if name.split(".")[0] in ("dashboard", "streamlit", "folium")], path


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"])
def test_every_requirement_is_pinned_exactly(name: str) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    pins = [line for line in lines if line and not line.startswith("-")]
    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", pin)] == []


def test_the_readme_names_every_command_format_and_filter() -> None:
    for command in COMMANDS:
        assert f"python -m dashboard {command}" in README
    for ending in (*FORMATS, *SNAPSHOT_FORMATS):
        assert ending.removeprefix(".") in README, ending
    for option in ("from", "to", "force", "layer", "kind", "status", "place", "text", "min-precision"):
        assert f"--{option}" in README


def test_nothing_we_wrote_is_fetched_from_elsewhere() -> None:
    """No script, style, font or tile of another host: only our own addresses, namespaces and links to licences."""
    fetching = re.compile(r"""(?:src|href)=["']https?://|url\(\s*["']?https?://|cdn\.|unpkg|jsdelivr|cdnjs""")
    ours = [path for kind in ("py", "js", "css", "html") for path in ROOT.glob(f"dashboard/**/*.{kind}")]
    found = [path for path in ours if "built" not in path.parts and fetching.search(path.read_text(encoding="utf-8"))]
    assert found == []
