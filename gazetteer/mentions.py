"""Names of places in a text: what the gazetteer knows, weighed by what the words around it say.

A word that the gazetteer knows is not yet a place: "الباب" is a door, "Nice" an adjective, "Mazloum Kobani" a man.
Each name found gets textual evidence (cue words, capitals, company) as a number; what is hopeless is left out here,
the rest is judged together with where it lies, in `locate`.
"""

from __future__ import annotations

from functools import lru_cache

from gazetteer.border_words import border_at
from gazetteer.cues import (
    Cue,
    Words,
    capitals,
    demonym_country,
    generic_words,
    load_cues,
    stop_words,
)
from gazetteer.evidence import (
    IN_CUE,
    PERSON,
    RELATION_CUE,
    is_organisation,
    surnames,
    title_lines,
    touches,
    weigh_cues,
    weigh_words,
)
from gazetteer.index import Gazetteer, NameMatch
from gazetteer.names import LATIN_ARTICLES, forms_of
from gazetteer.spans import NameSpan

HOPELESS = -0.9  # textual evidence under which where a place lies can't save it
_NAMED_KINDS = frozenset(["town", "city", "village", "quarter", "camp", "base", "dam", "bridge", "crossing", "prison"])
_NAMED_AREAS = frozenset(["قضاء", "ناحية", "مديرية", "مقاطعة", "ولاية", "ريف", "في ريف"])


def find_names(words: Words, gazetteer: Gazetteer) -> list[NameSpan]:
    """The names in a text in order, not overlapping, longest first where several begin at one word."""
    found: list[NameSpan] = []
    titled, people = title_lines(words), surnames(words)
    index = 0
    while index < len(words):
        span = (
            _masked_until(words, index)
            or border_at(words, index)
            or _known_name_at(words, gazetteer, index, titled, people)
            or _unknown_name_at(words, index)
        )
        if isinstance(span, int):
            index = span
        elif span is not None:
            found.append(span)
            index = span.last
        else:
            index += 1
    return found


