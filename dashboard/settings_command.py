"""`python -m dashboard settings`: every variable, what holds now, and what is wrong."""

from __future__ import annotations

import argparse
import sys

from dashboard.errors import SettingsError
from dashboard.settings import SETTINGS, Setting, unknown_names, wrong_settings


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """The command takes no arguments."""


def run(_args: argparse.Namespace) -> int:
    """Prints a line for each variable, passwords hidden; 2 where one is wrong, with what to do on standard error."""
    for one in SETTINGS.values():
        print(f"{one.name} = {_now(one)}  ({one.meaning})")
    for name in unknown_names():
        print(f"{name} is set, but is no setting.")
    problems = wrong_settings()
    for problem in problems:
        print(f"dashboard: {problem}", file=sys.stderr)
    return 2 if problems else 0


def _now(one: Setting[object]) -> str:
    try:
        shown = one.printed(one.value())
    except SettingsError:
        return "wrong, see below"
    return shown if one.text() else f"{shown}, by default"
