"""Measure place mentions against annotated reports.

    python -m tests.accuracy.measure_places FILE [--misses] [--only ID] [--predict OUT]

FILE is JSON lines with "text" and either "places" (text, n, lat, lon, km, role, relation) or "toponyms" (start, end,
lat, lon). Prints recall and precision by overlap, the share placed within the tolerance (161 km for toponyms),
and, for places, roles and relations. --predict writes {"id", "toponyms"} lines for other scorers.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.places import PlacedMention
from gazetteer.shapes import distance_between_m


def gold_spans(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The gold mentions of a document with start and end offsets."""
    if "toponyms" in document:
        return [{"km": 161.0, **toponym} for toponym in document["toponyms"]]
    spans = []
    for place in document["places"]:
        start = -1
        for _ in range(place["n"]):
            start = document["text"].find(place["text"], start + 1)
        spans.append({**place, "start": start, "end": start + len(place["text"])})
    return spans


def is_within(mention: PlacedMention, gold: dict[str, Any]) -> bool:
    if mention.lat is None or mention.lon is None or gold.get("lat") is None:
        return False
    far = distance_between_m(lat=mention.lat, lon=mention.lon, other_lat=gold["lat"], other_lon=gold["lon"])
    return far <= gold["km"] * 1000


def measure(documents: list[dict[str, Any]], gazetteer: Gazetteer, *, misses: bool, only: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for document in documents:
        if only and document["id"] != only:
            continue
        mentions = locate(document["text"], gazetteer)
        taken: set[int] = set()
        notes = []
        for gold in gold_spans(document):
            counts["gold"] += 1
            hit = next(
                (
                    n
                    for n, m in enumerate(mentions)
                    if n not in taken and m.start < gold["end"] and m.end > gold["start"]
                ),
                None,
            )
            if hit is None:
                notes.append(f"MISSED {gold['text']!r} {gold.get('role', '')} {gold.get('relation', '')}")
                continue
            taken.add(hit)
            counts["found"] += 1
            notes += compare(mentions[hit], gold, counts)
        counts["predicted"] += len(mentions)
        notes += [
            f"EXTRA {m.text!r} {m.role} {m.relation} {m.reason}" for n, m in enumerate(mentions) if n not in taken
        ]
        if misses and notes:
            print(document["id"], *notes, sep="\n   ")
    return counts


def compare(mention: PlacedMention, gold: dict[str, Any], counts: Counter[str]) -> list[str]:
    """Count what a found mention has right; what it has wrong, in words."""
    notes = []
    if gold.get("lat") is not None:
        counts["with coordinates"] += 1
        if is_within(mention, gold):
            counts["placed"] += 1
            counts["placed, score over .9"] += mention.score > 0.9
        else:
            where = f"{mention.lat},{mention.lon} not {gold['lat']},{gold['lon']}"
            notes.append(f"PLACED {mention.text!r} {mention.place_ids} {where} ({mention.score:.2f}, {mention.reason})")
        counts["score over .9"] += mention.score > 0.9
    if "role" in gold:
        counts["role"] += mention.role == gold["role"]
        counts["relation"] += mention.relation == (gold.get("relation") or "")
        if mention.role != gold["role"]:
            notes.append(f"ROLE {mention.text!r} {mention.role} not {gold['role']} ({mention.relation})")
        if mention.relation != (gold.get("relation") or ""):
            notes.append(f"RELATION {mention.text!r} {mention.relation!r} not {gold.get('relation')!r}")
    return notes


def report(counts: Counter[str]) -> None:
    recall, precision = counts["found"] / max(counts["gold"], 1), counts["found"] / max(counts["predicted"], 1)
    f1 = 2 * recall * precision / max(recall + precision, 1e-9)
    right = counts["placed, score over .9"] / max(counts["score over .9"], 1)
    print(f"gold {counts['gold']}  predicted {counts['predicted']}  found {counts['found']}")
    print(f"recall {recall:.3f}  precision {precision:.3f}  F1 {f1:.3f}")
    print(f"placed: {counts['placed'] / max(counts['with coordinates'], 1):.3f} of found")
    print(f"score over .9: {counts['score over .9']}, of them right {right:.3f}")
    if counts["role"]:
        print(f"role {counts['role'] / counts['found']:.3f}  relation {counts['relation'] / counts['found']:.3f}")


def predict(documents: list[dict[str, Any]], gazetteer: Gazetteer, path: Path) -> None:
    started, characters = time.perf_counter(), 0
    with path.open("w", encoding="utf-8") as lines:
        for document in documents:
            found = locate(document["text"], gazetteer)
            toponyms = [{"start": m.start, "end": m.end, "text": m.text, "lat": m.lat, "lon": m.lon} for m in found]
            lines.write(json.dumps({"id": document["id"], "toponyms": toponyms}, ensure_ascii=False) + "\n")
            characters += len(document["text"])
    print(f"{characters / (time.perf_counter() - started):,.0f} characters/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--predict", type=Path)
    options = parser.parse_args()
    documents = [json.loads(line) for line in options.file.read_text(encoding="utf-8").split("\n") if line.strip()]
    gazetteer = Gazetteer.open()
    if options.predict:
        predict(documents, gazetteer, options.predict)
        return
    report(measure(documents, gazetteer, misses=options.misses, only=options.only))


if __name__ == "__main__":
    main()
