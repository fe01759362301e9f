"""What the page says of a file of coded events: counts, fields, what is known and what is not, and rows that fail."""

from __future__ import annotations

import csv
import io
from collections import Counter
from html import escape

import pandas as pd

from dashboard.coded.bring_in import Outcome
from dashboard.coded.recognise import FIELDS
from dashboard.interchange.csv_table import guard_cell
from dashboard.translation import Words
from dashboard.wording import day, force_labels, kind_labels
from gazetteer.sources.problems import Problems

MOST_LISTED = 20


def field_words(words: Words) -> dict[str, str]:
    """What each field that a column may feed is called."""
    names = {
        "id": words.say("Identifier"),
        "text": words.say("Text"),
        "date": words.say("First day"),
        "date_end": words.say("Last day"),
        "date_precision": words.say("Precision of the date"),
        "kind": words.say("Kind"),
        "actor": words.say("Who acted"),
        "second": words.say("The other side"),
        "place": words.say("Place"),
        "place_ar": words.say("Place in Arabic"),
        "lat": words.say("Latitude"),
        "lon": words.say("Longitude"),
        "geo_precision": words.say("Precision of the place"),
        "radius_m": words.say("Radius in metres"),
        "country": words.say("Country"),
        "admin1": words.say("Governorate"),
        "killed": words.say("Killed"),
        "killed_low": words.say("Killed, at least"),
        "killed_high": words.say("Killed, at most"),
        "wounded": words.say("Wounded"),
        "source": words.say("Source"),
        "url": words.say("Address"),
        "published": words.say("Published"),
        "status": words.say("Status"),
    }
    return {field: names[field] for field in FIELDS if field in names}


def counts_html(outcome: Outcome, words: Words) -> str:
    """What the file is, how many of its rows are what, and which days they span."""
    more = words.say("more than {number}", number=words.figure(outcome.rows))
    figures = [
        (words.figure(outcome.rows) if outcome.is_whole else more, words.say("rows")),
        (words.figure(outcome.added), words.say("new")),
        (words.figure(outcome.known + outcome.repeated), words.say("there already")),
        (words.figure(outcome.likely), words.say("perhaps there already")),
        (words.figure(outcome.problems.count), words.say("rows can't be used")),
    ]
    cells = "".join(f"<div><strong>{escape(one)}</strong><span>{escape(label)}</span></div>" for one, label in figures)
    label = words.say("A table") if outcome.scheme == "table" else outcome.label
    kind = words.say("Recognised as: {kind}", kind=label)
    lines = [_span(outcome, words), *outcome.problems.remarks[:5]]
    if outcome.changed:
        lines.append(
            words.say(
                "{number} of those there already read otherwise in this file; they are left as they are.",
                number=words.figure(outcome.changed),
            )
        )
    about = "".join(f'<p class="dw-muted" dir="auto">{escape(line)}</p>' for line in lines if line)
    return f'<h2>{escape(kind)}</h2><div class="dw-figures">{cells}</div>{about}'


def _span(outcome: Outcome, words: Words) -> str:
    tally = outcome.tally
    if tally.first is None or tally.last is None:
        return words.say("No row has a date.")
    first, last = day(tally.first, words.lang), day(tally.last, words.lang)
    span = first if first == last else words.say("{first} to {last}", first=first, last=last)
    lacking = [
        words.say("{number} without a date", number=words.figure(tally.undated)) if tally.undated else "",
        words.say("{number} without a place", number=words.figure(tally.unplaced)) if tally.unplaced else "",
    ]
    return " · ".join(filter(None, [span, *lacking]))


def first_rows(outcome: Outcome, words: Words) -> pd.DataFrame:
    """The first rows as a small table."""
    table, kinds, forces = outcome.first, kind_labels(words.lang), force_labels(words.lang)
    return pd.DataFrame(
        {
            words.say("First day"): table["date_start"].fillna(""),
            words.say("Kind"): table["kind"].map(lambda kind: kinds.get(kind, kind)),
            words.say("Forces"): [
                " · ".join(forces.get(one, one) for one in cell.split(" · ")) for cell in table["forces"]
            ],
            words.say("Place"): table["place_name"],
            words.say("Latitude"): table["lat"],
            words.say("Longitude"): table["lon"],
            words.say("Text"): table["text"].str.slice(0, 200),
        }
    )


def recognised_html(outcome: Outcome, words: Words) -> str:
    """Which codes and names became which kinds and forces, and which countries were met, with how often."""
    tally, kinds, forces = outcome.tally, kind_labels(words.lang), force_labels(words.lang)
    known = Counter({pair: count for pair, count in tally.kinds.items() if pair[0] not in tally.unknown_kinds})
    lists = (
        (words.say("Kinds"), [(code, kinds.get(kind, kind), n) for (code, kind), n in known.most_common(MOST_LISTED)]),
        (
            words.say("Forces"),
            [(name, forces.get(one, one), n) for (name, one), n in tally.forces.most_common(MOST_LISTED)],
        ),
        (words.say("Countries"), [(code or "–", "", n) for code, n in tally.countries.most_common(MOST_LISTED)]),
    )
    return "".join(f"<h3>{escape(title)}</h3>{_meanings_html(some, words)}" for title, some in lists if some)


def _meanings_html(meanings: list[tuple[str, str, int]], words: Words) -> str:
    arrow = "←" if words.is_rtl else "→"
    lines = "".join(
        f"<li><bdi>{escape(name)}</bdi>{f' {arrow} <bdi>{escape(meaning)}</bdi>' if meaning else ''} "
        f'<span class="dw-muted">{escape(words.figure(count))}</span></li>'
        for name, meaning, count in meanings
    )
    return f'<ul class="dw-history">{lines}</ul>'


def most_common(counts: Counter[str], most: int) -> list[tuple[str, int]]:
    """What was met most often; what has no name is left out."""
    return [(name, count) for name, count in counts.most_common(most + 1) if name][:most]


def problems_csv(problems: Problems) -> str:
    """The rows that fail or look wrong, as far as they are kept, as CSV."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(["line", "reason", "brought in"])
    for rows, is_in in ((problems.rows, "no"), (problems.doubts, "yes")):
        table.writerows([one.line, guard_cell(one.reason), is_in] for one in rows)
    return "\ufeff" + text.getvalue()
