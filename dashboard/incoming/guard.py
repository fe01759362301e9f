"""Whatever a parser raises on a damaged or hostile file, as one error that says so."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.errors import ReportError
from gazetteer.errors import SourceError

PARSER_ERRORS: tuple[type[Exception], ...] = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError),
    *(StopIteration, SyntaxError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error),
)
"""What the parsers of others raise where they stumble over what they did not foresee."""


@contextmanager
def refusing(what: str, advice: str, *others: type[Exception]) -> Iterator[None]:
    """Turns what a parser raises into a ReportError: "This is not a PDF that can be read (reason). Save it anew."

    `others` are errors of the parser's own.
    """
    try:
        yield
    except ReportError:
        raise
    except (*PARSER_ERRORS, *others) as error:
        if isinstance(error, RecursionError):
            reason = "it is nested too deeply"
        elif isinstance(error, MemoryError):
            reason = "it needs too much memory"
        else:
            reason = _short(error)
        raise ReportError(f"This is no {what} that can be read ({reason}). {advice}") from error


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()).rstrip(".")[:160] or type(error).__name__
    # What the gazetteer's readers say names the file first, which stands before the message already.
    return text.partition(": ")[2] or text if isinstance(error, SourceError) else text
