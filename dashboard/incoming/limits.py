"""How large a file, what it unpacks to and what it holds may be: beyond it, it is refused before it is read."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.errors import ReportError

MB = 1_000_000

LARGEST = {
    "text": 40 * MB,  # a report has a million characters at most; the rest is markup or a wide encoding
    "html": 8 * MB,
    "pdf": 200 * MB,  # mostly pictures
    "docx": 200 * MB,
    "eml": 50 * MB,
    "list": 2_000 * MB,  # read as a stream
    "xlsx": 200 * MB,
    "feed": 50 * MB,
    "jsonl": 20_000 * MB,  # read as a stream
    "zip": 4_000 * MB,  # members are read one by one
}
"""Bytes of a file by its format."""

LONGEST_LINE = 20 * MB  # bytes of a JSON line: a report of a million characters, all of them escaped, has 6 to 12
LONGEST_CELL = 1_000_001  # characters: one more than a report may have, so that a longer one is told and not cut
MOST_CELLS = 4 * MB  # of a workbook
MOST_COLUMNS = 500
LARGEST_XML = 200 * MB  # bytes unpacked of a part of a DOCX or XLSX
LARGEST_MEMBER = 200 * MB  # bytes unpacked of a member of an archive
LARGEST_UNPACKED = 4_000 * MB  # bytes unpacked of an archive with all archives in it
MOST_MEMBERS = 100_000  # of an archive with all archives in it
LARGEST_RATIO = 200  # unpacked to packed; text reaches 10
SMALL_MEMBER = 1 * MB  # bytes unpacked, below which no ratio is suspicious
DEEPEST = 3  # files within each other: a mail in an archive in an archive
MOST_PAGES = 3_000  # of a PDF
LONGEST_PDF_S = 300  # a book of a thousand pages takes a minute
LARGEST_PAGE = 20 * MB  # bytes that a stream of a PDF may unpack to
MOST_PAGE_STEPS = 500_000  # operators and operands on a page of a PDF; a dense one has 50,000
MOST_HTML_ELEMENTS = 60_000  # beyond it, or with an element of so many attributes, a page is read as plain text
MOST_HTML_ATTRIBUTES = 200
DEEPEST_HTML = 200  # elements within each other, likewise


@dataclass(slots=True)
class Room:
    """What an archive and the archives in it may still unpack to together."""

    size: int = LARGEST_UNPACKED
    members: int = MOST_MEMBERS

    def take(self, size: int, members: int) -> None:
        """Raises ReportError where there is no room left."""
        self.size -= size
        self.members -= members
        if self.size < 0:
            raise ReportError(
                f"The archive unpacks to more than {LARGEST_UNPACKED // MB:,} MB. Split it, or unpack it into a folder."
            )
        if self.members < 0:
            raise ReportError(f"The archive holds more than {MOST_MEMBERS:,} files. Unpack it into a folder.")


def check_size(size: int, kind: str) -> None:
    """Raises ReportError if a file of this format is larger than it may be."""
    if size > LARGEST[kind]:
        raise ReportError(
            f"The file has {size / MB:,.0f} MB, more than the {LARGEST[kind] // MB:,} MB of such files that are read. "
            "Split it."
        )
