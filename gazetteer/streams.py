"""Standard output as both packages' commands use it: UTF-8 everywhere, and quiet once nobody reads it."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper


def write_utf8() -> None:
    """Output is UTF-8 whatever the locale; half a surrogate pair is written as the escape that JSON has for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def silence() -> None:
    """Drop what is still to be written, so that Python does not try again when it ends."""
    if isinstance(sys.stdout, TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
