"""What the words of a name and those around it say for and against its being a place, as a number."""

from __future__ import annotations

import re

from gazetteer.cues import CueTable, Words, capitals, demonym_country, load_cues, stop_words
from gazetteer.facts import Fact
from gazetteer.matching import NameMatch
from gazetteer.names import LATIN_ARTICLES, Token, forms_of
from gazetteer.spans import NameSpan

KIND_CUE, RELATION_CUE, IN_CUE = 3.5, 2.15, 1.2
MERE_SORT = -9.0
"""What counts against a name that only says what a place is (العاصمة), whatever the words around it."""
ORDINARY_WORD, HOMONYM, GIVEN_NAME, PERSON, ORGANISATION = -3.0, -1.6, -1.8, -4.0, -5.0
DEFINITE_HOMONYM = -2.2
"""What counts against الكسوة, المنصورة without a cue: with the article a town's name is rarer as an ordinary word."""
LISTED, HASHTAG, HEADING = 1.0, 2.4, 3.2
CLITICS_OF_PLACE = frozenset(["ب", "وب", "فب", "ع", "وع"])
"""Proclitics that say "in"."""


def weigh_words(
    words: Words,
    best: Fact,
    first: int,
    last: int,
    match: NameMatch,
    titled: set[int],
    *,
    cue: float,
    is_listed: bool = False,
) -> float:
    """What the words of a name and those around it say for its being a place, about -6 to 8; above 1 is a place.

    `best` is the most prominent place of the name, `cue` what `weigh_cues` gives; `is_listed` says that it goes on with
    a list of places.
    """
    table = load_cues()
    if match.lang == "ar" and cue < RELATION_CUE and _is_told_apart(words, last, best.country):
        cue = RELATION_CUE
    if cue < RELATION_CUE and _says_its_kind(table, words, first, last, match):
        cue = RELATION_CUE
    known = 3.0 * (best.prominence - 0.4)
    known += 1.0 if best.kind in ("country", "governorate", "province", "road", "river", "region") else 0.0
    evidence = 0.5 + cue + known + (0.8 if last - first > 1 else 0.0)
    evidence -= 0.5 if match.exactness == "folded" else 0.0
    evidence -= 0.8 if match.likeness < 0.75 else 0.0
    is_set_apart = is_listed or match.stripped in CLITICS_OF_PLACE or words.gap(first).endswith("#")
    is_set_apart |= match.lang == "ar" and _heads_a_line(words, first, last)
    evidence += LISTED if is_listed else 0.0
    evidence += HASHTAG if match.lang == "ar" and _is_hashtag(words, first, last) else 0.0
    evidence += _weigh_ordinary(words, first, last, match, has_cue=cue > 0 or is_set_apart)
    if match.lang == "en":
        return evidence + _weigh_latin_company(words, table, first, last, titled)
    return evidence + _weigh_arabic_company(words, table, first, last, match, best)


def _is_hashtag(words: Words, first: int, last: int) -> bool:
    """Whether a name is a whole hashtag by itself: what a post writes so it is about."""
    return words.gap(first).endswith("#") and not words.gap(last).startswith("_")


def _says_its_kind(table: CueTable, words: Words, first: int, last: int, match: NameMatch) -> bool:
    """Whether an Arabic name begins with what kind of place it is: قاعدة التنف, مخيم الهول."""
    if match.lang != "ar" or last - first < 2 or match.exactness != "exact":
        return False
    return any(m.cue.cue == "kind" and m.first == first for m in table.ending_at(words, first + 1))


def _is_told_apart(words: Words, last: int, country: str) -> bool:
    """Whether the adjective after an Arabic name is of its country: ربيعة العراقية, طرابلس اللبنانية."""
    if not words.is_joined(last) or not words.tokens[last].key.startswith("ال"):
        return False
    return bool(country) and demonym_country(words.forms[last]) == country


def weigh_cues(words: Words, first: int, last: int, lang: str) -> float:
    """What cue words before and after a name add; the best of them counts."""
    table = load_cues()
    best = 0.0
    if first and words.sentence[first - 1] == words.sentence[first]:
        skip = 1 if words.tokens[first - 1].key in ("the", "ال") else 0
        for match in table.ending_at(words, first - skip) if touches(words, first) else ():
            best = max(best, _cue_weight(match.cue.cue, match.cue.value, lang))
        if words.tokens[first - skip - 1].key == "of":
            before = table.ending_at(words, first - skip - 1)
            best = max([best, *(_cue_weight(m.cue.cue, m.cue.value, lang) for m in before if m.cue.cue == "direction")])
    if words.is_joined(last):
        for match in table.starting_at(words, last):
            if match.cue.cue == "kind" or match.cue.value == "countryside":
                best = max(best, KIND_CUE)
            elif match.cue.cue == "relation":
                best = max(best, RELATION_CUE)
    is_all_there_is = words.line_starts_at(first) and (last == len(words) or words.line_starts_at(last))
    # a name alone on its line was written down to be placed
    speaks_for_itself = is_all_there_is or _is_other_end(words, table, first)
    return RELATION_CUE if best < RELATION_CUE and speaks_for_itself else best


