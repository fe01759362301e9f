"""A report as it came in: its bytes decoded, its language, and the text that is read of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import unescape

from charset_normalizer import from_bytes

from dashboard.errors import ReportError

MAX_CHARACTERS = 1_000_000
"""The longest text that is read as one report: a thick book; longer ones are refused with what to do."""

_BINARY_SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
_BYTE_ORDER_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    *((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32")),
    *((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MARKUP = re.compile(
    r"</?(?:html|head|body|div|p|br|span|a|li|ul|ol|h[1-6]|script|style|table|tr|td|b|i|em|strong)\b", re.I
)
_HTML_PART = re.compile(
    r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)|<!--.*?-->|<!doctype[^>]*>|</?[a-z][a-z0-9]*\b[^<>]*>", re.I | re.S
)
_OPEN_END = re.compile(r"<(?=script|style|!doctype)", re.I)
_HTML_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|table|title|article|section)\b", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
_ARABIC_LETTERS = re.compile(r"[\u0620-\u064a\u066e-\u06d3]+")
_LATIN_LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report before it is interpreted.

    `text` is what came in; `readable` has the same length, with markup and characters that are no text blanked, so
    that an offset in one is the same offset in the other.
    """

    id: str
    lang: str
    text: str
    readable: str
    warnings: tuple[str, ...] = ()


def decode_report(data: bytes) -> str:
    """The text of a file in whatever encoding it has, HTML pages as plain text.

    Raises ReportError if the bytes are no text.
    """
    text = decode_text(data)
    if re.match(r"\s*(?:<!doctype html|<html\b)", text, re.I):
        return plain_text(text)
    return text


def decode_text(data: bytes) -> str:
    """The letters of a file in whatever encoding it has (UTF-8, UTF-16, Windows-1256, ...), markup and all.

    Raises ReportError if the bytes are no text.
    """
    if data.startswith(_BINARY_SIGNATURES):
        raise ReportError("This file is not text (a PDF, office, image or archive file). Save its text as .txt first.")
    text = _decoded(data)
    if _binary_share(text) > 0.02:
        raise ReportError("This file is binary, not text. Save the report as plain text (.txt) first.")
    return text


def make_report(text: str, *, report_id: str | None = None, lang: str | None = None) -> Report:
    """The report of a text. Raises ReportError if the text is empty, binary or longer than MAX_CHARACTERS."""
    if not text.strip():
        raise ReportError("The report is empty. Paste or upload its text.")
    if len(text) > MAX_CHARACTERS:
        raise ReportError(
            f"The report has {len(text):,} characters, more than the {MAX_CHARACTERS:,} that are read as one report. "
            "Split it into separate reports."
        )
    if len(text) > 32 and _binary_share(text) > 0.1:
        raise ReportError("The report is binary, not text. Save it as plain text (.txt) first.")
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    readable, warnings = mask_markup(text)
    return Report(
        id=report_id or text_id(text),
        lang=lang if lang in ("ar", "en") else detect_language(readable),
        text=text,
        readable=_CONTROL.sub(" ", readable),
        warnings=warnings,
    )


def text_id(text: str) -> str:
    """The identity of a report: the first 16 hex digits of its text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def detect_language(text: str) -> str:
    """`ar` where at least a third of the letters are Arabic, else `en`: quotes and names mix into both."""
    arabic, latin = (sum(map(len, letters.findall(text))) for letters in (_ARABIC_LETTERS, _LATIN_LETTERS))
    return "ar" if arabic and arabic * 2 >= latin else "en"


def mask_markup(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with HTML tags, scripts and entities blanked to the same length, and a warning if there were any."""
    if "<" not in text or not _MARKUP.search(text):
        return text, ()
    masked = _HTML_PART.sub(_blank, _without_open_ends(text))
    masked = _ENTITY.sub(lambda m: _padded(unescape(m[0]), len(m[0])), masked)
    return masked, ("HTML was found in the text; its tags and scripts were not read.",)


def plain_text(html: str) -> str:
    """The words of an HTML page or fragment, a line a block, without tags, scripts and styles."""
    text = _HTML_PART.sub(lambda m: "\n" if _HTML_BLOCK.match(m[0]) else " ", _without_open_ends(html))
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in unescape(text).splitlines())
    return "\n".join(line for line in lines if line)


def _without_open_ends(html: str) -> str:
    """The text with the beginnings of markup that never ends blanked: for each of them its end would be sought anew."""
    end = html.rfind("-->") + 1
    html = html[:end] + html[end:].replace("<!--", "    ")
    end = html.rfind(">") + 1
    return html[:end] + _OPEN_END.sub(" ", html[end:])


def _decoded(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if wide := _decoded_wide(data):
        return wide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # The reports come in Arabic and English: of the one-byte encodings only Windows-1256 and 1252 are likely.
    best = from_bytes(data, cp_isolation=["cp1256", "cp1252", "mac_arabic", "utf_8", "utf_16"]).best()
    if best is None:
        raise ReportError("The file's encoding is not known. Save the report as UTF-8 text first.")
    return _most_arabic(data, str(best))


def _decoded_wide(data: bytes) -> str:
    """UTF-16 without a mark, or "" where it is not that: every other byte is 0 (Latin, spaces) or 6 (Arabic)."""
    shares = [sum(half.count(high) for high in (0, 6)) / max(1, len(half)) for half in (data[0:400:2], data[1:400:2])]
    if len(data) < 4 or max(shares) < 0.7:
        return ""
    return data.decode("utf-16-be" if shares[0] > shares[1] else "utf-16-le", "replace")


def _most_arabic(data: bytes, guess: str) -> str:
    """The guess, or the Windows-1256 reading where that one is Arabic words and the guess is not."""
    try:
        arabic = data.decode("cp1256")
    except UnicodeDecodeError:
        return guess
    words = re.findall(r"\w+", arabic)
    whole = [word for word in words if len(word) > 1 and all("\u0600" <= letter <= "\u06ff" for letter in word)]
    return arabic if len(whole) * 2 > len(words) else guess


def _binary_share(text: str) -> float:
    if not text:
        return 0.0
    sample = text[:20_000]
    return (len(_CONTROL.findall(sample)) + sample.count("\N{REPLACEMENT CHARACTER}")) / len(sample)


def _blank(match: re.Match[str]) -> str:
    """Spaces for a tag, beginning with a line break where the tag begins or ends a block."""
    text = "".join("\n" if letter == "\n" else " " for letter in match[0])
    return "\n" + text[1:] if _HTML_BLOCK.match(match[0]) else text


def _padded(text: str, length: int) -> str:
    return text[:length].replace("<", " ").replace(">", " ").ljust(length)
