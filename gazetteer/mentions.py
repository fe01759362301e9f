"""Names of places in a text: what the gazetteer knows, weighed by what the words around it say.

A word that the gazetteer knows is not yet a place: "الباب" is a door, "Nice" an adjective, "Mazloum Kobani" a man.
Each name found gets textual evidence (cue words, capitals, company) as a number; what is hopeless is left out here,
the rest is judged together with where it lies, in `locate`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gazetteer.cues import (
    Cue,
    CueTable,
    Words,
    capitals,
    demonym_country,
    forms_of,
    generic_words,
    load_cues,
    stop_words,
)
from gazetteer.index import Gazetteer, NameMatch, prominence
from gazetteer.names import LATIN_ARTICLES

HOPELESS = -0.9  # textual evidence under which where a place lies can't save it
KIND_CUE, RELATION_CUE, IN_CUE = 3.5, 2.0, 1.2
ORDINARY_WORD, HOMONYM, GIVEN_NAME, PERSON, ORGANISATION = -3.0, -1.6, -1.8, -4.0, -5.0
_NAMED_KINDS = frozenset(["town", "city", "village", "quarter", "camp", "base", "dam", "bridge", "crossing", "prison"])
_NAMED_AREAS = frozenset(["قضاء", "ناحية", "مديرية", "مقاطعة", "ولاية", "ريف", "في ريف"])


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpan:
    """A name found in a text: tokens first … last - 1, code points start … end, and the places that bear it.

    `evidence` is what the words say for (or against) its being a place. `border_of` holds the country codes that a
    border expression names ("Turkish border" → ("TR",)), `border_with` the token after "border with", else -1; a
    border has no place ids until the countries are known.
    """

    first: int
    last: int
    start: int
    end: int
    key: str
    place_ids: tuple[str, ...] = ()
    evidence: float = 0.0
    exactness: str = "exact"
    likeness: float = 1.0
    lang: str = "en"
    stripped: str = ""
    is_border: bool = False
    border_of: tuple[str, ...] = ()
    border_with: int = -1
    article_agrees: bool = True

    @property
    def is_unknown(self) -> bool:
        """Whether only the words around it say that this is a place."""
        return not self.place_ids and not self.is_border


def find_names(words: Words, gazetteer: Gazetteer) -> list[NameSpan]:
    """The names in a text in order, not overlapping, longest first where several begin at one word."""
    found: list[NameSpan] = []
    titled = _title_lines(words)
    index = 0
    while index < len(words):
        span = (
            _masked_until(words, index)
            or _border_at(words, index)
            or _known_name_at(words, gazetteer, index, titled)
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


def _known_name_at(words: Words, gazetteer: Gazetteer, index: int, titled: set[int]) -> NameSpan | None:
    for match in gazetteer.names_at(words.tokens, index):
        last = index + match.token_count
        if not _is_written_as_name(words, index, last, match) or _is_adjective(words, index, match):
            continue
        if _is_beginning_of_longer_name(words, index, last, match):
            return None
        evidence = weigh_words(words, gazetteer, index, last, match, titled)
        if evidence > HOPELESS:
            return _span_of(words, index, last, match, evidence)
    return None


def _is_beginning_of_longer_name(words: Words, index: int, last: int, match: NameMatch) -> bool:
    """Whether a match is only the generic first word of a name that is not known: Tell in "Tell Xyz", تل في "تل كذا"."""
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
    starts = (words.tokens[t].text.lstrip("ʿʾʻʼ'’") for t in (own[0], own[-1]))
    if not all(text[:1].isupper() or text[:1].isdigit() for text in starts):
        return False
    text = words.tokens[first].text
    return last - first > 1 or len(text) > 2 or text.upper() in ("US", "UK", "M4", "M5", "M1", "M2", "UAE")


def _is_adjective(words: Words, index: int, match: NameMatch) -> bool:
    """Whether a single word is no name by its form: a people's adjective, or an Arabic word in the accusative.

    سورية is both the country and "Syrian": after a preposition it is the country.
    """
    token = words.tokens[index]
    if match.token_count > 1:
        return False
    if token.text.endswith(("اً", "ًا")):
        return True
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


def weigh_words(words: Words, gazetteer: Gazetteer, first: int, last: int, match: NameMatch, titled: set[int]) -> float:
    """What the words of a name and those around it say for its being a place, about -6 to 8; above 1 is a place."""
    table = load_cues()
    cue = _weigh_cues(words, table, first, last, match.lang)
    best = gazetteer.place(match.place_ids[0])
    known = 3.0 * (prominence(best) - 0.4)
    known += 1.0 if best.kind in ("country", "governorate", "road", "river", "region") else 0.0
    evidence = 0.5 + cue + known + (0.8 if last - first > 1 else 0.0)
    evidence -= 0.5 if match.exactness == "folded" else 0.0
    evidence -= 0.8 if match.likeness < 0.75 else 0.0
    evidence += _weigh_ordinary(words, first, last, match)
    if match.lang == "en":
        return evidence + _weigh_latin_company(words, table, first, last, titled)
    return evidence + _weigh_arabic_company(words, table, first, last, match)


def _weigh_cues(words: Words, table: CueTable, first: int, last: int, lang: str) -> float:
    """What cue words before and after a name add; the best of them counts."""
    best = 0.0
    if first and words.sentence[first - 1] == words.sentence[first]:
        skip = 1 if words.tokens[first - 1].key in ("the", "ال") else 0
        for match in table.ending_at(words, first - skip) if _touches(words, first) else ():
            best = max(best, _cue_weight(match.cue.cue, match.cue.value, lang))
    if words.is_joined(last):
        for match in table.starting_at(words, last):
            if match.cue.cue == "kind" or match.cue.value == "countryside":
                best = max(best, KIND_CUE)
            elif match.cue.cue == "relation":
                best = max(best, RELATION_CUE)
    return best


def _touches(words: Words, index: int) -> bool:
    return re.fullmatch(r"[\s\-‐‑–'’\"“«(#_‏‎]*", words.gap(index)) is not None


def _cue_weight(cue: str, value: str, lang: str) -> float:
    if cue == "kind":
        return KIND_CUE
    if cue == "direction" or (cue == "relation" and value in ("near", "countryside")):
        return RELATION_CUE
    if cue == "relation":
        return IN_CUE if lang == "ar" else RELATION_CUE
    if cue in ("passage", "centre"):
        return IN_CUE
    return 0.0


def _weigh_ordinary(words: Words, first: int, last: int, match: NameMatch) -> float:
    """How far the name itself is an ordinary word or a given name."""
    keys = [words.tokens[t].key for t in range(first, last)]
    keys[0] = keys[0][len(match.stripped) :] if match.stripped else keys[0]
    own = [key for key in keys if key not in LATIN_ARTICLES] if match.lang == "en" else keys
    table = stop_words()
    what = table.get(" ".join(forms_of(key)[0] for key in own))
    if what is None and match.lang == "ar" and len(own) == 1:
        what = next((table[form] for form in forms_of(words.tokens[first].key) if form in table), None)
    if what == "word":
        return ORDINARY_WORD
    if what == "given_name":
        return GIVEN_NAME
    if what == "homonym":
        return HOMONYM
    short = match.lang == "ar" and len(own) == 1 and len(forms_of(own[0])[0]) <= 3
    return -0.8 if short and own[0] not in capitals() else 0.0


def _weigh_latin_company(words: Words, table: CueTable, first: int, last: int, titled: set[int]) -> float:
    """What the capitalised words next to a Latin name say: a person's name, an organisation, a place and its state."""
    if _is_organisation(words, table, first, last):
        return ORGANISATION
    weight = 0.0
    if first and words.is_joined(first):
        if any(m.cue.cue == "person" for m in table.ending_at(words, first)):
            return PERSON
        weight += _weigh_neighbour(words, table, first - 1, titled, is_before=True)
    if words.is_joined(last):
        weight += _weigh_neighbour(words, table, last, titled, is_before=False)
    if re.match(r"^\s*,\s*$", words.gap(last)) and last < len(words) and words.tokens[last].text[:1].isupper():
        weight += 0.5
    starts_sentence = first == 0 or words.sentence[first - 1] != words.sentence[first]
    return weight + _weigh_dateline(words, first, last) - (0.4 if starts_sentence else 0.0)