def _is_other_end(words: Words, table: CueTable, first: int) -> bool:
    """Whether a name is the second of two that a text puts a thing between: "between A and B", بين أ وب."""
    token = words.tokens[first]
    is_joined_on = token.key.startswith("و") if token.is_arabic else words.tokens[first - 1].key == "and"
    if first > 1 and token.is_arabic and words.gap(first).strip() in ("-", "–", "—"):  # طريق الضالع - إب
        return any(m.cue.value == "road" for back in (first - 1, first - 2) for m in table.ending_at(words, back))
    if not first or not is_joined_on:
        return False
    for back in range(first - (not token.is_arabic) - 1, max(0, first - _LONGEST_PAIR), -1):
        if words.sentence[back - 1] != words.sentence[first]:
            return False
        if any(
            m.cue.value == "between" and m.cue.phrase.endswith(("between", "بين")) for m in table.ending_at(words, back)
        ):
            return True
    return False


_LONGEST_PAIR = 6
"""Words from "between" to the second name at most: "between the towns of Tell Tamr and Tell Baydar"."""


def touches(words: Words, index: int) -> bool:
    gap = words.gap(index)
    return gap == " " or ("\n" not in gap and _TOUCHING.fullmatch(gap) is not None)


_TOUCHING = re.compile(r"[\s\-‐‑–'’\"“«(#_‏‎]*")


def _cue_weight(cue: str, value: str, lang: str) -> float:
    if cue == "kind":
        return KIND_CUE
    if cue == "direction" or (cue == "relation" and value in ("near", "countryside")):
        return RELATION_CUE
    if cue == "relation":
        return IN_CUE if lang == "ar" else RELATION_CUE
    is_office = lang == "ar" and cue == "actor" and value == "office"  # محافظ, وجهاء, رئيس بلدية are of a place
    return IN_CUE if is_office or cue in ("passage", "centre") else 0.0


def _weigh_ordinary(words: Words, first: int, last: int, match: NameMatch, *, has_cue: bool) -> float:
    """How far the name itself is an ordinary word or a given name."""
    keys = [words.tokens[t].key for t in range(first, last)]
    keys[0] = keys[0][len(match.stripped) :] if match.stripped else keys[0]
    own = [key for key in keys if key not in LATIN_ARTICLES] if match.lang == "en" else keys
    table = stop_words()
    what = table.get(" ".join(forms_of(key)[0] for key in own))
    if what is None and match.lang == "ar" and len(own) == 1:
        what = next((table[form] for form in _forms_as_read(words, first) if form in table), None)
    if what == "word":
        return ORDINARY_WORD
    if what == "sort":
        return MERE_SORT
    if what == "given_name":
        return GIVEN_NAME / 3 if len(own) == 1 and own[0] in capitals() else GIVEN_NAME
    if what == "homonym":
        if has_cue or match.lang == "en":
            return HOMONYM
        return DEFINITE_HOMONYM if own[0].startswith("ال") else ORDINARY_WORD
    short = match.lang == "ar" and len(own) == 1 and len(forms_of(own[0])[0]) <= 3
    return -0.8 if short and own[0] not in capitals() else 0.0


def _forms_as_read(words: Words, first: int) -> list[str]:
    """The forms of an Arabic word under which it may be an ordinary one; what only a ك cut off leaves is none.

    "As" is written before few words, and كبانة is no كـ and بانة.
    """
    word = words.tokens[first].word
    return [*(read.key for read in word.readings if "ك" not in read.stripped), word.key]


def _weigh_latin_company(words: Words, table: CueTable, first: int, last: int, titled: set[int]) -> float:
    """What the capitalised words next to a Latin name say: a person's name, an organisation, a place and its state."""
    if is_organisation(words, table, first, last):
        return ORGANISATION
    weight = 0.0
    if first and words.is_joined(first):
        if any(m.cue.cue == "person" for m in table.ending_at(words, first)):
            return PERSON
        if not _is_dashed(words, first):  # "Homs–Rastan": the one is not the other's first name
            weight += _weigh_neighbour(words, table, first - 1, titled, is_before=True)
    if words.is_joined(last) and not _is_dashed(words, last):
        weight += _weigh_neighbour(words, table, last, titled, is_before=False)
    if re.match(r"^\s*,\s*$", words.gap(last)) and last < len(words) and words.tokens[last].text[:1].isupper():
        weight += 0.5
    starts_sentence = first == 0 or words.sentence[first - 1] != words.sentence[first]
    speaks = last == first + 1 and words.is_joined(last) and words.tokens[last].key in _SPEECH
    weight -= 2.0 if speaks and words.tokens[first].key not in capitals() else 0.0
    return weight + _weigh_dateline(words, first, last) - (0.4 if starts_sentence else 0.0)