@lru_cache(maxsize=1)
def _fixed_phrases() -> dict[str, list[tuple[str, ...]]]:
    """Phrases that hold a place's name but name something else, by their first word."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for key, what in stop_words().items():
        if what == "phrase":
            keys = tuple(key.split())
            by_first.setdefault(keys[0], []).append(keys)
    return by_first


def _masked_until(words: Words, index: int) -> int | None:
    for form in words.forms[index]:
        for keys in _fixed_phrases().get(form, ()):
            end = index + len(keys)
            inside = range(index + 1, end)
            if end <= len(words) and all(
                words.is_joined(t) and k in words.forms[t] for t, k in zip(inside, keys[1:], strict=True)
            ):
                return end
    return None


# Names of the gazetteer ------------------------------------------------------------------------------------------


def _known_name_at(
    words: Words, gazetteer: Gazetteer, index: int, titled: set[int], people: frozenset[str]
) -> NameSpan | None:
    if not _may_begin_a_name(words, index):
        return None
    for match in gazetteer.names_at(words.tokens, index):
        last = index + match.token_count
        if not _is_written_as_name(words, index, last, match) or _is_adjective(words, index, match):
            continue
        if _is_beginning_of_longer_name(words, index, last, match):
            return None
        evidence = weigh_words(words, gazetteer, index, last, match, titled)
        if words.tokens[index].key in people and last == index + 1:
            evidence += PERSON if weigh_cues(words, index, last, match.lang) < IN_CUE else 0.0
        if evidence > HOPELESS:
            return _span_of(words, index, last, match, evidence)
    return None


_FUNCTION_WORDS = frozenset(
    [
        "في", "من", "علي", "الي", "عن", "مع", "ان", "التي", "الذي", "هذا", "هذه",
        "قال", "بعد", "قبل", "خلال", "كان", "كانت", "لم", "لا", "ما", "هو", "هي",
        "قد", "كما", "بين", "حيث", "ذلك", "غير", "كل", "منذ", "او", "وفي", "ومن",
    ]
)  # fmt: skip


def _may_begin_a_name(words: Words, index: int) -> bool:
    """Whether a word may begin a name at all; most words of a text may not, and the look-up takes most of the time."""
    token = words.tokens[index]
    if token.is_arabic:
        return token.key not in _FUNCTION_WORDS
    letter = token.text.lstrip("ʿʾʻʼ'’")[:1]
    return letter.isupper() or token.key in LATIN_ARTICLES or not letter.isascii()


def _is_beginning_of_longer_name(words: Words, index: int, last: int, match: NameMatch) -> bool:
    """Whether a match is only the generic first word of an unknown name: Tell in "Tell Xyz", تل في "تل كذا"."""
    if not words.is_joined(last) or last - index > 2:
        return False
    own = [t for t in range(index, last) if words.tokens[t].key not in LATIN_ARTICLES]
    if len(own) != 1 or not generic_words().intersection(words.forms[own[0]]):
        return False
    following = words.tokens[last]
    if not following.is_arabic:
        return following.text[:1].isupper() or following.key in LATIN_ARTICLES
    return not match.stripped and not _is_no_arabic_name(words, last)


def _span_of(words: Words, first: int, last: int, match: NameMatch, evidence: float) -> NameSpan:
    keys = [words.tokens[t].key for t in range(first, last)]
    keys[0] = keys[0][len(match.stripped) :] if match.stripped else keys[0]
    if match.lang == "en" and len(keys) > 1 and keys[0] in LATIN_ARTICLES:
        keys = keys[1:]
    keys[0] = forms_of(keys[0])[0]
    key = " ".join(keys)
    capital = capitals().get(key)
    ids = match.place_ids if capital is None else tuple(dict.fromkeys((capital, *match.place_ids)))
    return NameSpan(
        first=first,
        last=last,
        start=match.char_start,
        end=match.char_end,
        key=key,
        place_ids=ids,
        evidence=evidence,
        exactness=match.exactness,
        likeness=match.likeness,
        lang=match.lang,
        stripped=match.stripped,
        article_agrees=match.article_agrees,
    )


def _is_written_as_name(words: Words, first: int, last: int, match: NameMatch) -> bool:
    """Whether a Latin name has its capitals (small words inside apart); an Arabic one is at least three letters."""
    if match.lang == "ar":
        return (
            last - first > 1
            or len(words.tokens[first].key) - len(match.stripped) >= 3
            or bool(capitals().get(words.tokens[first].key))
        )
    own = [t for t in range(first, last) if words.tokens[t].key not in LATIN_ARTICLES] or [first]
    if match.exactness == "folded" and len(own) == 1 and len(text := words.tokens[own[0]].text) <= 4 and text.isupper():
        return False  # an acronym, not a spelling of a name
    while len(own) > 1 and words.tokens[own[-1]].key in _TAILS:
        own.pop()  # "Tishrin dam" is written so as often as "Tishrin Dam"
    starts = (words.tokens[t].text.lstrip("ʿʾʻʼ'’") for t in (own[0], own[-1]))
    if not all(text[:1].isupper() or text[:1].isdigit() for text in starts):
        return False
    text = words.tokens[first].text
    return last - first > 1 or len(text) > 2 or text.upper() in ("US", "UK", "M4", "M5", "M1", "M2", "UAE")


_TAILS = frozenset(
    ["airbase", "airfield", "airport", "base", "bridge", "camp", "crossing", "dam", "district", "field", "garrison",
     "governorate", "highway", "island", "mountain", "mountains", "oilfield", "prison", "province", "river", "road"]
)  # fmt: skip
"""Kinds of places that end a name and need no capital."""


def _is_adjective(words: Words, index: int, match: NameMatch) -> bool:
    """Whether a single word is no name by its form: a people's adjective, or an Arabic word in the accusative.

    سورية is both the country and "Syrian": after a preposition it is the country.
    """
    token = words.tokens[index]
    if match.token_count > 1:
        return False
    if token.text.endswith(("اً", "ًا")):
        return True
    following = words.tokens[index + 1] if words.is_joined(index + 1) else None
    if token.text in ("US", "UK") and following is not None:
        acts = any(m.cue.cue == "actor" for m in load_cues().starting_at(words, index + 1))
        return not acts and following.key not in ("and", "or", "in", "on", "at", "to", "for")
    if not demonym_country(words.forms[index]):
        return False
    before = words.tokens[index - 1].key if words.is_joined(index) else ""
    is_syria = token.key.endswith("سوريه") and "السوريه" not in token.key
    return not (is_syria and (match.stripped or before in _PREPOSITIONS or not before))


_PREPOSITIONS = frozenset(
    [
        "في",
        "من",
        "الي",
        "عن",
        "داخل",
        "خارج",
        "نحو",
        "شمال",
        "جنوب",
        "شرق",
        "غرب",
        "شرقي",
        "غربي",
        "شمالي",
        "جنوبي",
        "وسط",
    ]
)


# Names only the words vouch for ------------------------------------------------------------------------------------


def _unknown_name_at(words: Words, index: int) -> NameSpan | None:
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
    end = words.tokens[last - 1].end
    key = " ".join(forms_of(words.tokens[t].key)[0] for t in range(index, last))
    lang = "ar" if token.is_arabic else "en"
    return NameSpan(first=index, last=last, start=token.start, end=end, key=key, evidence=RELATION_CUE, lang=lang)


def _expects_latin_name(words: Words, index: int, cues: list[Cue]) -> bool:
    """Whether the words before a Latin word can only be followed by a place: "village of", "near", "10 km north of"."""
    if any(cue.cue == "kind" and cue.value in _NAMED_KINDS and cue.phrase.endswith((" of", " at")) for cue in cues):
        return True
    if any(cue.cue == "relation" and cue.value in ("near", "countryside") for cue in cues):
        return True
    if _is_named_by_what_follows(words, index):
        return True
    is_of = words.tokens[index - 1].key == "of"
    return is_of and any(m.cue.cue == "direction" for m in load_cues().ending_at(words, index - 1))


def _is_named_by_what_follows(words: Words, index: int) -> bool:
    """Whether "the X bridge", "the X quarter" begins here: capitals after "the", then a kind of place."""
    if words.tokens[index - 1].key not in ("the", "at", "in", "near"):
        return False
    last = _capitals_end(words, index)
    if last == index or not words.is_joined(last) or words.tokens[last].text[:1].isupper():
        return False
    if any(words.tokens[t].text.isupper() for t in range(index, last)):
        return False
    kinds = _NAMED_KINDS - {"town", "city", "base"}
    return any(m.cue.cue == "kind" and m.cue.value in kinds for m in load_cues().starting_at(words, last))


def _latin_name_end(words: Words, index: int) -> int:
    last = _capitals_end(words, index)
    is_name = last > index and words.tokens[last - 1].key not in LATIN_ARTICLES
    return last if is_name and not is_organisation(words, load_cues(), index, last) else index


def _capitals_end(words: Words, index: int) -> int:
    """Where a run of at most four capitalised words ends, ordinary words and given names not among them."""
    last = index
    while last < len(words) and last < index + 4 and (last == index or words.is_joined(last)):
        token = words.tokens[last]
        is_article = token.key in LATIN_ARTICLES and last + 1 < len(words) and words.tokens[last + 1].text[:1].isupper()
        if not is_article and not token.text[:1].isupper():
            break
        if stop_words().get(token.key) in ("word", "given_name") or demonym_country(words.forms[last]):
            break
        last += 1
    return last


def _arabic_name_end(words: Words, index: int) -> int:
    token = words.tokens[index]
    cue_has_article = words.tokens[index - 1].key.startswith(("ال", "وال", "بال", "لل"))
    if cue_has_article or not token.is_arabic or len(token.key) < 3 or _is_no_arabic_name(words, index):
        return index
    generic = not generic_words().isdisjoint(words.forms[index])
    return index + 2 if generic and words.is_joined(index + 1) else index + 1


def _is_no_arabic_name(words: Words, index: int) -> bool:
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
    is_indefinite_adjective = not key.startswith("ال") and key.endswith(endings)
    is_verb = key.startswith(("ت", "ي")) and len(key) >= 4 and not key.startswith("تل")
    return is_indefinite_adjective or is_verb
