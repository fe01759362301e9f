"""The snapshot as a page that works offline: a live map and timeline, the sheet for where no script runs, and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import islice
from typing import Any

import pandas as pd

from dashboard.snapshot.drawing import Content
from dashboard.snapshot.fonts import one_line
from dashboard.snapshot.live import live_of
from dashboard.snapshot.metadata import html_element
from dashboard.snapshot.palette import Palette, force, kind
from dashboard.snapshot.provenance import credits_text, footer_text
from dashboard.snapshot.words import Words
from dashboard.wording import one_name
from gazetteer.index import Gazetteer

MAX_LISTED = 2000
"""Rows of the list of events; browsers grow slow beyond, and whole lists are what the CSV export is for."""

MAX_QUOTE = 320

_STYLE = """
:root {{ color-scheme: {scheme}; }}
body {{ margin: 0; background: {page}; color: {ink}; font: 14px/1.5 "IBM Plex Sans", "IBM Plex Sans Arabic", "Segoe UI",
  "Noto Sans Arabic", Tahoma, sans-serif; }}
main {{ max-width: 1180px; margin: 0 auto; padding: 8px 16px 32px; }}
figure {{ margin: 0; }}
figure svg {{ width: 100%; height: auto; display: block; }}
h2 {{ font-size: 18px; margin: 24px 0 8px; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: start; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid {line}; }}
th {{ font-weight: 600; color: {ink2}; }}
td.day {{ white-space: nowrap; font-variant-numeric: tabular-nums; }}
td p {{ margin: 2px 0 0; color: {ink2}; }}
.swatch {{ display: inline-block; width: 10px; height: 10px; margin-inline-end: 5px; border: 1px solid;
  border-radius: 3px; }}
.force {{ white-space: nowrap; margin-inline-end: 10px; }}
footer {{ margin-top: 24px; color: {ink3}; font-size: 12.5px; overflow-wrap: anywhere; }}
"""


def html_document(
    content: Content, svg: str, recipe: str, *, gazetteer: Gazetteer, words: Words, colours: Palette
) -> str:
    """The whole page. All that came from a report is escaped.

    The policy in its head lets our one script run, and nothing be fetched.
    """
    live = live_of(content, gazetteer=gazetteer, words=words, colours=colours)
    style = _STYLE.format(
        scheme=colours.theme,
        page=colours["page"],
        ink=colours["ink"],
        ink2=colours["ink-2"],
        ink3=colours["ink-3"],
        line=colours["line"],
    )
    direction = "rtl" if words.is_rtl else "ltr"
    made = content.provenance
    return "".join(
        (
            f'<!doctype html>\n<html lang="{words.lang}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
            f"form-action 'none'; style-src 'unsafe-inline'; script-src '{live.script_hash}'\">\n",
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(content.title)}</title>\n{html_element(recipe)}\n<style>{live.styles}{style}</style>\n</head>\n<body>\n<main>\n",
            live.body,
            f"<figure>{_inline(svg)}</figure>\n",
            f"<h2>{escape(words.say('events_list'))}</h2>\n",
            *_events(content, words, colours),
            f"<h2>{escape(words.say('sources'))}</h2>\n",
            *_sources(content, words),
            f"<footer><p>{escape(footer_text(words, made))}<br><bdi>sha256 {made.data_hash}</bdi></p>",
            f"<p>{escape(credits_text(words))}</p></footer>\n</main>\n{live.end}</body>\n</html>\n",
        )
    )


def _inline(svg: str) -> str:
    """The drawing without the head of an XML file."""
    return re.sub(r"^.*?(?=<svg\b)", "", svg, count=1, flags=re.DOTALL)


def _events(content: Content, words: Words, colours: Palette) -> Iterator[str]:
    selected = content.selected
    if not len(selected):
        yield f"<p>{escape(content.empty)}</p>\n"
        return
    if len(selected) > MAX_LISTED:
        text = words.say("list_cut", n=words.figure(MAX_LISTED), shown=words.figure(len(selected)))
        yield f"<p>{escape(text)}</p>\n"
    heads = "".join(
        f'<th scope="col">{escape(words.say(one))}</th>' for one in ("date", "kind", "forces", "place", "source")
    )
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>\n'
    ordered = selected.sort_values(["date_start", "id"], na_position="last").head(MAX_LISTED)
    for row in ordered.drop(columns="geometry").to_dict("records"):
        yield _event(row, words, colours)
    yield "</tbody></table></div>\n"


def _event(row: dict[str, Any], words: Words, colours: Palette) -> str:
    symbol = kind(row["kind"])
    name = words.kind(symbol)
    forces = "".join(_force(one, words, colours) for one in row["forces"])
    place = one_name(row["place_name"], row["place_name_ar"], words.lang)
    quote = one_line(row["text"])
    quote = quote if len(quote) <= MAX_QUOTE else quote[: MAX_QUOTE - 1].rstrip() + "…"
    source = f"<bdi>{_safe(row['source'] or words.say('unknown_source'))}</bdi>"
    said = f'<p dir="auto">{escape(quote)}</p>' if quote else ""
    cells = (
        f'<td class="day"><bdi>{escape(_days(row, words))}</bdi></td>',
        f"<td>{escape(name)}</td>",
        f"<td>{forces}</td>",
        f"<td><bdi>{_safe(place or words.say('unknown_place'))}</bdi></td>",
        f"<td>{source}{said}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>\n"


def _safe(text: str) -> str:
    """Words from a report, fit for HTML."""
    return escape(one_line(text))


def _force(force_id: str, words: Words, colours: Palette) -> str:
    known = force(force_id)
    fill = colours.fill(force_id)
    swatch = f'<span class="swatch" style="background:{fill};border-color:{colours.edge(fill)}"></span>'
    return f'<span class="force">{swatch}{escape(words.force(known))}</span>'


def _days(row: dict[str, Any], words: Words) -> str:
    """The day, or the days, as the report knows them: ISO, a year or a month where it says no more."""
    if pd.isna(row["date_start"]):
        return words.say("unknown_date")
    first: date = row["date_start"].date()
    last: date = first if pd.isna(row["date_end"]) else row["date_end"].date()
    if row["date_precision"] == "year":
        return str(first.year)
    if row["date_precision"] == "month":
        return f"{first:%Y-%m}"
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def _sources(content: Content, words: Words) -> Iterator[str]:
    counts = content.selected["source"].value_counts()
    yield "<ul>\n"
    for name, number in islice(sorted(counts.items(), key=lambda item: (-item[1], item[0])), MAX_LISTED):
        yield f"<li><bdi>{_safe(str(name) or words.say('unknown_source'))}</bdi> ({words.figure(int(number))})</li>\n"
    yield "</ul>\n"
