"""Cross-validate the Arabic tagger, alone and inside the geoparser, on ANERcorp's training split.

    python -m tests.accuracy.measure_tagger [--corpora DIR] [--folds 5]

The corpus is other people's text and not in the repository: its folder is named by --corpora or $DAWRIYA_CORPORA. The
folds are runs of neighbouring sentences, so that a story is never in both parts. Prints precision, recall and F1 by
overlap, one annotated name to one found, as ANERcorp's peers are measured.
"""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path
from typing import Any

from gazetteer.cues import read_words
from gazetteer.index import Gazetteer
from gazetteer.locate import locate, reader_of
from gazetteer.tagger import Tagger, Weights
from gazetteer.tagger_features import WordAttributes
from gazetteer.tagger_training import learn, read_documents

Spans = list[tuple[int, int]]


def tagged_spans(text: str, tagger: Tagger) -> Spans:
    """The names that the tagger finds by itself, left to right."""
    words = read_words(text)
    tags = tagger.read(words)
    spans, at = [], 0
    while at < len(words):
        last = tags.name_at(at)
        if last > at:
            spans.append((words.tokens[at].start, words.tokens[last - 1].end))
        at = max(last, at + 1)
    return spans


def located_spans(text: str, gazetteer: Gazetteer, weights: Weights) -> Spans:
    """The mentions of the geoparser with these weights in place of its own."""
    names = reader_of(gazetteer).names
    if names.tagger.weights is not weights:
        names.tagger = Tagger(WordAttributes(gazetteer), weights)
    return [(mention.start, mention.end) for mention in locate(text, gazetteer)]


def count(found: Spans, document: dict[str, Any], counts: list[int]) -> None:
    """Add to (right, found, annotated): greedy, one annotated name to one found that overlaps it."""
    gold = [(toponym["start"], toponym["end"]) for toponym in document["toponyms"]]
    counts[1] += len(found)
    counts[2] += len(gold)
    for start, end in found:
        hit = next((pair for pair in gold if pair[0] < end and pair[1] > start), None)
        if hit:
            gold.remove(hit)
            counts[0] += 1


def line(name: str, counts: list[int]) -> str:
    right, found, annotated = counts
    precision, recall = right / max(found, 1), right / max(annotated, 1)
    return f"{name:<28} {precision:.3f}  {recall:.3f}  {2 * precision * recall / max(precision + recall, 1e-9):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=os.environ.get("DAWRIYA_CORPORA"))
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args()
    if options.corpora is None:
        parser.error("name the folder that holds anercorp_train_ar.jsonl with --corpora or $DAWRIYA_CORPORA")
    documents = read_documents([options.corpora / "anercorp_train_ar.jsonl"])
    gazetteer = Gazetteer.open()
    attributes = WordAttributes(gazetteer)
    size = math.ceil(len(documents) / options.folds)
    totals = {"the tagger alone": [0, 0, 0], "the geoparser with it": [0, 0, 0]}
    for fold in range(options.folds):
        held_out = documents[fold * size : (fold + 1) * size]
        weights = learn(documents[: fold * size] + documents[(fold + 1) * size :], attributes)
        tagger = Tagger(attributes, weights)
        for document in held_out:
            count(tagged_spans(document["text"], tagger), document, totals["the tagger alone"])
            count(located_spans(document["text"], gazetteer, weights), document, totals["the geoparser with it"])
        print(f"fold {fold + 1}: " + "   ".join(line(name, counts) for name, counts in totals.items()), flush=True)
    print(f"{'ANERcorp, by overlap':<28} P      R      F1")
    for name, counts in totals.items():
        print(line(name, counts))


if __name__ == "__main__":
    main()
