"""What `make audit` says: whether what is installed is what the lock names, and which of it has known vulnerabilities.

python -m tests.dependencies PIP_AUDIT    exit status 1 where something is wrong; what can't be known is said
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
SERVICES = ("pypi", "osv")
"""What knows vulnerabilities, the first that answers is asked."""

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)", re.M)


def pins(text: str) -> dict[str, str]:
    """The version that a file of requirements pins for each package, by its normal name."""
    return {normal(name): version for name, version in _PIN.findall(text)}


def normal(name: str) -> str:
    """How PyPI spells a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def differing(locked: Mapping[str, str], installed: Mapping[str, str]) -> list[str]:
    """What is locked and not installed, or in another version, in words."""
    return [
        f"{name} is locked at {version}, installed is {installed.get(name, 'none')}"
        for name, version in locked.items()
        if installed.get(name) != version
    ]


def findings(report: Mapping[str, Any]) -> tuple[list[str], int, int]:
    """What pip-audit's report says: vulnerabilities in words, and how many packages it could judge and could not."""
    found, judged, unknown = [], 0, 0
    for one in report["dependencies"]:
        if "skip_reason" in one:
            unknown += 1
            continue
        judged += 1
        for known in one["vulns"]:
            fixed = ", ".join(known.get("fix_versions", [])) or "no version"
            found.append(f"{one['name']} {one['version']}: {known['id']}, fixed in {fixed}")
    return found, judged, unknown


def audit(pip_audit: str) -> tuple[list[str], int, int]:
    """What the first service says that knows any of the packages; nothing judged where none can be reached."""
    for service in SERVICES:
        command = [pip_audit, "--require-hashes", "--disable-pip", "--requirement", str(LOCK), "--format", "json"]
        ended = subprocess.run(
            [*command, "--vulnerability-service", service, "--progress-spinner", "off", "--timeout", "20"],
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            found = findings(json.loads(ended.stdout))
        except (ValueError, KeyError):
            continue
        if found[1]:
            return found
    return [], 0, len(pins(LOCK.read_text(encoding="utf-8")))


def main(pip_audit: str) -> int:
    """The exit status; all that is found goes to standard output."""
    installed = {normal(one.name): one.version for one in distributions()}
    problems = differing(pins(LOCK.read_text(encoding="utf-8")), installed)
    vulnerable, judged, unknown = audit(pip_audit)
    for line in (*problems, *vulnerable):
        print(line)
    if not problems:
        print("What is installed is what requirements.lock names, version by version.")
    if not judged:
        print(
            "Not audited: no service that knows vulnerabilities can be reached. What is installed rests on its hashes."
        )
    else:
        print(f"{judged} packages audited, {len(vulnerable)} vulnerabilities known; {unknown} could not be judged.")
    return 1 if problems or vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
