"""Under which keys the names of a place are found."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.layout import HAS_ARTICLE, IS_MAIN
from gazetteer.names import (
    LATIN_ARTICLES,
    fold_words,
    full_key,
    has_arabic_article,
    is_arabic,
    strip_leading_article,
    tokenize,
)
from gazetteer.places import Place
from gazetteer.regions import ARABIC_ARTICLE, FOLDED


def keys_of(place: Place) -> Iterator[tuple[str, int]]:
    """The exact keys of a place's names, each with its flags."""
    forgives_article = place.country in ARABIC_ARTICLE or not place.country
    for language, names in place.names.items():
        for position, name in enumerate(names):
            keys = full_key(name).split()
            if not keys or (len(keys) == 1 and len(keys[0]) < 2) or all(map(str.isdigit, keys)):
                continue
            flags = IS_MAIN if position == 0 and language in ("en", "ar", "ku", "tr") else 0
            if has_arabic_article(keys[0]):
                yield " ".join(strip_leading_article(keys)), flags | HAS_ARTICLE
                continue
            if (other := _joined_or_parted(keys)) and forgives_article:
                yield other, 0
            if keys[1:] and keys[-1] == "camp" and keys[-2] != "refugee":
                yield " ".join([*keys[:-1], "refugee", "camp"]), 0
            has_article = keys[0] in LATIN_ARTICLES and len(keys) > 1
            yield " ".join(keys), flags | (HAS_ARTICLE if has_article else 0)
            if has_article and forgives_article:
                yield " ".join(keys[1:]), flags | HAS_ARTICLE


_OFTEN_JOINED = ("كفر", "دير", "تل", "بيت", "معره")


def _joined_or_parted(keys: list[str]) -> str:
    """The other way to write an Arabic name that begins with Kafr or the like: كفر كلا for كفركلا and back, else ''."""
    if len(keys) == 2 and keys[0] in _OFTEN_JOINED and not keys[1].startswith("ال"):
        return keys[0] + keys[1]
    if len(keys) == 1 and keys[0].startswith("كفر") and len(keys[0]) > 5 and not keys[0].startswith("كفري"):
        return f"كفر {keys[0][3:]}"
    return ""


def fold_keys_of(place: Place) -> Iterator[tuple[str, int]]:
    """The fold keys of a place of the region, none for others; keys of one or two letters are left out."""
    if place.country not in FOLDED or place.kind in ("country", "border"):
        return
    for language, names in place.names.items():
        if language == "":
            continue
        for position, name in enumerate(names):
            key = " ".join(fold_words([token.text for token in tokenize(name)]))
            if len(key) >= 3 and (is_arabic(name) or key.isascii()):
                yield key, IS_MAIN if position == 0 else 0
