"""The Arabic tagger: what it thinks of words, that its arithmetic is a chain's, and how its weights are learned."""

from __future__ import annotations

import math
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from gazetteer.cues import read_words
from gazetteer.errors import SourceError
from gazetteer.index import Gazetteer
from gazetteer.tagger import Steps, Tagger, Weights, _probabilities, learned_weights, read_weights
from gazetteer.tagger_features import WordAttributes
from gazetteer.tagger_training import labels_of, learn, write_weights

STEPS = Steps(begin=-1.0, go_on=1.5, further=0.5, end=-0.5, end_of_one=-0.7, again=0.3, again_after=0.2)
SCORES = np.array([[-1.0, -2.0], [2.0, -1.0], [0.5, 1.5], [-0.5, 0.8], [-3.0, -2.5]])


@pytest.fixture(scope="module")
def tagger(gazetteer: Gazetteer) -> Tagger:
    return Tagger(WordAttributes(gazetteer), learned_weights())


def by_hand(scores: np.ndarray) -> tuple[list[float], list[float]]:
    """The marginals of a whole text from the sum over every path: O, B, I at each word, no step into the first."""
    step = {
        ("O", "B"): STEPS.begin, ("B", "I"): STEPS.go_on, ("I", "I"): STEPS.further, ("I", "O"): STEPS.end,
        ("B", "O"): STEPS.end_of_one, ("B", "B"): STEPS.again, ("I", "B"): STEPS.again_after, ("O", "O"): 0.0,
    }  # fmt: skip
    begins, inside, total = np.zeros(len(scores)), np.zeros(len(scores)), 0.0
    for path in product("OBI", repeat=len(scores)):
        if any(pair == ("O", "I") for pair in pairwise(path)):
            continue
        weight = sum(step[pair] for pair in pairwise(path))
        weight += sum({"O": 0.0, "B": row[0], "I": row[1]}[label] for label, row in zip(path, scores, strict=True))
        power = math.exp(weight)
        total += power
        begins += [power * (label == "B") for label in path]
        inside += [power * (label == "I") for label in path]
    return (begins / total).tolist(), (inside / total).tolist()


def test_the_chain_sums_over_every_path() -> None:
    tags = _probabilities(SCORES, Weights({}, STEPS), [0, len(SCORES)])
    begins, inside = by_hand(SCORES)
    assert tags.begins == pytest.approx(begins, abs=1e-9)
    assert tags.inside == pytest.approx(inside, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("وصل الرئيس إلى فنزويلا أمس", "فنزويلا"),
        ("عاد الوفد من باريس إلى مدريد", "مدريد"),
        ("قال في مدينة بوخارست إن الوفد عاد", "بوخارست"),
    ],
)
def test_a_place_of_the_news_is_likely_and_the_words_around_it_are_not(tagger: Tagger, text: str, name: str) -> None:
    words = read_words(text)
    tags = tagger.read(words)
    at = next(n for n, token in enumerate(words.tokens) if token.text == name)
    assert tags.begins[at] > 0.5
    assert tags.odds(at, at + 1) > 0
    assert tags.odds(0, 1) < -3


def test_a_line_is_read_by_itself(tagger: Tagger) -> None:
    line = "وصل الوفد إلى الخرطوم"
    alone = tagger.read(read_words(line))
    below = tagger.read(read_words("انتهى الاجتماع مساء أمس\n" + line))
    assert below.begins[-4:] == pytest.approx(alone.begins, abs=1e-12)


def test_a_text_without_words_has_no_tags(tagger: Tagger) -> None:
    tags = tagger.read(read_words("… — !"))
    assert (tags.begins, tags.inside) == ([], [])


def test_weights_are_learned_written_and_read_back(gazetteer: Gazetteer, tmp_path: Path) -> None:
    sentences = ["وصل الوفد إلى {}", "غادر الوزير {} أمس", "عاد الجنود من {} اليوم"]
    documents = []
    for name in ("زمردان", "قوسنتان", "لوبراند") * 4:
        for sentence in sentences:
            start = sentence.index("{}")
            text = sentence.format(name)
            documents.append({"text": text, "toponyms": [{"start": start, "end": start + len(name)}]})
    attributes = WordAttributes(gazetteer)
    weights = learn(documents, attributes)
    path = tmp_path / "weights.csv"
    write_weights(weights, path)
    again = read_weights(path)
    assert again.steps == pytest.approx(weights.steps, abs=1e-3)
    words = read_words("وصل الوفد إلى ترنيزان")  # a name it has never seen
    tags = Tagger(attributes, again).read(words)
    assert tags.begins[3] > 0.5 > max(tags.begins[:3])


def test_labels_follow_the_annotation() -> None:
    words = read_words("في دير الزور أمس")
    assert labels_of(words, [{"start": 3, "end": 12}]) == ["O", "B", "I", "O"]


def test_a_broken_table_of_weights_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("attribute,begins,inside\n0:word=x,much,0\n", encoding="utf-8")
    with pytest.raises(SourceError, match="line 2"):
        read_weights(path)
