"""Learn the Arabic tagger's weights from annotated sentences and write tagger_ar.csv.

    python -m gazetteer.tagger_training ANNOTATED.jsonl… [--out FILE]

Each line of a file is {"text", "toponyms": [{"start", "end"}]}, offsets in code points. The weights that come with this
package were learned from the training split of ANERcorp (CC BY-SA 4.0), so they are under CC BY-SA 4.0 too; its texts
are not in the package. Needs python-crfsuite, which only training does.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pycrfsuite

from gazetteer.cues import Words, read_words
from gazetteer.index import Gazetteer
from gazetteer.tagger import WEIGHTS, Weights, as_weights, text_attributes
from gazetteer.tagger_features import WordAttributes

OUTSIDE, BEGINS, INSIDE = "O", "B", "I"
SETTINGS = {"c1": 0.3, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 2, "feature.possible_transitions": True}
"""L1 and L2 regularisation, found by cross-validation on the training split; L1 leaves some five thousand weights."""


def labels_of(words: Words, toponyms: Iterable[dict[str, Any]]) -> list[str]:
    """B, I or O of each word, by the annotated names that it overlaps."""
    labels = [OUTSIDE] * len(words)
    for toponym in toponyms:
        inside = [n for n, t in enumerate(words.tokens) if t.start < toponym["end"] and t.end > toponym["start"]]
        for rank, number in enumerate(inside):
            labels[number] = INSIDE if rank else BEGINS
    return labels


def learn(documents: Sequence[dict[str, Any]], attributes: WordAttributes) -> Weights:
    """Weights learned from annotated documents."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(SETTINGS)
    for document in documents:
        words = read_words(document["text"])
        if len(words):
            trainer.append(text_attributes(words, attributes), labels_of(words, document["toponyms"]))
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model")
        trainer.train(model)
        tagger = pycrfsuite.Tagger()
        tagger.open(model)
        learned = tagger.info()
        tagger.close()
    return as_weights(_against_outside(learned.state_features, learned.transitions))


def _against_outside(
    states: dict[tuple[str, str], float], transitions: dict[tuple[str, str], float]
) -> dict[str, tuple[float, float]]:
    """Weights of beginning and going on, each less that of being outside; steps likewise."""
    by_attribute: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (attribute, label), weight in states.items():
        by_attribute[attribute][label] = weight
    found = {
        attribute: (of.get(BEGINS, 0.0) - of.get(OUTSIDE, 0.0), of.get(INSIDE, 0.0) - of.get(OUTSIDE, 0.0))
        for attribute, of in by_attribute.items()
    }
    outside = transitions.get((OUTSIDE, OUTSIDE), 0.0)
    steps = {
        "begin": (OUTSIDE, BEGINS),
        "go_on": (BEGINS, INSIDE),
        "further": (INSIDE, INSIDE),
        "end": (INSIDE, OUTSIDE),
        "end_of_one": (BEGINS, OUTSIDE),
        "again": (BEGINS, BEGINS),
        "again_after": (INSIDE, BEGINS),
    }
    return found | {f"step:{name}": (transitions.get(pair, 0.0) - outside, 0.0) for name, pair in steps.items()}


def write_weights(weights: Weights, path: Path) -> None:
    """Write weights as a table, three decimals each, attributes in order."""
    steps = weights.steps._asdict()
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["attribute", "begins", "inside"])
        writer.writerows([f"step:{name}", f"{value:.3f}", "0"] for name, value in steps.items())
        for attribute, (begins, inside) in sorted(weights.attributes.items()):
            if abs(begins) >= 0.0005 or abs(inside) >= 0.0005:
                writer.writerow([attribute, f"{begins:.3f}", f"{inside:.3f}"])


def read_documents(paths: Iterable[Path]) -> list[dict[str, Any]]:
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    gazetteer = Gazetteer.open()
    weights = learn(read_documents(options.files), WordAttributes(gazetteer))
    write_weights(weights, options.out)
    print(f"{options.out}: {len(weights.attributes)} weights")


if __name__ == "__main__":
    main()
