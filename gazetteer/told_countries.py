"""The country that an adjective beside a name puts it in: ربيعة العراقية, "the Iraqi town of Rabia"."""

from __future__ import annotations

from gazetteer.cues import Words, demonym_country
from gazetteer.relations import Relation


def told_country(words: Words, first: int, last: int, relation: Relation) -> str:
    """The ISO code of that country for the name of the tokens first … last - 1; '' where no adjective tells one."""
    if words.tokens[first].is_arabic:
        is_joined = last < len(words) and words.is_joined(last)
        after = words.tokens[last].key if is_joined else ""
        return demonym_country(words.forms[last]) if after.startswith("ال") and after.endswith(("ه", "ي")) else ""
    before = relation.first - 1
    called = relation.first < first and bool(relation.kinds) and relation.name in ("", "in")
    if before < 0 or not called or not words.is_joined(relation.first) or not words.tokens[before].is_capital:
        return ""
    return demonym_country(words.forms[before])
