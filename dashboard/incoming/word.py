"""DOCX documents: paragraphs, lists and tables in their order, headers before them, notes and footers after."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import partial

from dashboard.errors import ReportError
from dashboard.incoming.guard import refusing
from dashboard.incoming.limits import LARGEST_XML, check_size
from dashboard.incoming.packed import NamedBytes, member_bytes, opened
from dashboard.incoming.records import Found, IncomingText, Source
from gazetteer.sources.safe_xml import parse_xml

WHAT = "Word document"
ADVICE = "Save it anew as .docx, or copy its text."
BODY = "word/document.xml"
_BEFORE = re.compile(r"word/header\d*\.xml")
_AFTER = re.compile(r"word/(?:footnotes|endnotes|footer\d*)\.xml")
_TWICE = "Fallback"  # the same text box again, for old programs
_IGNORED = frozenset(["delText", "instrText", "del", "moveFrom", _TWICE])


def read(source: Source) -> Iterator[Found]:
    """The one report of a document."""
    yield Found("", partial(_load, source))


def _load(source: Source) -> IncomingText:
    check_size(source.size, "docx")
    with opened(source, WHAT, ADVICE) as archive:
        return IncomingText(text="\n".join(_paragraphs(archive)))


def _paragraphs(archive: zipfile.ZipFile) -> list[str]:
    members = {member.filename: member for member in archive.infolist()}
    if BODY not in members:
        raise ReportError(f"There is no {BODY} in it, so it is no Word document. {ADVICE}")
    names = [*sorted(filter(_BEFORE.fullmatch, members)), BODY, *sorted(filter(_AFTER.fullmatch, members))]
    found: list[str] = []
    for name in names:
        paragraphs = document_paragraphs(member_bytes(archive, members[name], largest=LARGEST_XML))
        if name != BODY:  # a letterhead stands in each section's header anew, a page's number says nothing
            paragraphs = [one for one in paragraphs if one not in found and re.search(r"[^\W\d_]", one)]
        found += paragraphs
    return found


def document_paragraphs(xml: bytes) -> list[str]:
    """The paragraphs of a part of a document; a table's row is one, with | between its cells."""
    part, file = _Part(), NamedBytes(xml)
    with refusing(WHAT, ADVICE):
        parse_xml(file, file, start=part.start, end=part.end, text=part.text)
    return [line for paragraph in part.done for line in paragraph.split("\n") if line.strip()]


class _Part:
    """The text of a part as its elements go by."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.rows: list[list[str]] = []  # cells of the rows that are open, of the outermost table first
        self.letters: list[list[str]] = [[]]  # of the paragraphs that are open: a text box lies within one
        self.ignored = 0
        self.is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _IGNORED:
            self.ignored += 1
        elif name == "p":
            self.letters.append([])
        elif name == "tr":
            self.rows.append([])
        elif name == "tc" and self.rows:
            self.rows[-1].append("")
        elif name in ("tab", "br", "cr") and not self.ignored:
            self.letters[-1].append("\n" if name != "tab" and attributes.get("type") != "page" else " ")
        elif name in ("noBreakHyphen",):
            self.letters[-1].append("-")
        self.is_text = name == "t" and not self.ignored

    def text(self, text: str) -> None:
        if self.is_text:
            self.letters[-1].append(text)

    def end(self, name: str) -> None:
        self.is_text = False
        if name in _IGNORED:
            self.ignored -= 1
        elif name == "p" and len(self.letters) > 1:
            self._add("".join(self.letters.pop()).strip())
        elif name == "tr" and self.rows:
            self._add(" | ".join(cell for cell in self.rows.pop() if cell))

    def _add(self, text: str) -> None:
        if not text:
            return
        if self.rows and self.rows[-1]:
            cell = self.rows[-1][-1]
            self.rows[-1][-1] = f"{cell} {text}".strip() if cell else text.replace("\n", " ")
        else:
            self.done.append(text)