def _heads_a_line(words: Words, first: int, last: int) -> bool:
    """Whether an Arabic name, or one of two, stands at the head of a line and a colon after it: الحديدة - حيس: ..."""
    if not words.tokens[first].is_arabic or not _COLON.match(
        words.text, words.tokens[last - 1].end, words.tokens[last - 1].end + 30
    ):
        return False
    is_second = words.gap(first).strip() in ("-", "–", "—", "/")
    return any(words.line_starts_at(at) for at in range(max(0, first - 2) if is_second else first, first + 1))


_COLON = re.compile(r"\s?:|\s?[-–—/]\s?\w+(?:\s\w+)?\s?:")
_HEADS_LINE = re.compile(r"\s{0,2}(?:[-–—]\s|,|/|،|:|(?:الآن|عاجل|اليوم|الليلة)\s?[:|.…])")
"""What stands behind a place at the head of a line: "HASAKAH, Jan 27 -", منبج الآن: ..."""


def _is_dashed(words: Words, index: int) -> bool:
    """Whether a dash joins a capitalised word to the one before it, as in the names of roads and triangles."""
    gap = words.gap(index)
    return gap in ("-", "–", "—") and words.tokens[index].is_capital and words.tokens[index - 1].is_capital


def _weigh_dateline(words: Words, first: int, last: int) -> float:
    """What it says that a name begins a line and a dash or a comma follows: "HASAKAH, Jan 27 -", "بيروت –"."""
    if _heads_a_line(words, first, last):
        return HEADING
    if not words.line_starts_at(first):
        return 0.0
    end = words.tokens[last - 1].end
    return 1.5 if _HEADS_LINE.match(words.text, end, end + 20) else 0.0


def _weigh_neighbour(words: Words, table: CueTable, index: int, titled: set[int], *, is_before: bool) -> float:
    """What a capitalised word beside a name says; words known for something else say nothing."""
    token = words.tokens[index]
    if token.is_arabic or not token.text[:1].isupper():
        return 0.0
    what = stop_words().get(token.key)
    if what == "given_name":
        return PERSON if is_before else -1.0
    if words.sentence[index] in titled:
        return 0.0
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


def is_organisation(words: Words, table: CueTable, first: int, last: int) -> bool:
    before = table.ending_at(words, first) if touches(words, first) else []
    longest = before[0].first if before else first
    of_place = any(m.first == longest and m.cue.cue == "relation" for m in before)  # في جبهة, against جبهة
    if not of_place and any(m.cue.cue == "organisation" for m in before):
        return True
    if not words.is_joined(last):
        return False
    following = words.tokens[last]
    is_capital = following.is_arabic or following.text[:1].isupper() or following.text.isdigit()
    after = table.starting_at(words, last)
    is_kind = any(m.cue.cue == "kind" for m in before)
    return not is_kind and any(m.cue.cue == "organisation" and (is_capital or m.cue.value == "product") for m in after)


def _weigh_arabic_company(words: Words, table: CueTable, first: int, last: int, match: NameMatch, best: Fact) -> float:
    """What the words next to an Arabic name say: persons, organisations, a proclitic without reason."""
    if is_organisation(words, table, first, last) or _is_in_unit_name(words, table, first):
        return ORGANISATION
    weight = {"": 0.0, "و": 0.0}.get(match.stripped, -0.3)
    weight += _weigh_dateline(words, first, last)
    if match.exactness == "folded" and not any(
        m.cue.cue in ("kind", "relation", "direction") for m in table.ending_at(words, first)
    ):
        weight -= 2.0 if words.tokens[last - 1].key.endswith("ي") else 1.0
    if "ك" in match.stripped or match.stripped in ("ف", "فل"):
        is_sure = has_tatweel(words.tokens[first].text) or (match.exactness == "exact" and best.prominence > 0.6)
        weight -= 0.3 if is_sure else 1.2
    if not match.article_agrees:
        weight -= 2.0 if _is_possessed(words, first, last) else 1.0
    weight += 0.5 if match.stripped in CLITICS_OF_PLACE else 0.0
    if first and words.is_joined(first):
        before = stop_words()
        if any(m.cue.cue == "person" for m in table.ending_at(words, first)):
            return PERSON
        is_ali = words.tokens[first - 1].text == "علي" and words.tokens[last - 1].key.endswith("ي")  # على has ى
        if is_ali or (any(before.get(form) == "given_name" for form in words.forms[first - 1]) and not match.stripped):
            return PERSON
    return weight


