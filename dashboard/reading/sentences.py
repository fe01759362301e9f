"""A text cut into blocks (lines) and sentences, each with its offsets and what part of the report it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

Part = Literal["title", "dateline", "body", "item", "source"]

_LINE = re.compile(r"[^\r\n\u2028\u2029\x85\x0b\x0c]+")
_END = re.compile(r"(?:[.!?؟…]+[\"'”’»)\]]*)(?=\s|$)")
_ABBREVIATIONS = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|St|No|vs|approx|Gov|Sen|U\.S|U\.N|U\.K"
    r"|a\.m|p\.m|e\.g|i\.e|[A-Z]|[\u0621-\u064a])\.$"
)
_AFTER_HOUR = re.compile(
    r"\s+(?!(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day)?\b|January|February|March|April|May|June|July|August|September|October"
    r"|November|December)[A-Z][a-z]+ "
)
"""A new sentence after "at 9 p.m."; "9 p.m. Monday" goes on."""
_NUMBER_SIGN = re.compile(r"\bnos?\.$", re.I)
_SOURCE_LINE = re.compile(
    r"^\s*(?:المصدر|المصادر|نقلا عن|نقلاً عن|Sources?|Via|Photo|Read more|Copyright|©|الآراء المنشورة)\b\s*[::.،]?", re.I
)
_ITEM = re.compile(
    r"^\s*(?:[-–—•*▪●◾]|[\d٠-٩]{1,2}\s*[-.)–ـ]|\d{1,2}/\s(?=[A-Z][^:\n]{2,40}:\s)|[A-Z][A-Z' -]{2,30}:"
    r"|[A-Za-zÀ-ž'’ -]{3,30}(?: \([A-Za-zÀ-ž'’ -]{2,20}\))?:\s)\s*"
)
_BULLET = re.compile(
    r"^\s*(?:[-–—•*▪●◾]+|[❶-❿①-⑳➀-➓]|[\d٠-٩]{1,2}\s*[-.)–ـ]|(?:[\[(]|(?:update|تحديث):?\s)?[\d٠-٩]{1,2}[:.][\d٠-٩]{2}(?:[\])]?[\s:]|\s*[-–—]\s))\s*",
    re.I,
)
_DASHED = re.compile(r"^\s*[A-ZÀ-Ž][\w'’/() -]{1,40}?\s[—–]\s(?=\S)")
_DATED = re.compile(
    r"^\s*\d{1,2}(?:\s?[–-]\s?\d{1,2})?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?(?:\s\d{4})?[,:]\s"
    r"|^\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d{1,2}(?:\s?[–-]\s?\d{1,2})?:\s"
)
"""How the lines of a chronicle begin: "11–12 Jan., Mambasa: ..."."""
_DAY_HEADED = re.compile(r"^\s*[\d٠-٩]{1,2}[/.][\d٠-٩]{1,2}\s{1,2}[^:\n]{2,30}:\s")
"""How the lines of a file of events begin: "8/9 مصياف: ..."."""
_INLINE_HEAD = re.compile(
    r"(?:(?<=[.!?;]\s)|^)(?=(?:[A-ZÀ-Ž][\wÀ-ž'’/-]*(?: (?:al-|el-)?[\wÀ-ž'’/-]+){0,3}|\d{1,2} [A-Z][a-z]{2,8}):\s\S"
    r"|\(?[a-z1-9]\)\s[A-Z])",
    re.M,
)
"""How a part of a list begins that stands in one line: the place's or the day's name and a colon, or "(a)"."""
_FEWEST_HEADS = 3
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_ENGLISH_DAY = (
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,?(?:\s\d{1,2}(?:st|nd|rd|th)?(?!\d))?(?:\s" + _MONTH + r")?"
    r"|\d{1,2}(?:st|nd|rd|th)?\s" + _MONTH + r"|" + _MONTH + r"\s\d{1,2})"
)
_ARABIC_DAY = (
    r"(?:يوم\s)?(?:ال)?(?:[أاإ]حد|[إا]ثنين|اتنين|ثلاثاء|تلاتاء|[أا]ربعاء|خميس|جمعة|سبت)"
    r"(?:\s[\d٠-٩]{1,2}(?:[/-][\d٠-٩]{1,2})?)?"
)
_ON_A_DAY = re.compile(
    rf"^\s*[(\[]?(?:{_ENGLISH_DAY}|{_ARABIC_DAY})(?:[)\]]|\s\([^)]{{2,15}}\))?\s?[:–—-]\s(?=\S)", re.I
)
"""How the lines of a week's list begin: "Tue – ...", "Sat 28: ...", "6 Sept – ...", الاثنين: ..."""
_PICTURE = re.compile(r"[\u2190-\u2bff\U0001f300-\U0001faff]")
_WORD = re.compile(r"\w+")
_LONGEST = 2_000
"""Characters of a sentence: what is longer has lost its stops, and is read piece by piece, in linear time."""
_SENTENCE_STOP = re.compile(r"[.!?؟…:][\"'”’»)]*\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of the text that is not blank."""

    index: int
    start: int
    end: int
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: `start`, `end` are offsets in the report, `block` its line's number, `place` its number there."""

    index: int
    start: int
    end: int
    text: str
    block: int
    place: int
    part: Part


@lru_cache(maxsize=4)
def split_blocks(text: str) -> tuple[Block, ...]:
    """The lines of a text that have a word in them, in order, each with the part of the report that it is."""
    lines = [m for m in _LINE.finditer(text) if _WORD.search(m[0])]
    signs = _signs(lines)
    pieces = [
        piece
        for i, m in enumerate(lines)
        for piece in _listed_in_line(text, m.start(), m.end(), _part_of(m[0], i, lines, signs))
    ]
    return tuple(Block(index=i, start=start, end=end, part=part) for i, (start, end, part) in enumerate(pieces))


def _listed_in_line(text: str, start: int, end: int, part: Part) -> list[tuple[int, int, Part]]:
    """The pieces of a line that is a whole list, "Manbij: ... . Raqqa: ... . Hasakah: ...", each with its part."""
    heads = [m.start() for m in _INLINE_HEAD.finditer(text, start, end)] if part == "body" else []
    if len(heads) < _FEWEST_HEADS:
        return [(start, end, part)]
    opening: list[tuple[int, int, Part]] = [(start, heads[0], "body")] if _WORD.search(text, start, heads[0]) else []
    return opening + [(a, b, "item") for a, b in pairwise([*heads, end])]


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order; blocks without a word are left out, so an empty text has none."""
    sentences: list[Sentence] = []
    for block in split_blocks(text):
        for place, (start, end) in enumerate(_sentence_spans(text, block)):
            sentences.append(
                Sentence(
                    index=len(sentences),
                    start=start,
                    end=end,
                    text=text[start:end],
                    block=block.index,
                    place=place,
                    part=block.part,
                )
            )
    return sentences


def report_title(text: str) -> str:
    """The title of a report: its first line if that is a headline, else the first words of it."""
    blocks = split_blocks(text)
    if not blocks:
        return ""
    line = " ".join(text[blocks[0].start : blocks[0].end].split())
    if blocks[0].part == "title" or len(line) <= 120:
        return line[:200]
    first = next(_sentence_spans(text, blocks[0]))
    sentence = " ".join(text[first[0] : first[1]].split())
    return sentence if len(sentence) <= 120 else sentence[:117].rsplit(" ", 1)[0] + "…"


def _part_of(line: str, index: int, lines: list[re.Match[str]], signs: Collection[str]) -> Part:
    words = len(_WORD.findall(line))
    if index and _SOURCE_LINE.match(line):
        return "source"
    if index and ((_BULLET.match(line) and words > 1) or (_ITEM.match(line) and words > 3)):
        return "item"
    if line.lstrip()[:1] in signs and words > 3:
        return "item"
    if (
        index
        and words > 3
        and (_DATED.match(line) or _DAY_HEADED.match(line) or ("–" in signs and _DASHED.match(line)))
    ):
        return "item"
    if words > 3 and _ON_A_DAY.match(line) and (index or "" in signs):
        return "item"
    if line.count("|") > 1 and len(lines) > 1 and all(other[0].count("|") > 1 for other in lines[index : index + 2]):
        return "item"  # a table's line, be it the first
    ends = bool(_SENTENCE_STOP.search(line.rstrip()))
    if index == 0 and len(lines) > 1 and words <= 22 and not re.search(r"[.…][\"'”’»)]*\s*$", line):
        return "title"
    if not ends and words <= 9 and index < 4:
        return "dateline"
    return "body"


def _signs(lines: list[re.Match[str]]) -> Collection[str]:
    """The pictures that head several lines, a messenger's bullets; a dash for names ("Taiz – …"), nothing for days."""
    heads = Counter(line[0].lstrip()[:1] for line in lines)
    dashed = sum(bool(_DASHED.match(line[0])) for line in lines)
    pictures = {head for head, times in heads.items() if times > 1 and _PICTURE.match(head)}
    return (
        pictures
        | ({"–"} if dashed > 2 else set())
        | ({""} if sum(bool(_ON_A_DAY.match(m[0])) for m in lines) > 1 else set())
    )


def _sentence_spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    start = block.start
    for match in _END.finditer(text, block.start, block.end):
        if match[0][0] == "." and _is_abbreviation(text, start, match):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, block.end)


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    before = text[max(start, match.start() - 12) : match.start() + 1]
    if before.endswith("m.") and _AFTER_HOUR.match(text, match.end()):
        return False
    if _ABBREVIATIONS.search(before):
        return True
    if _NUMBER_SIGN.search(before) and text[match.end() : match.end() + 2].strip()[:1].isdigit():
        return True
    # "1. Kirkuk: ..." at the head of a line is a number, not a sentence.
    return bool(re.fullmatch(r"\s*[\d٠-٩]{1,2}\.", text[start : match.start() + 1]))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without the space at its ends, in pieces where no sentence is so long; none without a word."""
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        cut = space if space > 0 else start + _LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end and _WORD.search(text, start, end):
        yield start, end