def _weigh_dateline(words: Words, first: int, last: int) -> float:
    """What it says that a name begins a line and a dash or a comma follows: "HASAKAH, Jan 27 -", "بيروت –"."""
    if not words.line_starts_at(first):
        return 0.0
    return 1.5 if re.match(r"\s*(?:[-–—]\s|,|/|،|:)", words.text[words.tokens[last - 1].end :][:4]) else 0.0


def _weigh_neighbour(words: Words, table: CueTable, index: int, titled: set[int], *, is_before: bool) -> float:
    """What a capitalised word beside a name says; words known for something else say nothing."""
    token = words.tokens[index]
    if token.is_arabic or not token.text[:1].isupper() or words.sentence[index] in titled:
        return 0.0
    what = stop_words().get(token.key)
    if what == "given_name":
        return PERSON if is_before else -1.0
    is_acronym = len(token.text) > 1 and token.text.isupper()
    if what == "word" or is_acronym or demonym_country(words.forms[index]) or _is_cue_word(words, table, index):
        return 0.0
    starts_sentence = index == 0 or words.sentence[index - 1] != words.sentence[index]
    if is_before:
        return -1.0 if starts_sentence else -3.0
    return -2.0


def _is_cue_word(words: Words, table: CueTable, index: int) -> bool:
    return bool(
        table.starting_at(words, index)
        or table.starting_at(words, index, side="before")
        or table.ending_at(words, index + 1)
    )


