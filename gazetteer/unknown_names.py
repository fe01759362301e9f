"""Names that no gazetteer has but the words around them call places: "the village of X", "near X", قرية X."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gazetteer.cues import Cue, Words, demonym_country, generic_words, load_cues, phrase_keys, read_cues, stop_words
from gazetteer.evidence import RELATION_CUE, is_organisation, touches
from gazetteer.names import LATIN_ARTICLES, forms_of
from gazetteer.span_edges import called_start
from gazetteer.spans import NameSpan
from gazetteer.tagger import Tags

_NAMED_KINDS = frozenset(["town", "city", "village", "quarter", "camp", "base", "dam", "bridge", "crossing", "prison"])
_NAMED_AREAS = frozenset(["قضاء", "ناحية", "مديرية", "مقاطعة", "ولاية", "ريف", "في ريف"])


@lru_cache(maxsize=1)
def _announcing_words() -> frozenset[str]:
    """The last words of the Arabic phrases after which an unknown word is a name: قرية, ريف, مخيم."""
    rows = (row for row in read_cues() if row.lang == "ar" and row.side == "before")
    named = (row for row in rows if (row.cue == "kind" and row.value in _NAMED_KINDS) or row.phrase in _NAMED_AREAS)
    return frozenset(phrase_keys(row.phrase)[-1] for row in named)


@lru_cache(maxsize=100_000)
def announces_a_name(forms: tuple[str, ...]) -> bool:
    """Whether an Arabic word may call the one after it a place."""
    return not _announcing_words().isdisjoint(forms)


LIKELY, LISTED = 0.7, 0.35
"""The tagger's probability from which a name that nothing else knows is a mention, and where a list goes on with it."""


def tagged_name_at(words: Words, tags: Tags, index: int, *, least: float = LIKELY) -> NameSpan | None:
    """An Arabic name that no gazetteer has and no cue word announces, but that the tagger is sure of."""
    if tags.begins[index] < least:
        return None
    last = max(tags.name_at(index), index + 1)
    if last <= index or any(demonym_country(words.forms[t]) for t in range(index, last)):
        return None
    if is_organisation(words, load_cues(), index, last) or _is_mere_cue(words, index, last):
        return None
    if index and touches(words, index) and announces_a_name(words.forms[index - 1]) and is_no_arabic_name(words, index):
        return None  # قذيفة على حي شعبي
    evidence = 1.0 + 0.2 * max(tags.odds(index, last), 0.0)
    return unknown_span(words, index, last, "ar", evidence)


def _is_mere_cue(words: Words, first: int, last: int) -> bool:
    """Whether words only say how a text relates to the name after them: الريف الغربي ل, الأطراف."""
    matches = load_cues().starting_at(words, first, side="before")
    return any(m.last >= last and m.cue.cue in ("relation", "direction", "passage", "unit") for m in matches)


def unknown_name_at(words: Words, index: int) -> NameSpan | None:
    """A name that no gazetteer has but a cue word calls a place: "the village of X", "near X", قرية X."""
    token = words.tokens[index]
    if not index or not touches(words, index) or "\n" in token.gap:
        return None
    cues = [m.cue for m in load_cues().ending_at(words, index)]
    if token.is_arabic:
        is_named = any((cue.cue == "kind" and cue.value in _NAMED_KINDS) or cue.phrase in _NAMED_AREAS for cue in cues)
        last = _arabic_name_end(words, index) if is_named else index
    else:
        last = _latin_name_end(words, index) if _expects_latin_name(words, index, cues) else index
    if last <= index:
        return None
    return unknown_span(words, index, last, "ar" if token.is_arabic else "en", RELATION_CUE)


def unknown_span(words: Words, first: int, last: int, lang: str, evidence: float) -> NameSpan:
    """The name of the tokens first … last - 1, which no gazetteer has."""
    end = words.tokens[last - 1].end
    return NameSpan(
        first=first,
        last=last,
        start=called_start(words, first),
        end=end,
        key=" ".join(forms_of(words.tokens[t].key)[0] for t in range(first, last)),
        name=words.text[words.tokens[first].start : end],
        evidence=evidence,
        lang=lang,
    )


def _expects_latin_name(words: Words, index: int, cues: list[Cue]) -> bool:
    """Whether the words before a Latin word can only be followed by a place: "village of", "near", "10 km north of"."""
    if any(cue.cue == "kind" and cue.value in _NAMED_KINDS and cue.phrase.endswith((" of", " at")) for cue in cues):
        return True
    if any(cue.cue == "relation" and cue.value in ("near", "countryside") for cue in cues):
        return True
    if _is_named_by_what_follows(words, index):
        return True
    is_of = words.tokens[index - 1].key == "of"
    if is_of and index > 1 and words.tokens[index - 2].key in _DWELLERS:
        return True
    return is_of and any(m.cue.cue == "direction" for m in load_cues().ending_at(words, index - 1))


_DWELLERS = frozenset(["villagers", "inhabitants", "residents"])


def _is_named_by_what_follows(words: Words, index: int) -> bool:
    """Whether "the X bridge", "the X quarter" begins here: capitals after "the", then a kind of place."""
    if words.tokens[index - 1].key not in ("the", "at", "in", "near"):
        return False
    last = capitals_end(words, index)
    if last == index or not words.is_joined(last) or words.tokens[last].text[:1].isupper():
        return False
    if any(words.tokens[t].text.isupper() for t in range(index, last)):
        return False
    kinds = _NAMED_KINDS - {"town", "city", "base"}
    return any(m.cue.cue == "kind" and m.cue.value in kinds for m in load_cues().starting_at(words, last))


