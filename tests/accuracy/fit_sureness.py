"""Fit the weights of gazetteer/sureness.py to annotated texts and show how far they can be trusted.

    python -m tests.accuracy.fit_sureness FILE…

Half of each file's texts (by the hash of their ids, as places_sets does) is fitted to, every file counting alike; the
other half is only shown, and so is what the weights in use say. FILE is as measure_places takes it. Logistic
regression with a small ridge, by Newton's method.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

import gazetteer.resolve
from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.sureness import BIAS, WEIGHTS, Signs
from tests.accuracy.measure_places import as_predicted
from tests.accuracy.place_scoring import Annotated, read_annotated, score_documents
from tests.accuracy.places_sets import is_held_out, read_documents

Floats = npt.NDArray[np.float64]
_FIRST, _STEP = 0.95, 1e-6
_RIDGE = 1.0


@contextmanager
def remembered_signs() -> Iterator[list[Signs]]:
    """The signs that resolution weighs while this is open; the n-th gets the score _FIRST + n * _STEP to know it by."""
    seen: list[Signs] = []

    def remember(signs: Signs) -> float:
        seen.append(signs)
        return _FIRST + _STEP * (len(seen) - 1)

    kept = gazetteer.resolve.sureness
    gazetteer.resolve.sureness = remember
    try:
        yield seen
    finally:
        gazetteer.resolve.sureness = kept


def signs_of(document: Annotated, places: Gazetteer) -> Iterator[tuple[Signs, bool]]:
    """The signs of each mention found and placed where coordinates are annotated, and whether the place is right."""
    with remembered_signs() as seen:
        predicted = [as_predicted(mention) for mention in locate(document.text, places)]
    for outcome in score_documents([(document, predicted)]).outcomes:
        found = outcome.predicted
        if found is None or outcome.is_place_right is None or found.lat is None or found.score < _FIRST:
            continue
        number = round((found.score - _FIRST) / _STEP)
        if number < len(seen):
            yield seen[number], outcome.is_place_right


def fit(signs: Floats, right: Floats, weights: Floats) -> Floats:
    """Coefficients of right on signs, the bias first."""
    inputs = np.hstack([np.ones((len(signs), 1)), signs])
    found = np.zeros(inputs.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * signs.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (weights * (right - likely)) - ridge @ found
        curve = (inputs * (weights * likely * (1 - likely))[:, None]).T @ inputs + ridge
        found = found + np.linalg.solve(curve, slope)
    return found


def show(name: str, signs: Floats, right: Floats, found: Floats) -> None:
    likely = 1 / (1 + np.exp(-(found[0] + signs @ found[1:])))
    shares = []
    for least in (0.9, 0.8, 0.5):
        sure = likely > least
        shares.append(f"above {least}: {int(sure.sum()):5} right {right[sure].mean() if sure.any() else 0:.3f}")
    print(f"{name:<34} {'   '.join(shares)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    options = parser.parse_args()
    places = Gazetteer.open()
    parts: dict[tuple[str, bool], tuple[Floats, Floats]] = {}
    for path in options.files:
        for held_out in (False, True):
            documents = [d for d in read_documents(path) if is_held_out(str(d["id"])) == held_out]
            rows = [row for d in documents for row in signs_of(read_annotated(d), places)]
            parts[path.name, held_out] = (
                np.array([signs for signs, _ in rows]),
                np.array([float(ok) for _, ok in rows]),
            )
    fitted = [pair for (_, held_out), pair in parts.items() if not held_out]
    weights = np.concatenate([np.full(len(right), 500 / len(right)) for _, right in fitted])
    found = fit(np.vstack([signs for signs, _ in fitted]), np.concatenate([right for _, right in fitted]), weights)
    print(f"BIAS = {found[0]:.2f}")
    print("WEIGHTS = " + ", ".join(f"{name}={value:.2f}" for name, value in zip(Signs._fields, found[1:], strict=True)))
    for title, weighed in (("as fitted", found), ("in use", np.array([BIAS, *WEIGHTS]))):
        print(title)
        for (name, held_out), (signs, right) in parts.items():
            show(f"{name}, {'held out' if held_out else 'fitted'}", signs, right, weighed)


if __name__ == "__main__":
    main()