def _is_organisation(words: Words, table: CueTable, first: int, last: int) -> bool:
    before = table.ending_at(words, first) if _touches(words, first) else []
    if any(m.cue.cue == "organisation" for m in before):
        return True
    if not words.is_joined(last):
        return False
    following = words.tokens[last]
    is_capital = following.is_arabic or following.text[:1].isupper() or following.text.isdigit()
    after = table.starting_at(words, last)
    is_kind = any(m.cue.cue == "kind" for m in before)
    return not is_kind and any(m.cue.cue == "organisation" and (is_capital or m.cue.value == "product") for m in after)


def _weigh_arabic_company(words: Words, table: CueTable, first: int, last: int, match: NameMatch) -> float:
    """What the words next to an Arabic name say: persons, organisations, a proclitic without reason."""
    if _is_organisation(words, table, first, last) or _is_in_unit_name(words, table, first):
        return ORGANISATION
    weight = {"": 0.0, "و": 0.0}.get(match.stripped, -0.3)
    weight += _weigh_dateline(words, first, last)
    if match.exactness == "folded" and not any(
        m.cue.cue in ("kind", "relation", "direction") for m in table.ending_at(words, first)
    ):
        weight -= 2.0 if words.tokens[last - 1].key.endswith("ي") else 1.0
    weight -= 1.2 if "ك" in match.stripped or match.stripped in ("ف", "فل") else 0.0
    weight -= 0.0 if match.article_agrees else 0.6
    weight += 0.5 if match.stripped in ("ب", "وب") else 0.0
    if first and words.is_joined(first):
        before = stop_words()
        if any(m.cue.cue == "person" for m in table.ending_at(words, first)):
            return PERSON
        if any(before.get(form) == "given_name" for form in words.forms[first - 1]) and not match.stripped:
            return PERSON
    return weight


def _is_in_unit_name(words: Words, table: CueTable, first: int) -> bool:
    """Whether a unit's word opens the quotation that the name closes: «كتيبة شهداء الميادين»."""
    for index in range(first - 1, max(-1, first - 3), -1):
        if not words.is_joined(index + 1):
            return False
        if any(m.cue.cue == "organisation" and m.cue.value == "force" for m in table.ending_at(words, index + 1)):
            return True
    return False


def _title_lines(words: Words) -> set[int]:
    """Sentences in which nearly every word has a capital (headlines), so that capitals say nothing there."""
    capital: dict[int, int] = {}
    total: dict[int, int] = {}
    for index, token in enumerate(words.tokens):
        if token.is_arabic or not token.text[:1].isalpha():
            continue
        number = words.sentence[index]
        total[number] = total.get(number, 0) + (len(token.text) > 3)
        capital[number] = capital.get(number, 0) + (len(token.text) > 3 and token.text[:1].isupper())
    return {number for number, count in total.items() if count >= 4 and capital[number] >= 0.75 * count}


# Borders ---------------------------------------------------------------------------------------------------------

_BORDER_EN = frozenset(["border", "frontier", "borders", "borderline"])
_BORDER_AR = frozenset(["حدود", "حدودي", "حدوديه"])
_STRIP = frozenset(["strip", "area", "region", "zone", "line", "areas", "regions"])


