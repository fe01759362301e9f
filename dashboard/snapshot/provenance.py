"""Where a snapshot comes from: its reports, an id of the view, a hash of its events, the time, the credits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

import geopandas as gpd
import numpy as np
import pandas as pd

from dashboard.filters import EventFilter, to_query
from dashboard.snapshot.fonts import one_line
from dashboard.snapshot.page import TEXT_SIZE, Box, Page
from dashboard.snapshot.projection import Bounds
from dashboard.snapshot.sheets import FOOTER_LINE, Layout
from dashboard.snapshot.words import Words

MAX_NAMED_SOURCES = 2
CONFIRMED = ("reviewed", "verified")

_HASHED = ("layer", "kind", "date_start", "date_end", "lat", "lon", "status")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the sources block and the footer say.

    `sources` are the names, most events first; `note` says what was taken out of the events.
    """

    sources: tuple[str, ...]
    reports: int
    shown: int
    confirmed: int
    view_id: str
    data_hash: str
    made_at: datetime
    note: str = ""


def provenance_of(
    selected: gpd.GeoDataFrame,
    event_filter: EventFilter,
    *,
    bounds: Bounds,
    sources: Sequence[str],
    made_at: datetime,
    note: str = "",
) -> Provenance:
    """`sources` are used as they are if given, else the selected events' own, by how many events each has."""
    counted = selected["source"].value_counts()
    named = tuple(sources) or tuple(sorted((n for n in counted.index if n), key=lambda n: (-counted[n], n)))
    return Provenance(
        sources=named,
        reports=len(set(chain.from_iterable(selected["report_ids"]))),
        shown=len(selected),
        confirmed=int(selected["status"].isin(CONFIRMED).sum()),
        view_id=view_id(event_filter, bounds),
        data_hash=data_hash(selected),
        made_at=made_at.astimezone(UTC),
        note=note,
    )


def view_id(event_filter: EventFilter, bounds: Bounds) -> str:
    """Eight hex digits for the filter and the section: the same view has the same id on any machine."""
    view = json.dumps([to_query(event_filter), [round(edge, 4) for edge in bounds]], sort_keys=True, ensure_ascii=True)
    digest = hashlib.sha256(view.encode()).hexdigest()
    return f"{digest[:4]}-{digest[4:8]}"


def data_hash(selected: gpd.GeoDataFrame) -> str:
    """The SHA-256, in hex, of what is shown: a 64-bit hash a row over the drawn columns and forces, in sorted order.

    The order of the rows does not matter; a changed, added or missing event does.
    """
    rows = pd.util.hash_pandas_object(pd.DataFrame(selected[list(_HASHED)]), index=False).to_numpy()
    ids = pd.util.hash_array(selected["id"].to_numpy(dtype=object), categorize=False)
    codes, different = pd.factorize(selected["forces"])
    written = np.fromiter(("|".join(one) for one in different), dtype=object, count=len(different))
    forces = pd.util.hash_array(written)[codes] if len(written) else np.zeros(len(codes), dtype=np.uint64)
    mixed = np.sort(rows ^ (forces * np.uint64(0x9E3779B97F4A7C15)) ^ (ids * np.uint64(0xC2B2AE3D27D4EB4F)))
    return hashlib.sha256(mixed.astype("<u8").tobytes()).hexdigest()


def draw_sources(page: Page, provenance: Provenance, box: Box) -> None:
    """Names of the reports' sources, and how much of it a person has confirmed."""
    if not provenance.shown:
        return
    page.text(page.start(box), box.top + 2.0, page.words.say("sources"), size=3.1, weight=600)
    most = int((box.height - 6.3) / 4.15) + 2
    for at, line in enumerate(_lines(page, sources_text(page.words, provenance), box.width, most=most)):
        page.text(page.start(box), box.top + 6.3 + at * 4.15, line, size=TEXT_SIZE, colour="ink-2")


def _lines(page: Page, text: str, width: float, *, most: int) -> list[str]:
    lines = page.wrapped(text, width=width)
    if len(lines) > most:
        return [*lines[: most - 1], page.shortened(" ".join(lines[most - 1 :]), width=width)]
    return lines


def sources_text(words: Words, provenance: Provenance) -> str:
    """Two sentences: how many reports of which sources; how many events a person confirmed."""
    count = words.count("reports", provenance.reports)
    named = [words.isolated(shorter(name)) for name in provenance.sources[:MAX_NAMED_SOURCES]]
    rest = len(provenance.sources) - len(named)
    if rest:
        named.append(words.count("more_sources", rest))
    names = ""
    for at, name in enumerate(named):
        joint = "and" if at == len(named) - 1 else "comma"
        names = words.say(joint, head=names, last=name) if names else name
    machine = words.say("by_machine", n=words.figure(provenance.confirmed), shown=words.figure(provenance.shown))
    first = f"{count}: {names}." if names else f"{count}."
    return f"{first} {machine} {provenance.note}".rstrip()


def shorter(name: str) -> str:
    """A source's name on one line, cut to 40 letters: it comes from a report, and may be anything."""
    words = one_line(name)
    return words if len(words) <= 40 else words[:39].rstrip() + "…"


def draw_footer(page: Page, provenance: Provenance, layout: Layout) -> None:
    """Under a rule: how to find this view and its events again, whose base map it is, and unsaid sources."""
    inner = Box(layout.margin, layout.rule, layout.width - 2 * layout.margin, 0)
    page.line([inner.left, inner.right], [layout.rule, layout.rule], colour="control-line", width=0.25)
    made, credit = footer_text(page.words, provenance), credits_text(page.words)
    are_on_one_line = page.text_width(made) + page.text_width(credit) <= inner.width - 6
    lines = [made] if are_on_one_line else [made, credit]
    if layout.sources is None and provenance.shown:
        lines = [*_lines(page, sources_text(page.words, provenance), inner.width, most=2), *lines]
    first = layout.rule + (5.1 if lines == [made] else 4.2)
    # As close as the foot of the sheet asks.
    step = min(FOOTER_LINE, (layout.height - 2.0 - first) / max(len(lines) - 1, 1))
    for at, line in enumerate(lines):
        words = page.shortened(line, width=inner.width)
        page.text(page.start(inner), first + at * step, words, colour="ink-3")
    if are_on_one_line:
        page.text(page.end(inner), first + (len(lines) - 1) * step, credit, colour="ink-3", align="end")


def footer_text(words: Words, provenance: Provenance) -> str:
    digest = f"{provenance.data_hash[:4]}…{provenance.data_hash[-4:]}"
    digest = f"sha256 {digest}" if words.is_rtl else digest
    stamp = f"{provenance.made_at:%Y-%m-%d %H:%M} UTC"
    parts = (
        words.say("made_with"),
        words.say("view_id", id=words.isolated(provenance.view_id)),
        words.say("data_hash", hash=words.isolated(digest)),
        words.isolated(stamp),
    )
    return " · ".join(parts)


def credits_text(words: Words) -> str:
    return words.say(
        "credits", natural_earth=words.isolated("Natural Earth"), geonames=words.isolated("GeoNames, CC BY 4.0")
    )
