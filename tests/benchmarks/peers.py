"""Our geoparser beside those that PyPI offers: speed on one core, names found, places put right; one table.

    python -m tests.benchmarks peers          with the corpora's folder in $DAWRIYA_CORPORA, if you have it

Each tool runs in a process of its own, pinned to one core, warmed up, at least three times in changing order; the
median counts. The peers only find names: each name is put at its most populous bearer among GeoNames's places of 500
inhabitants or more, and (in brackets) at its most prominent bearer in our own gazetteer. That is done afterwards and
not timed, which favours them. Without the corpora the project's own sample texts are timed and nothing is scored.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gazetteer.index import Gazetteer
from gazetteer.names import tokenize
from tests.accuracy import places_sets
from tests.accuracy.measure_places import CORPORA_VARIABLE
from tests.accuracy.place_scoring import Annotated, Predicted, Score, read_annotated, score_documents
from tests.benchmarks.peer_names import most_populous

Measure = tuple[str, str, str]
LonLatOf = Callable[[str], tuple[float, float] | None]

ROOT = Path(__file__).resolve().parents[2]
PYTHON_VARIABLE = "DAWRIYA_PEERS_PYTHON"
PEERS_PYTHON = Path(os.environ.get(PYTHON_VARIABLE) or ROOT / ".venv" / "bench-peers" / "bin" / "python")
ROUNDS = 3
TIMED_CHARACTERS = 150_000
WARM_UP_CHARACTERS = 20_000
SENTENCES_A_TEXT = 20  # ANERcorp comes sentence by sentence; reports are longer
OURS = "dawriya"
TOOLS = {
    OURS: "Dawriya",
    "geotext": "geotext 0.4.0",
    "flashgeotext": "flashgeotext 0.5.5",
    "spacy_small": "spaCy 3.8 en_core_web_sm",
    "spacy_medium": "spaCy 3.8 en_core_web_md",
    "every_name": "every cities500 name",
    "every_arabic_name": "every Arabic name ≥ 15,000",
}
_IN_OUR_ENVIRONMENT = (OURS, "every_name", "every_arabic_name")
_ONE_LANGUAGE = {"every_name": "en", "every_arabic_name": "ar"}  # the others are run on what they can't read, too


@dataclass(slots=True)
class Texts:
    """Texts of one language or source: those that are timed, and those that are scored, if annotated."""

    name: str
    lang: str
    timed: list[str]
    annotated: list[Annotated] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    """What was measured of a tool: runs per set of texts, scores per set with both ways of placing, or why not."""

    runs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    scores: dict[str, list[Score]] = field(default_factory=dict)
    missing: str = ""

    def speed(self, texts: Texts) -> float:
        """Characters a second, the median of the runs."""
        characters = sum(map(len, _split_warm_up(texts.timed)[1]))
        return characters / statistics.median(run["seconds"] for run in self.runs[texts.name])

    def median(self, name: str) -> float:
        return statistics.median(run[name] for runs in self.runs.values() for run in runs)


def run() -> list[Measure]:
    """Print the tables; the figures that the project set itself, against their targets."""
    sets = read_texts()
    results = {tool: Result() for tool in TOOLS}
    for number in range(ROUNDS):
        order = [*TOOLS][number:] + [*TOOLS][:number]
        for texts in sets:
            for tool in order:
                time_tool(tool, texts, results[tool])
    with Gazetteer.open() as gazetteer:
        score_tools([texts for texts in sets if texts.annotated], results, gazetteer)
    print_speed(sets, results)
    print_scores([texts for texts in sets if texts.annotated], results)
    return _own_measures(sets, results[OURS])


def _own_measures(sets: Sequence[Texts], ours: Result) -> list[Measure]:
    speeds = [(f"peers: Dawriya, {t.name}", f"{ours.speed(t) / 1000:,.0f} k characters/s", "≥ 500 k") for t in sets]
    opening = f"{ours.median('open_s') * 1000:.0f} ms (imports {ours.median('import_s') * 1000:.0f} ms)"
    return [
        *speeds,
        ("peers: Dawriya, open and first text located", opening, "< 500 ms"),
        ("peers: Dawriya, memory by then", f"{ours.median('memory_mb'):.0f} MB", "< 300 MB"),
    ]


# Texts ----------------------------------------------------------------------------------------------------------


def read_texts() -> list[Texts]:
    """The corpora of $DAWRIYA_CORPORA; without it the project's own samples, which are too few to be scored."""
    folder = os.environ.get(CORPORA_VARIABLE)
    if not folder or not (Path(folder) / "lgl_en.jsonl").is_file():
        print(f"No corpora in ${CORPORA_VARIABLE}: the project's own samples are timed, and nothing is scored.")
        return [Texts("English samples", "en", _samples("en")), Texts("Arabic samples", "ar", _samples("ar"))]
    lgl = _read_corpus(folder, "lgl_en.jsonl")
    idrisi = _read_corpus(folder, "idrisi_ar_floods.jsonl")
    sentences = [document.text for document in _read_corpus(folder, "anercorp_train_ar.jsonl")]
    news = ["\n".join(sentences[i : i + SENTENCES_A_TEXT]) for i in range(0, len(sentences), SENTENCES_A_TEXT)]
    return [
        Texts("LGL", "en", _at_most([document.text for document in lgl]), lgl),
        Texts("ANERcorp", "ar", _at_most(news)),
        Texts("IDRISI", "ar", _at_most([document.text for document in idrisi]), idrisi),
    ]


