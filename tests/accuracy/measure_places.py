"""Measure place mentions against annotated texts: found, placed, calibrated, and why not.

    python -m tests.accuracy.measure_places [FILE…] [--corpora DIR] [--misses | --causes] [--only ID] [--lang ar|en]
        [--held-out] [--predict OUT] [--predictions FILE]

FILE is JSON lines with "text" and either "toponyms" (start, end, lat, lon) or "places" (text, n, lat, lon, km, role,
relation, shape). Without one, the project's own set and the corpora of --corpora DIR or $DAWRIYA_CORPORA are measured;
the corpora are other people's texts and not in the repository. The own set is divided in a tuned and a held-out half:
--misses (every error) and --causes (the most frequent causes of error, with examples) read the tuned half only,
unless --held-out says otherwise. --predict writes {"id", "toponyms"} lines for other scorers; --predictions scores
such lines, or those of `python -m gazetteer locate --jsonl`, instead of what locate() finds now.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.places import PlacedMention
from tests.accuracy import places_sets
from tests.accuracy.place_causes import Cause, Causes, describe
from tests.accuracy.place_scoring import (
    SURE_ABOVE,
    Annotated,
    Predicted,
    Score,
    joined,
    read_annotated,
    read_predicted,
    score_documents,
    share,
)

CORPORA_VARIABLE = "DAWRIYA_CORPORA"
CORPORA = ("lgl_en.jsonl", "idrisi_ar_floods.jsonl", "anercorp_train_ar.jsonl")
Predict = Callable[[Annotated], Sequence[Predicted]]


def as_predicted(mention: PlacedMention) -> Predicted:
    """A placed mention as the scorer takes it."""
    return Predicted(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        lat=mention.lat,
        lon=mention.lon,
        score=mention.score,
        role=mention.role,
        relation=mention.relation,
        geometry=mention.geometry,
        country=mention.country,
        reason=mention.reason,
        place_ids=mention.place_ids,
        candidates=mention.candidates,
    )


def predict_with(gazetteer: Gazetteer) -> Predict:
    """What locate() finds in a text, told nothing but the text."""
    return lambda document: [as_predicted(mention) for mention in locate(document.text, gazetteer)]


def predict_from(path: Path) -> Predict:
    """The predictions of a file of {"id", "toponyms" or "mentions"} lines; a text that is not there has none."""
    rows = {str(row["id"]): row for row in places_sets.read_documents(path)}

    def predict(document: Annotated) -> list[Predicted]:
        row = rows.get(document.id, {})
        return [read_predicted(one) for one in row.get("toponyms") or row.get("mentions") or ()]

    return predict


def score_set(documents: Sequence[Annotated], predict: Predict) -> Score:
    return score_documents((document, predict(document)) for document in documents)


def read_parts(path: Path) -> dict[str, list[Annotated]]:
    """The texts of a file by what its rows are called: one part, or the own set's two halves."""
    documents = places_sets.read_documents(path)
    if path.resolve() not in places_sets.FILES:
        return {path.name: [read_annotated(document) for document in documents]}
    tuned, held_out = places_sets.halves(documents)
    return {
        f"{path.name} tuned": [read_annotated(document) for document in tuned],
        f"{path.name} held out": [read_annotated(document) for document in held_out],
    }


def find_corpora(folder: Path | None) -> list[Path]:
    """The corpora's files in a folder, by default $DAWRIYA_CORPORA; says on stderr what is missing."""
    folder = folder or (Path(os.environ[CORPORA_VARIABLE]) if os.environ.get(CORPORA_VARIABLE) else None)
    if folder is None:
        print(
            f"The corpora are not measured: give their folder as --corpora DIR or ${CORPORA_VARIABLE}.", file=sys.stderr
        )
        return []
    for name in CORPORA:
        if not (folder / name).is_file():
            print(f"Not measured, for it is not there: {folder / name}", file=sys.stderr)
    return [folder / name for name in CORPORA if (folder / name).is_file()]


# Tables ---------------------------------------------------------------------------------------------------------


def print_found(scores: dict[str, Score]) -> None:
    print(f"\n{'found':34}{'texts':>6}{'gold':>6}   {'exact P / R / F1':^21}{'overlap P / R / F1':^24}")
    for name, score in scores.items():
        exact, overlap = score.exact, score.overlap
        print(
            f"{name:34}{score.documents:6}{overlap.gold:6}   "
            f"{exact.precision:6.3f} {exact.recall:6.3f} {exact.f1:6.3f}   "
            f"{overlap.precision:6.3f} {overlap.recall:6.3f} {overlap.f1:6.3f}"
        )


def print_placed(scores: dict[str, Score]) -> None:
    """Corpora within 161 km; own annotations within their distance or in the right shape, and by the point alone."""
    heads = f"{'161 km of resolved':>19}{'of all gold':>12}{'median km':>11}{'mean':>7}"
    print(f"\n{'placed':34}{heads}{'right of found':>15}{'of all':>8}{'point':>7}{'role':>7}{'relation':>9}")
    for name, score in scores.items():
        row = f"{name:34}{score.near_of_resolved:19.3f}{score.near_of_all:12.3f}"
        row += f"{score.median_km:11.1f}{score.mean_km:7.0f}"
        if score.has_roles:
            row += f"{score.placed_of_found:15.3f}{score.placed_of_all:8.3f}{score.named_of_all:7.3f}"
            row += f"{score.agreeing('role'):7.3f}{score.agreeing('relation'):9.3f}"
        print(row)


