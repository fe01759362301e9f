"""PDF files: their text in reading order, Arabic too, line breaks inside paragraphs taken out."""

from __future__ import annotations

import logging
import math
import re
import time
import unicodedata
from bisect import bisect, insort
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pypdf
from pypdf._text_extraction import _layout_mode
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream

from dashboard.errors import ReportError
from dashboard.incoming.guard import refusing
from dashboard.incoming.limits import LARGEST_PAGE, LONGEST_PDF_S, MOST_PAGE_STEPS, MOST_PAGES, check_size
from dashboard.incoming.records import Found, IncomingText, Source
from dashboard.reading.report import MAX_CHARACTERS

ADVICE = "Save it anew from a PDF viewer, or copy its text."

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SHAPED = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]+")
# Digits, and Latin words with what stands between them, run from left to right within an Arabic line.
_LEFT_TO_RIGHT_RUN = re.compile(
    "[A-Za-z\u00c0-\u024f0-9\u0660-\u0669\u06f0-\u06f9%](?:[^\u0590-\u08ff\n()\\[\\]«»]*"
    "[A-Za-z\u00c0-\u024f0-9\u0660-\u0669\u06f0-\u06f9%])?"
)
_RIGHT_TO_LEFT_RUN = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[^A-Za-z\n]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?"
)
_ARABIC_WORD = re.compile("[\u0621-\u064a]{3,}")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPENING, _CLOSING = "([{«", ")]}»"
_SENTENCE_END = re.compile("[.!?؟:…][\"'”»)]*$")
_SAME_LINE, _NEXT_LINE, _SPACE = 0.4, 1.9, 0.12  # shares of a letter's height: up to, from and from that far apart
_MOST_GROUPS = 20_000  # of a page; a dense one in which every letter is set on its own has 6,000
_FULL_LINE = 0.6  # of the longest line of the page: a shorter one ends its paragraph
_NEW_PARAGRAPH = re.compile("[-–•*·▪●]|\\d{1,3}[.)-] ")

_LIMITS = pypdf.Configuration(
    zlib_maximum_output_length=LARGEST_PAGE,
    lzw_maximum_output_length=LARGEST_PAGE,
    run_length_maximum_output_length=LARGEST_PAGE,
    brotli_maximum_output_length=LARGEST_PAGE,
    array_based_stream_maximum_output_length=LARGEST_PAGE,
    stream_parsing_work_maximum_count=MOST_PAGE_STEPS,
    stream_decoding_work_maximum_length=4 * LARGEST_PAGE,
)

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity that it overcame


def read(source: Source) -> Iterator[Found]:
    """The one report of a PDF."""
    yield Found("", partial(_load, source))


def _load(source: Source) -> IncomingText:
    check_size(source.size, "pdf")
    with refusing("PDF", ADVICE, PyPdfError), pypdf.apply_configuration(_LIMITS), source.open() as file:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReportError("The PDF is encrypted. Save it without its password, or copy its text.")
        return IncomingText(text=_text(reader))


def _text(reader: pypdf.PdfReader) -> str:
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise ReportError(f"The PDF has {count:,} pages, more than the {MOST_PAGES:,} that are read. Split it.")
    pages: list[str] = []
    length = 0
    started = time.monotonic()
    for page in reader.pages:
        if time.monotonic() - started > LONGEST_PDF_S:
            raise ReportError(f"The PDF takes more than {LONGEST_PDF_S} seconds to read. Split it, or copy its text.")
        pages.append(page_text(page))
        length += len(pages[-1])
        if length > MAX_CHARACTERS:
            break  # the report is refused for its length, which need not be found out to the letter
    text = "\n\n".join(page for page in pages if page)
    if len(re.findall(r"\w", text)) < min(20, 2 * count):
        raise ReportError(
            "The PDF holds no text, only pictures (a scan). Have its text recognised (OCR), or type what matters."
        )
    return text


def page_text(page: Any) -> str:
    """The text of a page in reading order, a line a paragraph."""
    text = page.extract_text()
    if _RIGHT_TO_LEFT.search(text):
        text = _right_to_left_text(page) or text
    text = _SHAPED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _joined_lines([re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.splitlines()])