def _read_corpus(folder: str, name: str) -> list[Annotated]:
    return [read_annotated(document) for document in places_sets.read_documents(Path(folder) / name)]


def _samples(lang: str) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "reports").glob(f"{lang}*.txt"))]
    for path in places_sets.FILES:
        if path.is_file():
            texts += [d["text"] for d in places_sets.read_documents(path) if d["lang"] == lang]
    return texts


def _at_most(texts: Sequence[str], characters: int = TIMED_CHARACTERS) -> list[str]:
    taken: list[str] = []
    for text in texts:
        if characters <= 0:
            break
        taken.append(text)
        characters -= len(text)
    return taken


def _split_warm_up(texts: list[str]) -> tuple[list[str], list[str]]:
    """The first texts for warming up, at most a fifth, and the others for timing: no text is seen twice."""
    characters = min(WARM_UP_CHARACTERS, sum(map(len, texts)) // 5)
    warm_up = _at_most(texts, characters)
    return warm_up, texts[len(warm_up) :]


# Running --------------------------------------------------------------------------------------------------------


def time_tool(tool: str, texts: Texts, result: Result) -> None:
    """Run a tool once on the texts to time; a tool that isn't installed is noted as missing."""
    if result.missing or _ONE_LANGUAGE.get(tool, texts.lang) != texts.lang:
        return
    warm_up, timed = _split_warm_up(texts.timed)
    done = run_tool(tool, warm_up, timed)
    if "missing" in done:
        result.missing = done["missing"]
        return
    result.runs.setdefault(texts.name, []).append(done)


def run_tool(tool: str, warm_up: list[str], texts: list[str]) -> dict[str, Any]:
    """What the worker says of one run; {"missing": why} where the tool's environment is not there.

    Raises RuntimeError with the worker's own words if it breaks.
    """
    if tool in _IN_OUR_ENVIRONMENT:
        command = [sys.executable, "-m", "tests.benchmarks.peer_worker"]
    elif PEERS_PYTHON.exists():
        command = [str(PEERS_PYTHON), "-P", str(Path(__file__).with_name("peer_worker.py"))]
    else:
        return {"missing": "its environment is made by make bench"}
    cpu = max(os.sched_getaffinity(0))
    done = subprocess.run(
        [*command, tool, str(cpu)],
        input=f"{json.dumps(warm_up)}\n{json.dumps(texts)}\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "LOGURU_LEVEL": "WARNING"},
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{tool} broke: {done.stderr[-500:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


# Scoring --------------------------------------------------------------------------------------------------------


def score_tools(sets: Sequence[Texts], results: dict[str, Result], gazetteer: Gazetteer) -> None:
    """Score every tool on the annotated sets, whole, placing the names of those that only find them in two ways."""
    if not sets:
        return
    populous = most_populous()

    def at_most_populous(name: str) -> tuple[float, float] | None:
        city = populous.get(name.casefold())
        return (city.lon, city.lat) if city else None

    def at_most_prominent(name: str) -> tuple[float, float] | None:
        tokens = tokenize(name)
        whole = [m for m in (gazetteer.matcher.names_at(tokens, 0) if tokens else []) if m.token_count == len(tokens)]
        place = gazetteer.place_at(whole[0].rows[0]) if whole else None
        return (place.lon, place.lat) if place else None

    for tool, result in results.items():
        for texts in sets:
            if texts.name not in result.runs:
                continue
            found = run_tool(tool, [texts.annotated[0].text], [d.text for d in texts.annotated])["spans"]
            placings: list[LonLatOf | None] = [None] if tool == OURS else [at_most_populous, at_most_prominent]
            result.scores[texts.name] = [
                score_documents(
                    (document, [_as_predicted(document, span, placing) for span in spans])
                    for document, spans in zip(texts.annotated, found, strict=True)
                )
                for placing in placings
            ]


def _as_predicted(document: Annotated, span: Sequence[Any], placing: LonLatOf | None) -> Predicted:
    start, end = span[0], span[1]
    text = document.text[start:end]
    if placing is None:
        lat, lon, score = span[2:5]
        return Predicted(start=start, end=end, text=text, lat=lat, lon=lon, score=score)
    where = placing(text) or placing(span[2])
    return Predicted(start=start, end=end, text=text, lat=where[1] if where else None, lon=where[0] if where else None)


# Tables ---------------------------------------------------------------------------------------------------------


def print_speed(sets: Sequence[Texts], results: dict[str, Result]) -> None:
    """Characters a second and how many times Dawriya's speed that is; opening and memory."""
    heads = "".join(f"{texts.name:>24}" for texts in sets)
    print(f"\n{'characters/s, one core (of ours)':34}{heads}{'import':>9}{'open':>9}{'memory':>9}")
    for tool, title in TOOLS.items():
        result = results[tool]
        if result.missing:
            print(f"{title:34}  can't be measured with this Python: {result.missing}")
            continue
        cells = ""
        for texts in sets:
            if texts.name not in result.runs:
                cells += f"{'–':>24}"
                continue
            speed = result.speed(texts)
            cells += f"{f'{speed / 1000:,.0f} k ({speed / results[OURS].speed(texts):.2f} x)':>24}"
        opening = f"{result.median('import_s'):7.2f} s{result.median('open_s'):7.2f} s"
        print(f"{title:34}{cells}{opening}{result.median('memory_mb'):6.0f} MB")


def print_scores(sets: Sequence[Texts], results: dict[str, Result]) -> None:
    """Names found, and places within 161 km; in brackets with our own gazetteer's most prominent namesake."""
    for texts in sets:
        print(
            f"\n{texts.name:34}{'exact F1':>9}{'overlap P / R / F1':>24}{'161 km of resolved':>20}{'of all gold':>17}"
        )
        for tool, title in TOOLS.items():
            scores = results[tool].scores.get(texts.name)
            if not scores:
                continue
            overlap = scores[0].overlap
            row = f"{title:34}{scores[0].exact.f1:9.3f}"
            row += f"{f'{overlap.precision:.3f} {overlap.recall:.3f} {overlap.f1:.3f}':>24}"
            row += f"{' '.join(_figures([s.near_of_resolved for s in scores])):>20}"
            row += f"{' '.join(_figures([s.near_of_all for s in scores])):>17}"
            print(row)


def _figures(values: Sequence[float]) -> list[str]:
    shown = ["–" if value != value else f"{value:.3f}" for value in values]
    return [shown[0], *(f"({value})" for value in shown[1:])]
