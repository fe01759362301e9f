"""Plain text in any encoding; a page under another name is read as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from dashboard.incoming.html_page import page_report
from dashboard.incoming.limits import LARGEST, check_size
from dashboard.incoming.records import Found, IncomingText, Source
from dashboard.reading.report import decode_text

_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html\b)", re.I)


def read(source: Source) -> Iterator[Found]:
    """The one report of a text file."""
    yield Found("", partial(_load, source))


def _load(source: Source) -> IncomingText:
    check_size(source.size, "text")
    with source.open() as file:
        text = decode_text(file.read(LARGEST["text"] + 1))
    return page_report(text) if _PAGE.match(text) else IncomingText(text=text)