def _right_to_left_text(page: Any) -> str:
    """The text of a page that has Arabic on it: laid out from left to right, then turned into the order of reading."""
    fonts = page._layout_mode_fonts()
    for font in fonts.values():
        # A sign for two letters (lam-alef) is turned as a whole: its letters must stand as on the page, last first.
        font.character_map = {
            code: letters[::-1] if len(letters) > 1 and _RIGHT_TO_LEFT.search(letters) else letters
            for code, letters in font.character_map.items()
        }
    contents = page.get("/Contents")
    if contents is None:
        return ""
    operations = iter(ContentStream(contents.get_object(), page.pdf, "bytes").operations)
    laid_out = "\n".join(visual_lines(_layout_mode.text_show_operations(operations, fonts)))
    turned = "\n".join(map(logical_line, laid_out.splitlines()))
    # A few programs write Arabic in the order of reading already.
    return max((turned, laid_out), key=arabic_order)


def visual_lines(groups: Sequence[Any]) -> list[str]:
    """The lines of a page from the top, each from left to right, with an empty one where there is more room between.

    A group is a stretch of text with its place, as pypdf gives it. One that stands a little higher, as a word with a
    sign above it may, belongs to the line that is nearest.
    """
    if len(groups) > _MOST_GROUPS:
        raise ReportError(f"A page of the PDF has more than {_MOST_GROUPS:,} pieces of text. Copy its text.")
    lines: dict[float, list[Any]] = {}
    heights: list[float] = []
    for group in sorted(groups, key=lambda one: -len(one["text"])):
        y = group["ty"] * group["flip_sort"]
        at = bisect(heights, y)
        near = min(heights[max(0, at - 1) : at + 1], key=lambda line: abs(line - y), default=math.inf)
        if not abs(near - y) <= _SAME_LINE * group["font_height"]:
            near = y
            insort(heights, y)
        lines.setdefault(near, []).append(group)
    found: list[str] = []
    last = None
    for y in sorted(lines, reverse=True):
        height = max(group["font_height"] for group in lines[y])
        if last is not None and last - y > _NEXT_LINE * height:
            found.append("")
        found.append(_visual_line(sorted(lines[y], key=lambda one: one["tx"])))
        last = y
    return found


def _visual_line(groups: Sequence[Any]) -> str:
    text, end = "", None
    for group in groups:
        is_apart = end is not None and group["tx"] - end > _SPACE * group["font_height"]
        text += f" {group['text']}" if is_apart else group["text"]
        end = group["displaced_tx"]
    return text


def logical_line(line: str) -> str:
    """A line as it looks, from left to right, in the order in which it is read."""
    arabic, latin = len(_RIGHT_TO_LEFT.findall(line)), len(_LATIN.findall(line))
    if not arabic:
        return line
    if latin > arabic:
        return _RIGHT_TO_LEFT_RUN.sub(lambda match: _turned(match[0]), line)
    return _turned(line)


def _turned(visual: str) -> str:
    text = _LEFT_TO_RIGHT_RUN.sub(lambda match: match[0][::-1], visual[::-1])
    first = next((letter for letter in text if letter in _OPENING + _CLOSING), "")
    return text.translate(_MIRRORED) if first and first in _CLOSING else text


def arabic_order(text: str) -> int:
    """Words that look Arabic less those that look it backwards, by the article and by letters that only end words."""
    score = 0
    for word in _ARABIC_WORD.findall(unicodedata.normalize("NFKC", text)):
        score += word.startswith("ال") + word.endswith(("ة", "ى")) - word.endswith("لا") - word.startswith(("ة", "ى"))
    return score


def _joined_lines(lines: list[str]) -> str:
    """The lines of a page, those of one paragraph in one line."""
    longest = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    is_open = False
    for line in lines:
        if not line:
            is_open = False
            continue
        if is_open and not _NEW_PARAGRAPH.match(line):
            last = paragraphs[-1]
            is_hyphenated = re.search(r"[a-z]-$", last) and line[0].islower()
            paragraphs[-1] = last[:-1] + line if is_hyphenated else f"{last} {line}"
        else:
            paragraphs.append(line)
        is_open = len(line) >= longest * _FULL_LINE and not _SENTENCE_END.search(line)
    return "\n".join(paragraphs)
