"""A dump of made-up places in the columns of GeoNames' allCountries, as large as wanted and the same each time.

Names repeat as they do in the world: a few hundred are borne by thousands of places, most by one or two. Countries
bring their scripts: Arabic, Han, Cyrillic, Devanagari beside their transliteration, Latin with accents.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

FIRST_ID = 100_000_000  # beyond GeoNames' own
BATCH = 100_000
FLATTENED = 100  # the commonest name of twelve million places is borne by some six thousand, as GeoNames' is


class Region(NamedTuple):
    """Countries that name their places alike: share of the world's places, a box, and how names are written."""

    share: float
    countries: tuple[str, ...]
    box: tuple[float, float, float, float]
    generic: tuple[str, ...]
    write: Callable[[str], str]


def transliterate(letters: dict[str, str], name: str) -> str:
    return "".join(letters.get(letter, letter) for letter in name.lower())


_ARABIC = dict(zip("abdfghijklmnqrstuwyz ", "ابدفغهيجكلمنقرستوويز ", strict=True)) | {"e": "", "o": "و", "'": ""}
_CYRILLIC = dict(zip("abdefghijklmnoqrstuwyz ", "абдефгхийклмнокрстувыз ", strict=True))
_DEVANAGARI = dict(zip("bdfghjklmnqrstwyz ", "बदफगहजकलमनकरसतवयज ", strict=True)) | dict.fromkeys("aeiou'", "ा")
_HAN = {letter: chr(0x4E00 + 137 * place) for place, letter in enumerate("abdefghijklmnoqrstuwyz")} | {" ": ""}
_REGIONS = (
    Region(0.24, ("US", "CA", "GB", "AU"), (-125, 25, -65, 50), ("Lake", "Mount", "Creek", "Church", "Park"), str),
    Region(0.14, ("MX", "ES", "CO", "AR"), (-100, -40, -60, 25), ("San", "Santa", "El", "Los", "Cerro"), str),
    Region(0.2, ("CN", "TW"), (75, 20, 125, 45), ("Xi", "Da", "Shang", "Nan"), partial(transliterate, _HAN)),
    Region(0.14, ("RU", "UA", "KZ"), (30, 45, 140, 65), ("Novo", "Staro", "Ozero"), partial(transliterate, _CYRILLIC)),
    Region(0.12, ("IN", "NP"), (70, 8, 90, 30), ("Pur", "Nagar"), partial(transliterate, _DEVANAGARI)),
    Region(0.03, ("SY", "IQ"), (35, 30, 48, 37), ("Tall", "Qaryat", "Wadi"), partial(transliterate, _ARABIC)),
    Region(0.13, ("IR", "SA", "EG", "MA"), (-8, 15, 60, 38), ("Kuh", "Jabal", "Wadi"), partial(transliterate, _ARABIC)),
)
_FEATURES = ("P\tPPL", "H\tSTM", "T\tMT", "S\tFRM", "S\tCH", "L\tPRK", "A\tADM4", "T\tHLL", "H\tLK", "S\tSCH")
_FEATURE_SHARES = (0.42, 0.14, 0.06, 0.08, 0.06, 0.04, 0.05, 0.05, 0.04, 0.06)
_ONSETS = ("b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "q", "r", "s", "t", "w", "y", "z", "sh", "kh", "gh", "tr")
_VOWELS = ("a", "e", "i", "o", "u", "aa", "ay", "ou")
_CODAS = ("", "", "", "n", "r", "l", "s", "t", "m", "d")


def write_dump(path: Path, count: int, seed: int = 12) -> None:
    """Write `count` rows to `path`; needs about 130 bytes of disk a row and little memory."""
    rng = np.random.default_rng(seed)
    stems = make_stems(rng, max(1_000, count // 8))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for start in range(0, count, BATCH):
            file.writelines(make_rows(rng, stems, FIRST_ID + start, min(BATCH, count - start)))


def make_stems(rng: np.random.Generator, count: int) -> list[str]:
    """Different made-up names of two or three syllables."""
    parts = [rng.integers(0, len(options), (3, count)) for options in (_ONSETS, _VOWELS, _CODAS)]
    lengths = rng.integers(2, 4, count)
    stems = (
        "".join(_ONSETS[parts[0][k, i]] + _VOWELS[parts[1][k, i]] + _CODAS[parts[2][k, i]] for k in range(lengths[i]))
        for i in range(count)
    )
    return [stem.capitalize() for stem in stems]


def make_rows(rng: np.random.Generator, stems: list[str], first_id: int, count: int) -> list[str]:
    regions = rng.choice(len(_REGIONS), count, p=[region.share for region in _REGIONS])
    # Half of the places have common names: how often one is borne goes with 1 / (FLATTENED + its rank).
    common = FLATTENED * (1 + len(stems) / FLATTENED) ** rng.random(count) - FLATTENED
    ranks = np.where(rng.random(count) < 0.5, common, rng.integers(0, len(stems), count)).astype(int) % len(stems)
    features = rng.choice(len(_FEATURES), count, p=_FEATURE_SHARES)
    generic, other, country = rng.random(count), rng.random(count), rng.integers(0, 12, count)
    x, y = rng.random(count), rng.random(count)
    people = np.where(rng.random(count) < 0.08, rng.lognormal(7, 1.6, count), 0).astype(int)
    rows = []
    for i in range(count):
        region = _REGIONS[regions[i]]
        west, south, east, north = region.box
        name = stems[ranks[i]]
        if generic[i] < 0.45:
            name = f"{region.generic[ranks[i] % len(region.generic)]} {name}"
        alternates = ""
        if other[i] < 0.5:
            written = region.write(name)
            alternates = f"{written},{name}a" if other[i] < 0.12 else written
        people_here = people[i] if features[i] == 0 else 0
        rows.append(
            f"{first_id + i}\t{name}\t{name}\t{alternates}\t{south + y[i] * (north - south):.5f}\t"
            f"{west + x[i] * (east - west):.5f}\t{_FEATURES[features[i]]}\t"
            f"{region.countries[country[i] % len(region.countries)]}\t\t{country[i] + 1:02d}\t\t\t\t"
            f"{people_here}\t\t0\tEtc/UTC\t2026-01-01\n"
        )
    return rows