def _latin_name_end(words: Words, index: int) -> int:
    last = capitals_end(words, index)
    is_name = last > index and words.tokens[last - 1].key not in LATIN_ARTICLES
    return last if is_name and not is_organisation(words, load_cues(), index, last) else index


def capitals_end(words: Words, index: int) -> int:
    """Where a run of at most four capitalised words ends, ordinary words and given names not among them."""
    last = index
    while last < len(words) and last < index + 4 and (last == index or words.is_joined(last)):
        token = words.tokens[last]
        is_article = token.key in LATIN_ARTICLES and last + 1 < len(words) and words.tokens[last + 1].text[:1].isupper()
        if not is_article and not token.text[:1].isupper():
            break
        what = stop_words().get(token.key)
        goes_on = what == "given_name" and last > index and not generic_words().isdisjoint(words.forms[index])
        is_other = what in ("word", "given_name") and not goes_on and not _begins_names(words, last)
        if is_other or demonym_country(words.forms[last]):
            break
        last += 1
    return last


def _begins_names(words: Words, index: int) -> bool:
    """Whether a capitalised word begins hundreds of names, and one goes on here: Tell Laban."""
    is_generic = not generic_words().isdisjoint(words.forms[index])
    return is_generic and words.is_joined(index + 1) and words.tokens[index + 1].text[:1].isupper()


def _arabic_name_end(words: Words, index: int) -> int:
    token = words.tokens[index]
    cue_has_article = words.tokens[index - 1].key.startswith(("ال", "وال", "بال", "لل"))
    is_short = len(token.key) < 3 and generic_words().isdisjoint(words.forms[index])
    if cue_has_article or not token.is_arabic or is_short or is_no_arabic_name(words, index):
        return index
    generic = not generic_words().isdisjoint(words.forms[index]) and not _goes_on_in_a_list(words, index)
    return index + 2 if generic and words.is_joined(index + 1) else index + 1


def _goes_on_in_a_list(words: Words, index: int) -> bool:
    """Whether a word with the article is followed by "and": القصر وحوش السيد علي are two places."""
    is_joined = words.is_joined(index + 1)
    return is_joined and words.tokens[index].key.startswith("ال") and words.tokens[index + 1].key.startswith("و")


def is_no_arabic_name(words: Words, index: int) -> bool:
    """Whether the word after a cue word goes on with something else: an adjective, a verb, a preposition."""
    forms = words.forms[index]
    key = words.tokens[index].key
    if not generic_words().isdisjoint(forms):
        return False
    if any(stop_words().get(form, "homonym") != "homonym" for form in forms) or demonym_country(forms):
        return True
    table = load_cues()
    if table.ending_at(words, index + 1) or table.starting_at(words, index):
        return True
    is_masculine = words.forms[index - 1][0] in ("حي", "مخيم", "معبر", "مطار", "حقل", "ريف", "قضاء", "سد", "جسر", "سجن")
    endings = ("ي", "ات", "ين") if is_masculine else ("يه", "ه", "ي", "ات", "ين")
    is_indefinite_adjective = not key.startswith(("ال", "وال")) and key.endswith(endings)
    is_verb = key.startswith(("ت", "ي")) and len(key) >= 4 and not key.startswith("تل")
    return is_indefinite_adjective or is_verb


_WHERE = frozenset(["in", "at", "near", "between", "outside", "around", "towards", "toward"])
"""Words after which a capitalised name that is nothing else is a place."""


def names_after_prepositions(words: Words, known: Sequence[NameSpan]) -> list[NameSpan]:
    """Latin names that stand where a place would (in, at, near … X), or in a list with one, and that nobody knows.

    For texts about countries whose villages the gazetteer mostly lacks: elsewhere such a name is rather something else.
    """
    taken = {t for span in known for t in range(span.first, span.last)}
    ends = {span.last for span in known if not span.is_border}
    found: list[NameSpan] = []
    index = 1
    while index < len(words):
        last = _name_after_preposition(words, index, taken, ends)
        if last > index:
            found.append(unknown_span(words, index, last, "en", RELATION_CUE))
            ends.add(last)
            index = last
        else:
            index += 1
    return found


def _name_after_preposition(words: Words, index: int, taken: set[int], ends: set[int]) -> int:
    """Where an unknown name after a preposition ends; `index` where none begins."""
    token, before = words.tokens[index], words.tokens[index - 1]
    if index in taken or token.is_arabic or not (token.is_capital or token.key in LATIN_ARTICLES):
        return index
    is_listed = before.key == "and" and index - 1 in ends
    if not (is_listed or before.key in _WHERE) or not words.is_joined(index):
        return index
    last = capitals_end(words, index)
    run = words.tokens[index:last]
    is_name = last > index and not taken.intersection(range(index, last)) and run[-1].key not in LATIN_ARTICLES
    if not is_name or any(one.text.isupper() or one.text[:1].isdigit() or len(one.text) < 2 for one in run):
        return index
    is_cut = last < len(words) and words.is_joined(last) and (last in taken or words.tokens[last].is_capital)
    return index if is_cut or is_organisation(words, load_cues(), index, last) else last