def _is_possessed(words: Words, first: int, last: int) -> bool:
    """Whether a word without the article stands before one with it: بادية السخنة is the desert of al-Sukhnah."""
    is_bare = not words.tokens[first].key.startswith("ال")
    return is_bare and words.is_joined(last) and words.tokens[last].key.startswith("ال")


def goes_on_from(words: Words, before: NameSpan, index: int) -> bool:
    """Whether token `index` is joined by "and" to a name that ends before it: قانا وصديقين, "Tyre and Qana"."""
    if before.is_unknown or before.evidence < SURE_ENOUGH or "\n" in words.gap(index):
        return False
    token = words.tokens[index]
    if token.is_arabic:
        return _is_joined_on(words, before, index)
    return before.last == index - 1 and words.tokens[index - 1].key == "and" and token.is_capital


def _is_joined_on(words: Words, before: NameSpan, index: int) -> bool:
    is_near = before.last == index and words.gap(index).strip() in ("", "،", ",")
    return is_near and words.tokens[index].key.startswith("و")


def is_arabic_list(words: Words, before: NameSpan, span: NameSpan) -> bool:
    """Whether "and" joins an Arabic name to the one before it, whatever speaks for that one: كسب وربيعة.

    Not so of an ordinary word (ومدينة, وقرية) with which something else goes on.
    """
    if not span.stripped.startswith("و") or "\n" in words.gap(span.first):
        return False
    return _is_joined_on(words, before, span.first) and stop_words().get(span.key) != "word"


SURE_ENOUGH = 1.0  # evidence of a name that others may be listed after


def has_tatweel(spelling: str) -> bool:
    """Whether a proclitic is set apart by a stroke (فـسرمدا), as writers do before names."""
    return "ـ" in spelling[1:3]


def _is_in_unit_name(words: Words, table: CueTable, first: int) -> bool:
    """Whether a unit's word opens the quotation that the name closes: «كتيبة شهداء الميادين»."""
    of_place = min((m.first for m in table.ending_at(words, first) if m.cue.cue == "relation"), default=first)
    for index in range(first - 1, max(-1, first - 3), -1):
        if not words.is_joined(index + 1) or index >= of_place:  # في جبهة, فوج إطفاء
            return False
        if any(m.cue.cue == "organisation" and m.cue.value == "force" for m in table.ending_at(words, index + 1)):
            return True
    return False


def surnames(words: Words) -> frozenset[str]:
    """Keys of Latin words that stand after a given name, an initial or a title somewhere in the text: "Gary Jones".

    Such a word alone is that person again, even where a town has the name.
    """
    table, found = load_cues(), set()
    before = None
    for index, token in enumerate(words.tokens):
        if not token.is_capital or token.is_arabic:
            before = None
            continue
        if before is not None and len(token.text) >= 3 and _is_surname(words, table, before, token, index):
            found.add(token.key)
        before = token
    return frozenset(found)


def _is_surname(words: Words, table: CueTable, before: Token, token: Token, index: int) -> bool:
    if len(before.text) == 1 and token.gap.startswith(". "):
        return True
    return words.is_joined(index) and _names_a_person(words, table, index)


def _names_a_person(words: Words, table: CueTable, index: int) -> bool:
    """Whether the word before is a given name (and no place's: "Jordan Valley") or a title."""
    before = words.tokens[index - 1].key
    if stop_words().get(before) == "given_name":
        return before not in _ALSO_PLACES
    return any(m.cue.cue == "person" for m in table.ending_at(words, index))


_ALSO_PLACES = frozenset(["jordan", "paris", "georgia", "florence", "virginia", "carolina", "austin", "chad", "israel"])
_SPEECH = frozenset(["said", "says", "told", "added", "wrote", "asked", "testified", "recalled", "explained"])


def title_lines(words: Words) -> set[int]:
    """Sentences in which nearly every word has a capital (headlines), so that capitals say nothing there."""
    if not words.tokens:
        return set()
    sentences = words.sentence[-1] + 1
    long, capital, ends = [0] * sentences, [0] * sentences, [False] * sentences
    number = 0
    for token, sentence in zip(words.tokens, words.sentence, strict=True):
        if sentence != number:
            ends[number] = token.gap.startswith(".")  # a headline has no full stop
            number = sentence
        if token.word.is_long:
            long[sentence] += 1
            capital[sentence] += token.is_capital
    return {n for n, count in enumerate(long) if count >= 4 and not ends[n] and capital[n] >= 0.75 * count}
