"""What the small words beside a name tell: its country ("the Iraqi town of Rabia"), or that a river is meant."""

from __future__ import annotations

from gazetteer.cues import Words, demonym_country
from gazetteer.relations import Relation


def told_country(words: Words, first: int, last: int, relation: Relation) -> str:
    """The ISO code of that country for the name of the tokens first … last - 1; '' where no adjective tells one."""
    if words.tokens[first].is_arabic:
        is_joined = last < len(words) and words.is_joined(last)
        after = words.tokens[last].key if is_joined else ""
        return demonym_country(words.forms[last]) if after.startswith("ال") and after.endswith(("ه", "ي")) else ""
    if relation.first >= first or not relation.kinds:
        return ""
    for before in range(first - 1, max(relation.first - 2, -1), -1):
        if not words.is_joined(before + 1):
            return ""
        if words.tokens[before].is_capital and (country := demonym_country(words.forms[before])):
            return country
    return ""


_RIVERS_OF_COUNTRIES = frozenset(["jordan", "niger"])


def is_called_a_river(words: Words, first: int, last: int) -> bool:
    """Whether a country's name has the article that only the river of that name has: "crossed the Jordan".

    Not so before a noun, as in "the Jordan Times", "the Niger border".
    """
    if last != first + 1 or words.tokens[first].key not in _RIVERS_OF_COUNTRIES or not first:
        return False
    if words.tokens[first - 1].key != "the" or not words.is_joined(first):
        return False
    if not words.is_joined(last):
        return True
    following = words.tokens[last]
    return following.key in _AFTER_A_RIVER and not following.is_capital


_AFTER_A_RIVER = frozenset(
    ["and", "or", "at", "in", "into", "near", "on", "to", "from", "twice", "once", "again", "by", "with", "was", "is",
     "where", "after", "before", "since", "for", "river", "as", "that", "which", "has", "towards", "between", "early"]
)  # fmt: skip
