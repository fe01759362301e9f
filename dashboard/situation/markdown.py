"""A situation report as Markdown (CommonMark with tables), its pictures as files beside it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape as escape_html

from dashboard.situation.content import Cited, Entry, SituationReport
from dashboard.snapshot.words import Words

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~!&$^@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_AT_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e]")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def markdown_files(report: SituationReport, stem: str) -> dict[str, bytes]:
    """The files by name: `stem`.md and, in the folder `stem`_files, its pictures."""
    files = {f"{stem}_files/{picture.name}.png": picture.png for picture in report.pictures}
    return {**files, f"{stem}.md": _text(report, f"{stem}_files").encode()}


def zipped(files: dict[str, bytes]) -> bytes:
    """The files as one archive; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content)
    return out.getvalue()


def escaped(text: str) -> str:
    """The text so that it is nothing but text: what Markdown or HTML could read, or make a link of, is escaped."""
    text = _SIGNS.sub(r"\\\1", _BIDI_OVERRIDES.sub("", text))
    return _AT_START.sub(_as_no_list, text)


def _as_no_list(found: re.Match[str]) -> str:
    """A sign or a number that would begin a list or a heading, so that it does not: 1\\. and \\-."""
    return f"{found[1]}{found[2]}&#8203;" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


def _text(report: SituationReport, folder: str) -> str:
    words = Words(report.lang)
    lines = [*_head(report), f"# {escaped(report.title)}", "", f"**{escaped(report.period)}**", ""]
    lines += [f"## {escaped(words.say('summary'))}", ""]
    for sentence in report.summary:
        lines += [escaped(sentence), ""]
    for heading, rows in report.tables:
        lines += [f"| {escaped(heading)} | {escaped(words.say('events_count'))} |", "| --- | ---: |"]
        lines += [f"| {escaped(name)} | {number} |" for name, number in rows]
        lines += [""]
    lines += [f"## {escaped(words.say('maps'))}", ""]
    for picture in report.pictures:
        lines += [
            f"![{escaped(picture.description)}](<{folder}/{picture.name}.png>)",
            "",
            f"*{escaped(picture.caption)}*",
            "",
        ]
    lines += [f"## {escaped(words.say('events_by_day'))}", ""]
    if report.cut:
        lines += [escaped(report.cut), ""]
    for heading, entries in report.days:
        lines += [f"### {escaped(heading)}", ""]
        for entry in entries:
            lines += _entry(entry)
    lines += [
        f"## {escaped(words.say('sources_annex'))}",
        "",
        *(line for one in report.cited for line in _cited(one, words)),
    ]
    lines += [f"## {escaped(words.say('provenance'))}", ""]
    for line in (*report.provenance, report.credits):
        lines += [escaped(line), ""]
    return "\n".join([*lines, *_foot(report)])


def _head(report: SituationReport) -> Iterator[str]:
    """What the report was made with, in a comment that nothing in it can end; its direction, where not the usual."""
    yield f"<!-- dawriya-provenance {report.recipe.replace('-', chr(92) + 'u002d').replace('>', chr(92) + 'u003e')} -->"
    yield ""
    if report.is_rtl:
        yield f'<div dir="rtl" lang="{escape_html(report.lang)}">'
        yield ""


def _foot(report: SituationReport) -> Iterator[str]:
    if report.is_rtl:
        yield "</div>"
        yield ""


def _entry(entry: Entry) -> Iterator[str]:
    facts = " · ".join(escaped(one) for one in (entry.place, entry.forces, entry.status) if one)
    numbers = " ".join(f"\\[{number}\\]" for number in entry.numbers)
    yield f"- **{escaped(entry.title)}** {numbers}".rstrip() + "  "
    yield f"  {facts}"
    if entry.quote:
        yield ""
        yield f"  > {escaped(entry.quote)}"
        yield "  >"
        yield f"  > — {escaped(entry.source)}"
    yield ""


def _cited(one: Cited, words: Words) -> Iterator[str]:
    source = one.source
    title = escaped(source.title or words.say("untitled"))
    linked = f"[{title}](<{source.url}>)" if source.url else title
    events = words.say("source_events", events=words.count("report_events", one.events))
    yield f"\\[{one.number}\\] {linked} — {escaped(one.about)} {escaped(events)}"
    yield ""