def print_calibration(scores: dict[str, Score]) -> None:
    """How many of the predictions scored above a limit are right; once without and once with those not in the gold."""
    heads = "".join(f"{f'above {above}: n · right · with extra':>36}" for above in SURE_ABOVE)
    print(f"\n{'sure':34}{heads}")
    for name, score in scores.items():
        _print_sure(name, score, by_point=False)
        if score.has_roles:
            _print_sure(f"{name}, point", score, by_point=True)


def _print_sure(name: str, score: Score, *, by_point: bool) -> None:
    cells = ""
    for above in SURE_ABOVE:
        graded, right, extra = score.sure(above, by_point=by_point)
        cells += f"{f'{graded} · {share(right, graded):.3f} · {share(right, graded + extra):.3f}':>36}"
    print(f"{name:34}{cells}")


def print_reliability(name: str, score: Score) -> None:
    print(f"\nreliability, {name}\n   score        graded  mean score   right   extra")
    for row in score.bins():
        if row.graded or row.extra:
            right = share(row.right, row.graded)
            shown = "      –" if math.isnan(right) else f"{right:7.3f}"
            print(f"   {row.low:.1f}–{row.high:.1f}   {row.graded:10}{row.mean_score:12.3f} {shown}{row.extra:8}")


def print_misses(name: str, score: Score) -> None:
    print(f"\nerrors, {name}")
    last = ""
    for document, note in describe(score):
        if document.id != last:
            print(document.id)
        last = document.id
        print(f"   {note}")


def print_causes(name: str, score: Score, gazetteer: Gazetteer) -> None:
    """The twenty most frequent causes of wrong or missing places; then those of wrong roles and relations."""
    causes = Causes(gazetteer).of(score)
    words = [cause for cause in causes if cause.what in ("ROLE", "RELATION")]
    _print_list(f"causes of error, {name}", [cause for cause in causes if cause not in words], most=20)
    if words:
        _print_list(f"roles and relations, {name}", words, most=10)


def _print_list(title: str, causes: Sequence[Cause], *, most: int) -> None:
    total = sum(cause.count for cause in causes)
    print(f"\n{title}: {total} errors; the {min(most, len(causes))} most frequent of {len(causes)} causes")
    for number, cause in enumerate(causes[:most], 1):
        print(f"{number:3}. {cause.count:5} {cause.count / total:6.1%}  {cause.what}: {cause.why}")
        for example in cause.examples:
            print(f"              {example}")


def write_predictions(documents: Sequence[Annotated], predict: Predict, path: Path) -> None:
    started, characters = time.perf_counter(), 0
    with path.open("w", encoding="utf-8") as lines:
        for document in documents:
            toponyms = [
                {"start": m.start, "end": m.end, "text": m.text, "lat": m.lat, "lon": m.lon, "score": m.score}
                for m in predict(document)
            ]
            lines.write(json.dumps({"id": document.id, "toponyms": toponyms}, ensure_ascii=False) + "\n")
            characters += len(document.text)
    print(f"{characters / (time.perf_counter() - started):,.0f} characters/s")


# Command --------------------------------------------------------------------------------------------------------


def select(documents: list[Annotated], options: argparse.Namespace) -> list[Annotated]:
    return [
        document for document in documents if options.only in ("", document.id) and options.lang in ("", document.lang)
    ]


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--causes", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--lang", default="")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--predict", type=Path)
    parser.add_argument("--predictions", type=Path)
    return parser.parse_args()


def main() -> int:
    options = read_options()
    files = options.files or [
        *(path for path in places_sets.FILES if path.is_file()),
        *find_corpora(options.corpora),
    ]
    parts: dict[str, Any] = {}
    for path in files:
        parts |= {name: select(documents, options) for name, documents in read_parts(path).items()}
    with Gazetteer.open() as gazetteer:
        predict = predict_from(options.predictions) if options.predictions else predict_with(gazetteer)
        if options.predict:
            write_predictions([document for part in parts.values() for document in part], predict, options.predict)
            return 0
        scores = {name: score_set(documents, predict) for name, documents in parts.items() if documents}
        for name, score in scores.items():
            if name.endswith("held out") and not options.held_out:
                continue
            if options.misses:
                print_misses(name, score)
            if options.causes:
                print_causes(name, score, gazetteer)
    if not scores:
        print("Nothing to measure: no such text.", file=sys.stderr)
        return 1
    own = [score for name, score in scores.items() if name.endswith((" tuned", " held out"))]
    if own:
        scores["own set, whole"] = joined(own)
    print_found(scores)
    located = {name: score for name, score in scores.items() if score.with_coordinates}
    if located:
        print_placed(located)
        print_calibration(located)
    for name, score in located.items():
        print_reliability(name, score)
    return 0


if __name__ == "__main__":
    sys.exit(main())