def _border_at(words: Words, index: int) -> NameSpan | None:
    """A border expression that begins at a token: the Turkish border, الحدود مع تركيا, the border, الشريط الحدودي."""
    if words.tokens[index].is_arabic:
        return _arabic_border_at(words, index)
    return _english_border_at(words, index)


def _english_border_at(words: Words, index: int) -> NameSpan | None:
    countries: list[str] = []
    position = index
    while position < len(words) and position < index + 3 and (country := demonym_country(words.forms[position])):
        if position > index and not words.is_joined(position):
            break
        countries.append(country)
        position += 1
    is_border = position < len(words) and words.tokens[position].key in _BORDER_EN
    if not is_border or (position > index and not words.is_joined(position)):
        return None
    last = position + 1
    if not countries and words.is_joined(last) and words.tokens[last].key in ("with", "between"):
        return _border_span(words, index, last, countries, "en")
    if not countries and not _is_a_border_place(words, index):
        return None
    return _border_span(words, index, last, countries, "en")


def _is_a_border_place(words: Words, index: int) -> bool:
    """Whether a bare "border" is a place: "near the border", "the border strip"; not "border guards"."""
    after = words.tokens[index + 1].key if words.is_joined(index + 1) else ""
    if after in _STRIP or (index >= 2 and words.tokens[index - 1].key == "the"):
        table = load_cues()
        following = words.is_joined(index + 1) and words.tokens[index + 1].key in (
            "guard",
            "guards",
            "police",
            "crossing",
            "post",
            "patrol",
            "town",
            "village",
            "forces",
            "gate",
        )
        before = table.ending_at(words, index - 1)
        placed = (
            any(m.cue.cue in ("relation", "passage", "direction") for m in before)
            or words.tokens[index - 2].key == "of"
        )
        return not following and (placed or after in _STRIP)
    return False


def _arabic_border_at(words: Words, index: int) -> NameSpan | None:
    if not _BORDER_AR.intersection(words.forms[index]):
        return None
    countries: list[str] = []
    last = index + 1
    while (
        last < len(words)
        and last < index + 4
        and words.is_joined(last)
        and (country := demonym_country(words.forms[last]))
    ):
        countries.append(country)
        last += 1
    is_adjective = not {"حدود"}.intersection(words.forms[index])
    with_country = words.is_joined(last) and words.tokens[last].key == "مع"
    strip = index > 0 and words.forms[index - 1][0] in ("شريط", "منطقه", "مناطق", "خط")
    if is_adjective and not (with_country or strip):
        return None
    if not countries and not with_country and not strip and not _stands_for_a_place(words, index):
        return None
    first = index - 1 if is_adjective and strip else index
    return _border_span(words, first, last, countries, "ar")


def _stands_for_a_place(words: Words, index: int) -> bool:
    """Whether a bare الحدود is a place: the definite word after a relation word; not حدود alone."""
    key = words.tokens[index].key
    if "الحدود" not in key and "للحدود" not in key:
        return False
    following = words.is_joined(index + 1) and words.tokens[index + 1].key.startswith("ال")
    before = load_cues().ending_at(words, index)
    return not following and any(m.cue.cue in ("relation", "direction") and m.cue.value != "in" for m in before)


def _border_span(words: Words, first: int, last: int, countries: list[str], lang: str) -> NameSpan:
    start = words.tokens[first].start
    token = words.tokens[first]
    if token.is_arabic and "حدود" in token.text:
        start += max(0, token.text.index("حدود") - 2) if token.text[0] in "وفبلك" else 0
    is_with = words.is_joined(last) and words.tokens[last].key in ("with", "مع")
    return NameSpan(
        first=first,
        last=last,
        start=start,
        end=words.tokens[last - 1].end,
        key="border:" + "-".join(countries),
        evidence=4.0,
        lang=lang,
        is_border=True,
        border_of=tuple(dict.fromkeys(countries)),
        border_with=last + 1 if is_with else -1,
    )


# Names only the words vouch for ------------------------------------------------------------------------------------


def _unknown_name_at(words: Words, index: int) -> NameSpan | None:
    """A name that no gazetteer has but a cue word calls a place: "the village of X", "near X", قرية X."""
    token = words.tokens[index]
    if not index or not _touches(words, index) or "\n" in token.gap:
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
    """Whether "the X bridge", "the X quarter" begins here: capitals after "the", then a kind of place in small letters."""
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
    return last if is_name and not _is_organisation(words, load_cues(), index, last) else index


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
