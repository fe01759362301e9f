"""How likely the best candidate of a name is right: a logistic function of a few signs, fitted to annotated texts.

tests/accuracy/fit_sureness.py fits the weights and prints how far they can be trusted.
"""

from __future__ import annotations

import math
from typing import NamedTuple

SUREST = 0.99


class Signs(NamedTuple):
    """What speaks for and against the best candidate, each 0 to 1 but `lead`, which is a score (0 to 3)."""

    lead: float  # over the best candidate that is another place; 3 where there is none
    is_only: float  # no other place has the name
    near: float  # how near it lies to what the other names mean
    share: float  # how much of the text lies in its country
    contained: float  # how much of the text lies in its governorate
    partnered: float  # the name beside it is the area around it
    prominence: float
    is_country: float
    is_area: float  # a governorate, province or region
    is_folded: float  # only its sound is the same
    is_alone: float  # nothing in the text speaks for it, and it is not well known


BIAS = -1.3  # as fitted -0.8; the rest is caution, for texts that name more namesakes than those fitted to
WEIGHTS = Signs(
    lead=0.8, is_only=0.1, near=2.4, share=0.0, contained=0.1, partnered=0.8, prominence=1.4, is_country=0.2,
    is_area=-0.4, is_folded=-2.4, is_alone=-0.3,
)  # fmt: skip


def sureness(signs: Signs) -> float:
    """The probability, 0 to SUREST, that a candidate with these signs is the place meant."""
    z = BIAS + sum(weight * sign for weight, sign in zip(WEIGHTS, signs, strict=True))
    return min(SUREST, 1 / (1 + math.exp(-z)))
