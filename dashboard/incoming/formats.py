"""Which format a file has: by how it begins, and where that says nothing by its ending."""

from __future__ import annotations

import re
from typing import Literal

from dashboard.errors import ReportError

Kind = Literal["text", "html", "pdf", "docx", "eml", "list", "xlsx", "feed", "jsonl", "zip"]

ENDINGS: dict[str, Kind] = {
    **dict.fromkeys((".txt", ".text", ".md"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    ".pdf": "pdf",
    **dict.fromkeys((".docx", ".docm"), "docx"),
    ".eml": "eml",
    **dict.fromkeys((".csv", ".tsv"), "list"),
    **dict.fromkeys((".xlsx", ".xlsm"), "xlsx"),
    **dict.fromkeys((".rss", ".atom", ".xml"), "feed"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    ".zip": "zip",
}
"""The endings of files that are read, in small letters."""

SINGLE: frozenset[Kind] = frozenset(["text", "html", "pdf", "docx"])
"""Formats of which a file is one report, which need not be opened to count it."""

UNREAD = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages", ".wpd"), "Save it as .docx, PDF or text."),
    **dict.fromkeys((".xls", ".ods", ".numbers"), "Save it as .xlsx or CSV."),
    **dict.fromkeys((".msg", ".mbox", ".pst"), "Save the mails as .eml."),
    **dict.fromkeys((".gz", ".bz2", ".xz", ".tar", ".tgz", ".rar", ".7z"), "Unpack it first, or pack it as .zip."),
}
"""Endings of files that hold reports and are not read, and what to do about it."""

HEAD = 4096
"""How many of the first bytes tell the format."""

_FEED = re.compile(r"\A\s*(?:<\?xml[^>]*>)?(?:\s|<!--.*?-->|<\?[^>]*>)*<(?:rss|feed|rdf:RDF)[\s>]", re.I | re.S)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html\b)", re.I)
_REFUSED = (
    (
        b"\xd0\xcf\x11\xe0",
        "It is of an old Office format, or has a password. Save it without one as .docx, .xlsx or PDF.",
    ),
    (b"{\\rtf", "It is an RTF document. Save it as .docx, PDF or text."),
    (b"\x1f\x8b", "It is packed with gzip. Unpack it first."),
    *(
        (mark, "It is a packed archive. Unpack it first, or pack it as .zip.")
        for mark in (b"Rar!", b"7z\xbc\xaf", b"BZh")
    ),
)


def ending_of(name: str) -> str:
    """What a name ends with, in small letters: .pdf"""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def is_read(name: str) -> bool:
    """Whether files with such an ending are read."""
    return ending_of(name) in ENDINGS


def unread(name: str) -> str:
    """Why a file that holds reports by its ending is not read, and what to do; "" for any other."""
    ending = ending_of(name)
    return f"Files of the kind {ending} are not read. {UNREAD[ending]}" if ending in UNREAD else ""


def kind_of(name: str, head: bytes) -> Kind:
    """The format of a file by its first HEAD bytes and its name. Raises ReportError for one that is not read."""
    for mark, problem in _REFUSED:
        if head.startswith(mark):
            raise ReportError(problem)
    by_name = ENDINGS.get(ending_of(name), "text")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return by_name if by_name in ("docx", "xlsx") else "zip"
    if b"%PDF-" in head[:1024] and by_name in ("text", "html", "pdf"):
        return "pdf"
    if by_name in ("text", "html", "feed"):
        return _marked_kind(head) or by_name
    return by_name


def _marked_kind(head: bytes) -> Kind | None:
    """What the markup at the beginning of a text is."""
    text = head.replace(b"\0", b"").decode("latin-1").lstrip("\xff\xfe\xef\xbb\xbf")
    if _FEED.match(text):
        return "feed"
    return "html" if _PAGE.match(text) else None
